"""From lines to paragraphs: running heads taken out, lines joined.

A paragraph ends where a line is short, the next one is indented, set apart, of another size, or begins with a speaker's
label. Lines at the edge of the page that come again on other pages, and page numbers, are left out.

Source: the order of steps in other tools for PDF text (pdftotext's reading order, pdfminer's layout analysis). Doubts: a
last line that happens to fill its column hides the end of its paragraph unless an indent or a label follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qda.model import Mark, Span
from qda.readers.joining import glue, is_wide
from qda.readers.pdf_lines import Line, Page, lines_of
from qda.text.labels import STRONG, WEAK, parse

_SENTENCE_END = "。！？!?；;…：:”』」"
_NUMBER_ALONE = re.compile(
    r"[-–—─·•.\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百〇]{1,5})\s*(?:页|頁)?(?:\s*[/／|,，]?\s*(?:共|of)?\s*"
    r"\d{1,4}\s*(?:页|頁)?)?[-–—─·•.\s]*|page\s*\d{1,4}(?:\s*of\s*\d{1,4})?",
    re.IGNORECASE,
)
_SURE_NUMBER = re.compile(
    r"[-–—─·]\s*\d{1,4}\s*[-–—─·]|第\s*\S{1,5}\s*[页頁](?:\s*[,，/／]?\s*[共总]\s*\S{1,5}\s*[页頁])?"
    r"|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*[/／]\s*\d{1,4}",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[、．.](?!\d)|[①-⑳]|[•●■◆○▪·]\s)"
)
_HAN_DIGIT = re.compile(r"(?<=[\u3400-\u9fff]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u3400-\u9fff])")
_HAN_DIGIT_TIGHT = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Laid:
    """The text of all pages. running: what was taken for running heads, one of each. removed: how many lines that was."""

    text: str
    marks: tuple[Mark, ...]
    title: str
    running: tuple[str, ...]
    removed: int


def arrange(pages: Sequence[Page]) -> Laid:
    """The pages as one text."""
    found = [lines_of(page) for page in pages]
    kept, running, removed = _without_running(found, [page.height for page in pages])
    lines = [line for page in kept for line in page]
    _widen(lines)
    body = median(line.size for line in lines) if lines else 0.0
    paragraphs = _paragraphs(lines, body)
    loose = _has_blanks_throughout([text for text, _ in paragraphs])
    made: list[str] = []
    marks: list[Mark] = []
    offset, title = 0, ""
    for words, size in paragraphs:
        if loose:
            words = _HAN_DIGIT.sub("", words)
        level = _heading_level(words, size, body)
        if level:
            marks.append(Mark(Span(offset, offset + len(words)), "heading", level, words))
            title = title or words
        made.append(words)
        offset += len(words) + 1
    return Laid("\n".join(made), tuple(marks), title, running, removed)


def _widen(lines: Sequence[Line]) -> None:
    """Pages with few lines get their edge from the other pages on which the column begins at the same place."""
    edges: dict[int, list[float]] = {}
    for line in lines:
        edges.setdefault(round(line.column[0] / 8), []).append(line.column[1])
    for line in lines:
        usual = median(edges[round(line.column[0] / 8)])
        line.column = (line.column[0], max(line.column[1], usual))


def _without_running(
    pages: Sequence[list[Line]], heights: Sequence[float]
) -> tuple[list[list[Line]], tuple[str, ...], int]:
    """The lines without running heads, feet and page numbers; what they were; how many."""
    edges: Counter[tuple[str, int]] = Counter()
    places = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    for edge in places:
        edges.update(
            {(form, round(line.base / 12)) for line in edge for form in {_bare(line.text), _pattern(line.text)}}
        )
    filled = sum(1 for lines in pages if lines)
    needed = max(2, 0.4 * filled) if filled > 2 else 2
    body = median([line.size for lines in pages for line in lines] or [0.0])
    kept, shown, removed = [], dict[str, None](), 0

    def times(form: str, line: Line) -> int:
        return sum(edges[form, round(line.base / 12) + by] for by in (-1, 0, 1))

    for lines, edge in zip(pages, places, strict=True):
        drop = set()
        for line in edge:
            words = line.text.strip()
            repeated = times(_bare(words), line) >= needed
            # Body lines may be alike but for a number; a running head with one stands apart or is smaller.
            counted = times(_pattern(words), line) >= needed and _stands_apart(line, lines, body)
            label = parse(words, 0, len(words))
            is_head = len(words) <= 60 and (counted or (repeated and (label is None or not label.strength)))
            numbered = filled >= 2 and times(_pattern(words), line) >= 2 and _NUMBER_ALONE.fullmatch(words)
            if is_head or numbered or _SURE_NUMBER.fullmatch(words):
                drop.add(id(line))
        for line in lines:
            if id(line) in drop:
                shown.setdefault(line.text.strip(), None)
                removed += 1
        kept.append([line for line in lines if id(line) not in drop])
    return kept, tuple(shown), removed


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    """The two highest and two lowest lines of a page, if they stand near its edge."""
    ordered = sorted(lines, key=lambda line: -line.base)
    top = [line for line in ordered[:2] if line.base > 0.86 * height]
    bottom = [line for line in ordered[-2:] if line.base < 0.12 * height and line not in top]
    return top + bottom


def _bare(words: str) -> str:
    """A line for comparison between pages, without blanks."""
    return re.sub(r"\s+", "", words)


def _pattern(words: str) -> str:
    """The same, all numbers equal."""
    return re.sub(r"\d+", "#", _bare(words))


def _stands_apart(line: Line, lines: Sequence[Line], body: float) -> bool:
    """Whether a line at the edge is smaller than the body or more than a line away from it."""
    nearest = min((abs(line.base - other.base) for other in lines if abs(line.base - other.base) > 1), default=1e9)
    return line.size < 0.93 * body or nearest > 2.1 * max(line.size, body)


def _paragraphs(lines: Sequence[Line], body: float) -> list[tuple[str, float]]:
    """Lines joined to paragraphs, each with the size of its first line."""
    pitch = _pitch(lines)
    made: list[tuple[str, float]] = []
    before: Line | None = None
    for line in lines:
        if before is None or _begins(before, line, pitch, body):
            made.append((line.text, line.size))
        else:
            words, size = made[-1]
            made[-1] = (glue(words, line.text), size)
        before = line
    return [(words.strip(" \u3000"), size) for words, size in made if words.strip()]


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance of two lines."""
    gaps = [a.base - b.base for a, b in pairwise(lines) if a.page == b.page and 0 < a.base - b.base < 5 * a.size]
    return median(gaps) if gaps else 0.0


