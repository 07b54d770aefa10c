"""Markdown (.md): the text stays raw; quotes are marked, and headings that do not say so at the very front of their line.

The usual heading ("### 唐鳳：") keeps its signs in the text, where `qda.text.lines` reads them: a transcript has a hundred
thousand of them, and a mark for each would tell nothing new. `headings` is for whoever needs all of them.

A front matter between "---" lines is read for its title and taken as metadata; it stays in the text. Code fences are
not treated specially: transcripts have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qda.errors import Problem
from qda.model import Draft, Mark, Span
from qda.text.encoding import decode

# With the line end in front, the search leaps from line to line; with ^ it would look at every character.
_HEADING = re.compile(r"\n([ ]{0,3}(#{1,6})[ \t\u00a0\u3000]+(.*?)[ \t]*#*[ \t]*)$", re.MULTILINE)
_INDENTED = re.compile(rf"(?=\n(?!#{{1,6}} )){_HEADING.pattern}", re.MULTILINE)
_QUOTE = re.compile(r"\n([ ]{0,3}>.*)$", re.MULTILINE)
_LINE_BELOW = re.compile(r"\n[ ]{0,3}(?:={3}|-{3})")
_UNDERLINED = re.compile(r"^(?![ ]{0,3}[#>|\-*+])[ ]{0,3}(\S[^\n]{0,80})\n[ ]{0,3}(={3,}|-{3,})[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([^\s:：#][^:：\n]{0,30})[:：][ \t]*(.*)$", re.MULTILINE)


def read_markdown(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The raw text with marks of kind heading (label: its words; those with signs at the front of the line left out) and
    quote."""
    text, found, problems = decode(data, shown_as, encoding)
    if not text.strip():
        problems.append(Problem("error", "empty-file", "the file has no text; nothing was read", shown_as))
        return None, problems
    front = _FRONT.match(text)
    metadata = {key.strip(): value.strip().strip("'\"") for key, value in _PAIR.findall(front[1])} if front else {}
    begin = front.end() if front else 0
    # One line end more in front, so that the first line is found like all others.
    lines = "\n" + text[begin:]
    shift = begin - 1
    marks = list(_marked(_INDENTED, lines, shift))
    others = [Mark(Span(shift + match.start(1), shift + match.end(1)), "quote") for match in _QUOTE.finditer(lines)]
    if _LINE_BELOW.search(text):
        others += _underlined(text, begin)
    if others:
        marks = sorted(marks + others, key=lambda mark: (mark.span.start, mark.span.end))
    return Draft(text, "markdown", found, tuple(marks), "", metadata), problems


def headings(text: str) -> Iterator[Mark]:
    """Marks of all headings with signs before them, in order."""
    return _marked(_HEADING, "\n" + text, -1)


def _marked(pattern: re.Pattern[str], lines: str, shift: int) -> Iterator[Mark]:
    for match in pattern.finditer(lines):
        if words := match[3].strip():
            yield Mark(Span(shift + match.start(1), shift + match.end(1)), "heading", len(match[2]), words)


def _underlined(text: str, begin: int) -> list[Mark]:
    """Headings with a line of === or --- below them."""
    return [
        Mark(Span(*match.span(1)), "heading", 1 if match[2][0] == "=" else 2, match[1].strip())
        for match in _UNDERLINED.finditer(text, begin)
        # Running text above a rule is no heading.
        if len(match[1].strip()) <= 40
        and match[1].strip()[-1] not in "。！？；!?;"
        and (match[2][0] == "=" or not text[: match.start()].strip())
    ]
