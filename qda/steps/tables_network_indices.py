"""Tables of network indices with intervals, of actors' places and ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qda.errors import NotEstimable
from qda.steps.document_networks import DocumentNetworks, Shared, whole_indices
from qda.steps.eligibility import Occasions, eligibility_note, occasions
from qda.steps.settings import Settings
from qda.steps.tables_network import weight_note
from qda.steps.units import UNIT_NAMES
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table
from qda.terms import TERMS

if TYPE_CHECKING:
    from qda.network.resample import Interval, Rank

FEW_DOCUMENTS = "文档过少（少于8份），不给区间。"
NOT_THINNED = "全部社区合计不作等量。"
UNDEFINED = "该指标在此网络中无定义。"
NO_LIMITS = "过半的重抽样中该指标无定义，不给区间。"
INTERVAL_NOTE = (
    "区间：以文档为单位重抽样{draws}次（种子{seed}），取百分位界与 t 界中较宽者；目标是同样多的同类文档下该指标的期望值。"
    "少于8份文档不给区间，少于25份时覆盖率略低于名义值（见 networks.md）。"
)
ALL_NOTE = (
    "全部社区：{documents}份文档合为一个网络（行动者按类型合并），描述的是整个研究，不是某个社区，也不用于比较；"
    "文档多的社区占的分量大。区间{how}；不推及未研究的社区。"
)
POINTS = (
    "degree",
    "betweenness_by_strength",
    "closeness_by_strength",
    "harmonic",
    "eigenvector",
    "pagerank",
    "core",
    "effective_size",
)


def network_indices(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row an index and community: value, interval, and at equal size."""
    from qda.compare.rarefy import rarefied
    from qda.network.resample import whole_intervals

    ours = shared.networks
    indices = whole_indices()
    equal: dict[tuple[str, str], tuple[float | None, float | None, float | None]] = {}
    size = "各社区文档过少，未作稀疏化。"
    try:
        drawn = rarefied(
            [units[:, ours.tied()] for units in ours.present],
            ours.case_of,
            indices,
            draws=200,
            collapse=settings.network.collapse == "document",
            rng=np.random.default_rng(settings.report.seed),
        )
        equal = {(r.case, r.name): (r.median, r.low, r.high) for r in drawn}
        if drawn:
            unit = UNIT_NAMES[settings.network.unit]
            size = (
                f"等量：各社区随机取{drawn[0].documents}份文档、每份至多{drawn[0].segments}个单位（{unit}），"
                "200次的中位数与中间95%。"
            )
    except NotEstimable:
        pass
    made: list[tuple[Cell, ...]] = []
    for case_id, name in ours.with_all:
        counts = ours.common(case_id)
        found = None
        if counts.shape[1] > 1:
            try:
                found = whole_intervals(
                    counts,
                    names=tuple(indices),
                    draws=settings.report.draws,
                    strata=ours.strata(case_id),
                    rng=np.random.default_rng(settings.report.seed),
                )
            except NotEstimable:
                found = None
        for key, index in indices.items():
            value: Cell = Missing(UNDEFINED)
            low: Cell = Missing(FEW_DOCUMENTS)
            high: Cell = Missing(FEW_DOCUMENTS)
            if found:
                value, low, high = _cells(found[key])
            elif counts.shape[1] > 1:
                value = _known(float(index(counts.sum(axis=0)[None])[0]))
            why = Missing(NOT_THINNED if case_id is None else UNDEFINED)
            thinned = equal.get((case_id, key), (None,) * 3) if case_id is not None else (None,) * 3
            made.append((name, TERMS[key].zh, value, low, high, *(why if v is None else v for v in thinned)))
    return table(
        "network-indices",
        {"zh": "各社区共同提及网络的指标与区间", "en": "Network indices with intervals"},
        (
            Column("case", role="label"),
            Column("index", role="label"),
            "value",
            "low",
            "high",
            "equal_median",
            "equal_low",
            "equal_high",
        ),
        made,
        (
            weight_note(settings),
            INTERVAL_NOTE.format(draws=settings.report.draws, seed=settings.report.seed),
            *_all_note(ours),
            size,
            f"行动者取在任一社区有联系者，共{len(ours.tied())}类；"
            "在某社区没有联系的，在那里是孤立点，各列与表 network-compare 同此。",
            "密度、传递性等随文档增多而升高，比较社区时看等量各列；社区差异的检验见表 network-compare。",
        ),
    )


