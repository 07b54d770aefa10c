"""Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology 19:89. The five roles against
a loop over all triples; expectations and variances against the mean over random networks of the same density, and over
all networks of a few actors, each with its chance."""

from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest

from qda.errors import UsageError
from qda.network.brokerage import ROLES, brokerage, label_null, role_counts


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


def all_networks(n: int, directed: bool) -> np.ndarray:
    """Every network of n actors without loops."""
    cells = list(permutations(range(n), 2)) if directed else list(combinations(range(n), 2))
    number = np.arange(2 ** len(cells))
    made = np.zeros((len(number), n, n))
    for place, (i, k) in enumerate(cells):
        made[:, i, k] = number >> place & 1
        if not directed:
            made[:, k, i] = made[:, i, k]
    return made


@pytest.mark.parametrize(
    ("groups", "directed"),
    [("aabb", True), ("abcc", True), ("aaab", True), ("abcd", True), ("aabbc", False), ("aaabb", False)],
)
def test_moments_are_those_of_all_networks(groups, directed) -> None:
    """With d = 1/3 (directed) and 2/5: chances d^m (1-d)^(M-m) of every network with m of M ties. The moments depend on
    the density alone, so they are asked of one network that has it."""
    n = len(groups)
    places = n * (n - 1) if directed else n * (n - 1) // 2
    ties = 4
    d = ties / places
    stack = all_networks(n, directed)
    held = stack.sum(axis=(1, 2)) / (1 if directed else 2)
    chance = d**held * (1 - d) ** (places - held)
    assert chance.sum() == pytest.approx(1)
    labels = np.array(["abcd".index(g) for g in groups])
    counts = role_counts(stack, labels[None])
    if not directed:
        counts = counts / 2
        counts[..., 2] += counts[..., 3]
        counts[..., 3] = 0
    mean = np.einsum("s,sar->ar", chance, counts)
    variance = np.einsum("s,sar->ar", chance, counts**2) - mean**2
    total = counts.sum(axis=2)
    (exact,) = stack[held == ties][:1]
    found = brokerage(exact, list(groups), directed=directed, unordered=not directed)
    kept = [0, 1, 2, 3, 4] if directed else [0, 1, 2, 4]
    np.testing.assert_allclose(found.expected[:, kept], mean[:, kept], atol=1e-12)
    np.testing.assert_allclose(found.variance[:, kept], variance[:, kept], atol=1e-12)
    np.testing.assert_allclose(found.total_variance, chance @ total**2 - (chance @ total) ** 2, atol=1e-12)


def test_z_is_standardised_and_missing_where_a_role_cannot_be() -> None:
    rng = np.random.default_rng(1)
    n, groups = 12, list("aaaaabbbbccc")
    drawn = [(rng.random((n, n)) < 0.3) * (1.0 - np.eye(n)) for _ in range(600)]
    found = [brokerage(w, groups, directed=True) for w in drawn]
    z = np.array([one.z for one in found])
    assert np.abs(z.mean(axis=0)).max() < 0.2
    # d is taken from each network, which takes its own variation out: somewhat below 1
    assert 0.6 < z.std(axis=0).mean() < 1.05
    assert 0.5 < np.array([one.total_z for one in found]).std(axis=0).mean() < 1.05
    alone = brokerage(drawn[0], ["a", *"b" * (n - 1)], directed=True).z
    assert np.isnan(alone[0, [0, 2, 3, 4]]).all() and np.isfinite(alone[0, 1])
    assert np.isnan(brokerage(np.zeros((4, 4)), list("aabb"), directed=True).total_z).all()


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
