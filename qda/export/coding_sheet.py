"""Coding sheets: one row a segment, with its surroundings, drop-down lists of codes, a tick for "no code", and a memo.

The sheet says nothing about what machines coded. Ids and texts are locked, the cells to fill are not; sorting, filtering,
formats, column widths and added columns stay allowed. No password: the lock is against slips, and reading the sheet back
checks every text against its id. Same content, same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

CODE_COLUMNS = 5
TICK = "√"
HEADS = ("序号", "编码段", "文档", "发言人", "前文", "文本", "后文")
_SIZES = (6, 16, 22, 10, 32, 60, 32)
_LIMIT = 32_000
_LINE = 15.5
"""Points of one line."""
_HOW = (
    "一行一个编码段，只编“文本”一列；前文、后文仅供理解。",
    "在“编码1”至“编码{n}”中从下拉列表选择编码，一格一个；一段可有多个编码，顺序不限。也可直接键入编码的编号或名称。",
    "读过而没有任何编码适用，请在“无编码”一列选“√”。编码与“√”都空着的行视为尚未编码，不会被当作“无编码”。",
    "“备注”随意填写：犹豫之处、理由、对编码表的意见。",
    "可以排序、筛选、加列、改格式、改列宽；请不要改动“编码段”与“文本”两列，读回时逐行核对，不符的行会列为问题。",
    "请独立完成，编完之前不要与其他编码者交换意见。",
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row to code. speaker: "" for narration. before, after: neighbouring text, "" at the ends of a document."""

    segment_id: str
    document: str
    speaker: str
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One code as coders see it. level: 0 at the top."""

    code_id: str
    name: str
    level: int
    definition: str
    include: str
    exclude: str
    examples: str

    @property
    def label(self) -> str:
        """What the drop-down list shows, and what the sheet's reader understands: name and id."""
        return f"{self.name}（{self.code_id}）"


def coding_sheet(
    lines: Sequence[SheetLine], codes: Sequence[SheetCode], *, sample: str, coder: str, title: str = ""
) -> bytes:
    """The workbook. lines: in the order to be read. codes: in the order of the list. sample: its name stands on the third
    sheet, so that the chances of the drawing are found again."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        fixed = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
        book.set_properties({"title": f"{title} {sample} {coder}".strip(), "created": fixed})
        _rows(book, lines, len(codes))
        _codebook(book, codes)
        _how(book, sample, coder, title, len(lines))
    return buffer.getvalue()


def _looks(book: Workbook) -> dict[str, Any]:
    base = {"font_name": "等线", "font_size": 11, "valign": "top", "text_wrap": True}
    return {
        "head": book.add_format({**base, "bold": True, "bottom": 1, "bg_color": "#E7EEF5", "valign": "vcenter"}),
        "fixed": book.add_format({**base, "font_color": "#555555"}),
        "text": book.add_format(base),
        "open": book.add_format(
            {**base, "locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#E3DCC0"}
        ),
        "bold": book.add_format({**base, "bold": True}),
    }


def _rows(book: Workbook, lines: Sequence[SheetLine], codes: int) -> None:
    sheet, looks = book.add_worksheet("编码"), _looks(book)
    heads = (*HEADS, *(f"编码{i}" for i in range(1, CODE_COLUMNS + 1)), "无编码", "备注")
    first, tick = len(HEADS), len(HEADS) + CODE_COLUMNS
    for j, head in enumerate(heads):
        sheet.write_string(0, j, head, looks["head"])
    for j, size in enumerate((*_SIZES, *(24,) * CODE_COLUMNS, 8, 30)):
        sheet.set_column(j, j, size)
    for i, line in enumerate(lines, start=1):
        sheet.set_row(i, _LINE * _lines(line))
        sheet.write_number(i, 0, i, looks["fixed"])
        for j, text in enumerate((line.segment_id, line.document, line.speaker, line.before, line.text, line.after), 1):
            sheet.write_string(i, j, text[:_LIMIT], looks["text" if j == 5 else "fixed"])
        for j in range(first, len(heads)):
            sheet.write_blank(i, j, None, looks["open"])
    if lines:
        sheet.data_validation(1, first, len(lines), tick - 1, {
            "validate": "list", "source": f"=编码表!$A$2:$A${codes + 1}", "error_type": "warning",
            "error_title": "不在编码表中", "error_message": "请从列表中选择，或键入编码表中的编号或名称。",
        })  # fmt: skip
        sheet.data_validation(1, tick, len(lines), tick, {
            "validate": "list", "source": [TICK], "error_title": "无编码", "error_message": f"此列只填 {TICK} 或留空。",
        })  # fmt: skip
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(lines), len(heads) - 1)
    allowed = ("format_cells", "format_columns", "format_rows", "insert_columns", "sort", "autofilter")
    sheet.protect("", dict.fromkeys(allowed, True))
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _lines(line: SheetLine) -> int:
    """Lines a row needs for its text, at least one and at most twenty; of the surroundings five are always in sight."""
    width = {"text": 28, "around": 15}  # Chinese characters that fit into the columns
    text = sum(-(-max(len(part), 1) // width["text"]) for part in line.text.split("\n"))
    around = max(-(-len(part) // width["around"]) for part in (line.before, line.after))
    return min(20, max(1, text, min(around, 5)))


def _codebook(book: Workbook, codes: Sequence[SheetCode]) -> None:
    sheet, looks = book.add_worksheet("编码表"), _looks(book)
    for j, (head, size) in enumerate(
        (("编码", 40), ("编号", 26), ("定义", 60), ("包括", 44), ("不包括", 44), ("正例", 44))
    ):
        sheet.write_string(0, j, head, looks["head"])
        sheet.set_column(j, j, size)
    for i, code in enumerate(codes, start=1):
        cells = (code.label, code.code_id, code.definition, code.include, code.exclude, code.examples)
        for j, text in enumerate(cells):
            sheet.write_string(i, j, text[:_LIMIT], looks["bold" if j == 0 and code.level == 0 else "text"])
    sheet.freeze_panes(1, 1)


def _how(book: Workbook, sample: str, coder: str, title: str, n: int) -> None:
    sheet, looks = book.add_worksheet("说明"), _looks(book)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 90)
    for i, (name, value) in enumerate((("研究", title), ("样本", sample), ("编码者", coder), ("编码段数", str(n)))):
        sheet.write_string(i, 0, name, looks["bold"])
        sheet.write_string(i, 1, value, looks["text"])
    for i, line in enumerate(_HOW, start=5):
        sheet.write_number(i, 0, i - 4, looks["text"])
        sheet.write_string(i, 1, line.format(n=CODE_COLUMNS), looks["text"])
