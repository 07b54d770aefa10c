"""Kinds of documents and, for interviews, the two sides.

The study usually says what kind a file is (its folder, a manifest); `guess_kind` is for files that nobody has placed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

from qda.model import DocumentKind, Draft
from qda.text import label_words as words
from qda.text.fold import simplify
from qda.text.head import Attendee
from qda.text.labels import key_of, parse, unnumbered
from qda.text.lines import Line
from qda.text.turns import TurnDraft

_INTERVIEW = re.compile(r"访谈(?:编号|对象|者|人|时间|记录|提纲)|被访者|受访者|采访|专访|访问记录|口述")
_MINUTES = re.compile(
    r"会议(?:记录|纪要|时间|地点|名称|议题|主持)|议事(?:厅|会)|参会人员|与会人员|列席|座谈|协商会|研讨会|"
    r"恳谈会|听证会|会议|主持人"
)
_REQUESTS = re.compile(r"诉求|台账|工单")
_TOP = 1500
_ASKING_FROM = 0.3


def guess_kind(draft: Draft, lines: Sequence[Line]) -> DocumentKind:
    """minutes, interview, requests or other, from marks, head and labels."""
    if any(mark.kind == "record" for mark in draft.marks):
        return "requests"
    text = draft.text
    labels: Counter[str] = Counter()
    signed = [line for line in lines if not line.plain]
    wordings = Counter((text[line.start : line.end], bool(line.heading)) for line in signed)
    for (wording, heading), times in wordings.items():
        label = parse(wording, 0, len(wording), heading=heading)
        if label is not None and label.strength:
            labels[label.key] += times
    asked = sum(labels[key] for key in words.INTERVIEWERS - {"主持人", "主持", "记者", "笔者"})
    answered = sum(labels[key] for key in words.INTERVIEWEES)
    top = simplify(draft.title + "\n" + text[:_TOP])
    if asked >= 2 and answered >= 2:
        return "interview"
    interview, minutes = len(_INTERVIEW.findall(top)), len(_MINUTES.findall(top))
    if interview > minutes:
        return "interview"
    if minutes:
        return "minutes"
    if interview:
        return "interview"
    return "minutes" if sum(1 for times in labels.values() if times >= 2) >= 3 else "other"


def interview_roles(
    text: str, turns: Sequence[TurnDraft], attendees: Sequence[Attendee], aliases: Mapping[str, str]
) -> tuple[tuple[TurnDraft, ...], tuple[str, ...]]:
    """The turns with interviewer or interviewee instead of speaker, and the labels that were only guessed to ask.

    Order: words that say it (问, Q, 访谈者), names that the head gives, then the label with the largest share of turns
    that hold a question, if there are at least two labels.
    """
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    asking = {name for name in speakers if _asks(name, attendees, aliases)}
    guessed: tuple[str, ...] = ()
    if not asking and len(speakers) >= 2:
        answering = {name for name in speakers if _answers(name, attendees, aliases)}
        asked: dict[str, list[bool]] = defaultdict(list)
        for turn in turns:
            if turn.speaker:
                asked[turn.speaker].append(bool(re.search(r"[？?]|[吗呢么嗎麼]\s*$", turn.span.of(text))))
        shares = {name: sum(asked[name]) / len(asked[name]) for name in speakers if name not in answering}
        # Ties are broken by who has more turns, then by who came first, so that the answer never depends on hashing.
        best = max(shares, key=lambda name: (shares[name], len(asked[name])), default=None)
        if best is not None and (shares[best] >= _ASKING_FROM or answering):
            asking = {best}
            guessed = () if answering and len(shares) == 1 else (best,)
    made = tuple(
        turn
        if turn.speaker is None
        else TurnDraft(turn.speaker, "interviewer" if turn.speaker in asking else "interviewee", turn.span)
        for turn in turns
    )
    return made, guessed


def _asks(name: str, attendees: Sequence[Attendee], aliases: Mapping[str, str]) -> bool:
    return _is_side(name, words.INTERVIEWERS, "interviewer", attendees, aliases)


def _answers(name: str, attendees: Sequence[Attendee], aliases: Mapping[str, str]) -> bool:
    return _is_side(name, words.INTERVIEWEES, "interviewee", attendees, aliases)


def _is_side(name: str, side: Set[str], status: str, attendees: Sequence[Attendee], aliases: Mapping[str, str]) -> bool:
    """Whether a label is a word for that side, stands for one, or names somebody whom the head puts there."""
    key = key_of(name)
    for form in (key, key_of(aliases.get(key, ""))):
        base = re.sub(r"(?:\d{1,2}|[甲乙丙丁]|[一二三四])$", "", form)
        if form in side or (len(base) > 1 and base in side) or unnumbered(form) in side:
            return True
        if form and any(_names(form, attendee) for attendee in attendees if attendee.status == status):
            return True
    return False


def _names(key: str, attendee: Attendee) -> bool:
    """Whether a label is somebody's name, a part of it, its first character, or the note behind it."""
    name, note = key_of(attendee.name), key_of(attendee.note)
    if key in (name, note) or (len(key) == 1 and name.startswith(key)):
        return True
    return min(len(key), len(name)) >= 2 and (key in name or name in key)
