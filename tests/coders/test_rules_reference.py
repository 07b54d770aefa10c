"""The engine against a slow, obvious evaluator, on random rules and texts.

The reference looks at one unit and one stretch of it (the segment or a sentence) at a time and knows nothing of arrays,
automata or batches; it is the meaning of the rule language written down a second time.
"""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from qda.codebook import query
from qda.codebook.polarity import polarity_of
from qda.codebook.query import (
    Affirmed,
    And,
    CodeRef,
    KindIs,
    ListRef,
    Near,
    Node,
    Not,
    Or,
    Regex,
    RoleIs,
    Sentence,
    SpeakerIs,
    Term,
    Wild,
)
from qda.coders.rules import RuleCoder
from qda.model import Code, Codebook, CodingUnit, Rule, Span
from qda.text.fold import fold
from qda.text.segment import sentences

Pairs = set[tuple[int, int]]
LISTS = {"meeting": ("议事会", "协*会"), "words": ("居", "權")}
PLAIN_RULES = (Rule("plain.r1", "民 | 由"), Rule("plain.r2", "role:narration"))
PLAIN = Code("plain", None, {}, "effect", "abstract", {}, rules=PLAIN_RULES)


class Reference:
    """One unit."""

    def __init__(self, unit: CodingUnit) -> None:
        self.unit = unit
        self.text = fold(unit.text)
        starts = [span.start for span in sentences(unit.text, Span(0, len(unit.text)))]
        starts = [0, *starts[1:]]
        self.sentences = list(zip(starts, [*starts[1:], len(unit.text)], strict=True))

    def whole(self, node: Node) -> tuple[bool, Pairs]:
        return self.find(node, 0, len(self.text), False)

    def sentence(self, start: int) -> tuple[int, int]:
        return next((a, b) for a, b in reversed(self.sentences) if a <= start)

    def one_sentence(self, start: int, end: int) -> bool:
        return end <= self.sentence(start)[1]

    def occurrences(self, word: str, low: int, high: int) -> Pairs:
        folded = fold(word)
        n = len(folded)
        return {(i, i + n) for i in range(low, high - n + 1) if self.text[i : i + n] == folded}

    def wild(self, pattern: str, low: int, high: int) -> Pairs:
        (first, _, _), *rest = query.wild_parts(pattern)
        found = self.occurrences(first, low, high)
        for piece, least, most in rest:
            later = self.occurrences(piece, low, high)
            found = {(a, d) for a, b in found for c, d in later if least <= c - b <= most}
        return {(a, b) for a, b in found if self.one_sentence(a, b)}

    def leaves(self, node: Node) -> Pairs:
        end = len(self.text)
        match node:
            case Wild(pattern):
                return set().union(*(self.occurrences(piece, 0, end) for piece, _, _ in query.wild_parts(pattern)))
            case ListRef(name):
                return set().union(*(self.leaves(query.list_word(word)) for word in LISTS[name]))
            case Not(left, _):
                return self.leaves(left)
            case Term() | Regex():
                return self.whole(node)[1]
            case _:
                return set().union(*(self.leaves(child) for child in query.children(node)))

    def denied(self, root: Node, start: int, end: int) -> bool:
        low, high = self.sentence(start)
        words = [Span(a, b) for a, b in sorted(self.leaves(root)) if start <= a and b <= end and a < end]
        return polarity_of(self.unit.text, Span(start, end), Span(low, max(high, start)), words or None) == "denied"

    def find(self, node: Node, low: int, high: int, narrow: bool) -> tuple[bool, Pairs]:
        """Whether a node is true of text[low:high], and its spans there."""
        match node:
            case Term(text):
                spans = self.occurrences(text, low, high)
            case Wild(pattern):
                spans = self.wild(pattern, low, high)
            case Regex(pattern):
                found = (match.span() for match in re.finditer(pattern, self.text))
                spans = {(a, b) for a, b in found if low <= a < b <= high}
            case ListRef(name):
                return self.find(Or(tuple(query.list_word(word) for word in LISTS[name])), low, high, narrow)
            case SpeakerIs(actor):
                return self.unit.actor_id == actor, set()
            case KindIs(kinds):
                return self.unit.kind in kinds, set()
            case RoleIs(roles):
                return self.unit.role in roles, set()
            case CodeRef():
                spans, truth = set(), False
                for rule in PLAIN.rules:
                    true, found = self.whole(query.parse(rule.find))
                    here = {(a, b) for a, b in found if low <= a and b <= high}
                    spans |= here
                    truth = truth or bool(here) or (true and not found)
                return truth, spans
            case Or(items):
                results = [self.find(item, low, high, narrow) for item in items]
                return any(truth for truth, _ in results), set().union(*(spans for _, spans in results))
            case And(items):
                results = [self.find(item, low, high, narrow) for item in items]
                if not all(truth for truth, _ in results):
                    return False, set()
                return True, set().union(*(spans for _, spans in results))
            case Not(left, right):
                truth, spans = self.find(left, low, high, narrow)
                if not truth or self.find(right, low, high, narrow)[0]:
                    return False, set()
                return True, spans
            case Near(n, left, right, ordered):
                ones, others = self.find(left, low, high, narrow)[1], self.find(right, low, high, narrow)[1]
                spans = {(a, d) for a, b in ones for c, d in others if 0 <= c - b <= n}
                if not ordered:
                    spans |= {(c, b) for a, b in ones for c, d in others if 0 <= a - d <= n}
                spans = {(a, b) for a, b in spans if self.one_sentence(a, b)}
            case Sentence(item):
                if narrow:
                    return self.find(item, low, high, True)
                results = [self.find(item, a, b, True) for a, b in self.sentences]
                return any(truth for truth, _ in results), set().union(*(spans for _, spans in results))
            case Affirmed(item):
                _, spans = self.find(item, low, high, narrow)
                spans = {(a, b) for a, b in spans if not self.denied(item, a, b)}
        return bool(spans), spans


