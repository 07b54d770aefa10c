"""OpenDocument texts (.odt): an own walk over content.xml, so that no other program is needed.

Like Word files: table rows as one line with tabs, list numbers written out, tracked deletions left out,
comments and notes kept beside the text, headers and footers no part of the text.

Source: OpenDocument 1.3, part 3. Doubts: numbers of lists count in digits, letters, Roman and Chinese numerals; lists
that go on after a break start anew unless the file says so.
"""

from __future__ import annotations

import re
from typing import Any

from qda.errors import InputError, Problem
from qda.model import Draft, Mark, Span
from qda.readers.archive import open_archive, part, tree
from qda.readers.numbering import counted
from qda.readers.remarks import RemarkKind, Said, lifted, sign, unsigned

_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NOT_TEXT = frozenset(
    (
        *(_T + name for name in ("tracked-changes", "note", "sequence-decls", "variable-decls", "user-field-decls")),
        *(_T + name for name in ("ruby-text", "table-of-content", "forms", "change", "change-start", "change-end")),
        *(_OFFICE + name for name in ("annotation", "annotation-end", "forms")),
    )
)
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_BLANKS = 200


def read_odt(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The document's text with marks of kind heading, list-item and table-row."""
    archive = open_archive(data, shown_as)
    manifest = part(archive, "META-INF/manifest.xml", shown_as) or b""
    if b"encryption-data" in manifest:
        raise InputError(
            "the file is protected by a password", "take the password off and save it", "encrypted", path=shown_as
        )
    raw = part(archive, "content.xml", shown_as)
    if raw is None:
        raise InputError(
            "the file holds no OpenDocument text", "save it as .docx or .odt anew", "damaged", path=shown_as
        )
    root = tree(raw, shown_as)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InputError(
            "this OpenDocument file is no text document", "save the text as .docx or .odt", "damaged", path=shown_as
        )
    styles = part(archive, "styles.xml", shown_as)
    walk = _Walk(_list_styles([root, *([tree(styles, shown_as)] if styles else [])]))
    walk.blocks(body)
    text, marks, remarks = lifted("\n".join(walk.lines), walk.marks, _said(body))
    problems = _left_out(body, shown_as)
    if not text.strip():
        problems.append(Problem("error", "empty-file", "the document has no text; nothing was read", shown_as))
        return None, problems
    return Draft(text, "odt", "", marks, unsigned(walk.title), remarks=remarks), problems


_Level = tuple[str, str, str, int]
"""Number format, prefix, suffix, first number; the format is "" for a bullet."""


class _Walk:
    """Collects lines and marks in reading order."""

    def __init__(self, lists: dict[tuple[str, int], _Level]) -> None:
        self.lines: list[str] = []
        self.marks: list[Mark] = []
        self.title = ""
        self._lists = lists
        self._offset = 0
        self._last: dict[tuple[str, int], int] = {}

    def blocks(self, parent: Any) -> None:
        """Everything inside a body, section, cell or frame."""
        for element in parent:
            if element.tag in (_T + "p", _T + "h"):
                self._paragraph(element, "")
            elif element.tag == _T + "list":
                self._list(element, element.get(_T + "style-name") or "", 1)
            elif element.tag == _TABLE + "table":
                self._table(element)
            elif element.tag not in _NOT_TEXT and isinstance(element.tag, str):
                self.blocks(element)

    def _paragraph(self, element: Any, number: str) -> None:
        boxes: list[Any] = []
        words = _words(element, boxes)
        if words.strip():
            made = number + words
            start = self._offset + len(made) - len(made.lstrip())
            span = Span(start, self._offset + len(made.rstrip()))
            is_title = element.get(_T + "style-name") == "Title"
            if element.tag == _T + "h" or is_title:
                level = element.get(_T + "outline-level") or "1"
                self.marks.append(Mark(span, "heading", int(level) if level.isdecimal() else 1, words.strip()))
                self.title = self.title or (words.strip() if is_title else "")
            elif number:
                self.marks.append(Mark(span, "list-item"))
            self._put(made)
        else:
            self._put("")
        for box in boxes:
            self.blocks(box)

    def _list(self, element: Any, style: str, level: int) -> None:
        form, prefix, suffix, start = self._lists.get((style, level), ("", "", "", 1))
        key = (style, level)
        count = self._last.get(key, start - 1) if element.get(_T + "continue-numbering") == "true" else start - 1
        for item in element:
            if item.tag not in (_T + "list-item", _T + "list-header"):
                continue
            given = item.get(_T + "start-value") or ""
            fresh = item.tag == _T + "list-item"
            count = int(given) if given.isdecimal() else count + fresh
            number = f"{prefix}{counted(count, form)}{suffix}" if form and fresh else ""
            for child in item:
                if child.tag == _T + "list":
                    self._list(child, child.get(_T + "style-name") or style, level + 1)
                elif child.tag in (_T + "p", _T + "h"):
                    self._paragraph(child, number and number + ("" if number[-1] in "、）)．" else " "))
                    number = ""
        self._last[key] = count

    def _table(self, table: Any) -> None:
        for row in table.iter(_TABLE + "table-row"):
            if next(row.iterancestors(_TABLE + "table")) is not table:
                continue
            cells = [self._cell(cell) for cell in row if cell.tag == _TABLE + "table-cell"]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                line = "\t".join(cells)
                self.marks.append(Mark(Span(self._offset, self._offset + len(line)), "table-row"))
                self._put(line)

    def _cell(self, cell: Any) -> str:
        inner = _Walk(self._lists)
        inner.blocks(cell)
        lines = [line.replace("\t", " ").strip() for line in inner.lines]
        return "\n".join(line for line in lines if line)

    def _put(self, line: str) -> None:
        self.lines.append(line)
        self._offset += len(line) + 1


def _words(element: Any, boxes: list[Any]) -> str:
    """The text of a paragraph as a reader shows it: blanks and line ends of the XML are one blank."""
    made = [_plain(element.text)]
    for child in element:
        tag = child.tag
        if tag == _T + "s":
            count = child.get(_T + "c") or "1"
            made.append(" " * min(_MOST_BLANKS, int(count) if count.isdecimal() else 1))
        elif tag == _T + "tab":
            made.append("\t")
        elif tag == _T + "line-break":
            made.append("\n")
        elif tag in (_OFFICE + "annotation", _OFFICE + "annotation-end", _T + "note"):
            made.append(_sign(child))
        elif isinstance(tag, str) and tag.endswith("}text-box"):
            boxes.append(child)
        elif isinstance(tag, str) and tag not in _NOT_TEXT and not tag.endswith(("}desc", "}title")):
            made.append(_words(child, boxes))
        made.append(_plain(child.tail))
    return "".join(made)


def _sign(element: Any) -> str:
    """The sign of a comment, of its end, or of a footnote."""
    if element.tag == _T + "note":
        return sign("footnote", ".", _number(element))
    if element.tag == _OFFICE + "annotation":
        return sign("comment", "<", _number(element))
    return sign("comment", ">", element.get(_OFFICE + "name") or "")


def _number(element: Any) -> str:
    """The name by which a remark is known in the file; those without one by where they stand in it."""
    return element.get(_OFFICE + "name") or element.get(_T + "id") or str(element.getroottree().getpath(element))


def _said(body: Any) -> dict[tuple[RemarkKind, str], Said]:
    """What comments and notes say, by kind and name."""
    made: dict[tuple[RemarkKind, str], Said] = {}
    for element in body.iter(_OFFICE + "annotation", _T + "note"):
        inside = element.find(_T + "note-body") if element.tag == _T + "note" else element
        paragraphs = inside.findall(_T + "p") if inside is not None else []
        words = "\n".join(unsigned(_words(paragraph, [])).strip() for paragraph in paragraphs).strip()
        if words:
            author = next((child.text or "" for child in element if str(child.tag).endswith("}creator")), "")
            kind: RemarkKind = "footnote" if element.tag == _T + "note" else "comment"
            made.setdefault((kind, _number(element)), Said(author, words))
    return made


def _plain(words: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", words or "")


def _list_styles(roots: list[Any]) -> dict[tuple[str, int], _Level]:
    """Number format, prefix, suffix and first number of every level of every list style."""
    made: dict[tuple[str, int], _Level] = {}
    for root in roots:
        for style in root.iter(_T + "list-style"):
            name = style.get(_STYLE + "name") or ""
            for level in style.iter(_T + "list-level-style-number"):
                depth, start = level.get(_T + "level") or "1", level.get(_T + "start-value") or "1"
                form = next((value for key, value in level.items() if key.endswith("}num-format")), "")
                chinese = any(character in form for character in "一壹甲")
                word = "chineseCounting" if chinese else _FORMATS.get(form[:1], "decimal") if form else ""
                affixes = [
                    next((value for key, value in level.items() if key.endswith(end)), "")
                    for end in ("}num-prefix", "}num-suffix")
                ]
                if depth.isdecimal() and start.isdecimal():
                    made.setdefault((name, int(depth)), (word, affixes[0], affixes[1], int(start)))
    return made


def _left_out(body: Any, shown_as: str) -> list[Problem]:
    """Notes about what is in the file and not in the text."""
    problems = []
    comments = sum(1 for _ in body.iter(_OFFICE + "annotation"))
    notes = sum(1 for _ in body.iter(_T + "note"))
    deleted = sum(1 for _ in body.iter(_T + "deletion"))
    inserted = sum(1 for _ in body.iter(_T + "insertion"))
    if comments:
        message = f"{comments} comments of the file are kept beside the text: qda table remarks"
        problems.append(Problem("note", "comments-left-out", message, shown_as))
    if notes:
        message = f"{notes} footnotes of the file are kept beside the text: qda table remarks"
        problems.append(Problem("note", "footnotes-left-out", message, shown_as))
    if deleted or inserted:
        message = f"the file has tracked changes: {inserted} insertions were read, {deleted} deletions were not"
        problems.append(Problem("note", "tracked-changes", message, shown_as))
    return problems
