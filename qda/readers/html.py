"""Web pages (.html): blocks become paragraphs, headings and quotes marks, table rows lines with tabs.

Left out and counted in a note: scripts, styles, navigation, forms, what the page hides, deleted words (<del>). The
encoding is the declared one, the byte order mark's, the page's own charset if the bytes fit it, or the likeliest one.
A table that holds tables or whole paragraphs in its cells is there for the look of the page and is read cell by cell.

Doubts: headers, footers and side columns of a site that are not marked as <nav> stay in the text.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from qda.errors import InputError, Problem
from qda.model import Draft, Mark, Span
from qda.readers.joining import is_wide
from qda.text.encoding import decode
from qda.text.label_words import words_of

_CHARSET = re.compile(
    rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})|encoding=[\"']([A-Za-z0-9_\-]{2,30})", re.I
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_SILENT = frozenset(
    words_of("script style noscript template svg math iframe object embed canvas audio video map rp rt head meta link")
)
_FRAME = frozenset(words_of("nav form button select option textarea input dialog menu"))
_BLOCKS = frozenset(
    words_of(
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
        "footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table tbody td tfoot th "
        "thead tr ul"
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONG_CELL = 300
_DEEPEST = 400


def read_html(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The words of the page in reading order, with marks of kind heading, quote, list-item and table-row."""
    from lxml import etree, html

    text, found, problems = decode(data, shown_as, encoding or _declared(data))
    source = _DECLARATION.sub("", text)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as fault:
        raise InputError(
            f"the page could not be read ({fault})", "open it in a browser and save it anew", "damaged", path=shown_as
        ) from None
    walk = _Walk()
    walk.element(root, 0)
    walk.flush()
    if walk.left_out:
        parts = "、".join(f"<{name}>" for name in sorted(walk.left_out))
        message = f"parts of the page that are not its text were left out: {parts}, {walk.characters} characters"
        problems.append(Problem("note", "page-parts-left-out", message, shown_as))
    if walk.deleted:
        message = f"{walk.deleted} deleted passages (<del>) were not read"
        problems.append(Problem("note", "tracked-changes", message, shown_as))
    if walk.too_deep:
        message = "elements nested more than 400 deep were read without their structure; look at the text"
        problems.append(Problem("warning", "nested-too-deep", message, shown_as))
    made = "\n".join(walk.lines)
    if not made.strip():
        problems.append(Problem("error", "empty-file", "the page has no text; nothing was read", shown_as))
        return None, problems
    titles = [" ".join("".join(title.itertext()).split()) for title in root.iter("title")]
    first = next((mark.label for mark in walk.marks if mark.kind == "heading"), "")
    return Draft(made, "html", found, tuple(walk.marks), first or (titles[0] if titles else "")), problems


