"""Tables (.xlsx, .csv) as one text: one row a request, a turn or a document.

Requests: each record becomes a block of lines: its particulars ("编号 001｜日期 2022-04-18｜…"), the request (marked as
a record, with the person's name), and what was done about it ("办理情况：…"). Turns: one line a row, "张三：…", marked
as a turn. Documents: one after the other under their titles; `qda.readers.sheet_split` gives them apart. A table
that is none of these is kept as plain rows, with a Problem. No row is lost.

Doubts: merged cells below the header count for their first row only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qda.errors import Problem
from qda.model import Draft, Mark, Span
from qda.readers.sheet_columns import Columns, find_columns
from qda.readers.sheet_rows import Rows, csv_rows, xlsx_rows

__all__ = ["Rows", "csv_rows", "read_csv", "read_sheet", "read_xlsx", "sheets_of", "turns_text", "xlsx_rows"]

_SEPARATOR = "｜"


def read_xlsx(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """Every sheet of a workbook, one after the other."""
    return read_sheet("a.xlsx", data, shown_as=shown_as)


def read_csv(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """A table as text; comma, semicolon or tab."""
    return read_sheet("a.csv", data, shown_as=shown_as, encoding=encoding)


def read_sheet(
    name: str,
    data: bytes,
    *,
    shown_as: str,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Draft | None, list[Problem]]:
    """A table with its columns declared: canonical name (`sheet_columns.CANONICAL`) to the title in the file."""
    sheets, form, found, problems = sheets_of(name, data, shown_as, encoding)
    return _draft(sheets, form, found, shown_as, problems, columns)


def sheets_of(
    name: str, data: bytes, shown_as: str, encoding: str | None
) -> tuple[list[tuple[str, Rows]], str, str, list[Problem]]:
    """Sheets that have rows (name, rows without blank ones), the format, the encoding, and problems."""
    suffix = name.lower().rpartition(".")[2]
    problems: list[Problem] = []
    if suffix in ("csv", "tsv"):
        rows, found, problems = csv_rows(data, shown_as, encoding)
        sheets, form = [("", rows)], "csv"
    elif suffix in ("xls", "et", "ods"):
        from qda.readers.converted import to_xlsx

        converted, problems = to_xlsx(data, shown_as, suffix)
        sheets, form, found = xlsx_rows(converted, shown_as), "xls", ""
    else:
        sheets, form, found = xlsx_rows(data, shown_as), "xlsx", ""
    filled = [(title, [row for row in rows if any(row[1])]) for title, rows in sheets]
    return [(title, rows) for title, rows in filled if rows], form, found, problems


def turns_text(columns: Columns, rows: Rows, shown_as: str, problems: list[Problem]) -> tuple[str, tuple[Mark, ...]]:
    """The rows of a table of turns as lines with marks: label ("[00:01:23] 张三：") and turn."""
    writer = _Writer()
    _turns(columns, rows, writer, shown_as, problems)
    return "\n".join(writer.lines), tuple(writer.marks)


class _Writer:
    """Puts the text together and keeps the marks."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: list[Mark] = []
        self._offset = 0

    def put(self, words: str, kind: str = "", label: str = "", level: int = 0) -> None:
        """One line or block, with a mark if it has a kind."""
        if kind:
            self.marks.append(Mark(Span(self._offset, self._offset + len(words)), kind, level, label))
        self.lines.append(words)
        self._offset += len(words) + 1

    def say(self, front: str, words: str, speaker: str) -> None:
        """A turn on a line: its label and its words."""
        middle = self._offset + len(front)
        if front:
            self.marks.append(Mark(Span(self._offset, middle), "label"))
        self.marks.append(Mark(Span(middle, middle + len(words)), "turn", 0, speaker))
        self.put(front + words)

    def gap(self) -> None:
        """A blank line."""
        self.put("")


