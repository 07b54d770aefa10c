"""Ratings: a units × coders matrix with holes, read once into integers that every coefficient works on.

A matrix is a sequence of units; a unit is a sequence with one value for each coder, in the same order everywhere. The
orientation is never guessed from the shape: in several packages a transposed matrix gives another, wrong number without
any warning. A hole (`None`, or NaN in an array of floats) means that the coder did not see the unit;
"seen, no code" is a value like any other.

Source: the agreement table r_ik (coders who put unit i into category k) of Gwet, Handbook of Inter-Rater Reliability.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError

Value = Hashable | None
Values = Sequence[Sequence[Value]] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class Ratings:
    """codes: units × coders, the index of each value in `categories`, -1 for a hole. categories: the values observed,
    sorted where they can be compared, else by their text; so the order of units never changes a result."""

    codes: NDArray[np.int64]
    categories: tuple[Hashable, ...]

    def table(self, q: int | None = None) -> NDArray[np.float64]:
        """r_ik: units × categories, how many coders put unit i into category k. q: number of columns, at least
        `len(categories)`."""
        n, width = self.codes.shape[0], max(q or 0, len(self.categories))
        unit, coder = np.nonzero(self.codes >= 0)
        flat = unit * width + self.codes[unit, coder]
        return np.bincount(flat, minlength=n * width).reshape(n, width).astype(np.float64)


def read_ratings(values: Values, categories: Sequence[Hashable] | None = None) -> Ratings:
    """The matrix as integers.

    values: units × coders; None or NaN is a hole. categories: the whole list, in order; None takes the observed values.
    Raises InputError where units differ in length, or where a value is not among `categories`.
    """
    rows = [list(row) for row in (values.tolist() if isinstance(values, np.ndarray) else values)]
    width = len(rows[0]) if rows else 0
    if any(len(row) != width for row in rows):
        sizes = sorted({len(row) for row in rows})
        raise InputError(
            f"the ratings have {sizes} values a unit",
            "give one row a unit and one value a coder, None where a coder did not see the unit",
            "ratings-not-a-matrix",
        )
    flat = [None if value is None or value != value else value for row in rows for value in row]
    observed = dict.fromkeys(value for value in flat if value is not None)
    listed = tuple(dict.fromkeys(categories)) if categories is not None else _ordered(list(observed))
    unknown = [value for value in observed if value not in set(listed)]
    if unknown:
        raise InputError(
            f"value {unknown[0]!r} is not among the categories {list(listed)}",
            "add it to the categories, or correct the ratings",
            "value-outside-categories",
        )
    position: dict[Hashable | None, int] = {value: i for i, value in enumerate(listed)}
    position[None] = -1
    codes = np.fromiter((position[value] for value in flat), dtype=np.int64, count=len(flat))
    return Ratings(codes.reshape(len(rows), width), listed)


def _ordered(values: list[Hashable]) -> tuple[Hashable, ...]:
    try:
        return tuple(sorted(values))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(values, key=lambda value: (type(value).__name__, repr(value))))
