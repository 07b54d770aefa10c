"""Tables that set agreement beside agreement: machines beside people, and one round or period beside another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qda.steps.agree import Gathered, Group, decisions, gather, shared_units
from qda.steps.settings import Settings
from qda.steps.tables_agreement import APART, POOLED, limits_of, number_or_undefined, unit_notes
from qda.store import rows
from qda.store.judgements import Judgements
from qda.store.rows import SegmentPlace
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.reliability.interval import Interval
    from qda.reliability.panel import Layout, Numbers

COPY = "机器编码与{person}的编码在每一段上完全相同，而人与人并不相同：来源相同，不是独立判断，不予比较。"
FEWEST_DATED = 6


def machines(study: Study, settings: Settings) -> Table:
    """One row a machine and a code: people with each other beside the machine with people, on the same segments."""
    import numpy

    from qda.reliability.machine import beside_people, copies

    gathered = gather(study, settings)
    people = [r for r in gathered.raters if r.kind == "human" and r.round == gathered.round]
    margin = settings.agree.margin
    made: list[tuple[Cell, ...]] = []
    for machine in [r for r in gathered.raters if r.kind in {"rule", "model"}] if len(people) > 1 else []:
        group = Group("machine", (*people, machine), ())
        units = shared_units(group.raters, gathered.places, len(group.raters))
        group = Group("machine", group.raters, units)
        if not units:
            made.append((machine.coder, "（全部编码）", "", 0, *[APART] * 5, *((None,) if margin else ())))
            continue
        said = decisions(group, gathered, gathered.codes)
        persons = [said[:, :, j] for j in range(len(people))]
        same = [
            r.coder
            for j, r in enumerate(people)
            if copies(said[:, :, -1], persons[j], [p for i, p in enumerate(persons) if i != j])
        ]
        if same:
            why = Missing(COPY.format(person=same[0]))
            made.append((machine.coder, "（全部编码）", "", len(units), *[why] * 5, *((None,) if margin else ())))
            continue
        rng = numpy.random.default_rng(settings.report.seed)
        found = beside_people(said[:, :, :-1], said[:, :, -1], group.documents(), draws=settings.report.draws, rng=rng)
        for code, one in zip(gathered.codes, found, strict=True):
            d = one.difference
            verdict = None if d.low is None else ("no worse" if d.low >= -margin else "not shown")
            cells = (number_or_undefined(one.people), number_or_undefined(one.machine), *limits_of(d))
            made.append((machine.coder, code.called(), code.id, one.units, *cells, *((verdict,) if margin else ())))
    judged = f"判定：差的区间下限不低于 -{margin:g} 时记“不劣于人”（界限在 study.toml 的 [agree] 中事先声明）。"
    return table(
        "machines",
        {"zh": "机器与人、人与人的一致性对照", "en": "Machines beside people"},
        (
            Column("coder", role="label"),
            Column("code_name", role="label"),
            Column("code", role="label"),
            "units",
            "alpha_people",
            "alpha_machine",
            "difference",
            "low",
            "high",
            *((Column("verdict"),) if margin else ()),
        ),
        made,
        (
            "只用各人与机器都读过的编码段。人与人：各对编码者 Krippendorff α 的平均；人与机器：机器与每个人的 α 的平均；"
            "上下限属于二者之差，对文档重抽样。",
            "由这些人的编码训练的模型，在训练所用文档上的判断须是折外预测（本程序的线性模型如此），否则差值偏高。",
            judged if margin else "study.toml 的 [agree] 没有事先声明 margin，因此不作判定。",
        ),
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The people's codings of one round, or of one period of documents."""

    kind: str
    label: str
    raters: tuple[Judgements, ...]
    units: tuple[SegmentPlace, ...]


def rounds(study: Study, settings: Settings) -> Table:
    """One row a round (and a third of the documents by date) and a code: does agreement change?"""
    gathered = gather(study, settings)
    made: list[tuple[Cell, ...]] = []
    for stretches in (_by_round(gathered), _by_date(study, gathered)):
        made.extend(_changes(stretches, gathered, settings) if len(stretches) > 1 else ())
    return table(
        "rounds",
        {"zh": "各轮次、各时期的一致性", "en": "Agreement by round and by period"},
        (
            Column("stretch_kind", role="label"),
            Column("stretch", role="label"),
            Column("code_name", role="label"),
            Column("code", role="label"),
            "units",
            "documents",
            "positives",
            "krippendorff_alpha",
            Column("alpha.low", title="下限", group="α"),
            Column("alpha.high", title="上限", group="α"),
            "change",
            Column("change.low", title="下限", group="变化"),
            Column("change.high", title="上限", group="变化"),
        ),
        made,
        (
            *unit_notes(gathered, settings)[:1],
            "轮次：人工编码的各轮。文档日期：把有日期的文档按先后分为三份，看材料的时期是否影响一致性。"
            "变化：与第一轮或最早一份相比的 α 之差，区间对文档重抽样。",
        ),
    )


