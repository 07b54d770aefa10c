"""The tables of de-identification that people open: who is who (the map file), the project's list of names, the review list.

The map file holds the original names. It belongs outside the study, is written whole or not at all and readable by its
owner only where the system knows such rights; messages about it name line and column, never what stands there.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qda.errors import InputError, UsageError
from qda.steps.files import write_file
from qda.text.mask_patterns import Kind
from qda.text.mask_pseudonyms import KEPT, KIND_WORDS, Book, Entry, Listed

_COLUMNS = ("社区", "原名", "化名", "类别", "首次出现", "备注")
_NAME_COLUMNS = ("社区", "原名", "类别", "同一人", "处理")
_REVIEW_COLUMNS = ("文件", "社区", "类型", "把握", "已替换", "次数", "上下文", "化名", "缘由")


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the review list: a finding of a document, however often it comes. masked: the first place with its
    surroundings, after replacing; original: the same before. pseudonym: "" where it was left."""

    path: str
    case: str
    kind: Kind
    certainty: str
    replaced: bool
    times: int
    masked: str
    original: str
    pseudonym: str
    why: str


def check_map_place(path: Path, root: Path, reports: Path, *, allowed: bool = False) -> None:
    """Refuse a map file inside the study or its reports, whoever gets those gets the names too.

    Raises UsageError (map-inside-study, map-missing if no path is given)."""
    if not path.name:
        raise UsageError(
            "masking needs a place for the table of names and pseudonyms",
            'say where in study.toml: [mask] map = "../研究名-化名表.csv"',
            "map-missing",
        )
    place = path.resolve()
    for folder in (root.resolve(), reports.resolve()):
        if not allowed and place.is_relative_to(folder):
            raise UsageError(
                "the table of names and pseudonyms would lie inside the study or its reports",
                'put it elsewhere, for example [mask] map = "../研究名-化名表.csv"; whoever gets the folder gets the names',
                "map-inside-study",
            )


def load_book(path: Path) -> Book:
    """The map file; an empty book where there is none yet. Raises InputError (map-columns, map-row)."""
    entries: list[Entry] = []
    seen: dict[tuple[str, str], str] = {}
    for line, row in _rows(path, _COLUMNS, 3, "map-columns"):
        case, original, pseudonym, category, first, note = row
        entry = Entry(case, original, pseudonym, category, first, note)
        if not original or not pseudonym or seen.get((case, entry.key), pseudonym) != pseudonym:
            raise InputError(
                "a row of the map file has no 原名, no 化名, or gives one 原名 a second 化名",
                f"correct the row; write {KEPT} under 化名 for what stays as it is",
                "map-row",
                path=path.name,
                line=line,
            )
        if (case, entry.key) not in seen:
            entries.append(entry)
        seen[case, entry.key] = pseudonym
    return Book(tuple(entries))


def save_book(path: Path, book: Book) -> None:
    """Write the map file, readable by its owner only where the system knows such rights. Raises StudyError."""
    rows = [(e.case, e.original, e.pseudonym, e.category, e.first, e.note) for e in book.entries]
    _write(path, _COLUMNS, rows)


def load_names(path: Path) -> tuple[Listed, ...]:
    """The project's list of names: 原名, and where wanted 社区, 类别, 同一人, 处理 (保留: leave it). Raises InputError
    (mask-names-columns)."""
    if not path.is_file():
        raise InputError(
            "the list of names is not there", "check [mask] names in study.toml", "mask-names-missing", path=path.name
        )
    return tuple(
        Listed(case, name, category, same, action in (KEPT, "不遮", "keep"))
        for _, (case, name, category, same, action) in _rows(path, _NAME_COLUMNS, 0, "mask-names-columns")
        if name
    )


def review_rows(reviews: Iterable[Review], *, originals: bool = False) -> list[tuple[str, ...]]:
    """The review list as rows, the header first. originals: with a column of the words as they were; such a table
    belongs beside the map file, never into the study."""
    made: list[tuple[str, ...]] = [(*_REVIEW_COLUMNS, "原文")] if originals else [_REVIEW_COLUMNS]
    for one in reviews:
        row = (
            one.path,
            one.case,
            KIND_WORDS[one.kind],
            "确定" if one.certainty == "sure" else "存疑",
            "是" if one.replaced else "否",
            str(one.times),
            one.masked,
            one.pseudonym,
            one.why,
        )
        made.append((*row, one.original) if originals else row)
    return made


def save_review(path: Path, reviews: Iterable[Review]) -> None:
    """Write the review list with the originals (beside the map file). Raises StudyError."""
    header, *rows = review_rows(reviews, originals=True)
    _write(path, header, rows)


def _rows(path: Path, columns: Sequence[str], needed: int, slug: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and cells, in the order of `columns`; nothing where there is no file. needed: how many columns must be there
    (of the first ones); 0: 原名 alone."""
    from qda.text.encoding import decode

    if not path.is_file():
        return
    text, _, _ = decode(path.read_bytes(), path.name)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = [cell.strip() for cell in next(reader, [])]
    must = columns[:needed] or ("原名",)
    if missing := [name for name in must if name not in header]:
        raise InputError(
            f"the table lacks the columns {', '.join(missing)}",
            f"its first row must be {','.join(columns)}",
            slug,
            path=path.name,
            line=1,
        )
    places = [header.index(name) if name in header else -1 for name in columns]
    for row in reader:
        cells = tuple(row[place].strip() if 0 <= place < len(row) else "" for place in places)
        if any(cells):
            yield reader.line_num, cells


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table that Excel opens as UTF-8."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_file(path, lines.getvalue().encode("utf-8-sig"))
    if os.name == "posix":
        path.chmod(0o600)
