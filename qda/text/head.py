"""The head of minutes and interviews: fields such as 时间, 主持人, 参会人员, and who attended.

Field names come in many forms (会议时间, 時間, 【时间】, a table cell); each is given its canonical Chinese name. A
field that a label could be too (主持人：) is a field if what follows is a name and not speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qda.model import Span
from qda.text.fold import simplify
from qda.text.label_words import words_of
from qda.text.labels import COLON, STRONG, is_code, is_name, judge, key_of

_NAMES: dict[str, str] = {
    "会议名称": "会议名称 会议标题 会议",
    "时间": "时间 会议时间 开会时间 日期 会议日期 召开时间 议事时间 协商时间 活动时间 举行时间 会期",
    "地点": "地点 会议地点 开会地点 召开地点 议事地点 协商地点 活动地点 会场 会议场所",
    "主持人": "主持人 主持 会议主持 会议主持人 主席 会议主席 召集人 主持者 会议召集人",
    "参会人员": "参会人员 到场 到场人员 参会人 参会 参加人员 参加人 与会人员 与会人 出席 出席人员 出席人 到会人员 到会 "
    "出席者 参与人员 与会者 参会者 "
    "参会代表 参与人 参加者 与会代表 出席代表 参会名单 出席名单 与会名单 参加会议人员 出席会议人员 应到人员 "
    "实到人员 与会单位 出席单位 参会单位",
    "缺席": "缺席 没来 缺席人员 缺席人 缺席者 未到 未到人员 未出席 未出席人员 缺席名单",
    "请假": "请假 请假人员 请假人",
    "列席": "列席 列席人员 列席人 列席者 列席单位 旁听 旁听人员 列席代表",
    "记录人": "记录人 记录 记录整理 整理记录 会议记录 会议记录人 记录员 记录者 书记员 纪录 纪录人 会议纪录",
    "议题": "议题 主题 会议议题 会议主题 议事主题 协商议题 讨论议题 讨论事项 会议事由 事由 议事议题 会议议程 议程 "
    "协商主题 议案",
    "访谈编号": "访谈编号 编号 记录编号 样本编号 个案编号 访谈号 采访编号 档案编号",
    "访谈对象": "访谈对象 被访者 受访者 被访谈者 受访人 被访人 采访对象 对象 姓名 受访对象 被采访者 被访谈人 "
    "受访者姓名 "
    "受访者编号 化名 被访者编号",
    "性别": "性别",
    "年龄": "年龄 年纪 出生年",
    "身份": "身份 职业 职务 身份职务 受访者身份 被访者身份 对象身份 职业身份 访谈对象身份 角色",
    "访谈时间": "访谈时间 采访时间 访谈日期 采访日期 访问时间",
    "访谈地点": "访谈地点 采访地点 访问地点",
    "访谈方式": "访谈方式 采访方式 访谈形式",
    "访谈时长": "访谈时长 时长 录音时长",
    "访谈者": "访谈者 访谈 访谈人 采访者 采访人 访员 访问者 访谈员 调查员 提问人 采访 访问人",
    "记录者": "整理者 整理人 整理 录音整理 转录 转录人 文字整理 转写 誊录 誊稿",
}
FIELDS: dict[str, str] = {form: name for name, forms in _NAMES.items() for form in forms.split()}

_OTHER = frozenset(
    words_of(
        "单位 主办 主办单位 承办单位 协办单位 会议编号 会议类型 会议形式 会议性质 届次 签到 应到 实到 应到人数 "
        "实到人数 参会人数 出席人数 方式 形式 居住年限 学历 文化程度 政治面貌 婚姻状况 籍贯 住址 居住地址 家庭情况 "
        "社区 小区 街道 所属社区 联系方式 电话 联系电话 备注 录音 录音编号 语言 资料来源 来源 密级 抄送 报送 主送 "
        "签发 签发人 审核 审核人 校对 拟稿 附件 签字 签名 主持人签字 记录人签字 与会人员签字 参会人员签字 整理时间 "
        "整理日期 记录时间 记录日期 印发日期 印发 盖章 访谈背景 知情同意 同意书 录音许可 保密 字数 页数 版本 "
        "受访者年龄 受访者性别 楼栋 房号 工作年限 任职年限 任职时间 从业年限 入住时间 入住年份 户籍 家庭结构 住房 "
        "产权 访谈次数 访谈轮次 在场人员 其他在场者 其他在场人员 在场者 称呼 标记 代号 体例 记号 符号 转写说明 "
        "转写符号 记录说明 中途加入 召集单位 召集 参加单位 发 参考编号 项目 项目名称 课题 课题名称 填表人 填表日期 "
        "摘要 关键词 注 说明 附 附表 附录 表决方式 应到代表 实到代表 与会人数 参加人数 到会人数"
    )
)
_BOTH = frozenset(
    words_of(
        "主持人 主持 记录人 记录员 访谈者 访谈人 采访者 采访人 访员 被访者 受访者 被访谈者 受访人 被访人 访谈对象 "
        "访问者 调查员 记录者 书记员 纪录 主席 会议主席 会议主持人 召集人 姓名 对象"
    )
)
_LISTS = frozenset(("参会人员", "缺席", "请假", "列席", "议题", "主持人", "记录人", "访谈对象", "访谈者"))
_STATUS = {
    "主持人": "chair",
    "参会人员": "present",
    "缺席": "absent",
    "请假": "absent",
    "列席": "observer",
    "记录人": "recorder",
    "访谈对象": "interviewee",
    "访谈者": "interviewer",
}

_FIELD = re.compile(
    rf"\s*(?:[-*•·●▪■◆]\s+|\d{{1,2}}[.、]\s*|[一二三四五六七八九十]{{1,2}}、\s*|"
    rf"[（(][一二三四五六七八九十\d]{{1,2}}[)）]\s*)?(?:\*\*|__)?(?:【|\[)?\s*"
    rf"(?P<name>[\u3400-\u9fff](?:[\u3400-\u9fff/／ "
    rf"\u3000]{{0,10}}[\u3400-\u9fff])?)\s*(?:[（(][^（）()\n]{{0,12}}[)）])?\s*(?:】|\])?(?:\*\*|__)?\s*"
    rf"(?P<colon>{COLON}|(?<=\*)\s|[\u3000\t]|(?<=[\u3000 ]))\s*(?:\*\*|__)?\s*"
)
_BRACKETED = re.compile(r"\s*【\s*(?P<name>[\u3400-\u9fff \u3000]{1,10})\s*】\s*")
_SPOKEN = re.compile(r"[。！？!?…]|(?:我|你|您|大家|咱|今天|现在|我们|请问|好的|嗯|首先|开始)")
_PARTICULARS = re.compile(r"[，,、 ]\s*[男女](?:$|[，,、。 性])|\d{1,2}\s*岁|化名")
_EQUALS = re.compile(
    r"([A-Za-z]{1,3}\d?|[\u3400-\u9fff]{1,4})\s*(?:[=＝]|——|代表|表示|为(?=[访被受采]))\s*([\u3400-\u9fff]{2,8})"
)
_EXPLAINS = re.compile(
    r"(?m)^\s*([A-Za-z]{1,3}\d?|[\u3400-\u9fff])\s*[:：]\s*((?:被|受)?(?:访谈|采访|访|提问|调查|研究)(?:者|人|员|对象)|访员"
    r"|[\u3400-\u9fff]{2,8}?(?=[（(，,、；;\s]|$))"
)
_MARKED = re.compile(
    r"([\u3400-\u9fff]{1,8})[（(](?:[^（）()\n]*?(?:标记?为?|记为|记作|简称|代号|"
    r"称)\s*[“\"「]([^”\"」\n]{1,6})[”\"」]|([A-Z]\d?))"
)
_EXPLAINED = re.compile(
    r"\s*(?:[A-Za-z]{1,3}\d?|[\u3400-\u9fff])\s*(?:[:：=＝]|——|代表|表示|为)\s*"
    r"(?P<side>(?:被|受)?(?:访谈|采访|訪談|採訪|访|訪|提问|调查|研究)(?:者|人|员|對象|对象)|访员|訪員|主持人|记录人|記錄人)"
    r"(?:$|(?=[（(，,、：:；;\s]))[，,、：:\s]*(?P<who>[^。！？!?\n]{0,60})$"
)
_NOBODY = re.compile(r"(?:见|详见|应到|实到|共|约|其余|略|无|含|等|另有|签到|[男女]$|\d+\s*岁|[—\-/]+$)")
_COUNT = re.compile(r"(?:等|共|共计|合计)?\s*\d+\s*(?:余)?[人名位](?:参加|出席|到会)?[。.]?$|^等$|^共?\d+人$")


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person or body that the head names. name: as written, without brackets. note: what stood in brackets, or the
    group that the name was listed under. status: chair, present, observer, absent, recorder, interviewee, interviewer;
    listed for a row of a signed list that has no signature. span: of the name in the text. group: what the name was
    listed under ("物业：…"). post, organisation: from the columns of a table."""

    name: str
    note: str
    status: str
    span: Span
    group: str = ""
    post: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the head. name: canonical, or as written for fields without a canonical name. value: its span."""

    name: str
    value: Span


def field_name(words: str) -> str | None:
    """The canonical name of a field, the name itself for other known fields, None if it is no field."""
    key = re.sub(r"[\s/／:：*【】]+", "", simplify(words))
    base = re.sub(r"(?<=.{2})(?:[一二三四五六]|[甲乙丙丁])$", "", key)
    return FIELDS.get(key) or (key if key in _OTHER else FIELDS.get(base))


def aliases_of(head: str) -> dict[str, str]:
    """Short labels that the head explains, folded: "访＝访谈者；沈＝受访者", "苏某（标“苏”）", "王（W）"; the value
    is the side that they stand for, or the name, as written."""
    made = {key_of(match[1]): match[2] for match in _EQUALS.finditer(head)}
    for match in _EXPLAINS.finditer(head):
        made.setdefault(key_of(match[1]), match[2])
    for match in _MARKED.finditer(head):
        made.setdefault(key_of(match[2] or match[3]), match[1])
    return made


def fields_of(text: str, start: int, end: int, cells: tuple[tuple[int, int], ...] = ()) -> list[Field]:
    """The fields that one line consists of; empty if it does not begin with one."""
    if cells:
        return _fields_of_cells(text, cells)
    first = _field_at(text, start, end)
    if first is None:
        return []
    made, (name, place) = [], first
    while True:
        following = _next_field(text, place, end)
        stop = following[0] if following else end
        made.append(Field(name, _trim(text, place, stop)))
        if not following:
            return made
        name, place = following[1], following[2]


def is_spoken(value: str) -> bool:
    """Whether what follows 主持人： is speech rather than a name and particulars (女，56岁，……)."""
    plain = re.sub(r"[（(][^（）()]*[)）]", "", simplify(value))
    if _PARTICULARS.search(plain[:40]):
        return False
    return len(plain) > 40 or bool(_SPOKEN.search(plain))


def may_be_speaker(words: str) -> bool:
    """Whether a field's name is also something a speaker is called."""
    return re.sub(r"\s+|(?<=.{2})[一二三四甲乙丙丁]$", "", simplify(words)) in _BOTH


