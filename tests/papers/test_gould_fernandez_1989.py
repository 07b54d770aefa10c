"""Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology 19:89. The five roles against
a loop over all triples, the expectations against the mean over random networks of the same density."""

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from qda.errors import UsageError
from qda.network.brokerage import ROLES, brokerage, label_null


def brute(tied: np.ndarray, groups: list[str]) -> np.ndarray:
    made = np.zeros((len(groups), 5))
    for i, b, k in permutations(range(len(groups)), 3):
        if tied[i, b] and tied[b, k] and not tied[i, k]:
            gi, gb, gk = groups[i], groups[b], groups[k]
            if gi == gb == gk:
                role = "coordinator"
            elif gi == gk:
                role = "itinerant"
            elif gi == gb:
                role = "representative"
            elif gb == gk:
                role = "gatekeeper"
            else:
                role = "liaison"
            made[b, ROLES.index(role)] += 1
    return made


@pytest.mark.parametrize("seed", range(5))
def test_counts_are_those_of_all_triples(seed) -> None:
    rng = np.random.default_rng(seed)
    tied = (rng.random((9, 9)) < 0.3) * (1 - np.eye(9))
    groups = [str(g) for g in rng.integers(0, 3, 9)]
    found = brokerage(tied, groups, directed=True)
    assert np.array_equal(found.counts, brute(tied, groups))


def test_expectations_are_means_over_networks_of_independent_ties() -> None:
    """With the density fixed by design and not by the draw, over 4,000 networks."""
    rng = np.random.default_rng(3)
    groups = list("aaaabbbcc")
    n, d = 9, 0.25
    stack = (rng.random((4000, n, n)) < d) * (1 - np.eye(n))
    mean = np.mean([brokerage(w, groups, directed=True).counts for w in stack], axis=0)
    # `expected` takes d from the network: one whose density is d exactly
    exact = np.zeros((n, n))
    cells = np.flatnonzero(~np.eye(n, dtype=bool).ravel())
    exact.ravel()[cells[: int(d * len(cells))]] = 1
    expected = brokerage(exact, groups, directed=True).expected
    np.testing.assert_allclose(mean, expected, rtol=0.08, atol=0.06)


def test_undirected_is_refused_or_counted_once_a_pair() -> None:
    """Zachary's club, split as it split: brute force over unordered triples."""
    club = nx.karate_club_graph()
    tied = nx.to_numpy_array(club, weight=None)
    groups = [club.nodes[i]["club"] for i in club]
    with pytest.raises(UsageError) as caught:
        brokerage(tied, groups, directed=False)
    assert caught.value.slug == "brokerage-undirected"
    found = brokerage(tied, groups, directed=False, unordered=True)
    both = brute(tied, groups)
    assert np.array_equal(found.counts[:, 2], (both[:, 2] + both[:, 3]) / 2)
    assert np.array_equal(found.total, both.sum(axis=1) / 2)
    assert np.isnan(found.expected[:, 3]).all()


def test_shuffled_groups_keep_the_total() -> None:
    rng = np.random.default_rng(0)
    tied = (rng.random((10, 10)) < 0.3) * (1 - np.eye(10))
    null = label_null(tied, list("aaaabbbccc"), draws=199, rng=rng)
    total = brokerage(tied, list("aaaabbbccc"), directed=True).total
    np.testing.assert_allclose(null.mean.sum(axis=1), total)
    assert ((null.p_upper > 0) & (null.p_upper <= 1)).all()
