"""Burt, R. S. (1992). Structural Holes. Constraint and effective size on networks whose values follow by hand, and on the
Florentine families against networkx node by node (its own all-at-once form of weighted effective size differs from that
in version 3.6)."""

import networkx as nx
import numpy as np
import pytest

from qda.network import indices


def test_by_hand() -> None:
    star = nx.to_numpy_array(nx.star_graph(4))
    assert indices.constraint(star)[0].tolist() == pytest.approx([4 * 0.25**2, 1, 1, 1, 1])
    assert indices.effective_size(star)[0].tolist() == pytest.approx([4, 1, 1, 1, 1])
    triangle = np.ones((3, 3)) - np.eye(3)
    assert indices.constraint(triangle)[0].tolist() == pytest.approx([2 * (0.5 + 0.25) ** 2] * 3)
    # Borgatti 1997: n - 2t/n for equal weights; each corner has 2 neighbours with 1 tie between them
    assert indices.effective_size(triangle)[0].tolist() == pytest.approx([2 - 2 * 1 / 2] * 3)
    assert indices.efficiency(triangle)[0].tolist() == pytest.approx([0.5] * 3)


@pytest.mark.parametrize("seed", range(4))
def test_weighted_against_networkx(seed) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.florentine_families_graph()
    for a, b in graph.edges:
        graph[a][b]["weight"] = float(rng.integers(1, 6))
    graph.add_node("Pucci")
    weights = nx.to_numpy_array(graph)
    constraint = nx.constraint(graph, nodes=list(graph), weight="weight")
    size = nx.effective_size(graph, nodes=list(graph), weight="weight")
    np.testing.assert_allclose(indices.constraint(weights)[0], list(constraint.values()))
    np.testing.assert_allclose(indices.effective_size(weights)[0], list(size.values()))
