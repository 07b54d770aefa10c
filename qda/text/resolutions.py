"""Resolutions as minutes write them: a word that announces them (决议：, 会议决定, 形成以下意见), and their points.

The points are numbered lines below the announcing words, numbered parts of the same paragraph (一是…；二是…), or, without
any number, the rest of the sentence. Nothing else is a resolution, even if it decides something.

Doubts: where points run on without numbers over several paragraphs, only the first paragraph is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from qda.model import Span
from qda.text.fold import simplify
from qda.text.proceedings import Resolution

_LEAD_LINE = re.compile(
    r"\s*(?:[#*\-•·【]+\s*)?(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、])?\s*(?:\*\*)?"
    r"(?P<lead>(?:经[^，。：:]{1,20}[，,])?(?:与会[^，。：:]{0,8}|会议|大会|协商|议事会?|双方|各方|本次会议)?(?:最终|最后|一致|共同|现)?(?:形成|达成|作出|做出|议定|决定|通过)?[了的]?(?:以下|如下|一致)?"
    r"(?:决议|决定|议定|意见|共识|协商结果|结论|协议|协商意见)(?:事项|内容)?(?:(?:与|和|及)[^，。：:]{1,6})?(?:如下|有)?)"
    r"(?:[（(][^（）()]{0,60}[)）])?\s*(?:\*\*)?(?P<end>[】:：。]|$)(?:\*\*)?\s*"
)
_NEEDS_WORD = re.compile(r"意见|结论|决定$")
_ANNOUNCES = re.compile(r"决议|议定|形成|达成|以下|如下|共识|协商结果|会议决定|作出|做出|协商意见|^决定$")
_LEAD_INSIDE = re.compile(
    r"(?P<lead>(?:会议|大会|议事会|与会(?:人员|代表|各方)|双方|各方|经[^，。：:；]{2,24}[，,])(?:[^，。：:；]{0,8})?(?:最终|最后|一致|共同)?"
    r"(?:决定|议定|形成(?:了)?(?:以下|如下|一致)?(?:决议|意见|共识|协议)|达成(?:了)?(?:以下|如下|一致)?(?:决议|意见|共识|协议)|作出(?:了)?(?:以下|如下)?(?:决议|决定)))"
    r"(?:如下|有)?[:：，,]?"
)
_POINT = re.compile(
    r"\s*(?:[-*•·]\s*)?(?P<number>\d{1,2}(?=[.．、)）](?!\d))|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[①-⑳]|"
    r"[一二三四五六七八九十]{1,2}(?=、)|第[一二三四五六七八九十]{1,2}(?=[，、,项条])|[一二三四五六七八九十]是)"
    r"[.．、)），,项条]*\s*"
)
_INNER = re.compile(
    r"(?:(?<=[。；;：:，,\s])|^)(?P<number>[一二三四五六七八九十]是|第[一二三四五六七八九十]{1,2}(?=[，、,])|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[①-⑳]|"
    r"\d{1,2}(?=[.．、](?!\d)))[.．、，,]*"
)
_OTHER = re.compile(
    r"\s*(?:责任人|责任单位|牵头|配合单位|完成时[限间]|时限|期限|表决|投票|附件|散会|下一步|备注|注[:：])"
)


def find_resolutions(text: str, stretches: Sequence[Span], headings: Set[int] = frozenset()) -> tuple[Resolution, ...]:
    """The resolutions in stretches of narration and headings, in order, without agenda items. A stretch never reaches
    over a speech, so that points are only looked for where the minutes themselves speak. headings: where the headings
    of agenda items begin; they end a list of points."""
    view = simplify(text)
    made: list[Resolution] = []
    for stretch in stretches:
        made += _in_stretch(view, stretch, headings)
    return tuple(made)


def _lines(view: str, stretch: Span) -> list[Span]:
    lines = []
    start = stretch.start
    while start < stretch.end:
        end = view.find("\n", start, stretch.end)
        end = stretch.end if end < 0 else end
        if view[start:end].strip():
            lines.append(_trim(view, start, end))
        start = end + 1
    return lines


def _in_stretch(view: str, stretch: Span, headings: Set[int]) -> Iterator[Resolution]:
    lines = _lines(view, stretch)
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        announced = _LEAD_LINE.match(view, line.start, line.end)
        if announced and _is_announcing(announced):
            lead, rest = Span(*announced.span("lead")), _trim(view, announced.end(), line.end)
        else:
            inside = _LEAD_INSIDE.search(view, line.start, line.end)
            if inside is None or "\t" in view[line.start : line.end]:
                continue
            lead, rest = Span(*inside.span("lead")), _trim(view, inside.end(), line.end)
        if len(rest):
            yield from _parts(view, lead, rest, whole_line=announced is not None)
            if not _INNER.search(view, rest.start, rest.end) and view[rest.end - 1] not in ":：":
                continue
        style = ""
        while place < len(lines) and lines[place].start not in headings:
            point = _POINT.match(view, lines[place].start, lines[place].end)
            if point is None or point.end() >= lines[place].end:
                break
            # One list has one style of numbers; another style opens something else.
            if style and _style(point["number"]) != style:
                break
            style = _style(point["number"])
            yield Resolution(_number(point["number"]), Span(point.end(), lines[place].end), lead)
            place += 1
            # What says who does it and until when belongs to the point before.
            while place < len(lines) and _OTHER.match(view, lines[place].start, lines[place].end):
                place += 1


def _is_announcing(match: re.Match[str]) -> bool:
    """Whether the word alone announces decisions: "意见：" does not, "形成以下意见：" does."""
    if not match["end"] and not re.search(r"决议|议定|共识|决定|协商结果|如下|形成.{0,3}意见", match["lead"]):
        return False
    return bool(_ANNOUNCES.search(match["lead"]) or not _NEEDS_WORD.search(match["lead"]))


def _parts(view: str, lead: Span, rest: Span, *, whole_line: bool) -> Iterator[Resolution]:
    """The points of one paragraph, or the paragraph (behind words that announce) or sentence (inside one) itself."""
    inner = list(_INNER.finditer(view, rest.start, rest.end))
    if len(inner) >= 2 or (inner and inner[0].start() == rest.start):
        for number, match in enumerate(inner):
            end = inner[number + 1].start() if number + 1 < len(inner) else rest.end
            part = _trim(view, match.end(), end)
            if len(part):
                yield Resolution(_number(match["number"]), part, lead)
        return
    if view[rest.end - 1] in ":：":
        return
    end = rest.end
    if not whole_line:
        stop = view.find("。", rest.start, rest.end)
        end = rest.end if stop < 0 else stop + 1
    part = _trim(view, rest.start, end)
    if len(part) > 1:
        yield Resolution("", part, lead)


def _style(number: str) -> str:
    """The kind of a number: digits, brackets, Chinese, 一是, 第一."""
    return re.sub(r"\d+", "1", re.sub(r"[一二三四五六七八九十]+", "一", re.sub(r"[①-⑳]", "①", number)))


def _number(written: str) -> str:
    return written.strip("（）()第") if not written.endswith("是") else written


def _trim(view: str, start: int, end: int) -> Span:
    while start < end and (view[start].isspace() or view[start] in "*】"):
        start += 1
    while end > start and (view[end - 1].isspace() or view[end - 1] in "*"):
        end -= 1
    return Span(start, end)
