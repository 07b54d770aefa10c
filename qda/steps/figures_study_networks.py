"""Figures of the other networks of a study: small multiples by community or by time, and differences.

A node has the same place in every panel. Two-mode networks: actors are discs, codes dark angular shapes. Opposites (agreeing
and not, more and less) are solid and dashed, so that a grey copy can be read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qda.errors import NotEstimable, UsageError
from qda.model import Tie
from qda.steps.figures_network import APART, Kind
from qda.steps.network_captions import caption, network_title
from qda.steps.network_files import asked_networks, node_name
from qda.steps.network_matrices import (
    ONE_MODE_AGGREGATIONS,
    TWO_MODE,
    Choice,
    StudyMatrix,
    document_vectors,
    matrices,
)
from qda.steps.periods import Asked
from qda.steps.study_networks import Stored
from qda.steps.tables_codes import FACETS
from qda.store import rows

MOST_PANELS = 12
DRAWN_NORMALISATION = {"epistemic": "sphere", "discourse": "average"}
"""What a figure shows unless another normalisation is asked for; the other kinds show counts."""
WIDTH = {
    "no": "线的粗细：权重",
    "per-document": "线的粗细：权重/n",
    "sphere": "线的粗细：平均强度",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its captions."""

    content: bytes
    zh: str
    en: str


def drawn_networks(
    stored: Stored, kind: str, choice: Choice, asked: Asked, cases: Collection[str], form: Kind
) -> Drawn:
    """One panel a community, or a stretch of time. A discourse network without an aggregation shows who agrees (solid) and
    who differs (dashed). Codes of two-mode networks are those of the top unless `level` says all.

    Raises UnknownName, UsageError (network-choice, bad-period, too-many-panels), NotEstimable.
    """
    both = kind == "discourse" and not choice.aggregation
    norm = choice.normalisation or DRAWN_NORMALISATION.get(kind, "no")
    if kind == "discourse" and choice.aggregation not in ("", *ONE_MODE_AGGREGATIONS):
        norm = choice.normalisation or "no"
    level = choice.level or (
        "top" if kind in TWO_MODE and not both and choice.aggregation not in ONE_MODE_AGGREGATIONS else "all"
    )
    chosen = Choice("congruence" if both else choice.aggregation, norm, level)
    made, _ = asked_networks(stored, kind, chosen, asked, cases)
    if len(made) > MOST_PANELS:
        told = "name a community with --case, or longer stretches of time"
        raise UsageError(f"the figure would have {len(made)} panels, {MOST_PANELS} at most", told, "too-many-panels")
    others = asked_networks(stored, kind, replace(chosen, aggregation="conflict"), asked, cases)[0] if both else []
    least = stored.settings.network.minimum if norm == "no" and made[0].choice.aggregation != "combine" else 0
    panels = []
    for i, m in enumerate(made):
        ties = _ties(m, _relation(m), least)
        ties += _ties(others[i], "conflict", least) if both else ()
        panels.append((_panel_title(stored, m, made), ties, {_unit(kind): m.documents, "ties": len(ties)}))
    relations = (
        {"congruence": "一致（实线）", "conflict": "对立（虚线）"}
        if both
        else {"more": "一致多于对立（实线）", "less": "对立多于一致（虚线）"}
    )
    signed = both or any(t.relation == "less" for _, ties, _ in panels for t in ties)
    zh, en = [], []
    if both:
        zh.append("实线为一致，虚线为对立（以不同情态说到同一编码，按同一方式归一；情态不同不等于立场相反）。")
        en.append("Solid: congruence; dashed: conflict (the same code in different modalities, normalised alike).")
    if least > 1:
        zh.append(f"只画权重不小于{least}的联系。")
        en.append(f"Ties of a weight below {least} are not drawn.")
    content = _picture(
        stored,
        made,
        panels,
        form,
        relations if signed else {},
        WIDTH.get(norm, "线的粗细：归一后的权重"),
        network_title(made[0]),
    )
    spoken = "".join([*zh, _HOW[0]]), " ".join([*en, _HOW[1]])
    return Drawn(content, caption(stored, made, "zh", spoken[0]), caption(stored, made, "en", spoken[1]))


