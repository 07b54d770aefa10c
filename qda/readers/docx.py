"""Word documents (.docx): an own walk over the XML.

python-docx's `paragraphs` drops tables, inserted text, content controls and text boxes without a word, so the tree is
walked here: every `w:t` in reading order, inserted text kept, deleted text left out, a text box once (the file holds it
twice), table rows as one line with tabs between cells, automatic numbers of lists written out. Comments and footnotes are
no part of the text: they are kept beside it with their places. Headers and footers are dropped.

Doubts: number formats beyond counting in digits, letters, Roman and Chinese numerals come out as digits; a cell with
several paragraphs keeps its line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from qda.errors import InputError, Problem
from qda.model import Draft, Mark, Span
from qda.readers.archive import open_archive, part, tree
from qda.readers.numbering import Numbering, read_numbering, read_styles
from qda.readers.remarks import RemarkKind, Said, lifted, sign, unsigned

if TYPE_CHECKING:
    import zipfile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED = frozenset(
    _W + name
    for name in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "fldData"),
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"),
    )
)


_SIGNS: dict[str, tuple[RemarkKind, Literal["<", ">", "."]]] = {
    _W + "commentRangeStart": ("comment", "<"),
    _W + "commentRangeEnd": ("comment", ">"),
    _W + "commentReference": ("comment", "."),
    _W + "footnoteReference": ("footnote", "."),
    _W + "endnoteReference": ("footnote", "."),
}


def read_docx(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The document's text with marks of kind heading, table-row and list-item."""
    archive = open_archive(data, shown_as)
    raw = part(archive, "word/document.xml", shown_as)
    if raw is None:
        raise InputError("the file holds no Word document", "save it as .docx in Word or WPS", "damaged", path=shown_as)
    raw = raw.replace(_STRICT.encode(), _W.strip("{}").encode())
    body = tree(raw, shown_as).find(_W + "body")
    if body is None:
        raise InputError("the Word document has no body", "save it anew in Word or WPS", "damaged", path=shown_as)
    styles = read_styles(part(archive, "word/styles.xml", shown_as), shown_as)
    numbering = read_numbering(part(archive, "word/numbering.xml", shown_as), styles, shown_as)
    walk = _Walk(numbering)
    walk.blocks(body)
    said = _said(archive, shown_as)
    text, marks, remarks = lifted("\n".join(walk.paragraphs), walk.marks, said)
    problems = _left_out(body, shown_as)
    if not text.strip():
        pictures = len(body.findall(f".//{_W}drawing")) + len(body.findall(f".//{_W}pict"))
        hint = f"; it holds {pictures} pictures, perhaps scanned pages that need OCR" if pictures else ""
        problems.append(Problem("error", "empty-file", f"the document has no text{hint}; nothing was read", shown_as))
        return None, problems
    return Draft(text, "docx", "", marks, unsigned(walk.title), remarks=remarks), problems


class _Walk:
    """Collects paragraphs and marks in reading order."""

    def __init__(self, numbering: Numbering) -> None:
        self.paragraphs: list[str] = []
        self.marks: list[Mark] = []
        self.title = ""
        self._numbering = numbering
        self._offset = 0

    def blocks(self, parent: Any) -> None:
        """Everything inside a body, a cell's content control or a text box."""
        for element in parent:
            if element.tag == _W + "p":
                self._paragraph(element)
            elif element.tag == _W + "tbl":
                self._table(element)
            elif element.tag not in _DROPPED and element.tag != _FALLBACK:
                self.blocks(element)

    def _paragraph(self, element: Any) -> None:
        boxes: list[Any] = []
        words = _words(element, boxes)
        number = self._numbering.number(element) if words.strip() else ""
        level, is_title = self._numbering.styles.heading(element)
        numbered = self._numbering.is_item(element)
        start = self._offset
        self._put(number + words)
        span = Span(
            start + len(number + words) - len((number + words).lstrip()), start + len((number + words).rstrip())
        )
        if words.strip() and (level or is_title):
            self.marks.append(Mark(span, "heading", level or 1, words.strip()))
            if is_title and not self.title:
                self.title = words.strip()
        elif words.strip() and numbered:
            self.marks.append(Mark(span, "list-item"))
        for box in boxes:
            self.blocks(box)

    def _table(self, table: Any) -> None:
        for row in _inside(table, "tr"):
            properties = row.find(_W + "trPr")
            if properties is not None and properties.find(_W + "del") is not None:
                continue
            cells = [self._cell(cell) for cell in _inside(row, "tc")]
            while cells and not cells[-1]:
                cells.pop()
            if any(cells):
                line = "\t".join(cells)
                start = self._offset
                self._put(line)
                self.marks.append(Mark(Span(start, start + len(line)), "table-row"))

    def _cell(self, cell: Any) -> str:
        """A cell's paragraphs, one a line; a nested table's rows too, its cells parted by blanks."""
        inner = _Walk(self._numbering)
        inner.blocks(cell)
        lines = [line.replace("\t", " ").strip() for line in inner.paragraphs]
        return "\n".join(line for line in lines if line)

    def _put(self, line: str) -> None:
        self.paragraphs.append(line)
        self._offset += len(line) + 1


