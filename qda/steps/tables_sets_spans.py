"""Tables of agreement on sets of codes and on the stretches of text that codes were given to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from qda.errors import InputError
from qda.model import Code
from qda.steps.agree import Gathered, Group, gather, shared_units
from qda.steps.settings import Settings
from qda.steps.tables_agreement import APART, UNDEFINED, limits_of, number_or_undefined, unit_notes
from qda.store.rows import SegmentPlace
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.reliability.spans import Continuum

LEVELS = {"leaf": "末级编码", "top": "一级编码"}
MATCH = 0.5


def sets(study: Study, settings: Settings) -> Table:
    """One row a group of coders and a level of the hierarchy: the sets of codes on each segment compared as sets."""
    import numpy

    from qda.reliability.sets import set_agreement

    gathered = gather(study, settings)
    made: list[tuple[Cell, ...]] = []
    for group in gathered.groups:
        for level, codes in (("leaf", gathered.leaves()), ("top", gathered.tops())):
            if not group.units:
                made.append((group.label(), LEVELS[level], 0, None, *[APART] * 8))
                continue
            rng = numpy.random.default_rng(settings.report.seed)
            found = set_agreement(
                _sets(group, gathered, codes), group.documents(), draws=settings.report.draws, rng=rng
            )
            made.append(
                (
                    group.label(),
                    LEVELS[level],
                    found.units,
                    found.any_code,
                    number_or_undefined(found.exact),
                    number_or_undefined(found.similarity),
                    *limits_of(found.jaccard),
                    *limits_of(found.masi),
                )
            )
    return table(
        "sets",
        {"zh": "多重编码的集合一致性", "en": "Agreement on sets of codes"},
        (
            Column("coder", role="label"),
            Column("level", role="label"),
            "units",
            "any_code",
            Column("exact", percent=True, digits=1),
            Column("similarity"),
            Column("alpha_jaccard"),
            Column("jaccard.low", title="下限", group="Jaccard"),
            Column("jaccard.high", title="上限", group="Jaccard"),
            Column("alpha_masi"),
            Column("masi.low", title="下限", group="MASI"),
            Column("masi.high", title="上限", group="MASI"),
        ),
        made,
        (
            *unit_notes(gathered, settings)[:1],
            "把每段得到的全部编码当作一个集合；两人都未给编码时距离为0。集合相同的比例包含这些段，相似度（Jaccard）不包含。",
            "集合距离的 α 与名义 α 不可比较，也不适用 .667 与 .800 的习惯阈值（Passonneau 2006）。",
        ),
    )


def spans(study: Study, settings: Settings) -> Table:
    """One row a group of coders and a code (or a family of exclusive codes): agreement on where codes begin and end."""
    gathered = gather(study, settings)
    made: list[tuple[Cell, ...]] = []
    whole = []
    for group in gathered.groups:
        if group.kind == "machine":
            continue
        units = shared_units(group.raters, gathered.places, len(group.raters))
        if not units:
            made.append((group.label(), "（全部编码）", "", 0, *[APART] * 10))
            continue
        if not _narrower(group, units):
            whole.append(group.label())
        for code in gathered.codes:
            made.append(_span_row(group, units, gathered, code, (gathered.below[code.id],), settings))
            children = [c for c in gathered.codes if c.parent_id == code.id]
            if code.exclusive and len(children) > 1:
                family = tuple(gathered.below[c.id] for c in children)
                made.append(_span_row(group, units, gathered, code, family, settings))
    return table(
        "spans",
        {"zh": "编码范围的一致性", "en": "Agreement on spans"},
        (
            Column("coder", role="label"),
            Column("code_name", role="label"),
            Column("code", role="label"),
            Column("characters"),
            "u_alpha",
            "low",
            "high",
            "marked_alpha",
            "cu_alpha",
            Column("character_percent", percent=True, digits=1),
            Column("unmarked", percent=True, digits=1),
            "character_kappa",
            "overlap_f1",
            "spans",
        ),
        made,
        (
            "单位：字。连续统是该组编码者都读过的编码段首尾相接；每个编码单独计算，同一人同一编码相互重叠的范围先合并。"
            "机器的编码范围是其依据的词句，不与人的范围比较。"
            + (f"{'；'.join(whole)}：都以整段为编码范围，因此数字等于按字数加权的段一致性。" if whole else ""),
            "uα、|uα、cuα 见 Krippendorff 等（2016），不同于其1995年的系数；上下限属于 uα，对文档重抽样。"
            "cuα 的公式未能与原文独立核对，引用前请核对。",
            "按字一致率与 κ 同 NVivo、QualCoder：双方都未标的文字也算一致，其比例另列，不要单独引用一致率。",
            f"重叠F1：两段范围的重叠不少于较长者的{MATCH:.0%}算一次匹配。",
        ),
    )


def _span_row(
    group: Group,
    units: Sequence[SegmentPlace],
    gathered: Gathered,
    code: Code,
    family: Sequence[Sequence[str]],
    settings: Settings,
) -> tuple[Cell, ...]:
    import numpy

    from qda.reliability import spans as s
    from qda.reliability.interval import document_bootstrap

    name = code.called() if len(family) == 1 else f"{code.called()}（其下编码）"
    q = len(family) + 1
    try:
        documents = _continua(group, units, family)
        counts = numpy.array([s.count_spans(document, q) for document in documents])
    except InputError:
        overlapping = Missing("同一编码者的不同编码范围相互重叠，不成划分；请看逐个编码的各行。")
        return (group.label(), name, code.id, sum(len(u.span) for u in units), *[overlapping] * 9, None)
    total = counts.sum(axis=0)
    rng = numpy.random.default_rng(settings.report.seed)
    found = document_bootstrap(partial(s.u_alpha, q=q), counts, draws=settings.report.draws, rng=rng)
    interval = found[0] if isinstance(found, tuple) else found
    marks = sum(len(s.merged_units(coder)) for document in documents for coder in document.coders)
    single = Missing("只有一个取值，没有可比较的取值。") if q == 2 else UNDEFINED
    return (
        group.label(),
        name,
        code.id,
        sum(d.length for d in documents),
        *limits_of(interval),
        number_or_undefined(float(s.marked_alpha(total, q))),
        number_or_undefined(float(s.cu_alpha(total, q))) if q > 2 else single,
        number_or_undefined(float(s.character_percent(total, q))),
        number_or_undefined(float(s.unmarked(total, q))),
        number_or_undefined(float(s.character_kappa(total, q))),
        number_or_undefined(s.overlap_f1(documents, MATCH)),
        marks,
    )


def _continua(group: Group, units: Sequence[SegmentPlace], family: Sequence[Sequence[str]]) -> list[Continuum]:
    """The segments of each document end to end, cut by each coder; value i + 1 for the codes of family[i]."""
    from qda.reliability.spans import Continuum

    value = {code: i + 1 for i, codes in enumerate(family) for code in codes}
    by_document: dict[str, list[SegmentPlace]] = {}
    for unit in units:
        by_document.setdefault(unit.document_id, []).append(unit)
    made = []
    for places in by_document.values():
        coders: list[list[tuple[int, int, int]]] = [[] for _ in group.raters]
        at = 0
        for place in places:
            for coder, rater in zip(coders, group.raters, strict=True):
                for code, found in rater.said[place.segment_id].items():
                    for span in found if code in value else ():
                        start = at + max(span.start, place.span.start) - place.span.start
                        end = at + min(span.end, place.span.end) - place.span.start
                        coder.append((start, end, value[code]))
            at += len(place.span)
        made.append(Continuum(at, tuple(tuple(coder) for coder in coders)))
    return made


def _narrower(group: Group, units: Sequence[SegmentPlace]) -> bool:
    """Whether any code was given to less than a whole segment."""
    return any(
        len(span) < len(unit.span)
        for unit in units
        for rater in group.raters
        for found in rater.said[unit.segment_id].values()
        for span in found
    )


def _sets(group: Group, gathered: Gathered, codes: Sequence[Code]) -> list[list[frozenset[str] | None]]:
    above: dict[str, set[str]] = {}
    for code in codes:
        for below in gathered.below[code.id]:
            above.setdefault(below, set()).add(code.id)
    made: list[list[frozenset[str] | None]] = []
    for unit in group.units:
        row: list[frozenset[str] | None] = []
        for rater in group.raters:
            said = rater.said.get(unit.segment_id)
            row.append(None if said is None else frozenset(a for code in said for a in above.get(code, ())))
        made.append(row)
    return made
