"""What the rules gave, as arrays (`CodedSpans`) and as drafts of codings.

Arrays come first: they cost the same for ten codings or ten million hits. An object is made for an actual coding only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
import numpy.typing as npt

from qda.codebook import polarity as polarities
from qda.coders.answers import Truths, among, spans_of, truths_of
from qda.coders.judged import judged
from qda.coders.order import Integers, distinct, in_order
from qda.model import CodeId, CodingDraft, Evidence, Polarity, Span

if TYPE_CHECKING:
    from qda.coders.evaluate import Block

WHOLE = "the whole segment"
_NOT_JUDGED = -1


@dataclass(frozen=True, slots=True)
class CodedSpans:
    """Evidence as columns, one row a span that made a rule fire. codes, rules: the ids that the numbers stand for.
    unit: place of the segment in the sequence that was coded. code, rule: numbers. start, end: in the document. part:
    which operand of an AND the span comes from. whole: whether the rule had no words in the segment, so that its
    evidence is all of it. polarity: place in `qda.codebook.polarity.ORDER`, -1 where not judged. Rows are sorted by
    unit as it came, code, start, end and rule id."""

    codes: tuple[CodeId, ...]
    rules: tuple[str, ...]
    unit: Integers
    code: Integers
    rule: Integers
    start: Integers
    end: Integers
    part: Integers
    whole: npt.NDArray[np.bool_]
    polarity: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.unit)


def coded_spans(block: Block, places: Sequence[int] | None = None, *, polarity: bool = True) -> CodedSpans:
    """The evidence of a block. places: of its units in a longer sequence, in order, if it is part of one."""
    unit, code, rule, begin, length, part, whole = _rows(block)
    base = block.joined.starts[unit]
    said = np.full(len(unit), _NOT_JUDGED, dtype=np.int8)
    if polarity:
        inside = np.flatnonzero(whole == 0)
        start = base[inside] + begin[inside]
        said[inside] = judged(block, block.program.plan.root[rule[inside]], start, start + length[inside])
    coded = distinct(unit)
    starts = np.zeros(len(block.units), dtype=np.int64)
    chosen = map(block.units.__getitem__, coded.tolist())
    starts[coded] = np.fromiter(map(attrgetter("start"), chosen), dtype=np.int64, count=len(coded))
    start = starts[unit] + begin
    place = unit if places is None else np.asarray(places, dtype=np.int64)[unit]
    ids = tuple(one.rule.id for rules in block.program.rules for one in rules)
    return CodedSpans(block.program.codes, ids, place, code, rule, start, start + length, part, whole > 0, said)


@overload
def drafts_of(block: Block) -> Iterator[CodingDraft]: ...
@overload
def drafts_of(block: Block, *, with_place: Literal[True]) -> Iterator[tuple[int, CodingDraft]]: ...
def drafts_of(block: Block, *, with_place: bool = False) -> Iterator[CodingDraft] | Iterator[tuple[int, CodingDraft]]:
    """The drafts of one block, unit by unit, codes in the codebook's order. with_place: with the unit's place."""
    table = coded_spans(block)
    if not len(table):
        return
    new = (table.unit[1:] != table.unit[:-1]) | (table.code[1:] != table.code[:-1])
    cuts = [0, *(np.flatnonzero(new) + 1).tolist(), len(table)]
    rows = list(
        zip(
            table.rule.tolist(), table.start.tolist(), table.end.tolist(), table.part.tolist(), table.whole.tolist(),
            table.polarity.tolist(), strict=True,
        )
    )  # fmt: skip
    units, codes = table.unit.tolist(), table.code.tolist()
    for first, last in itertools.pairwise(cuts):
        unit = block.units[units[first]]
        draft = _draft(unit.segment_id, unit.text, unit.start, table.codes[codes[first]], table.rules, rows[first:last])
        yield (units[first], draft) if with_place else draft


def _draft(
    segment_id: str,
    text: str,
    base: int,
    code_id: CodeId,
    rules: Sequence[str],
    rows: Sequence[tuple[int, int, int, int, bool, int]],
) -> CodingDraft:
    """One coding from its evidence, which comes sorted."""
    evidence: list[Evidence] = []
    weakest: dict[int, dict[int, int]] = {}
    before = None
    for rule, start, end, part, whole, said in rows:
        if (rule, start, end) != before:
            note = WHOLE if whole else text[start - base : end - base]
            evidence.append(Evidence(Span(start, end), rules[rule], note))
            before = (rule, start, end)
        if not whole:
            parts = weakest.setdefault(rule, {})
            parts[part] = min(said, parts.get(part, said))
    polarity: Polarity | None = None
    if weakest:
        polarity = polarities.ORDER[min(max(parts.values()) for parts in weakest.values())]
    return CodingDraft(
        segment_id=segment_id,
        code_id=code_id,
        span=Span(evidence[0].span.start, max(one.span.end for one in evidence)),
        score=None,
        polarity=polarity,
        evidence=tuple(evidence),
    )


def _rows(block: Block) -> tuple[Integers, ...]:
    """unit, code, rule, start within the unit, length, part and whole of all evidence, sorted."""
    program, plan, size = block.program, block.program.plan, len(block.units)
    spans, true = spans_of(plan.top.sources, block.known), truths_of(plan.top.sources, block.known)
    code_of = plan.code
    if program.minima:
        keys = code_of[spans.op] * size + spans.group, code_of[true.op] * size + true.group
        enough = _enough(block)
        spans, kept = spans.take(among(keys[0], enough)), among(keys[1], enough)
        true = Truths(true.op[kept], true.group[kept])
    bare = np.flatnonzero(plan.spanless[true.op])
    with_spans = np.flatnonzero(plan.spanless[spans.op])
    if len(bare):
        seen = distinct(spans.op[with_spans] * size + spans.group[with_spans])
        bare = bare[~among(true.op[bare] * size + true.group[bare], seen)]
    starts = block.joined.starts
    rule, unit = np.concatenate([spans.op, true.op[bare]]), np.concatenate([spans.group, true.group[bare]])
    begin = np.concatenate([spans.start - starts[spans.group], np.zeros(len(bare), dtype=np.int64)])
    length = np.concatenate([spans.end - spans.start, np.diff(starts)[true.group[bare]] - 1])
    part = np.zeros(len(rule), dtype=np.int64)
    if spans.part is not None:
        part[: len(spans)] = spans.part
    whole = np.repeat(np.array([0, 1]), [len(spans), len(bare)])
    # Rules are told apart within their code, in the order of their ids.
    rank, back = plan.rank, plan.by_rank
    unit, code, begin, length, place, part, whole = in_order(
        unit, code_of[rule], begin, length, rank[rule], part, whole
    )  # fmt: skip
    return unit, code, back[code, place] if len(code) else rule, begin, length, part, whole


def _enough(block: Block) -> Integers:
    """Where codes are given, as keys of code and unit, sorted: where a minimum is set, only where weights add up to it."""
    size, made = len(block.units), []
    for code, rules in enumerate(block.program.rules):
        units = np.arange(size)
        if code in block.program.minima:
            least = block.program.minima[code]
            units = block.given([one.op for one in rules], [one.weight for one in rules], least)
        made.append(code * size + units)
    return np.concatenate(made)
