"""Transcripts that meeting tools export as text: a name and a time stamp before every speech.

腾讯会议 "张三(00:01:23): 内容", 飞书妙记 "张三 00:01:23" above the words, 讯飞听见 "发言人1  00:00:05" above the words, Zoom and
钉钉 "[张三] 2022-04-18 10:00:01". Where a text has such lines throughout, in order of time, they are its labels and
nothing else is: names that no list knows (iPhone、user8、阿芳) are speakers here. The words of the file stay untouched;
the turns are marks.

Doubts: a text in which people also wrote labels without a stamp, or labels before the words that the ordinary layout
knows ("00:00:26 答：…"), is left to that layout, which knows notes and end matter, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qda.model import Draft, Mark, Span
from qda.readers.markdown import headings
from qda.text import sections
from qda.text.labels import STRONG, WEAK, clean, judge, key_of, parse
from qda.text.turns import stripped

_CLOCK = r"\d{1,3}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?"
_DAY = r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?"
_TIME = rf"(?:{_DAY}[\sT]+)?{_CLOCK}(?:\s*(?:-->|[-–—~～至到])\s*{_CLOCK})?"
_IN_BRACKETS = rf"(?:{_TIME}|[\[［(（【<]\s*{_TIME}\s*[\]］)）】>])"
_NAME = (
    r"(?:[\[［【<](?P<boxed>[^\]］】>\n\t]{1,40})[\]］】>]"
    r"|(?P<name>[^\s\[［【<:：，。！？；,!?;\d][^\n\t:：，。！？；!?;]{0,39}?))"
)
_NOTE = r"(?:\s*[（(][^（）()\n\d]{0,30}[)）])?"
_FORMS = (
    # 张三 00:01:23 / 张三(00:01:23): / [张三] 2022-04-18 10:00:01, on a line of their own or before the words.
    ("name above", re.compile(rf"\s*{_NAME}{_NOTE}\s*(?P<stamp>{_IN_BRACKETS})\s*[:：]?\s*$")),
    ("name before", re.compile(rf"\s*{_NAME}{_NOTE}\s*(?P<stamp>{_IN_BRACKETS})\s*[:：]\s*(?=\S)")),
    ("stamp above", re.compile(rf"\s*(?P<stamp>{_IN_BRACKETS})\s+{_NAME}{_NOTE}\s*[:：]?\s*$")),
    ("stamp before", re.compile(rf"\s*(?P<stamp>{_IN_BRACKETS})\s*{_NAME}{_NOTE}\s*[:：]\s*(?=\S)")),
)
# The colon comes first, because a search for digits of all scripts is three times slower.
_TICKS = re.compile(r"[:：](?<=\d[:：])\d\d")
_LEAST = 3
_SHARE = 0.08
_IN_ORDER = 0.8
_SPOKEN = 0.7
_SUMMARY = re.compile(
    r"\s*(?:全文摘要|智能(?:纪要|摘要|总结)|AI\s?(?:纪要|摘要|总结)|章节(?:速览|纪要)?|待办(?:事项)?|关键词|发言总结)\s*[:：]?"
)
_SIGNED = re.compile(r"\s*(?:记录人?|記錄人?|整理人?|录音整理|审核人?|校对人?)\s*[:：]\s*\S{1,12}\s*$")
_ONLY_STAMPS = re.compile(rf"\s*{_IN_BRACKETS}\s*$")


@dataclass(frozen=True, slots=True)
class _Head:
    """One line that opens a turn. start, end: of the label. seconds: the stamp, None with a date."""

    start: int
    end: int
    speaker: str
    stamp: str


def with_turns(draft: Draft) -> Draft:
    """The draft with marks of kind label, turn and apparatus if it is such a transcript, else the draft itself."""
    if (
        any(mark.kind in ("turn", "record") for mark in draft.marks)
        or draft.text.count(":") + draft.text.count("：") < _LEAST
    ):
        return draft
    # Every form has a stamp: only lines with one can be heads.
    stamped = _stamped(draft.text)
    if len(stamped) < _LEAST:
        return draft
    form, heads = max(
        ((form, _heads(draft.text, stamped, pattern)) for form, pattern in _FORMS), key=lambda one: len(one[1])
    )
    if len(heads) < _LEAST:
        return draft
    lines = _lines(draft.text)
    if not _is_transcript(draft.text, lines, heads) or (form.endswith("before") and _is_usual(heads)):
        return draft
    marks = list(draft.marks)
    if draft.format == "markdown":
        marks = list(dict.fromkeys((*marks, *headings(draft.text))))
    for head, end in zip(heads, [*(head.start for head in heads[1:]), len(draft.text)], strict=True):
        marks.append(Mark(Span(head.start, head.end), "label"))
        if end == len(draft.text):
            end = _end_of_last(draft.text, head.end)
        span = stripped(draft.text, head.end, end)
        if len(span):
            marks.append(Mark(span, "turn", 0, head.speaker))
    if sum(mark.kind == "turn" for mark in marks) < _SPOKEN * len(heads):
        return draft
    if end < len(draft.text):
        marks.append(Mark(stripped(draft.text, end, len(draft.text)), "apparatus"))
    marks += _front(draft.text, lines, heads[0].start)
    return replace(draft, marks=tuple(sorted(marks, key=lambda mark: mark.span)))


def _stamped(text: str) -> list[Span]:
    """The lines that hold a time."""
    made, place = [], 0
    while (found := _TICKS.search(text, place)) is not None:
        start = text.rfind("\n", 0, found.start()) + 1
        place = text.find("\n", found.end())
        place = len(text) if place < 0 else place
        made.append(Span(start, place))
    return made


def _lines(text: str) -> list[Span]:
    """The lines that are not blank."""
    made, offset = [], 0
    for raw in text.split("\n"):
        if raw.strip():
            made.append(Span(offset, offset + len(raw)))
        offset += len(raw) + 1
    return made


def _heads(text: str, lines: Sequence[Span], pattern: re.Pattern[str]) -> list[_Head]:
    made = []
    for line in lines:
        # A label stands at the front of its line.
        found = pattern.match(text, line.start, min(line.end, line.start + 160))
        if found is None:
            continue
        if pattern.pattern.endswith("$") and found.end() < line.end and text[found.end() : line.end].strip():
            continue
        name = _clean(found["boxed"] or found["name"])
        if name:
            made.append(_Head(stripped(text, line.start, line.end).start, found.end(), name, found["stamp"]))
    return made


def _clean(name: str) -> str:
    """A name without what tools put around it; "" for what cannot be one."""
    name = re.sub(r"^[-*#•·>\s]+|[\s:：|,，\-–—]+$", "", name)
    name = re.sub(r"\s*(?:to|对|发送给)\s+\S.*$", "", re.sub(r"^(?:From|来自)\s+", "", name))
    if not re.search(r"[^\W\d_]", name) or _ONLY_STAMPS.match(name):
        return ""
    return clean(name)


def _is_transcript(text: str, lines: Sequence[Span], heads: Sequence[_Head]) -> bool:
    """Whether these labels are those of a tool: enough of them, in order of time, and no others in between."""
    body = [line for line in lines if line.start >= heads[0].start]
    if len(heads) < _SHARE * len(body):
        return False
    times = [_seconds(head.stamp) for head in heads]
    if sum(a <= b for a, b in pairwise(times)) < _IN_ORDER * (len(times) - 1):
        return False
    names = Counter(head.speaker for head in heads)
    if len(names) > max(3, 0.8 * len(heads)):
        return False
    # The points of an agenda have times, too.
    if sum(count for name, count in names.items() if count >= 2 or judge(name) >= WEAK) < 0.5 * len(heads):
        return False
    starts = {head.start for head in heads}
    other = 0
    for line in body:
        span = stripped(text, line.start, line.end)
        if span.start in starts:
            continue
        label = parse(text, span.start, min(span.end, span.start + 80))
        other += label is not None and label.form in ("plain", "bold", "bracket") and label.strength >= STRONG
    return other < max(2, 0.25 * len(heads))


def _is_usual(heads: Sequence[_Head]) -> bool:
    """Whether the ordinary layout takes every one of these labels for a speaker's."""
    names = Counter(key_of(head.speaker) for head in heads)
    return all(
        judge(name) >= STRONG or (times >= 2 and (judge(name) >= WEAK or len(name) == 1))
        for name, times in names.items()
    )


