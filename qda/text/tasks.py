"""Action items in minutes: who does what by when. From rows of tables (任务 | 责任人 | 完成时限), from lines and brackets
behind a point (责任人：王经理；完成时限：5月底), and from sentences (由物业负责清理，5月底前完成).

Doubts: a sentence is only read as a task if it names somebody who 负责, 牵头 or 落实; "大家回去想想" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qda.model import Span
from qda.text.dates import find_day
from qda.text.fold import simplify
from qda.text.labels import STRONG, judge
from qda.text.lines import Line
from qda.text.proceedings import Task

_WHO_HEADS = re.compile(r"责任|负责|牵头|承办|落实人|执行人|主办|经办")
_WHAT_HEADS = re.compile(r"任务|事项|内容|措施|行动|工作|问题|整改|决议|议定|项目")
_DUE_HEADS = re.compile(r"时限|期限|完成时间|完成日期|截止|时间节点|办结时间|时间")
_WHO = re.compile(
    r"(?:责任(?:人|单位|方|部门|主体)|负责(?:人|单位)|牵头(?:人|单位|部门)?|承办(?:人|单位)?|落实人)\s*[:：]\s*(?P<value>[^；;。，,\n\t|（）()]+(?:[、和][^；;。，,\n\t|（）()]+)*)"
)
_WHO_BARE = re.compile(r"(?:责任人|牵头人|负责人)(?P<value>[^，。；：:、的为是\s（）()]{2,8})(?=[，。；、）)\n]|$)")
_DUE = re.compile(
    r"(?:完成(?:时限|时间|日期|期限)|时限|期限|截止(?:时间|日期)?|时间节点|办结时间)\s*[:：]\s*(?P<value>[^；;。，,\n\t|（）()]+)"
)
_WHEN = re.compile(
    r"(?:最迟|争取|力争|务必)?(?:于|在)?(?P<value>(?:(?:\d{4}|今|明|本)年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}[日号]|[一二三四五六七八九十]{1,3}[日号]|底|初|中旬|上旬|下旬|份|末)?|"
    r"(?:本|下个?|这个)(?:周[一二三四五六日天]?|星期[一二三四五六日天]|月(?:底|初|\d{1,2}[日号])?)|(?:月|年)底|下次(?:会议|议事会)|"
    r"(?:春节|国庆|中秋|五一|元旦|汛期|入冬|供暖|[一二三四五六七八九十两\d]{1,3}(?:天|日|周|个月|个工作日|个星期)))"
    r"(?P<limit>之?前|以前|内|之内|以内)?(?:\s*(?:完成|落实|办结|到位|报|给出|拿出|提交|公布|答复))?"
)
_BY = re.compile(
    r"(?:由|请|责成|委托)(?P<who>[^，。；：:由请\n]{2,20}?)(?:共同|具体|牵头|负责)?(?P<verb>牵头|负责|落实|跟进|联系|组织|承办|对接|协调)(?:负责|落实|对接|联系|组织)?(?P<what>[^。；\n]*)"
)
_DOES = re.compile(
    r"(?:^|[，。；：:\s、）)]|(?<=[一二三四五六七八九十]是))(?P<who>[^，。；：:、\d\s]{2,14}?)(?:具体)?(?P<verb>负责|牵头)(?P<what>[^。；\n]*)"
)
_PAST = re.compile(r"^的|^人|^单位|^任|^[^，。；]{0,6}了")
_UNDECIDED = re.compile(r"[（(]?(?:未定|待定|暂无|未明确)[)）]?$")
_ANNOUNCED = re.compile(r"(?:会议)?(?:决议|决定|议定)(?:事项)?[:：]\s*")


def find_tasks(
    text: str, stretches: Sequence[Span], rows: Sequence[Line], meeting: str | None = None
) -> tuple[Task, ...]:
    """The action items, in order, without agenda items. stretches: narration and headings. rows: lines with cells, in
    order. meeting: the day of the meeting (ISO 8601), to tell time limits without a year; None if unknown."""
    view = simplify(text)
    made = [*_from_rows(view, rows, meeting)]
    taken = [task.span for task in made]
    for stretch in stretches:
        for task in _from_stretch(view, stretch, meeting):
            if not any(span.start < task.span.end and task.span.start < span.end for span in taken):
                made.append(task)
                taken.append(task.span)
    return tuple(sorted(made, key=lambda task: (task.span.start, task.span.end)))


def _from_rows(view: str, rows: Sequence[Line], meeting: str | None) -> Iterator[Task]:
    columns: dict[str, int] | None = None
    before = -1
    for line in rows:
        if line.number > before + 1:
            columns = None
        before = line.number
        cells = [view[start:end].strip() for start, end in line.cells]
        if all(re.fullmatch(r"[\s:-]*", cell) for cell in cells):
            continue
        found = _columns(cells)
        if found is not None:
            columns = found
            continue
        if columns is None:
            continue

        def cell(kind: str, line: Line = line, columns: dict[str, int] = columns) -> Span | None:
            place = columns.get(kind)
            if place is None or place >= len(line.cells):
                return None
            span = Span(*line.cells[place])
            words = view[span.start : span.end].strip(" /—-－无")
            return span if words and not _UNDECIDED.match(words) else None

        what, who, due = cell("what"), cell("who"), cell("due")
        if what or who:
            yield _task(view, what, who, due, Span(line.start, line.end), meeting)


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """The columns of a table of tasks, None if this is no header row of one."""
    if any(len(cell) > 14 for cell in cells):
        return None
    made: dict[str, int] = {}
    for kind, pattern in (("who", _WHO_HEADS), ("due", _DUE_HEADS), ("what", _WHAT_HEADS)):
        for place, cell in enumerate(cells):
            if place not in made.values() and kind not in made and pattern.search(cell):
                made[kind] = place
    return made if "who" in made and len(made) >= 2 else None


def _from_stretch(view: str, stretch: Span, meeting: str | None) -> Iterator[Task]:
    start = stretch.start
    previous: Span | None = None
    pending: list[Span] = []
    while start < stretch.end:
        end = view.find("\n", start, stretch.end)
        end = stretch.end if end < 0 else end
        line = _trim(view, start, end)
        start = end + 1
        if not len(line) or "\t" in view[line.start : line.end] or view[line.start] == "|":
            continue
        particular = _WHO.match(view, *_inner(view, line)) or _DUE.match(view, *_inner(view, line))
        if particular and previous is not None:
            pending.append(line)
            continue
        if pending and previous is not None:
            yield _declared(view, previous, pending, meeting)
            pending = []
        if previous is not None:
            yield from _said(view, previous, meeting)
        previous = line if not particular else None
        if particular and (task := _declared(view, line, [line], meeting, whole=False)):
            yield task
    if previous is not None:
        if pending:
            yield _declared(view, previous, pending, meeting)
        yield from _said(view, previous, meeting)


def _declared(view: str, point: Span, lines: Sequence[Span], meeting: str | None, *, whole: bool = True) -> Task:
    """A task whose particulars stand in lines of their own below the point."""
    end = lines[-1].end
    who = _first(_WHO, view, lines[0].start, end)
    due = _first(_DUE, view, lines[0].start, end)
    what = _trim(view, _unnumbered(view, point), point.end) if whole else None
    return _task(view, what, who, due, Span(point.start, end), meeting)


def _said(view: str, line: Span, meeting: str | None) -> Iterator[Task]:
    """Tasks inside one paragraph: particulars in it, or sentences that give somebody something to do."""
    who = _first(_WHO, view, line.start, line.end) or _bare(view, line)
    if who is not None or (_first(_DUE, view, line.start, line.end) is not None):
        due = _first(_DUE, view, line.start, line.end)
        first = min(span.start for span in (who, due) if span is not None)
        if due is None and who is not None:
            behind = _WHEN.search(view, who.end, line.end)
            due = (
                Span(behind.start("value"), behind.end("limit") if behind["limit"] else behind.end("value"))
                if behind
                else None
            )
            due = due or _due_in(view, line)
        sign = max(view.rfind(mark, line.start, first) for mark in "：:人")
        if view[sign] == "人":
            sign += 1
        head = re.compile(r"[（(]?(?:责任|负责|牵头|承办|落实|完成|时限|期限|截止|时间|办结)[^：:]{0,6}$").search(
            view, line.start, sign
        )
        begins = _unnumbered(view, line)
        announced = _ANNOUNCED.match(view, begins, line.end)
        what = _clean(view, announced.end() if announced else begins, head.start() if head else sign)
        yield _task(view, what if len(what) > 1 else None, who, due, line, meeting)
        return
    for match in re.compile(r"[^。；\n]+[。；]?").finditer(view, line.start, line.end):
        sentence = _trim(view, *match.span())
        found = _BY.search(view, sentence.start, sentence.end) or _does(view, sentence)
        if found is None or _PAST.match(found["what"]):
            continue
        when = _due_in(view, sentence)
        yield _task(view, _what(view, sentence, found, when), _trim(view, *found.span("who")), when, sentence, meeting)


def _bare(view: str, line: Span) -> Span | None:
    """Somebody named behind 责任人 without a colon."""
    match = _WHO_BARE.search(view, line.start, line.end)
    return Span(*match.span("value")) if match and judge(match["value"]) else None


def _does(view: str, sentence: Span) -> re.Match[str] | None:
    """ "王经理负责……": somebody by name or post."""
    for match in _DOES.finditer(view, sentence.start, sentence.end):
        if not _PAST.match(match["what"]) and judge(match["who"]) >= STRONG:
            return match
    return None


def _what(view: str, sentence: Span, found: re.Match[str], when: Span | None) -> Span | None:
    """What is to be done: behind the verb, without the time limit at either end; else the clause in front."""
    start, end = found.span("what")
    if when is not None and start <= when.start < end:
        before, after = view[start : when.start].strip("，,于在 "), view[when.end : end].strip("，。； ")
        if len(before) >= len(after):
            end = when.start
        else:
            start = when.end
    what = _clean(view, start, end)
    if len(what) >= 2:
        return what
    front = _clean(view, _unnumbered(view, sentence), found.start())
    return front if len(front) >= 2 else None


def _clean(view: str, start: int, end: int) -> Span:
    while start < end and view[start] in "，,、。；：: \u3000":
        start += 1
    while end > start and (
        view[end - 1] in "，,、。；：: \u3000" or view[end - 1] in "于在" or view[start:end].endswith(("争取", "最迟"))
    ):
        end -= 2 if view[start:end].endswith(("争取", "最迟")) else 1
    return Span(start, end)


def _due_in(view: str, sentence: Span) -> Span | None:
    """The time limit inside a sentence; a month or week without 前 or 内 counts only where it is an end (底, 日)."""
    for match in _WHEN.finditer(view, sentence.start, sentence.end):
        if match["limit"] or re.search(r"完成|落实|办结|到位|提交|公布|答复|给出|拿出", match[0]):
            return Span(match.start("value"), match.end("limit") if match["limit"] else match.end("value"))
    return None


def _task(view: str, what: Span | None, who: Span | None, due: Span | None, span: Span, meeting: str | None) -> Task:
    date = find_day(view[due.start : due.end], meeting or "") if due else None
    return Task(what, who, due, date, span)


def _first(pattern: re.Pattern[str], view: str, start: int, end: int) -> Span | None:
    match = pattern.search(view, start, end)
    return _trim(view, *match.span("value")) if match and match["value"].strip() else None


def _inner(view: str, line: Span) -> tuple[int, int]:
    """A line without a dash or bracket in front."""
    start = line.start
    while start < line.end and view[start] in "（(-*•· \u3000":
        start += 1
    return start, line.end


def _unnumbered(view: str, span: Span) -> int:
    match = re.compile(
        r"\s*(?:[-*•·]\s+)?(?:\d{1,2}[.．、)）](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}、|[一二三四五六七八九十]是)?\s*"
    ).match(view, span.start, span.end)
    return match.end() if match else span.start


def _trim(view: str, start: int, end: int) -> Span:
    while start < end and view[start].isspace():
        start += 1
    while end > start and view[end - 1].isspace():
        end -= 1
    return Span(start, end)
