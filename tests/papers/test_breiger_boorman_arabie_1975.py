"""Breiger, R. L., Boorman, S. A. & Arabie, P. (1975). An algorithm for clustering relational data. Journal of Mathematical
Psychology 12:328; Wasserman, S. & Faust, K. (1994). Social Network Analysis, ch. 9. CONCOR: the blocks that the R package
concorR 0.2.1 prints in its manual, networks made of blocks, and the algorithm written out with numpy's own correlation."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from qda.network.equivalence import concor

# The two networks of concorR's manual ("Example", column by column, and "A network with isolated members" without the
# isolated member, row by row), and the blocks printed there: {b, c, d} and {a, e}; {A, B, C} and {D, E}.
FIRST = np.array([0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0], float).reshape(5, 5).T
SECOND = np.array([[0, 1, 1, 1, 1], [1, 0, 1, 1, 1], [1, 1, 0, 1, 1], [0, 0, 0, 0, 1], [0, 0, 0, 1, 0]], float)


def blocks(members: tuple[int, ...]) -> set[frozenset[int]]:
    return {frozenset(i for i, m in enumerate(members) if m == block) for block in set(members)}


@pytest.mark.parametrize(("network", "printed"), [(FIRST, [{1, 2, 3}, {0, 4}]), (SECOND, [{0, 1, 2}, {3, 4}])])
def test_blocks_are_those_of_another_program(network, printed) -> None:
    assert blocks(concor([network], depth=1)) == {frozenset(part) for part in printed}


def test_a_tie_between_two_actors_does_not_set_them_apart() -> None:
    """With the diagonal read as lacking ties, the first network is split otherwise."""
    assert blocks(concor([FIRST], depth=1)) != blocks(concor([FIRST], depth=1, self_ties=True))


@pytest.mark.parametrize("seed", range(8))
def test_a_network_made_of_blocks_gives_them_back(seed) -> None:
    """Four blocks, ties between blocks as an image says, two relations, actors in any order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(16)
    block = np.repeat(np.arange(4), 4)[order]
    images = (
        np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
        np.array([[0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]]),
    )
    relations = [image[np.ix_(block, block)] * (1.0 - np.eye(16)) for image in images]
    found = concor(relations, depth=2)
    assert all((found[i] == found[j]) == (block[i] == block[j]) for i, j in combinations(range(16), 2))


def written_out(network: np.ndarray) -> set[frozenset[int]]:
    """One split, with the pairs' own rows left out, by np.corrcoef."""
    n = len(network)
    rows = np.vstack([network, network.T])
    r = np.eye(n)
    for i, j in combinations(range(n), 2):
        kept = [k for k in range(2 * n) if k % n not in (i, j)]
        a, b = rows[kept, i], rows[kept, j]
        r[i, j] = r[j, i] = np.corrcoef(a, b)[0, 1] if np.ptp(a) and np.ptp(b) else 0.0
    for _ in range(200):
        r = np.corrcoef(r)
    side = r[0] > 0
    return {frozenset(np.flatnonzero(side).tolist()), frozenset(np.flatnonzero(~side).tolist())}


def test_a_split_is_iterated_correlation() -> None:
    club = nx.to_numpy_array(nx.karate_club_graph(), weight=None)
    families = nx.to_numpy_array(nx.florentine_families_graph())
    women = nx.to_numpy_array(
        nx.bipartite.weighted_projected_graph(
            nx.davis_southern_women_graph(),
            [v for v, d in nx.davis_southern_women_graph().nodes(data=True) if d["bipartite"] == 0],
        )
    )
    for network in (club, families, women, FIRST, SECOND):
        assert blocks(concor([network], depth=1)) == written_out(network)
