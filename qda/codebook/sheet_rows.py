"""The rows of a codebook sheet collected into codes, whatever way the sheet sets them out.

A row with an id or a name begins a code; one without goes on with the code above it. Columns of levels (一级编码,
二级编码 …) are filled down, and a level that is new makes a code of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qda.codebook import query, sheet_columns
from qda.codebook.schema import ID_PATTERN
from qda.codebook.sheet_columns import LEVELS, LIST_COLUMNS, in_two_languages, plain
from qda.codebook.sheet_depth import depths
from qda.codebook.sheet_grid import Sheet
from qda.errors import Problem, Severity
from qda.text.fold import fold, simplify

_NOTE = re.compile(r"\s*(注|註|说明|說明|备注|備註|资料来源|資料來源|note|source)\s*[:：]", re.IGNORECASE)
_BOUND = re.compile(
    r"(?:(不包括|不包含|不纳入|排除标准|排除|不适用|excludes?|exclusion)|纳入标准|纳入|包括|包含|适用|includes?|inclusion)\s*[:：]\s*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•·●○■◆▪–—\-*]\s*")
_NUMBER = re.compile(r"[(（]?(\d{1,2}|[①-⑳])[)）.、．：:]?\s*")


@dataclass(slots=True)
class CodeRow:
    """One code while its rows are read. parent: as written. level_parent: the id from columns of levels. names: all that
    the column 上级 of another row may call it by. rule_lines: the row of each entry of lists["rules"]."""

    line: int
    id: str
    parent: str = ""
    level_parent: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=lambda: {key: [] for key in LIST_COLUMNS})
    rule_lines: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class Reading:
    """What has been read of one file so far. literal: its cells are taken as they are, without bullets or numbers."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.rows: dict[str, CodeRow] = {}
        self.by_path: dict[tuple[str, ...], str] = {}
        self.terms: dict[str, tuple[str, ...]] = {}
        self.literal = False

    def tell(self, severity: Severity, slug: str, message: str, line: int | None) -> None:
        """One more problem."""
        self.problems.append(Problem(severity, slug, message, self.shown, line))


def read_rows(sheet: Sheet, header: int, reading: Reading) -> None:
    """The rows below the titles, collected into codes. header: the position of the row of titles."""
    titles = sheet.rows[header][1]
    columns = sheet_columns.columns_of(titles)
    reading.literal = sheet_columns.is_own(titles)
    for position, title in enumerate(titles):
        if title and position not in columns.values():
            reading.tell("warning", "sheet-column-unknown", f"the column {title} was not read", sheet.rows[header][0])
    if "name_zh" not in columns and "id" in columns and not any(level in columns for level in LEVELS):
        columns = _id_or_name(columns, sheet, header)
    above = dict.fromkeys(LEVELS, "")
    by_looks = not reading.literal and "parent" not in columns and not any(level in columns for level in LEVELS)
    depth, bare = depths(sheet, header, columns) if by_looks else ({}, {})
    open_names: list[str] = []
    last: CodeRow | None = None
    for line, cells in sheet.rows[header + 1 :]:
        values = {key: cells[at] if at < len(cells) else "" for key, at in columns.items()}
        if sheet_columns.columns_of(cells) == sheet_columns.columns_of(titles):
            continue  # the titles again, on a new page
        written = [cell for cell in cells if cell]
        if len(written) == 1 and _NOTE.match(written[0]):
            reading.tell("note", "sheet-note-left-out", f"row {line} is a note and no code: {written[0][:40]}", line)
            continue
        if values.get("id", "").startswith(("$", "＄")):
            add_terms(values["id"], values.get("rules", ""), line, reading)
            continue
        for key in ("parent", "facet", "basis", "exclusive"):
            if key in columns and not values[key]:
                values[key] = sheet.spread.get((line, columns[key]), "")
        if line in bare:
            values["name_zh" if "name_zh" in columns else "name_en"] = bare[line]
        path = _path(values, above, columns)
        if line in depth and (path or values.get("id")):
            open_names[depth[line] :] = [path[-1] if path else values["id"]]
            path = tuple(open_names)
        if path or values.get("id"):
            last = _start(line, path, values, reading)
        elif last is None:
            reading.tell(
                "error",
                "sheet-row-without-code",
                f"row {line} has no id and no name, and no code above it; it was not read",
                line,
            )
            continue
        _fill(last, line, values, reading)


