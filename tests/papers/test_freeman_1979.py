"""Freeman, L. C. (1979). Centrality in social networks. Social Networks 1:215. Centralisation of the Florentine marriages
with the isolate Pucci: .2667 (degree) and .3835 (betweenness), as the R package sna computes them; stars and circles
have 1 and 0 by construction; Krackhardt's kite (1990) has three different winners."""

import networkx as nx
import numpy as np
import pytest

from qda.network import indices, paths


def test_florentine_families() -> None:
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    w = nx.to_numpy_array(graph)
    assert indices.centralisation(w)[0] == pytest.approx(0.2667, abs=5e-5)
    assert indices.betweenness_centralisation(w)[0] == pytest.approx(0.3835, abs=5e-5)
    assert indices.density(w)[0] == pytest.approx(20 / 120)


@pytest.mark.parametrize("n", [4, 7])
def test_star_and_circle(n) -> None:
    star = nx.to_numpy_array(nx.star_graph(n - 1))
    circle = nx.to_numpy_array(nx.cycle_graph(n))
    for name in ("centralisation", "betweenness_centralisation", "closeness_centralisation", "strength_centralisation"):
        assert indices.WHOLE[name](star, False)[0] == pytest.approx(1), name
        assert indices.WHOLE[name](circle, False)[0] == pytest.approx(0, abs=1e-12), name
    heavy = star * np.array([1, *range(1, n)])[:, None]
    assert indices.strength_centralisation(np.maximum(heavy, heavy.T))[0] == pytest.approx(1)


def test_kite() -> None:
    kite = nx.to_numpy_array(nx.krackhardt_kite_graph())
    assert indices.degree(kite)[0].argmax() == 3
    assert paths.betweenness(kite)[0].argmax() == 7
    assert set(paths.closeness(kite)[0].round(9).argsort()[-2:].tolist()) == {5, 6}
    assert paths.betweenness(kite)[0, 7] == pytest.approx(0.3889, abs=5e-5)
