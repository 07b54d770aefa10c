"""Comments and footnotes: kept apart from the text, each with the place it belongs to.

While a reader walks over a file it leaves a sign in the text where a remark begins, ends or stands; `lifted` takes the
signs out again, tells where they were, and moves the marks behind them. Signs are made of two of the code points that
Unicode keeps for a program's own use inside itself (U+FDD0, U+FDD1); files cannot have them in earnest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qda.model import Mark, Remark, Span

RemarkKind = Literal["comment", "footnote"]
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_SIGN = re.compile(f"{_OPEN}([cf])([<>.])([^{_OPEN}{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a remark says. author: "" if the file does not tell."""

    author: str
    text: str


def sign(kind: RemarkKind, where: Literal["<", ">", "."], number: str) -> str:
    """A sign for the text: "<" where the words that a remark is about begin, ">" where they end, "." a place."""
    return f"{_OPEN}{kind[0]}{where}{number}{_CLOSE}"


def unsigned(words: str) -> str:
    """Words without signs."""
    return _SIGN.sub("", words) if _OPEN in words else words


def lifted(
    text: str, marks: Sequence[Mark], said: Mapping[tuple[RemarkKind, str], Said]
) -> tuple[str, tuple[Mark, ...], tuple[Remark, ...]]:
    """The text without signs, its marks, and the remarks in order of their places. said: by kind and number; a remark
    without a place in the text comes last, at no place."""
    if _OPEN not in text:
        made = tuple(Remark(kind, None, one.author, one.text) for (kind, _), one in said.items())
        return text, tuple(marks), made
    places: dict[tuple[RemarkKind, str], dict[str, int]] = {}
    cuts: list[tuple[int, int]] = []
    removed = 0
    for found in _SIGN.finditer(text):
        kind: RemarkKind = "comment" if found[1] == "c" else "footnote"
        places.setdefault((kind, found[3]), {}).setdefault(found[2], found.start() - removed)
        removed += found.end() - found.start()
        cuts.append((found.end(), removed))
    plain = unsigned(text)
    moved = _moved(marks, cuts)
    remarks = []
    for (kind, number), one in said.items():
        where = places.get((kind, number), {})
        start = where.get("<", where.get("."))
        end = where.get(">", start)
        span = None if start is None else Span(start, max(start, end if end is not None else start))
        remarks.append(Remark(kind, span, one.author, one.text))
    remarks.sort(key=lambda remark: (remark.span is None, 0 if remark.span is None else remark.span.start))
    return plain, moved, tuple(remarks)


def _moved(marks: Sequence[Mark], cuts: Sequence[tuple[int, int]]) -> tuple[Mark, ...]:
    """The marks where they are without the signs. cuts: end of each sign and how much was taken out up to there."""
    from bisect import bisect_right

    ends = [end for end, _ in cuts]

    def place(offset: int) -> int:
        before = bisect_right(ends, offset)
        return offset - (cuts[before - 1][1] if before else 0)

    return tuple(
        replace(mark, span=Span(place(mark.span.start), place(mark.span.end)), label=unsigned(mark.label))
        for mark in marks
    )