def add_terms(name: str, words: str, line: int, reading: Reading) -> None:
    """A term list, or more words of one."""
    name = name.lstrip("$＄").strip()
    found = tuple(dict.fromkeys(entry(word) for word in words.split("\n") if word.strip()))
    if name and found:
        reading.terms[name] = (*reading.terms.get(name, ()), *found)
    elif name or found:
        reading.tell(
            "error", "term-list-empty", f"row {line}: a term list without a name or without words was left out", line
        )


def entry(text: str) -> str:
    """An entry of a cell with its line ends, which are written as ↵."""
    return re.sub(r"\\↵|↵", lambda found: "\n" if found.group() == "↵" else "↵", text)


def _id_or_name(columns: Mapping[str, int], sheet: Sheet, header: int) -> dict[str, int]:
    """A column 编码 without a column 名称 holds names where most of its cells are no ids."""
    at = columns["id"]
    cells = [row[at] for _, row in sheet.rows[header + 1 :] if at < len(row) and row[at] and row[at][0] not in "$＄"]
    names = sum(1 for cell in cells if not re.fullmatch(ID_PATTERN, fold(cell)))
    if names * 2 > len(cells):
        return {("name_zh" if key == "id" else key): position for key, position in columns.items()}
    return dict(columns)


def _path(values: Mapping[str, str], above: dict[str, str], columns: Mapping[str, int]) -> tuple[str, ...]:
    """The names from the top level down to the row's own code; () where the row has no name. above: the last name
    that stood in each level column, filled down."""
    levels = [level for level in LEVELS if level in columns]
    for level in levels:
        if values[level]:
            above[level] = values[level]
            for deeper in LEVELS[LEVELS.index(level) + 1 :]:
                above[deeper] = ""
    name = values.get("name_zh") or values.get("name_en") or ""
    own_name = "name_zh" in columns or "name_en" in columns
    if name:
        return (*(above[level] for level in levels if above[level]), name)
    if own_name or not any(values[level] for level in levels):
        return ()
    return tuple(above[level] for level in levels if above[level])


def _start(line: int, path: tuple[str, ...], values: Mapping[str, str], reading: Reading) -> CodeRow:
    """The code that a row begins, or goes on with; codes of the levels above it are made where they are new."""
    parent: str | None = None
    for depth in range(1, len(path)):
        above = _coded(line, path[:depth], "", parent, reading)
        above.values.setdefault("name_zh", entry(path[depth - 1]))
        parent = above.id
    written = values.get("id", "")
    row = _coded(line, path, written, parent, reading)
    if not values.get("name_zh") and not values.get("name_en"):  # the name stands in a column of levels, or as the id
        if path:
            row.values.setdefault("name_zh", entry(path[-1]))
        elif not row.values and fold(written) != row.id:
            row.values["name_zh"] = entry(written)
    return row


