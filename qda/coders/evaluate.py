"""Rules evaluated on arrays of hits, many segments at a time.

A `Block` is a batch of units with its hits; it walks down the operations of a program once and keeps what each found.
The meaning of every operation is that of the table in `qda.codebook.query`; a plain reference evaluator in the tests
agrees with it.

Doubts: NEAR takes all pairs within its distance, which grows where one stretch repeats both words many times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from qda.codebook import query
from qda.coders.asking import Around, actors, changes, condition, matches, scan, where
from qda.coders.bounds import sentence_starts
from qda.coders.context import Context
from qda.coders.found import NOTHING, Found, Scratch, all_of, among, any_of, following, only, spans, without
from qda.coders.joined import Integers, Joined
from qda.coders.judged import judged, signs_of
from qda.coders.program import NEIGHBOURS, SEGMENT, SENTENCE, Level, Op, Program
from qda.coders.scan import Hits
from qda.model import CodingUnit

if TYPE_CHECKING:
    import numpy.typing as npt

    from qda.actors.mentions import MentionFinder
    from qda.text.tokenize import Tokenizer

MANY_JUDGING = 24
_NONE = Found(NOTHING)


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
        self._scratch: dict[Level, Scratch] = {}
        self._sentences: Integers | None = None
        self._many_judge = sum(op.kind == "affirmed" for op in program.ops) > MANY_JUDGING
        self._signs: Mapping[str, Integers] | None = None
        self._around = Around(units, self._context)
        self._actors: dict[str, tuple[Integers, Integers]] = {}
        self._borders: dict[int, set[int]] = {}
        self._found: dict[int, Found] = {}
        self._rows, self._offsets = self._rows_by_set()
        self._hit_unit = self.joined.unit_of(self.hits.start)
        self._walk()

    def found(self, op: int) -> Found:
        """What an operation found."""
        return self._found.get(op, _NONE)

    def sentences(self) -> Integers:
        """Where sentences begin; what lies between two sentences belongs to the first of them."""
        if self._sentences is None:
            self._sentences = sentence_starts(self.joined, lambda unit: self.units[unit].text, self._with_spans())
        return self._sentences

    def sentence_of(self, positions: Integers) -> Integers:
        """The number of the sentence around each position."""
        return np.searchsorted(self.sentences(), positions, side="right") - 1

    def sentence_ends(self, numbers: Integers) -> Integers:
        """Where sentences end: at the next one, or with their text."""
        starts = self.sentences()
        unit = self.joined.unit_of(starts[numbers])
        following_start = np.append(starts, len(self.joined.codes))[numbers + 1]
        ends: Integers = np.minimum(following_start, self.joined.starts[unit + 1] - 1)
        return ends

    @property
    def signs_everywhere(self) -> bool:
        """Whether so many operations judge polarity that all texts are better scanned for its signs at once."""
        return self._many_judge

    def signs(self) -> Mapping[str, Integers]:
        """Where signs of polarity stand, by kind."""
        if self._signs is None:
            self._signs = signs_of(self)
        return self._signs

    def is_literal(self, ops: Integers) -> npt.NDArray[np.bool_]:
        """Whether the spans of an operation are occurrences of its own words and nothing else, for each of some."""
        known = {op: op in self.program.literal for op in np.unique(ops).tolist()}
        if len(known) == 1:
            return np.full(len(ops), next(iter(known.values())))
        return np.fromiter(map(known.__getitem__, ops.tolist()), dtype=bool, count=len(ops))

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
        low, high = np.searchsorted(self._hit_unit, [unit, unit + 1])
        return int(low), int(high)

    def _with_spans(self) -> npt.NDArray[np.bool_]:
        """Which units can have a span at all; the others need no sentences (they are taken for one)."""
        flags = np.zeros(len(self.units), dtype=bool)
        flags[self._hit_unit] = True
        if self.program.needs_actors or any(self.program.ops[i].kind == "regex" for i in self.program.always):
            flags[:] = True
        return flags

    def _rows_by_set(self) -> tuple[Integers, Integers]:
        """The rows of the hit table by set of words, in the order of the texts, and where each set begins among them."""
        sets, first = self.program.owners
        if not len(sets) or not len(self.hits.term):
            return NOTHING, np.zeros(len(self.program.sets) + 1, dtype=np.int64)
        begins = first[self.hits.term]
        times = first[self.hits.term + 1] - begins
        if (times == 1).all():
            rows, owner = None, sets[begins]
        else:
            rows = np.repeat(np.arange(len(times)), times)
            owner = sets[np.arange(len(rows)) - np.repeat(np.cumsum(times) - times - begins, times)]
        small = owner.astype(np.uint16) if len(self.program.sets) < 1 << 16 else owner  # small numbers sort by radix
        order = np.argsort(small, kind="stable")
        sizes = np.bincount(owner, minlength=len(self.program.sets))
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return (order if rows is None else rows[order]), offsets

    def _walk(self) -> None:
        """Evaluate every operation whose parts found something, parts first."""
        ops, users = self.program.ops, self.program.users
        due = bytearray(len(ops))
        found_sets = np.flatnonzero(np.diff(self._offsets)).tolist()
        for i in (*self.program.always, *map(self.program.of_set.__getitem__, found_sets)):
            due[i] = 1
        i = due.find(1)
        while i >= 0:
            found = self._evaluate(i, ops[i])
            if found is not None and (found.true is None or len(found.true)):
                self._found[i] = found
                for user in users[i]:
                    due[user] = 1
            i = due.find(1, i + 1)

    def _evaluate(self, i: int, op: Op) -> Found | None:
        kind, level = op.kind, op.level
        match kind:
            case "words":
                number = cast(int, op.data)
                rows = self._rows[self._offsets[number] : self._offsets[number + 1]]
                group = self._hit_unit[rows]
                return Found(changes(group), self.hits.start[rows], self.hits.end[rows], group)
            case "all":
                if any(part not in self._found for part in op.parts):
                    return None
                return all_of([self._found[part] for part in op.parts], self._scratch_of(level))
            case "either":
                found = any_of([self._found[part] for part in op.parts if part in self._found])
                return found if len(op.parts) == 1 else replace(found, part=None)
            case "without":
                left, right = op.parts
                if left not in self._found or right not in self._found:
                    return self._found.get(left)
                return without(self._found[left], self._found[right], self._scratch_of(level))
            case "near" | "wild":
                if any(part not in self._found for part in op.parts):
                    return None
                return self._near(op) if kind == "near" else self._wild(op)
            case "narrow":
                return self._narrowed(self._found[op.parts[0]])
            case "lower":
                return self._lowered(self._found[op.parts[0]], spanless=op.data == "spanless")
            case "gather" | "spread":
                return self._raised(self._found[op.parts[0]], cast(Level, op.data))
            case "lift":
                return self._lifted(self._found[op.parts[0]], level)
            case "affirmed":
                return self._affirmed(i, op)
            case "at_words":
                return self._at_words(op)
            case "regex":
                return self._regex(op)
            case "actor":
                start, end = self._actors.get(cast(str, op.data), (NOTHING, NOTHING))
                return spans(start, end, self.joined.unit_of(start))
            case "mentions":
                return self._find_actors(op)
            case "scored":
                return self._scored(op)
            case _:
                holds = condition(self._context, cast(query.Condition, op.data))
                all_units = self.units
                return Found(None, test=lambda units: where(all_units, holds, units), size=len(all_units))

    def _near(self, op: Op) -> Found:
        n, ordered, by_sentence = cast("tuple[int, bool, bool]", op.data)
        one, other = (self._found[part] for part in op.parts)
        pairs = [self._pairs(one, other, n, by_sentence)]
        if not ordered:
            pairs.append(self._pairs(other, one, n, by_sentence))
        start, end = (np.concatenate(column) for column in zip(*pairs, strict=True))
        if not by_sentence or op.level == SENTENCE:
            start, end = self._inside_sentences(start, end)
        return spans(start, end, self._group_of(start, op.level))

    def _pairs(self, one: Found, other: Found, n: int, by_sentence: bool) -> tuple[Integers, Integers]:
        """The stretches from spans of the one to later spans of the other within reach."""
        high = one.end + n
        if by_sentence and len(one.end):
            starts = self.sentences()
            later = self.sentence_of(one.end - 1) + n + 1
            high = self.joined.starts[self.joined.unit_of(one.start) + 1] - 1
            there = later < len(starts)
            high[there] = np.minimum(high[there], starts[later[there]] - 1)
        return following(one.start, one.end, other.start, other.end, one.end, high)

    def _wild(self, op: Op) -> Found:
        first, *rest = (self._found[part] for part in op.parts)
        start, end = first.start, first.end
        for piece, (least, most) in zip(rest, cast("tuple[tuple[int, int], ...]", op.data), strict=True):
            start, end = following(start, end, piece.start, piece.end, end + least, end + most)
        start, end = self._inside_sentences(start, end)
        return spans(start, end, self.joined.unit_of(start))

    def _inside_sentences(self, start: Integers, end: Integers) -> tuple[Integers, Integers]:
        if not len(start):
            return start, end
        inside = self.sentence_of(start) == self.sentence_of(end - 1)
        return start[inside], end[inside]

    def _group_of(self, positions: Integers, level: Level) -> Integers:
        return self.sentence_of(positions) if level == SENTENCE else self.joined.unit_of(positions)

    def _narrowed(self, found: Found) -> Found:
        """Spans of segments as an answer about sentences."""
        start, end = self._inside_sentences(found.start, found.end)
        return spans(start, end, self.sentence_of(start))

    def _lowered(self, found: Found, *, spanless: bool) -> Found:
        """An answer about segments as one about sentences: true of every sentence of a segment, or, if `spanless`, of
        those with a span and of all sentences of segments without one."""
        if found.test is not None and not len(found.start):
            test, joined, starts = found.test, self.joined, self.sentences()
            return Found(None, test=lambda groups: test(joined.unit_of(starts[groups])), size=len(starts))
        narrow = self._narrowed(found)
        units = found.groups()
        if spanless:
            units = units[~self._scratch_of(SEGMENT).within(units, found.group)]
        flags = np.zeros(len(self.units), dtype=bool)
        flags[units] = True
        whole = np.flatnonzero(flags[self.joined.unit_of(self.sentences())])
        return any_of([Found(whole), narrow]) if len(narrow.start) else Found(whole)

    def _raised(self, found: Found, level: Level) -> Found:
        """An answer about sentences, turns, items or surroundings as one about segments."""
        if level == SENTENCE:
            units = self.joined.unit_of(self.sentences()[found.groups()])
            return Found(changes(units), found.start, found.end, self.joined.unit_of(found.start), found.part)
        if level.startswith(NEIGHBOURS):
            return found
        true, around = found.groups(), self._around
        return Found(
            None,
            found.start,
            found.end,
            self.joined.unit_of(found.start),
            found.part,
            test=lambda units: among(around.numbers(level, units), true),
            size=len(self.units),
        )

    def _lifted(self, found: Found, level: Level) -> Found:
        """An answer about segments as one about turns, items or surroundings: true where one of the segments is."""
        if not level.startswith(NEIGHBOURS):
            true, group = (
                np.unique(self._around.numbers(level, found.groups())),
                self._around.numbers(level, found.group),
            )
            return Found(true, found.start, found.end, group, found.part)
        n, units = int(level.removeprefix(NEIGHBOURS)), found.groups()
        documents = self._around.numbers("document", units)
        flags = np.zeros(len(self.units), dtype=bool)
        for step in range(-n, n + 1):
            reached = units + step
            inside = (reached >= 0) & (reached < len(flags))
            reached = reached[inside]
            flags[reached[self._around.numbers("document", reached) == documents[inside]]] = True
        return Found(np.flatnonzero(flags), found.start, found.end, found.group, found.part)

    def _scratch_of(self, level: Level) -> Scratch:
        key = SENTENCE if level == SENTENCE else SEGMENT
        if key not in self._scratch:
            self._scratch[key] = Scratch(len(self.sentences()) if key == SENTENCE else len(self.units))
        return self._scratch[key]

    def _affirmed(self, number: int, op: Op) -> Found:
        found = self._found[op.parts[0]]
        kept = judged(self, np.full(len(found.start), number), found.start, found.end, only_denied=True) == 0
        return spans(found.start[kept], found.end[kept], found.group[kept])

    def _at_words(self, op: Op) -> Found:
        """Only the spans that begin and end where words do."""
        found = self._found[op.parts[0]]
        kept = np.zeros(len(found.start), dtype=bool)
        units = self.joined.unit_of(found.start).tolist()
        rows = zip(units, found.start.tolist(), found.end.tolist(), strict=True)
        for row, (unit, start, end) in enumerate(rows):
            borders = self._borders_of(unit)
            kept[row] = start in borders and end in borders
        return spans(found.start[kept], found.end[kept], found.group[kept])

    def _borders_of(self, unit: int) -> set[int]:
        """The positions at which a word of a text begins or ends."""
        if unit not in self._borders:
            if self._tokenizer is None:
                raise TypeError("rules with ^ need a tokenizer")
            base = int(self.joined.starts[unit])
            words = self._tokenizer().words(self.units[unit].text)
            self._borders[unit] = {base + at for _, start, end in words for at in (start, end)}
        return self._borders[unit]

    def _regex(self, op: Op) -> Found:
        compiled = self.program.patterns[cast(str, op.data)]
        units: Sequence[int] = range(len(self.units))
        if op.parts:
            units = self._found[op.parts[0]].groups().tolist()
        rows = matches(self.joined, compiled, units)
        return spans(rows[:, 0], rows[:, 1], rows[:, 2])

    def _find_actors(self, op: Op) -> Found:
        """Look for actors where a rule could need them."""
        units: Sequence[int] = range(len(self.units))
        if op.parts:
            units = any_of([self._found[part] for part in op.parts if part in self._found]).groups().tolist()
        if self._mentions is not None:
            self._actors = actors(self.joined, self.units, units, self._mentions)
        return Found(np.array(units, dtype=np.int64))

    def _scored(self, op: Op) -> Found | None:
        """The answer of a rule, where the weights of all rules of its code that fire add up to enough."""
        weights, least = cast("tuple[tuple[float, ...], float]", op.data)
        rule, rules = op.parts[0], op.parts[1:]
        if rule not in self._found:
            return None
        given = self.given(rules, weights, least)
        found, scratch = self._found[rule], self._scratch_of(SEGMENT)
        return only(found, found.groups()[scratch.within(found.groups(), given)], scratch)

    def given(self, ops: Sequence[int], weights: Sequence[float], least: float) -> Integers:
        """The units in which the weights of the rules that fire add up to the minimum."""
        total = np.zeros(len(self.units))
        for op, weight in zip(ops, weights, strict=True):
            total[self.found(op).groups()] += weight
        return np.flatnonzero(total >= least - 1e-9)