def _draft(
    sheets: Sequence[tuple[str, Rows]],
    form: str,
    encoding: str,
    shown_as: str,
    problems: list[Problem],
    given: Mapping[str, str] | None,
) -> tuple[Draft | None, list[Problem]]:
    writer, title = _Writer(), ""
    for name, rows in sheets:
        if len(sheets) > 1:
            writer.put(name, "heading", name, 2)
        columns = find_columns(rows, given, shown_as, problems, name if len(sheets) > 1 else "")
        if columns is None:
            message = (
                f"no column for the request (诉求内容) was found{' on sheet ' + name if name else ''}; the "
                "rows were kept as plain rows; name the columns 编号 日期 来源 诉求人 诉求内容 承办 办理情况 办结日期 "
                "满意度, or 发言人 发言内容, or 标题 日期 正文"
            )
            problems.append(Problem("warning", "no-content-column", message, shown_as, rows[0][0]))
            for _, cells in rows:
                writer.put(
                    "\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in cells).rstrip("\t"), "table-row"
                )
            continue
        for _, cells in rows[: columns.header]:
            line = " ".join(dict.fromkeys(cell.replace("\n", " ") for cell in cells if cell))
            title = title or line
            writer.put(line, "heading", line, 1)
        body = [row for row in rows[columns.header + 1 :] if not columns.is_header_again(row[1])]
        if columns.kind == "turns":
            _turns(columns, body, writer, shown_as, problems)
        elif columns.kind == "documents":
            _documents(columns, body, writer)
        else:
            _records(columns, body, writer, shown_as, problems)
    if not sheets:
        problems.append(Problem("error", "empty-file", "the table has no rows; nothing was read", shown_as))
        return None, problems
    metadata = {"sheet": sheets[0][0]} if sheets[0][0] else {}
    return Draft("\n".join(writer.lines), form, encoding, tuple(writer.marks), title, metadata), problems


def _records(columns: Columns, rows: Rows, writer: _Writer, shown_as: str, problems: list[Problem]) -> None:
    names = columns.names
    for number, cells in rows:
        row = columns.row(cells)
        particulars = [
            f"{columns.title(place)} {cell}".replace("\n", " ")
            for place, cell in enumerate(cells)
            if cell and (place >= len(names) or names[place] not in ("content", "result"))
        ]
        writer.gap()
        if particulars:
            writer.put(_SEPARATOR.join(particulars), "table-row")
        content, result = _joined(row.get("content", "")), _joined(row.get("result", ""))
        if content:
            writer.put(content, "record", _person(row.get("person", "")))
        else:
            shown = "；".join(particulars)[:60]
            message = f"the row has no request ({shown}); its particulars were kept, look into the table"
            problems.append(Problem("warning", "empty-request", message, shown_as, number))
        if result:
            writer.put(f"{columns.title(names.index('result'))}：{result}")


def _turns(columns: Columns, rows: Rows, writer: _Writer, shown_as: str, problems: list[Problem]) -> None:
    """One line a row; a heading where the column of documents changes."""
    document = ""
    for number, cells in rows:
        row = columns.row(cells)
        if row.get("document", "") not in ("", document):
            document = row["document"]
            line = " ".join(document.split())
            writer.put(line, "heading", line, 2)
        speaker, words = _person(row.get("speaker", "")).rstrip(":： "), _joined(row.get("text", ""))
        time = " ".join(f"{row.get('date', '')} {row.get('time', '')}".split())
        notes = _SEPARATOR.join(f"{title} {cell}".replace("\n", " ") for title, cell in columns.others(cells))
        front = (f"[{time}] " if time else "") + (speaker if speaker or not notes else "—")
        if notes:
            front += f"（{notes}）"
        front += "：" if speaker or notes else ""
        if not words:
            message = f"the row has no words ({front.strip()[:60]}); its particulars were kept, look into the table"
            problems.append(Problem("warning", "row-without-text", message, shown_as, number))
            if front.strip():
                writer.put(front, "label")
            continue
        if not speaker:
            message = "the row names no speaker; its words were read as narration, look into the table"
            problems.append(Problem("warning", "row-without-speaker", message, shown_as, number))
        writer.say(front, words, speaker)


def _documents(columns: Columns, rows: Rows, writer: _Writer) -> None:
    """One document after the other, under its title."""
    for number, cells in rows:
        row = columns.row(cells)
        title = " ".join((row.get("title") or f"第{number}行").split())
        writer.put(title, "heading", title, 2)
        particulars = [
            f"{columns.title(place)} {cell}".replace("\n", " ")
            for place, cell in enumerate(cells)
            if cell and (place >= len(columns.names) or columns.names[place] not in ("title", "text"))
        ]
        if particulars:
            writer.put(_SEPARATOR.join(particulars), "table-row")
        if row.get("text"):
            writer.put(row["text"])
        writer.gap()


def _person(cell: str) -> str:
    """A name on one line, "" for a cell that only says that there is none."""
    name = " ".join(cell.split())
    return "" if re.fullmatch(r"[\s—\-－/、无.。]*", name) else name


def _joined(cell: str) -> str:
    """A cell's lines without blank ones."""
    return "\n".join(line.strip() for line in cell.split("\n") if line.strip())
