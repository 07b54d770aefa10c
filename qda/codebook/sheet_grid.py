"""The cells of a workbook or a CSV file, as text, with what merged cells spread over.

Doubts: a number like 1.10 typed into Excel is stored as 1.1, and 1-2 as a date; ids of that kind have to be typed as
text. A formula gives its last stored value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from qda.errors import InputError, Problem

LARGEST = 200_000_000
"""Bytes of a workbook when unpacked; a codebook of a hundred codes has less than one million."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. rows: (1-based number of the row, its cells as stripped text), blank rows left out. spread: (row,
    0-based column) of the cells that a merged cell covers, its first one left out, to the merged cell's text. indents:
    (row, 0-based column) to how far a cell is set in, in half-width blanks; cells that are not are not there."""

    title: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    spread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    indents: Mapping[tuple[int, int], int] = field(default_factory=dict)


def read_sheets(path: Path, shown: str) -> tuple[list[Sheet], bytes, list[Problem]]:
    """(visible sheets, the file's bytes, problems). Raises InputError for a file that is no table."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the codebook cannot be read: {error.strerror}", "check the path", "codebook-unreadable", path=shown
        ) from None
    ending = path.suffix.lower()
    if ending in {".xlsx", ".xlsm"}:
        return _workbook(data, shown), data, []
    if ending in {".csv", ".tsv", ".txt"}:
        sheet, problems = _text_table(data, shown)
        return [sheet], data, problems
    if ending == ".xls":
        raise InputError("this is an old Excel file (.xls)", "save it as .xlsx", "legacy-xls", path=shown)
    raise InputError(
        f"a codebook is not read from {ending or 'a file without an ending'}",
        "give a .yaml, .xlsx or .csv file",
        "unsupported-format",
        path=shown,
    )


def guarded(text: str) -> str:
    """A CSV cell with an apostrophe in front if a spreadsheet would take it for a formula (OWASP, CSV Injection)."""
    return "'" + text if _FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _workbook(data: bytes, shown: str) -> list[Sheet]:
    import warnings
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise InputError(
                    "the workbook is too large for a codebook",
                    "delete pictures and empty rows, or save the sheet as CSV",
                    "too-large",
                    path=shown,
                )
        with warnings.catch_warnings():
            # Openpyxl warns about styles and extensions that it does not know; they do not matter for text.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            return [_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, TypeError, OSError) as fault:
        raise InputError(
            f"the workbook could not be read ({type(fault).__name__}: {fault})",
            "open it in Excel and save it anew",
            "damaged",
            path=shown,
        ) from None


def _sheet(sheet: object) -> Sheet:
    rows = []
    indents: dict[tuple[int, int], int] = {}
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        cells = tuple(_cell(cell.value) for cell in row)
        if not any(cells):
            continue
        rows.append((number, cells))
        for column, cell in enumerate(row):
            set_in = _blanks(cell.value) if isinstance(cell.value, str) else 0
            set_in += 2 * int(cell.alignment.indent or 0) if cells[column] and cell.has_style else 0
            if set_in:
                indents[number, column] = set_in
    texts = dict(rows)
    spread = {}
    for merged in sheet.merged_cells.ranges:  # type: ignore[attr-defined]
        first = texts.get(merged.min_row, ())
        text = first[merged.min_col - 1] if len(first) >= merged.min_col else ""
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col - 1, merged.max_col):
                if text and (row, column) != (merged.min_row, merged.min_col - 1):
                    spread[row, column] = text
    return Sheet(str(sheet.title), tuple(rows), spread, indents)  # type: ignore[attr-defined]


def _blanks(text: str) -> int:
    """How far a text is set in: a wide blank is two, a tab four; line ends in front say nothing."""
    lead = text[: len(text) - len(text.lstrip())].rpartition("\n")[2]
    return sum({"\u3000": 2, "\t": 4}.get(blank, 1) for blank in lead)


def _cell(cell: object) -> str:
    """A cell as people would write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(cell))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text_table(data: bytes, shown: str) -> tuple[Sheet, list[Problem]]:
    from qda.text.encoding import decode

    text, _, problems = decode(data, shown)
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max("\t,;", key=first.count)
    rows: list[tuple[int, tuple[str, ...]]] = []
    indents: dict[tuple[int, int], int] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            made = tuple(_unguarded(cell).replace("\r\n", "\n").replace("\r", "\n").strip() for cell in cells)
            if any(made):
                rows.append((line, made))
                indents |= {(line, i): _blanks(cell) for i, cell in enumerate(cells) if made[i] and _blanks(cell)}
            line = reader.line_num + 1
    except csv.Error as fault:
        raise InputError(
            f"the table breaks off at line {line} ({fault})", "save it anew as CSV UTF-8", "damaged",
            path=shown, line=line,
        ) from None  # fmt: skip
    return Sheet("", tuple(rows), indents=indents), problems
