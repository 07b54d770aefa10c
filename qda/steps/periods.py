"""Stretches of time that networks are cut into: which documents belong to which. Both ends are inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qda.errors import UsageError
from qda.model import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """Which time is asked for. first, last: days, both inside, "" for no end. window: week, month, quarter, year, or a
    length as in 90d, 2w, 6m, 1y, 20e (events); "" for one stretch. step: how far it moves, in its unit, 0 for its length."""

    first: str = ""
    last: str = ""
    window: str = ""
    step: int = 0


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
    if asked.step and not asked.window:
        raise UsageError("--step moves a window, and none is named", "name one with --window", "bad-period")
    first, last = stretch(asked.first, asked.last)
    ids = list(documents)
    days = [_known(documents[i].date) for i in ids]
    undated = sum(1 for day in days if day is None)
    inside = [day if day and (not first or first <= day) and (not last or day <= last) else None for day in days]
    if not asked.window:
        held = frozenset(i for i, day in zip(ids, inside, strict=True) if day)
        return [Period(f"{first or '最早'}—{last or '最晚'}", held)] if held else [], undated
    from qda.network.slices import slices_of

    found = [s for s in slices_of(inside, asked.window, asked.step) if s.members]
    return [
        Period(f"{s.first}—{s.last}", frozenset(ids[m] for m in s.members), s.whole) for s in found
    ], undated  # fmt: skip


def period_notes(cut: Sequence[tuple[str, bool]], undated: int) -> list[str]:
    """What a table cut into stretches of time says about them. cut: (name, whether the material covers it), in order.
    undated: documents that are in none."""
    if not cut or not cut[0][0]:
        return [] if cut else ["所问时段内没有文档。"]
    partial = list(dict.fromkeys(name for name, whole in cut if not whole))
    told = ["时段的首日与末日都在内；窗口不重叠时，有日期者只属于一个时段。"]
    if partial:
        told.append(f"资料没有覆盖整个时段：{'，'.join(partial)}，与其他时段不宜比较大小。")
    if undated:
        told.append(f"{undated}份文档没有确切日期，不在任何时段内。")
    return told


def stretch(first: str, last: str) -> tuple[date | None, date | None]:
    """The two ends of a stretch of time, None for no end. Raises UsageError (bad-period)."""
    begin, end = _day(first, "--from"), _day(last, "--to")
    if begin and end and begin > end:
        raise UsageError(f"--from {begin} is after --to {end}", "exchange them", "bad-period")
    return begin, end


def _day(given: str, option: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{option} {given} is no day", "write it like 2022-04-18", "bad-period") from None


def _known(given: str | None) -> date | None:
    return date.fromisoformat(given) if given and len(given) == 10 else None
