"""Why a segment was, or was not, given a code by the rules: every rule taken apart, with what matched where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qda.codebook import query, tree
from qda.coders.evaluate import Block, Found
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
    it does."""

    rule_id: str
    find: str
    matched: bool
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One segment and one code. given: whether the rules give the code. polarity: None where it is not given.
    reason: a sentence for a code without rules, "" else."""

    segment_id: SegmentId
    code_id: CodeId
    given: bool
    polarity: Polarity | None
    rules: tuple[RuleExplanation, ...]
    reason: str = ""


def explain_unit(block: Block, code_id: CodeId) -> Explanation:
    """Explain the only unit of a block. Raises UnknownName for an unknown code."""
    from qda.coders.rules import drafts_of

    tree.find_code(block.program.codebook, code_id)
    rules = []
    for rule, root in block.program.rules.get(code_id, ()):
        matched = bool(block.find(root).truth[0])
        reasons = () if matched else tuple(dict.fromkeys(_reasons(block, root)))
        rules.append(RuleExplanation(rule.id, rule.find, matched, tuple(_parts(block, root, 0)), reasons))
    drafts = [draft for draft in drafts_of(block) if draft.code_id == code_id]
    reason = "" if rules else f"{code_id} has no rules: only people and models give it, tables add up what is below it"
    polarity = drafts[0].polarity if drafts else None
    return Explanation(block.units[0].segment_id, code_id, bool(drafts), polarity, tuple(rules), reason)


def _parts(block: Block, node: query.Node, depth: int) -> Iterator[Part]:
    found = block.find(node)
    spans = _spans(block, found)
    text = block.units[0].text
    start = block.units[0].start
    words = tuple(text[span.start - start : span.end - start] for span in spans)
    yield Part(query.show(node), depth, bool(found.truth[0]), spans, words)
    for child in query.children(node):
        yield from _parts(block, child, depth + 1)


def _spans(block: Block, found: Found) -> tuple[Span, ...]:
    start = block.units[0].start
    pairs = sorted(set(zip(found.start.tolist(), found.end.tolist(), strict=True)))
    return tuple(Span(start + a, start + b) for a, b in pairs)


def _reasons(block: Block, node: query.Node) -> Iterator[str]:
    """Why a node is not true, from the parts that decide it."""
    found = block.find(node)
    if found.truth[0]:
        return
    match node:
        case query.And(items):
            for item in items:
                yield from _reasons(block, item)
        case query.Not(left, right):
            if block.find(left).truth[0]:
                words = _words(block, right)
                yield f"vetoed by {query.show(right)}" + (f": {words}" if words else "")
            yield from _reasons(block, left)
        case query.Near(n, left, right, ordered):
            if block.find(left).truth[0] and block.find(right).truth[0]:
                how = "in this order and " if ordered else ""
                both = f"{query.show(left)} and {query.show(right)} are both there"
                yield f"{both}, but not {how}within {n} characters of one sentence"
            yield from _reasons(block, left)
            yield from _reasons(block, right)
        case query.Sentence(item):
            if block.find(item).truth[0]:
                yield f"{query.show(item)} is true of the segment, but of no single sentence"
            yield from _reasons(block, item)
        case query.Affirmed(item):
            if block.find(item).truth[0]:
                yield f"denied where it stands: {_words(block, item)}"
            yield from _reasons(block, item)
        case query.Or(items):
            yield "none of " + query.show(query.Or(items))
        case query.SpeakerIs(actor):
            yield f"the speaker is {block.units[0].actor_id or 'unknown'}, not {actor}"
        case query.KindIs():
            yield f"the document is of kind {block.units[0].kind}, not {query.show(node)}"
        case query.RoleIs():
            yield f"the turn has the role {block.units[0].role}, not {query.show(node)}"
        case _:
            yield f"missing: {query.show(node)}"


def _words(block: Block, node: query.Node) -> str:
    start = block.units[0].start
    text = block.units[0].text
    return ", ".join(text[span.start - start : span.end - start] for span in _spans(block, block.find(node)))
