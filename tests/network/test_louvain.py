"""Louvain of many runs at once, against all partitions and against networkx; rewiring against all networks of the same
degrees."""

from collections import Counter
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from qda.network.groups import modularity, null_modularity
from qda.network.louvain import louvain
from qda.network.rewiring import dealt, rewired


def partitions(n: int):
    """Every partition of n actors, as group numbers."""

    def grown(begun):
        if len(begun) == n:
            yield begun
            return
        for group in range(max(begun, default=-1) + 2):
            yield from grown([*begun, group])

    return (np.array(one) for one in grown([]))


@pytest.mark.parametrize("seed", range(6))
def test_many_runs_come_as_far_as_networkx_and_no_farther_than_the_best_partition(seed) -> None:
    rng = np.random.default_rng(seed)
    w = np.triu(rng.integers(0, 4, (7, 7)) * (rng.random((7, 7)) < 0.5), 1).astype(float)
    w += w.T
    runs = louvain(w, runs=60, rng=rng)
    best = max(modularity(w, one) for one in partitions(7))
    graph = nx.from_numpy_array(w)
    theirs = (nx.community.louvain_communities(graph, seed=k) for k in range(60))
    reached = max(nx.community.modularity(graph, parts) for parts in theirs)
    assert reached - 1e-9 <= max(modularity(w, run) for run in runs) <= best + 1e-9


@pytest.mark.parametrize("resolution", [1.0, 1.6])
@pytest.mark.parametrize("graph", [nx.karate_club_graph(), nx.les_miserables_graph()])
def test_modularity_is_that_of_networkx(graph, resolution) -> None:
    w = nx.to_numpy_array(graph)
    ours = [
        modularity(w, run, resolution)
        for run in louvain(w, runs=100, resolution=resolution, rng=np.random.default_rng(0))
    ]
    nodes = list(graph)
    theirs = []
    for seed in range(100):
        parts = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
        theirs.append(nx.community.modularity(graph, parts, resolution=resolution))
    assert max(ours) == pytest.approx(max(theirs), abs=0.002)
    assert np.mean(ours) == pytest.approx(np.mean(theirs), abs=0.005)
    members = {node: int(g) for node, g in zip(nodes, louvain(w, runs=1, rng=np.random.default_rng(0))[0], strict=True)}
    sets = [{v for v in nodes if members[v] == g} for g in set(members.values())]
    assert all(nx.is_connected(graph.subgraph(part)) for part in sets)


def test_runs_side_by_side_do_not_mix() -> None:
    """A stack of networks: each gets groups of its own ties, and actors without ties stay alone."""
    pairs = np.zeros((2, 5, 5))
    for k, ties in enumerate((((0, 1), (2, 3)), ((0, 3), (1, 2)))):
        for a, b in ties:
            pairs[k, a, b] = pairs[k, b, a] = 1
    first, second = louvain(pairs, rng=np.random.default_rng(0))
    assert first[0] == first[1] != first[2] == first[3]
    assert second[0] == second[3] != second[1] == second[2]
    assert list(first).count(first[4]) == list(second).count(second[4]) == 1
    assert len(set(louvain(np.zeros((4, 4)), runs=1, rng=np.random.default_rng(0))[0])) == 4
    many = louvain(pairs[0], runs=30, rng=np.random.default_rng(5))
    assert np.array_equal(many, louvain(pairs[0], runs=30, rng=np.random.default_rng(5)))


