"""People's coding sheets read back: one row a segment, its codes, a memo.

Columns (the header is found by name, in either language, anywhere in the first ten rows): segment, codes, memo;
others are for the coder's eyes and are ignored. A row with no code is a decision too: seen, no code. Several codes
stand in one cell with ; between them (，、 and line ends will do), as ids or as the code's name. A segment that stands
in several rows has the codes of all of them. Doubts: a cell that a spreadsheet program turned into a number or a date
cannot be mended.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qda.errors import InputError, Problem
from qda.model import Codebook, CodeId, SegmentId
from qda.text.fold import fold

SEGMENT_COLUMNS = ("segment", "segment_id", "编码段", "片段", "段", "段落编号")
CODE_COLUMNS = ("codes", "code", "编码", "代码", "编码结果")
MEMO_COLUMNS = ("memo", "备注", "备忘", "说明")
_BETWEEN = re.compile(r"[;；,，、\n|]+")

SheetRow = tuple[SegmentId, tuple[CodeId, ...], str]


def read_sheet(
    path: Path, codebook: Codebook, known_segments: set[SegmentId], *, shown_as: str = ""
) -> tuple[list[SheetRow], list[Problem]]:
    """The rows of a CSV or XLSX sheet as (segment, codes, memo), and what is wrong with it.

    A row with an unknown segment is left out, an unknown code is left out of its row; both are Problems. If none of the
    codes of a row is known the row is left out: it is no decision for "no code". Codes stand in the codebook's order.

    Raises InputError when the file is no sheet or has no segment or codes column.
    """
    shown = shown_as or str(path)
    numbered = list(_xlsx(path, shown) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv(path, shown))
    at, columns = _header(numbered, shown)
    names = _code_names(codebook)
    order = {code.id: i for i, code in enumerate(codebook.codes)}
    problems: list[Problem] = []
    codes_of: dict[SegmentId, dict[CodeId, None]] = {}
    memos: dict[SegmentId, list[str]] = {}
    for line, row in numbered[at + 1 :]:
        segment = _cell(row, columns["segment"])
        words = [word.strip() for word in _BETWEEN.split(_cell(row, columns["codes"])) if word.strip()]
        memo = _cell(row, columns["memo"]) if "memo" in columns else ""
        if not segment:
            if words or memo:
                message = f"a row with codes ({', '.join(words) or 'none'}) names no segment; it was not used"
                problems.append(Problem("error", "sheet-row-without-segment", message, shown, line))
            continue
        if segment not in known_segments:
            message = f"segment {segment!r} is not in the study; the row was not used (was the text cut again since?)"
            problems.append(Problem("error", "sheet-unknown-segment", message, shown, line))
            continue
        known = [names[fold(word)] for word in words if fold(word) in names]
        unknown = [word for word in words if fold(word) not in names]
        if unknown:
            rest = "the other codes of the row were used" if known else "the row was not used"
            message = f"segment {segment}: no code {', '.join(unknown)} in codebook {codebook.id}; {rest}"
            problems.append(Problem("error", "sheet-unknown-code", message, shown, line))
            if not known:
                continue
        if segment in codes_of:
            message = f"segment {segment} stands in several rows; it has the codes of all of them"
            problems.append(Problem("note", "sheet-segment-twice", message, shown, line))
        codes_of.setdefault(segment, {}).update(dict.fromkeys(known))
        memos.setdefault(segment, []).extend([memo] if memo else [])
    rows = [
        (segment, tuple(sorted(codes, key=order.__getitem__)), "\n".join(memos[segment]))
        for segment, codes in codes_of.items()
    ]
    return rows, problems


def _code_names(codebook: Codebook) -> dict[str, CodeId]:
    """What people may write for a code, folded: its id, or a name that only one code has."""
    owners: dict[str, set[CodeId]] = {}
    for code in codebook.codes:
        for name in code.name.values():
            owners.setdefault(fold(name).strip(), set()).add(code.id)
    names = {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1 and name}
    return {**names, **{fold(code.id): code.id for code in codebook.codes}}


def _header(numbered: Sequence[tuple[int, Sequence[str]]], shown: str) -> tuple[int, dict[str, int]]:
    """Which row is the header, and the column of each thing."""
    wanted = {"segment": SEGMENT_COLUMNS, "codes": CODE_COLUMNS, "memo": MEMO_COLUMNS}
    for i, (_, row) in enumerate(numbered[:10]):
        heads = [fold(head).strip() for head in row]
        columns = {
            what: next((heads.index(fold(name)) for name in known if fold(name) in heads), -1)
            for what, known in wanted.items()
        }
        if columns["segment"] >= 0 and columns["codes"] >= 0:
            return i, {what: column for what, column in columns.items() if column >= 0}
    first = ", ".join(numbered[0][1]) if numbered else "an empty file"
    raise InputError(
        f"no columns `segment` and `codes` found; the first row is: {first}",
        "keep the header row of the coding sheet as it was handed out", "sheet-without-header", path=shown, line=1,
    )  # fmt: skip


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _csv(path: Path, shown: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows with their line, from UTF-8 (with or without mark), UTF-16 with mark or GB18030; comma, semicolon or tab."""
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
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"the sheet breaks off: {error}", slug="sheet-unreadable", path=shown, line=line) from None


def _xlsx(path: Path, shown: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows with their line, from the first worksheet that has a header of ours, else the first one."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError(f"the sheet cannot be read: {error}", slug="sheet-unreadable", path=shown) from None
    try:
        sheets = [
            [
                (line, ["" if cell is None else str(cell) for cell in row])
                for line, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            ]
            for sheet in workbook.worksheets
        ]
    finally:
        workbook.close()
    known = {fold(name) for name in SEGMENT_COLUMNS}
    chosen = next((rows for rows in sheets if any(fold(c).strip() in known for _, row in rows[:10] for c in row)), None)
    yield from chosen if chosen is not None else (sheets[0] if sheets else [])
