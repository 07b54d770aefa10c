"""PDF files: paragraphs as they were written, columns in order, nothing of the page's frame."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from qda.errors import Problem
from qda.model import Draft
from qda.readers import read_bytes
from qda.readers.pdf import _PAIRS, _character
from qda.readers.pdf_layout import Laid, arrange
from qda.readers.pdf_lines import Glyph, Page
from qda.text.layout import read_layout

Put = tuple[float, float, str]


def page(lines: Sequence[Put], number: int = 1, size: float = 10, sizes: dict[int, float] | None = None) -> Page:
    """A page of 600 by 800 points; a line: left edge, baseline from the top, words. Han are as wide as high."""
    glyphs = []
    for place, (left, top, words) in enumerate(lines):
        own = (sizes or {}).get(place, size)
        for character in words:
            width = own if ord(character) > 0x2E7F or character in "“”—" else own / 2
            if character != " ":
                glyphs.append(Glyph(character, left, left + width, 800 - top, own))
            left += width
    return Page(number, 600, 800, tuple(glyphs))


def body(words: str, width: int = 20, left: float = 100, top: float = 100, indent: int = 0) -> list[Put]:
    """Words set in a column of `width` characters."""
    made: list[Put] = []
    words = "\u0001" * indent + words
    for place in range(0, len(words), width):
        line = words[place : place + width]
        shift = 10 * line.count("\u0001")
        made.append((left + shift, top + 18 * len(made), line.replace("\u0001", "")))
    return made


def text_of(*pages: Page) -> Laid:
    return arrange(pages)


LONG = "我们小区一共有一百二十八户居民，其中老人占了将近一半，加装电梯这件事情大家盼了很多年了，今天请各位都说一说。"


def test_lines_are_joined_without_blanks() -> None:
    assert text_of(page(body(LONG))).text == LONG


def test_indents_and_short_lines_end_paragraphs() -> None:
    one = body(LONG, indent=2)
    two = body(LONG, indent=2, top=100 + 18 * len(one))
    three = body("好的。" + LONG, top=100 + 18 * (len(one) + len(two)))
    assert text_of(page(one + two + three)).text.split("\n") == [LONG, LONG, "好的。" + LONG]


def test_labels_begin_paragraphs_even_after_a_full_line() -> None:
    words = (LONG * 2)[:19] + "。"
    lines = [(100.0, 100.0, words), (100.0, 118.0, "张书记：" + LONG[:16]), (100.0, 136.0, LONG[16:36])]
    assert text_of(page(lines)).text.split("\n") == [words, "张书记：" + LONG[:36]]


def test_a_paragraph_goes_on_over_the_page() -> None:
    lines = body(LONG * 2)
    first, second = lines[:3], [(left, 100.0 + 18 * k, words) for k, (left, _, words) in enumerate(lines[3:])]
    assert text_of(page(first), page(second, 2)).text == LONG * 2


def test_latin_words_keep_their_blanks() -> None:
    lines = [(100.0, 100.0, "We met on 18 April in the negotiation"), (100.0, 118.0, "hall of the 365 project.")]
    assert text_of(page(lines)).text == "We met on 18 April in the negotiation hall of the 365 project."


def test_running_heads_and_page_numbers() -> None:
    pages = []
    for number in range(1, 5):
        head = [(200.0, 40.0, "幸福社区会议记录"), (300.0, 770.0, f"— {number} —")]
        pages.append(page(head + body(f"第{number}页，" + LONG), number))
    laid = text_of(*pages)
    assert laid.text.split("\n") == [f"第{number}页，{LONG}" for number in range(1, 5)]
    assert laid.removed == 8 and "幸福社区会议记录" in laid.running


def test_body_lines_that_are_alike_but_for_a_number_stay() -> None:
    pages = [page(body(f"第{number}条" + LONG, top=70), number) for number in range(1, 5)]
    assert [line[:3] for line in text_of(*pages).text.split("\n")] == ["第1条", "第2条", "第3条", "第4条"]


def test_two_columns() -> None:
    title = [(200.0, 60.0, "社区治理研究与加装电梯的协商过程")]
    left = body("左" * 14 * 9 + "左。", 14, left=100, top=100)
    right = body("右" * 14 * 9 + "右。", 14, left=280, top=100)
    woven = title + [line for pair in zip(left, right, strict=True) for line in pair]
    assert text_of(page(woven)).text.split("\n") == [title[0][2], "左" * 127 + "。", "右" * 127 + "。"]


def test_table_cells_are_parted_by_tabs() -> None:
    lines = [
        (100.0, 100.0, "姓名"),
        (300.0, 100.0, "电话"),
        (100.0, 118.0, "张三"),
        (300.0, 118.0, "123"),
        *body(LONG, top=160),
    ]
    assert text_of(page(lines)).text.split("\n") == ["姓名\t电话", "张三\t123", LONG]


def test_titles_are_headings_by_their_size() -> None:
    lines = [(200.0, 60.0, "协商会议记录"), *body(LONG)]
    laid = text_of(page(lines, sizes={0: 18}))
    assert [(mark.kind, mark.level, mark.label) for mark in laid.marks] == [("heading", 1, "协商会议记录")]
    assert laid.title == "协商会议记录"


def test_blanks_between_han_and_digits_go_only_if_they_are_everywhere() -> None:
    def spaced(words: str) -> Page:
        glyphs, left = [], 100.0
        for character in words:
            width = 10.0 if ord(character) > 0x2E7F else 5.0
            glyphs.append(Glyph(character, left, left + width, 700, 10))
            left += width
        return Page(1, 600, 800, tuple(glyphs))

    assert text_of(spaced("在 2023 年 5 月 8 日开会。")).text == "在2023年5月8日开会。"
    assert text_of(spaced("在 2023年5月8日开会 3次。")).text == "在 2023年5月8日开会 3次。"


def test_words_drawn_twice_and_marks_drawn_later() -> None:
    once = page([(100.0, 100.0, "张书记：“好”")]).glyphs
    doubled = tuple(glyph for glyph in once for glyph in (glyph, glyph))
    assert text_of(Page(1, 600, 800, doubled)).text == "张书记：“好”"
    later = tuple(sorted(once, key=lambda glyph: glyph.text in "“”"))
    assert text_of(Page(1, 600, 800, later)).text == "张书记：“好”"


def test_radicals_become_characters() -> None:
    assert "".join(_character(ord(sign), "") for sign in "⽇⽼⻓⻅，：") == "日老长见，："
    assert len(_PAIRS) % 2 == 0 and all(0x2E80 <= ord(sign) <= 0x2EFF for sign in _PAIRS[::2])
    assert _character(0xE001, "") == "" and _character(0xDFB7, chr(0xD842)) == "𠮷"


@pytest.fixture(scope="module")
def printed() -> bytes:
    """A real PDF: two pages of text with a running head, and one page that is a picture."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    fonts = pytest.importorskip("pylopdf_fonts_zh_cn")
    from matplotlib import pyplot, rc_context
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.font_manager import FontProperties

    font = FontProperties(fname=str(fonts.sans_path()))
    target = io.BytesIO()
    with rc_context({"pdf.fonttype": 42}), PdfPages(target) as pages:
        for number in (1, 2, 3):
            figure = pyplot.figure(figsize=(6, 8))
            if number == 3:
                axes = figure.add_axes((0, 0, 1, 1))
                axes.imshow([[0, 1], [1, 0]])
                axes.axis("off")
            else:
                lines = [(150, 40, "幸福社区居委会"), (210, 560, f"第 {number} 页")]
                lines += body("张书记：" + LONG, 24, 60, 90) + body("李主任：2023年5月的账已公示。", 24, 60, 190)
                for left, top, words in lines:
                    figure.text(left / 432, 1 - top / 576, words, fontproperties=font, fontsize=12)
            pages.savefig(figure)
            pyplot.close(figure)
    return target.getvalue()


