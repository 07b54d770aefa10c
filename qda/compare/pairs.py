"""Do communities' networks differ: PERMANOVA with its check, the ties that differ most, and indices of the whole.

A document is the unit; v_d is its vector over pairs of actors: occurrences of the pair per segment, or, sphere-normed,
v_d/|v_d|, which keeps the structure and drops how much is said. Everything is permuted by documents (`shuffles`).

    PERMANOVA   squared distances d²; SS_total = Σ_{i<j} d²/N, SS_within = Σ_c Σ_{i<j in c} d²/n_c,
                F = ((SS_total - SS_within)/(a-1)) / (SS_within/(N-a)), R² = 1 - SS_within/SS_total (Anderson 2001)
    dispersion  distances of documents to the centroid of their community; one-way F of them (Anderson 2006), residuals
                permuted
    ties        T_e = |mean_a,e - mean_b,e| over every tie and pair of communities; p_e = share of shuffles whose largest T
                reaches T_e (max statistic: the chance of any false tie is held), and Benjamini-Hochberg as a list to explore
    indices     g(network of a) - g(network of b), weights as means over documents, recomputed on the shuffled documents;
                several communities: the largest difference between any two

A small p of PERMANOVA with a small p of dispersion may mean that one community is more varied, not that it is elsewhere.
Source: Anderson 2001, 2006; Westfall & Young 1993; van Borkulo et al. 2022 for the recomputed indices. Checked by hand
on small cases and by error rates in benchmarks/network_error_rates.py. Doubt: assumes documents are exchangeable between
communities where nothing differs: use strata for kinds of documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from qda.compare.permute import benjamini_hochberg
from qda.compare.shuffles import Shuffles, require
from qda.errors import NotEstimable

Index = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True)
class Omnibus:
    """F, R² and p of PERMANOVA; dispersion_p: of the check; dispersions: mean distance to the centroid by community."""

    f: float
    r_squared: float
    p: float
    dispersion_p: float
    dispersions: tuple[float, ...]
    smallest_p: float
    ways: int
    exact: bool


@dataclass(frozen=True, slots=True)
class TieDifference:
    """One tie and two communities. difference: mean of a minus mean of b. p_max: over all ties and pairs of communities
    together. p_exploring: Benjamini-Hochberg over single p values."""

    pair: int
    a: str
    b: str
    mean_a: float
    mean_b: float
    difference: float
    p_max: float
    p_exploring: float


@dataclass(frozen=True, slots=True)
class IndexDifference:
    """values: of the index in each community, None where not defined. difference: the largest between two. p: None where
    a community has no value."""

    name: str
    values: tuple[float | None, ...]
    difference: float | None
    p: float | None
    smallest_p: float


def pair_rates(counts: NDArray[np.float64], segments: Sequence[float], *, sphere: bool = False) -> NDArray[np.float64]:
    """v: documents × pairs. counts: documents × pairs. segments: of each document, above 0 (0 gives a row of zeros)."""
    size = np.asarray(segments, dtype=np.float64)[:, None]
    made = np.divide(counts, size, out=np.zeros_like(counts, dtype=np.float64), where=size > 0)
    if sphere:
        length = np.sqrt((made**2).sum(axis=1, keepdims=True))
        made = np.divide(made, length, out=np.zeros_like(made), where=length > 0)
    return made


def permanova(vectors: NDArray[np.float64], design: Shuffles) -> Omnibus:
    """The omnibus test of two communities or more; formulas on top of this module. Range of p: [smallest_p, 1].

    Raises NotEstimable where the design cannot reach .05, or all documents are alike.
    """
    require(design, "a test of whether networks differ")
    square = _squared_distances(vectors)
    n, groups = len(square), len(design.names)
    total = float(square.sum() / 2 / n)
    if total <= 1e-15:
        raise NotEstimable("a test of whether networks differ", n, "documents that are not all alike")

    def f_of(labels: NDArray[np.int64]) -> NDArray[np.float64]:
        within = np.zeros(len(labels))
        for group in range(groups):
            member = (labels == group).astype(np.float64)
            within += ((member @ square) * member).sum(axis=1) / 2 / member.sum(axis=1)
        between = np.maximum(total - within, 0.0) / (groups - 1)
        made: NDArray[np.float64] = between / np.maximum(within / (n - groups), 1e-300)
        return made

    observed = f_of(design.labels[None])[0]
    found = f_of(design.shuffled)
    p = float(design.p_of(int((found >= observed * (1 - 1e-9)).sum())))
    dispersions, dispersion_p = _dispersion(vectors, design)
    share = observed * (groups - 1) / (observed * (groups - 1) + (n - groups))
    return Omnibus(
        float(observed), float(share), p, dispersion_p, dispersions, design.smallest_p, design.ways, design.exact
    )


def tie_differences(vectors: NDArray[np.float64], design: Shuffles) -> tuple[TieDifference, ...]:
    """Every tie and pair of communities, the largest difference first. Raises NotEstimable as `permanova`."""
    require(design, "a test of which ties differ")
    groups = len(design.names)
    couples = list(combinations(range(groups), 2))
    observed = np.abs(_contrasts(vectors, design.labels[None], couples))[0]
    beyond_max = np.zeros(observed.shape)
    beyond = np.zeros(observed.shape)
    near = 1e-12
    step = max(1, _CHUNK // max(observed.size, 1))
    for begin in range(0, len(design.shuffled), step):
        found = np.abs(_contrasts(vectors, design.shuffled[begin : begin + step], couples))
        largest = found.reshape(len(found), -1).max(axis=1)
        beyond += (found >= observed - near).sum(axis=0)
        beyond_max += (np.searchsorted(np.sort(largest), observed - near, side="left") * -1.0) + len(largest)
    p_max, p_single = design.p_of(beyond_max.astype(np.int64)), design.p_of(beyond.astype(np.int64))
    exploring = benjamini_hochberg(p_single.ravel().tolist())
    means = np.array([vectors[design.labels == g].mean(axis=0) for g in range(groups)])
    made = []
    for c, (a, b) in enumerate(couples):
        for e in range(vectors.shape[1]):
            adjusted = exploring[c * vectors.shape[1] + e]
            made.append(
                TieDifference(
                    e,
                    design.names[a],
                    design.names[b],
                    float(means[a, e]),
                    float(means[b, e]),
                    float(means[a, e] - means[b, e]),
                    float(p_max[c, e]),
                    float(adjusted if adjusted is not None else 1.0),
                )
            )
    return tuple(sorted(made, key=lambda d: (d.p_max, -abs(d.difference), d.pair, d.a, d.b)))


def index_differences(
    counts: NDArray[np.float64], design: Shuffles, indices: Mapping[str, Index], *, draws: int | None = None
) -> tuple[IndexDifference, ...]:
    """Indices of the communities' networks, recomputed on shuffled documents. Formula on top of this module.

    counts: documents × actors × actors. indices: functions of a stack of networks. draws: look at so many of the design's
    shuffles only. Shuffles in which an index is not defined count as extreme. Raises NotEstimable as `permanova`.
    """
    require(design, "a test of whether network indices differ")
    groups = len(design.names)
    chosen = design.shuffled if draws is None or design.exact else design.shuffled[:draws]
    limited = Shuffles(
        design.names, design.labels, chosen, design.ways, design.exact, max(design.smallest_p, _floor(design, chosen))
    )
    flat = counts.reshape(len(counts), -1)
    observed = {name: np.full(groups, np.nan) for name in indices}
    for group in range(groups):
        network = counts[design.labels == group].mean(axis=0)[None]
        for name, index in indices.items():
            observed[name][group] = index(network)[0]
    reach = {name: float(np.ptp(values)) for name, values in observed.items()}
    beyond = dict.fromkeys(indices, 0)
    step = max(1, _CHUNK // max(flat.shape[1], 1))
    for begin in range(0, len(chosen), step):
        labels = chosen[begin : begin + step]
        found: dict[str, list[NDArray[np.float64]]] = {name: [] for name in indices}
        for group in range(groups):
            member = (labels == group).astype(np.float64)
            stack = ((member @ flat) / member.sum(axis=1, keepdims=True)).reshape(len(labels), *counts.shape[1:])
            for name, index in indices.items():
                found[name].append(index(stack))
        for name, parts in found.items():
            values = np.array(parts)
            spread = np.where(np.isfinite(values).all(axis=0), np.ptp(values, axis=0), np.inf)
            beyond[name] += int((spread >= reach[name] - 1e-12).sum())
    made = []
    for name in indices:
        defined = bool(np.isfinite(observed[name]).all())
        shown = tuple(float(v) if np.isfinite(v) else None for v in observed[name])
        p = float(limited.p_of(beyond[name])) if defined else None
        made.append(IndexDifference(name, shown, reach[name] if defined else None, p, limited.smallest_p))
    return tuple(made)


def _floor(design: Shuffles, chosen: NDArray[np.int64]) -> float:
    return 0.0 if design.exact else 1 / (1 + len(chosen))


def _contrasts(
    vectors: NDArray[np.float64], labels: NDArray[np.int64], couples: Sequence[tuple[int, int]]
) -> NDArray[np.float64]:
    """shuffles × couples × pairs: differences of means."""
    means = []
    for group in range(int(labels.max()) + 1):
        member = (labels == group).astype(np.float64)
        means.append((member @ vectors) / member.sum(axis=1, keepdims=True))
    return np.stack([means[a] - means[b] for a, b in couples], axis=1)


def _squared_distances(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    own = (vectors**2).sum(axis=1)
    made: NDArray[np.float64] = np.maximum(own[:, None] + own[None, :] - 2 * vectors @ vectors.T, 0.0)
    np.fill_diagonal(made, 0.0)
    return made


def _dispersion(vectors: NDArray[np.float64], design: Shuffles) -> tuple[tuple[float, ...], float]:
    """(mean distance to the centroid by community, p).

    What is left of each document without its community's mean is permuted, and distances are taken from the centroids of
    the permuted documents; distances from the centroids as they were, permuted, rejected 9% in simulation. A centroid is
    nearer to its documents the fewer they are: √(n/(n-1)) takes that out.
    """
    groups = len(design.names)
    sizes = np.bincount(design.labels).astype(np.float64)
    grow = np.sqrt(sizes / np.maximum(sizes - 1, 1))
    centroids = np.array([vectors[design.labels == g].mean(axis=0) for g in range(groups)])
    bare = vectors - centroids[design.labels]
    rest = bare * grow[design.labels][:, None]

    def distances(labels: NDArray[np.int64], product: NDArray[np.float64]) -> NDArray[np.float64]:
        """shuffles × documents."""
        made = np.zeros(labels.shape)
        own = np.diag(product)
        for group in range(groups):
            member = (labels == group).astype(np.float64) / sizes[group]
            toward = member @ product
            square = own - 2 * toward + (toward * member).sum(axis=1, keepdims=True)
            made += np.where(labels == group, np.sqrt(np.maximum(square, 0.0)) * grow[group], 0.0)
        return made

    def f_of(labels: NDArray[np.int64], product: NDArray[np.float64]) -> NDArray[np.float64]:
        apart = distances(labels, product)
        between = -(apart.sum(axis=1) ** 2) / apart.shape[1]
        for group in range(groups):
            between = between + (apart * (labels == group)).sum(axis=1) ** 2 / sizes[group]
        between = np.maximum(between, 0.0)
        within = np.maximum(((apart - apart.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) - between, 1e-300)
        found: NDArray[np.float64] = (between / (groups - 1)) / (within / (apart.shape[1] - groups))
        return found

    observed = f_of(design.labels[None], bare @ bare.T)[0]
    grown = rest @ rest.T
    found = np.concatenate([f_of(design.shuffled[i : i + 2048], grown) for i in range(0, len(design.shuffled), 2048)])
    count = int((found >= observed * (1 - 1e-9)).sum())
    p = float(design.p_of(max(count, 1) if design.exact else count))
    shown = distances(design.labels[None], bare @ bare.T)[0]
    return tuple(float(shown[design.labels == g].mean()) for g in range(groups)), p