def is_list(name: str) -> bool:
    """Whether the value of a field may go on over further lines."""
    return name in _LISTS


def explained(text: str, start: int, end: int) -> tuple[str, Field | None] | None:
    """A line of the head that explains a label: "A：访谈者（研究生小王）", "B：被访者，李阿姨，女". The side's word, and
    the field that says who it is, None if it does not; None for any other line."""
    match = _EXPLAINED.match(text, start, end)
    if match is None or _EQUALS.search(match["who"] or ""):
        return None
    name = field_name(match["side"]) or ""
    value = _trim(text, match.start("who"), match.end("who")) if match["who"] else None
    if value is not None and text[value.start] in "（(" and text[value.end - 1] in ")）":
        value = Span(value.start + 1, value.end - 1)
    return match["side"], Field(name, value) if value and len(value) and name in _STATUS else None


def attendees_of(text: str, fields: list[Field]) -> tuple[Attendee, ...]:
    """Everybody that the fields name, in order."""
    return tuple(attendee for field in fields if field.name in _STATUS for attendee in _people(text, field))


def known_names(attendees: tuple[Attendee, ...]) -> frozenset[str]:
    """Folded names that a label may be."""
    return frozenset(key_of(attendee.name) for attendee in attendees if len(attendee.name) <= 16) - {""}


