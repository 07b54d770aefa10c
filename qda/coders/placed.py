"""NEAR, THEN and wildcards, and the ways between levels, for all operations of a layer at once.

Positions of different operations are kept apart by adding a stride for each, so that one search pairs the spans of all.
Doubts: NEAR takes all pairs within its distance, which grows where one stretch repeats both words many times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from qda.coders.answers import (
    NOTHING,
    Answers,
    Flags,
    Known,
    Spans,
    Truths,
    among,
    answers,
    holding,
    once,
    spans_of,
    truths_of,
)
from qda.coders.combined import each_once
from qda.coders.order import Integers, distinct, stretches
from qda.coders.program import DOCUMENT, ITEM, NEIGHBOURS, SENTENCE, TURN, Layer, Level

if TYPE_CHECKING:
    from qda.coders.evaluate import Block


def near(layer: Layer, known: Known, block: Block) -> Answers | None:
    """The stretches over a span of the left and one of the right operand within reach."""
    one, other = (spans_of(operand, known) for operand in layer.operands)
    by_sentence = cast(bool, layer.variant)
    settings = cast("tuple[tuple[int, bool, bool], ...]", layer.data)
    far = np.array([n for n, _, _ in settings], dtype=np.int64)
    either_way = np.array([not ordered for _, ordered, _ in settings], dtype=bool)
    pairs = [_pairs(one, other, far, by_sentence, block)]
    if either_way.any():
        one, other = (spans.take(either_way[spans.op]) for spans in (one, other))
        pairs.append(_pairs(other, one, far, by_sentence, block))
    op, start, end = (np.concatenate(column) for column in zip(*pairs, strict=True))
    if not by_sentence or layer.level == SENTENCE:
        op, start, end = _inside_sentences(op, start, end, block)
    return _words_only(layer, op, start, end, block)


def _pairs(
    one: Spans, other: Spans, far: Integers, by_sentence: bool, block: Block
) -> tuple[Integers, Integers, Integers]:
    """Operation, start and end of the stretches from spans of the one to later spans of the other within reach."""
    if not len(one) or not len(other):
        return NOTHING, NOTHING, NOTHING
    high = one.end + far[one.op]
    if by_sentence:
        starts = block.sentences()
        later = block.sentence_of(one.end - 1) + far[one.op] + 1
        high = block.joined.starts[block.joined.unit_of(one.start) + 1] - 1
        there = later < len(starts)
        high[there] = np.minimum(high[there], starts[later[there]] - 1)
    rows, behind = _following(one.op, one.end, high, other)
    return one.op[rows], one.start[rows], other.end[behind]


def _following(op: Integers, low: Integers, high: Integers, other: Spans) -> tuple[Integers, Integers]:
    """Rows, and the rows of other spans of the same operation that begin at `low` to `high`."""
    stride = max(int(high.max(initial=0)), int(other.start.max(initial=0))) + 1
    keys = other.op * stride + other.start
    order = None
    if (keys[1:] < keys[:-1]).any():
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
    first = np.searchsorted(keys, op * stride + low, side="left")
    counts = np.maximum(np.searchsorted(keys, op * stride + high, side="right") - first, 0)
    rows, behind = np.repeat(np.arange(len(op)), counts), stretches(first, counts)
    return rows, behind if order is None else order[behind]


def wild(layer: Layer, known: Known, block: Block) -> Answers | None:
    """The stretches over one span of each operand in turn, with gaps of the right lengths."""
    first, *rest = (spans_of(operand, known) for operand in layer.operands)
    op, start, end = first.op, first.start, first.end
    gaps = np.array(layer.data, dtype=np.int64).reshape(len(layer), -1, 2)
    for i, piece in enumerate(rest):
        least, most = gaps[op, i, 0], gaps[op, i, 1]
        rows, behind = _following(op, end + least, end + most, piece)
        op, start, end = op[rows], start[rows], piece.end[behind]
    return _words_only(layer, *_inside_sentences(op, start, end, block), block)


def narrow(layer: Layer, known: Known, block: Block) -> Answers | None:
    """Spans of segments as answers about sentences."""
    spans = spans_of(layer.sources, known)
    return _words_only(layer, *_inside_sentences(spans.op, spans.start, spans.end, block), block)


def lower(layer: Layer, known: Known, block: Block) -> Answers | None:
    """Answers about segments as ones about sentences: true of every sentence of a segment, or, for the spans of other
    rules, of those with a span and of all sentences of segments without one."""
    n, size, segments = len(layer), len(block.sentences()), len(block.units)
    spans = spans_of(layer.sources, known)
    with_spans = distinct(spans.op * segments + spans.group) if layer.variant == "spanless" else NOTHING
    own = narrow(layer, known, block)
    narrowed = Spans(NOTHING, NOTHING, NOTHING, NOTHING)
    here = NOTHING
    if own is not None:
        op = np.repeat(np.arange(n), np.diff(own.first))
        narrowed, here = Spans(op, own.start, own.end, own.group), own.keys()
    if layer.open:
        unit_of, starts = block.joined.unit_of, block.sentences()

        def hold(op: Integers, group: Integers) -> Flags:
            unit = unit_of(starts[group])
            flags = holding(layer.sources, known, n, op, unit)
            flags &= ~among(op * segments + unit, with_spans)
            flags |= among(op * size + group, here)
            return flags

        return answers(n, size, narrowed, test=hold)
    true = truths_of(layer.sources, known)
    kept = ~among(true.op * segments + true.group, with_spans)
    first = block.sentence_first()
    counts = np.diff(first)[true.group[kept]]
    op, group = np.repeat(true.op[kept], counts), stretches(first[true.group[kept]], counts)
    if own is not None:
        op = np.concatenate([op, np.repeat(np.arange(n), np.diff(own.true_first))])
        group = np.concatenate([group, own.true if own.true is not None else NOTHING])
    return answers(n, size, narrowed, once(Truths(op, group), size))


def gather(layer: Layer, known: Known, block: Block) -> Answers | None:
    """Answers about sentences as ones about segments: true where one of the sentences is."""
    true = truths_of(layer.sources, known)
    units = block.joined.unit_of(block.sentences()[true.group])
    return answers(
        len(layer), len(block.units), _by_unit(spans_of(layer.sources, known), block),
        once(Truths(true.op, units), len(block.units)),
    )  # fmt: skip


def spread(layer: Layer, known: Known, block: Block) -> Answers | None:
    """Answers about turns, items or surroundings as ones about segments."""
    spans, level = _by_unit(spans_of(layer.sources, known), block), cast(Level, layer.variant)
    if level in (TURN, ITEM):
        around = block.around

        def hold(op: Integers, group: Integers) -> Flags:
            return holding(layer.sources, known, len(layer), op, around.numbers(level, group))

        return answers(len(layer), len(block.units), spans, test=hold)
    true = once(truths_of(layer.sources, known), len(block.units))
    return answers(len(layer), len(block.units), spans, true)


def lift(layer: Layer, known: Known, block: Block) -> Answers | None:
    """Answers about segments as ones about turns, items or surroundings: true where one of the segments is."""
    size, level = len(block.units), layer.level
    spans, true = spans_of(layer.sources, known), once(truths_of(layer.sources, known), size)
    if not level.startswith(NEIGHBOURS):
        spans = Spans(spans.op, spans.start, spans.end, block.around.numbers(level, spans.group), spans.part)
        return answers(len(layer), size, spans, once(Truths(true.op, block.around.numbers(level, true.group)), size))
    n = int(level.removeprefix(NEIGHBOURS))
    documents = block.around.numbers(DOCUMENT, true.group)
    ops, groups = [true.op], [true.group]
    for step in (*range(-n, 0), *range(1, n + 1)):
        reached = true.group + step
        inside = np.flatnonzero((reached >= 0) & (reached < size))
        inside = inside[block.around.numbers(DOCUMENT, reached[inside]) == documents[inside]]
        ops.append(true.op[inside])
        groups.append(reached[inside])
    return answers(len(layer), size, spans, once(Truths(np.concatenate(ops), np.concatenate(groups)), size))


def _by_unit(spans: Spans, block: Block) -> Spans:
    return Spans(spans.op, spans.start, spans.end, block.joined.unit_of(spans.start), spans.part)


def _inside_sentences(
    op: Integers, start: Integers, end: Integers, block: Block
) -> tuple[Integers, Integers, Integers]:
    """Those within one sentence."""
    inside = block.sentence_of(start) == block.sentence_of(end - 1)
    return (op, start, end) if inside.all() else (op[inside], start[inside], end[inside])


def _words_only(layer: Layer, op: Integers, start: Integers, end: Integers, block: Block) -> Answers | None:
    """Answers that are true where they have spans."""
    group = block.group_of(start, layer.level)
    return answers(len(layer), block.size(layer.level), each_once(Spans(op, start, end, group)))