def actor_ranks(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row an actor and community: strength and rank with limits, and what activity alone would give."""
    from qda.network.null import activity_null
    from qda.network.resample import stability

    ours = shared.networks
    made: list[tuple[Cell, ...]] = []
    stable: list[str] = []
    told: list[tuple[str, Occasions, int]] = []
    for case_id, name in ours.with_all:
        found, order = _measured(ours, case_id, ("strength",), settings)
        if not order:
            continue
        rng = np.random.default_rng(settings.report.seed)
        few = Missing(FEW_DOCUMENTS)
        named = ours.occasions(case_id)
        could = occasions(shared, settings, case_id)
        told.append((name, could, could.present.shape[1]))
        try:
            null = activity_null(could.present, ("strength",), eligible=could.eligible, draws=499, rng=rng)["strength"]
        except NotEstimable:
            null = None
        try:
            stable.append(f"{name} {stability(ours.counts_of(case_id), rng=rng):.2f}")
        except NotEstimable:
            stable.append(f"{name} 不可估计")
        for i, actor in order:
            interval, rank = found["strength"][i]
            ranks: list[Cell] = [rank.rank, rank.low, rank.high, rank.top] if rank else [few, few, few, few]
            made.append(
                (
                    name,
                    ours.names[actor],
                    *_cells(interval, FEW_DOCUMENTS),
                    *ranks,
                    int(named[i].sum()),
                    *(
                        [_known(v[i]) for v in (null.value, null.mean, null.p_upper, null.p_lower)]
                        if null
                        else [few] * 4
                    ),
                )
            )
    return table(
        "actor-ranks",
        {"zh": "行动者的强度、名次区间与活跃度零模型", "en": "Actors' strength, rank and activity null"},
        (
            Column("case", role="label"),
            Column("actor_name", role="label"),
            Column("strength", digits=0),
            Column("low", digits=1),
            Column("high", digits=1),
            Column("rank", digits=1),
            Column("rank_low", digits=1),
            Column("rank_high", digits=1),
            Column("top_share", percent=True, digits=0),
            "documents",
            Column("shared_strength", digits=0),
            Column("null_strength", digits=1),
            Column("p_upper", digits=4),
            Column("p_lower", digits=4),
        ),
        made,
        (
            weight_note(settings),
            INTERVAL_NOTE.format(draws=settings.report.draws, seed=settings.report.seed),
            *_all_note(ours),
            "活跃度零模型：“同文档强度”为与其他行动者同在的文档数之和；保持各行动者的文档数与每份文档的行动者数重排499次。"
            "P上（下）为不低于（不高于）原值的比例：强度高而P上大，说明只是被提及得多。未对各行动者作多重校正。",
            eligibility_note(settings, told),
            f"强度的稳定系数CS：{'，'.join(stable)}；不低于0.25才宜解释名次，0.5以上较好。" if stable else "无网络。",
        ),
    )


def actor_indices(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row an actor and community: betweenness, closeness and constraint with limits."""
    ours = shared.networks
    names = ("betweenness", "closeness", "constraint")
    made: list[tuple[Cell, ...]] = []
    for case_id, name in ours.with_all:
        found, order = _measured(ours, case_id, names, settings)
        for i, actor in order:
            cells = [cell for key in names for cell in _cells(found[key][i][0], FEW_DOCUMENTS)]
            made.append((name, ours.names[actor], *cells))
    columns: list[Column | str] = [Column("case", role="label"), Column("actor_name", role="label")]
    for key in names:
        columns += [Column(key), Column(f"{key}_low", title="下限"), Column(f"{key}_high", title="上限")]
    return table(
        "actor-indices",
        {"zh": "行动者的中介、接近与约束及其区间", "en": "Actors' indices with intervals"},
        columns,
        made,
        (
            weight_note(settings),
            INTERVAL_NOTE.format(draws=settings.report.draws, seed=settings.report.seed),
            *_all_note(ours),
            "中介与接近中心性按无权网络计算；约束按权重，越小越占据结构洞。其他中心性见表 actor-centralities。",
        ),
    )


def actor_centralities(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row an actor and community: the other centralities, as points."""
    from qda.network.indices import ACTORS

    ours = shared.networks
    made: list[tuple[Cell, ...]] = []
    for case_id, name in ours.with_all:
        _, tied = ours.of_case(case_id)
        if not len(tied):
            continue
        network = ours.counts_of(case_id).sum(axis=0)[None]
        points = {key: ACTORS[key](network, False)[0] for key in ("strength", *POINTS)}
        for i in sorted(range(len(tied)), key=lambda k: (-points["strength"][k], ours.actors[tied[k]])):
            made.append((name, ours.names[tied[i]], *(_known(points[key][i]) for key in POINTS)))
    return table(
        "actor-centralities",
        {"zh": "行动者的其他中心性", "en": "Actors' other centralities"},
        (Column("case", role="label"), Column("actor_name", role="label"), *POINTS),
        made,
        (
            weight_note(settings),
            "“按强度”以1/权重为路径长度（权重是强度，不是距离）；其余路径指标每条联系长度为1。特征向量、PageRank、有效规模按权重。",
            "本表只给数值。按强度的中介中心性的区间在模拟中覆盖率只有82-84%，故不给。",
        ),
    )


def _measured(
    ours: DocumentNetworks, case_id: str | None, names: tuple[str, ...], settings: Settings
) -> tuple[dict[str, list[tuple[Interval, Rank | None]]], list[tuple[int, int]]]:
    """Intervals and ranks of a community's (None: of all communities') tied actors, and (position, actor) from the strongest on."""
    from qda.network.indices import ACTORS, strength
    from qda.network.resample import Interval, actor_intervals

    counts = ours.counts_of(case_id)
    _, tied = ours.of_case(case_id)
    if len(tied) < 3:
        return {}, []
    network = counts.sum(axis=0)[None]
    force = strength(network)[0]
    order = sorted(range(len(tied)), key=lambda k: (-force[k], ours.actors[tied[k]]))
    found: dict[str, list[tuple[Interval, Rank | None]]] = {}
    try:
        rng = np.random.default_rng(settings.report.seed)
        measured = actor_intervals(
            counts, names=names, draws=settings.report.draws, strata=ours.strata(case_id), rng=rng
        )
        found = {key: list(measured[key]) for key in names}
    except NotEstimable:
        for key in names:
            values = ACTORS[key](network, False)[0]
            bare = [Interval(float(v) if np.isfinite(v) else None, None, None) for v in values]
            found[key] = [(one, None) for one in bare]
    return found, [(k, int(tied[k])) for k in order]


def _all_note(ours: DocumentNetworks) -> tuple[str, ...]:
    """What the network of all communities is, and what its intervals draw again; nothing where there is none."""
    from qda.network.resample import FEWEST, LEAST_IN_STRATUM, drawn_within

    if len(ours.with_all) == len(ours.cases):
        return ()
    documents = len(ours.case_of)
    if documents < FEWEST:
        how = "不给：文档少于8份"
    elif len(drawn_within(ours.case_of, documents)) > 1:
        how = "在各社区内分别重抽样文档，目标是这些社区"
    else:
        how = (
            f"由全部文档不分社区重抽样（有社区少于{LEAST_IN_STRATUM}份，不能在社区内重抽样），社区间的差异也算作抽样变动，"
            "区间因而偏宽"
        )
    return (ALL_NOTE.format(documents=documents, how=how),)


def _cells(one: Interval, without: str = NO_LIMITS) -> tuple[Cell, Cell, Cell]:
    """Value and limits. without: why there are no limits, where the value is known."""
    if one.value is None:
        return Missing(UNDEFINED), Missing(UNDEFINED), Missing(UNDEFINED)
    if one.low is None or one.high is None:
        return one.value, Missing(without), Missing(without)
    return one.value, one.low, one.high


def _known(value: float) -> Cell:
    return float(value) if np.isfinite(value) else Missing(UNDEFINED)