def _field_at(text: str, start: int, end: int) -> tuple[str, int] | None:
    for pattern in (_FIELD, _BRACKETED):
        match = pattern.match(text, start, end)
        if match:
            name = field_name(match["name"])
            if name:
                return name, match.end()
    return None


def _next_field(text: str, start: int, end: int) -> tuple[int, str, int] | None:
    """The next field further along the line: after a blank, a semicolon or a bar."""
    for gap in re.compile(r"[\s；;|，,]+").finditer(text, start, end):
        match = _FIELD.match(text, gap.end(), end)
        if match:
            name = field_name(match["name"])
            if name:
                return gap.start(), name, match.end()
    return None


def _fields_of_cells(text: str, cells: tuple[tuple[int, int], ...]) -> list[Field]:
    made: list[Field] = []
    place = 0
    while place < len(cells):
        start, end = cells[place]
        inside = _field_at(text, start, end)
        name = field_name(text[start:end])
        if inside and inside[1] <= end and text[inside[1] : end].strip():
            made += fields_of(text, start, end)
        elif name or inside:
            value = cells[place + 1] if place + 1 < len(cells) else (end, end)
            made.append(Field(name or inside[0] if inside else name or "", _trim(text, *value)))
            place += 1
        elif not made:
            return []
        place += 1
    return made


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "|*"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "|*；;"):
        end -= 1
    return Span(start, end)