def _seconds(stamp: str) -> tuple[str, float]:
    """A stamp for comparison: its date, as written with padded numbers, and its first time in seconds."""
    day = re.match(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:日|[\sT])", stamp)
    date = f"{int(day[1]):04d}{int(day[2]):02d}{int(day[3]):02d}" if day else ""
    clock = re.search(r"(\d{1,3})[:：](\d{2})(?:[:：](\d{2}))?", stamp[day.end() :] if day else stamp)
    if clock is None:
        return date, 0.0
    first, second, third = (int(part) if part else None for part in clock.groups())
    total = (first or 0) * 60 + (second or 0)
    return date, float(total * 60 + third if third is not None else total)


def _end_of_last(text: str, start: int) -> int:
    """Where the last speech ends: before end matter on a line of its own, else at the end of the text."""
    place = text.find("\n", start)
    while place >= 0:
        stop = text.find("\n", place + 1)
        line = text[place + 1 : stop if stop >= 0 else len(text)].strip()
        is_end = sections.is_closing(line) or sections.is_end_matter(line) or bool(_SIGNED.match(line))
        if line and text[start:place].strip() and is_end:
            return place
        place = stop
    return len(text)


def _front(text: str, lines: Sequence[Span], first: int) -> list[Mark]:
    """What tools write above the first speech and is no data: short lines, and summaries made by the tool."""
    made, summary = [], False
    for line in lines:
        if line.start >= first:
            break
        words = line.of(text).strip()
        summary = summary or bool(_SUMMARY.match(words))
        if summary or (len(words) < 60 and words[-1] not in "。！？"):
            made.append(Mark(stripped(text, line.start, line.end), "apparatus"))
    return made