def _coded(line: int, path: tuple[str, ...], written: str, parent: str | None, reading: Reading) -> CodeRow:
    name = path[-1] if path else ""
    key = tuple(plain(part) for part in path)
    code_id = fold(written).strip(" .。")
    usable = re.fullmatch(ID_PATTERN, code_id) is not None
    if usable and code_id in reading.rows:
        row = reading.rows[code_id]
        if name and name not in row.names:
            first = row.names[0] if row.names else code_id
            message = (
                f"row {line}: the id {written} stands twice (first in row {row.line}); {name} was joined to {first}"
            )
            reading.tell("warning", "sheet-code-joined", message, line)
        return row
    if not usable and not written and key in reading.by_path:
        return reading.rows[reading.by_path[key]]
    if not usable:
        code_id = _made_id(name or written, reading.rows)
        what = f"{written!r} is no id" if written else "no id"
        called = " ".join((name or written).split())
        reading.tell("warning", "sheet-id-made", f"row {line}: {called} has {what}; made {code_id}", line)
    elif code_id != written.strip():
        reading.tell("note", "sheet-id-made", f"row {line}: the id {written} was written as {code_id}", line)
    row = CodeRow(line, code_id, level_parent=parent, names=[text for text in (name, written) if text])
    reading.rows[code_id] = row
    if key:
        reading.by_path.setdefault(key, code_id)
    return row


def _made_id(name: str, taken: Mapping[str, object]) -> str:
    """An id from a name: its English words, else a short hash of it, so that the id does not depend on the row."""
    english = name if name.isascii() else in_two_languages(name)[1]
    words = re.findall(r"[a-z0-9]+", fold(english))
    base = "-".join(words) or "c-" + hashlib.sha256(simplify(name).encode("utf-8")).hexdigest()[:8]
    made, number = base, 2
    while made in taken:
        made, number = f"{base}-{number}", number + 1
    return made


def _fill(row: CodeRow, line: int, values: Mapping[str, str], reading: Reading) -> None:
    """What a row of the sheet says about a code: texts once, lists row after row."""
    for key in ("name_zh", "name_en", "facet", "basis", "exclusive", "minimum", "definition_zh", "definition_en"):
        text = entry(values.get(key, ""))
        if text and key in {"definition_zh", "definition_en"} and row.values.get(key, text) != text:
            row.values[key] += "\n" + text
        elif text:
            row.values.setdefault(key, text)
    row.names += [text for text in (values.get("name_zh", ""), values.get("name_en", "")) if text]
    row.parent = row.parent or values.get("parent", "")
    include, exclude = _bounds(values.get("bounds", ""))
    for key in LIST_COLUMNS:
        found = _entries(values.get(key, ""), reading.literal or key == "rules")
        found += include if key == "include" else exclude if key == "exclude" else []
        row.lists[key] += found
        if key == "rules":
            row.rule_lines += [line] * len(found)
    words = [word for word in re.split(r"[、，,；;\s/|]+", values.get("keywords", "")) if word]
    if words:
        row.lists["rules"].append(" | ".join(query.show(query.Term(word)) for word in dict.fromkeys(words)))
        row.rule_lines.append(line)


def _bounds(cell: str) -> tuple[list[str], list[str]]:
    """What counts and what does not, from one cell: 包括：…；不包括：…。 What stands before any such word counts."""
    include: list[str] = []
    exclude: list[str] = []
    chosen = include
    for part in re.split(r"[\n；;]|(?<=[。])", cell):
        match = _BOUND.match(part.strip())
        if match:
            chosen = exclude if match.group(1) else include
        text = part.strip()[match.end() if match else 0 :].strip()
        if text:
            chosen.append(entry(text))
    return include, exclude


def _entries(cell: str, literal: bool) -> list[str]:
    """The entries of a cell, a line each; in a scholar's cell without bullets or numbers in front."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if not literal and lines:
        if all(_BULLET.match(line) for line in lines):
            lines = [_BULLET.sub("", line, count=1) for line in lines]
        elif len(lines) > 1 and _numbers(lines) == list(range(1, len(lines) + 1)):
            lines = [_NUMBER.sub("", line, count=1) for line in lines]
    return [entry(line) for line in lines if line]


def _numbers(lines: Sequence[str]) -> list[int]:
    found = (_NUMBER.match(line) for line in lines)
    marks = (match.group(1) if match else "0" for match in found)
    return [int(mark) if mark.isdecimal() else ord(mark) - ord("①") + 1 for mark in marks]
