"""Lines: a text cut at line ends, with what its format or its look says about each line.

A line keeps its place in the text. Signs of Markdown (#, >, -, **) are taken off at both ends of `start:end`, so that
what is left can be read as words; they are never taken out of the text itself.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qda.model import Draft, Mark

_HASHES = re.compile(r"\s*(#{1,6})(?:\s+|(?=[^\s#0-9]))(?P<words>.*?)\s*#*\s*$")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_PIPES = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"[\s|:=_*—\-－─━~～.·]{3,}$")
_DECORATED = re.compile(r"\s*(\*\*|__)(?P<words>[^*_]+)\1\s*$")

# Short words, a tab, and more: a row in plain text. "张书记：<tab>……" is a label.
_TABBED = re.compile(r"[^\t:：]{1,12}\t|[^\t:：]*\t[^\t]*\t")

IN_FRONT = 9
"""The level of a heading that stands in front of its text on the same line."""

# A section word that stands in front of the text of its section on the same line or in the cell before.
_SECTION_IN_FRONT = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|\*\*)?\s*"
    r"(?P<words>会议内容|會議內容|会议记录|会议过程|会议情况|会议摘要|会议要点|讨论内容|讨论情况|讨论记录|协商过程"
    r"|协商内容|发言记录|发言摘要|发言内容|记录内容|访谈内容|访谈记录|议事过程|议事内容|访谈正文"
    r")\s*(?:\*\*)?\s*(?:[:：\t|]\s*)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or one cell that is read as a line. start, end: of its words in the text, without blanks and Markdown
    signs. number: 1-based. heading: its level, 0 for none. quote: Markdown quote or the format's own. bold: the whole
    line is set in bold. cells: spans of a table row's cells, () elsewhere. gap: a blank line stands before it."""

    number: int
    start: int
    end: int
    heading: int = 0
    quote: bool = False
    bold: bool = False
    rule: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    gap: bool = False


def read_lines(draft: Draft) -> list[Line]:
    """The lines of a draft that are not blank, in order."""
    marks = _Marks(draft.marks)
    made: list[Line] = []
    offset, gap = 0, False
    top = True
    for number, raw in enumerate(draft.text.split("\n"), start=1):
        if raw.strip():
            made += _line(draft.text, raw, offset, number, gap, marks, top)
            gap = top = False
        else:
            gap = True
        offset += len(raw) + 1
    return made


class _Marks:
    """Marks by place."""

    def __init__(self, marks: tuple[Mark, ...]) -> None:
        self._marks = sorted(
            (mark for mark in marks if mark.kind in ("heading", "quote", "table-row")), key=lambda mark: mark.span.start
        )
        self._starts = [mark.span.start for mark in self._marks]

    def at(self, start: int, end: int) -> Iterator[Mark]:
        """Marks that hold the whole stretch; they do not nest deeper than a heading or quote in a table row."""
        place = bisect.bisect_right(self._starts, start)
        for mark in self._marks[max(0, place - 3) : place]:
            if mark.span.start <= start and end <= mark.span.end:
                yield mark


def _line(text: str, raw: str, offset: int, number: int, gap: bool, marks: _Marks, top: bool = False) -> list[Line]:
    start = offset + len(raw) - len(raw.lstrip())
    end = offset + len(raw.rstrip())
    heading, quote, row = 0, False, False
    for mark in marks.at(start, end):
        heading = mark.level or 1 if mark.kind == "heading" else heading
        quote = quote or mark.kind == "quote"
        row = row or mark.kind == "table-row"
    hashes = _HASHES.match(raw)
    if hashes:
        heading = heading or len(hashes[1])
        start, end = offset + hashes.start("words"), offset + hashes.end("words")
    else:
        arrows = _QUOTE.match(raw)
        if arrows:
            quote, start = True, min(end, offset + arrows.end())
    if start >= end or _RULE.match(text[start:end]):
        whole = offset + len(raw) - len(raw.lstrip())
        return [Line(number, whole, offset + len(raw.rstrip()), rule=True, gap=gap)]
    in_front = _SECTION_IN_FRONT.match(text, start, end)
    # In the very first line it is a title: "访谈记录：副主任孟某".
    if in_front and in_front.end() < end and not heading and not top:
        rest = _line(text, raw[in_front.end() - offset :], in_front.end(), number, False, marks)
        return [Line(number, *in_front.span("words"), heading=IN_FRONT, gap=gap), *rest]
    bold = _DECORATED.match(text[start:end])
    if bold:
        start, end = start + bold.start("words"), start + bold.end("words")
    cells = _cells(text, start, end, row)
    return [Line(number, start, end, heading, quote, bool(bold), False, cells, gap)]


def _cells(text: str, start: int, end: int, row: bool) -> tuple[tuple[int, int], ...]:
    """Spans of the cells of a row: Markdown pipes, or tabs between at least two cells."""
    words = text[start:end]
    if _PIPES.match(words):
        separator = "|"
    elif row or _TABBED.match(words):
        if "\t" not in words:
            return ()
        separator = "\t"
    else:
        return ()
    made, place = [], start
    for piece in words.split(separator):
        left = place + len(piece) - len(piece.lstrip())
        right = max(left, place + len(piece.rstrip()))
        made.append((left, right))
        place += len(piece) + 1
    if separator == "|":
        made = made[1:-1]
    return tuple(made)
