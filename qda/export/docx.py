"""Word: a three-line table (三线表) that can be pasted into a manuscript.

Rules are borders of the cells: top and bottom 1.5 pt, under the head 0.75 pt, no vertical line. Chinese is set
in 宋体 and Latin in Times New Roman: without the eastAsia attribute Word shows Chinese in the wrong font. The
caption stands above, the notes below, the head repeats on each page. The same table gives the same bytes:
dates in the package are fixed.

Source: CY/T 170-2019; line widths as usual in Chinese social science journals. Doubt: fonts are named, not embedded.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from qda.export.three_line import HeadCell, caption, header, note_lines, numeric, widths
from qda.table import Table
from qda.terms import Language

if TYPE_CHECKING:
    from docx.document import Document

_THICK = 12
_THIN = 6
_HAIR = 4
"""Widths of rules in eighths of a point: 1.5 pt, 0.75 pt, 0.5 pt."""
_PAGE = 15.9
_LANDSCAPE = 24.6
"""Width between the margins of A4, in centimetres."""
_NARROW = 2.6
"""Columns up to this many centimetres are never squeezed as long as others can give way."""
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as a Word document; on a page laid sideways if it is wide."""
    document = new_document()
    wide = sum(min(size, 30) for size in widths(table, language)) > 95
    if wide:
        from docx.enum.section import WD_ORIENT

        section = document.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE
    add_table(document, table, language, width_cm=_LANDSCAPE if wide else _PAGE)
    return saved(document)


def new_document() -> Document:
    """An empty A4 document in 宋体 and Times New Roman, 10.5 pt, with fixed properties."""
    import datetime

    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.55)
    section.top_margin = section.bottom_margin = Cm(2.54)
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    set_fonts(normal.element.get_or_add_rPr())
    properties = document.core_properties
    properties.author = properties.last_modified_by = "qda"
    properties.created = properties.modified = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    return document


def add_table(
    document: Document, table: Table, language: Language = "zh", *, number: int = 1, width_cm: float = _PAGE
) -> None:
    """Caption, table and notes at the end of the document."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    above = add_text(document, caption(table, language, number), size=10.5, east_asia="黑体", bold=language == "en")
    above.alignment = WD_ALIGN_PARAGRAPH.CENTER
    above.paragraph_format.keep_with_next = True
    above.paragraph_format.space_before, above.paragraph_format.space_after = Pt(6), Pt(3)

    levels = header(table, language)
    rows = list(table.formatted(language))
    grid = document.add_table(rows=len(levels) + len(rows), cols=max(len(table.columns), 1))
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    right = numeric(table)
    shares, points = _fitted(table, language, width_cm)
    _tighten(grid)
    for grid_column, share in zip(grid.columns, shares, strict=False):
        grid_column.width = Cm(share)
    cells = [list(row.cells) for row in grid.rows]
    for i, line in enumerate(cells):
        for cell, share in zip(line, shares, strict=False):
            cell.width = Cm(share)
        if i < len(levels):
            _repeat(grid.rows[i])
        _unsplit(grid.rows[i])
    _fill_head(cells, levels, right, points)
    for i, texts in enumerate(rows, start=len(levels)):
        for cell, text, is_number in zip(cells[i], texts, right, strict=True):
            _set(cell, text, "right" if is_number else "left", points)
    _rule(cells[0], "top", _THICK)
    _rule(cells[len(levels) - 1], "bottom", _THIN)
    _rule(cells[-1], "bottom", _THICK if rows else _THIN)
    for note in note_lines(table, language):
        below = add_text(document, note, size=9)
        below.paragraph_format.space_before, below.paragraph_format.space_after = Pt(2), Pt(0)
    document.add_paragraph()


def add_text(document: Document, text: str, *, size: float = 10.5, bold: bool = False, east_asia: str = "宋体") -> Any:
    """A paragraph in the document's fonts."""
    paragraph = document.add_paragraph()
    add_run(paragraph, text, size=size, bold=bold, east_asia=east_asia)
    return paragraph


def add_run(paragraph: Any, text: str, *, size: float = 10.5, bold: bool = False, east_asia: str = "宋体") -> Any:
    """A run of text in a paragraph; what XML cannot hold becomes U+FFFD."""
    from docx.shared import Pt

    run = paragraph.add_run(legal(text))
    run.font.size, run.bold = Pt(size), bold
    set_fonts(run._element.get_or_add_rPr(), east_asia)
    return run


def set_fonts(properties: Any, east_asia: str = "宋体", latin: str = "Times New Roman") -> None:
    """Name the fonts of a run or style for each script."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), latin)
    fonts.set(qn("w:eastAsia"), east_asia)


def legal(text: str) -> str:
    """The text with characters that XML cannot hold replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def saved(document: Document) -> bytes:
    """The document's bytes, with fixed dates inside the package so that a rerun gives the same file."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, old.read(name))
    return fixed.getvalue()


def _fitted(table: Table, language: Language, width_cm: float) -> tuple[list[float], float]:
    """Column widths in centimetres and the type size in points, so that the table is no wider than the page:
    wide text is held back first, then the type gets smaller, down to 7.5 points; only then all columns shrink."""
    sizes = [min(max(size, 3), 44) for size in widths(table, language)] or [3]
    for points in (9.0, 8.0, 7.5):
        wanted = [size * 0.0183 * points + 0.26 for size in sizes]
        roomy = [w if w > _NARROW else 0.0 for w in wanted]
        excess = sum(wanted) - width_cm
        spare = sum(w - _NARROW for w in roomy if w)
        if excess <= spare:
            cut = max(excess, 0.0) / spare if spare else 0.0
            return [w - (w - _NARROW) * cut if w > _NARROW else w for w in wanted], points
    return [w * width_cm / sum(wanted) for w in wanted], points


def _fill_head(
    cells: list[list[Any]], levels: tuple[tuple[HeadCell, ...], ...], right: tuple[bool, ...], points: float
) -> None:
    at = 0
    below = iter(levels[1]) if len(levels) == 2 else iter(())
    for cell in levels[0]:
        if cell.ruled:
            first = cells[0][at]
            merged = first.merge(cells[0][at + cell.columns - 1]) if cell.columns > 1 else first
            _set(merged, cell.text, "center", points)
            _rule(cells[0][at : at + cell.columns], "bottom", _HAIR)
            for k in range(at, at + cell.columns):
                _set(cells[1][k], next(below).text, "right" if right[k] else "left", points)
        else:
            _set(cells[len(levels) - 1][at], cell.text, "right" if right[at] else "left", points)
        at += cell.columns


def _set(cell: Any, text: str, align: str, points: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    add_run(paragraph, text, size=points)


def _rule(cells: list[Any], side: str, eighths: int) -> None:
    """A border on one side of each cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for element in dict.fromkeys(cell._tc for cell in cells):
        properties = element.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        for old in borders.findall(qn(f"w:{side}")):
            borders.remove(old)
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        if side == "top":
            borders.insert(0, border)
        else:
            borders.append(border)


def _tighten(grid: Any) -> None:
    """Little space to the left and right of each cell's text: 0.1 cm."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = grid._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _repeat(row: Any) -> None:
    """Repeat the row at the head of each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _unsplit(row: Any) -> None:
    """Keep the row on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
