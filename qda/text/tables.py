"""Table rows in minutes: speech (a column of names, a column of words), attendance, or other rows.

A header row that names a speaker's column makes the rows below it speech; one that names signatures or telephone
numbers makes them attendance; everything else is narration (action items, votes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qda.model import Span
from qda.text.fold import simplify
from qda.text.label_words import words_of
from qda.text.lines import Line

_SPEAKER = frozenset(words_of("发言人 发言者 说话人 人员 发言人员 讲话人 姓名 角色 发言代表 speaker"))
_SPEECH = frozenset(words_of("发言内容 发言 内容 说话内容 发言要点 发言摘要 意见 发言记录 转写内容 文本 text content"))
_COLUMNS = {
    "organisation": ("单位", "所属", "部门", "工作单位", "所在单位"),
    "post": ("职务", "身份", "职位", "岗位"),
    "sign": ("签到", "签名", "签字"),
}
_ATTENDANCE = frozenset(
    words_of(
        "姓名 签名 签到 签字 电话 联系电话 联系方式 单位 职务 手机 手机号 楼栋 房号 身份 序号 备注 性别 年龄 到会 "
        "到会时间"
    )
)


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A row of a table of attendance. name: its span. note: what stands beside the name in the columns for unit, post
    and remarks. organisation, post: these columns alone, "" without them. signed: whether the cell for the signature
    is filled, None if there is no such column or nobody at all has signed."""

    name: Span
    note: str
    organisation: str = ""
    post: str = ""
    signed: bool | None = None


class TableReader:
    """Reads rows in order and remembers the header of the table it is in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._speech: tuple[int, int] | None = None
        self._attendance = False
        self._inside = False
        self._name: int | None = None
        self._remark: tuple[int, ...] = ()
        self._columns: dict[str, int] = {}
        self._rows: list[AttendanceRow] = []

    def leave(self) -> None:
        """A line that is no row: the table is over."""
        self._speech, self._attendance, self._inside = None, False, False

    def read(self, line: Line) -> tuple[str, tuple[tuple[str, Span], ...]]:
        """The role of a row (speech, apparatus, narration) and, for speech, who said what."""
        cells = [self._text[start:end] for start, end in line.cells]
        keys = [re.sub(r"[\s*:：]+", "", simplify(cell)).lower() for cell in cells]
        if line.gap:
            self.leave()
        first = not self._inside
        self._inside = True
        if all(re.fullmatch(r"[\s:-]*", cell) for cell in cells):
            return "apparatus", ()
        if first or ({*keys} & _SPEAKER and {*keys} & _SPEECH):
            header = self._header(keys)
            if header:
                return "apparatus", ()
        if self._speech is not None and max(self._speech) < len(cells):
            name, words = self._speech
            if cells[name].strip() and cells[words].strip():
                return "speech", ((re.sub(r"[*:：\s]+$|^[*\s]+", "", cells[name]), Span(*line.cells[words])),)
            return "narration", ()
        if self._attendance:
            if (
                self._name is not None
                and self._name < len(cells)
                and re.search(r"[\u3400-\u9fffA-Za-z]", cells[self._name])
            ):
                note = "，".join(cells[place] for place in self._remark if place < len(cells) and cells[place])
                self._rows.append(self._row(line, cells, note))
            return "apparatus", ()
        return "narration", ()

    def attendance(self) -> tuple[AttendanceRow, ...]:
        """All rows of tables of attendance so far."""
        if any(row.signed for row in self._rows):
            return tuple(self._rows)
        return tuple(replace(row, signed=None) for row in self._rows)

    def _row(self, line: Line, cells: list[str], note: str) -> AttendanceRow:
        def cell(kind: str) -> str | None:
            place = self._columns.get(kind)
            return cells[place].strip() if place is not None and place < len(cells) else None

        # A blank last cell is not there in plain text.
        sign = (cell("sign") or "") if "sign" in self._columns else None
        return AttendanceRow(
            Span(*line.cells[self._name or 0]),
            note,
            cell("organisation") or "",
            cell("post") or "",
            None if sign is None else bool(sign.strip("/—- ")),
        )

    def _header(self, keys: list[str]) -> bool:
        """Whether the keys are a header; remembers what kind of table it opens."""
        speakers = [place for place, key in enumerate(keys) if key in _SPEAKER]
        speeches = [place for place, key in enumerate(keys) if key in _SPEECH]
        if speakers and speeches:
            self._speech = speakers[0], speeches[0]
            return True
        filled = [key for key in keys if key]
        if filled and sum(key.split("/")[0] in _ATTENDANCE for key in filled) >= max(2, 0.7 * len(filled)):
            self._attendance = True
            self._name = next(
                (place for place, key in enumerate(keys) if key.startswith(("姓名", "名字", "人员"))), None
            )
            self._columns = {
                kind: place
                for kind, words in _COLUMNS.items()
                for place in reversed(range(len(keys)))
                if keys[place].startswith(words) and place != self._name
            }
            self._remark = tuple(
                place for place, key in enumerate(keys) if key.startswith(("单位", "职务", "身份", "备注", "签"))
            )
            return True
        return False
