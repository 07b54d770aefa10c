"""Lines: a text cut at line ends, with what its format or its look says about each line.

A line keeps its place in the text. Signs of Markdown (#, >, -, **) are taken off at both ends of `start:end`, so that
what is left can be read as words; they are never taken out of the text itself.

Most lines of a text are plain: nothing at their beginning can make them a heading, label, number, row or stage direction.
`qda.text.plain_lines` tells them from the others by one search over the whole text; only the others are looked at one by
one.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from qda.model import Draft, Mark
from qda.text.plain_lines import signed_lines
from qda.text.wrapped import soft_ends

_HASHES = re.compile(r"\s*(#{1,6})(?:\s+|(?=[^\s#0-9]))(?P<words>.*?)\s*#*\s*$")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_PIPES = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"[\s|:=_*—\-－─━~～.·]{3,}$")
_DECORATED = re.compile(r"\s*(\*\*|__)(?P<words>[^*_]+)\1\s*$")

# Short words, a tab, and more: a row in plain text. "张书记：<tab>……" is a label.
_TABBED = re.compile(r"[^\t:：]{1,12}\t|[^\t:：]*\t[^\t]*\t")

# Words for the two sides of an interview, at the beginning of a line and further along it.
_SIDE = (
    r"(?:问题?|问話|問題?|提问|追问|答|回答|q(?:uestion)?|a(?:nswer)?|访谈?[者员人]?|訪談?者?|采访[者人]?|"
    r"[被受][访訪]谈?[者人]?|受)\s*\d{0,3}\s*[:：]"
)
_ASKED = re.compile(rf"\s*(?:\*\*)?{_SIDE}", re.IGNORECASE)
_INSIDE = re.compile(rf"(?:[。！？!?…”」）)】]\s*|[ \t\u3000]+)(?P<label>{_SIDE})", re.IGNORECASE)

IN_FRONT = 9
"""The level of a heading that stands in front of its text on the same line."""

# A section word that stands in front of the text of its section on the same line or in the cell before.
_SECTION_IN_FRONT = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|\*\*)?\s*"
    r"(?P<words>会议内容|會議內容|会议记录|会议过程|会议情况|会议摘要|会议要点|讨论内容|讨论情况|讨论记录|协商过程"
    r"|协商内容|发言记录|发言摘要|发言内容|记录内容|访谈内容|访谈记录|议事过程|议事内容|访谈正文"
    r")\s*(?:\*\*)?\s*(?:[:：\t|]\s*)"
)


class Line(NamedTuple):
    """One line, or one cell that is read as a line. start, end: of its words in the text, without blanks and Markdown
    signs. number: 1-based. heading: its level, 0 for none. quote: Markdown quote or the format's own. bold: the whole
    line is set in bold. cells: spans of a table row's cells, () elsewhere. gap: a blank line stands before it.
    continued: it goes on with the line before, which only the margin ended. plain: the whole line, without any sign of
    its own (see `qda.text.plain_lines`). A tuple, because a text has many."""

    number: int
    start: int
    end: int
    heading: int = 0
    quote: bool = False
    bold: bool = False
    rule: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    gap: bool = False
    continued: bool = False
    plain: bool = False


def read_lines(draft: Draft) -> list[Line]:
    """The lines of a draft that are not blank, in order."""
    known = (mark for mark in draft.marks if mark.kind in _KINDS and not _says_nothing_new(draft.text, mark))
    return list(_lines_of(draft.text, tuple(known)))


@lru_cache(maxsize=1)
def _lines_of(text: str, known: tuple[Mark, ...]) -> tuple[Line, ...]:
    """Kept for the last text, which is read again for what the minutes report."""
    marks = _Marks(known)
    soft = soft_ends(text)
    signed = signed_lines(text, [mark.span for mark in known])
    made: list[Line] = []
    new, line_of = tuple.__new__, Line
    # Headings that come again, as names of speakers do: where their words begin and end, and their level.
    headings: dict[str, tuple[int, int, int]] = {}
    offset, gap = 0, False
    top = True
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw or raw.isspace():
            gap = True
            offset += len(raw) + 1
            continue
        if soft and offset - 1 in soft:
            made.append(_continued(raw, offset, number))
        elif offset not in signed:
            end = offset + len(raw) if not raw[-1].isspace() else offset + len(raw.rstrip())
            # Line(number, offset, end, gap=gap, plain=True), in a third of the time.
            made.append(new(line_of, (number, offset, end, 0, False, False, False, (), gap, False, True)))
        elif raw in headings:
            start, end, level = headings[raw]
            made.append(
                new(line_of, (number, offset + start, offset + end, level, False, False, False, (), gap, False, False))
            )
        else:
            pieces = _split_pairs(text, _line(text, raw, offset, number, gap, marks, top))
            made += pieces
            start, end, level = pieces[0].start, pieces[0].end, pieces[0].heading
            if raw[0] == "#" and not marks and pieces == [Line(number, start, end, level, gap=gap)]:
                headings[raw] = (start - offset, end - offset, level)
        gap = top = False
        offset += len(raw) + 1
    return tuple(made)


_KINDS = frozenset(("heading", "quote", "table-row"))
_HASHED = {level: "#" * level + " " for level in range(1, 7)}


def _says_nothing_new(text: str, mark: Mark) -> bool:
    """Whether what is marked is a heading or quote by its own signs already, a heading of the same level."""
    start, end = mark.span.start, mark.span.end
    if text.find("\n", start, end) >= 0:
        return False
    if mark.kind == "heading":
        return mark.level in _HASHED and text.startswith(_HASHED[mark.level], start)
    if mark.kind != "quote" or not text.startswith(">", start):
        return False
    arrows = _QUOTE.match(text, start, end)
    # What follows a section's word is a line of its own, which only the mark says to be quoted.
    return arrows is not None and not _SECTION_IN_FRONT.match(text, arrows.end(), end)


def _continued(raw: str, offset: int, number: int) -> Line:
    """A line that goes on with the one before: it has no signs of its own."""
    start = offset + len(raw) - len(raw.lstrip())
    return Line(number, start, offset + len(raw.rstrip()), continued=True)


def _split_pairs(text: str, lines: list[Line]) -> list[Line]:
    """Question and answer on one line ("问：您住多久了？ 答：二十年。") as lines of their own."""
    last = lines[-1]
    if last.cells or last.rule or not _ASKED.match(text, last.start, last.end):
        return lines
    starts = [last.start, *(match.start("label") for match in _INSIDE.finditer(text, last.start + 2, last.end))]
    if len(starts) == 1:
        return lines
    made = []
    for start, end in zip(starts, [*starts[1:], last.end], strict=True):
        words = text[start:end].rstrip()
        made.append(last._replace(start=start, end=start + len(words), gap=last.gap and start == last.start))
    return [*lines[:-1], *made]


class _Marks:
    """Marks by place."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = sorted(marks, key=lambda mark: mark.span.start)
        self._starts = [mark.span.start for mark in self._marks]

    def __bool__(self) -> bool:
        return bool(self._marks)

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
    if marks:
        for mark in marks.at(start, end):
            heading = mark.level or 1 if mark.kind == "heading" else heading
            quote = quote or mark.kind == "quote"
            row = row or mark.kind == "table-row"
    hashes = _HASHES.match(raw) if text[start] == "#" else None
    if hashes:
        heading = heading or len(hashes[1])
        start, end = offset + hashes.start("words"), offset + hashes.end("words")
        if start < end and text[start].isalnum() and "\t" not in raw:
            return [Line(number, start, end, heading, quote, gap=gap)]
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