def _begins(before: Line, line: Line, pitch: float, body: float) -> bool:
    """Whether a line opens a paragraph."""
    size = max(line.size, 1.0)
    if before.row or line.row or before.full != line.full or abs(before.size - line.size) > 0.15 * size:
        return True
    if not line.first and before.base - line.base > 1.45 * pitch and before.page == line.page:
        return True
    label = parse(line.text, 0, min(len(line.text), 60))
    ended = before.text.rstrip()[-1:] in _SENTENCE_END
    if label is not None and (label.strength >= STRONG or (ended and label.strength >= WEAK)):
        return True
    above = parse(before.text, 0, len(before.text))
    if above is not None and above.form == "stamped":
        return True
    missing = before.column[1] - before.right
    indent, indent_before = line.left - line.column[0], before.left - before.column[0]
    if indent > 0.9 * size and indent > indent_before + 0.5 * size:
        return True
    if line.text[:1] in "\u3000":
        return True
    if _ITEM.match(line.text) and ended:
        return True
    # A mark that must not open a line takes the character before it along, so a full line may lack two.
    if missing > (1.5 if ended else 2.6) * size:
        # A number or word that must not be torn leaves a line short, too.
        torn = not ended and not is_wide(line.text[0]) and missing < 6 * size
        return not torn
    return False


def _has_blanks_throughout(paragraphs: Sequence[str]) -> bool:
    """Whether the file sets a blank at nearly every change between Han and Latin letters or digits."""
    loose = sum(len(_HAN_DIGIT.findall(words)) for words in paragraphs)
    tight = sum(len(_HAN_DIGIT_TIGHT.findall(words)) for words in paragraphs)
    return loose >= 4 and loose >= 0.9 * (loose + tight)


def _heading_level(words: str, size: float, body: float) -> int:
    """The level of a heading that is one by its size, 0 for running text."""
    if not body or size < 1.18 * body or len(words) > 60 or words[-1] in "。；;，,":
        return 0
    return 1 if size >= 1.5 * body else 2
