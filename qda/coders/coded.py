"""What the rules gave, as arrays (`CodedSpans`) and as drafts of codings.

Arrays come first: they cost the same for ten codings or ten million hits. An object is made for an actual coding only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
import numpy.typing as npt

from qda.codebook import polarity as polarities
from qda.coders.joined import Integers
from qda.coders.judged import judged
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
    rows = _rows(block)
    unit, code, rule, start, end, part, whole = rows
    said = np.full(len(unit), _NOT_JUDGED, dtype=np.int8)
    if polarity:
        ops = np.array([one.op for rules in block.program.rules for one in rules], dtype=np.int64)
        inside = np.flatnonzero(~whole)
        said[inside] = judged(block, ops[rule[inside]], start[inside], end[inside])
    coded, row = np.unique(unit, return_inverse=True)
    starts = np.array([block.units[i].start for i in coded.tolist()], dtype=np.int64)
    shift = (starts - block.joined.starts[coded])[row]
    place = unit if places is None else np.asarray(places, dtype=np.int64)[unit]
    ids = tuple(one.rule.id for rules in block.program.rules for one in rules)
    return CodedSpans(block.program.codes, ids, place, code, rule, start + shift, end + shift, part, whole > 0, said)


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
    """unit, code, rule, start, end, part and whole of all evidence, in joined positions, sorted."""
    made: list[tuple[Integers, Integers, Integers, Integers]] = []
    codes: list[int] = []
    numbers: list[int] = []
    whole: list[bool] = []

    def add(code: int, number: int, columns: tuple[Integers, Integers, Integers, Integers], spanless: bool) -> None:
        made.append(columns)
        codes.append(code)
        numbers.append(number)
        whole.append(spanless)

    flags = np.zeros(len(block.units), dtype=bool)
    ends = block.joined.starts[1:] - 1
    for code, rules in enumerate(block.program.rules):
        given = None
        if code in block.program.minima:
            least = block.program.minima[code]
            given = block.given([one.op for one in rules], [one.weight for one in rules], least)
        for one in rules:
            found = block.found(one.op)
            if found.true is not None and not len(found.true):
                continue
            unit, start, end, part = found.group, found.start, found.end, found.parts()
            true = found.groups()
            if given is not None:
                flags[given] = True
                kept = flags[unit]
                unit, start, end, part = unit[kept], start[kept], end[kept], part[kept]
                true = true[flags[true]]
                flags[given] = False
            if len(start):
                add(code, one.number, (unit, start, end, part), False)
            flags[unit] = True
            spanless = true[~flags[true]]
            flags[unit] = False
            if len(spanless):
                nothing = np.zeros(len(spanless), dtype=np.int64)
                add(code, one.number, (spanless, block.joined.starts[spanless], ends[spanless], nothing), True)
    if not made:
        return (*(np.empty(0, dtype=np.int64) for _ in range(6)), np.empty(0, dtype=bool))
    sizes = [len(columns[0]) for columns in made]
    unit, start, end, part = (np.concatenate(column) for column in zip(*made, strict=True))
    code_of, rule_of, whole_of = (np.repeat(np.array(one), sizes) for one in (codes, numbers, whole))
    ids = [one.rule.id for rules in block.program.rules for one in rules]
    rank = np.empty(len(ids), dtype=np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    within = start - block.joined.starts[unit]
    first = (unit * len(block.program.codes) + code_of) * (int(within.max()) + 1) + within
    second = ((end - start) * len(ids) + rank[rule_of]) * (int(part.max()) + 1) + part
    order = np.lexsort((second, first))
    return tuple(column[order] for column in (unit, code_of, rule_of, start, end, part, whole_of))