def drafted(data: bytes) -> tuple[Draft | None, list[Problem]]:
    return read_bytes("a.pdf", data, shown_as="a.pdf")


def test_a_printed_file(printed: bytes) -> None:
    draft, problems = drafted(printed)
    assert draft is not None and draft.format == "pdf"
    assert draft.text.split("\n") == ["张书记：" + LONG, "李主任：2023年5月的账已公示。"] * 2
    assert [(problem.severity, problem.slug) for problem in problems] == [
        ("warning", "scanned-pdf"),
        ("note", "running-heads"),
    ]
    assert "page 3" in problems[0].message
    turns = read_layout(draft).turns
    assert [turn.speaker for turn in turns] == ["张书记", "李主任", "张书记", "李主任"]


def test_scans_are_named(printed: bytes) -> None:
    import pypdfium2

    whole = pypdfium2.PdfDocument(printed)
    scan = pypdfium2.PdfDocument.new()
    scan.import_pages(whole, [2])
    target = io.BytesIO()
    scan.save(target)
    draft, problems = drafted(target.getvalue())
    assert draft is None and [problem.slug for problem in problems] == ["scanned-pdf"] and "OCR" in problems[0].message


def test_blank_and_broken_files(printed: bytes) -> None:
    import pypdfium2

    blank = pypdfium2.PdfDocument.new()
    blank.new_page(100, 100)
    target = io.BytesIO()
    blank.save(target)
    assert drafted(target.getvalue())[1][-1].slug == "empty-file"
    assert drafted(b"%PDF-1.4 rubbish")[1][0].slug == "damaged"


def test_encrypted_files() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj "
        b"3 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>endobj "
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>"
    )
    draft, problems = drafted(data)
    assert draft is None and [problem.slug for problem in problems] == ["encrypted"]


def test_path_with_chinese_and_blanks(printed: bytes, tmp_path: Path) -> None:
    from qda.readers import read

    path = tmp_path / "会议 记录.PDF"
    path.write_bytes(printed)
    draft, _ = read(path, shown_as=path.name)
    assert draft is not None
