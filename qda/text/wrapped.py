"""Hard-wrapped text: line ends that the program put there that saved the file, not the person who wrote it.

Old editors and mail programs cut paragraphs into lines of one width. Such a line end is soft: it is no end of a
paragraph or a sentence. A text counts as wrapped if its longest lines are all about equally long and most of them break
off in the middle of a sentence. Then the end of a full line is soft, unless what follows is indented like a new
paragraph, stands behind a blank line, or is a row of a table.

Doubts: where a sentence ends exactly at the margin and paragraphs are not indented, the next paragraph is joined to it
unless a label or a number opens it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NARROWEST = 36
_WIDEST = 130
_TOLERANCE = 5
_FEWEST_OPEN = 3
_OPEN_SHARE = 0.6
_SHORT_TEXT = 6
_ENDS = frozenset("。！？!?…”’」』）)】：:；;—")
_OPENS = re.compile(
    r"\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})\s*[)）、.．]|[①-⑳]|[-*•·●▪■◆]\s|#{1,6}\s|>|【|"
    r"[^\s，。！？；：:、“”]{1,14}(?:[（(][^（）()\n]{0,20}[)）])?[：:])"
)
_INDENTED = re.compile(r"(?:\u3000|  |\t)")


@lru_cache(maxsize=4)
def soft_ends(text: str) -> frozenset[int]:
    """Offsets of the line ends ("\\n") inside paragraphs; empty for a text that is not hard-wrapped."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()]
    if len(filled) < 2 or _clearly_not(filled):
        return frozenset()
    widths = sorted((_width(line) for line in filled), reverse=True)
    # One line in a hundred may stick out: an address, a title.
    margin = widths[len(widths) // 100]
    if not _NARROWEST <= margin <= _WIDEST:
        return frozenset()
    soft, full, offset = [], 0, 0
    breaking = alike = 0
    for index, line in enumerate(lines[:-1]):
        end = offset + len(line)
        offset = end + 1
        following = lines[index + 1]
        if _width(line) < margin - _TOLERANCE or not following.strip():
            continue
        alike += line[:2] == following[:2]
        if "\t" in line.strip() or "|" in line or _INDENTED.match(following):
            continue
        if not line.rstrip().endswith(tuple(_ENDS)):
            full += 1
            breaking += 1
            soft.append(end)
        else:
            full += 1
            if not _OPENS.match(following):
                soft.append(end)
    enough = breaking >= _FEWEST_OPEN and breaking >= _OPEN_SHARE * full and _is_prose(filled, margin)
    # Lines that begin alike are a list.
    enough = enough and alike < 0.5 * full
    short = len(filled) <= _SHORT_TEXT and breaking and breaking == len(filled) - 1
    return frozenset(soft) if enough or short else frozenset()


def _clearly_not(lines: list[str]) -> bool:
    """The cheap test first: many lines are longer than any margin, or none is long enough to be full."""
    lengths = [len(line) for line in lines]
    if max(lengths) < _NARROWEST // 2:
        return True
    # A line is at least as wide as it has characters: so many long ones, and the margin is too wide.
    return sum(len(line.rstrip()) > _WIDEST for line in lines if len(line) > _WIDEST) > len(lines) // 100


def _is_prose(lines: list[str], margin: int) -> bool:
    """Whether lines of middling length, which no margin cut, end as sentences do; lists of items do not."""
    middling = [line.rstrip() for line in lines if 0.5 * margin <= _width(line) < margin - _TOLERANCE]
    ending = sum(line[-1] in _ENDS for line in middling)
    return len(middling) < _FEWEST_OPEN or ending >= 0.5 * len(middling)


def _width(line: str) -> int:
    """Width in half-width cells, blanks at the end aside."""
    line = line.rstrip()
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
