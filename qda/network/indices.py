"""Numbers on a network, of many networks at once: of the whole (WHOLE) and of each actor (ACTORS).

Every function takes a stack (networks × actors × actors, weights >= 0, symmetric unless directed) and gives one number a
network, or one an actor and network; NaN stands for "not defined" inside this room and never leaves it: records carry
None. A tie is an entry above 0.

    density               ties over possible ties
    mean_weight           sum of weights over possible ties: the part of density that does not hang on rare ties
    reciprocity           directed only: ties whose return exists, over ties
    transitivity          Σ (A²)_ik A_ik / Σ (A²)_ik, i ≠ k: two-step ways that are closed
    centralisation        Freeman 1979: Σ (max d - d_i) over its largest value, (n-1)(n-2); directed, on d_in + d_out:
                          2(n-1)(n-2)
    betweenness_centralisation  Σ (max b - b_i)/(n-1), b normalised
    closeness_centralisation    Σ (max c - c_i) (2n-3)/((n-1)(n-2)), c Wasserman-Faust
    strength_centralisation     Σ (max s - s_i) / ((n-2) Σ s/2): 1 for a star of any weights
    degree, strength      neighbours; sum of weights (in + out where directed)
    betweenness, closeness, harmonic   plain (every tie has length 1) and _by_strength (length 1/w): `qda.network.paths`
    eigenvector           leading left eigenvector of the weights, length 1 (Bonacich 1972)
    pagerank              damping .85, weights as chances (Brin & Page 1998)
    core                  largest k such that the actor is in a part where all have k neighbours (Seidman 1983)
    constraint            Burt 1992: Σ_j (p_ij + Σ_q p_iq p_qj)², p_ij = (w_ij + w_ji)/Σ_k (w_ik + w_ki)
    effective_size        Burt 1992: Σ_j (1 - Σ_q p_iq m_jq), m_jq = mutual weight over j's largest; efficiency: over degree

Checked against networkx on random networks (weighted effective size against its node by node form: its form for all
nodes at once differs from that in version 3.6), and on the Florentine families, Zachary's club and Krackhardt's kite.
Doubt: projections of units raise transitivity and density by construction: a unit of five is a clique of five.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from qda.network import paths
from qda.network.paths import stacked

Stack = NDArray[np.float64]
Index = Callable[[Stack, bool], NDArray[np.float64]]


def density(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Ties over possible ties; NaN with fewer than 2 actors. Range [0, 1]."""
    w = stacked(weights)
    return _per_pair((w > 0).sum(axis=(1, 2)), w.shape[-1])


