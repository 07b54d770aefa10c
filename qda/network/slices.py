"""Slices of time: which documents or statements belong to which window. Every window says its first and its last day.

Calendar slices (week, month, quarter, year) share no day and leave none out: a day belongs to exactly one. Sliding
windows of `days` days move by `step` days; a window holds its first and its last day, so that 7 days are 7 dates. By
default a last window that the material does not fill is left out and said to be so; whole=False keeps it.

Source: the usual moving window. The Discourse Network Analyzer's window of 8 days holds 9 dates ([t - 4, t + 4]) and
its event windows shuffle tied statements anew each time; neither is so here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

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
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
