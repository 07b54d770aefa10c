"""Markdown (.md): the text stays raw, headings and quotes are marked.

A front matter between "---" lines is read for its title and taken as metadata; it stays in the text. Code fences are
not treated specially: transcripts have none.
"""

from __future__ import annotations

import re

from qda.errors import Problem
from qda.model import Draft, Mark, Span
from qda.text.encoding import decode

# With the line end in front, the search leaps from line to line; with ^ it would look at every character.
_HEADING = re.compile(r"\n([ ]{0,3}(#{1,6})[ \t\u00a0\u3000]+(.*?)[ \t]*#*[ \t]*)$", re.MULTILINE)
_QUOTE = re.compile(r"\n([ ]{0,3}>.*)$", re.MULTILINE)
_LINE_BELOW = re.compile(r"\n[ ]{0,3}(?:={3}|-{3})")
_UNDERLINED = re.compile(r"^(?![ ]{0,3}[#>|\-*+])[ ]{0,3}(\S[^\n]{0,80})\n[ ]{0,3}(={3,}|-{3,})[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([^\s:：#][^:：\n]{0,30})[:：][ \t]*(.*)$", re.MULTILINE)


def read_markdown(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The raw text with marks of kind heading (label: its words) and quote."""
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
    marks = []
    # Names of speakers come again and again: level and words by the line.
    known: dict[str, tuple[int, str]] = {}
    for match in _HEADING.finditer(lines):
        line = match[1]
        if (said := known.get(line)) is None:
            said = known[line] = len(match[2]), match[3].strip()
        if said[1]:
            end = shift + match.end()
            marks.append(Mark(Span(end - len(line), end), "heading", *said))
    others = [Mark(Span(shift + match.start(1), shift + match.end(1)), "quote") for match in _QUOTE.finditer(lines)]
    if _LINE_BELOW.search(text):
        others += _underlined(text, begin)
    if others:
        marks = sorted(marks + others, key=lambda mark: (mark.span.start, mark.span.end))
    return Draft(text, "markdown", found, tuple(marks), "", metadata), problems


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