LEAVES = st.one_of(
    st.sampled_from(["授权", "授權", "权", "居民", "民", "没有", "。居", "议事", "😀", "𠀀", "A"]).map(Term),
    st.sampled_from(["授*民", "居?权", "由?*授", "民**由"]).map(Wild),
    st.sampled_from(["权.?居", "[授由]权?", "授权|居民", "民+", "由[^。]*民"]).map(Regex),
    st.sampled_from(["meeting", "words"]).map(ListRef),
    st.just(CodeRef("plain")),
)
CONDITIONS = st.one_of(
    st.sampled_from(["party", "residents"]).map(SpeakerIs),
    st.just(KindIs(("minutes",))),
    st.just(RoleIs(("speaker", "narration"))),
)


def several(below: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(below, min_size=2, max_size=3).map(tuple)


RULES: st.SearchStrategy[Node] = st.recursive(
    LEAVES | LEAVES | CONDITIONS,
    lambda below: st.one_of(
        several(below).map(Or),
        several(below).map(And),
        st.builds(Not, below, below),
        st.builds(
            Near, st.integers(0, 6), below.filter(query.finds_words), below.filter(query.finds_words), st.booleans()
        ),
        below.map(Sentence),
        below.filter(query.finds_words).map(Affirmed),
    ),
    max_leaves=6,
)  # fmt: skip
PIECES = [
    "授权",
    "授權",
    "居民",
    "居",
    "民",
    "由",
    "没有",
    "不",
    "，",
    "。",
    "。",
    "议事会",
    "协商会",
    "😀",
    "𠀀",
    "a",
    "（",
    "！”",
]
TEXTS = st.lists(st.sampled_from([*PIECES, "\n", " "]), max_size=14).map("".join)
UNITS = st.lists(
    st.builds(
        lambda text, kind, role, actor, start: ("", "d", "c", kind, role, "甲", actor, start, text),
        TEXTS.map(str.strip).filter(bool),
        st.sampled_from(["minutes", "interview"]),
        st.sampled_from(["speaker", "narration", "interviewee"]),
        st.sampled_from(["party", None]),
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=5,
)


@given(st.lists(RULES, min_size=1, max_size=3), UNITS)
@settings(max_examples=1500, deadline=None)
def test_the_engine_agrees_with_the_reference(rules: list[Node], raw: list[tuple]) -> None:  # type: ignore[type-arg]
    code = Code("c", None, {}, "effect", "abstract", {},
                rules=tuple(Rule(f"c.r{i}", query.show(rule)) for i, rule in enumerate(rules)))  # fmt: skip
    codebook = Codebook("b", "1", {}, "", (PLAIN, code), "", LISTS)
    units = [CodingUnit(f"s{i}", *fields[1:]) for i, fields in enumerate(raw)]
    expected = {}
    for unit in units:
        reference = Reference(unit)
        fired = {f"c.r{i}": reference.whole(rule) for i, rule in enumerate(rules)}
        evidence = {
            (unit.start + a, unit.start + b, rule_id)
            for rule_id, (truth, spans) in fired.items()
            if truth
            for a, b in (spans or {(0, len(unit.text))})
        }
        if evidence:
            expected[unit.segment_id] = evidence
    got = {
        draft.segment_id: {(one.span.start, one.span.end, one.rule_id) for one in draft.evidence}
        for draft in RuleCoder(codebook).code(units, codebook)
        if draft.code_id == "c"
    }
    assert got == expected
