"""Indices of stacks of networks against networkx, one network at a time; both engines; groups, blocks and cores."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from qda.errors import NotEstimable, UnknownName
from qda.network import engines, indices, paths
from qda.network.equivalence import concor, core_periphery
from qda.network.groups import cohesive_groups, modularity, null_modularity
from qda.network.incidence import Edges


def random_network(rng: np.random.Generator, directed: bool) -> np.ndarray:
    """Weights that are powers of 2, so that equal ways are equal in floating point too."""
    n = int(rng.integers(3, 12))
    w = rng.choice([1.0, 2.0, 4.0], (n, n)) * (rng.random((n, n)) < 0.4) * (1 - np.eye(n))
    return w if directed else np.triu(w, 1) + np.triu(w, 1).T


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_against_networkx(directed, seed) -> None:
    rng = np.random.default_rng(seed)
    w = random_network(rng, directed)
    if not w.any():
        w[0, 1] = w[1, 0] = 1.0
    graph = nx.from_numpy_array(w, create_using=nx.DiGraph if directed else nx.Graph)
    for _, _, data in graph.edges(data=True):
        data["length"] = 1 / data["weight"]
    back = graph.reverse() if directed else graph

    def same(found, expected) -> None:
        np.testing.assert_allclose(found[0], np.array(list(expected.values()), dtype=float), atol=1e-6)

    for strong, length in ((False, None), (True, "length")):
        same(paths.betweenness(w, by_strength=strong), nx.betweenness_centrality(graph, weight=length))
        same(paths.closeness(w, by_strength=strong), nx.closeness_centrality(back, distance=length))
        same(paths.harmonic(w, by_strength=strong) * (len(w) - 1), nx.harmonic_centrality(back, distance=length))
    same(indices.pagerank(w, directed), nx.pagerank(graph, tol=1e-9, max_iter=1000))
    same(indices.constraint(w, directed), nx.constraint(graph, weight="weight"))
    if directed:
        assert indices.reciprocity(w, True)[0] == pytest.approx(nx.overall_reciprocity(graph))
    else:
        same(indices.core(w), nx.core_number(graph))
        assert np.nan_to_num(indices.transitivity(w))[0] == pytest.approx(nx.transitivity(graph))
        if nx.is_connected(graph):
            same(indices.eigenvector(w), nx.eigenvector_centrality(graph, weight="weight", max_iter=9999, tol=1e-10))


def test_a_stack_is_its_networks_one_by_one_and_nothing_is_changed() -> None:
    rng = np.random.default_rng(0)
    stack = np.array([np.triu(rng.integers(0, 3, (7, 7)), 1) for _ in range(5)], dtype=float)
    stack = stack + stack.transpose(0, 2, 1)
    before = stack.copy()
    for name, index in {**indices.WHOLE, **indices.ACTORS}.items():
        together = index(stack, False)
        for i, network in enumerate(stack):
            np.testing.assert_allclose(index(network, False)[0], together[i], err_msg=name)
    assert np.array_equal(stack, before)


def test_equal_ways_are_equal_though_their_sums_round_differently() -> None:
    """Two ways of length 1/3 + 1/2: in floating point their order of addition must not matter."""
    w = np.zeros((4, 4))
    for a, b, weight in ((0, 1, 3), (1, 3, 2), (0, 2, 2), (2, 3, 3)):
        w[a, b] = w[b, a] = weight
    assert paths.shortest_paths(w, by_strength=True).counts[0, 0, 3] == 2


def test_engines_agree() -> None:
    pytest.importorskip("igraph")
    rng = np.random.default_rng(1)
    pairs = np.array(sorted({tuple(sorted(p)) for p in rng.integers(0, 40, (120, 2)).tolist() if p[0] != p[1]}))
    edges = Edges(pairs[:, 0], pairs[:, 1], 2.0 ** rng.integers(0, 3, len(pairs)))
    for measure in (engines.betweenness, engines.closeness):
        for directed in (False, True):
            for strong in (False, True):
                one, other = (
                    measure(edges, 40, directed=directed, by_strength=strong, engine=e) for e in ("networkx", "igraph")
                )
                np.testing.assert_allclose(one, other, atol=1e-9)
    assert engines.chosen("auto", 60) == "networkx"
    with pytest.raises(UnknownName):
        engines.chosen("neo4j", 600)


def test_without_igraph_networkx_does_it(monkeypatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name, *rest):
        if name == "igraph":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert engines.chosen("auto", 5000) == "networkx"
    from qda.errors import MissingExtra

    with pytest.raises(MissingExtra):
        engines.chosen("igraph", 5000)


def two_cliques() -> np.ndarray:
    w = np.zeros((8, 8))
    w[:4, :4] = w[4:, 4:] = 1
    np.fill_diagonal(w, 0)
    w[3, 4] = w[4, 3] = 1
    return w


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_groups_that_seeds_agree_on(method) -> None:
    if method == "leiden":
        pytest.importorskip("igraph")
    w = two_cliques()
    found = cohesive_groups(w, method=method, seeds=20)
    assert found.members == (0, 0, 0, 0, 1, 1, 1, 1)
    assert found.stable == 1
    graph = nx.from_numpy_array(w)
    assert found.modularity == pytest.approx(nx.community.modularity(graph, [{0, 1, 2, 3}, {4, 5, 6, 7}]))
    assert modularity(w, np.zeros(8, dtype=int)) == pytest.approx(0)
    again = cohesive_groups(w, method=method, seeds=20)
    assert again.members == found.members and np.array_equal(again.agreement, found.agreement)
    with pytest.raises(NotEstimable):
        cohesive_groups(np.zeros((3, 3)))


def test_modularity_of_rewired_networks() -> None:
    mean, p = null_modularity(two_cliques(), draws=19, rng=np.random.default_rng(0))
    assert mean < 0.4 and p == 1 / 20


def test_concor_finds_equivalent_actors() -> None:
    """Four teams of three: within a team all have the same ties."""
    block = np.array([[0, 1, 0, 1], [0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 1, 0]])
    w = np.kron(block, np.ones((3, 3)))
    assert concor([w], depth=2) == (0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3)
    order = np.random.default_rng(0).permutation(12)
    shuffled = concor([w[np.ix_(order, order)]], depth=2)
    teams = {frozenset(int(order[i]) // 3 for i in range(12) if shuffled[i] == b) for b in range(4)}
    assert teams == {frozenset({t}) for t in range(4)}


@pytest.mark.parametrize("seed", range(8))
def test_the_core_has_the_fewest_faults_of_all(seed) -> None:
    rng = np.random.default_rng(seed)
    w = np.triu(rng.random((7, 7)) < 0.45, 1).astype(float)
    w = w + w.T
    if not w.any():
        return

    def faults(core) -> int:
        rest = [i for i in range(7) if i not in core]
        missing = sum(not w[a, b] for a, b in combinations(core, 2))
        return int(missing + sum(w[a, b] for a, b in combinations(rest, 2)))

    best = min(faults(c) for k in range(1, 7) for c in combinations(range(7), k))
    found = core_periphery(w)
    assert found.faults == best == faults(found.members)
    star = core_periphery(np.pad(np.ones((1, 5)), ((0, 5), (1, 0))) + np.pad(np.ones((5, 1)), ((1, 0), (0, 5))))
    assert star.members == (0,) and star.faults == 0
