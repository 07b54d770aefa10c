"""The rows of the table of people, as kept in Excel: CSV in any encoding with comma, semicolon or tab, or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from qda.errors import Problem
from qda.text.encoding import decode

HEADS = ("称谓", "label")


def people_rows(path: Path, shown_as: str) -> tuple[list[tuple[int, Sequence[str]]], list[Problem]]:
    """(line, cells) of every row, the head first, and what is odd about the file. Raises InputError."""
    from qda.coders.sheet_files import read_cells
    from qda.export.csv import unguarded

    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return list(read_cells(path, shown_as, HEADS).rows), []
    text, _, problems = decode(path.read_bytes(), shown_as)
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count))
    return [(number, [unguarded(cell) for cell in row]) for number, row in enumerate(rows, 1)], problems
