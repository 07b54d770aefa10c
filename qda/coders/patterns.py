"""Regular expressions of rules, made for folded text, and the words that gate them.

A pattern is tried only on segments that have one of the words every match of it must contain (its gate); where there is
no telling, on all. Doubts: the gate is read off the pattern by a small reader that knows runs of Han characters outside
brackets and gives up on everything unusual, which costs time, never a match.
"""

from __future__ import annotations

import re

from qda.text.fold import fold


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
        if sign == "\\" or (depth == 0 and _is_han(sign)):
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


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff"
