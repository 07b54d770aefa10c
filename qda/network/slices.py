"""Slices of time: which documents or statements belong to which window. Every window says its first and its last day.

Calendar slices (week, month, quarter, year) share no day and leave none out: a day belongs to exactly one. Sliding
windows of `days` days move by `step` days; a window holds its first and its last day, so that 7 days are 7 dates. By
default a last window that the material does not fill is left out and said to be so; whole=False keeps it.
Event windows are made of whole days: from a first day on, days are taken until the window holds the number of events asked
for, so that it never depends on the order of a file's rows; it may hold a few more, and says how many.

Source: the usual moving window. The Discourse Network Analyzer's window of 8 days holds 9 dates ([t - 4, t + 4]) and
its event windows shuffle tied statements anew each time; neither is so here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from qda.errors import UsageError

Calendar = Literal["week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Slice:
    """One window. first, last: its first and last day, both inside. members: positions of what is dated within it, in
    the order given. whole: the material covers the window from end to end."""

    first: date
    last: date
    members: tuple[int, ...]
    whole: bool = True

    @property
    def days(self) -> int:
        """Number of days in it."""
        return (self.last - self.first).days + 1


def calendar_slices(dates: Sequence[date | None], unit: Calendar = "year") -> list[Slice]:
    """One slice a calendar unit from the first date to the last, empty ones among them. Undated entries are in none."""
    known = sorted(d for d in dates if d is not None)
    if not known:
        return []
    made = []
    first = _begin(known[0], unit)
    while first <= known[-1]:
        after = _next(first, unit)
        last = after - timedelta(days=1)
        made.append(Slice(first, last, _within(dates, first, last), known[0] <= first and last <= known[-1]))
        first = after
    return made


def sliding_slices(dates: Sequence[date | None], days: int, step: int = 1, *, whole: bool = True) -> list[Slice]:
    """Windows of `days` days, each beginning `step` days after the one before, from the first date on.

    whole: only windows that end on or before the last date. Raises UsageError (window-size) for less than one day.
    """
    if days < 1 or step < 1:
        raise UsageError(f"a window of {days} days moved by {step}", "both must be 1 or more", "window-size")
    known = sorted(d for d in dates if d is not None)
    if not known:
        return []
    made = []
    first = known[0]
    while first <= known[-1]:
        last = first + timedelta(days=days - 1)
        covered = last <= known[-1]
        if covered or not whole:
            made.append(Slice(first, last, _within(dates, first, last), covered))
        first += timedelta(days=step)
    return made


def event_slices(dates: Sequence[date | None], events: int, step: int) -> list[Slice]:
    """Windows of whole days that hold `events` dated entries or more; each begins where `step` entries or more have passed
    since the one before began. The last reaches the last date and may hold fewer (whole is then False).

    Raises UsageError (window-size) for less than one event.
    """
    if events < 1 or step < 1:
        raise UsageError(f"a window of {events} events moved by {step}", "both must be 1 or more", "window-size")
    counts = Counter(d for d in dates if d is not None)
    days = sorted(counts)
    made: list[Slice] = []
    begin = 0
    while begin < len(days) and (not made or made[-1].last < days[-1]):
        end, held = begin, counts[days[begin]]
        while held < events and end + 1 < len(days):
            end += 1
            held += counts[days[end]]
        made.append(Slice(days[begin], days[end], _within(dates, days[begin], days[end]), held >= events))
        passed = 0
        while begin < len(days) and passed < step:
            passed += counts[days[begin]]
            begin += 1
    return made


def slices_of(dates: Sequence[date | None], window: str, step: int = 0) -> list[Slice]:
    """The windows that a user asks for in words, empty ones among them; undated entries are in none.

    window: week, month, quarter, year; or a number of days, weeks, calendar months, calendar years or events: 90d, 2w, 6m,
    1y, 50e. step: how far a window of a length moves, in its unit; 0 for the length, so that windows share no day. The last
    window is the first one that reaches the last date. Raises UsageError (bad-period, window-size).
    """
    if window in get_args(Calendar):
        if step:
            raise UsageError(
                f"a {window} moved by {step}", "name a length, such as 3m, that can be moved", "bad-period"
            )
        return calendar_slices(dates, window)  # type: ignore[arg-type]
    if found := re.fullmatch(r"([1-9]\d{0,4})([dwmye])", window):
        count, unit = int(found[1]), found[2]
    else:
        told = "choose week, month, quarter, year, or a length such as 90d, 2w, 6m, 1y, or 50e (events)"
        raise UsageError(f"the window {window}", told, "bad-period")
    move = step or count
    if not 1 <= move <= count:
        told = f"the step is from 1 to {count}, else some days are in no window"
        raise UsageError(f"a window {window} moved by {step}", told, "window-size")
    if unit == "e":
        return event_slices(dates, count, move)
    if unit in ("m", "y"):
        return _months(dates, count, move, 12 if unit == "y" else 1)
    days = 7 if unit == "w" else 1
    return _until_covered(sliding_slices(dates, count * days, move * days, whole=False), dates)


def _months(dates: Sequence[date | None], count: int, move: int, factor: int) -> list[Slice]:
    """Windows of calendar months or years. factor: 12 for years."""
    known = sorted(d for d in dates if d is not None)
    if not known:
        return []
    made = []
    first = _begin(known[0], "year" if factor == 12 else "month")
    while first <= known[-1]:
        last = _later(first, count * factor) - timedelta(days=1)
        made.append(Slice(first, last, _within(dates, first, last), known[0] <= first and last <= known[-1]))
        first = _later(first, move * factor)
    return _until_covered(made, dates)


def _until_covered(made: list[Slice], dates: Sequence[date | None]) -> list[Slice]:
    """The windows up to the first one that reaches the last date."""
    end = max((d for d in dates if d is not None), default=None)
    reached = next((i for i, s in enumerate(made) if end is not None and s.last >= end), len(made) - 1)
    return made[: reached + 1]


def _within(dates: Iterable[date | None], first: date, last: date) -> tuple[int, ...]:
    return tuple(i for i, d in enumerate(dates) if d is not None and first <= d <= last)


def _begin(day: date, unit: Calendar) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return date(day.year, 1, 1)


def _next(first: date, unit: Calendar) -> date:
    if unit == "week":
        return first + timedelta(days=7)
    return _later(first, {"month": 1, "quarter": 3, "year": 12}[unit])


def _later(first: date, months: int) -> date:
    """The first day of a month, that many months later."""
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
