"""Cohesive groups by modularity: Louvain or Leiden over many seeds, and what the seeds agree on.

One run of Louvain or Leiden depends on its seed: on the same network another seed gives other groups. So many are run;
agreement_ij is the share of runs that put i and j together; the consensus groups are those of the network of agreements
above one half, run again until all seeds give the same (Lancichinetti & Fortunato 2012).

    modularity Q = Σ_ij (w_ij - γ s_i s_j/2m) [g_i = g_j] / 2m, resolution γ, undirected weights

Louvain runs on arrays (`qda.network.louvain`), with or without extras alike; Leiden (Traag et al. 2019, groups that hang
together) needs python-igraph, an optional extra. An actor without ties is a group of its own. Source: Blondel et al.
2008; Traag, Waltman & van Eck 2019. Doubts: modularity does not see groups below a size that grows with the network, and
finds groups in random networks too: compare Q with `null_modularity`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qda.errors import NotEstimable
from qda.network.engines import igraph_graph, igraph_module
from qda.network.incidence import Edges
from qda.network.louvain import louvain
from qda.network.paths import stacked
from qda.network.rewiring import dealt, rewired

Method = Literal["louvain", "leiden"]
_ROUNDS = 20
_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Groups:
    """members: the group of each actor, numbered by size, then by first actor. modularity: Q of the consensus. seeds:
    runs. best, worst: Q of the single runs. agreement: actors × actors, share of runs together. stable: share of pairs
    of actors on which at least nine runs in ten agree."""

    members: tuple[int, ...]
    modularity: float
    method: Method
    seeds: int
    best: float
    worst: float
    agreement: NDArray[np.float64]
    stable: float


def cohesive_groups(
    weights: NDArray[np.float64],
    *,
    method: Method = "louvain",
    resolution: float = 1.0,
    seeds: int = 100,
    seed: int = 0,
) -> Groups:
    """Consensus groups of an undirected weighted network. seed: of the runs; of Leiden's first, the others follow.

    Raises NotEstimable without ties, MissingExtra for Leiden without python-igraph.
    """
    w = stacked(weights)[0]
    w = (w + w.T) / 2
    n = len(w)
    if not w.any():
        raise NotEstimable("cohesive groups", 0, "1 tie")
    runs = np.array(list(_runs(w, method, resolution, seeds, seed)))
    scores = [modularity(w, run, resolution) for run in runs]
    agreement = _together(runs)
    together = agreement
    for again in range(_ROUNDS):
        kept = np.where(together > 0.5, together, 0.0)
        np.fill_diagonal(kept, 0.0)
        if not kept.any():
            final = np.arange(n)
            break
        found = np.array(list(_runs(kept, method, 1.0, seeds, seed + (again + 1) * seeds)))
        together = _together(found)
        final = found[0]
        if ((together < 1e-12) | (together > 1 - 1e-12)).all():
            break
    i, j = np.triu_indices(n, 1)
    sure = np.maximum(agreement[i, j], 1 - agreement[i, j])
    members = _renumbered(final)
    return Groups(
        tuple(members.tolist()),
        modularity(w, members, resolution),
        method,
        seeds,
        max(scores),
        min(scores),
        agreement,
        float((sure >= 0.9).mean()) if len(sure) else 1.0,
    )


def modularity(weights: NDArray[np.float64], members: NDArray[np.int64], resolution: float = 1.0) -> float:
    """Q of formula on top of this module. Range [-1/2, 1) at resolution 1. Raises NotEstimable without ties."""
    s = weights.sum(axis=1)
    whole = float(s.sum())
    if whole <= 0:
        raise NotEstimable("modularity", 0, "1 tie")
    same = members[:, None] == members[None, :]
    return float(((weights - resolution * np.outer(s, s) / whole) * same).sum() / whole)


def null_modularity(
    weights: NDArray[np.float64],
    *,
    method: Method = "louvain",
    resolution: float = 1.0,
    draws: int = 99,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """(mean Q, p) of random networks in which every actor keeps its share.

    Counts: the strengths are kept, a weight of k being k lines that are rewired (the network that Q itself expects). All
    weights alike: the degrees are kept and no two lines join the same pair. Other weights: the degrees are kept and the
    weights dealt out over the ties anew, which by itself makes groups: their p is too high.
    p = (1 + #{Q* >= Q})/(1 + draws), one run each, against one run on the network itself.
    """
    w = stacked(weights)[0]
    w = (w + w.T) / 2
    (own,) = _runs(w, method, resolution, 1, 0)
    observed = modularity(w, own, resolution)
    weight = _edges(w).weight
    counts = bool((weight % 1 == 0).all()) and len(set(weight.tolist())) > 1
    scores: list[float] = []
    lines = int(weight.sum()) if counts else len(weight)
    step = max(1, _CELLS // max(w.size, lines, 1))
    for begin in range(0, draws, step):
        copies = min(step, draws - begin)
        shuffled = dealt(w.astype(np.int64), copies, rng).astype(np.float64) if counts else _rewired(w, copies, rng)
        if method == "louvain":
            runs = louvain(shuffled, resolution=resolution, rng=rng)
        else:
            runs = np.concatenate(
                [list(_runs(one, method, resolution, 1, begin + i)) for i, one in enumerate(shuffled)]
            )
        scores += [modularity(one, run, resolution) for one, run in zip(shuffled, runs, strict=True)]
    extreme = sum(1 for q in scores if q >= observed - 1e-12)
    return float(np.mean(scores)), (1 + extreme) / (1 + draws)


def _rewired(w: NDArray[np.float64], copies: int, rng: np.random.Generator) -> NDArray[np.float64]:
    source, target = rewired(w > 0, copies, rng)
    row = np.arange(copies)[:, None]
    made = np.zeros((copies, *w.shape))
    weights = rng.permuted(np.tile(_edges(w).weight, (copies, 1)), axis=1)
    made[row, source, target] = made[row, target, source] = weights
    return made


def _runs(
    weights: NDArray[np.float64], method: Method, resolution: float, seeds: int, seed: int
) -> Iterator[NDArray[np.int64]]:
    if method == "louvain":
        yield from louvain(weights, runs=seeds, resolution=resolution, rng=np.random.default_rng(seed))
        return
    import random

    igraph = igraph_module(required=True)
    graph = igraph_graph(_edges(weights), len(weights))
    for i in range(seeds):
        igraph.set_random_number_generator(random.Random(seed + i))
        try:
            found = graph.community_leiden(
                objective_function="modularity", weights="weight", resolution=resolution, n_iterations=-1
            )
        finally:
            igraph.set_random_number_generator(random)
        yield np.array(found.membership, dtype=np.int64)


def _edges(weights: NDArray[np.float64]) -> Edges:
    upper = np.triu(weights, 1)
    source, target = np.nonzero(upper > 0)
    return Edges(source.astype(np.int64), target.astype(np.int64), upper[source, target])


def _together(runs: NDArray[np.int64]) -> NDArray[np.float64]:
    made: NDArray[np.float64] = np.mean(runs[:, :, None] == runs[:, None, :], axis=0)
    return made


def _renumbered(members: NDArray[np.int64]) -> NDArray[np.int64]:
    firsts: dict[int, list[int]] = {}
    for i, group in enumerate(members.tolist()):
        firsts.setdefault(group, []).append(i)
    order = sorted(firsts, key=lambda g: (-len(firsts[g]), firsts[g][0]))
    place = {group: number for number, group in enumerate(order)}
    return np.array([place[g] for g in members.tolist()], dtype=np.int64)
