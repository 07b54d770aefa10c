"""What folders, file names and manifests say about a file: case, kind, date, title.

A manifest is a table (manifest.csv or .xlsx) with one row a file; it says more than a folder, a folder more than a file
name. Every value comes with its origin, so that a document can say where it got its date from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from qda.errors import InputError, Problem
from qda.text.dates import find_date
from qda.text.fold import simplify
from qda.text.label_words import words_of

_KINDS = {
    "minutes": "会议记录 会议 会议纪要 纪要 议事记录 议事会 协商会 会议材料 座谈 座谈会 minutes meetings meeting",
    "interview": "访谈 采访 访谈记录 访谈资料 专访 深度访谈 访谈文本 interviews interview",
    "requests": "诉求 台账 诉求台账 居民诉求 居民诉求台账 工单 requests request",
    "other": "其他 其它 other others 汇报 总结 工作报告 报告 文件 群聊 微信群 微信群聊 群聊记录 聊天记录 微信 chat chats",
}
KIND_WORDS: Mapping[str, str] = {word: kind for kind, forms in _KINDS.items() for word in forms.split()}
"""Kind by folder name or by word in a manifest; simplified, lower case."""

_NO_CASE = frozenset(
    words_of(
        "corpus data 语料 资料 材料 原始资料 原始材料 数据 文本 文档 转录 转写 转录稿 逐字稿 txt md docx doc word "
        "raw source"
    )
)
_IN_NAME = (
    ("requests", re.compile(r"诉求|台账|工单")),
    ("other", re.compile(r"群聊|聊天记录|微信群")),
    ("interview", re.compile(r"访谈|采访|专访|interview", re.IGNORECASE)),
    (
        "minutes",
        re.compile(r"会议|纪要|议事|协商会|座谈|恳谈|听证|沟通会|说明会|联席会|例会|minutes|meeting", re.IGNORECASE),
    ),
)
_PLACE = re.compile(r"[（(]([^（）()]{1,20})[)）]\s*$")
_NOT_A_PLACE = re.compile(
    r"\d|未成会|流会|上|下|一|二|三|终稿|定稿|初稿|修订|修改|整理|节选|摘要|草稿|副本|版|稿|copy|final|录音|"
    r"转写|补充|续"
)
_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-./_年]\s?\d{1,2}\s?[-./_月]\s?\d{1,2}\s?[日号]?|(?<!\d)(?:19|20)\d{6}(?!\d)"
    r"|(?:19|20)\d\d[-_](?:0[1-9]|1[0-2])(?!\d)|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}[日号]?)?)?"
    r"|[〇○零一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号])?)?"
)
_COLUMNS = {
    "path": "path 文件 文件名 路径 文件路径 file filename source_path",
    "case": "case community 社区 place 案例 地点 个案 case_id 所属社区",
    "kind": "kind 类型 type 文档类型 资料类型 类别",
    "date": "date 日期 时间 会议日期 访谈日期",
    "title": "title 标题 名称 题目",
}
_COLUMN = {form: name for name, forms in _COLUMNS.items() for form in forms.split()}


def path_metadata(relative: str, kinds: Mapping[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """What a path says: field (case, kind, date, title) to (value, origin), origin "folder" or "file name".

    relative: the path inside the corpus. kinds: further folder names and the kind they stand for, from the study's
    settings. The first folder that is neither a kind nor a date nor a general word (资料, corpus) is the case; without
    one, a place in brackets at the end of the file name is.
    """
    own = {_key(name): kind for name, kind in (kinds or {}).items()}
    path = PurePosixPath(unicodedata.normalize("NFC", relative).replace("\\", "/"))
    found: dict[str, tuple[str, str]] = {}
    for folder in path.parts[:-1]:
        kind = own.get(_key(folder)) or KIND_WORDS.get(_key(folder))
        if kind:
            found["kind"] = (kind, "folder")
        elif "case" not in found and not _is_general(folder):
            found["case"] = (folder.strip(), "folder")
    stem = path.stem.strip()
    if "kind" not in found:
        simple = simplify(stem)
        for kind, pattern in _IN_NAME:
            if pattern.search(simple):
                found["kind"] = (kind, "file name")
                break
    place = _PLACE.search(stem)
    if "case" not in found and place and not _NOT_A_PLACE.search(simplify(place[1])):
        found["case"] = (place[1].strip(), "file name")
    date = find_date(stem)
    if date:
        found["date"] = (date, "file name")
    else:
        for folder in reversed(path.parts[:-1]):
            date = find_date(folder)
            if date:
                found["date"] = (date, "folder")
                break
    title = _DATE.sub("", stem, count=1).strip(" \t\u3000_-—–.·,，")
    found["title"] = (title or stem, "file name")
    return found


def read_manifest(path: Path) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """A manifest: normalised path to fields (case, kind, date, title, and every other column under its own name).

    Empty cells are left out. Problems: a manifest without a path column or that cannot be read (error), a path twice, a
    kind or date that is not understood, a row without a path (warnings). Paths are relative to the manifest's folder.
    """
    shown = path.name
    try:
        rows = _rows(path, shown)
    except (OSError, InputError, ValueError, KeyError) as fault:
        message = fault.message if isinstance(fault, InputError) else f"{type(fault).__name__}: {fault}"
        return {}, [
            Problem(
                "error", "unreadable-manifest", f"the manifest cannot be read ({message}); save it as UTF-8 CSV", shown
            )
        ]
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        return {}, [Problem("warning", "empty-manifest", "the manifest has no rows", shown)]
    header = [_column(cell) for cell in rows[0][1]]
    if "path" not in header:
        message = "the manifest has no column for the file (path, 文件 or 路径) and was not used; add one"
        return {}, [Problem("error", "manifest-without-path", message, shown, rows[0][0])]
    made: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for number, cells in rows[1:]:
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name and cell.strip()}
        key = manifest_key(row.pop("path", ""))
        if not key:
            problems.append(Problem("warning", "manifest-row", "the row names no file and was not used", shown, number))
            continue
        if key in made:
            message = f"{key} is named twice; the first row was used"
            problems.append(Problem("warning", "manifest-duplicate", message, shown, number))
            continue
        _understand(row, shown, number, problems)
        made[key] = row
    return made, problems


def manifest_key(path: str) -> str:
    """A path as manifests and folders are compared: "/" as separator, no "./", composed characters (NFC)."""
    text = unicodedata.normalize("NFC", path.strip()).replace("\\", "/")
    return str(PurePosixPath(text)) if text else ""


def _understand(row: dict[str, str], shown: str, number: int, problems: list[Problem]) -> None:
    """Kind and date of a row in the program's words; what is not understood is taken out and reported."""
    if "kind" in row:
        kind = KIND_WORDS.get(_key(row["kind"]))
        if kind is None:
            message = (
                f"kind {row['kind']!r} is not known; use minutes (会议记录), interview (访谈), requests (诉求) or other"
            )
            problems.append(Problem("warning", "manifest-kind", message, shown, number))
            del row["kind"]
        else:
            row["kind"] = kind
    if "date" in row:
        date = find_date(row["date"])
        if date is None:
            message = f"date {row['date']!r} is not understood; write 2022-04-18"
            problems.append(Problem("warning", "manifest-date", message, shown, number))
            del row["date"]
        else:
            row["date"] = date


def _rows(path: Path, shown: str) -> list[tuple[int, list[str]]]:
    """The rows of a manifest with their numbers."""
    from qda.readers.sheet import csv_rows, xlsx_rows

    data = path.read_bytes()
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        sheets = xlsx_rows(data, shown)
        return sheets[0][1] if sheets else []
    return csv_rows(data, shown, None)[0]


def _column(cell: str) -> str:
    key = _key(cell)
    return _COLUMN.get(key, cell.strip())


def _key(words: str) -> str:
    return re.sub(r"\s+", "", simplify(unicodedata.normalize("NFC", words))).lower()


def _is_general(folder: str) -> bool:
    """A folder name that says nothing about the case: general words, dates, numbers."""
    key = _key(folder)
    return key in _NO_CASE or bool(re.fullmatch(r"[\d\-_.年月日/]+", key)) or key in (".", "..", "")
