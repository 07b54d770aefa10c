"""How alike two networks are, as description: portrait divergence, shared ties, agreement of centralities' ranks.

    portrait    B[l, k] = actors that have k actors at distance l, l = 0 … the longest distance (Bagrow et al. 2008)
                P(k, l) = B[l, k]/N · Σ_k k B[l, k]/Σ_l Σ_k k B[l, k]: of an actor drawn at random and, apart from it, of the
                distance of a pair drawn at random among pairs that reach each other
    divergence  Jensen-Shannon, base 2: D = ½ KL(P, M) + ½ KL(Q, M), M = (P + Q)/2. Range [0, 1]; 0 for networks that are
                equal but for their actors' names; networks of different size can be compared (Bagrow & Bollt 2019)
    Jaccard     ties of both over ties of either; actors are matched by name
    rank r      Spearman's r of an index over the actors that have a tie in either

Ties count as present or absent, a way as its number of ties. None of these is a test: two samples of documents from one
community differ too, and all depend on how many documents there are. Source: Bagrow & Bollt 2019, Applied Network
Science 4:45. Checked: Zachary's club against Les Misérables .6594; small networks by hand. Doubt: programs differ on P:
some weigh each cell of the portrait by k instead (that gives .7612 there); the paper's formula is taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, NotEstimable
from qda.network.paths import shortest_paths, stacked


def portraits(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """networks × distances × numbers of actors: B of each network of a stack, or of one; n distances, n + 1 numbers."""
    distances = shortest_paths(weights).distances
    networks, n, _ = distances.shape
    made = np.zeros((networks, n, n + 1))
    row = np.arange(networks)[:, None]
    for length in range(n):
        at = (distances == length).sum(axis=2)
        np.add.at(made[:, length], (row, at), 1.0)
    return made


def portrait_divergence(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """D of two networks' weight matrices, which may differ in size. Raises NotEstimable for a network without actors."""
    if not len(one) or not len(other):
        raise NotEstimable("a portrait divergence", 0, "1 actor in each network")
    (a,), (b,) = portraits(one), portraits(other)
    return divergence(a, b)


def divergence(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """D of two portraits."""
    shape = np.maximum(one.shape, other.shape)
    p, q = _chances(one, shape), _chances(other, shape)
    middle = (p + q) / 2
    return max(0.0, (_relative(p, middle) + _relative(q, middle)) / 2)


def shared_ties(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    """Jaccard of the ties of two networks on the same actors; None where neither has a tie. Raises InputError."""
    a, b = stacked(one)[0] > 0, stacked(other)[0] > 0
    if a.shape != b.shape:
        raise InputError(
            f"networks of {len(a)} and {len(b)} actors",
            "give both networks on the same actors, in the same order",
            "networks-of-different-actors",
        )
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else None


def rank_correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Spearman's r, ties sharing their mean rank. Raises NotEstimable with fewer than 3 actors or without variation."""
    from scipy.stats import rankdata

    a, b = rankdata(one), rankdata(other)
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        raise NotEstimable("a rank correlation", len(a), "3 actors that differ")
    return float(np.corrcoef(a, b)[0, 1])


def _chances(portrait: NDArray[np.float64], shape: NDArray[np.int64]) -> NDArray[np.float64]:
    numbers = np.arange(portrait.shape[1])
    reached = (portrait * numbers).sum(axis=1)
    found = portrait / portrait[0].sum() * (reached / reached.sum())[:, None]
    made = np.zeros(tuple(shape))
    made[: found.shape[0], : found.shape[1]] = found
    return made


def _relative(p: NDArray[np.float64], middle: NDArray[np.float64]) -> float:
    some = p > 0
    return float((p[some] * np.log2(p[some] / middle[some])).sum())