def mean_weight(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Sum of weights over possible ties; NaN with fewer than 2 actors."""
    w = stacked(weights)
    return _per_pair(w.sum(axis=(1, 2)), w.shape[-1])


def reciprocity(weights: Stack, directed: bool = True) -> NDArray[np.float64]:
    """Ties whose return exists, over ties; NaN where undirected or without ties. Range [0, 1]."""
    tied = stacked(weights) > 0
    whole = tied.sum(axis=(1, 2)).astype(np.float64)
    if not directed:
        return np.full(len(tied), np.nan)
    return _divide((tied & tied.transpose(0, 2, 1)).sum(axis=(1, 2)).astype(np.float64), whole)


def transitivity(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Closed two-step ways over all; NaN without a two-step way. Range [0, 1]."""
    tied = (stacked(weights) > 0).astype(np.float64)
    ways = tied @ tied
    i = np.arange(tied.shape[-1])
    ways[:, i, i] = 0.0
    return _divide((ways * tied).sum(axis=(1, 2)), ways.sum(axis=(1, 2)))


def centralisation(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Freeman's degree centralisation; NaN with fewer than 3 actors. Range [0, 1]."""
    found = degree(weights, directed)
    n = found.shape[1]
    largest = (n - 1) * (n - 2) * (2 if directed else 1)
    return _spread(found) / largest if n >= 3 else np.full(len(found), np.nan)


def betweenness_centralisation(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Of plain betweenness; NaN with fewer than 3 actors. Range [0, 1]."""
    found = paths.betweenness(weights)
    n = found.shape[1]
    return _spread(found) / (n - 1) if n >= 3 else np.full(len(found), np.nan)


def closeness_centralisation(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Of plain closeness; NaN with fewer than 3 actors. Range [0, 1] for networks in one piece."""
    found = paths.closeness(weights)
    n = found.shape[1]
    return _spread(found) * (2 * n - 3) / ((n - 1) * (n - 2)) if n >= 3 else np.full(len(found), np.nan)


def strength_centralisation(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """How far one actor holds all the weight; NaN with fewer than 3 actors or without ties. Range [0, 1]."""
    found = strength(weights, directed)
    n = found.shape[1]
    return _divide(_spread(found), (n - 2) * found.sum(axis=1) / 2) if n >= 3 else np.full(len(found), np.nan)


def degree(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Neighbours; directed: ties in and out."""
    tied = (stacked(weights) > 0).astype(np.float64)
    made: NDArray[np.float64] = tied.sum(axis=2) + (tied.sum(axis=1) if directed else 0.0)
    return made


def strength(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Sum of weights; directed: in and out."""
    w = stacked(weights)
    made: NDArray[np.float64] = w.sum(axis=2) + (w.sum(axis=1) if directed else 0.0)
    return made


def eigenvector(weights: Stack, directed: bool = False, *, steps: int = 2000) -> NDArray[np.float64]:
    """By powers of W + I from equal values, until nothing moves by 1e-10; NaN in a network without ties."""
    w = stacked(weights)
    largest = w.max(axis=(1, 2), keepdims=True, initial=0.0)
    back = np.divide(w, largest, out=np.zeros_like(w), where=largest > 0).transpose(0, 2, 1)
    n = w.shape[-1]
    x = np.full((len(w), n, 1), 1 / np.sqrt(max(n, 1)))
    for _ in range(steps):
        after = back @ x + x
        after /= np.linalg.norm(after, axis=1, keepdims=True)
        still = bool((np.abs(after - x) < 1e-10).all())
        x = after
        if still:
            break
    return np.where(largest[:, 0] > 0, x[..., 0], np.nan)


def pagerank(weights: Stack, directed: bool = False, *, damping: float = 0.85) -> NDArray[np.float64]:
    """Solved exactly; an actor without ties out leads everywhere alike. Adds up to 1."""
    w = stacked(weights)
    n = w.shape[-1]
    out = w.sum(axis=2, keepdims=True)
    chance = np.divide(w, out, out=np.full_like(w, 1 / max(n, 1)), where=out > 0)
    return np.linalg.solve(
        np.eye(n) - damping * chance.transpose(0, 2, 1), np.full((len(w), n, 1), (1 - damping) / max(n, 1))
    )[..., 0]


def core(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """k-core number; directed ties count once a neighbour."""
    w = stacked(weights)
    tied = ((w + w.transpose(0, 2, 1)) > 0).astype(np.float64)
    left = np.ones(tied.shape[:2])
    made = np.zeros(tied.shape[:2])
    k = 1
    while left.any():
        while True:
            weak = (left > 0) & ((tied @ left[..., None])[..., 0] < k)
            if not weak.any():
                break
            left = np.where(weak, 0.0, left)
        made = np.where(left > 0, k, made)
        k += 1
    return made


def constraint(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Burt's constraint, weighted; NaN for an actor without ties. Above 0, may pass 1."""
    mutual, share = _shares(weights)
    local = (share + share @ share) ** 2
    return np.where(mutual.any(axis=2), (local * (mutual > 0)).sum(axis=2), np.nan)


def effective_size(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Burt's effective size, weighted; NaN for an actor without ties. Range [1, degree] with equal weights."""
    mutual, share = _shares(weights)
    largest = mutual.max(axis=2, keepdims=True, initial=0.0)
    marginal = np.divide(mutual, largest, out=np.zeros_like(mutual), where=largest > 0)
    unique = (1.0 - share @ marginal.transpose(0, 2, 1)) * (mutual > 0)
    return np.where(mutual.any(axis=2), unique.sum(axis=2), np.nan)


def efficiency(weights: Stack, directed: bool = False) -> NDArray[np.float64]:
    """Effective size over the number of neighbours; NaN for an actor without ties."""
    w = stacked(weights)
    neighbours = ((w + w.transpose(0, 2, 1)) > 0).sum(axis=2).astype(np.float64)
    return _divide(effective_size(w, directed), neighbours)


WHOLE: Mapping[str, Index] = {
    "density": density,
    "mean_weight": mean_weight,
    "reciprocity": reciprocity,
    "transitivity": transitivity,
    "centralisation": centralisation,
    "betweenness_centralisation": betweenness_centralisation,
    "closeness_centralisation": closeness_centralisation,
    "strength_centralisation": strength_centralisation,
}
"""Indices of the whole network by the name they have in tables."""

ACTORS: Mapping[str, Index] = {
    "degree": degree,
    "strength": strength,
    "betweenness": lambda w, _: paths.betweenness(w),
    "betweenness_by_strength": lambda w, _: paths.betweenness(w, by_strength=True),
    "closeness": lambda w, _: paths.closeness(w),
    "closeness_by_strength": lambda w, _: paths.closeness(w, by_strength=True),
    "harmonic": lambda w, _: paths.harmonic(w),
    "harmonic_by_strength": lambda w, _: paths.harmonic(w, by_strength=True),
    "eigenvector": eigenvector,
    "pagerank": pagerank,
    "core": core,
    "constraint": constraint,
    "effective_size": effective_size,
    "efficiency": efficiency,
}
"""Indices of each actor by the name they have in tables."""


def _per_pair(total: NDArray[np.generic], n: int) -> NDArray[np.float64]:
    if n < 2:
        return np.full(len(total), np.nan)
    made: NDArray[np.float64] = total.astype(np.float64) / (n * (n - 1))
    return made


def _shares(weights: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    w = stacked(weights)
    mutual = w + w.transpose(0, 2, 1)
    whole = mutual.sum(axis=2, keepdims=True)
    return mutual, np.divide(mutual, whole, out=np.zeros_like(mutual), where=whole > 0)


def _spread(found: NDArray[np.float64]) -> NDArray[np.float64]:
    made: NDArray[np.float64] = (found.max(axis=1, keepdims=True, initial=0.0) - found).sum(axis=1)
    return made


def _divide(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    quotient: NDArray[np.float64] = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return quotient
