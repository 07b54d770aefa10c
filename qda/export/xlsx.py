"""XLSX: numbers stay numbers (unrounded, shown rounded), the head is frozen and filtered, a second sheet 说明 explains.

The second sheet holds title, notes and what each column means. The same table gives the same bytes: the file's creation
date is fixed, because when it was exported is no property of a result.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from qda.errors import UsageError
from qda.export.three_line import header, note_lines, numeric, title_of, widths
from qda.table import Cell, Column, Missing, Table, show
from qda.terms import TERMS, Language

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROW_LIMIT = 1_048_576
_TEXT_LIMIT = 32_767
_EXACT = 2**53
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("列", "键", "含义", "类型", "单位"),
    "en": ("column", "key", "meaning", "type", "unit"),
}
_CUT = "…（超出 Excel 单元格上限，已截断）"


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as an Excel workbook. Raises UsageError (too-many-rows) beyond Excel's limit."""
    import datetime

    import xlsxwriter

    levels = header(table, language)
    if len(table.rows) + len(levels) > _ROW_LIMIT:
        raise UsageError(
            f"table {table.name} has {len(table.rows)} rows; an Excel sheet holds {_ROW_LIMIT}",
            "export it as csv or json",
            slug="too-many-rows",
        )
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        fixed = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
        book.set_properties({"title": title_of(table, language), "created": fixed})
        _data_sheet(book, table, language)
        _notes_sheet(book, table, language)
    return buffer.getvalue()


def _data_sheet(book: Workbook, table: Table, language: Language) -> None:
    sheet = book.add_worksheet(_sheet_name(title_of(table, language)))
    base = {"font_name": "等线" if language == "zh" else "Calibri", "font_size": 11}
    levels = header(table, language)
    right = numeric(table)
    sizes = widths(table, language)
    last = len(levels) - 1
    _head(book, sheet, table, language, base)
    formats = []
    for column, is_number, size in zip(table.columns, right, sizes, strict=True):
        look: dict[str, Any] = dict(base, valign="top")
        look.update({"align": "right"} if is_number else {"text_wrap": size > 40})
        formats.append((book.add_format(look), book.add_format(dict(look, num_format=_number_format(column)))))
    for i, row in enumerate(table.rows, start=last + 1):
        for j, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, i, j, cell, column, language, *formats[j])
    for j, size in enumerate(sizes):
        sheet.set_column(j, j, min(max(size + 3, 8), 60))
    labels = 0
    while labels < len(table.columns) and table.columns[labels].role == "label":
        labels += 1
    sheet.freeze_panes(last + 1, labels)
    if table.columns:
        sheet.autofilter(last, 0, last + len(table.rows), len(table.columns) - 1)


def _head(book: Workbook, sheet: Worksheet, table: Table, language: Language, base: dict[str, Any]) -> None:
    """The header rows; the lower one carries the filters, so a column without a group stands there."""
    headings = table.headings(language)
    levels = header(table, language)
    last = len(levels) - 1
    rule = dict(base, bold=True, bottom=1, valign="vcenter", text_wrap=True)
    if last:
        spanning = book.add_format(dict(base, bold=True, align="center", top=2, bottom=4))
        empty = book.add_format(dict(base, top=2))
        at = 0
        for cell in levels[0]:
            if not cell.ruled:
                sheet.write_blank(0, at, None, empty)
            elif cell.columns == 1:
                sheet.write_string(0, at, cell.text, spanning)
            else:
                sheet.merge_range(0, at, 0, at + cell.columns - 1, cell.text, spanning)
            at += cell.columns
    for j, (heading, is_number) in enumerate(zip(headings, numeric(table), strict=True)):
        look = dict(rule, align="right" if is_number else "left", **({} if last else {"top": 2}))
        sheet.write_string(last, j, heading, book.add_format(look))


def _write(
    sheet: Worksheet, i: int, j: int, cell: Cell, column: Column, language: Language, plain: Any, rounded: Any
) -> None:
    """One cell. Whole numbers look plain, floats and shares are shown rounded; the value itself is never rounded."""
    look = rounded if isinstance(cell, float) or column.percent else plain
    if cell is None:
        sheet.write_blank(i, j, None, look)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) <= _EXACT:
        sheet.write_number(i, j, cell, look)
    else:
        text = cell if isinstance(cell, str) else show(cell, column, language)
        sheet.write_string(i, j, text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - len(_CUT)] + _CUT, look)


def _notes_sheet(book: Workbook, table: Table, language: Language) -> None:
    sheet = book.add_worksheet("说明" if language == "zh" else "Notes")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 2, 70)
    sheet.set_column(3, 4, 12)
    row = 0
    for language_title in dict.fromkeys([title_of(table, language), *(t for t in table.title.values() if t)]):
        sheet.write_string(row, 0, language_title, bold)
        row += 1
    for note in note_lines(table, language):
        sheet.write_string(row, 0, note[:_TEXT_LIMIT])
        row += 1
    row += 1
    for j, head in enumerate(_HEADS[language]):
        sheet.write_string(row, j, head, bold)
    for column in table.columns:
        row += 1
        entry = TERMS.get(column.key)
        unit = "%" if column.percent else (entry.unit_in(language) if entry else "")
        definition, kind = (entry.definition, entry.type) if entry else ("", "")
        for j, text in enumerate((column.heading(language), column.key, definition, kind, unit)):
            sheet.write_string(row, j, text, wrap)
    if any(isinstance(cell, Missing) for line in table.rows for cell in line):
        sheet.write_string(
            row + 2, 0, "—：未能估计，原因见注。" if language == "zh" else "—: not estimable, see the notes."
        )


def _number_format(column: Column) -> str:
    if column.percent:
        digits = column.digits if column.digits is not None else 1
        return "0." + "0" * digits + "%" if digits else "0%"
    if column.digits is None:
        return "General"
    return "0." + "0" * column.digits if column.digits else "0"


def _sheet_name(title: str) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\, no apostrophe at either end."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'")[:31].strip().strip("'")
    return name if name and name not in {"说明", "Notes", "History"} else "table"
