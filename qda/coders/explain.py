"""Why a segment was, or was not, given a code by the rules: every rule taken apart, with what matched where.

Reasons are in Chinese: they are what the researcher reads, beside words of the text.
"""

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
    """One part of a rule. text: as written. kind: what it is, in small letters (term, or, near, turn …). depth: 0 the
    whole rule. matched: whether it is true in the segment. spans: what it found there, in the document. words: the words
    at each span."""

    text: str
    depth: int
    matched: bool
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    kind: str = ""


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
    reason = "" if rules else f"{code_id} 没有规则：只由人和模型给出；表格把它下面的编码合计进来"
    if rules and program.codes.index(code_id) in program.minima:
        least = program.minima[program.codes.index(code_id)]
        total = sum(rule.weight for rule in rules if rule.matched)
        reason = f"成立的规则权重合计 {total:g}，须达到最低分 {least:g}"
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
        yield Part(query.show(node), depth, self.true(node), spans, words, type(node).__name__.lower())
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
                    yield f"被 NOT 右边的 {query.show(right)} 否决" + (f"：{words}" if words else "")
                yield from self.reasons(left)
            case query.Near(n, left, right, ordered, by_sentence):
                if self.true(left) and self.true(right):
                    order = "，且左边在前" if ordered else ""
                    reach = f"相隔不超过{n}句" if by_sentence else f"同一句内相距不超过{n}字"
                    yield f"{query.show(left)} 与 {query.show(right)} 都有，但没有{reach}{order}的"
                yield from self.reasons(left)
                yield from self.reasons(right)
            case query.Sentence(item):
                if self.true(item):
                    yield f"本段里 {query.show(item)} 成立，但没有一句单独成立"
                yield from self.reasons(item)
            case query.Segment(item):
                yield from self.reasons(item)
            case query.Turn(item):
                yield f"所在的发言轮次里不成立：{query.show(item)}"
            case query.Item(item):
                yield f"所在的议题里不成立：{query.show(item)}"
            case query.Neighbours(n, item):
                yield f"本段连同前后各{n}段里不成立：{query.show(item)}"
            case query.Affirmed(item):
                if self.true(item):
                    yield f"出现之处被否定：{self._words(item)}"
                yield from self.reasons(item)
            case query.AtWords(item):
                if self.true(item):
                    yield f"只出现在更长的词里：{self._words(item)}"
                yield from self.reasons(item)
            case query.Or():
                yield "都没有：" + query.show(node)
            case query.SpeakerIs(actor):
                yield f"发言人属于 {unit.actor_id or '不明'}，不是 {actor}"
            case query.KindIs():
                yield f"文档类型是 {unit.kind}，不是 {query.show(node)}"
            case query.RoleIs():
                yield f"发言轮次的角色是 {unit.role}，不是 {query.show(node)}"
            case query.CaseIs():
                yield f"文档不属于 {query.show(node)}"
            case query.DateIs():
                yield f"文档日期不在 {query.show(node)} 之内，或日期不明"
            case _:
                yield f"没有：{query.show(node)}"

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
        return "、".join(self._text(span) for span in self._spans(node))
