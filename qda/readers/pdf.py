"""PDF files with a text layer, through pdfium: characters with their places, from which `pdf_layout` makes paragraphs.

Blanks that pdfium puts between characters because of a gap are told from blanks in the file by their generated flag.
Radicals that some PDFs hold in place of characters (⽇ for 日) are put right. Pages that are pictures are named: they
need OCR, which is not done here. Deleted words of tracked changes are part of a PDF like all others.

Doubts: text that is set vertically comes out in the file's own order; tables are lines with tabs.
"""

from __future__ import annotations

import ctypes
import unicodedata
from typing import Any

from qda.errors import InputError, Problem
from qda.model import Draft
from qda.readers.pdf_layout import arrange
from qda.readers.pdf_lines import Glyph, Page

_LARGEST_PAGES = 5000
_LARGEST_GLYPHS = 5_000_000
_BROKEN_FROM = 0.3
# NFKC leaves most of the supplement of radicals as it is. Pairs: radical, character (Unicode's equivalent ideographs).
_PAIRS = (
    "⺁厂⺃乚⺄乙⺅亻⺆冂⺇几⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛"
    "⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳㓁⺴㓁⺵羊⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝"
    "⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐"
    "⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_SUPPLEMENT = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def read_pdf(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The text of all pages, running heads and page numbers taken out, with marks of kind heading.

    Raises InputError: "damaged", "encrypted", "too-large".
    """
    import pypdfium2
    from pypdfium2 import PdfiumError

    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as fault:
        raise _refused(str(fault), shown_as) from None
    try:
        count = len(document)
        if count > _LARGEST_PAGES:
            raise InputError(
                f"the PDF has {count} pages, more than {_LARGEST_PAGES}", "split it", "too-large", path=shown_as
            )
        problems: list[Problem] = []
        pages, scanned, broken = _pages(document, count, problems, shown_as)
        title = _title(document)
    finally:
        document.close()
    if not any(page.glyphs for page in pages):
        if scanned:
            message = (
                f"the PDF has no text: all {len(scanned)} pages with content are pictures (a scan); run OCR over it "
                "(Adobe Acrobat, WPS, ABBYY) and save it as .docx or as a PDF with text"
            )
            return None, [*problems, Problem("error", "scanned-pdf", message, shown_as)]
        return None, [*problems, Problem("error", "empty-file", "the PDF has no text; nothing was read", shown_as)]
    if broken:
        message = (
            "the text layer of the PDF is unreadable (its fonts do not say which characters they draw); run OCR over "
            "it, or ask for the Word file"
        )
        return None, [*problems, Problem("error", "unreadable-text-layer", message, shown_as)]
    if scanned:
        message = (
            f"{len(scanned)} of {count} pages are pictures without text and were not read: {_listed(scanned)}; they "
            "need OCR"
        )
        problems.append(Problem("warning", "scanned-pdf", message, shown_as))
    laid = arrange(pages)
    if laid.running:
        shown = "；".join(laid.running[:3])
        message = f"{laid.removed} running heads and page numbers were left out of the text ({shown})"
        problems.append(Problem("note", "running-heads", message, shown_as))
    return Draft(laid.text, "pdf", "", laid.marks, laid.title or title), problems


def _pages(document: Any, count: int, problems: list[Problem], shown_as: str) -> tuple[list[Page], list[int], bool]:
    """The glyphs of every page, the numbers of pages that are pictures, and whether the text layer is rubbish."""
    from pypdfium2 import PdfiumError

    pages: list[Page] = []
    scanned: list[int] = []
    failed: list[int] = []
    bad = total = 0
    for number in range(count):
        try:
            page = document[number]
        except PdfiumError:
            failed.append(number + 1)
            continue
        try:
            text = page.get_textpage()
            try:
                if total + text.count_chars() > _LARGEST_GLYPHS:
                    raise InputError(
                        f"the PDF has more than {_LARGEST_GLYPHS // 10**6} million characters",
                        "split it",
                        "too-large",
                        path=shown_as,
                    )
                glyphs, unknown = _glyphs(text)
            finally:
                text.close()
            bad, total = bad + unknown, total + len(glyphs) + unknown
            if not any(not glyph.text.isspace() for glyph in glyphs) and _has_picture(page):
                scanned.append(number + 1)
            pages.append(Page(number + 1, page.get_width(), page.get_height(), tuple(glyphs)))
        except PdfiumError:
            failed.append(number + 1)
        finally:
            page.close()
    if failed:
        message = f"{len(failed)} pages are damaged and were not read: {_listed(failed)}; save the PDF anew"
        problems.append(Problem("warning", "damaged-pages", message, shown_as))
    return pages, scanned, total > 0 and bad > _BROKEN_FROM * total


def _glyphs(text: Any) -> tuple[list[Glyph], int]:
    """The characters of a page in the file's order, and how many have no meaning."""
    from pypdfium2 import raw

    made: list[Glyph] = []
    unknown = 0
    box = raw.FS_RECTF()
    left, bottom = ctypes.c_double(), ctypes.c_double()
    high = ""
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        character = _character(code, high)
        high = ""
        if not character:
            unknown += code not in (0x0D, 0x0A, 0x02, 0xFFFE)
            continue
        if raw.FPDFText_IsGenerated(text, index) == 1:
            # A blank that stands for a gap; the places of its neighbours say the same.
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text, index, left, bottom)
        height = abs(box.top - box.bottom)
        size = raw.FPDFText_GetFontSize(text, index)
        # A font of size 1 that is blown up by a matrix: its box tells the truth, and is a fifth higher than the font.
        size = size if 0.6 * height <= size <= 1.2 * height else height / 1.2
        made.append(Glyph(character, box.left, box.right, bottom.value, size))
    return made, unknown


def _character(code: int, high: str) -> str:
    """The character of a code; "" for controls, private use and the unknown."""
    if 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16") if high else ""
    if code > 0x10FFFF or code in (0, 0x2, 0xFFFD, 0xFFFE, 0xFFFF) or 0xE000 <= code <= 0xF8FF:
        return ""
    character = chr(code)
    if 0x2F00 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", character)
    character = _SUPPLEMENT.get(character, character)
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character == "\t":
        return "\u3000" if character == "\u3000" else " "
    return "" if category in ("Cc", "Cf", "Cs") else character


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _title(document: Any) -> str:
    """The title in the file's properties, unless it is what a program made up."""
    from pypdfium2 import PdfiumError

    try:
        title = " ".join(document.get_metadata_value("Title").split())
    except (PdfiumError, UnicodeError, ValueError):
        return ""
    made_up = title.lower().startswith(("microsoft word", "untitled", "未命名", "powerpoint", "slide", "scan"))
    named = title.lower().endswith((".doc", ".docx", ".wps", ".pdf", ".odt", ".indd", ".xlsx"))
    return "" if made_up or named or not any(char.isalpha() for char in title) else title


def _listed(numbers: list[int]) -> str:
    """Page numbers as people write them: 3-5, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{first}-{last}" if last > first else str(first) for first, last in runs]
    return "page " + ", ".join(shown[:20]) + (", …" if len(shown) > 20 else "")


def _refused(reason: str, shown_as: str) -> InputError:
    if "password" in reason.lower() or "security" in reason.lower():
        return InputError(
            "the PDF is protected by a password",
            "open it, print or save it without one",
            "encrypted",
            path=shown_as,
        )
    return InputError(
        f"the PDF is damaged and could not be opened ({reason})",
        "open it in a PDF program and save it anew",
        "damaged",
        path=shown_as,
    )
