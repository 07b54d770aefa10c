"""Epistemic networks (ENA), second half: units as points in a space of few axes, codes as places in the same space.

    sphere      v / |v|: how much a unit speaks falls away, what it connects stays; a unit without connections stays 0
    centred     minus the mean over the units that have connections; the others stay in the origin and shape nothing
    SVD         centred = U D Vᵀ; points = centred · V; share of variance of axis a = D_a² / Σ D²
    means       axis 1 = (mean of A - mean of B) / its length; the rest by SVD of what is left over
    codes       W: per unit half of each pair's weight to each of its two codes, rows divided by their sum of |.|;
                N solves (WᵀW) N = Wᵀ points; a unit's centroid is W N
    fit         per axis, Pearson's and Spearman's r between the differences of points and those of centroids over all
                pairs of units; .90 or more is the usual rule of thumb for reading the picture

Signs of axes are free: here the loading that is largest in size is positive, so that a rerun gives the same picture.
Source: Bowman et al. 2021; Shaffer, Collier & Ruis 2016. Checked against the brute force in tests/papers. Doubt: means
rotation finds the axis on which two groups differ most, so a t test on that axis is circular; `means_test` permutes the
groups and rotates again instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import NotEstimable
from qda.network.epistemic import Connections


@dataclass(frozen=True, slots=True)
class Space:
    """points: units × axes. axes: pairs × axes, the loadings. variance: share of each axis. nodes: codes × axes.
    centroids: units × axes. pearson, spearman: fit of each axis, None where the points do not differ. connected: which
    units have any connection. names: of the axes."""

    points: NDArray[np.float64]
    axes: NDArray[np.float64]
    variance: tuple[float, ...]
    nodes: NDArray[np.float64]
    centroids: NDArray[np.float64]
    pearson: tuple[float | None, ...]
    spearman: tuple[float | None, ...]
    connected: NDArray[np.bool_]
    names: tuple[str, ...]


def sphere(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows divided by their length; a row of zeros stays."""
    length = np.sqrt((values**2).sum(axis=1, keepdims=True))
    quotient: NDArray[np.float64] = np.divide(
        values, length, out=np.zeros_like(values, dtype=np.float64), where=length > 0
    )
    return quotient


def epistemic_space(
    connections: Connections,
    *,
    axes: int = 2,
    groups: Sequence[str | None] = (),
    between: tuple[str, str] | None = None,
) -> Space:
    """Points, loadings, codes and fit; formulas on top of this module.

    groups, between: for means rotation, the group of each unit (None: in neither) and the two to be told apart. Raises
    NotEstimable with fewer than 2 units that have connections, or a group without any.
    """
    normed = sphere(connections.values)
    connected: NDArray[np.bool_] = np.asarray(connections.values.any(axis=1), dtype=bool)
    if connected.sum() < 2 or not connections.pairs:
        raise NotEstimable("a space of epistemic networks", int(connected.sum()), "2 units with connections")
    centred = np.where(connected[:, None], normed - normed[connected].mean(axis=0), 0.0)
    names: list[str] = []
    loadings: list[NDArray[np.float64]] = []
    rest = centred
    if between is not None:
        direction = _direction(centred, connected, groups, between)
        loadings.append(direction)
        names.append("MR1")
        rest = centred - np.outer(centred @ direction, direction)
    _, _, found = np.linalg.svd(rest, full_matrices=False)
    for i, loading in enumerate(found[: max(axes - len(loadings), 0)]):
        loadings.append(loading * (1.0 if loading[np.argmax(np.abs(loading))] >= 0 else -1.0))
        names.append(f"SVD{i + 1 + (1 if between is not None else 0)}")
    turned = np.array(loadings).T
    points = centred @ turned
    whole = float((centred**2).sum())
    shares = tuple(float(v) for v in (points**2).sum(axis=0) / whole) if whole > 0 else tuple(0.0 for _ in names)
    weights = _code_weights(normed, connections)
    nodes: NDArray[np.float64] = np.linalg.lstsq(weights, points, rcond=None)[0].astype(np.float64)
    centroids = weights @ nodes
    pearson, spearman = _fit(points[connected], centroids[connected])
    return Space(points, turned, shares, nodes, centroids, pearson, spearman, connected, tuple(names))


