"""Rules into a program: trees of rules into one list of operations, equal parts made once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from qda.codebook import query, tree
from qda.coders.context import Scoring, scoring_of
from qda.coders.order import Integers
from qda.coders.patterns import folded_pattern, gate_of
from qda.coders.plan import plan_of
from qda.coders.program import (
    ITEM,
    NEIGHBOURS,
    SEGMENT,
    SENTENCE,
    TURN,
    CompiledRule,
    Level,
    Op,
    Program,
    Words,
)
from qda.coders.scan import scanner_for
from qda.errors import CodebookError
from qda.model import ActorId, Codebook, CodeId
from qda.text.fold import fold


def compile_codebook(
    codebook: Codebook, scoring: Scoring | None = None, *, engine: str = "", in_detail: bool = False
) -> Program:
    """Parse all rules of a codebook and lay them out. scoring: that of the codebook itself if None. engine: of the scan.
    in_detail: every part of every rule can be asked for by its node (`Program.nodes`), which costs time.

    Raises CodebookError for a rule that cannot be read (a loaded codebook has none).
    """
    return _Compiler(codebook, scoring or scoring_of(codebook), in_detail).program(engine)


class _Compiler:
    def __init__(self, codebook: Codebook, scoring: Scoring, in_detail: bool) -> None:
        self._codebook, self._scoring, self._in_detail = codebook, scoring, in_detail
        self._ops: dict[Op, int] = {}
        self._terms: dict[str, int] = {}
        self._sets: dict[tuple[int, ...], int] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._actors: dict[ActorId, None] = {}
        self._asks: set[str] = set()
        self._made: dict[tuple[query.Node, Level], int] = {}
        self._words: dict[int, Words] = {}
        self._active: list[CodeId] = []
        self._mentions = -1
        self._meaning = {
            code.id: (code.id, *(below.id for below in tree.descendants(codebook, code.id))) for code in codebook.codes
        }
        self._coded = [code for code in codebook.codes if code.rules]
        self._number = {code.id: i for i, code in enumerate(self._coded)}
        self._roots = {code.id: [query.parse(rule.find) for rule in code.rules] for code in self._coded}
        self._lists = {
            name: tuple(query.list_word(word) for word in words if word) for name, words in codebook.terms.items()
        }

    def program(self, engine: str) -> Program:
        self._check_names()
        roots = [root for code in self._coded for root in self._roots[code.id]]
        self._mentions = self._bounded_mentions(roots) if self._actors else -1
        rules: list[tuple[CompiledRule, ...]] = []
        number = 0
        for i, code in enumerate(self._coded):
            made = []
            for rule, root in zip(code.rules, self._roots[code.id], strict=True):
                op = self._rule_op(root)
                made.append(CompiledRule(rule, root, i, number, op, self._scoring.weight(rule.id)))
                number += 1
            rules.append(tuple(made))
        if self._in_detail:
            for root in roots:
                for node in query.walk(root):
                    self._at(node, SEGMENT)
        self._listed = tuple(self._ops)
        nodes = {node: i for (node, level), i in self._made.items() if level == SEGMENT} if self._in_detail else {}
        return Program(
            codebook=self._codebook,
            codes=tuple(code.id for code in self._coded),
            rules=tuple(rules),
            minima=self._minima(),
            ops=self._listed,
            plan=plan_of(self._listed, rules),
            words=self._words,
            terms=self._terms,
            sets=tuple(self._sets),
            patterns=self._patterns,
            needs_actors=tuple(self._actors),
            asks=frozenset(self._asks),
            scanner=scanner_for(tuple(self._terms), engine),
            literal=np.array([i in self._words and self._is_literal(i) for i in range(len(self._listed))], dtype=bool),
            owners=self._owners(),
            bounded=not self._actors and not any(one.kind == "regex" and not one.parts for one in self._listed),
            nodes=nodes,
        )

    def _owners(self) -> tuple[Integers, Integers]:
        pairs = sorted((term, number) for terms, number in self._sets.items() for term in terms)
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        counts = np.bincount(table[:, 0], minlength=len(self._terms))
        return table[:, 1].copy(), np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])

    def _is_literal(self, op: int) -> bool:
        """Whether all spans of a rule, or of what ~ stands behind, are occurrences of literal words."""
        one = self._listed[op]
        match one.kind:
            case "words" | "where":
                return True
            case "either" if one.data == "code":
                return False  # its spans are words of other rules
            case "either" | "narrow" | "lift" | "lower" | "affirmed" | "at_words" | "spread" | "gather" | "all":
                return bool(one.parts) and all(self._is_literal(part) for part in one.parts)
            case "without":
                return self._is_literal(one.parts[0])
            case _:
                return False

    def _minima(self) -> dict[int, float]:
        return {self._number[code]: least for code, least in self._scoring.minima.items() if code in self._number}

    def _check_names(self) -> None:
        for code in self._coded:
            for rule, root in zip(code.rules, self._roots[code.id], strict=True):
                for node in query.walk(root):
                    match node:
                        case query.ActorRef(actor):
                            self._actors[actor] = None
                        case query.ListRef(name) if name not in self._lists:
                            message = f"{rule.id}: no term list ${name}"
                            raise CodebookError(message, slug="unknown-term-list", line=rule.line)
                        case query.CodeRef(code_id) if code_id not in self._meaning:
                            raise CodebookError(f"{rule.id}: no code #{code_id}", slug="unknown-code", line=rule.line)
                        case _:
                            pass

    def _rule_op(self, root: query.Node) -> int:
        op = self._at(root, SEGMENT)
        if op not in self._words:
            self._words[op] = self._words_of(root)
        return op

    def _op(self, kind: str, parts: Iterable[int] = (), level: Level = SEGMENT, data: object = None) -> int:
        return self._ops.setdefault(Op(kind, tuple(parts), level, data), len(self._ops))

    def _term(self, text: str) -> int:
        return self._terms.setdefault(fold(text), len(self._terms))

    def _set(self, texts: Iterable[str]) -> int:
        numbers = tuple(sorted({self._term(text) for text in texts}))
        return self._op("words", data=self._sets.setdefault(numbers, len(self._sets)))

    def _at(self, node: query.Node, level: Level) -> int:
        key = (node, level)
        if key not in self._made:
            self._made[key] = self._compiled(node, level)
        return self._made[key]

    def _compiled(self, node: query.Node, level: Level) -> int:
        match node:
            case query.Or(items):
                return self._either(items, level)
            case query.And(items):
                return self._op("all", [self._at(item, level) for item in items], level)
            case query.Not(left, right):
                return self._op("without", [self._at(left, level), self._at(right, level)], level)
        if level == SENTENCE:
            return self._in_sentence(node)
        if level != SEGMENT:
            if (isinstance(node, query.Turn) and level == TURN) or (isinstance(node, query.Item) and level == ITEM):
                return self._at(node.item, level)
            return self._op("lift", [self._at(node, SEGMENT)], level)
        return self._in_segment(node)

    def _either(self, items: Sequence[query.Node], level: Level) -> int:
        """Alternatives; plain words among them are one set."""
        if self._in_detail:
            parts = [self._at(item, level) for item in items]
        else:
            plain = [item.text for item in items if isinstance(item, query.Term)]
            parts = [self._at(item, level) for item in items if not isinstance(item, query.Term)]
            if plain:
                parts.append(self._carried(self._set(plain), level))
        return parts[0] if len(parts) == 1 else self._op("either", parts, level)

    def _carried(self, op: int, level: Level) -> int:
        """An answer about segments at another level."""
        if level == SEGMENT:
            return op
        return self._op("narrow" if level == SENTENCE else "lift", [op], level)

    def _in_sentence(self, node: query.Node) -> int:
        match node:
            case query.Near(n, left, right, ordered, by_sentence):
                parts = [self._at(left, SENTENCE), self._at(right, SENTENCE)]
                return self._op("near", parts, SENTENCE, (n, ordered, by_sentence))
            case query.Sentence(item):
                return self._at(item, SENTENCE)
            case query.Affirmed(item):
                return self._affirmed(item, SENTENCE)
            case query.AtWords(item):
                return self._op("at_words", [self._at(item, SENTENCE)], SENTENCE)
            case query.ListRef(name):
                return self._either(self._lists[name], SENTENCE)
            case query.CodeRef(code):
                parts = [self._op("lower", [op], SENTENCE, "spanless") for op in self._code_parts(code)]
                return self._op("either", parts, SENTENCE, "code")
            case query.Segment() | query.Turn() | query.Item() | query.Neighbours():
                return self._op("lower", [self._at(node, SEGMENT)], SENTENCE, "all")
            case query.SpeakerIs() | query.KindIs() | query.RoleIs() | query.CaseIs() | query.DateIs():
                return self._op("lower", [self._at(node, SEGMENT)], SENTENCE, "all")
            case _:
                return self._op("narrow", [self._at(node, SEGMENT)], SENTENCE)

    def _in_segment(self, node: query.Node) -> int:
        match node:
            case query.Term(text):
                return self._set([text])
            case query.Wild(pattern):
                pieces = query.wild_parts(pattern)
                parts = [self._set([piece]) for piece, _, _ in pieces]
                return self._op("wild", parts, data=tuple((least, most) for _, least, most in pieces[1:]))
            case query.Regex(pattern):
                folded = folded_pattern(pattern)
                self._patterns[pattern] = re.compile(folded, re.IGNORECASE)
                gate = gate_of(folded)
                return self._op("regex", [self._set(gate)] if gate else [], data=pattern)
            case query.ListRef(name):
                return self._either(self._lists[name], SEGMENT)
            case query.ActorRef(actor):
                return self._op("actor", [self._mentions], data=actor)
            case query.Near(n, left, right, ordered, by_sentence):
                parts = [self._at(left, SEGMENT), self._at(right, SEGMENT)]
                return self._op("near", parts, data=(n, ordered, by_sentence))
            case query.Sentence(item):
                return self._op("gather", [self._at(item, SENTENCE)], data=SENTENCE)
            case query.Segment(item):
                return self._at(item, SEGMENT)
            case query.Turn(item):
                return self._around(item, TURN, "turns")
            case query.Item(item):
                return self._around(item, ITEM, "items")
            case query.Neighbours(n, item):
                return self._around(item, f"{NEIGHBOURS}{n}", "documents")
            case query.Affirmed(item):
                return self._affirmed(item, SEGMENT)
            case query.AtWords(item):
                return self._op("at_words", [self._at(item, SEGMENT)])
            case query.CodeRef(code):
                return self._op("either", self._code_parts(code), data="code")
            case _:
                if isinstance(node, query.CaseIs | query.DateIs):
                    self._asks.add("cases" if isinstance(node, query.CaseIs) else "dates")
                return self._op("where", data=node)

    def _around(self, item: query.Node, level: Level, asked: str) -> int:
        self._asks |= {asked, "documents"}
        return self._op("spread", [self._at(item, level)], data=level)

    def _affirmed(self, item: query.Node, level: Level) -> int:
        part = self._at(item, level)
        op = self._op("affirmed", [part], level, item)
        if op not in self._words:
            self._words[op] = self._words_of(item)
        return op

    def _code_parts(self, code_id: CodeId) -> list[int]:
        """The roots of the rules of a code and those below it, only where these codes are given."""
        if code_id in self._active:
            raise CodebookError(f"rules ask for each other's codes in a circle at #{code_id}", slug="rule-circle")
        self._active.append(code_id)
        parts: list[int] = []
        for below in self._meaning[code_id]:
            ops = [self._at(root, SEGMENT) for root in self._roots.get(below, ())]
            least = self._scoring.minima.get(below)
            if least is not None and ops:
                rules = self._codebook.codes[[code.id for code in self._codebook.codes].index(below)].rules
                weights = tuple(self._scoring.weight(rule.id) for rule in rules)
                ops = [self._op("scored", [op, *ops], data=(weights, least)) for op in ops]
            parts += ops
        self._active.pop()
        return parts

    def _words_of(self, root: query.Node) -> Words:
        terms: set[int] = set()
        ops: dict[int, None] = {}

        def collect(node: query.Node) -> None:
            match node:
                case query.Term(text):
                    terms.add(self._term(text))
                case query.Wild(pattern):
                    terms.update(self._term(piece) for piece, _, _ in query.wild_parts(pattern))
                case query.ListRef(name):
                    for word in self._lists[name]:
                        collect(word)
                case query.Not(left, _):
                    collect(left)
                case query.Regex() | query.ActorRef():
                    ops[self._at(node, SEGMENT)] = None
                case _:
                    for child in query.children(node):
                        collect(child)

        collect(root)
        return Words(frozenset(terms), tuple(ops))

    def _bounded_mentions(self, roots: Sequence[query.Node]) -> int:
        """The operation that looks for actors: only in segments where what else a rule needs is there, as finding
        actors is many times slower than finding words."""
        bounds: dict[int, None] = {}
        for root in roots:
            if not self._has_actor(root, set()):
                continue
            bound = self._bound(root)
            if bound is None:
                return self._op("mentions")
            bounds[bound] = None
        return self._op("mentions", bounds)

    def _has_actor(self, node: query.Node, seen: set[CodeId]) -> bool:
        for below in query.walk(node):
            if isinstance(below, query.ActorRef):
                return True
            if isinstance(below, query.CodeRef) and below.code not in seen:
                seen.add(below.code)
                roots = [root for code in self._meaning[below.code] for root in self._roots.get(code, ())]
                if any(self._has_actor(root, seen) for root in roots):
                    return True
        return False

    def _bound(self, node: query.Node) -> int | None:
        """An operation without actors that is true of every segment of which the node is true; None if there is none."""
        if not self._has_actor(node, set()):
            return self._at(node, SEGMENT)
        match node:
            case query.And(items):
                return self._all_bounds(items)
            case query.Near(_, left, right):
                return self._all_bounds((left, right))
            case query.Or(items):
                bounds = [self._bound(item) for item in items]
                known = [bound for bound in bounds if bound is not None]
                return self._op("either", dict.fromkeys(known)) if len(known) == len(bounds) else None
            case query.Not(left, _):
                return self._bound(left)
            case query.Sentence(item) | query.Segment(item) | query.Affirmed(item) | query.AtWords(item):
                return self._bound(item)
            case _:
                return None

    def _all_bounds(self, items: Sequence[query.Node]) -> int | None:
        known = [bound for bound in (self._bound(item) for item in items) if bound is not None]
        if not known:
            return None
        return known[0] if len(known) == 1 else self._op("all", known)
