"""AND, OR and NOT for all operations of a layer at once, at any level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from qda.coders.answers import (
    Answers,
    Flags,
    Known,
    Spans,
    Truths,
    among,
    answers,
    holding,
    keyed,
    once,
    spans_of,
    truths_of,
    within,
)
from qda.coders.order import Integers, distinct, in_order
from qda.coders.plan import counts_of
from qda.coders.program import Layer


def all_of(layer: Layer, known: Known, size: int) -> Answers | None:
    """True where all operands are; the spans of all, each with its part."""
    spans = spans_of(layer.sources, known, parts=True)

    def hold(op: Integers, group: Integers) -> Flags:
        """Whether the operands hold that are tests; in an open layer all are."""
        flags = np.ones(len(op), dtype=bool)
        for operand in layer.operands:
            open_ = [source for source in operand if source.open]
            if open_:
                rows = np.flatnonzero(flags)
                flags[rows] = holding(open_, known, len(layer), op[rows], group[rows], otherwise=True)
        return flags

    if layer.open:
        return answers(len(layer), size, spans.take(hold(spans.op, spans.group)), test=hold)
    listed = [source for source in layer.sources if not source.open]
    truths = truths_of(listed, known)
    keys = np.sort(truths.op * size + truths.group)
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    runs = np.diff(first, append=len(keys))
    true = keyed(keys[first], size)
    kept = runs == counts_of(listed, len(layer))[true.op]
    true = Truths(true.op[kept], true.group[kept])
    kept = hold(true.op, true.group)
    true = Truths(true.op[kept], true.group[kept])
    if not len(true):
        return None
    return answers(len(layer), size, within(spans, true, size), true)


def any_of(layer: Layer, known: Known, size: int) -> Answers | None:
    """True where one operand is; the spans of all, each once."""
    spans = spans_of(layer.sources, known)
    if not layer.variant:  # operations with one operand pass on what it has
        spans = each_once(spans)
    if not layer.open:
        return answers(len(layer), size, spans, once(truths_of(layer.sources, known), size))

    def hold(op: Integers, group: Integers) -> Flags:
        flags = np.zeros(len(op), dtype=bool)
        for operand in layer.operands:
            rows = np.flatnonzero(~flags)
            flags[rows] = holding(operand, known, len(layer), op[rows], group[rows])
        return flags

    return answers(len(layer), size, spans, test=hold)


def without(layer: Layer, known: Known, size: int) -> Answers | None:
    """True where the left operand is and the right is not; the spans of the left."""
    left, right = layer.operands
    spans = spans_of(left, known)

    def vetoed(op: Integers, group: Integers) -> Flags:
        return holding(right, known, len(layer), op, group)

    if layer.open:

        def hold(op: Integers, group: Integers) -> Flags:
            flags = holding(left, known, len(layer), op, group)
            rows = np.flatnonzero(flags)
            flags[rows] = ~vetoed(op[rows], group[rows])
            return flags

        return answers(len(layer), size, spans.take(~vetoed(spans.op, spans.group)), test=hold)
    true = truths_of(left, known)
    gone = vetoed(true.op, true.group)
    if gone.any():
        keys = distinct(true.op[gone] * size + true.group[gone])
        spans = spans.take(~among(spans.op * size + spans.group, keys))
        true = Truths(true.op[~gone], true.group[~gone])
    return answers(len(layer), size, spans, once(true, size))


def each_once(spans: Spans) -> Spans:
    """The spans of each operation sorted, each once. A span is in one group only."""
    if not len(spans):
        return spans
    longest = int((spans.end - spans.start).max()) + 1
    if (np.diff((spans.op * (int(spans.start.max()) + 1) + spans.start) * longest + spans.end - spans.start) > 0).all():
        return replace(spans, part=None)
    op, start, length, group = in_order(
        spans.op, spans.start, spans.end - spans.start, spans.group, each_once=True
    )  # fmt: skip
    return Spans(op, start, start + length, group)
