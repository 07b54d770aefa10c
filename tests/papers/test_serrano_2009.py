"""Serrano, M. A., Boguñá, M. & Vespignani, A. (2009). PNAS 106:6483. Disparity on Les Misérables (Knuth 1993): 9 ties at
.05, 5 if both ends must agree; counted here once more by a loop over ties."""

import networkx as nx
import numpy as np

from qda.network.backbone import disparity, disparity_backbone


def test_les_miserables() -> None:
    graph = nx.les_miserables_graph()
    weights = nx.to_numpy_array(graph, weight="weight")
    either = both = 0
    for a, b, data in graph.edges(data=True):
        ends = [
            (1 - data["weight"] / graph.degree(x, weight="weight")) ** (graph.degree(x) - 1)
            if graph.degree(x) > 1
            else 1
            for x in (a, b)
        ]
        either += min(ends) < 0.05
        both += max(ends) < 0.05
    assert (either, both) == (9, 5)
    assert len(disparity_backbone(weights)[0]) == 9
    assert len(disparity_backbone(weights, both_ends=True)[0]) == 5


def test_an_end_with_one_tie_never_speaks() -> None:
    pair = np.array([[0.0, 9.0], [9.0, 0.0]])
    assert disparity(pair).min() == 1