def _words(element: Any, boxes: list[Any]) -> str:
    """The text of a paragraph; its text boxes are put aside, to follow as paragraphs of their own."""
    made: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _DROPPED or tag == _FALLBACK or not isinstance(tag, str):
            continue
        if tag == _W + "t":
            made.append(re.sub(r"[\r\n]+", " ", child.text or ""))
        elif tag == _W + "txbxContent":
            boxes.append(child)
        elif tag in (_W + "tab", _W + "ptab"):
            made.append("\t")
        elif tag in (_W + "br", _W + "cr"):
            made.append("\n")
        elif tag in _SIGNS:
            kind, where = _SIGNS[tag]
            made.append(sign(kind, where, child.get(_W + "id") or ""))
        elif tag == _W + "noBreakHyphen":
            made.append("-")
        elif tag == _W + "sym":
            made.append(_symbol(child.get(_W + "char") or ""))
        else:
            made.append(_words(child, boxes))
    return "".join(made)


def _said(archive: zipfile.ZipFile, shown_as: str) -> dict[tuple[RemarkKind, str], Said]:
    """What comments, footnotes and endnotes say, by kind and number."""
    made: dict[tuple[RemarkKind, str], Said] = {}
    for name, tag, kind in (
        ("comments", "comment", "comment"),
        ("footnotes", "footnote", "footnote"),
        ("endnotes", "endnote", "footnote"),
    ):
        raw = part(archive, f"word/{name}.xml", shown_as)
        if raw is None:
            continue
        for one in tree(raw.replace(_STRICT.encode(), _W.strip("{}").encode()), shown_as).iter(_W + tag):
            # Word keeps the lines above its footnotes as footnotes of a type of their own.
            if one.get(_W + "type") in (None, "normal"):
                words = "\n".join(unsigned(_words(paragraph, [])).strip() for paragraph in one.iter(_W + "p"))
                if words.strip():
                    sort: RemarkKind = "comment" if kind == "comment" else "footnote"
                    number = one.get(_W + "id") or ""
                    made.setdefault((sort, number), Said(one.get(_W + "author") or "", words.strip()))
    return made


def _symbol(code: str) -> str:
    """A character of a symbol font; private use characters say nothing outside of it and become a mark."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return "□" if 0xE000 <= value <= 0xF8FF or value > 0x10FFFF else chr(value)


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Rows or cells, also those in content controls and insertions."""
    for element in parent:
        if element.tag == _W + name:
            yield element
        elif element.tag not in _DROPPED and element.tag not in (_W + "tbl", _W + "p", _FALLBACK):
            yield from _inside(element, name)


def _left_out(body: Any, shown_as: str) -> list[Problem]:
    """Notes about what is in the file and not in the text."""
    problems = []
    comments = len({found.get(_W + "id") for found in body.iter(_W + "commentReference")})
    notes = sum(1 for _ in body.iter(_W + "footnoteReference")) + sum(1 for _ in body.iter(_W + "endnoteReference"))
    deleted = sum(
        1 for found in body.iter(_W + "del", _W + "moveFrom") if any(True for _ in found.iter(_W + "delText", _W + "t"))
    )
    inserted = sum(1 for found in body.iter(_W + "ins", _W + "moveTo") if any(True for _ in found.iter(_W + "t")))
    if comments:
        problems.append(
            Problem(
                "note",
                "comments-left-out",
                f"{comments} comments of the Word file are kept beside the text: qda table remarks",
                shown_as,
            )
        )
    if notes:
        problems.append(
            Problem(
                "note",
                "footnotes-left-out",
                f"{notes} footnotes of the Word file are kept beside the text: qda table remarks",
                shown_as,
            )
        )
    if deleted or inserted:
        message = f"the Word file has tracked changes: {inserted} insertions were read, {deleted} deletions were not"
        problems.append(Problem("note", "tracked-changes", message, shown_as))
    return problems