def _people(text: str, field: Field) -> Iterator[Attendee]:
    """The people in a value: "社区：张书记、李主任（记录）；物业：王经理等5人"."""
    status, group = _STATUS[field.name], ""
    if status in ("interviewee", "interviewer") and not _is_names(_outside_brackets(field.value.of(text))):
        yield from _with_particulars(text, field, status)
        return
    start = field.value.start
    # "物业：陈经理、小刘；社区书记张建国": a semicolon ends a group where other signs part the names in it.
    grouped = bool(re.search(r"[、，,]", field.value.of(text)))
    for piece_start, piece_end in _pieces(text, field.value):
        piece = text[piece_start:piece_end]
        between = text[start:piece_start]
        if "\n" in between or (grouped and re.search(r"[；;]", between)):
            group = ""
        start = piece_end
        colon = re.search(COLON, re.sub(r"[（(][^（）()]*[)）]?", lambda found: "＿" * len(found[0]), piece))
        if colon:
            group = piece[: colon.start()].strip(" \t\u3000-*·•")
            piece_start += colon.end()
            piece = text[piece_start:piece_end]
        note = re.search(r"[（(]([^（）()]*)[)）]", piece)
        name = piece[: note.start()] if note else piece
        behind = piece[note.end() :].strip() if note else ""
        if note and len(behind) >= 2 and not _COUNT.search(behind) and not _NOBODY.match(behind):
            # "退休职工管理办公室（退管办）蒋学民主任": the person stands behind the bracket.
            name = piece[note.end() :]
        name = _COUNT.sub(
            "", re.sub(r"^\s*(?:\d{1,3}[.、)）]|[-*•·●▪]|[（(]?[一二三四五六七八九十]+[)）、])\s*", "", name)
        )
        name = re.sub(r"(?:等|及|和)$", "", name.strip(" \t\u3000*_。.：:"))
        if _NOBODY.match(name):
            continue
        if 1 <= len(name) <= 24 and not name.isdigit():
            place = text.find(name, piece_start, piece_end)
            if place >= 0:
                yield Attendee(name, note[1].strip() if note else group, status, Span(place, place + len(name)), group)


def _with_particulars(text: str, field: Field, status: str) -> Iterator[Attendee]:
    """Persons with particulars behind the name: "孟某，女，36岁，副主任；许某（化名），男"; the particulars are the
    note."""
    for place in re.finditer(r"[^；;\n]+", field.value.of(text)):
        start = field.value.start + place.start()
        parts = re.match(r"\s*([^，,、（(\s]{1,16})\s*(.*)", place[0], re.DOTALL)
        if parts and not _NOBODY.match(parts[1]):
            note = re.sub(r"^[（(]([^（）()]*)[)）]$", r"\1", parts[2].strip(" ，,、\u3000"))
            yield Attendee(parts[1], note, status, Span(start + parts.start(1), start + parts.end(1)))


def particulars_of(attendees: tuple[Attendee, ...]) -> dict[str, str]:
    """Sex, age and standing of an only interviewee, from the note behind the name, under the names of head fields."""
    people = [attendee for attendee in attendees if attendee.status == "interviewee"]
    if len(people) != 1:
        return {}
    made: dict[str, str] = {}
    rest = []
    for piece in re.split(r"[，,、；;]", people[0].note):
        piece = piece.strip()
        if re.fullmatch(r"[男女]性?", piece):
            made["性别"] = piece[0]
        elif re.fullmatch(r"(?:约|近)?\d{1,3}多?岁(?:左右)?|\d0后", piece):
            made["年龄"] = piece
        elif piece:
            rest.append(piece)
    if rest:
        made["身份"] = "，".join(rest)
    return made


def _is_names(words: str) -> bool:
    """Whether a value lists names and no particulars: "李阿姨、张大爷", not "孟某，女，36岁，副主任"."""
    if not re.search(r"[，,、]", words):
        return True
    if "、" not in words:
        return False
    pieces = re.split(r"[，,、；;\n]", words)
    return all(judge(piece) >= STRONG or is_name(piece) or is_code(piece) for piece in pieces if piece.strip())


def _outside_brackets(words: str) -> str:
    return re.sub(r"[（(][^（）()]*[)）]", "", words)


def _pieces(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """Parts of a list between separators; separators in brackets do not count, nor does a blank inside a list that
    has other separators."""
    value = span.of(text)
    blanks = not re.search(r"[、，,；;]", value)
    depth, start = 0, span.start
    for place in range(span.start, span.end):
        character = text[place]
        depth += character in "（("
        depth -= character in "）)" and depth > 0
        separator = character in "、，,；;\n\t|" or (blanks and character.isspace()) or character == "\u3000"
        if separator and depth == 0:
            if text[start:place].strip():
                yield start, place
            start = place + 1
    if text[start : span.end].strip():
        yield start, span.end
