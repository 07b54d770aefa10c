"""Why a segment was, or was not, given a code by the rules: every rule taken apart, with what matched where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qda.codebook import query, tree
from qda.coders.answers import Found
from qda.coders.coded import drafts_of
from qda.coders.evaluate import Block
from qda.model import CodeId, Polarity, SegmentId, Span


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule. text: as written. depth: 0 the whole rule. matched: whether it is true in the segment.
    spans: what it found there, in the document. words: the words at each span."""

    text: str
    depth: int
    matched: bool
    spans: tuple[Span, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """One rule. parts: the rule and what it is made of, depth first. reasons: why it does not match, in words; () if
    it does. weight: what it adds to the score of its code."""

    rule_id: str
    find: str
    matched: bool
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """One segment and one code. given: whether the rules give the code. polarity: None where it is not given.
    reason: a sentence for a code without rules or with a minimum score, "" else."""

    segment_id: SegmentId
    code_id: CodeId
    given: bool
    polarity: Polarity | None
    rules: tuple[RuleExplanation, ...]
    reason: str = ""


def explain_unit(block: Block, at: int, code_id: CodeId) -> Explanation:
    """Explain one unit of a block whose program was compiled in detail. Raises UnknownName for an unknown code."""
    program = block.program
    tree.find_code(program.codebook, code_id)
    one = _Unit(block, at)
    rules = []
    for compiled in program.rules[program.codes.index(code_id)] if code_id in program.codes else ():
        matched = one.true(compiled.root)
        reasons = () if matched else tuple(dict.fromkeys(one.reasons(compiled.root)))
        parts = tuple(one.parts(compiled.root, 0))
        rules.append(RuleExplanation(compiled.rule.id, compiled.rule.find, matched, parts, reasons, compiled.weight))
    drafts = [draft for place, draft in drafts_of(block, with_place=True) if place == at and draft.code_id == code_id]
    reason = "" if rules else f"{code_id} has no rules: only people and models give it, tables add up what is below it"
    if rules and program.codes.index(code_id) in program.minima:
        least = program.minima[program.codes.index(code_id)]
        total = sum(rule.weight for rule in rules if rule.matched)
        reason = f"the rules that fire weigh {total:g} together, {least:g} is needed"
    polarity = drafts[0].polarity if drafts else None
    return Explanation(block.units[at].segment_id, code_id, bool(drafts), polarity, tuple(rules), reason)


class _Unit:
    """One unit of a block, and what each node found in it."""

    def __init__(self, block: Block, at: int) -> None:
        self._block, self._at = block, at
        self._unit = block.units[at]

    def true(self, node: query.Node) -> bool:
        """Whether a node is true of the unit."""
        return bool((self._found(node).true == self._at).any())

    def parts(self, node: query.Node, depth: int) -> Iterator[Part]:
        """The node and all below it."""
        spans = self._spans(node)
        words = tuple(self._text(span) for span in spans)
        yield Part(query.show(node), depth, self.true(node), spans, words)
        for child in query.children(node):
            yield from self.parts(child, depth + 1)

    def reasons(self, node: query.Node) -> Iterator[str]:
        """Why a node is not true, from the parts that decide it."""
        if self.true(node):
            return
        unit = self._unit
        match node:
            case query.And(items):
                for item in items:
                    yield from self.reasons(item)
            case query.Not(left, right):
                if self.true(left):
                    words = self._words(right)
                    yield f"vetoed by {query.show(right)}" + (f": {words}" if words else "")
                yield from self.reasons(left)
            case query.Near(n, left, right, ordered, by_sentence):
                if self.true(left) and self.true(right):
                    how = "in this order and " if ordered else ""
                    reach = f"at most {n} sentences apart" if by_sentence else f"within {n} characters of one sentence"
                    both = f"{query.show(left)} and {query.show(right)} are both there"
                    yield f"{both}, but not {how}{reach}"
                yield from self.reasons(left)
                yield from self.reasons(right)
            case query.Sentence(item):
                if self.true(item):
                    yield f"{query.show(item)} is true of the segment, but of no single sentence"
                yield from self.reasons(item)
            case query.Segment(item):
                yield from self.reasons(item)
            case query.Turn(item) | query.Item(item) | query.Neighbours(_, item):
                yield f"not so around the segment: {query.show(node)}"
                yield from self.reasons(item)
            case query.Affirmed(item):
                if self.true(item):
                    yield f"denied where it stands: {self._words(item)}"
                yield from self.reasons(item)
            case query.AtWords(item):
                if self.true(item):
                    yield f"inside longer words where it stands: {self._words(item)}"
                yield from self.reasons(item)
            case query.Or():
                yield "none of " + query.show(node)
            case query.SpeakerIs(actor):
                yield f"the speaker is {unit.actor_id or 'unknown'}, not {actor}"
            case query.KindIs():
                yield f"the document is of kind {unit.kind}, not {query.show(node)}"
            case query.RoleIs():
                yield f"the turn has the role {unit.role}, not {query.show(node)}"
            case query.CaseIs():
                yield f"the document is of another case, not {query.show(node)}"
            case query.DateIs():
                yield f"the document is not dated within {query.show(node)}, or has no date"
            case _:
                yield f"missing: {query.show(node)}"

    def _found(self, node: query.Node) -> Found:
        return self._block.found(self._block.program.nodes[node])

    def _spans(self, node: query.Node) -> tuple[Span, ...]:
        found = self._found(node)
        shift = self._unit.start - int(self._block.joined.starts[self._at])
        rows = np.flatnonzero(found.group == self._at)
        pairs = sorted(set(zip(found.start[rows].tolist(), found.end[rows].tolist(), strict=True)))
        return tuple(Span(start + shift, end + shift) for start, end in pairs)

    def _text(self, span: Span) -> str:
        return self._unit.text[span.start - self._unit.start : span.end - self._unit.start]

    def _words(self, node: query.Node) -> str:
        return ", ".join(self._text(span) for span in self._spans(node))
