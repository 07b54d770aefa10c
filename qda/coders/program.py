"""A codebook made ready to run: trees of its rules, the words to look for, the gates of its regular expressions.

A regular expression is tried only on segments that have one of the words every match of it must contain (its gate);
where there is no telling, on all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qda.codebook import query, tree
from qda.coders.scan import TermScanner
from qda.errors import CodebookError
from qda.model import ActorId, Codebook, CodeId, Rule
from qda.text.fold import fold


@dataclass(frozen=True, slots=True)
class Program:
    """A codebook ready to run. rules: by code, in the codebook's order, codes without rules left out. meaning: what
    #code stands for: the code and those below it. terms: folded words to look for, and their index. gates: for a
    regular expression the words one of which every match contains, () if there is no telling."""

    codebook: Codebook
    rules: Mapping[CodeId, tuple[tuple[Rule, query.Node], ...]]
    meaning: Mapping[CodeId, tuple[CodeId, ...]]
    lists: Mapping[str, tuple[query.Node, ...]]
    terms: Mapping[str, int]
    patterns: Mapping[str, re.Pattern[str]]
    gates: Mapping[str, tuple[str, ...]]
    needs_actors: tuple[ActorId, ...]
    scanner: TermScanner


def compile_codebook(codebook: Codebook) -> Program:
    """Parse all rules of a codebook. Raises CodebookError for one that cannot be read (a loaded codebook has none)."""
    rules = {
        code.id: tuple((rule, query.parse(rule.find)) for rule in code.rules) for code in codebook.codes if code.rules
    }
    meaning = {
        code.id: (code.id, *(below.id for below in tree.descendants(codebook, code.id))) for code in codebook.codes
    }
    lists = {name: tuple(query.list_word(word) for word in words if word) for name, words in codebook.terms.items()}
    patterns: dict[str, re.Pattern[str]] = {}
    gates: dict[str, tuple[str, ...]] = {}
    words: dict[str, None] = {}
    actors: dict[ActorId, None] = {}
    for rule, root in (pair for pairs in rules.values() for pair in pairs):
        words.update((fold(literal), None) for literal in query.literals(root, dict(codebook.terms)))
        for node in query.walk(root):
            match node:
                case query.Regex(pattern):
                    patterns[pattern] = re.compile(folded_pattern(pattern), re.IGNORECASE)
                    gates[pattern] = gate_of(folded_pattern(pattern))
                    words.update((word, None) for word in gates[pattern])
                case query.ActorRef(actor):
                    actors[actor] = None
                case query.ListRef(name) if name not in lists:
                    raise CodebookError(f"{rule.id}: no term list ${name}", slug="unknown-term-list", line=rule.line)
                case query.CodeRef(code_id) if code_id not in meaning:
                    raise CodebookError(f"{rule.id}: no code #{code_id}", slug="unknown-code", line=rule.line)
                case _:
                    pass
    terms = {word: i for i, word in enumerate(words)}
    return Program(codebook, rules, meaning, lists, terms, patterns, gates, tuple(actors), TermScanner(tuple(words)))


def folded_pattern(pattern: str) -> str:
    """A regular expression for folded text: its Han and full-width characters folded, its syntax left alone.

    The ends of a range such as [一-龥] stay as they are: folded, they would mean another range.
    """
    made, in_class = [], False
    for i, character in enumerate(pattern):
        escaped = i > 0 and pattern[i - 1] == "\\" and (i < 2 or pattern[i - 2] != "\\")
        if character in "[]" and not escaped:
            in_class = character == "["
        at_range = in_class and ("-" in (pattern[i - 1 : i], pattern[i + 1 : i + 2]))
        folded = character if ord(character) < 128 or at_range else fold(character)
        made.append(re.escape(folded) if folded != character and ord(folded) < 128 else folded)
    return "".join(made)


def gate_of(pattern: str) -> tuple[str, ...]:
    """Literal words one of which every match of a pattern must contain; () where there is no telling.

    Only runs of Han characters outside brackets and classes count, one for each alternative at the top level.
    """
    if "(?" in pattern:
        return ()
    gates: list[str] = []
    best, run, depth, i = "", "", 0, 0
    while i <= len(pattern):
        sign = pattern[i] if i < len(pattern) else "|"
        if sign == "\\" or (depth == 0 and "\u4e00" <= sign <= "\u9fff"):
            run = "" if sign == "\\" else run + sign
            best = max(best, run, key=len)
            i += 2 if sign == "\\" else 1
            continue
        if sign == "[":
            closing = pattern.find("]", i + (3 if pattern[i + 1 : i + 2] == "^" else 2))
            if closing < 0 or "\\" in pattern[i:closing]:
                return ()
            i = closing
        elif sign in "?*{":
            if run and best == run:
                best = run[:-1]
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and depth == 0:
            if not best:
                return ()
            gates.append(best)
            best = ""
        run = ""
        i += 1
    return tuple(dict.fromkeys(gates))
