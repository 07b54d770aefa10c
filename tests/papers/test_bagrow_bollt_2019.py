"""Bagrow, J. P. & Bollt, E. M. (2019). An information-theoretic, all-scales approach to comparing networks. Applied
Network Science 4:45. Portrait divergence, by hand and on two public networks."""

import networkx as nx
import numpy as np
import pytest

from qda.errors import InputError, NotEstimable
from qda.network.similarity import (
    divergence,
    portrait_divergence,
    portraits,
    rank_correlation,
    shared_ties,
)

PATH = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
TRIANGLE = 1.0 - np.eye(3)


def matrix(graph: nx.Graph) -> np.ndarray:
    return nx.to_numpy_array(graph, weight=None)


def test_a_portrait_by_hand() -> None:
    (path,) = portraits(PATH)
    assert path[0].tolist() == [0, 3, 0, 0]  # everybody has itself at distance 0
    assert path[1].tolist() == [0, 2, 1, 0]  # the ends have one neighbour, the middle has two
    assert path[2].tolist() == [1, 2, 0, 0]  # the ends have each other, the middle has nobody


def test_a_divergence_by_hand() -> None:
    """Path: 3 pairs at distance 0, 4 at 1, 2 at 2, of 9. Triangle: 3 at 0 and 6 at 1. Cells (distance, number)."""
    path = {(0, 1): 3 / 9, (1, 1): 4 / 9 * 2 / 3, (1, 2): 4 / 9 / 3, (2, 0): 2 / 9 / 3, (2, 1): 2 / 9 * 2 / 3}
    # beyond the longest distance nobody reaches anybody: those rows weigh nothing
    triangle = {(0, 1): 3 / 9, (1, 2): 6 / 9}
    assert sum(path.values()) == pytest.approx(1) == sum(triangle.values())
    cells = path.keys() | triangle.keys()
    p, q = (np.array([one.get(c, 0.0) for c in cells]) for one in (path, triangle))

    def entropy(x: np.ndarray) -> float:
        return float(-(x[x > 0] * np.log2(x[x > 0])).sum())

    assert portrait_divergence(PATH, TRIANGLE) == pytest.approx(entropy((p + q) / 2) - entropy(p) / 2 - entropy(q) / 2)


def test_zacharys_club_and_les_miserables() -> None:
    club, novel = matrix(nx.karate_club_graph()), matrix(nx.les_miserables_graph())
    assert portrait_divergence(club, novel) == pytest.approx(0.6594, abs=5e-5)
    assert portrait_divergence(novel, club) == pytest.approx(0.6594, abs=5e-5)


def test_portraits_are_those_of_networkx_in_stacks_and_in_pieces() -> None:
    graphs = [nx.gnp_random_graph(9, p, seed=k) for k, p in enumerate((0.1, 0.3, 0.6))]
    for graph, found in zip(graphs, portraits(np.array([matrix(g) for g in graphs])), strict=True):
        expected = np.zeros_like(found)
        for _, ways in nx.all_pairs_shortest_path_length(graph):
            for length in range(len(graph)):
                expected[length, list(ways.values()).count(length)] += 1
        assert np.array_equal(found, expected)


def test_names_of_actors_do_not_matter_and_the_range_is_0_to_1() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        n, m = rng.integers(2, 9, 2)
        a, b = ((rng.random((k, k)) < rng.random()).astype(float) for k in (n, m))
        a, b = np.maximum(a, a.T), np.maximum(b, b.T)
        order = rng.permutation(n)
        assert portrait_divergence(a, a[np.ix_(order, order)]) == pytest.approx(0, abs=1e-12)
        found = portrait_divergence(a, b)
        assert 0 <= found <= 1 and found == pytest.approx(portrait_divergence(b, a))
        assert found == pytest.approx(divergence(portraits(a)[0], portraits(b)[0]))
    assert portrait_divergence(np.zeros((2, 2)), 1 - np.eye(2)) > 0
    with pytest.raises(NotEstimable):
        portrait_divergence(np.zeros((0, 0)), TRIANGLE)


def test_shared_ties_and_ranks() -> None:
    assert shared_ties(PATH, TRIANGLE) == pytest.approx(2 / 3)
    assert shared_ties(5 * PATH, PATH) == 1 and shared_ties(np.zeros((3, 3)), np.zeros((3, 3))) is None
    with pytest.raises(InputError) as caught:
        shared_ties(PATH, np.eye(2))
    assert caught.value.slug == "networks-of-different-actors"
    assert rank_correlation(np.array([1.0, 5, 9]), np.array([2.0, 3, 4])) == pytest.approx(1)
    # ranks 1, 2.5, 2.5, 4 against 4, 3, 2, 1
    assert rank_correlation(np.array([1.0, 2, 2, 3]), np.array([4.0, 3, 2, 1])) == pytest.approx(
        -4.5 / (4.5 * 5) ** 0.5
    )
    for flat in (np.array([1.0, 1, 1]), np.array([1.0, 2])):
        with pytest.raises(NotEstimable):
            rank_correlation(flat, np.arange(len(flat), dtype=float))
