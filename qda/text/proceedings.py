"""Records of what minutes report: agenda items, votes, resolutions, tasks. See `qda.text.minutes`.

Every record says where its words stand; what the minutes do not say is None, never a guess. `item` is the place of the
agenda item that a thing belongs to in `MinutesRecord.agenda`, None before the first item or where there is no agenda.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qda.model import Span

Outcome = Literal["passed", "rejected", "postponed"]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """number: as written ("三", "（二）", "议题一"), "" without one. title: span of the heading's words without number
    and brackets. span: from the heading to the next item, without blanks at either end; None for a topic that only the
    head lists."""

    number: str
    title: Span
    span: Span | None


@dataclass(frozen=True, slots=True)
class Vote:
    """motion: what was voted on. for_, against, abstain: votes counted. total: votes cast or people voting, as said and
    not as summed. outcome: as said, not as counted. span: the words that report the vote. method: as written (举手表决,
    无记名投票), "" if not said. unanimous: whether the minutes say 一致 or 全票."""

    motion: Span | None
    for_: int | None
    against: int | None
    abstain: int | None
    total: int | None
    outcome: Outcome | None
    span: Span
    method: str = ""
    unanimous: bool = False
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """One resolution or one point of it. number: as written ("1", "一是"), "" without one. span: its words without the
    number. lead: what announces it ("会议决定", "形成以下意见")."""

    number: str
    span: Span
    lead: Span
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An action item. what: the thing to do. who: those responsible, as written. due: the time limit as written.
    due_date: the same as ISO 8601 if it can be told: a year that is written, or else the first such day or month from
    the day of the meeting on. span: the sentence or row."""

    what: Span | None
    who: Span | None
    due: Span | None
    due_date: str | None
    span: Span
    item: int | None = None


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """What one document of minutes reports, each list in the order of the text."""

    agenda: tuple[AgendaItem, ...] = ()
    votes: tuple[Vote, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    tasks: tuple[Task, ...] = ()
