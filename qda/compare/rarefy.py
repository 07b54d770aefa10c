"""Communities of unequal material: the same number of documents, of the same length, drawn from each.

Density and every count of ties grow with material. Before values are set side by side, `documents` documents a community
and at most `segments` segments a document are drawn without replacement, many times; the median and the middle 95% of
the index are shown. It is a description, not a test.

Source: Gotelli & Colwell 2001 (rarefaction). Checked: full size gives the index itself. Doubt: the spread shows the
drawing only, not what other documents would have shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import NotEstimable

Index = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Rarefied:
    """median, low, high: over the draws in which the index is defined; None if it never is."""

    name: str
    case: str
    median: float | None
    low: float | None
    high: float | None
    documents: int
    segments: int
    draws: int


def rarefied(
    present: Sequence[NDArray[np.float64]],
    cases: Sequence[str],
    indices: Mapping[str, Index],
    *,
    documents: int | None = None,
    segments: int | None = None,
    draws: int = 500,
    collapse: bool = True,
    rng: np.random.Generator,
) -> tuple[Rarefied, ...]:
    """Every index in every community at equal size.

    present: for each document segments × actors, 0 or 1. documents: None takes those of the smallest community; segments:
    None takes the median length of all documents. collapse: a pair counts once a document. Raises NotEstimable with fewer
    than 2 documents in a community.
    """
    stacks, size, length = thinned(
        present, cases, documents=documents, segments=segments, draws=draws, collapse=collapse, rng=rng
    )
    made = []
    for name, stack in stacks.items():
        for key, index in indices.items():
            values = index(stack)
            known = values[np.isfinite(values)]
            limits = np.quantile(known, [0.025, 0.5, 0.975]) if len(known) else None
            low, middle, high = (None, None, None) if limits is None else (float(v) for v in limits)
            made.append(Rarefied(key, name, middle, low, high, size, length, draws))
    return tuple(made)


def thinned(
    present: Sequence[NDArray[np.float64]],
    cases: Sequence[str],
    *,
    documents: int | None = None,
    segments: int | None = None,
    draws: int = 500,
    collapse: bool = True,
    rng: np.random.Generator,
) -> tuple[dict[str, NDArray[np.float64]], int, int]:
    """(case to draws × actors × actors, documents, segments): networks at equal size. Arguments and Raises: `rarefied`."""
    names = sorted(set(cases))
    members = {name: [i for i, case in enumerate(cases) if case == name] for name in names}
    fewest = min(len(m) for m in members.values()) if members else 0
    size = documents or fewest
    if size < 2 or size > fewest:
        raise NotEstimable("indices at equal size", fewest, f"{max(size, 2)} documents in every community")
    length = segments or int(np.median([len(p) for p in present]))
    stacks = {
        name: np.array([_drawn(present, members[name], size, length, collapse, rng) for _ in range(draws)])
        for name in names
    }
    return stacks, size, length


def _drawn(
    present: Sequence[NDArray[np.float64]],
    members: Sequence[int],
    documents: int,
    segments: int,
    collapse: bool,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    total = np.zeros((present[0].shape[1],) * 2)
    for d in rng.choice(len(members), size=documents, replace=False):
        b = present[members[int(d)]]
        if len(b) > segments:
            b = b[rng.choice(len(b), size=segments, replace=False)]
        shared = b.T @ b
        total += (shared > 0) if collapse else shared
    np.fill_diagonal(total, 0.0)
    return total
