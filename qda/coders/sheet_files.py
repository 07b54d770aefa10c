"""Rows of people's tables: CSV in the encodings of spreadsheet programs, XLSX with the sheet that has a head of ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qda.errors import InputError
from qda.text.fold import fold

Row = tuple[int, Sequence[str]]
"""1-based line of the file, and the row's cells."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows of a table, and the name of the sample that the workbook says it was drawn by ("" where it says none)."""

    rows: tuple[Row, ...]
    sample: str = ""


def read_cells(path: Path, shown: str, heads: Collection[str]) -> Cells:
    """All rows of a CSV or XLSX file. heads: titles by which the right worksheet is known. Raises InputError
    (sheet-unreadable, sheet-encoding)."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _xlsx(path, shown, heads)
    return Cells(tuple(_csv(path, shown)))


def _csv(path: Path, shown: str) -> Iterator[Row]:
    """From UTF-8 (with or without mark), UTF-16 with mark or GB18030; comma, semicolon or tab."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"the sheet cannot be read: {error.strerror}", slug="sheet-unreadable", path=shown) from None
    text = ""
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(
            "the sheet is neither UTF-8 nor GB18030", "save it again as UTF-8", "sheet-encoding", path=shown
        )
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count))
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"the sheet breaks off: {error}", slug="sheet-unreadable", path=shown, line=line) from None


def _xlsx(path: Path, shown: str, heads: Collection[str]) -> Cells:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # Not read-only: that mode trusts a size noted in the file, which other programs leave wrong.
        workbook = load_workbook(path, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise InputError(f"the sheet cannot be read: {error}", slug="sheet-unreadable", path=shown) from None
    sheets = [
        tuple(
            (line, [_text(cell) for cell in row])
            for line, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            if any(cell is not None for cell in row)
        )
        for sheet in workbook.worksheets
    ]
    workbook.close()
    known = {fold(name) for name in heads}
    chosen = next((rows for rows in sheets if any(fold(c).strip() in known for _, row in rows[:10] for c in row)), None)
    sample = ""
    for rows in sheets:
        for _, row in rows[:10]:
            if len(row) > 1 and row[0].strip() == "样本" and rows is not chosen:
                sample = row[1].strip()
    return Cells(chosen if chosen is not None else (sheets[0] if sheets else ()), sample)


def _text(cell: object) -> str:
    """A cell as text; a whole number that a spreadsheet program keeps as 1.0 is 1."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
