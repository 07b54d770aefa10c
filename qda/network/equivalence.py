"""Blocks of actors with like ties (CONCOR), and a core with its periphery.

CONCOR: the columns of every relation and of its transpose, one below the other, are correlated actor by actor; the
correlations are correlated again until all are +1 or -1; the sign splits the actors in two; each part is split again.
A column without variation correlates 0 with every other. An actor has no tie to itself, which is not the same as lacking
one: two columns are first correlated over the rows of other actors than these two (self_ties=True takes the diagonal as
it stands, and with zeros there makes actors differ because they are tied to each other).

Core and periphery (undirected ties, present or not): the core of k actors has the fewest faults = ties missing in the
core + ties present in the periphery; ties between the two do not count. With degrees sorted, faults(k) =
k(k-1)/2 + m - Σ_{i<=k} d_i, so that the best core of every size is known exactly (Lip 2011). fit: Pearson's r between
ties and the pattern over pairs within the core and within the periphery (Borgatti & Everett 1999, first model without
the blocks between).

Sources: Breiger, Boorman & Arabie 1975; Wasserman & Faust 1994, ch. 9; Borgatti & Everett 1999; Lip 2011. Checked: blocks
printed by another program, networks made of blocks, and cores against all subsets of small random networks. Doubts:
CONCOR always splits, whether there are blocks or not; ask `Core.fit` before speaking of a core.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import NotEstimable
from qda.network.paths import stacked


@dataclass(frozen=True, slots=True)
class Core:
    """members: positions of the core's actors. faults: of the best core. fit: r, None where it is not defined. ties:
    other cores are as good (the one with fewest actors is given)."""

    members: tuple[int, ...]
    faults: int
    fit: float | None
    ties: bool


def concor(
    relations: Sequence[NDArray[np.float64]], *, depth: int = 2, rounds: int = 200, self_ties: bool = False
) -> tuple[int, ...]:
    """The block of each actor after `depth` splits (up to 2^depth blocks), numbered by the first actor in each.

    relations: actors × actors matrices. A part of fewer than 3 actors, or one whose correlations do not fall apart, is
    not split. Raises NotEstimable with fewer than 3 actors.
    """
    n = relations[0].shape[0] if relations else 0
    if n < 3:
        raise NotEstimable("CONCOR blocks", n, "3 actors")
    columns = np.vstack([part for relation in relations for part in (relation, relation.T)]).astype(np.float64)
    if not self_ties:
        own = np.arange(len(columns))
        columns[own, own % n] = np.nan
    parts = [np.arange(n)]
    for _ in range(depth):
        parts = [half for part in parts for half in _split(columns[:, part], part, rounds)]
    block = np.empty(n, dtype=np.int64)
    for number, part in enumerate(sorted(parts, key=lambda p: int(p.min()))):
        block[part] = number
    return tuple(block.tolist())


def core_periphery(weights: NDArray[np.float64]) -> Core:
    """The best core of an undirected network; formulas on top of this module. A core has 1 to n-1 actors.

    Among cores of equal faults the smallest; among actors of equal degree the first. Raises NotEstimable with fewer than
    3 actors or without ties.
    """
    w = stacked(weights)[0]
    tied = (w + w.T) > 0
    n, degrees = len(tied), tied.sum(axis=1)
    m = int(degrees.sum()) // 2
    if n < 3 or not m:
        raise NotEstimable("a core and periphery", n if n < 3 else m, "3 actors and 1 tie")
    order = np.argsort(-degrees, kind="stable")
    k = np.arange(1, n)
    faults = k * (k - 1) // 2 + m - np.cumsum(degrees[order])[: n - 1]
    size = int(k[np.argmin(faults)])
    best = int(faults.min())
    swap = size < n and degrees[order[size - 1]] == degrees[order[size]]
    members = np.sort(order[:size])
    inside = np.zeros(n, dtype=bool)
    inside[members] = True
    pair = np.triu(inside[:, None] == inside[None, :], 1)
    pattern = (inside[:, None] & inside[None, :])[pair].astype(np.float64)
    real = tied[pair].astype(np.float64)
    varied = len(real) > 1 and np.ptp(pattern) > 0 and np.ptp(real) > 0
    fit = float(np.corrcoef(pattern, real)[0, 1]) if varied else None
    return Core(tuple(members.tolist()), best, fit, bool((faults == best).sum() > 1 or swap))


def _split(columns: NDArray[np.float64], part: NDArray[np.int64], rounds: int) -> list[NDArray[np.int64]]:
    if len(part) < 3:
        return [part]
    r = _known_correlations(columns)
    for _ in range(rounds):
        if (np.abs(np.abs(r) - 1) < 1e-9).all():
            break
        r = _correlations(r)
    first = r[0] > 0
    first[0] = True
    return [part] if first.all() else [part[first], part[~first]]


def _known_correlations(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each two columns over the rows where both are known (not NaN)."""
    known = np.isfinite(columns).astype(np.float64)
    x = np.where(known > 0, columns, 0.0)
    both = np.maximum(known.T @ known, 1.0)
    sums = x.T @ known  # of column i over the rows known in j too
    squares = (x**2).T @ known - sums**2 / both
    together = x.T @ x - sums * sums.T / both
    length = np.sqrt(np.maximum(squares * squares.T, 0.0))
    flat = length < 1e-9
    made: NDArray[np.float64] = np.clip(np.where(flat, 0.0, together / np.where(flat, 1.0, length)), -1.0, 1.0)
    np.fill_diagonal(made, 1.0)
    return made


def _correlations(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = columns - columns.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    flat = length < 1e-12
    made: NDArray[np.float64] = centred.T @ centred / np.outer(np.where(flat, 1, length), np.where(flat, 1, length))
    made = np.clip(made, -1.0, 1.0)
    np.fill_diagonal(made, 1.0)
    return made
