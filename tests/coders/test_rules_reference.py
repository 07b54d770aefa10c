"""The engine against a slow, obvious evaluator, on random rules and texts.

The reference looks at one unit and one stretch of it (the segment, a sentence, or what lies around it) at a time and knows
nothing of arrays, automata or batches; it is the meaning of the rule language written down a second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from qda.actors.load import read_actors
from qda.actors.mentions import MentionFinder
from qda.codebook import query
from qda.codebook.polarity import ORDER, polarity_of
from qda.codebook.query import (
    ActorRef,
    Affirmed,
    And,
    AtWords,
    CaseIs,
    CodeRef,
    DateIs,
    Item,
    KindIs,
    ListRef,
    Near,
    Neighbours,
    Node,
    Not,
    Or,
    Regex,
    RoleIs,
    Segment,
    Sentence,
    SpeakerIs,
    Term,
    Turn,
    Wild,
)
from qda.coders import rules as rules_module
from qda.coders.context import Context, Scoring
from qda.coders.rules import RuleCoder
from qda.model import Code, Codebook, CodingUnit, Rule, Span
from qda.text.fold import fold
from qda.text.segment import sentences

Pairs = set[tuple[int, int]]
Answer = tuple[bool, Pairs]
LISTS = {"meeting": ("议事会", "协*会"), "words": ("居", "權")}
PLAIN_RULES = (Rule("plain.r1", "民 | 由"), Rule("plain.r2", "role:narration"))
PLAIN = Code("plain", None, {}, "effect", "abstract", {}, rules=PLAIN_RULES)
SCORED_RULES = (Rule("scored.r1", "授权"), Rule("scored.r2", "居"), Rule("scored.r3", "kind:minutes"))
SCORED = Code("scored", None, {}, "effect", "abstract", {}, rules=SCORED_RULES)
SCORING = Scoring({"scored.r1": 1.0, "scored.r2": 0.5, "scored.r3": 0.5}, {"scored": 1.0})
CASES = {"J": "J社区", "B": "北 桥"}
DATES = {"d0": "2022-05-03", "d1": "2022-05", "d2": None}
ACTORS = read_actors(
    "types:\n  - {id: residents, name: 居民, aliases: [居民, 民]}\n  - {id: party, name: 党, titles: [书记]}\n"
)[0]
FINDER = MentionFinder(ACTORS)


class TwoCharacterWords:
    """A stand-in for a segmenter: every two characters are a word."""

    def words(self, text: str) -> list[tuple[str, int, int]]:
        return [(text[i : i + 2], i, min(i + 2, len(text))) for i in range(0, len(text), 2)]


class Study:
    """All units, and what lies around each of them."""

    def __init__(self, units: Sequence[CodingUnit], turns: dict[str, str], items: dict[str, str]) -> None:
        self.units, self.turns, self.items = units, turns, items
        self.one = {unit.segment_id: Reference(unit, self) for unit in units}

    def around(self, unit: CodingUnit, scope: Node) -> list[CodingUnit]:
        same = sorted(
            (u for u in self.units if u.document_id == unit.document_id), key=lambda u: (u.start, u.segment_id)
        )
        match scope:
            case Turn():
                return self._sharing(unit, self.turns)
            case Item():
                return self._sharing(unit, self.items)
            case Neighbours(n, _):
                at = same.index(unit)
                return same[max(at - n, 0) : at + n + 1]
        raise TypeError(scope)

    def _sharing(self, unit: CodingUnit, known: dict[str, str]) -> list[CodingUnit]:
        own = known.get(unit.segment_id)
        return [unit] if own is None else [u for u in self.units if known.get(u.segment_id) == own]

    def truth(self, units: Sequence[CodingUnit], node: Node, scope: Node) -> bool:
        """Whether a node is true of several units taken as one."""
        match node:
            case Or(items):
                return any(self.truth(units, item, scope) for item in items)
            case And(items):
                return all(self.truth(units, item, scope) for item in items)
            case Not(left, right):
                return self.truth(units, left, scope) and not self.truth(units, right, scope)
            case Turn(item) | Item(item) if type(node) is type(scope):
                return self.truth(units, item, scope)
            case _:
                return any(self.one[unit.segment_id].whole(node)[0] for unit in units)

    def spans(self, unit: CodingUnit, node: Node, scope: Node) -> Pairs:
        """The spans in one unit of a node that is asked about what lies around it."""
        if not self.truth(self.around(unit, scope), node, scope):
            return set()
        match node:
            case Or(items) | And(items):
                return set().union(*(self.spans(unit, item, scope) for item in items))
            case Not(left, _):
                return self.spans(unit, left, scope)
            case Turn(item) | Item(item) if type(node) is type(scope):
                return self.spans(unit, item, scope)
            case _:
                return self.one[unit.segment_id].whole(node)[1]


class Reference:
    """One unit."""

    def __init__(self, unit: CodingUnit, study: Study) -> None:
        self.unit, self.study = unit, study
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
            case Term() | Regex() | ActorRef():
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
            case CaseIs(cases):
                return self.unit.case_id in cases or CASES[self.unit.case_id] in cases, set()
            case DateIs(first, last):
                return dated(DATES[self.unit.document_id], first, last), set()
            case ActorRef(actor):
                found = FINDER.find(self.unit.text, case=self.unit.case_id, speaker_actor=self.unit.actor_id)
                spans = {(m.span.start, m.span.end) for m in found if m.actor_id == actor}
                spans = {(a, b) for a, b in spans if low <= a and b <= high}
            case Segment() if narrow:
                return self.within(self.whole(node), low, high)
            case Segment(item):
                return self.find(item, low, high, False)
            case Turn() | Item() | Neighbours():
                truth = self.study.truth(self.study.around(self.unit, node), node.item, node)
                answer = truth, self.study.spans(self.unit, node.item, node)
                return self.within(answer, low, high) if narrow else answer
            case CodeRef(code):
                spans, truth = set(), False
                given = code == "plain" or self.score() >= 1.0
                for rule in (PLAIN if code == "plain" else SCORED).rules if given else ():
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
            case Near(n, left, right, ordered, True):
                ones, others = self.find(left, low, high, narrow)[1], self.find(right, low, high, narrow)[1]
                spans = {(a, d) for a, b in ones for c, d in others if b <= c and self.apart(b - 1, c) <= n}
                if not ordered:
                    spans |= {(c, b) for a, b in ones for c, d in others if d <= a and self.apart(d - 1, a) <= n}
                spans = {(a, b) for a, b in spans if self.one_sentence(a, b)} if narrow else spans
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
            case AtWords(item):
                _, spans = self.find(item, low, high, narrow)
                borders = {at for _, *ends in TwoCharacterWords().words(self.unit.text) for at in ends}
                spans = {(a, b) for a, b in spans if a in borders and b in borders}
        return bool(spans), spans

    def within(self, answer: Answer, low: int, high: int) -> Answer:
        """A condition on the segment, asked of one of its sentences."""
        truth, spans = answer
        return truth, {(a, b) for a, b in spans if low <= a and b <= high}

    def apart(self, one: int, other: int) -> int:
        """How many sentences two places lie apart."""
        starts = [a for a, _ in self.sentences]
        return starts.index(self.sentence(other)[0]) - starts.index(self.sentence(one)[0])

    def score(self) -> float:
        fired = (rule.id for rule in SCORED.rules if self.whole(query.parse(rule.find))[0])
        return sum(SCORING.weight(rule_id) for rule_id in fired)


def dated(date: str | None, first: str, last: str) -> bool:
    """Every day that the date may be lies within, every day of the ends included."""
    days = [f"2022-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    own = [day for day in days if date and day.startswith(date)]
    inside = [day for day in days if (not first or day >= first) and (not last or day[: len(last)] <= last)]
    return bool(own) and set(own) <= set(inside)


LEAVES = st.one_of(
    st.sampled_from(["授权", "授權", "权", "居民", "民", "没有", "。居", "议事", "😀", "𠀀", "A"]).map(Term),
    st.sampled_from(["授*民", "居?权", "由?*授", "民**由"]).map(Wild),
    st.sampled_from(["权.?居", "[授由]权?", "授权|居民", "民+", "由[^。]*民"]).map(Regex),
    st.sampled_from(["meeting", "words"]).map(ListRef),
    st.sampled_from(["plain", "scored"]).map(CodeRef),
    st.sampled_from(["residents", "party"]).map(ActorRef),
)
CONDITIONS = st.one_of(
    st.sampled_from(["party", "residents"]).map(SpeakerIs),
    st.just(KindIs(("minutes",))),
    st.just(RoleIs(("speaker", "narration"))),
    st.sampled_from([("J",), ("J社区",), ("北 桥", "另")]).map(CaseIs),
    st.sampled_from([("2022", "2022"), ("2022-05", ""), ("", "2022-05-03"), ("2022-05-03", "2022-06")]).map(
        lambda ends: DateIs(*ends)
    ),
)


def several(below: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(below, min_size=2, max_size=3).map(tuple)


def compound(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    words = below.filter(query.finds_words)
    return st.one_of(
        several(below).map(Or),
        several(below).map(And),
        st.builds(Not, below, below),
        st.builds(Near, st.integers(0, 6), words, words, st.booleans(), st.just(False)),
        st.builds(Near, st.integers(0, 2), words, words, st.booleans(), st.just(True)),
        below.map(Sentence),
        below.map(Segment),
        below.map(Turn),
        below.map(Item),
        st.builds(Neighbours, st.integers(1, 2), below),
        words.map(Affirmed),
        words.map(AtWords),
    )


RULES: st.SearchStrategy[Node] = st.recursive(LEAVES | LEAVES | CONDITIONS, compound, max_leaves=6)
PIECES = [
    "授权", "授權", "居民", "居", "民", "由", "没有", "不", "，", "。", "。", "议事会", "协商会", "😀", "𠀀", "a", "（", "！”",
    "难道", "谈不上", "没有下文", "李书记", "……", "?",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from([*PIECES, "\n", " "]), max_size=14).map("".join)
PLACES = st.tuples(
    st.sampled_from(["d0", "d1", "d2"]),
    st.sampled_from(["J", "B"]),
    st.sampled_from(["minutes", "interview"]),
    st.sampled_from(["speaker", "narration", "interviewee"]),
    st.sampled_from(["party", None]),
    st.integers(0, 5),
    st.sampled_from(["t1", "t2", None]),
    st.sampled_from(["i1", "i2", None]),
)
UNITS = st.lists(st.tuples(TEXTS.map(str.strip).filter(bool), PLACES), min_size=1, max_size=6)
Raw = list[tuple[str, tuple[str, str, str, str, str | None, int, str | None, str | None]]]


def made_of(raw: Raw) -> tuple[list[CodingUnit], dict[str, str], dict[str, str]]:
    """Units with turns and items, which never cross a document."""
    units, turns, items = [], {}, {}
    for i, (text, (document, case, kind, role, actor, start, turn, item)) in enumerate(raw):
        units.append(CodingUnit(f"s{i}", document, case, kind, role, "甲", actor, start, text))  # type: ignore[arg-type]
        turns |= {f"s{i}": document + turn} if turn else {}
        items |= {f"s{i}": document + item} if item else {}
    return units, turns, items


def expected_of(study: Study, rules: Sequence[Node]) -> dict[str, set[tuple[int, int, str]]]:
    """What the reference gives each segment: spans and rule ids."""
    expected = {}
    for unit in study.units:
        evidence = set()
        for i, rule in enumerate(rules):
            truth, spans = study.one[unit.segment_id].whole(rule)
            if truth:
                whole = {(0, len(unit.text))}
                evidence |= {(unit.start + a, unit.start + b, f"c.r{i}") for a, b in spans or whole}
        if evidence:
            expected[unit.segment_id] = evidence
    return expected


def check(rules: Sequence[Node], raw: Raw, engine: str, scoring: Scoring, kept: Callable[[set[str]], bool]) -> None:
    code = Code("c", None, {}, "effect", "abstract", {},
                rules=tuple(Rule(f"c.r{i}", query.show(rule)) for i, rule in enumerate(rules)))  # fmt: skip
    codebook = Codebook("b", "1", {}, "", (PLAIN, SCORED, code), "", LISTS)
    units, turns, items = made_of(raw)
    context = Context(turns, items, CASES, DATES)
    coder = RuleCoder(
        codebook, FINDER, context=context, scoring=scoring, engine=engine, tokenizer=TwoCharacterWords(),  # type: ignore[arg-type]
    )  # fmt: skip
    got = {
        draft.segment_id: {(one.span.start, one.span.end, one.rule_id) for one in draft.evidence}
        for draft in coder.code(units, codebook)
        if draft.code_id == "c"
    }
    expected = expected_of(Study(units, turns, items), rules)
    assert got == {unit: rows for unit, rows in expected.items() if kept({rule for _, _, rule in rows})}


@given(st.lists(RULES, min_size=1, max_size=3), UNITS, st.sampled_from(["automaton", "numpy"]))
@settings(max_examples=2500, deadline=None)
def test_the_engine_agrees_with_the_reference(rules: list[Node], raw: Raw, engine: str) -> None:
    check(rules, raw, engine, SCORING, lambda fired: True)


@given(st.lists(RULES, min_size=2, max_size=3), UNITS, st.sampled_from([0.4, 1.0, 1.5, 3.0]))
@settings(max_examples=300, deadline=None)
def test_weights_add_up(rules: list[Node], raw: Raw, least: float) -> None:
    weights = {"c.r0": 0.5, "c.r2": 2.0}
    scoring = Scoring({**SCORING.weights, **weights}, {**SCORING.minima, "c": least})
    check(rules, raw, "numpy", scoring, lambda fired: sum(weights.get(rule, 1.0) for rule in fired) >= least)


@given(st.lists(RULES, min_size=1, max_size=3), UNITS)
@settings(max_examples=150, deadline=None)
def test_one_block_or_many(rules: list[Node], raw: Raw) -> None:
    before = rules_module.BLOCK_CHARACTERS
    try:
        rules_module.BLOCK_CHARACTERS = 3
        check(rules, raw, "numpy", SCORING, lambda fired: True)
    finally:
        rules_module.BLOCK_CHARACTERS = before


SAYING = st.lists(
    st.sampled_from([*PIECES, "不仅", "没", "下一步", "应该", "还没有", "但是", "不行", "将", "了", "不授权", "放权", "，"]),
    min_size=1, max_size=16,
).map(lambda pieces: "".join(pieces).strip())  # fmt: skip


@given(RULES.filter(query.finds_words), st.lists(SAYING.filter(bool), min_size=1, max_size=4), st.integers(0, 30))
@settings(max_examples=600, deadline=None)
def test_polarity_is_that_of_every_span_judged_alone(rule: Node, texts: list[str], others: int) -> None:
    raw: Raw = [(text, ("d0", "J", "minutes", "speaker", None, i, None, None)) for i, text in enumerate(texts)]
    units, turns, items = made_of(raw)
    # Many rules with ~ make the engine look for signs of polarity in all texts at once.
    rules = [Rule("c.r0", query.show(rule)), *(Rule(f"c.r{i + 1}", f"没听说过{i}~") for i in range(others))]
    codebook = Codebook(
        "b", "1", {}, "", (PLAIN, SCORED, Code("c", None, {}, "effect", "abstract", {}, rules=tuple(rules))), "", LISTS
    )
    coder = RuleCoder(
        codebook, FINDER, context=Context(turns, items, CASES, DATES), scoring=SCORING, tokenizer=TwoCharacterWords(),  # type: ignore[arg-type]
    )  # fmt: skip
    study = Study(units, turns, items)
    for table in coder.spans(units):
        for at, number, start, end, whole, said in zip(
            table.unit, table.rule, table.start, table.end, table.whole, table.polarity, strict=True
        ):
            if table.rules[number] != "c.r0" or whole:
                continue
            unit = units[at]
            one = study.one[unit.segment_id]
            a, b = int(start) - unit.start, int(end) - unit.start
            low, high = one.sentence(a)
            words = [Span(x, y) for x, y in sorted(one.leaves(rule)) if a <= x and y <= b and x < b]
            assert ORDER[said] == polarity_of(unit.text, Span(a, b), Span(low, max(high, a)), words or None)