_SUM = "点的大小：差的大小之和"
_HOW = (
    "各图同一节点位置相同；点的大小为联系强度之和，线的粗细为权重，各图同一比例。",
    "A node has the same place in every panel; node size is the sum of weights, line width the weight, to one scale.",
)


def drawn_difference(
    stored: Stored, kind: str, choice: Choice, asked: Asked, first: str, second: str, form: Kind
) -> Drawn:
    """What one community's network has more than another's (solid) and less (dashed), as a difference of normalised weights:
    sphere for epistemic networks, else per document unless another normalisation is asked for. first, second: ids.

    Raises UsageError (same-case, network-choice), NotEstimable.
    """
    if first == second:
        raise UsageError("a difference needs two communities", "name two with --case and --against", "same-case")
    if asked.window:
        raise UsageError(
            "a difference is of one stretch of time", "leave out --window; use --from and --to", "bad-period"
        )
    norm = choice.normalisation or ("sphere" if kind == "epistemic" else "per-document")
    if choice.aggregation in ONE_MODE_AGGREGATIONS:
        norm = choice.normalisation or "average"
    chosen = Choice(choice.aggregation, norm, choice.level or ("top" if kind in TWO_MODE else "all"))
    made, _ = asked_networks(stored, kind, chosen, asked, {first, second})
    pair = [next((m for m in made if m.case_id == case), None) for case in (first, second)]
    if pair[0] is None or pair[1] is None:
        lacking = stored.cases[first if pair[0] is None else second]
        raise NotEstimable(f"a difference from the network of {lacking}", 0, "a document in which it occurs")
    one, other = pair[0], pair[1]
    difference = _minus(one, other)
    named = [f"{stored.cases[m.case_id]}较多（n={m.documents}，{how}）" for m, how in ((one, "实线"), (other, "虚线"))]
    panel: tuple[str, tuple[Tie, ...], Mapping[str, int]] = ("", _ties(difference, "more"), {})
    title = f"{network_title(one)}：{stored.cases[first]}与{stored.cases[second]}之差"
    content = _picture(
        stored,
        [difference],
        [panel],
        form,
        dict(zip(("more", "less"), named, strict=True)),
        "线的粗细：差的大小",
        title,
        _SUM,
    )
    a, b = stored.cases[first], stored.cases[second]
    zh = f"实线：{a}较多；虚线：{b}较多；粗细为两者之差，未作检验。"
    en = f"Solid: more in {a}; dashed: more in {b}; width is the difference, which is not tested."
    return Drawn(content, caption(stored, [one, other], "zh", zh), caption(stored, [one, other], "en", en))


def drawn_contrasts(stored: Stored, form: Kind) -> Drawn:
    """Epistemic networks: each community's mean network minus the mean of all other communities' documents, a panel each.
    Communities with a single document have no panel. Raises NotEstimable where fewer than two have more."""
    units, codes, cube = document_vectors(stored)
    of = np.array([stored.documents[u].case_id for u in units])
    linked = np.array([bool(c.any()) for c in cube])
    shown = [case for case in stored.cases if (linked & (of == case)).sum() > 1]
    if len(shown) < 2:
        raise NotEstimable("differences of epistemic networks", len(shown), "2 communities with 2 documents each")
    template = matrices(stored, "epistemic", Choice("", "sphere"))[0]
    panels, made = [], []
    for case in shown:
        ours = linked & (of == case)
        values = cube[ours].mean(axis=0) - cube[linked & (of != case)].mean(axis=0)
        base = next(m for m in template if m.case_id == case)
        m = replace(base, rows=codes, columns=codes, values=values, documents=int(ours.sum()))
        made.append(m)
        panels.append((stored.cases[case], _ties(m, "more"), {"documents": m.documents}))
    relations = {"more": "比其余社区多（实线）", "less": "比其余社区少（虚线）"}
    title = "编码之间的认知网络：各社区与其余社区之差"
    content = _picture(stored, made, panels, form, relations, "线的粗细：差的大小", title, _SUM)
    zh = (
        "每幅为该社区的平均网络减去其余各社区文档的平均网络；实线为较多，虚线为较少，粗细为差的大小。"
        "差未作检验，检验见表 epistemic 的表注。"
    )
    en = (
        "Each panel is the community's mean network minus the mean of all other communities' documents; solid: more, "
        "dashed: less. Differences are described, not tested."
    )
    return Drawn(content, caption(stored, made, "zh", zh), caption(stored, made, "en", en))


