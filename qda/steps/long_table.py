"""A plain long table (CSV in any encoding, or XLSX) with columns named by the user: for commands that need no study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qda.errors import InputError, Problem, UsageError
from qda.text.fold import fold


@dataclass(frozen=True, slots=True)
class LongRow:
    """One row: the line of the file (1-based) and the cell of every column asked for, without blanks at its ends."""

    line: int
    cells: Mapping[str, str]


def read_long_table(path: Path, columns: Mapping[str, str]) -> tuple[list[LongRow], list[Problem]]:
    """The rows of a table that are not wholly blank.

    columns: what a command asks for (the option's name) to the title of the column in the file, "" for a column that was
    not asked for. Titles are found whatever their case, width or script; an exact one is preferred. Of a workbook the
    first visible sheet with all the titles is read.
    Raises InputError (table-unreadable, table-empty, table-without-column, damaged, …), UsageError (column-asked-twice).
    """
    from qda.readers.sheet_rows import csv_rows, xlsx_rows

    shown = path.name
    asked = {option: title for option, title in columns.items() if title}
    twice = [title for title in asked.values() if list(asked.values()).count(title) > 1]
    if twice:
        options = " and ".join(f"--{option}" for option, title in asked.items() if title == twice[0])
        raise UsageError(
            f"{options} name the same column {twice[0]!r}", "give each its own column", slug="column-asked-twice"
        )
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(
            f"the table cannot be read: {fault.strerror}", "check path and rights", "table-unreadable", path=shown
        ) from None
    problems: list[Problem] = []
    if path.suffix.lower() in {".xlsx", ".xlsm"} or data[:4] == b"PK\x03\x04":
        sheets = [rows for _, rows in xlsx_rows(data, shown) if rows]
    else:
        rows, _, problems = csv_rows(data, shown, None)
        sheets = [[row for row in rows if any(row[1])]]
    sheets = [rows for rows in sheets if rows]
    if not sheets:
        raise InputError("the table is empty", "it needs a header line and rows", "table-empty", path=shown)
    chosen = next((rows for rows in sheets if not _absent(rows[0][1], asked)), sheets[0])
    line, header = chosen[0]
    absent = _absent(header, asked)
    if absent:
        option = absent[0]
        raise InputError(
            f"there is no column {asked[option]!r}; the first line has: {', '.join(h for h in header if h)}",
            f"name the right column with --{option}",
            "table-without-column",
            path=shown,
            line=line,
        )
    at = {option: _place(header, title) for option, title in asked.items()}
    made = []
    for line, cells in chosen[1:]:
        found = {option: (cells[i].strip() if i < len(cells) else "") for option, i in at.items()}
        if any(found.values()):
            made.append(LongRow(line, found))
    if not made:
        raise InputError("the table has a header line and no rows", "add rows", "table-empty", path=shown)
    return made, problems


def _absent(header: Sequence[str], asked: Mapping[str, str]) -> list[str]:
    return [option for option, title in asked.items() if _place(header, title) < 0]


def _place(header: Sequence[str], title: str) -> int:
    exact = [h.strip() for h in header]
    if title.strip() in exact:
        return exact.index(title.strip())
    folded = [fold(h).strip().lower() for h in exact]
    wanted = fold(title).strip().lower()
    return folded.index(wanted) if wanted in folded else -1
