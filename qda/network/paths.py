"""Shortest paths of many networks at once: distances, numbers of paths, betweenness, closeness, harmonic centrality.

Resampling documents makes thousands of networks of a few dozen actors. Each measure here takes a stack of matrices
(networks × actors × actors) and works on all of them together; for one large network use `qda.network.engines`.

    length of a tie: 1, or 1/w: a weight is a strength, so a strong tie is a short way (passing w itself as a length is
    a frequent error; hence two variants, "plain" and "by strength", which both have a name in every table)
    d, σ           plain: from all actors outwards, one step at a time; σ at the next step is the sum of the σ of those
                   before. By strength: Floyd 1962 with counts; through k, a way as short as the known one adds σ_ik σ_kj,
                   a shorter one replaces
    betweenness    b_v = Σ_{s≠v≠t} σ_sv σ_vt / σ_st [d_sv + d_vt = d_st], over (n-1)(n-2), ordered pairs; plain: from the
                   farthest step back, as Brandes 2001, for all actors at once
    closeness      (r/(n-1)) · r / Σ d to the r actors within reach (Wasserman & Faust 1994), for networks in pieces
    harmonic       Σ 1/d / (n-1)

Closeness and harmonic count ways *from* an actor; in undirected networks that is all the same. Ways of equal length are
equal within 1e-9 of their length. Missing rule: an actor alone has 0. Range: [0, 1], harmonic by strength >= 0.
Source: Freeman 1978; Floyd 1962; Brandes 2001. Checked against networkx and igraph. Doubt: time grows with n³ a network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Paths:
    """distances: networks × n × n, infinite where there is no way. counts: numbers of shortest paths."""

    distances: NDArray[np.float64]
    counts: NDArray[np.float64]


def stacked(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """One network as a stack of one; a stack as it is. The diagonal is emptied."""
    made = np.array(matrix, dtype=np.float64, ndmin=3)
    i = np.arange(made.shape[-1])
    made[:, i, i] = 0.0
    return made


def shortest_paths(weights: NDArray[np.float64], *, by_strength: bool = False) -> Paths:
    """Distances and numbers of shortest paths. weights: a network or a stack; entries above 0 are ties."""
    w = stacked(weights)
    return _by_length(w) if by_strength else _by_steps(w > 0)


def _by_steps(tied: NDArray[np.bool_]) -> Paths:
    """Where every tie has the length 1."""
    ways = tied.astype(np.float64)
    i = np.arange(ways.shape[-1])
    d = np.where(tied, 1.0, np.inf)
    d[:, i, i] = 0.0
    sigma = ways.copy()
    last, steps = ways, 1.0
    while True:
        following = last @ ways
        new = (following > 0) & np.isinf(d)
        if not new.any():
            return Paths(d, sigma)
        steps += 1.0
        d[new] = steps
        last = np.where(new, following, 0.0)
        sigma += last


def _by_length(w: NDArray[np.float64]) -> Paths:
    """Where the length of a tie is 1/w."""
    n = w.shape[-1]
    tied = w > 0
    d = np.divide(1.0, w, out=np.full_like(w, np.inf), where=tied)
    sigma = tied.astype(np.float64)
    i = np.arange(n)
    d[:, i, i] = 0.0
    for k in range(n):
        to, out = d[:, :, k], d[:, k, :]
        through = to[:, :, None] + out[:, None, :]
        ways = sigma[:, :, k, None] * sigma[:, None, k, :]
        ways[:, i, i] = 0.0  # nobody is on the way to himself
        with np.errstate(invalid="ignore"):
            slack = NEAR * np.where(np.isfinite(d), d, 1.0)
            shorter = through < d - slack
            equal = ~shorter & (np.abs(through - d) <= slack)
        sigma = np.where(shorter, ways, np.where(equal, sigma + ways, sigma))
        d = np.where(shorter, through, d)
    return Paths(d, sigma)


def betweenness(weights: NDArray[np.float64], *, by_strength: bool = False) -> NDArray[np.float64]:
    """networks × actors. 0 for everybody where there are fewer than 3 actors."""
    found = shortest_paths(weights, by_strength=by_strength)
    n = found.distances.shape[-1]
    if n < 3:
        return np.zeros(found.distances.shape[:2])
    made = _between_by_length(found) if by_strength else _between_by_steps(found, stacked(weights) > 0)
    normed: NDArray[np.float64] = made / ((n - 1) * (n - 2))
    return normed


def _between_by_steps(found: Paths, tied: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Sums over ordered pairs, where every tie has the length 1."""
    d, sigma = found.distances, found.counts
    back = tied.astype(np.float64).transpose(0, 2, 1)
    depends = np.zeros_like(sigma)
    farthest = int(np.max(d, where=np.isfinite(d), initial=0.0))
    for steps in range(farthest, 1, -1):
        share = np.divide(1.0 + depends, sigma, out=np.zeros_like(sigma), where=d == steps)
        depends += np.where(d == steps - 1, sigma, 0.0) * (share @ back)
    made: NDArray[np.float64] = depends.sum(axis=1)
    return made


def _between_by_length(found: Paths) -> NDArray[np.float64]:
    """Sums over ordered pairs, for ties of any length."""
    d, sigma = found.distances, found.counts
    n = d.shape[-1]
    made = np.zeros(d.shape[:2])
    safe = np.where(sigma > 0, sigma, 1.0)
    i = np.arange(n)
    for v in range(n):
        with np.errstate(invalid="ignore"):
            through = d[:, :, v, None] + d[:, None, v, :]
            on = np.isfinite(through) & (through <= d + NEAR * np.where(np.isfinite(d), d, 0.0))
        part = np.where(on, sigma[:, :, v, None] * sigma[:, None, v, :] / safe, 0.0)
        part[:, v, :] = 0.0
        part[:, :, v] = 0.0
        part[:, i, i] = 0.0
        made[:, v] = part.sum(axis=(1, 2))
    return made


def closeness(weights: NDArray[np.float64], *, by_strength: bool = False) -> NDArray[np.float64]:
    """networks × actors; by strength not bounded by 1."""
    d = shortest_paths(weights, by_strength=by_strength).distances
    n = d.shape[-1]
    reach = np.isfinite(d)
    within = reach.sum(axis=2) - 1.0
    far = np.where(reach, d, 0.0).sum(axis=2)
    if n < 2:
        return np.zeros(d.shape[:2])
    made: NDArray[np.float64] = np.divide(within**2, (n - 1) * far, out=np.zeros_like(far), where=far > 0)
    return made


def harmonic(weights: NDArray[np.float64], *, by_strength: bool = False) -> NDArray[np.float64]:
    """networks × actors."""
    d = shortest_paths(weights, by_strength=by_strength).distances
    n = d.shape[-1]
    inverse = np.divide(1.0, d, out=np.zeros_like(d), where=(d > 0) & np.isfinite(d))
    made: NDArray[np.float64] = inverse.sum(axis=2) / max(n - 1, 1)
    return made