def _by_round(gathered: Gathered) -> list[_Stretch]:
    made = []
    for number in sorted({r.round for r in gathered.raters if r.kind == "human"}):
        people = tuple(r for r in gathered.raters if r.kind == "human" and r.round == number)
        units = shared_units(people, gathered.places, 2)
        if len(people) > 1 and units:
            made.append(_Stretch("round", f"第{number}轮", people, units))
    return made


def _by_date(study: Study, gathered: Gathered) -> list[_Stretch]:
    group = next((g for g in gathered.groups if g.kind == "people" and g.units), None)
    if group is None:
        return []
    dates = {d.id: d.date for d in rows.documents(study) if d.date}
    ours = sorted({(dates[u.document_id], u.document_id) for u in group.units if u.document_id in dates})
    if len(ours) < FEWEST_DATED:
        return []
    made = []
    third = len(ours) / 3
    for i in range(3):
        part = ours[round(i * third) : round((i + 1) * third)]
        inside = {document for _, document in part}
        units = tuple(u for u in group.units if u.document_id in inside)
        made.append(_Stretch("date", f"{part[0][0]} 至 {part[-1][0]}", group.raters, units))
    return made


def _changes(stretches: Sequence[_Stretch], gathered: Gathered, settings: Settings) -> list[tuple[Cell, ...]]:
    """The rows of all stretches; the documents of two stretches are resampled together."""
    counted = [_counted(s, gathered) for s in stretches]
    documents = list(dict.fromkeys(d for ids, _, _ in counted for d in ids))
    made: list[tuple[Cell, ...]] = []
    names = [*((c.called(), c.id) for c in gathered.codes), (POOLED["leaf"], "")]
    for s, (ids, counts, layout) in zip(stretches, counted, strict=True):
        alphas = _intervals(counts, layout, None, settings)
        first_ids, first, first_layout = counted[0]
        changes = None
        if s is not stretches[0]:
            joined = _stacked(documents, (first_ids, first), (ids, counts))
            changes = _intervals(joined, layout, first_layout, settings)
        given = counts.sum(axis=0)[:, layout.parts()["counts"]].reshape(len(names), layout.coders, 2)[..., 1]
        for i, (name, code_id) in enumerate(names):
            positives = "、".join(f"{r.coder} {int(n)}" for r, n in zip(s.raters, given[i], strict=True))
            change: tuple[Cell, ...] = limits_of(changes[i]) if changes else (None, None, None)
            units = int(counts.sum(axis=0)[i, layout.parts()["paired"]][0])
            made.append((s.kind, s.label, name, code_id, units, len(ids), positives, *limits_of(alphas[i]), *change))
    return made


def _counted(s: _Stretch, gathered: Gathered) -> tuple[list[str], Numbers, Layout]:
    """The documents of a stretch, and documents × (codes and the pooled leaves) × counts."""
    import numpy

    from qda.reliability.codes import count_codes

    group = Group("people", s.raters, s.units)
    counts, layout = count_codes(decisions(group, gathered, gathered.codes), group.documents())
    leaves = {c.id for c in gathered.leaves()}
    pooled = counts[:, [i for i, c in enumerate(gathered.codes) if c.id in leaves]].sum(axis=1, keepdims=True)
    ids = list(dict.fromkeys(u.document_id for u in s.units))
    return ids, numpy.concatenate([counts, pooled], axis=1), layout


def _stacked(documents: Sequence[str], first: tuple[list[str], Numbers], second: tuple[list[str], Numbers]) -> Numbers:
    """Both stretches' counts side by side for every document of either."""
    import numpy

    parts = []
    for ids, counts in (first, second):
        place = {d: i for i, d in enumerate(ids)}
        empty = numpy.zeros(counts.shape[1:])
        parts.append(numpy.stack([counts[place[d]] if d in place else empty for d in documents]))
    both = numpy.concatenate(parts, axis=2)
    kept: Numbers = both[both.any(axis=(1, 2))]
    return kept


def _intervals(counts: Numbers, layout: Layout, before: Layout | None, settings: Settings) -> tuple[Interval, ...]:
    """Alpha of each code; with `before`, its change from the counts that stand in front."""
    import numpy

    from qda.reliability.interval import document_bootstrap
    from qda.reliability.panel import coefficient

    def change(x: Numbers) -> Numbers:
        width = max(part.stop for part in before.parts().values()) if before else 0
        then = coefficient(x[..., :width], "krippendorff_alpha", before) if before else 0.0
        return coefficient(x[..., width:], "krippendorff_alpha", layout) - then

    found = document_bootstrap(
        change if before else partial(coefficient, name="krippendorff_alpha", layout=layout),
        counts,
        draws=settings.report.draws,
        rng=numpy.random.default_rng(settings.report.seed),
        bounds=(-2.0, 2.0) if before else (-1.0, 1.0),
    )
    return found if isinstance(found, tuple) else (found,)
