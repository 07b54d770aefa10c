"""Tables of who stands between sectors, in co-mention and in directed linkage, and of ties within and between sectors."""

from __future__ import annotations

import numpy as np

from qda.steps.document_networks import Shared
from qda.steps.settings import Settings
from qda.steps.tables_network import weight_note
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

NO_ROLE = "以此部门划分不可能有该角色，或网络没有联系、处处有联系。"
ROLE_NAMES = {
    "coordinator": "协调人",
    "itinerant": "顾问",
    "representative": "代表人",
    "gatekeeper": "守门人",
    "liaison": "联络人",
}


def brokers(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row an actor and community: open pairs between sectors that it joins, and E-I of the network in the notes."""
    from qda.network.brokerage import brokerage, label_null

    ours = shared.networks
    made: list[tuple[Cell, ...]] = []
    for case_id, name in ours.cases:
        _, tied = ours.of_case(case_id)
        sectors = [ours.sectors[i] for i in tied]
        if len(tied) < 3 or len(set(sectors)) < 2:
            continue
        network = ours.counts_of(case_id).sum(axis=0)
        found = brokerage(network, sectors, directed=False, unordered=True)
        rng = np.random.default_rng(settings.report.seed)
        null = label_null(network, sectors, unordered=True, draws=999, rng=rng)
        for i in sorted(range(len(tied)), key=lambda k: (-found.total[k], ours.actors[tied[k]])):
            role = found.counts[i]
            made.append(
                (
                    name,
                    ours.names[tied[i]],
                    sectors[i],
                    int(found.total[i]),
                    *(int(role[k]) for k in (0, 1, 2, 4)),
                    _z(found.z[i, 4]),
                    float(null.mean[i, 4]),
                    float(null.p_upper[i, 4]),
                )
            )
    return table(
        "brokerage",
        {"zh": "部门之间的中介角色", "en": "Brokerage between sectors"},
        (
            Column("case", role="label"),
            Column("actor_name", role="label"),
            "sector",
            "brokered",
            "coordinator",
            "itinerant",
            "representative",
            "liaison",
            Column("liaison_z", digits=2),
            "null_liaison",
            Column("p_upper", digits=4),
        ),
        made,
        (
            weight_note(settings),
            "Gould-Fernandez 角色，按行动者的部门分组。共同提及没有方向，故不区分代表人与守门人，每对未直接相连的行动者计一次。",
            "零模型：网络不变，部门在行动者之间重排999次；P上为联络人次数不低于原值的比例，未对各行动者作多重校正。",
            "联络人z：与同密度下各联系独立出现时的期望之差，除以其标准差（Gould-Fernandez 1989）。"
            "共同提及的联系并不独立，z 只作对照，判断看P上。",
        ),
    )


def sector_ties(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a community: do ties stay within sectors."""
    from qda.network.external import external_internal

    ours = shared.networks
    made: list[tuple[Cell, ...]] = []
    for case_id, name in ours.cases:
        _, tied = ours.of_case(case_id)
        if len(tied) < 3:
            continue
        one = external_internal(
            ours.counts_of(case_id).sum(axis=0),
            [ours.sectors[i] for i in tied],
            draws=settings.report.draws,
            rng=np.random.default_rng(settings.report.seed),
        )
        why = Missing("只有一个部门，或各行动者部门都不同，无从检验。")
        null = [why if v is None else v for v in (one.null_mean, one.low, one.high, one.p)]
        made.append((name, one.external, one.internal, one.value, one.expected, *null))
    return table(
        "sector-ties",
        {"zh": "部门内外的联系（E-I 指数）", "en": "Ties within and between sectors (E-I index)"},
        (
            Column("case", role="label"),
            Column("external", digits=0),
            Column("internal", digits=0),
            "ei",
            "ei_expected",
            "null_mean",
            "null_low",
            "null_high",
            Column("p", digits=4),
        ),
        made,
        (
            weight_note(settings),
            "E-I=(E-I)/(E+I)，按权重；-1为全在部门内，1为全在部门间。期望：仅由各部门人数决定的值。"
            f"零模型：部门在行动者之间重排{settings.report.draws}次，给出均值与中间95%；P为双侧。",
        ),
    )


def linkage_brokers(study: Study, settings: Settings) -> Table:
    """One row an actor and community: the five roles in the directed linkage network, with what independent ties give."""
    from qda.network.brokerage import ROLES, brokerage, label_null
    from qda.network.indices import reciprocity

    known = rows.actors(study)
    typed: dict[str, dict[tuple[str, str], float]] = {}
    for t in rows.ties(study):
        if t.directed:
            weights = typed.setdefault(t.case_id, {})
            weights[t.source_id, t.target_id] = weights.get((t.source_id, t.target_id), 0.0) + t.weight
    made: list[tuple[Cell, ...]] = []
    told: list[str] = []
    for case in rows.cases(study):
        weights = typed.get(case.id, {})
        actors = sorted({actor for pair in weights for actor in pair})
        if len(actors) < 3:
            continue
        network = np.zeros((len(actors), len(actors)))
        for (a, b), weight in weights.items():
            network[actors.index(a), actors.index(b)] = weight
        sectors = [known[a][2] for a in actors]
        found = brokerage(network, sectors, directed=True)
        null = label_null(network, sectors, draws=999, rng=np.random.default_rng(settings.report.seed))
        one_sector = len(set(sectors)) < 2
        told.append(f"{case.name} {float(reciprocity(network, True)[0]):.2f}（{len(weights)}条）")
        for i in sorted(range(len(actors)), key=lambda k: (-found.total[k], actors[k])):
            roles = [int(v) for v in found.counts[i]]
            expected = float(found.expected[i].sum())
            z = [_z(v) for v in (found.total_z[i], *found.z[i])]
            p: Cell = Missing("只有一个部门，无从重排。") if one_sector else float(null.p_upper[i, 4])
            made.append((case.name, known[actors[i]][0], sectors[i], sum(roles), expected, *roles, *z, p))
    return table(
        "linkage-brokerage",
        {"zh": "有向联动网络中的中介角色", "en": "Brokerage in the directed linkage network"},
        (
            Column("case", role="label"),
            Column("actor_name", role="label"),
            "sector",
            "brokered",
            Column("brokered_expected", digits=2),
            *(Column(role, title=ROLE_NAMES[role], group="次数") for role in ROLES),
            Column("brokered_z", title="合计", group="z", digits=2),
            *(Column(f"{role}_z", title=ROLE_NAMES[role], group="z", digits=2) for role in ROLES),
            Column("p_upper", title="联络人P上", digits=4),
        ),
        made,
        (
            "Gould-Fernandez 五种角色，按部门分组，只用有方向的类型化联动（各关系合并）：甲→中介→丙而甲不直接到丙。",
            "期望、z：同密度下各联系独立出现时的次数，与期望之差除以其标准差（Gould-Fernandez 1989，即 sna 的 z）；"
            "联系少时次数偏斜，z 只作参考，不作检验。",
            f"联络人P上：网络不变，部门在行动者之间重排999次（种子{settings.report.seed}），联络人次数不低于原值的比例；"
            "未作多重校正。",
            f"互惠性（有回向的联系占比）：{'，'.join(told)}。" if told else "有方向的联动过少，无从计算。",
        ),
    )


def _z(value: float) -> Cell:
    """A role's z; missing where nobody could have the role."""
    return float(value) if np.isfinite(value) else Missing(NO_ROLE)
