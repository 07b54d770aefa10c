"""Krackhardt, D. & Stern, R. N. (1988). Informal networks and organizational crises. Social Psychology Quarterly 51:123.
The E-I index of Zachary's club (counted by hand below), its expectation and its null by all relabelings."""

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from qda.errors import NotEstimable
from qda.network.external import external_internal


def test_zachary_club() -> None:
    """78 ties, of which as many lead out as a plain loop over networkx's edges finds; groups of 17 and 17."""
    club = nx.karate_club_graph()
    out = sum(club.nodes[a]["club"] != club.nodes[b]["club"] for a, b in club.edges)
    weights = nx.to_numpy_array(club, weight=None)
    found = external_internal(weights, [club.nodes[i]["club"] for i in club], draws=999, rng=np.random.default_rng(0))
    assert (found.external, found.internal) == (out, 78 - out)
    assert found.value == pytest.approx((2 * out - 78) / 78)
    assert found.expected == pytest.approx((17 * 17 - 2 * 17 * 8) / (17 * 33))  # 289 pairs between, 272 within
    assert found.p == 1 / 1000


def test_null_is_that_of_all_relabelings() -> None:
    rng = np.random.default_rng(2)
    weights = np.triu(rng.integers(0, 4, (6, 6)), 1).astype(float)
    weights = weights + weights.T
    groups = list("aabbbc")

    def index(labels) -> float:
        same = np.array([[a == b for b in labels] for a in labels])
        inside = weights[same].sum()
        return (weights.sum() - 2 * inside) / weights.sum()

    every = [index(labels) for labels in set(permutations(groups))]
    found = external_internal(weights, groups, draws=20_000, rng=rng)
    assert found.value == pytest.approx(index(groups))
    assert found.null_mean == pytest.approx(np.mean(every), abs=0.01)
    exact = np.mean([abs(x - np.mean(every)) >= abs(index(groups) - np.mean(every)) - 1e-12 for x in every])
    assert found.p == pytest.approx(exact, abs=0.015)
    # ties laid regardless of groups give the expected value on average
    assert found.null_mean == pytest.approx(found.expected, abs=0.01)


def test_one_group_or_no_tie() -> None:
    rng = np.random.default_rng(0)
    whole = np.ones((3, 3)) - np.eye(3)
    assert external_internal(whole, ["a"] * 3, rng=rng).p is None
    assert external_internal(whole, ["a"] * 3, rng=rng).value == -1
    with pytest.raises(NotEstimable):
        external_internal(np.zeros((3, 3)), list("aab"), rng=rng)