def half_interval(points: NDArray[np.float64], level: float = 0.95) -> tuple[float, ...]:
    """Half the length of the interval of a group's mean on each axis: t(n - 1) · s / √n.

    points: units × axes of one group, units with connections only. Assumes that units are independent (documents, not
    speakers) and takes the axes as given, though they come from the same units; not for the axis of a means rotation, which
    was turned so that the means lie apart. Coverage is tried in tests/network/test_epistemic_interval.py (8 documents a
    group). Source: the boxes of ENA plots, Shaffer, Collier & Ruis 2016. Raises NotEstimable with fewer than 2 units.
    """
    from scipy.stats import t

    n = len(points)
    if n < 2:
        raise NotEstimable("the interval of a mean", n, 2)
    sides = t.ppf(0.5 + level / 2, n - 1) * points.std(axis=0, ddof=1) / np.sqrt(n)
    return tuple(float(side) for side in sides)


def means_test(
    connections: Connections,
    groups: Sequence[str | None],
    between: tuple[str, str],
    *,
    draws: int = 9999,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """(distance, p): how far apart two groups' mean networks are, and how often shuffled groups are as far.

    Formula: T = |mean_A - mean_B| over sphere-normed units, the length that means rotation turns into its first axis;
    p = (1 + #{T* >= T}) / (1 + draws), groups permuted among the units of the two, the rotation done anew each time
    (the length needs no axis). Assumes that units are exchangeable: let a unit be a document, not a person who speaks in
    many. Raises NotEstimable with fewer than 2 units a group.
    """
    normed = sphere(connections.values)
    label = np.array([-1 if g not in between else between.index(g) for g in groups])
    label = np.where(connections.values.any(axis=1), label, -1)
    normed, label = normed[label >= 0], label[label >= 0]
    sizes = np.bincount(label, minlength=2)
    if sizes.min() < 2:
        raise NotEstimable(f"a difference between {between[0]} and {between[1]}", int(sizes.min()), 2)
    total = normed.sum(axis=0)

    def distances(labels: NDArray[np.int64]) -> NDArray[np.float64]:
        first = (labels == 0).astype(np.float64) @ normed
        made: NDArray[np.float64] = np.linalg.norm(first / sizes[0] - (total - first) / sizes[1], axis=1)
        return made

    observed = float(distances(label[None])[0])
    shuffled = distances(rng.permuted(np.tile(label, (draws, 1)), axis=1))
    return observed, float((1 + (shuffled >= observed - 1e-12).sum()) / (1 + draws))


def _direction(
    centred: NDArray[np.float64], connected: NDArray[np.bool_], groups: Sequence[str | None], between: tuple[str, str]
) -> NDArray[np.float64]:
    means = []
    for name in between:
        inside = np.array([g == name for g in groups], dtype=bool) & connected
        if not inside.any():
            raise NotEstimable(f"the mean network of {name}", 0, "1 unit with connections")
        means.append(centred[inside].mean(axis=0))
    difference: NDArray[np.float64] = means[0] - means[1]
    length = float(np.linalg.norm(difference))
    if length == 0:
        raise NotEstimable(f"an axis between {between[0]} and {between[1]}", len(groups), "groups whose means differ")
    return difference / length


def _code_weights(normed: NDArray[np.float64], connections: Connections) -> NDArray[np.float64]:
    made = np.zeros((len(normed), len(connections.codes)))
    for column, (a, b) in enumerate(connections.pairs):
        made[:, a] += normed[:, column] / 2
        made[:, b] += normed[:, column] / 2
    size = np.abs(made).sum(axis=1, keepdims=True)
    quotient: NDArray[np.float64] = np.divide(made, size, out=np.zeros_like(made), where=size > 0)
    return quotient


def _fit(
    points: NDArray[np.float64], centroids: NDArray[np.float64]
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    from scipy.stats import rankdata

    i, j = np.triu_indices(len(points), 1)
    pearson: list[float | None] = []
    spearman: list[float | None] = []
    for axis in range(points.shape[1]):
        one = points[i, axis] - points[j, axis]
        other = centroids[i, axis] - centroids[j, axis]
        pearson.append(_r(one, other))
        spearman.append(_r(rankdata(one), rankdata(other)))
    return tuple(pearson), tuple(spearman)


def _r(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    if len(one) < 2 or np.ptp(one) < 1e-12 or np.ptp(other) < 1e-12:
        return None
    return float(np.corrcoef(one, other)[0, 1])
