"""Rules evaluated on arrays of hits, many segments at a time.

A `Block` is a batch of units with its hits. A node of a rule becomes a `Found`: for every group (a segment, or inside
SENTENCE() a sentence) whether it is true, and the spans that make it so, as positions in the joined texts. The meaning
of every node is that of the table in `qda.codebook.query`; a plain reference evaluator in the tests agrees with it.

Doubts: NEAR takes all pairs within its distance, which is quadratic where one sentence repeats both words many times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qda.codebook import polarity, query
from qda.coders.program import Program
from qda.coders.scan import Hits, Integers, Joined, join
from qda.errors import CodebookError
from qda.model import ActorId, CodeId, CodingUnit, Polarity, Span
from qda.text.fold import fold
from qda.text.segment import sentences

if TYPE_CHECKING:
    import numpy.typing as npt

    from qda.actors.mentions import MentionFinder

_LONGEST = 1 << 24


@dataclass(frozen=True, slots=True)
class Groups:
    """What AND looks at: segments or sentences. start: of each group, in joined positions. unit: of each group."""

    start: Integers
    unit: Integers

    def of(self, positions: Integers) -> Integers:
        """The group of each position."""
        return np.searchsorted(self.start, positions, side="right") - 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a node found. truth: one flag a group. start, end: its spans, in groups that are true. part: which operand
    of an AND a span comes from, so that the polarity of the whole can be that of its weakest part."""

    truth: npt.NDArray[np.bool_]
    start: Integers
    end: Integers
    part: Integers


