"""What the operations of a layer found in a block, as arrays.

Layout. A layer of n operations has one set of columns for all of them: what belongs to operation i stands at
first[i]:first[i + 1]. `true` holds the groups (segments, sentences, turns, …) that each is true of, sorted, each once;
`start`, `end`, `group`, `part` its spans. So an operation that found nothing costs nothing, and one sort, one search or
one comparison does for all operations of a layer: the key of an operation and a group is operation * size + group.

While a layer is evaluated, the same things lie open as `Spans` and `Truths`, with the operation of each row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qda.coders.order import Integers, distinct, stretches
from qda.coders.program import Source

Flags = npt.NDArray[np.bool_]
Test = Callable[[Integers, Integers], Flags]
"""Of which of some pairs of operation and group an answer is true."""
NOTHING: Integers = np.empty(0, dtype=np.int64)
NOTHING.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of the operations of a layer, row by row. op: place of the operation, never falling. start, end: positions in
    the joined texts. group: of each. part: which operand of an AND it comes from, None if there is one only."""

    op: Integers
    start: Integers
    end: Integers
    group: Integers
    part: Integers | None = None

    def __len__(self) -> int:
        return len(self.op)

    def take(self, rows: Integers | Flags) -> Spans:
        """Some of the rows."""
        part = self.part[rows] if self.part is not None else None
        return Spans(self.op[rows], self.start[rows], self.end[rows], self.group[rows], part)


