"""What an operation found in a block, and the set operations on it that every level shares.

A `Found` is sparse: it names the groups (segments, sentences, turns, …) it is true of, so that a rule that fires ten
times in a million segments costs ten. Only conditions, which are true of most segments, name none: they are asked
about the groups that the other parts of a rule leave over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from qda.coders.joined import Integers

Flags = npt.NDArray[np.bool_]
Test = Callable[[Integers], Flags]
NOTHING: Integers = np.empty(0, dtype=np.int64)
NOTHING.flags.writeable = False
_LONGEST = 1 << 24


def nothing() -> Integers:
    """No values."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Found:
    """What an operation found. true: the groups it is true of, sorted, each once; None where `test` tells, for any groups,
    which of them it is true of, out of `size`. start, end: its spans, all in true groups, as positions in the joined
    texts. group: of each span. part: which operand of an AND a span comes from, None if there is one only; polarity
    needs it."""

    true: Integers | None
    start: Integers = field(default_factory=nothing)
    end: Integers = field(default_factory=nothing)
    group: Integers = field(default_factory=nothing)
    part: Integers | None = None
    test: Test | None = None
    size: int = 0

    def groups(self) -> Integers:
        """The groups it is true of."""
        if self.true is not None:
            return self.true
        return np.flatnonzero(self.test(np.arange(self.size))) if self.test is not None else NOTHING

    def holds(self, groups: Integers) -> Flags:
        """Which of some groups it is true of."""
        return self.test(groups) if self.test is not None else among(groups, self.groups())

    def parts(self) -> Integers:
        """The operand of each span."""
        return self.part if self.part is not None else np.zeros(len(self.start), dtype=np.int64)


def among(values: Integers, others: Integers) -> Flags:
    """Which values are among the others, which are sorted."""
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    inside: Flags = others[np.minimum(np.searchsorted(others, values), len(others) - 1)] == values
    return inside


def distinct(values: Integers) -> Integers:
    """The values, sorted, each once; cheap where they come sorted."""
    if len(values) < 2:
        return values
    if (values[1:] < values[:-1]).any():
        return np.unique(values)
    kept = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=kept[1:])
    return values[kept]


def spans(start: Integers, end: Integers, group: Integers) -> Found:
    """Spans as an answer, each once, sorted. group: of each span, growing with start."""
    if len(start) > 1:
        keys = start * _LONGEST + (end - start)
        if (keys[1:] <= keys[:-1]).any():
            _, order = np.unique(keys, return_index=True)
            start, end, group = start[order], end[order], group[order]
    return Found(distinct(group), start, end, group)


class Scratch:
    """One flag a group, all down, lent to the set operations so that none of them pays for a block's length."""

    def __init__(self, n: int) -> None:
        self.flags = np.zeros(n, dtype=bool)

    def within(self, values: Integers, others: Integers) -> Flags:
        """Which values are among the others."""
        if not len(others) or not len(values):
            return np.zeros(len(values), dtype=bool)
        self.flags[others] = True
        inside = self.flags[values]
        self.flags[others] = False
        return inside


def only(found: Found, true: Integers, scratch: Scratch) -> Found:
    """The answer cut down to some of its groups."""
    if found.true is not None and len(true) == len(found.true):
        return found
    if not len(true):
        return Found(NOTHING)
    kept = scratch.within(found.group, true)
    part = found.part[kept] if found.part is not None else None
    return Found(true, found.start[kept], found.end[kept], found.group[kept], part)


def all_of(found: Sequence[Found], scratch: Scratch) -> Found:
    """True where all are; the spans of all, each with its part."""
    tests = [one.test for one in found if one.test is not None]
    sparse = sorted((one.true for one in found if one.true is not None), key=len)
    if not sparse and not any(len(one.start) for one in found):
        return Found(
            None, test=lambda groups: np.logical_and.reduce([test(groups) for test in tests]), size=found[0].size
        )
    true = sparse[0] if sparse else found[0].groups()
    for other in sparse[1:]:
        true = true[scratch.within(true, other)]
    for test in tests:
        true = true[test(true)]
    kept = [only(one, true, scratch) for one in found if len(one.start)] if len(true) else []
    if len(kept) < 2:
        return replace(kept[0], true=true) if kept else Found(true)
    parts, highest = [], 0
    for one in kept:
        parts.append(one.parts() + highest)
        highest = int(parts[-1].max(initial=highest)) + 1
    start, end, group = (np.concatenate([getattr(one, name) for one in kept]) for name in ("start", "end", "group"))
    return Found(true, start, end, group, np.concatenate(parts))


def any_of(found: Sequence[Found]) -> Found:
    """True where one is; the spans of all, each once."""
    if len(found) == 1:
        return found[0]
    columns = ([getattr(one, name) for one in found if len(one.start)] for name in ("start", "end", "group"))
    start, end, group = (column[0] if len(column) == 1 else np.concatenate([NOTHING, *column]) for column in columns)
    merged = spans(start, end, group)
    lazy = [one for one in found if one.test is not None]
    if lazy:
        true = [one for one in found if one.test is None]
        return Found(
            None, merged.start, merged.end, merged.group,
            test=lambda groups: np.logical_or.reduce([one.holds(groups) for one in (*lazy, *true)]), size=lazy[0].size,
        )  # fmt: skip
    return replace(merged, true=distinct(np.sort(np.concatenate([one.groups() for one in found]))))


def without(left: Found, right: Found, scratch: Scratch) -> Found:
    """True where the left is and the right is not; the spans of the left."""
    if left.test is not None:
        kept = ~right.holds(left.group)
        part = left.part[kept] if left.part is not None else None
        return Found(
            None, left.start[kept], left.end[kept], left.group[kept], part,
            test=lambda groups: left.holds(groups) & ~right.holds(groups), size=left.size,
        )  # fmt: skip
    true = left.groups()
    vetoed = right.test(true) if right.test is not None else scratch.within(true, right.groups())
    return only(left, true[~vetoed], scratch)


def following(
    start: Integers, end: Integers, next_start: Integers, next_end: Integers, low: Integers, high: Integers
) -> tuple[Integers, Integers]:
    """Every stretch from one span to a later one that begins at `low` to `high`, positions, one of each a span."""
    if len(next_start) > 1 and (next_start[1:] < next_start[:-1]).any():
        order = np.argsort(next_start, kind="stable")
        next_start, next_end = next_start[order], next_end[order]
    first = np.searchsorted(next_start, low, side="left")
    counts = np.maximum(np.searchsorted(next_start, high, side="right") - first, 0)
    rows = np.repeat(np.arange(len(start)), counts)
    behind = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts - first, counts)
    return start[rows], next_end[behind]
