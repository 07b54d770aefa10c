"""Stretches of time that networks are cut into: which documents belong to which. Both ends are inside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args

from qda.errors import UsageError
from qda.model import Document

if TYPE_CHECKING:
    from qda.network.slices import Slice


@dataclass(frozen=True, slots=True)
class Asked:
    """Which time is asked for. first, last: days, both inside, "" for no end. window: week, month, quarter, year, or a
    number of days as in 90d; "" for one stretch."""

    first: str = ""
    last: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """name: its ends, as in 2022-01-01—2022-12-31; "" where no time is asked for. documents: ids. whole: False where the
    material ends within it."""

    name: str
    documents: frozenset[str]
    whole: bool = True


def periods(documents: Mapping[str, Document], asked: Asked) -> tuple[list[Period], int]:
    """(the stretches that hold a document, number of documents without a day, which are in none).

    Raises UsageError (bad-period) for what is no day or no window, or ends before it begins.
    """
    if asked == Asked():
        return [Period("", frozenset(documents))], 0
    first, last = _day(asked.first, "--from"), _day(asked.last, "--to")
    if first and last and first > last:
        raise UsageError(f"--from {first} is after --to {last}", "exchange them", "bad-period")
    ids = list(documents)
    days = [_known(documents[i].date) for i in ids]
    undated = sum(1 for day in days if day is None)
    inside = [day if day and (not first or first <= day) and (not last or day <= last) else None for day in days]
    if not asked.window:
        held = frozenset(i for i, day in zip(ids, inside, strict=True) if day)
        return [Period(f"{first or '最早'}—{last or '最晚'}", held)] if held else [], undated
    found = [s for s in _slices(inside, asked.window) if s.members]
    return [
        Period(f"{s.first}—{s.last}", frozenset(ids[m] for m in s.members), s.whole) for s in found
    ], undated  # fmt: skip


def _slices(days: Sequence[date | None], window: str) -> list[Slice]:
    from qda.network.slices import Calendar, calendar_slices, sliding_slices

    if window in get_args(Calendar):
        return calendar_slices(days, window)  # type: ignore[arg-type]
    if found := re.fullmatch(r"([1-9]\d*)d", window):
        return sliding_slices(days, int(found[1]), int(found[1]), whole=False)
    raise UsageError(f"--window {window}", "choose week, month, quarter, year, or days such as 90d", "bad-period")


def _day(given: str, option: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{option} {given} is no day", "write it like 2022-04-18", "bad-period") from None


def _known(given: str | None) -> date | None:
    return date.fromisoformat(given) if given and len(given) == 10 else None
