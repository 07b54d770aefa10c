"""Louvain's groups of many runs, or of many networks, side by side.

    phase 1  every actor, in a random order, joins the neighbouring group that raises modularity most, until none moves:
             gain of group g for actor i = w_ig - γ s_i s_g/2m, s_g without i; a gain below 1e-12 of m is none
    phase 2  each group becomes an actor with a tie to itself, and phase 1 begins again, until nobody moves

A run is a row of arrays: in each step one actor of every run moves, so that 100 runs cost little more than one. Among
groups of equal gain the first is taken; chance enters by the order only, so a seed gives the same groups anywhere.

Source: Blondel et al. 2008. Checked: on Zachary's club and Les Misérables the best and the mean modularity of 100 runs
are networkx's; on small networks no run passes the best of all partitions. Doubt: as for all Louvain, even many runs may
miss the best partition.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qda.network.paths import stacked

_CELLS = 20_000_000


def louvain(
    weights: NDArray[np.float64], *, runs: int | None = None, resolution: float = 1.0, rng: np.random.Generator
) -> NDArray[np.int64]:
    """runs × actors: the group of each actor. weights: undirected, of one network for all runs, or a stack of one a run.

    runs: None takes one a network. An actor without ties is a group of its own.
    """
    w = stacked(weights)
    n = w.shape[-1]
    wanted = len(w) if runs is None else runs
    step = max(1, _CELLS // max(n * n, 1))
    parts = []
    for begin in range(0, wanted, step):
        some = min(step, wanted - begin)
        part = w[begin : begin + some] if len(w) > 1 else w
        parts.append(_some(np.broadcast_to(part, (some, n, n)), resolution, rng))
    return np.concatenate(parts) if parts else np.empty((0, n), dtype=np.int64)


def _some(w: NDArray[np.float64], resolution: float, rng: np.random.Generator) -> NDArray[np.int64]:
    runs, n, _ = w.shape
    found = np.tile(np.arange(n, dtype=np.int64), (runs, 1))
    while w.shape[1] > 1:
        label, moved = _moved(w, resolution, rng)
        if not moved:
            break
        used = np.zeros(label.shape, dtype=np.int64)
        np.put_along_axis(used, label, 1, axis=1)
        number = np.cumsum(used, axis=1) - 1  # groups numbered without gaps, in their order
        label = np.take_along_axis(number, label, axis=1)
        found = np.take_along_axis(label, found, axis=1)
        w = _merged(w, label, int(label.max()) + 1)
    return found


def _moved(w: NDArray[np.float64], resolution: float, rng: np.random.Generator) -> tuple[NDArray[np.int64], bool]:
    """Phase 1. The diagonal of w holds twice the weight inside an actor that is a group."""
    runs, n, _ = w.shape
    row = np.arange(runs)
    strength = w.sum(axis=2)
    whole = strength.sum(axis=1)
    scale = np.divide(resolution, whole, out=np.zeros(runs), where=whole > 0)
    least = 1e-12 * np.maximum(whole, 1e-300)
    order = rng.permuted(np.tile(np.arange(n), (runs, 1)), axis=1)
    label = np.tile(np.arange(n, dtype=np.int64), (runs, 1))
    total = strength.copy()
    first = row[:, None] * n
    ever = False
    while True:
        still = True
        for actor in order.T:
            own = label[row, actor]
            tie = w[row, actor]
            tie[row, actor] = 0.0
            to = np.bincount((first + label).ravel(), tie.ravel(), runs * n).reshape(runs, n)
            s = strength[row, actor]
            total[row, own] -= s
            gain = to - total * (scale * s)[:, None]
            stay = gain[row, own]
            gain[to <= 0.0] = -np.inf
            best = gain.argmax(axis=1)
            go = gain[row, best] > stay + least
            now = np.where(go, best, own)
            total[row, now] += s
            label[row, actor] = now
            still = still and not go.any()
        if still:
            return label, ever
        ever = True


def _merged(w: NDArray[np.float64], label: NDArray[np.int64], groups: int) -> NDArray[np.float64]:
    """Phase 2: runs × groups × groups, sums of weights between and (twice) within groups."""
    runs = len(w)
    cell = (np.arange(runs)[:, None, None] * groups + label[:, :, None]) * groups + label[:, None, :]
    added = np.bincount(cell.ravel(), np.ascontiguousarray(w).ravel(), runs * groups * groups)
    return added.reshape(runs, groups, groups).astype(np.float64)