@dataclass(frozen=True, slots=True)
class Truths:
    """Of which groups operations are true, row by row."""

    op: Integers
    group: Integers

    def __len__(self) -> int:
        return len(self.op)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the operations of a layer found; see the layout above. size: how many groups there are. true: None where
    `test` tells. Spans lie in true groups."""

    size: int
    true: Integers | None
    true_first: Integers
    start: Integers
    end: Integers
    group: Integers
    part: Integers | None
    first: Integers
    test: Test | None = None

    def holds(self, op: Integers, group: Integers) -> Flags:
        """Of which pairs of operation and group it is true."""
        if self.test is not None:
            return self.test(op, group)
        return among(op * self.size + group, self.keys())

    def keys(self) -> Integers:
        """The operations and groups that are true as keys, sorted."""
        if self.true is None:
            raise TypeError("an open answer has no list")
        return np.repeat(np.arange(len(self.true_first) - 1), np.diff(self.true_first)) * self.size + self.true

    def groups(self, op: int) -> Integers:
        """The groups that one operation is true of."""
        if self.test is not None:
            everywhere = np.arange(self.size)
            return everywhere[self.test(np.full(self.size, op), everywhere)]
        return NOTHING if self.true is None else self.true[self.true_first[op] : self.true_first[op + 1]]


@dataclass(frozen=True, slots=True)
class Found:
    """What one operation found. true: the groups it is true of. start, end, group, part: its spans."""

    true: Integers
    start: Integers
    end: Integers
    group: Integers
    part: Integers | None = None


Known = Mapping[int, Answers]
"""Answers by number of layer; a layer that found nothing is not there."""


def answers(n: int, size: int, spans: Spans, truths: Truths | None = None, test: Test | None = None) -> Answers | None:
    """What n operations found, None if that is nothing. truths: sorted; read off the spans if there are none, whose
    groups must then be sorted in each operation."""
    if test is not None:
        truths = Truths(NOTHING, NOTHING)
    elif truths is None:
        new = np.ones(len(spans), dtype=bool)
        new[1:] = (spans.group[1:] != spans.group[:-1]) | (spans.op[1:] != spans.op[:-1])
        truths = Truths(spans.op[new], spans.group[new])
    if test is None and not len(truths):
        return None
    return Answers(
        size, None if test is not None else truths.group, _offsets(truths.op, n),
        spans.start, spans.end, spans.group, spans.part, _offsets(spans.op, n), test,
    )  # fmt: skip


def spans_of(sources: Sequence[Source], known: Known, *, parts: bool = False) -> Spans:
    """The spans of operands, by the operation that uses them. parts: number the operands of an AND they come from."""
    pieces: list[Spans] = []
    for source in sources:
        found = known.get(source.layer)
        if found is None or not len(found.start):
            continue
        rows, counts = _stretches(found.first, source.ops)
        part = None
        if parts:
            part = np.repeat(source.shift, counts)
            if found.part is not None:
                part += found.part[rows]
        elif found.part is not None:
            part = found.part[rows]
        op = np.repeat(source.users, counts)
        pieces.append(Spans(op, found.start[rows], found.end[rows], found.group[rows], part))
    if len(pieces) == 1:
        return pieces[0]
    if not pieces:
        return Spans(NOTHING, NOTHING, NOTHING, NOTHING)
    op, start, end, group = (
        np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("op", "start", "end", "group")
    )
    part = None
    if any(piece.part is not None for piece in pieces):
        part = np.concatenate([np.zeros(len(one), np.int64) if one.part is None else one.part for one in pieces])
    return Spans(op, start, end, group, part).take(by_op(op))


def truths_of(sources: Sequence[Source], known: Known) -> Truths:
    """What operands are true of, by the operation that uses them; in no order, and as often as operands say so."""
    ops, groups = [NOTHING], [NOTHING]
    for source in sources:
        found = known.get(source.layer)
        if found is None:
            continue
        if found.true is None:
            listed = {op: found.groups(op) for op in np.unique(source.ops).tolist()}
            for op, user in zip(source.ops.tolist(), source.users.tolist(), strict=True):
                groups.append(listed[op])
                ops.append(np.full(len(listed[op]), user, dtype=np.int64))
        else:
            rows, counts = _stretches(found.true_first, source.ops)
            ops.append(np.repeat(source.users, counts))
            groups.append(found.true[rows])
    return Truths(np.concatenate(ops), np.concatenate(groups))


def holding(
    sources: Sequence[Source], known: Known, n: int, op: Integers, group: Integers, *, otherwise: bool = False
) -> Flags:
    """Of which pairs of operation and group one operand of each operation is true. n: how many operations there are.
    otherwise: what is said of operations without such an operand."""
    flags = np.full(len(op), otherwise, dtype=bool)
    for source in sources:
        place = np.full(n, -1, dtype=np.int64)
        place[source.users] = source.ops
        asked = place[op]
        rows = np.flatnonzero(asked >= 0)
        found = known.get(source.layer)
        flags[rows] = found.holds(asked[rows], group[rows]) if found is not None else False
    return flags


def once(truths: Truths, size: int) -> Truths:
    """Sorted, each once."""
    keys = truths.op * size + truths.group
    if (keys[1:] > keys[:-1]).all():
        return truths
    return keyed(distinct(keys), size)


def keyed(keys: Integers, size: int) -> Truths:
    """Keys taken apart."""
    op = keys // size
    return Truths(op, keys - op * size)


def within(spans: Spans, truths: Truths, size: int) -> Spans:
    """The spans in groups that are true; truths: sorted, each once."""
    return spans.take(among(spans.op * size + spans.group, truths.op * size + truths.group))


def among(values: Integers, others: Integers) -> Flags:
    """Which values are among the others, which are sorted."""
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    inside: Flags = others[np.minimum(np.searchsorted(others, values), len(others) - 1)] == values
    return inside


def by_op(op: Integers) -> Integers:
    """The order of rows by operation; rows of one operation stay as they are."""
    # Small numbers are sorted by radix.
    return np.argsort(op.astype(np.uint16) if op.max(initial=0) < 1 << 16 else op, kind="stable")


def _stretches(first: Integers, ops: Integers) -> tuple[Integers, Integers]:
    begins = first[ops]
    counts = first[ops + 1] - begins
    return stretches(begins, counts), counts


def _offsets(op: Integers, n: int) -> Integers:
    made: Integers = np.searchsorted(op, np.arange(n + 1))
    return made
