"""Rows of a table: .xlsx through openpyxl, .csv in any encoding; every cell as text, as people would write it.

Doubts: a formula without a stored value is empty; merged cells keep their text in the first row and column only.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time

from qda.errors import InputError, Problem
from qda.readers.archive import open_archive
from qda.text.encoding import decode

Rows = list[tuple[int, list[str]]]
"""Row number in the file (1-based) and its cells as text."""

LARGEST_CELLS = 5_000_000
"""Cells of one workbook, blank ones counted."""


def xlsx_rows(data: bytes, shown_as: str) -> list[tuple[str, Rows]]:
    """Sheet names and rows; numbers and dates as text (2022-04-18)."""
    open_archive(data, shown_as).close()
    import warnings
    from zipfile import BadZipFile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # Openpyxl warns about styles and extensions that it does not know; they do not matter for text.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            made = []
            cells = 0
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                # A wrong size in the file would cut rows off.
                sheet.reset_dimensions()
                rows: Rows = []
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    cells += len(row)
                    if cells > LARGEST_CELLS:
                        raise _too_many(shown_as)
                    if any(cell is not None for cell in row):
                        rows.append((number, [_cell(cell) for cell in row]))
                made.append((sheet.title, rows))
            book.close()
    except (InvalidFileException, BadZipFile, KeyError, ValueError, SyntaxError, TypeError) as fault:
        raise InputError(
            f"the workbook could not be read ({type(fault).__name__}: {fault})",
            "open it in Excel and save it anew",
            "damaged",
            path=shown_as,
        ) from None
    return made


def csv_rows(data: bytes, shown_as: str, encoding: str | None) -> tuple[Rows, str, list[Problem]]:
    """Rows of a text table with the line that each begins on, the encoding, and problems."""
    text, found, problems = decode(data, shown_as, encoding)
    first = next((line for line in text.split("\n") if line.strip()), "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[4], text.replace(first, "", 1)
    else:
        sample = text[:20000]
        separator = max("\t,;，", key=lambda mark: (first.count(mark), sample.count(mark))) if first else ","
    made: Rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            made.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as fault:
        raise InputError(
            f"the table breaks off at line {line} ({fault})",
            "save it anew as CSV UTF-8",
            "damaged",
            path=shown_as,
            line=line,
        ) from None
    return made, found, problems


def _too_many(shown_as: str) -> InputError:
    return InputError(
        f"the workbook has more than {LARGEST_CELLS // 10**6} million cells",
        "delete the empty rows and columns, or split it",
        "too-large",
        path=shown_as,
    )


def _cell(value: object) -> str:
    """A cell as people would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
