"""Which columns a table has and what its rows are: requests, turns of a meeting, or whole documents.

The header row is found by its words, below a title row if there is one. `study.toml` may say which column is which;
what is guessed instead is shown in a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qda.errors import Problem
from qda.readers.sheet_rows import Rows
from qda.text.fold import simplify
from qda.text.label_words import words_of

RowKind = Literal["requests", "turns", "documents"]

_REQUESTS = {
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
_TURNS = {
    "speaker": "发言人 发言者 说话人 讲话人 发言人员 讲话者 发言代表 发言人姓名 说话者 speaker",
    "text": "发言内容 发言 说话内容 讲话内容 转写内容 转写文本 发言记录 发言要点 发言摘要 utterance 内容 文本 原文 "
    "text content transcript",
    "time": "时间 开始时间 起始时间 时间戳 发言时间 时间点 start time timestamp starttime begin",
    "document": "文档 会议 会议名称 文件 场次 会议编号 访谈编号 document meeting file session",
    "date": "日期 会议日期 date",
}
_WEAK_SPEAKERS = frozenset(words_of("姓名 人员 角色 name role 身份 participant"))
_STRONG_SPEECH = frozenset(
    words_of("发言内容 发言 说话内容 讲话内容 转写内容 转写文本 发言记录 发言要点 发言摘要 utterance")
)
_DOCUMENTS = {
    "title": "标题 题目 名称 会议名称 文件名 文件名称 文档名称 文档 文档标题 资料名称 title name",
    "date": "日期 时间 会议日期 会议时间 访谈日期 访谈时间 发布日期 发布时间 date",
    "kind": "类型 种类 类别 文档类型 资料类型 kind type",
    "case": "社区 案例 地点 个案 所属社区 小区 case community place",
    "text": "正文 全文 文本 正文内容 文档内容 会议内容 访谈内容 会议记录 访谈记录 原文 记录内容 text body fulltext 内容 "
    "content",
}
_STRONG_BODY = frozenset(
    words_of("正文 全文 文本 正文内容 文档内容 会议内容 访谈内容 会议记录 访谈记录 原文 记录内容 text body fulltext")
)
_ONLY_REQUESTS = frozenset(("source", "person", "handler", "result", "closed", "satisfaction"))
_HEADER_WITHIN = 15


def _by_form(columns: Mapping[str, str]) -> dict[str, str]:
    return {form: name for name, forms in columns.items() for form in forms.split()}


_REQUEST_FORMS, _TURN_FORMS, _DOCUMENT_FORMS = _by_form(_REQUESTS), _by_form(_TURNS), _by_form(_DOCUMENTS)

CANONICAL: tuple[str, ...] = tuple(dict.fromkeys((*_REQUESTS, *_TURNS, *_DOCUMENTS)))
"""Names that `columns` may use."""

COLUMN_WORDS: Mapping[str, str] = {
    **{"发言人": "speaker", "发言内容": "text", "正文": "text", "时间": "time", "会议": "document", "日期": "date"},
    **{"标题": "title", "类型": "kind", "社区": "case", "编号": "number", "来源": "source", "诉求人": "person"},
    **{"诉求内容": "content", "承办": "handler", "办理情况": "result", "办结日期": "closed", "满意度": "satisfaction"},
}
"""The same in Chinese."""


@dataclass(frozen=True, slots=True)
class Columns:
    """kind: what a row is. header: index of the header row in the rows. names: canonical name of each column, "" for a
    column that keeps its own title. titles: the header cells."""

    kind: RowKind
    header: int
    names: tuple[str, ...]
    titles: tuple[str, ...]

    def title(self, place: int) -> str:
        """A column's title, or its number if it has none."""
        return (self.titles[place] if place < len(self.titles) else "") or f"第{place + 1}列"

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """The named cells of a row."""
        return {name: cell for name, cell in zip(self.names, cells, strict=False) if name}

    def others(self, cells: Sequence[str]) -> list[tuple[str, str]]:
        """Title and cell of the columns without a canonical name, blank cells left out."""
        return [
            (self.title(place), cell)
            for place, cell in enumerate(cells)
            if cell and (place >= len(self.names) or not self.names[place])
        ]

    def is_header_again(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats the header, as printed tables do on every page."""
        return [cell for cell in cells if cell] == [title for title in self.titles if title]


def find_columns(
    rows: Rows, given: Mapping[str, str] | None, shown_as: str, problems: list[Problem], sheet: str = ""
) -> Columns | None:
    """The columns of a table, None if it is none of the known kinds. given: canonical name to column title.

    Problems: "column-missing" for a given title that is not in the table, "columns-guessed" to show what was guessed.
    """
    if given:
        given = {COLUMN_WORDS.get(_key(name), name): title for name, title in given.items()}
        found = _given(rows, given)
        if found is not None:
            missing = [title for name, title in given.items() if name not in found.names]
            if missing:
                message = f"no column is called {'、'.join(missing)}{_on(sheet)}; look at the columns in study.toml"
                problems.append(Problem("warning", "column-missing", message, shown_as, rows[found.header][0]))
            return found
        message = (
            f"none of the columns {'、'.join(given.values())} was found{_on(sheet)}; they were guessed instead, look at "
            "the columns in study.toml"
        )
        problems.append(Problem("warning", "column-missing", message, shown_as, rows[0][0]))
    for index, (number, cells) in enumerate(rows[:_HEADER_WITHIN]):
        keys = [_key(cell) for cell in cells]
        for kind, forms in (("turns", _turns(keys)), ("documents", _documents(keys)), ("requests", _requests(keys))):
            if forms is None:
                continue
            found = Columns(_kind(kind), index, _once(forms), tuple(cells))
            shown = ", ".join(f'{name} = "{cell}"' for name, cell in zip(found.names, cells, strict=True) if name)
            message = (
                f"the columns were guessed{_on(sheet)}: one row is one {_ONE[found.kind]}; if that is wrong, correct "
                f"this line and put it under [corpus] in study.toml: columns = {{{shown}}}"
            )
            problems.append(Problem("note", "columns-guessed", message, shown_as, number))
            return found
    return None


_ONE = {"requests": "request", "turns": "turn of a speaker", "documents": "document"}


def _on(sheet: str) -> str:
    return f" on sheet {sheet}" if sheet else ""


def _kind(name: str) -> RowKind:
    return "turns" if name == "turns" else "documents" if name == "documents" else "requests"


def _given(rows: Rows, given: Mapping[str, str]) -> Columns | None:
    """The columns as declared: the first row that holds the most of the titles, if it holds a column of words."""
    wanted = {_key(title): name for name, title in given.items()}
    best: tuple[int, Columns] | None = None
    for index, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        names = _once([wanted.get(_key(cell), "") for cell in cells])
        count = sum(1 for name in names if name)
        if not {"text", "content"} & {*names} or (best is not None and count <= best[0]):
            continue
        kind = "turns" if "speaker" in names else "requests" if "content" in names else "documents"
        best = count, Columns(_kind(kind), index, names, tuple(cells))
    return best[1] if best else None


def _turns(keys: list[str]) -> list[str] | None:
    names = [_TURN_FORMS.get(key, "") for key in keys]
    if "speaker" not in names and {*keys} & _STRONG_SPEECH:
        names = ["speaker" if key in _WEAK_SPEAKERS else name for key, name in zip(keys, names, strict=True)]
    if not {"speaker", "text"} <= {*names}:
        return None
    return _preferring(keys, names, "text", _STRONG_SPEECH)


def _documents(keys: list[str]) -> list[str] | None:
    names = [_DOCUMENT_FORMS.get(key, "") for key in keys]
    filled = {name for name in names if name}
    if "text" not in filled or len(filled) < 2:
        return None
    strong = bool({*keys} & _STRONG_BODY)
    if not strong and ("title" not in filled or {_REQUEST_FORMS.get(key, "") for key in keys} & _ONLY_REQUESTS):
        return None
    return _preferring(keys, names, "text", _STRONG_BODY)


def _requests(keys: list[str]) -> list[str] | None:
    names = [_REQUEST_FORMS.get(key, "") for key in keys]
    return names if "content" in names and len({name for name in names if name}) >= 2 else None


def _preferring(keys: list[str], names: list[str], wanted: str, strong: frozenset[str]) -> list[str]:
    """If several columns could be the one, only those that surely are."""
    if sum(name == wanted for name in names) > 1 and any(key in strong for key in keys):
        return ["" if name == wanted and key not in strong else name for key, name in zip(keys, names, strict=True)]
    return names


def _once(names: Sequence[str]) -> tuple[str, ...]:
    """The second column of a kind keeps its own title, so that nothing is written over."""
    made: list[str] = []
    for name in names:
        made.append(name if name and name not in made else "")
    return tuple(made)


def _key(title: str) -> str:
    """A title for comparison: simplified, without blanks, brackets and what follows them."""
    return re.sub(r"[\s:：*（(].*$|\s+", "", simplify(title).strip()).lower()