@pytest.mark.parametrize("degrees", [(2, 2, 2, 2, 2), (3, 2, 2, 2, 1), (3, 3, 2, 2, 2, 2)])
def test_every_network_of_the_degrees_comes_up_as_often(degrees) -> None:
    n = len(degrees)
    pairs = list(combinations(range(n), 2))
    found = []
    for ties in combinations(pairs, sum(degrees) // 2):
        if tuple(sum(v in tie for tie in ties) for v in range(n)) == degrees:
            found.append(frozenset(ties))
    assert len(found) > 3
    begin = np.zeros((n, n), dtype=bool)
    for a, b in found[0]:
        begin[a, b] = begin[b, a] = True
    draws = 300 * len(found)
    source, target = rewired(begin, draws, np.random.default_rng(1))
    seen = Counter(
        frozenset((min(a, b), max(a, b)) for a, b in zip(one, other, strict=True))
        for one, other in zip(source.tolist(), target.tolist(), strict=True)
    )
    assert set(seen) == set(found)
    chi = sum((seen[one] - 300) ** 2 / 300 for one in found)
    assert chi < len(found) - 1 + 4 * (2 * (len(found) - 1)) ** 0.5


def test_rewired_networks_keep_degrees_and_long_rewiring_changes_nothing() -> None:
    graph = nx.karate_club_graph()
    tied = nx.to_numpy_array(graph, weight=None) > 0
    source, target = rewired(tied, 20, np.random.default_rng(0))
    for one, other in zip(source, target, strict=True):
        copy = np.zeros_like(tied)
        copy[one, other] = copy[other, one] = True
        assert np.array_equal(copy.sum(axis=0), tied.sum(axis=0)) and not copy.diagonal().any()
    w = tied.astype(float)
    mean, p = null_modularity(w, draws=199, rng=np.random.default_rng(0))
    assert p <= 0.05, "the club's factions are more than degrees explain"
    (same_mean, _) = null_modularity(w, draws=199, rng=np.random.default_rng(1))
    assert mean == pytest.approx(same_mean, abs=0.01)


def test_networks_of_counts_keep_strengths_and_come_up_by_their_number_of_ways() -> None:
    """Strengths (3, 2, 2, 1): of the ways to join eight ends in four lines without loops, those for each matrix."""
    w = np.zeros((4, 4), dtype=np.int64)
    for a, b in ((0, 1), (0, 1), (0, 2), (2, 3)):
        w[a, b] += 1
        w[b, a] += 1
    ends = [0, 0, 0, 1, 1, 2, 2, 3]

    def pairings(left: list[int]):
        if not left:
            yield ()
        for i in range(1, len(left)):
            for rest in pairings(left[1:i] + left[i + 1 :]):
                yield ((left[0], left[i]), *rest)

    ways: Counter[bytes] = Counter()
    for lines in pairings(list(range(8))):
        made = np.zeros((4, 4), dtype=np.int64)
        for a, b in lines:
            made[ends[a], ends[b]] += 1
            made[ends[b], ends[a]] += 1
        if not made.diagonal().any():
            ways[made.tobytes()] += 1
    draws = 6000
    copies = dealt(w, draws, np.random.default_rng(3))
    assert (copies.sum(axis=1) == w.sum(axis=0)).all()
    seen = Counter(copy.tobytes() for copy in copies)
    assert set(seen) == set(ways)
    expected = {one: draws * number / ways.total() for one, number in ways.items()}
    chi = sum((seen[one] - e) ** 2 / e for one, e in expected.items())
    assert chi < len(ways) - 1 + 4 * (2 * (len(ways) - 1)) ** 0.5


def test_groups_of_counts_without_groups_are_no_surprise() -> None:
    """Weights drawn around s_i s_j have no groups; dealing them out over the ties anew called them less than chance."""
    rng = np.random.default_rng(5)
    ps = []
    for _ in range(40):
        size = rng.gamma(1.5, size=12)
        w = np.triu(rng.poisson(3 * np.outer(size, size)), 1)
        w = (w + w.T).astype(float)
        ps.append(null_modularity(w, draws=39, rng=rng)[1])
    assert 0.3 < np.mean(ps) < 0.7


@pytest.mark.parametrize("ties", [[(0, 1)], [(0, 1), (1, 2)], [(0, 1), (0, 2), (0, 3)]])
def test_what_cannot_be_rewired_stays(ties) -> None:
    tied = np.zeros((4, 4), dtype=bool)
    for a, b in ties:
        tied[a, b] = tied[b, a] = True
    source, target = rewired(tied, 3, np.random.default_rng(0))
    assert [tuple(sorted(pair)) for pair in zip(source[0].tolist(), target[0].tolist(), strict=True)] == ties
