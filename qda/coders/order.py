"""Rows of whole numbers sorted, many times as fast as by sorting rows: the columns are laid side by side in one number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

_BITS = 62


def in_order(*columns: Integers, each_once: bool = False) -> tuple[Integers, ...]:
    """Rows of numbers not below 0, sorted by the first column, then the second, and so on. each_once: without repetitions.

    A row becomes one number of at most 62 bits, which is sorted by itself and taken apart again. Where the columns need
    more, rows are sorted.
    """
    if not len(columns[0]):
        return columns
    bits = [int(column.max()).bit_length() for column in columns]
    if sum(bits) > _BITS:
        return _rows_in_order(columns, each_once)
    key = columns[0].astype(np.int64)
    for column, width in zip(columns[1:], bits[1:], strict=True):
        if width:
            key <<= width
            key |= column
    if (key[1:] < key[:-1]).any():
        key.sort()
    if each_once:
        key = distinct(key)
    made = []
    for width in bits[:0:-1]:
        made.append(key & ((1 << width) - 1) if width else np.zeros(len(key), dtype=np.int64))
        if width:
            key = key >> width
    return (key, *made[::-1])


def distinct(values: Integers) -> Integers:
    """The values, sorted, each once; cheap where they come sorted."""
    if len(values) < 2:
        return values
    if (values[1:] < values[:-1]).any():
        values = np.sort(values)
    kept = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=kept[1:])
    return values[kept]


def stretches(begins: Integers, counts: Integers) -> Integers:
    """The numbers from each begin on, so many of each, end to end."""
    shift = begins - np.cumsum(counts) + counts
    made: Integers = np.arange(int(counts.sum())) + np.repeat(shift, counts)
    return made


def _rows_in_order(columns: tuple[Integers, ...], each_once: bool) -> tuple[Integers, ...]:
    order = np.lexsort(columns[::-1])
    columns = tuple(column[order] for column in columns)
    if not each_once:
        return columns
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return tuple(column[new] for column in columns)