def _declared(data: bytes) -> str | None:
    """The page's own charset if the bytes fit it; None leaves the choice to the general rule."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    name = (found[1] or found[2]).decode("ascii").lower()
    name = "gb18030" if name in ("gb2312", "gbk", "x-gbk", "gb_2312-80") else name
    try:
        if not codecs.lookup(name)._is_text_encoding or name.startswith("utf-16"):
            return None
        data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    # A page that calls itself Latin may still be Chinese.
    return None if codecs.lookup(name).name in ("iso8859-1", "cp1252", "ascii") else name


class _Walk:
    """Collects lines and marks in reading order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: list[Mark] = []
        self.left_out: set[str] = set()
        self.characters = 0
        self.deleted = 0
        self.too_deep = False
        self._offset = 0
        self._words: list[str] = []
        self._kind = ("", 0)
        self._front = ""
        self._numbers: list[int | None] = []

    def element(self, element: Any, depth: int) -> None:
        """One element with all that it holds, but not what follows it."""
        name = element.tag if isinstance(element.tag, str) else ""
        name = name.lower()
        if not name or name in _SILENT:
            return
        if name == "del":
            self.deleted += bool("".join(element.itertext()).strip())
            return
        printed = name == "div" and (element.get("title") or "").lower() in ("header", "footer")
        if name in _FRAME or printed or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            size = len("".join(element.itertext()).strip())
            if size:
                self.left_out.add(name)
                self.characters += size
            return
        if depth > _DEEPEST:
            self.too_deep = True
            self._words.append("".join(element.itertext()))
            return
        if name == "br":
            self._words.append("\x0b")
        elif name == "tr":
            self._row(element, depth)
        elif name in _BLOCKS:
            self._block(element, name, depth)
        else:
            self._inside(element, depth, name == "pre")

    def flush(self) -> None:
        """The words that are open become a paragraph."""
        raw, self._words = "".join(self._words), []
        words = "\n".join(_tidy(line) for line in raw.split("\x0b")).strip("\n \u3000\xa0")
        if not words:
            return
        words = self._front + words
        self._front = ""
        kind, level = self._kind
        if kind:
            label = " ".join(words.split()) if kind == "heading" else ""
            self.marks.append(Mark(Span(self._offset, self._offset + len(words)), kind, level, label))
        self._put(words)

    def _put(self, line: str) -> None:
        self.lines.append(line)
        self._offset += len(line) + 1

    def _block(self, element: Any, name: str, depth: int) -> None:
        self.flush()
        before = self._kind
        if re.fullmatch(r"h[1-6]", name):
            self._kind = ("heading", int(name[1]))
        elif name == "blockquote":
            self._kind = ("quote", 0)
        elif name in ("ol", "ul"):
            self._numbers.append(_start(element) if name == "ol" else None)
        elif name == "li":
            self._kind = ("list-item", 0)
            number = self._numbers[-1] if self._numbers else None
            if number is not None:
                self._front, self._numbers[-1] = f"{number}. ", number + 1
        self._inside(element, depth, name == "pre")
        self.flush()
        self._kind = before
        if name in ("ol", "ul"):
            self._numbers.pop()
        self._front = "" if name == "li" else self._front

    def _inside(self, element: Any, depth: int, verbatim: bool) -> None:
        def take(words: str | None) -> None:
            if words:
                self._words.append(words.replace("\n", "\x0b") if verbatim else words)

        take(element.text)
        for child in element:
            self.element(child, depth + 1)
            take(child.tail)

    def _row(self, row: Any, depth: int) -> None:
        """A row of a real table on one line; a row that is there for the look of the page, cell by cell."""
        self.flush()
        if sum(1 for _ in row.iter("table", "tr")) > 1:
            # Tables in tables: looking into the cells first would walk every level twice, 2^n steps for n levels.
            self._cell_by_cell(row, depth)
            return
        cells = [cell for cell in row if isinstance(cell.tag, str) and cell.tag.lower() in ("td", "th")]
        words = []
        for cell in cells:
            inner = _Walk()
            inner._inside(cell, depth + 1, False)
            inner.flush()
            words.append("\n".join(line.replace("\t", " ") for line in inner.lines))
        filled = [cell for cell in words if cell]
        if len(filled) < 2 or any("\n" in cell and len(cell) > _LONG_CELL for cell in words):
            self._cell_by_cell(row, depth)
            return
        while words and not words[-1]:
            words.pop()
        line = "\t".join(words)
        self.marks.append(Mark(Span(self._offset, self._offset + len(line)), "table-row"))
        self._put(line)

    def _cell_by_cell(self, row: Any, depth: int) -> None:
        for cell in row:
            self.element(cell, depth + 1)
            self.flush()


def _start(element: Any) -> int:
    """The first number that a browser shows in front of the items of a numbered list."""
    try:
        return int(element.get("start") or 1)
    except ValueError:
        return 1


def _tidy(line: str) -> str:
    """Blanks as a browser shows them: runs are one, and a line end between Han is none."""

    def blank(match: re.Match[str]) -> str:
        before, after = line[match.start() - 1 : match.start()], line[match.end() : match.end() + 1]
        lost = "\n" in match[0] and before and after and (is_wide(before) or is_wide(after))
        return "" if lost else " "

    return re.sub(r"[ \t\r\n\f]+", blank, line).strip(" \u3000\xa0")