class Block:
    """A batch of units, scanned once, on which any node can be evaluated. Answers are kept while the block lives."""

    def __init__(self, units: Sequence[CodingUnit], program: Program, mentions: MentionFinder | None = None) -> None:
        self.units = units
        self.program = program
        self.joined: Joined = join([fold(unit.text) for unit in units])
        self.hits: Hits = program.scanner.scan(self.joined)
        self.segments = Groups(self.joined.starts[:-1], np.arange(len(units)))
        self._mentions = mentions
        self._actors: dict[ActorId, tuple[Integers, Integers]] | None = None
        self._sentences: Groups | None = None
        self._known: dict[tuple[query.Node, bool], Found] = {}
        self._leaves: dict[query.Node, tuple[Integers, Integers]] = {}
        self._active: set[CodeId] = set()

    def find(self, node: query.Node) -> Found:
        """What a node found, by segment."""
        return self._find(node, False)

    def sentence_groups(self) -> Groups:
        """The sentences of all units; what lies between two sentences belongs to the first of them."""
        if self._sentences is None:
            starts: list[int] = []
            units: list[int] = []
            worth = self._with_spans()
            for i, (unit, base) in enumerate(zip(self.units, self.joined.starts[:-1].tolist(), strict=True)):
                found = sentences(unit.text, Span(0, len(unit.text))) if worth[i] else ()
                firsts = [0, *(span.start for span in found[1:])]
                starts += [base + first for first in firsts]
                units += [i] * len(firsts)
            self._sentences = Groups(np.array(starts, dtype=np.int64), np.array(units, dtype=np.int64))
        return self._sentences

    def _with_spans(self) -> npt.NDArray[np.bool_]:
        """Which units can have a span at all; the others need no sentences (they are taken for one)."""
        flags = np.zeros(len(self.units), dtype=bool)
        flags[self.joined.unit_of(self.hits.start)] = True
        for start, _ in self._actor_spans().values() if self.program.needs_actors else ():
            flags[self.joined.unit_of(start)] = True
        if not all(self.program.gates.values()):
            flags[:] = True
        return flags

    def sentence_at(self, position: int) -> tuple[int, int, str]:
        """The folded sentence around a joined position: its start, its end, its words."""
        groups = self.sentence_groups()
        i = int(np.searchsorted(groups.start, position, side="right")) - 1
        unit = int(groups.unit[i])
        base, stop = int(self.joined.starts[unit]), int(self.joined.starts[unit + 1]) - 1
        start = int(groups.start[i])
        same_unit = i + 1 < len(groups.start) and int(groups.unit[i + 1]) == unit
        end = int(groups.start[i + 1]) if same_unit else stop
        return start, end, self.joined.texts[unit][start - base : end - base]

    def polarity_at(self, root: query.Node, start: int, end: int) -> Polarity:
        """How what a rule found at a joined span is said to be: cues between its words count, those inside do not."""
        first, last, words = self.sentence_at(start)
        starts, ends = self.leaves(root)
        low, high = np.searchsorted(starts, [start, end])
        leaves = zip(starts[low:high].tolist(), ends[low:high].tolist(), strict=True)
        own = [(a - first, b - first) for a, b in leaves if b <= end] or [(start - first, end - first)]
        return polarity.judge(words, start - first, min(end, last) - first, own)

    def leaves(self, root: query.Node) -> tuple[Integers, Integers]:
        """The spans of all words of a rule, without what stands right of NOT, sorted by start."""
        if root not in self._leaves:
            pairs = [_nothing()]
            pairs += [(found.start, found.end) for found in (self._find(leaf, False) for leaf in self._words(root))]
            start, end = (np.concatenate(column) for column in zip(*pairs, strict=True))
            order = np.lexsort((end, start))
            self._leaves[root] = (start[order], end[order])
        return self._leaves[root]

    def _words(self, node: query.Node) -> Iterator[query.Node]:
        match node:
            case query.Wild(pattern):
                yield from (query.Term(piece) for piece, _, _ in query.wild_parts(pattern))
            case query.ListRef(name):
                for word in self.program.lists[name]:
                    yield from self._words(word)
            case query.Not(left, _):
                yield from self._words(left)
            case query.Term() | query.Regex() | query.ActorRef():
                yield node
            case _:
                for child in query.children(node):
                    yield from self._words(child)

    def _find(self, node: query.Node, by_sentence: bool) -> Found:
        key = (node, by_sentence)
        if key not in self._known:
            self._known[key] = self._evaluate(node, by_sentence)
        return self._known[key]

    def _evaluate(self, node: query.Node, by_sentence: bool) -> Found:
        match node:
            case query.Or(items):
                return self._either([self._find(item, by_sentence) for item in items], by_sentence)
            case query.And(items):
                return self._all([self._find(item, by_sentence) for item in items], by_sentence)
            case query.Not(left, right):
                found = self._find(left, by_sentence)
                return self._kept(found, found.truth & ~self._find(right, by_sentence).truth, by_sentence)
            case query.Near(n, left, right, ordered):
                one, other = self._find(left, by_sentence), self._find(right, by_sentence)
                pairs = [_following(one.start, one.end, other.start, other.end, 0, n)]
                if not ordered:
                    pairs.append(_following(other.start, other.end, one.start, one.end, 0, n))
                return self._spans(*self._inside_sentences(*_joined_pairs(pairs)), by_sentence)
            case query.Sentence(item):
                return self._lifted(self._find(item, True), by_sentence)
            case query.Affirmed(item):
                found = self._find(item, by_sentence)
                spans = zip(found.start.tolist(), found.end.tolist(), strict=True)
                kept = np.array([self.polarity_at(item, a, b) != "denied" for a, b in spans], dtype=bool)
                return self._spans(found.start[kept], found.end[kept], by_sentence)
            case query.CodeRef(code_id):
                return self._of_code(code_id, by_sentence)
            case query.SpeakerIs(actor):
                return self._where(lambda unit: unit.actor_id == actor, by_sentence)
            case query.KindIs(kinds):
                return self._where(lambda unit: unit.kind in kinds, by_sentence)
            case query.RoleIs(roles):
                return self._where(lambda unit: unit.role in roles, by_sentence)
            case query.ListRef(name):
                return self._either([self._find(word, by_sentence) for word in self.program.lists[name]], by_sentence)
            case _:
                return self._spans(*self._leaf(node), by_sentence)

    def _leaf(self, node: query.Node) -> tuple[Integers, Integers]:
        """The spans of a word, a word with wildcards, a regular expression or an actor."""
        match node:
            case query.Term(text):
                return self.hits.of(self.program.terms[fold(text)])
            case query.Wild(pattern):
                (first, _, _), *rest = query.wild_parts(pattern)
                start, end = self.hits.of(self.program.terms[fold(first)])
                for piece, least, most in rest:
                    start, end = _following(start, end, *self.hits.of(self.program.terms[fold(piece)]), least, most)
                return self._inside_sentences(start, end)
            case query.Regex(pattern):
                return self._regex(pattern)
            case query.ActorRef(actor):
                return self._actor_spans().get(actor, _nothing())
            case _:
                raise TypeError(f"not a leaf: {node}")

    def _regex(self, pattern: str) -> tuple[Integers, Integers]:
        compiled, gate = self.program.patterns[pattern], self.program.gates[pattern]
        units: Sequence[int] = range(len(self.units))
        if gate:
            positions = np.concatenate([self.hits.of(self.program.terms[word])[0] for word in gate])
            units = np.unique(self.joined.unit_of(positions)).tolist()
        spans = [
            (base + match.start(), base + match.end())
            for unit, base in ((unit, int(self.joined.starts[unit])) for unit in units)
            for match in compiled.finditer(self.joined.texts[unit])
            if match.end() > match.start()
        ]
        rows = np.array(spans, dtype=np.int64).reshape(-1, 2)
        return rows[:, 0], rows[:, 1]

    def _actor_spans(self) -> dict[ActorId, tuple[Integers, Integers]]:
        if self._actors is None:
            by_actor: dict[ActorId, list[tuple[int, int]]] = {}
            if self._mentions is not None:
                found = self._mentions.find_many(
                    [unit.text for unit in self.units],
                    cases=[unit.case_id for unit in self.units],
                    speaker_actors=[unit.actor_id for unit in self.units],
                )
                for mentions, base in zip(found, self.joined.starts[:-1].tolist(), strict=True):
                    for mention in mentions:
                        span = (base + mention.span.start, base + mention.span.end)
                        by_actor.setdefault(mention.actor_id, []).append(span)
            rows = {actor: np.array(spans, dtype=np.int64) for actor, spans in by_actor.items()}
            self._actors = {actor: (spans[:, 0], spans[:, 1]) for actor, spans in rows.items()}
        return self._actors

    def _of_code(self, code_id: CodeId, by_sentence: bool) -> Found:
        """A code and those below it as a node. A rule without spans makes every sentence of its segment true."""
        if code_id in self._active:
            raise CodebookError(f"rules ask for each other's codes in a circle at #{code_id}", slug="rule-circle")
        self._active.add(code_id)
        found = [
            self.find(root) for below in self.program.meaning[code_id] for _, root in self.program.rules.get(below, ())
        ]
        self._active.discard(code_id)
        if not by_sentence:
            return self._either(found, False)
        groups = self.sentence_groups()
        lifted = []
        for one in found:
            spanless = one.truth.copy()
            spanless[self.joined.unit_of(one.start)] = False
            spans = self._spans(one.start, one.end, True)
            lifted.append(Found(spans.truth | spanless[groups.unit], spans.start, spans.end, spans.part))
        return self._either(lifted, True)

    def _groups(self, by_sentence: bool) -> Groups:
        return self.sentence_groups() if by_sentence else self.segments

    def _where(self, condition: Callable[[CodingUnit], bool], by_sentence: bool) -> Found:
        flags = np.fromiter((condition(unit) for unit in self.units), dtype=bool, count=len(self.units))
        truth = flags[self.sentence_groups().unit] if by_sentence else flags
        nothing = np.empty(0, dtype=np.int64)
        return Found(truth, nothing, nothing, nothing)

    def _spans(self, start: Integers, end: Integers, by_sentence: bool) -> Found:
        """Spans as a node, each once, in order; inside SENTENCE() only those that lie in one sentence."""
        keys = np.unique(start * _LONGEST + (end - start))
        start, end = keys // _LONGEST, keys // _LONGEST + keys % _LONGEST
        if by_sentence:
            start, end = self._inside_sentences(start, end)
        groups = self._groups(by_sentence)
        truth = np.zeros(len(groups.start), dtype=bool)
        truth[groups.of(start)] = True
        return Found(truth, start, end, np.zeros(len(start), dtype=np.int64))

    def _inside_sentences(self, start: Integers, end: Integers) -> tuple[Integers, Integers]:
        if not len(start):
            return start, end
        groups = self.sentence_groups()
        inside = groups.of(start) == groups.of(end - 1)
        return start[inside], end[inside]

    def _either(self, found: Sequence[Found], by_sentence: bool) -> Found:
        if len(found) == 1:
            return found[0]
        start = np.concatenate([_nothing()[0], *(one.start for one in found)])
        end = np.concatenate([_nothing()[1], *(one.end for one in found)])
        spans = self._spans(start, end, by_sentence)
        truth = np.logical_or.reduce([spans.truth, *(one.truth for one in found)])
        return Found(truth, spans.start, spans.end, spans.part)

    def _all(self, found: Sequence[Found], by_sentence: bool) -> Found:
        truth = np.logical_and.reduce([one.truth for one in found])
        parts, highest = [], 0
        for one in found:
            parts.append(one.part + highest)
            highest += int(one.part.max(initial=0)) + 1
        columns = ([one.start for one in found], [one.end for one in found], parts)
        start, end, part = (np.concatenate(column) for column in columns)
        return self._kept(Found(truth, start, end, part), truth, by_sentence)

    def _kept(self, found: Found, truth: npt.NDArray[np.bool_], by_sentence: bool) -> Found:
        """Only the spans in groups that are true."""
        kept = truth[self._groups(by_sentence).of(found.start)]
        return Found(truth, found.start[kept], found.end[kept], found.part[kept])

    def _lifted(self, found: Found, by_sentence: bool) -> Found:
        """From sentences back to segments: true where one of its sentences is."""
        if by_sentence:
            return found
        truth = np.zeros(len(self.units), dtype=bool)
        truth[self.sentence_groups().unit[found.truth]] = True
        return Found(truth, found.start, found.end, found.part)


def _nothing() -> tuple[Integers, Integers]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)


def _joined_pairs(pairs: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])


def _following(
    start: Integers, end: Integers, next_start: Integers, next_end: Integers, least: int, most: int
) -> tuple[Integers, Integers]:
    """Every stretch from one span to a later one that begins least to most characters behind its end."""
    order = np.argsort(next_start, kind="stable")
    sorted_start, sorted_end = next_start[order], next_end[order]
    low = np.searchsorted(sorted_start, end + least, side="left")
    high = np.searchsorted(sorted_start, end + most, side="right")
    counts = high - low
    first = np.repeat(np.arange(len(start)), counts)
    behind = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
    return start[first], sorted_end[behind]
