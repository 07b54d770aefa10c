"""Rules evaluated on arrays of hits, many segments and many rules at a time.

A `Block` is a batch of units with its hits; it walks down the layers of a program once and keeps what each found (see
`qda.coders.answers` for how that is laid out). The meaning of every operation is that of the table in
`qda.codebook.query`; a plain reference evaluator in the tests agrees with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from qda.codebook import query
from qda.coders import placed
from qda.coders.answers import (
    NOTHING,
    Answers,
    Flags,
    Found,
    Spans,
    Truths,
    answers,
    once,
    spans_of,
    truths_of,
    within,
)
from qda.coders.asking import Around, Conditions, actors, matches, scan
from qda.coders.bounds import sentence_starts
from qda.coders.combined import all_of, any_of, each_once, without
from qda.coders.context import Context
from qda.coders.joined import Joined
from qda.coders.judged import Signs, judged, signs_of
from qda.coders.order import Integers, in_order, stretches
from qda.coders.program import SENTENCE, Layer, Level, Program
from qda.coders.scan import Hits
from qda.model import CodingUnit

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder
    from qda.text.tokenize import Tokenizer

_WORTH_A_TABLE = 64
"""Where sentences are asked for more often than once in so many characters, a table of all positions is cheaper."""
_COMBINED = {"all": all_of, "either": any_of, "without": without}
_PLACED = {
    "near": placed.near,
    "wild": placed.wild,
    "narrow": placed.narrow,
    "lower": placed.lower,
    "gather": placed.gather,
    "spread": placed.spread,
    "lift": placed.lift,
}


class Block:
    """A batch of units, scanned once, with what every operation of a program found in it. Nothing in it refers back to
    it, so that its memory is free as soon as it is let go.

    units: where rules look at turns, items or neighbours, whole documents in document order. scanned: what `scan` made of
    them, if that has been done.
    """

    def __init__(
        self,
        units: Sequence[CodingUnit],
        program: Program,
        mentions: MentionFinder | None = None,
        context: Context | None = None,
        tokenizer: Callable[[], Tokenizer] | None = None,
        scanned: tuple[Joined, Hits] | None = None,
    ) -> None:
        self.units = units
        self.program = program
        self.joined, self.hits = scanned or scan(units, program)
        self._mentions, self._context, self._tokenizer = mentions, context or Context(), tokenizer
        self._sentences: Integers | None = None
        self._sentence_first: Integers | None = None
        self._sentence: npt.NDArray[np.int32] | None = None
        self._asked = 0
        self._signs: dict[bool, Signs] = {}
        self.around = Around(units, self._context)
        self._actors: dict[str, tuple[Integers, Integers]] = {}
        self._borders: dict[int, set[int]] = {}
        self.known: dict[int, Answers] = {}
        for number, layer in enumerate(program.plan.layers):
            made = self._evaluate(layer)
            if made is not None:
                self.known[number] = made

    def found(self, op: int) -> Found:
        """What an operation found."""
        one = self.known.get(int(self.program.plan.layer_of[op]))
        if one is None:
            return Found(NOTHING, NOTHING, NOTHING, NOTHING)
        place = int(self.program.plan.place_of[op])
        rows = slice(int(one.first[place]), int(one.first[place + 1]))
        part = one.part[rows] if one.part is not None else None
        return Found(one.groups(place), one.start[rows], one.end[rows], one.group[rows], part)

    def size(self, level: Level) -> int:
        """How many groups a level has at most."""
        return len(self.sentences()) if level == SENTENCE else len(self.units)

    def group_of(self, positions: Integers, level: Level) -> Integers:
        """The segment or sentence of each position."""
        return self.sentence_of(positions) if level == SENTENCE else self.joined.unit_of(positions)

    def sentences(self) -> Integers:
        """Where sentences begin; what lies between two sentences belongs to the first of them."""
        if self._sentences is None:
            self._sentences = sentence_starts(self.joined, lambda unit: self.units[unit].text, self._with_spans())
        return self._sentences

    def sentence_of(self, positions: Integers) -> Integers:
        """The number of the sentence around each position."""
        starts = self.sentences()
        self._asked += len(positions)
        if self._sentence is None and self._asked > len(self.joined.codes) // _WORTH_A_TABLE:
            lengths = np.diff(starts, append=len(self.joined.codes))
            self._sentence = np.repeat(np.arange(len(starts), dtype=np.int32), lengths)
        if self._sentence is not None:
            return self._sentence.take(positions, mode="clip").astype(np.int64)
        return np.searchsorted(starts, positions, side="right") - 1

    def sentence_first(self) -> Integers:
        """The first sentence of each unit, and what would follow the last."""
        if self._sentence_first is None:
            self._sentence_first = np.searchsorted(self.sentences(), self.joined.starts)
        return self._sentence_first

    def sentence_ends(self, numbers: Integers) -> Integers:
        """Where sentences end: at the next one, or with their text."""
        starts = self.sentences()
        unit = self.joined.unit_of(starts[numbers])
        following_start = np.append(starts, len(self.joined.codes))[numbers + 1]
        ends: Integers = np.minimum(following_start, self.joined.starts[unit + 1] - 1)
        return ends

    def given(self, ops: Sequence[int], weights: Sequence[float], least: float) -> Integers:
        """The units in which the weights of the rules that fire add up to the minimum."""
        total = np.zeros(len(self.units))
        for op, weight in zip(ops, weights, strict=True):
            total[self.found(op).true] += weight
        return np.flatnonzero(total >= least - 1e-9)

    def signs(self, *, only_denied: bool) -> Signs:
        """Where signs of polarity, or those of denial only, stand in all texts."""
        if only_denied not in self._signs:
            self._signs[only_denied] = signs_of(self.joined, only_denied=only_denied)
        return self._signs[only_denied]

    def is_literal(self, ops: Integers) -> npt.NDArray[np.bool_]:
        """Whether the spans of an operation are occurrences of its own words and nothing else, for each of some."""
        flags: npt.NDArray[np.bool_] = self.program.literal[ops]
        return flags

    def words_at(self, op: int, start: int, end: int) -> list[tuple[int, int]]:
        """The words of a rule inside a stretch, in order."""
        words = self.program.words[op]
        low, high = self._hits_of_unit(start)
        inside = (self.hits.start[low:high] >= start) & (self.hits.end[low:high] <= end)
        rows = np.flatnonzero(inside) + low
        found = {
            (a, b)
            for a, b, term in zip(
                self.hits.start[rows].tolist(), self.hits.end[rows].tolist(), self.hits.term[rows].tolist(), strict=True
            )
            if term in words.terms
        }
        for below in words.ops:
            one = self.found(below)
            rows = np.flatnonzero((one.start >= start) & (one.end <= end))
            found |= set(zip(one.start[rows].tolist(), one.end[rows].tolist(), strict=True))
        return sorted(found)

    def _hits_of_unit(self, position: int) -> tuple[int, int]:
        unit = int(self.joined.unit[position])
        low, high = np.searchsorted(self.hits.start, self.joined.starts[unit : unit + 2])
        return int(low), int(high)

    def _with_spans(self) -> npt.NDArray[np.bool_]:
        """Which units can have a span at all; the others need no sentences (they are taken for one)."""
        flags = np.full(len(self.units), not self.program.bounded)
        words = self.known.get(0) if self.program.sets else None
        flags[words.group if words is not None else NOTHING] = True
        return flags

    def _evaluate(self, layer: Layer) -> Answers | None:
        kind = layer.kind
        if kind == "words":
            return self._words()
        if kind == "where":
            return self._where(layer)
        # Only what the layer needs: an answer that referred to all of them would refer to itself, and be kept too long.
        known = {source.layer: self.known[source.layer] for source in layer.sources if source.layer in self.known}
        if layer.sources and not known and not layer.open:
            return None
        if kind in _COMBINED:
            return _COMBINED[kind](layer, known, self.size(layer.level))
        if kind in _PLACED:
            return _PLACED[kind](layer, known, self)
        if kind == "affirmed":
            return self._kept(layer, self._affirmed)
        if kind == "at_words":
            return self._kept(layer, self._at_words)
        if kind == "scored":
            return self._scored(layer)
        return self._looked_up(layer)

    def _words(self) -> Answers | None:
        """The hits by set of words; within a set in the order of the texts."""
        sets, first = self.program.owners
        if not len(sets) or not len(self.hits.term):
            return None
        begins, start, length = first[self.hits.term], self.hits.start, self.hits.end - self.hits.start
        if len(sets) != len(first) - 1 or (first[1:] - first[:-1] != 1).any():
            times = first[self.hits.term + 1] - begins
            rows = np.repeat(np.arange(len(times)), times)
            begins, start, length = stretches(begins, times), start[rows], length[rows]
        owner, start, length = in_order(sets[begins], start, length)
        spans = Spans(owner, start, start + length, self.joined.unit_of(start))
        return answers(len(self.program.sets), len(self.units), spans)

    def _where(self, layer: Layer) -> Answers | None:
        """Conditions, looked up for a unit when they are first asked about it."""
        conditions = Conditions(self.units, self._context, cast("tuple[query.Condition, ...]", layer.data))
        return answers(len(layer), len(self.units), Spans(NOTHING, NOTHING, NOTHING, NOTHING), test=conditions.hold)

    def _kept(self, layer: Layer, keep: Callable[[Layer, Spans], Flags]) -> Answers | None:
        """Only some of the spans of the operands, and where they are."""
        spans = each_once(spans_of(layer.sources, self.known))
        return answers(len(layer), self.size(layer.level), spans.take(keep(layer, spans)))

    def _affirmed(self, layer: Layer, spans: Spans) -> Flags:
        """Those that are not denied."""
        said: Flags = judged(self, layer.ops[spans.op], spans.start, spans.end, only_denied=True) == 0
        return said

    def _at_words(self, layer: Layer, spans: Spans) -> Flags:
        """Those that begin and end where words do."""
        kept = np.zeros(len(spans), dtype=bool)
        units = self.joined.unit_of(spans.start).tolist()
        rows = zip(units, spans.start.tolist(), spans.end.tolist(), strict=True)
        for row, (unit, start, end) in enumerate(rows):
            borders = self._borders_of(unit)
            kept[row] = start in borders and end in borders
        return kept

    def _borders_of(self, unit: int) -> set[int]:
        """The positions at which a word of a text begins or ends."""
        if unit not in self._borders:
            if self._tokenizer is None:
                raise TypeError("rules with ^ need a tokenizer")
            base = int(self.joined.starts[unit])
            words = self._tokenizer().words(self.units[unit].text)
            self._borders[unit] = {base + at for _, start, end in words for at in (start, end)}
        return self._borders[unit]

    def _looked_up(self, layer: Layer) -> Answers | None:
        """Regular expressions and actors: looked for only where the operands are true, if there are any."""
        n, size = len(layer), len(self.units)
        true = once(truths_of(layer.sources, self.known), size)
        if layer.kind == "mentions":
            units = true.group if layer.sources else np.arange(size)
            if self._mentions is not None:
                self._actors = actors(self.joined, self.units, units.tolist(), self._mentions)
            return answers(n, size, Spans(NOTHING, NOTHING, NOTHING, NOTHING), Truths(np.zeros_like(units), units))
        made = [np.empty((0, 3), dtype=np.int64)]
        first = np.searchsorted(true.op, np.arange(n + 1))
        for place, data in enumerate(layer.data):
            name = cast(str, data)
            if layer.kind == "actor":
                start, end = self._actors.get(name, (NOTHING, NOTHING))
            else:
                gated: Sequence[int] = range(size)
                if self.program.ops[int(layer.ops[place])].parts:
                    gated = true.group[first[place] : first[place + 1]].tolist()
                start, end = matches(self.joined, self.program.patterns[name], gated)
            made.append(np.stack([np.full(len(start), place), start, end], axis=1))
        op, start, end = np.concatenate(made).T
        return answers(n, size, each_once(Spans(op, start, end, self.joined.unit_of(start))))

    def _scored(self, layer: Layer) -> Answers | None:
        """The answers of rules, where the weights of all rules of their code that fire add up to enough."""
        size = len(self.units)
        rule = layer.operands[0]
        true, spans = once(truths_of(rule, self.known), size), spans_of(rule, self.known)
        enough = np.zeros(len(true), dtype=bool)
        for place, data in enumerate(layer.data):
            weights, least = cast("tuple[tuple[float, ...], float]", data)
            rules = self.program.ops[int(layer.ops[place])].parts[1:]
            own = slice(*np.searchsorted(true.op, [place, place + 1]).tolist())
            enough[own] = np.isin(true.group[own], self.given(rules, weights, least))
        true = Truths(true.op[enough], true.group[enough])
        return answers(len(layer), size, within(spans, true, size), true)
