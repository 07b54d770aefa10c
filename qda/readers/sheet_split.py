"""Tables that hold several documents: one row a document, or one row a turn with a column that names the meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from qda.errors import InputError, Problem
from qda.model import Draft
from qda.readers.metadata import KIND_WORDS
from qda.readers.sheet import sheets_of, turns_text
from qda.readers.sheet_columns import Columns, find_columns
from qda.readers.sheet_rows import Rows
from qda.text.dates import find_date
from qda.text.fold import simplify

_TABLES = (".xlsx", ".xlsm", ".csv", ".tsv", ".xls", ".et", ".ods")


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """One document of a table. path: `file/sheet/title` as it is shown, unique in the file. line: its first row in the
    sheet. fields: title, date (ISO 8601), kind, case where the table has them, and every other column under its own
    title, as a manifest gives them; empty cells are left out."""

    path: str
    line: int
    draft: Draft
    fields: Mapping[str, str] = field(default_factory=dict)


def sheet_documents(
    name: str,
    data: bytes,
    *,
    shown_as: str,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[list[SheetDocument], list[Problem]]:
    """The documents of a table, in order; ([], []) if the file is one document (a table of requests, the turns of one
    meeting, or no table), which `read_bytes` reads. Sheets of the same file that hold other rows are named in a
    Problem. Never raises for a bad file: what cannot be opened is left to `read_bytes`, which says why."""
    if PurePosixPath(name).suffix.lower() not in _TABLES:
        return [], []
    try:
        sheets, form, found, problems = sheets_of(name, data, shown_as, encoding)
    except InputError:
        return [], []
    except Exception:
        return [], []
    made: list[SheetDocument] = []
    left: list[tuple[str, int]] = []
    for title, rows in sheets:
        own: list[Problem] = []
        table = find_columns(rows, columns, shown_as, own, title if len(sheets) > 1 else "")
        prefix = f"{shown_as}/{title}" if len(sheets) > 1 else shown_as
        documents: list[SheetDocument] = []
        if table is not None and table.kind == "documents":
            documents = _documents(table, rows, prefix, shown_as, form, found, own)
        elif table is not None and table.kind == "turns" and "document" in table.names:
            documents = _meetings(table, rows, prefix, shown_as, form, found, own)
        if documents:
            made += documents
            problems += own
        else:
            left.append((title, rows[0][0]))
    if not made:
        return [], []
    for title, line in left:
        message = f"sheet {title} holds no documents, unlike others of this file, and was not read; save it on its own"
        problems.append(Problem("warning", "sheet-left-out", message, shown_as, line))
    return _distinct(made), problems


def _documents(
    table: Columns, rows: Rows, prefix: str, shown_as: str, form: str, encoding: str, problems: list[Problem]
) -> list[SheetDocument]:
    """One row a document."""
    made = []
    for number, cells in rows[table.header + 1 :]:
        if table.is_header_again(cells):
            continue
        row = table.row(cells)
        title = " ".join(row.get("title", "").split())
        if not row.get("text", "").strip():
            message = f"the row has no text ({title or '…'}); it was not read, look into the table"
            problems.append(Problem("warning", "row-without-text", message, shown_as, number))
            continue
        fields = {"title": title, "case": row.get("case", "").strip(), "kind": _kind(row.get("kind", ""))}
        fields["date"] = _date(row.get("date", ""), shown_as, number, problems)
        fields |= dict(table.others(cells))
        draft = Draft(row["text"], form, encoding)
        kept = {key: value for key, value in fields.items() if value}
        made.append(SheetDocument(f"{prefix}/{_file_name(title, number)}", number, draft, kept))
    return made


def _meetings(
    table: Columns, rows: Rows, prefix: str, shown_as: str, form: str, encoding: str, problems: list[Problem]
) -> list[SheetDocument]:
    """One row a turn: the rows of one meeting are one document, wherever they stand; [] if there is but one meeting."""
    place = table.names.index("document")
    meetings: dict[str, Rows] = {}
    last = ""
    for number, cells in rows[table.header + 1 :]:
        if table.is_header_again(cells):
            continue
        last = " ".join(cells[place].split()) if place < len(cells) and cells[place].strip() else last
        meetings.setdefault(last, []).append((number, [*cells[:place], "", *cells[place + 1 :]]))
    if len(meetings) < 2:
        return []
    made = []
    for title, own in meetings.items():
        dates = {table.row(cells).get("date", "") for _, cells in own} - {""}
        text, marks = turns_text(table, own, shown_as, problems)
        fields = {"title": title, "date": (find_date(dates.pop()) or "") if len(dates) == 1 else ""}
        fields["date"] = fields["date"] or find_date(title) or ""
        draft = Draft(text, form, encoding, marks)
        kept = {key: value for key, value in fields.items() if value}
        made.append(SheetDocument(f"{prefix}/{_file_name(title, own[0][0])}", own[0][0], draft, kept))
    return made


def _date(cell: str, shown_as: str, number: int, problems: list[Problem]) -> str:
    date = find_date(cell) if cell.strip() else ""
    if date is None:
        message = f"date {cell!r} is not understood; write 2022-04-18"
        problems.append(Problem("warning", "row-date", message, shown_as, number))
    return date or ""


def _kind(cell: str) -> str:
    """The program's word for a kind; as written if it is not known."""
    return KIND_WORDS.get(re.sub(r"\s+", "", simplify(cell)).lower(), cell.strip())


def _file_name(title: str, number: int) -> str:
    """A title as the last part of a path."""
    return re.sub(r'[\s/\\:*?"<>|\x00-\x1f]+', " ", title).strip()[:80] or f"第{number}行"


def _distinct(documents: list[SheetDocument]) -> list[SheetDocument]:
    """The row number behind paths that come more than once."""
    seen: dict[str, int] = {}
    for document in documents:
        seen[document.path] = seen.get(document.path, 0) + 1
    return [
        SheetDocument(f"{one.path} (第{one.line}行)", one.line, one.draft, one.fields) if seen[one.path] > 1 else one
        for one in documents
    ]
