"""Tables of what differs between communities' networks, of ties that are more than chance, and of cohesive groups."""

from __future__ import annotations

from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from qda.errors import NotEstimable
from qda.steps.document_networks import DocumentNetworks, Shared, whole_indices
from qda.steps.eligibility import Occasions, eligibility_note, occasions
from qda.steps.settings import Settings
from qda.steps.tables_network import weight_note
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table
from qda.terms import TERMS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qda.compare.shuffles import Shuffles

UNDEFINED = "该指标在某个社区的网络中无定义。"
THINNED = 100
"""Draws at equal size."""
LARGEST = 60  # rows of tie differences shown, the largest first


def network_compare(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a test: do networks differ between communities; documents permuted within kinds of document."""
    from qda.compare.pairs import index_differences, permanova

    ours = shared.networks
    design, refused = _design(ours, settings)
    blank: list[Cell] = [None] * len(ours.cases)
    made: list[tuple[Cell, ...]] = []
    order = {case_id: i for i, (case_id, _) in enumerate(ours.cases)}
    if design is not None:
        at = [order[name] for name in design.names]
        for sphere in (False, True):
            try:
                found = permanova(_vectors(ours, sphere=sphere), design)
            except NotEstimable as why:
                refused = f"{why.what}（n={why.n}）不可估计"
                break
            what = "球面归一（只看结构）" if sphere else "每单位共现率"
            made.append((f"PERMANOVA：{what}", *blank, found.f, found.r_squared, found.p))
            spread = list(blank)
            for position, value in zip(at, found.dispersions, strict=True):
                spread[position] = value
            made.append((f"离散度：{what}", *spread, None, None, found.dispersion_p))
        for one in index_differences(ours.common(), design, whole_indices()) if made else ():
            values: list[Cell] = [Missing(UNDEFINED)] * len(ours.cases)
            for position, shown in zip(at, one.values, strict=True):
                values[position] = Missing(UNDEFINED) if shown is None else shown
            difference: Cell = Missing(UNDEFINED) if one.difference is None else one.difference
            made.append((TERMS[one.name].zh, *values, difference, None, Missing(UNDEFINED) if one.p is None else one.p))
    return table(
        "network-compare",
        {"zh": "社区间网络差异的文档置换检验", "en": "Do networks differ? Permutation of documents"},
        (
            Column("statistic", role="label"),
            *(Column(f"{case_id}.value", title=name) for case_id, name in ours.cases),
            Column("difference", title="F 或最大差"),
            Column("r_squared"),
            Column("p", digits=4),
        ),
        made,
        (_design_note(design, refused, settings), *_reading()),
    )


def tie_differences(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a tie and two communities, the surest difference first."""
    from qda.compare.pairs import tie_differences as differences

    ours = shared.networks
    design, refused = _design(ours, settings)
    called = dict(ours.cases)
    i, j = np.triu_indices(len(ours.actors), 1)
    made: list[tuple[Cell, ...]] = []
    found = differences(_vectors(ours, sphere=False), design) if design is not None else ()
    shown = [d for d in found if d.mean_a > 0 or d.mean_b > 0]
    for d in shown[:LARGEST]:
        made.append(
            (
                ours.names[i[d.pair]],
                ours.names[j[d.pair]],
                called[d.a],
                called[d.b],
                d.mean_a,
                d.mean_b,
                d.difference,
                d.p_max,
                d.p_exploring,
            )
        )
    return table(
        "tie-differences",
        {"zh": "社区间差异最大的联系", "en": "Ties that differ most between communities"},
        (
            Column("actor_a", role="label"),
            Column("actor_b", role="label"),
            Column("case_a", role="label"),
            Column("case_b", role="label"),
            Column("rate_a", digits=4),
            Column("rate_b", digits=4),
            Column("difference", digits=4),
            Column("p_max", digits=4),
            Column("p_exploring", digits=4),
        ),
        made,
        (
            _design_note(design, refused, settings),
            "共现率：每份文档中两个行动者同在的单位数除以单位数，再对文档取平均。P最大值：所有联系与社区对的最大差异的置换"
            "分布，控制任一假阳性；P探索：逐条置换P值作 Benjamini-Hochberg 校正，只供探索。",
            f"列出{min(len(shown), LARGEST)}条，共{len(shown)}条。",
        ),
    )


def similar_networks(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a pair of communities: how alike their networks are, on all documents and at equal size. No test."""
    from qda.compare.rarefy import thinned
    from qda.network.indices import ACTORS
    from qda.network.similarity import divergence, portraits, rank_correlation, shared_ties

    ours = shared.networks
    drawn: dict[str, NDArray[np.float64]] = {}
    size = "各社区文档过少，未作等量比较。"
    once = settings.network.collapse == "document"
    rng = np.random.default_rng(settings.report.seed)
    present = [units[:, ours.tied()] for units in ours.present]
    with suppress(NotEstimable):
        drawn, documents, segments = thinned(present, ours.case_of, draws=THINNED, collapse=once, rng=rng)
        size = (
            f"等量：各社区随机取{documents}份文档、每份至多{segments}句（段），{THINNED}次的中位数"
            f"（种子{settings.report.seed}）。"
        )
    shapes = {case: [portraits(_tied(one))[0] for one in stack] for case, stack in drawn.items()}
    made: list[tuple[Cell, ...]] = []
    no_ties, flat, few = (
        Missing(why) for why in ("某个社区没有联系。", "行动者过少或名次没有差别。", "文档过少，不作等量比较。")
    )
    for (a, name_a), (b, name_b) in combinations(ours.cases, 2):
        one, other = (ours.common(case).sum(axis=0) for case in (a, b))
        if not one.any() or not other.any():
            made.append((name_a, name_b, *([no_ties] * 7)))
            continue
        row: list[Cell] = [shared_ties(one, other), divergence(*(portraits(_tied(w))[0] for w in (one, other)))]
        if drawn:
            pairs = zip(drawn[a], drawn[b], strict=True)
            ties = [found for x, y in pairs if (found := shared_ties(x, y)) is not None]
            far = [divergence(x, y) for x, y in zip(shapes[a], shapes[b], strict=True) if x.size and y.size]
            row += [float(np.median(found)) if found else no_ties for found in (ties, far)]
        else:
            row += [few, few]
        union = np.flatnonzero((one + other).any(axis=0))
        within = np.stack([w[np.ix_(union, union)] for w in (one, other)])
        for index in ("strength", "betweenness"):
            try:
                row.append(rank_correlation(*ACTORS[index](within, False)))
            except NotEstimable:
                row.append(flat)
        made.append((name_a, name_b, len(union), row[0], row[2], row[1], *row[3:]))
    return table(
        "network-similarity",
        {"zh": "社区网络的相似程度（描述）", "en": "How alike networks are (description)"},
        (
            Column("case_a", role="label"),
            Column("case_b", role="label"),
            "nodes",
            Column("jaccard"),
            Column("equal_jaccard"),
            Column("portrait_divergence"),
            Column("equal_portrait"),
            Column("rank_strength", digits=2),
            Column("rank_betweenness", digits=2),
        ),
        made,
        (
            "只作描述，不是检验：同一社区的两批文档也不会完全一样。差异的检验见表 network-compare。",
            "Jaccard：两网共有的联系占任一网联系的比例。肖像散度（Bagrow 与 Bollt 2019）：按距离的分布比较两网的形状，"
            "不看谁是谁，0为形状相同，1为全不同；只看联系有无，取各社区有联系的行动者。",
            "名次r：两网行动者强度、中介（无权）名次的 Spearman 相关，行动者取在两网之一有联系者。",
            "文档多的社区联系密，各值随文档数而变，先看等量各列。",
            size,
        ),
    )


def _tied(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = weights.any(axis=0)
    return weights[np.ix_(kept, kept)]


def related_networks(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a pair of communities: are their networks alike. Not a test of difference."""
    from qda.compare.qap import qap
    from qda.network.similarity import shared_ties

    ours = shared.networks
    networks = {case_id: ours.counts[ours.of_case(case_id)[0]].sum(axis=0) for case_id, _ in ours.cases}
    made: list[tuple[Cell, ...]] = []
    for (a, name_a), (b, name_b) in combinations(ours.cases, 2):
        union = (networks[a] + networks[b]).any(axis=0)
        one, other = networks[a][np.ix_(union, union)], networks[b][np.ix_(union, union)]
        shared_part = shared_ties(one, other)
        overlap: Cell = Missing("两个社区都没有联系。") if shared_part is None else shared_part
        try:
            found = qap(one, other, draws=settings.report.draws, rng=np.random.default_rng(settings.report.seed))
            made.append((name_a, name_b, int(union.sum()), overlap, found.r, found.p))
        except NotEstimable:
            why = Missing("行动者过少或联系没有变异，无从计算。")
            made.append((name_a, name_b, int(union.sum()), overlap, why, why))
    return table(
        "network-relatedness",
        {"zh": "社区网络的相似（QAP）", "en": "Are networks alike? QAP"},
        (
            Column("case_a", role="label"),
            Column("case_b", role="label"),
            "nodes",
            Column("jaccard"),
            Column("qap_r"),
            Column("p", digits=4),
        ),
        made,
        (
            "QAP 回答两个网络是否相关，不能说明两个社区是否不同：相似的网络P值也小。差异的检验见表 network-compare。",
            f"行与列同时置换{settings.report.draws}次（种子{settings.report.seed}），双侧；Jaccard 为两网共有的联系占比。",
        ),
    )


def backbone(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a pair of actors named in the same documents: more often than chance, model named."""
    from qda.network.backbone import null_backbone
    from qda.network.bipartite import shared_occasions

    ours = shared.networks
    made: list[tuple[Cell, ...]] = []
    told: list[tuple[str, Occasions, int]] = []
    for case_id, name in ours.cases:
        documents, tied = ours.of_case(case_id)
        if len(tied) < 2 or not len(documents):
            continue
        could = occasions(shared, settings, case_id)
        told.append((name, could, len(documents)))
        together = shared_occasions(could.present, eligible=could.eligible)
        found = null_backbone(together)
        for k in np.lexsort((together.target, together.source, together.p_upper)).tolist():
            if together.observed[k]:
                made.append(
                    (
                        name,
                        ours.names[tied[together.source[k]]],
                        ours.names[tied[together.target[k]]],
                        int(together.observed[k]),
                        float(together.expected[k]),
                        float(together.p_upper[k]),
                        float(found.p_adjusted[k]),
                        bool(found.kept[k]),
                    )
                )
    return table(
        "backbone",
        {"zh": "超出偶然的共同出现（SDSM 骨干）", "en": "More than chance: SDSM backbone"},
        (
            Column("case", role="label"),
            Column("actor_a", role="label"),
            Column("actor_b", role="label"),
            "shared_documents",
            Column("expected_documents", digits=2),
            Column("p_upper", digits=4),
            Column("p_adjusted", title="校正P", digits=4),
            "in_backbone",
        ),
        made,
        (
            "模型：SDSM（BiCM 概率，精确 Poisson 二项上尾），以文档为场合，保持各行动者出现的文档数与各文档的行动者数之期望；"
            "对社区内所有行动者对作 Benjamini-Hochberg 校正，水平0.05。换一个零模型，留下的联系会不同。",
            eligibility_note(settings, told),
            "“同在文档”不要求同句；不在骨干中不等于没有联系，只是不比各自的活跃度所预期的多。",
        ),
    )


def cohesion(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row an actor and community: cohesive group, CONCOR block, core or periphery."""
    from qda.network.equivalence import concor, core_periphery
    from qda.network.groups import cohesive_groups, null_modularity

    ours = shared.networks
    made: list[tuple[Cell, ...]] = []
    told: list[str] = []
    for case_id, name in ours.cases:
        _, tied = ours.of_case(case_id)
        if len(tied) < 3:
            continue
        network = ours.counts_of(case_id).sum(axis=0)
        groups = cohesive_groups(network, seeds=100, seed=settings.report.seed % 100_000)
        mean, p = null_modularity(network, draws=99, rng=np.random.default_rng(settings.report.seed))
        blocks, core = concor([network]), core_periphery(network)
        fit = "无定义" if core.fit is None else f"{core.fit:.2f}"
        told.append(
            f"{name}：模块度{groups.modularity:.3f}（重连网络均值{mean:.3f}，P={p:.2f}），"
            f"{groups.stable:.0%}的行动者对在九成以上的种子中归属一致；核心—边缘拟合{fit}。"
        )
        for i in sorted(range(len(tied)), key=lambda k: (groups.members[k], ours.actors[tied[k]])):
            made.append((name, ours.names[tied[i]], groups.members[i] + 1, blocks[i] + 1, i in core.members))
    return table(
        "cohesion",
        {"zh": "凝聚子群、CONCOR 块与核心—边缘", "en": "Cohesive groups, CONCOR blocks, core and periphery"},
        (Column("case", role="label"), Column("actor_name", role="label"), "group", "block", "in_core"),
        made,
        (
            weight_note(settings),
            *told,
            "子群：Louvain，100个种子的共识划分。重连网络：保持各行动者的强度（权重都相同时保持度数）；P大，说明分群不比强度相同的"
            "随机网络更明显。CONCOR 不计自己与自己的联系；总会分块，不论是否真有块。",
            "核心—边缘按有无联系求最优；拟合低时不宜称有核心。",
        ),
    )


def _design(ours: DocumentNetworks, settings: Settings) -> tuple[Shuffles | None, str]:
    """The shuffles of documents within kinds of document; None, and why, where the design can find nothing."""
    from qda.compare.shuffles import require, shuffles

    rng = np.random.default_rng(settings.report.seed)
    design = shuffles(ours.case_of, strata=ours.kind_of, draws=settings.report.draws, rng=rng)
    try:
        require(design, "a test of networks")
    except NotEstimable:
        if len(design.names) < 2:
            return None, "只有一个社区有文档"
        return None, (
            f"各社区各类文档共{len(design.labels)}份，只有{design.ways}种分法，可达到的最小P值为{design.smallest_p:.2f}"
        )
    return design, ""


def _vectors(ours: DocumentNetworks, *, sphere: bool) -> NDArray[np.float64]:
    from qda.compare.pairs import pair_rates

    i, j = np.triu_indices(len(ours.actors), 1)
    return pair_rates(ours.raw[:, i, j], [len(b) for b in ours.present], sphere=sphere)


def _design_note(design: Shuffles | None, refused: str, settings: Settings) -> str:
    if design is None or refused:
        return f"未作检验：{refused}。只作描述。"
    how = (
        f"全部{design.ways}种分法"
        if design.exact
        else f"随机{len(design.shuffled)}种分法（种子{settings.report.seed}）"
    )
    return (
        f"以文档为单位，在同类文档内于社区间重排；分法共{design.ways:.3g}种，用{how}；"
        f"本设计可达到的最小P值为{design.smallest_p:.2g}。n={len(design.labels)}份文档。"
    )


def _reading() -> tuple[str, ...]:
    return (
        "PERMANOVA 的P小而离散度的P也小时，可能只是某社区文档之间更不一致，而不是网络不同。",
        "离散度各列为文档到本社区重心的平均距离。",
        "整体指标：以文档平均权重的网络计算，行动者取在任一社区有联系者，逐次重排重算；差为各社区间的最大差。各行P值未作相互校正。",
    )
