"""The report in Word: the same blocks, the same numbers of tables and figures as in HTML.

Headings use Word's own heading styles, so that Word can make a table of contents; evidence in quotes is underlined (it
survives a black and white copy). Folded details are printed open.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qda.export.blocks import (
    Block,
    Details,
    Explorer,
    Figure,
    KeyValues,
    Paragraph,
    Quotes,
    Report,
    Subheading,
    TableBlock,
)
from qda.export.docx import add_run, add_table, add_text, legal, new_document, saved, set_fonts
from qda.export.report import pieces
from qda.terms import Language

if TYPE_CHECKING:
    from docx.document import Document

_WIDTH_CM = 15.4


@dataclass(slots=True)
class _Writer:
    """A document in the making, with the running numbers."""

    document: Document
    language: Language
    tables: int = 0
    figures: int = 0


def render(report: Report, language: Language = "zh") -> bytes:
    """The report as a Word document."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import RGBColor

    document = new_document()
    document.core_properties.title = legal(report.title)
    writer = _Writer(document, language)
    title = add_text(document, report.title, size=18, east_asia="黑体", bold=language == "en")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if report.subtitle:
        add_text(document, report.subtitle, size=12).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if report.notice:
        notice = add_text(document, "")
        add_run(notice, report.notice, bold=True).font.color.rgb = RGBColor(0x9C, 0x2B, 0x1B)
        _boxed(notice)
    for section in report.sections:
        _heading(document, section.title, 1)
        for block in section.blocks:
            _add(writer, block)
    if report.generated_by:
        add_text(document, report.generated_by, size=8)
    return saved(document)


def _add(writer: _Writer, block: Block) -> None:
    document, language = writer.document, writer.language
    match block:
        case Paragraph():
            paragraph = add_text(document, block.text)
            paragraph.paragraph_format.line_spacing = 1.5
        case Subheading():
            _heading(document, block.text, 2)
        case TableBlock():
            writer.tables += 1
            add_table(document, block.table, language, number=writer.tables)
        case Explorer():
            pass  # nothing to look into on paper: the figures and the table of ties stand beside it
        case Figure():
            _figure(writer, block)
        case Quotes():
            _heading(document, block.code_name, 3)
            for quote in block.items:
                _quote(document, quote.text, quote.highlights, quote.source, quote.label)
        case KeyValues():
            for key, value in block.rows:
                paragraph = document.add_paragraph()
                add_run(paragraph, key + ("：" if language == "zh" else ": "), bold=True)
                add_run(paragraph, value)
        case Details():
            _heading(document, block.summary, 3)
            for inner in block.blocks:
                _add(writer, inner)


def _figure(writer: _Writer, figure: Figure) -> None:
    """The picture, its caption under it, its note under that."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Emu

    writer.figures += 1
    zh = writer.language == "zh"
    if figure.png:
        picture = writer.document.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        picture.paragraph_format.keep_with_next = True
        shape = picture.add_run().add_picture(io.BytesIO(figure.png), width=Cm(_WIDTH_CM))
        tallest = Cm(22)
        if shape.height > tallest:
            shape.width, shape.height = Emu(int(shape.width * tallest / shape.height)), tallest
    else:
        add_text(writer.document, "（此图见网页版报告）" if zh else "(see the HTML report for this figure)", size=9)
    caption = f"图{writer.figures}　{figure.caption}" if zh else f"Figure {writer.figures}. {figure.caption}"
    add_text(writer.document, caption, east_asia="黑体").alignment = WD_ALIGN_PARAGRAPH.CENTER
    if figure.note:
        add_text(writer.document, ("注：" if zh else "Note. ") + figure.note, size=9)


def _quote(document: Document, text: str, highlights: Any, source: str, label: str) -> None:
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.8)
    for piece, marked in pieces(text, highlights):
        add_run(paragraph, piece).underline = marked
    below = document.add_paragraph()
    below.paragraph_format.left_indent = Cm(0.8)
    add_run(below, f"—— {source}" + (f" · {label}" if label else ""), size=9)


def _heading(document: Document, text: str, level: int) -> None:
    from docx.shared import Pt, RGBColor

    heading = document.add_heading(level=level)
    run = add_run(heading, text, size={1: 15, 2: 12.5}.get(level, 11), bold=True, east_asia="黑体")
    run.font.color.rgb = RGBColor(0, 0, 0)
    set_fonts(document.styles[f"Heading {level}"].element.get_or_add_rPr(), "黑体")
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(12), Pt(4)


def _boxed(paragraph: Any) -> None:
    """A frame around the paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "9C2B1B")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