def _minus(one: StudyMatrix, other: StudyMatrix) -> StudyMatrix:
    """The difference over the nodes of both."""
    names = [tuple(sorted({*a, *b})) for a, b in ((one.rows, other.rows), (one.columns, other.columns))]
    spread = []
    for m in (one, other):
        values = np.zeros((len(names[0]), len(names[1])))
        values[np.ix_([names[0].index(r) for r in m.rows], [names[1].index(c) for c in m.columns])] = m.values
        spread.append(values)
    return replace(one, rows=names[0], columns=names[1], values=spread[0] - spread[1])


def _relation(m: StudyMatrix) -> str:
    return m.choice.aggregation if m.choice.aggregation == "congruence" else "more"


def _ties(m: StudyMatrix, relation: str, least: float = 0.0) -> tuple[Tie, ...]:
    """The ties of a matrix, of their absolute weight; a negative one has the relation "less"."""
    second = "code:" if m.two_mode else ""
    return tuple(
        Tie(m.rows[i], f"{second}{m.columns[j]}", "less" if w < 0 else relation, m.directed, abs(w), m.case_id, ())
        for i, j, w in m.cells()
        if abs(w) >= max(least, 1e-9)
    )


def _unit(kind: str) -> str:
    return "meetings" if kind == "attendance" else "documents"


def _panel_title(stored: Stored, m: StudyMatrix, every: Sequence[StudyMatrix]) -> str:
    name = stored.cases[m.case_id]
    if not m.period:
        return name
    return m.period if len({x.case_id for x in every}) == 1 else f"{name} {m.period}"


def _picture(
    stored: Stored,
    made: Sequence[StudyMatrix],
    panels: Sequence[tuple[str, tuple[Tie, ...], Mapping[str, int]]],
    form: Kind,
    relations: Mapping[str, str],
    width: str,
    title: str,
    size: str = "",
) -> bytes:
    """The panels on one layout, which is that of all ties together."""
    from qda.export.figures import NetworkPanel, network_panels
    from qda.export.looks import OPPOSED, two_mode_looks
    from qda.network.layout import positions

    names, kinds = _nodes(stored, made)
    sectors = sorted({kind for node, kind in kinds.items() if kind not in FACETS.values()})
    coded = made[0].of_codes(1)
    looks = two_mode_looks(sectors, list(FACETS.values())) if coded else None
    lines = dict(zip(relations, OPPOSED, strict=True)) if relations else None
    shown = [NetworkPanel(name, ties, counts) for name, ties, counts in panels]
    ties = [tie for panel in shown for tie in panel.ties]
    return network_panels(
        title,
        shown,
        names,
        kinds,
        positions(ties, seed=stored.settings.report.seed, nearest=APART),
        relations=relations,
        width_words=width,
        size_words=size,
        looks=looks,
        lines=lines,
        format=form,
    )


def _nodes(stored: Stored, made: Sequence[StudyMatrix]) -> tuple[dict[str, str], dict[str, str]]:
    """(names, kinds in words) of every node, codes of two-mode networks under "code:" and their id."""
    sectors = {actor: sector for actor, (_, _, sector) in rows.actors(stored.study).items()}
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for m in made:
        for end, ids in ((0, m.rows), (1, m.columns)):
            code = m.of_codes(end)
            for name in ids:
                node = f"code:{name}" if end == 1 and m.two_mode else name
                names[node] = node_name(stored, m, name, end)
                kinds[node] = FACETS[stored.coded.code(name).facet] if code else sectors.get(name, "")
    return names, kinds
