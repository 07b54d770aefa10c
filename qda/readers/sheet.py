"""Tables of residents' requests (.xlsx, .csv): one record a row.

The header row is found by its words, below a title row if there is one. Each record becomes a block of lines: its
particulars ("编号 001｜日期 2022-04-18｜…"), the request (marked as a record, with the person's name), and what was
done about it ("办理情况：…"). A table without a column for the request is kept as plain rows, with a Problem. No row
is lost.

Doubts: a formula without a stored value is empty; merged cells below the header count for their first row only.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time

from qda.errors import InputError, Problem
from qda.model import Draft, Mark, Span
from qda.readers.archive import open_archive
from qda.text.encoding import decode
from qda.text.fold import simplify

_COLUMNS = {
    "number": "编号 序号 工单号 工单编号 案件编号 流水号 no id 诉求编号 受理编号",
    "date": "日期 时间 受理日期 受理时间 诉求日期 诉求时间 反映时间 反映日期 登记日期 登记时间 来电时间 date 接收时间 "
    "提出日期 提出时间",
    "source": "来源 诉求来源 渠道 受理渠道 反映渠道 途径 受理方式 提出渠道",
    "person": "诉求人 反映人 来电人 居民 居民姓名 姓名 申请人 提出人 投诉人 求助人 来访人 当事人 诉求人姓名 反映人姓名 "
    "住户 业主",
    "content": "诉求内容 反映内容 内容 诉求 问题 反映问题 事项 问题描述 诉求描述 主要诉求 诉求事项 事由 工单内容 "
    "情况描述 "
    "主要内容 反映事项 具体内容 content",
    "handler": "承办 承办人 承办单位 责任人 责任单位 处理人 处理单位 办理单位 承办部门 办理人 经办人 牵头单位 承办方 "
    "责任部门",
    "result": "办理情况 处理结果 处理情况 办理结果 答复 答复内容 回复 回复内容 处置情况 办理过程 落实情况 办结情况 "
    "解决情况 处理意见 办理进展",
    "closed": "办结日期 办结时间 完成日期 完成时间 办结 结案日期 办理完成时间 答复日期",
    "satisfaction": "满意度 是否满意 满意 评价 居民评价 回访 回访情况 满意情况 回访结果 满意度评价",
}
_COLUMN = {form: name for name, forms in _COLUMNS.items() for form in forms.split()}
_HEADER_WITHIN = 15
_SEPARATOR = "｜"

Rows = list[tuple[int, list[str]]]
"""Row number in the file (1-based) and its cells as text."""


def read_xlsx(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """Every sheet of a workbook, one after the other."""
    return _draft(xlsx_rows(data, shown_as), "xlsx", "", shown_as, [])


def read_csv(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """A table as text; comma, semicolon or tab."""
    rows, found, problems = csv_rows(data, shown_as, encoding)
    return _draft([("", rows)], "csv", found, shown_as, problems)


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
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                # A wrong size in the file would cut rows off.
                sheet.reset_dimensions()
                rows = sheet.iter_rows(values_only=True)
                made.append(
                    (sheet.title, [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, start=1)])
                )
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

    def gap(self) -> None:
        """A blank line."""
        self.put("")


def _draft(
    sheets: Sequence[tuple[str, Rows]], form: str, encoding: str, shown_as: str, problems: list[Problem]
) -> tuple[Draft | None, list[Problem]]:
    writer, title = _Writer(), ""
    sheets = [(name, [row for row in rows if any(row[1])]) for name, rows in sheets]
    filled = [(name, rows) for name, rows in sheets if rows]
    for name, rows in filled:
        if len(filled) > 1:
            writer.put(name, "heading", name, 2)
        found = _header(rows)
        if found is None:
            message = (
                f"no column for the request (诉求内容) was found{' on sheet ' + name if name else ''}; the "
                f"rows were kept as plain "
                "rows; name the columns 编号 日期 来源 诉求人 诉求内容 承办 办理情况 办结日期 满意度"
            )
            problems.append(Problem("warning", "no-content-column", message, shown_as, rows[0][0]))
            for _, cells in rows:
                writer.put(
                    "\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in cells).rstrip("\t"), "table-row"
                )
            continue
        for _, cells in rows[:found]:
            line = " ".join(dict.fromkeys(cell.replace("\n", " ") for cell in cells if cell))
            title = title or line
            writer.put(line, "heading", line, 1)
        _records(rows, found, writer, shown_as, problems)
    if not filled:
        problems.append(Problem("error", "empty-file", "the table has no rows; nothing was read", shown_as))
        return None, problems
    metadata = {"sheet": filled[0][0]} if filled[0][0] else {}
    return Draft("\n".join(writer.lines), form, encoding, tuple(writer.marks), title, metadata), problems


def _header(rows: Rows) -> int | None:
    """Index of the header row: the first with a column for the request and at least one other known column."""
    for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        names = [_name(cell) for cell in cells]
        if "content" in names and len({name for name in names if name}) >= 2:
            return index
    return None


def _records(rows: Rows, header: int, writer: _Writer, shown_as: str, problems: list[Problem]) -> None:
    titles = rows[header][1]
    names: list[str] = []
    for cell in titles:
        name = _name(cell)
        # The second column of a kind keeps its own title, so that nothing is written over.
        names.append(name if name and name not in names else "")
    for number, cells in rows[header + 1 :]:
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        if [cell for cell in cells if cell] == [cell for cell in titles if cell]:
            continue
        particulars = [
            f"{titles[place] or f'第{place + 1}列'} {cell}".replace("\n", " ")
            if place < len(titles)
            else f"第{place + 1}列 {cell}".replace("\n", " ")
            for place, cell in enumerate(cells)
            if cell and (place >= len(names) or names[place] not in ("content", "result"))
        ]
        writer.gap()
        if particulars:
            writer.put(_SEPARATOR.join(particulars), "table-row")
        content, result = _joined(row.get("content", "")), _joined(row.get("result", ""))
        if content:
            person = row.get("person", "").replace("\n", " ")
            writer.put(content, "record", "" if re.fullmatch(r"[\s—\-－/、无.。]*", person) else person)
        else:
            shown = "；".join(particulars)[:60]
            message = f"the row has no request ({shown}); its particulars were kept, look into the table"
            problems.append(Problem("warning", "empty-request", message, shown_as, number))
        if result:
            place = names.index("result")
            writer.put(f"{titles[place]}：{result}")


def _joined(cell: str) -> str:
    """A cell's lines without blank ones."""
    return "\n".join(line.strip() for line in cell.split("\n") if line.strip())


def _name(title: str) -> str:
    """The meaning of a column by its title; "" if it has none here."""
    key = re.sub(r"[\s:：*（(].*$|\s+", "", simplify(title).strip()).lower()
    if key in _COLUMN:
        return _COLUMN[key]
    return ""
