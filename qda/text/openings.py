"""Speeches that a heading introduces: "（一）张书记讲话", "二、李主任作表态发言", "张书记讲话摘要".

The heading names the speaker, what follows is the speech, up to the next heading of the same rank or a higher one, so
that "1. 统一思想" inside "（一）张书记讲话" stays part of it. A heading is no opening if labels follow it (then these
say who speaks), or further headings, or the voice of the minutes.

Doubts: a body ("物业公司汇报") is taken for a topic and not for a speaker, unless the word is 讲话, 发言 or 致辞.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from qda.text.fold import simplify
from qda.text.labels import CERTAIN, STRONG, judge

_RANKS = (
    re.compile(r"\s*(?:第?[一二三四五六七八九十]{1,3}[、.．]|[壹贰叁肆伍陆柒捌玖拾]{1,2}、)\s*"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[)）]、?\s*"),
    re.compile(r"\s*(?:\d{1,2}[.．、)）](?!\d)|[①-⑳])\s*"),
    re.compile(r"\s*[（(]\d{1,2}[)）]、?\s*"),
)
_SPEAKS = re.compile(
    r"(?P<name>[^，。：:；;、！？]{2,16}?)(?:同志)?(?:作|做|进行|发表)?了?(?:重要|主旨|总结|表态|补充|交流|简短|开场|最后)?"
    r"(?P<verb>讲话|发言|致辞|致词|汇报工作|工作汇报|汇报情况|情况汇报|情况介绍|介绍情况|汇报|讲评)"
    r"(?:摘要|要点|内容|如下|实录|记录|原文|整理)?(?:[（(][^（）()]{0,12}[)）])?\s*[:：]?\s*$"
)
_NOBODY = re.compile(
    r"^(?:学习|传达|宣读|贯彻|听取|自由|交流|集中|大会|会议|请|各|与会|参会|到会|大家|全体|众人|依次|轮流|逐一|现场|主要|"
    r"相关|有关|分组|小组)"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading that opens a speech. name: the speaker as written. start, end: of the name, relative to the words.
    rank: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 0 without a number."""

    name: str
    start: int
    end: int
    rank: int


def opening(words: str, known: Set[str] = frozenset()) -> Opening | None:
    """What a heading opens, None if it names no speaker. known: folded names of those present."""
    if len(words) > 40:
        return None
    rank, start = numbering(words)
    simple = simplify(words)
    found = _SPEAKS.match(simple, start)
    if found is None or _NOBODY.match(found["name"]):
        return None
    sure = judge(found["name"], known)
    needed = STRONG if found["verb"] in ("讲话", "发言", "致辞", "致词") else CERTAIN
    if sure < needed and not (sure and _ends_in_person(found["name"], known)):
        return None
    return Opening(words[found.start("name") : found.end("name")].strip(), found.start("name"), found.end("name"), rank)


def numbering(words: str) -> tuple[int, int]:
    """The rank of a heading's number, 0 without one, and where the words behind it begin."""
    for rank, pattern in enumerate(_RANKS, start=1):
        match = pattern.match(words)
        if match:
            return rank, match.end()
    return 0, len(words) - len(words.lstrip())


def _ends_in_person(name: str, known: Set[str]) -> bool:
    """Whether a body's name ends in a person: "物业公司王经理"."""
    return any(judge(name[-size:], known) >= CERTAIN for size in (3, 4, 2) if len(name) > size)
