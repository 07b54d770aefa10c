"""Centralities of one large network, by networkx or, where it is installed, python-igraph: the same numbers, sooner.

Stacks of small networks go through `qda.network.paths`. From 500 actors on igraph is worth it (exact betweenness at
5,000 actors and 100,000 ties: benchmarks/network.py); below, networkx does.

python-igraph is an optional extra (qda[fast]) under the GPL: it is imported only when it is called for, and no part of
qda needs it. Weights are strengths: by_strength gives a tie the length 1/w. Source: Brandes 2001; Freeman 1978. Checked:
both engines give the same to 1e-9 on random networks.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from qda.errors import MissingExtra, UnknownName
from qda.network.incidence import Edges

Engine = Literal["auto", "networkx", "igraph"]
IGRAPH_FROM = 500
"""Actors from which "auto" takes igraph, if it is there."""


def betweenness(
    edges: Edges, actors: int, *, directed: bool = False, by_strength: bool = False, engine: Engine = "auto"
) -> NDArray[np.float64]:
    """Normalised betweenness of each actor, range [0, 1]; 0 for all with fewer than 3.

    Raises MissingExtra if igraph is asked for and not installed, UnknownName for an engine that does not exist.
    """
    if actors < 3:
        return np.zeros(actors)
    lengths = 1.0 / edges.weight if by_strength else None
    if chosen(engine, actors) == "igraph":
        graph = igraph_graph(edges, actors, directed=directed)
        raw = np.array(graph.betweenness(directed=directed, weights=None if lengths is None else lengths.tolist()))
        found: NDArray[np.float64] = raw / ((actors - 1) * (actors - 2) / (1 if directed else 2))
        return found
    import networkx as nx

    graph = networkx_graph(edges, actors, directed=directed)
    values = nx.betweenness_centrality(graph, weight="length" if by_strength else None)
    return np.array([values[i] for i in range(actors)])


def closeness(
    edges: Edges, actors: int, *, directed: bool = False, by_strength: bool = False, engine: Engine = "auto"
) -> NDArray[np.float64]:
    """Wasserman-Faust closeness by ways from the actor; 0 for an actor without a way. Raises as `betweenness`."""
    if actors < 2:
        return np.zeros(actors)
    if chosen(engine, actors) == "igraph":
        graph = igraph_graph(edges, actors, directed=directed)
        weights = (1.0 / edges.weight).tolist() if by_strength else None
        raw = np.array(graph.closeness(mode="out", weights=weights, normalized=True), dtype=np.float64)
        reach = np.array([len(n) - 1 for n in graph.neighborhood(order=actors, mode="out")], dtype=np.float64)
        return np.where(reach > 0, np.nan_to_num(raw) * reach / (actors - 1), 0.0)
    import networkx as nx

    graph = networkx_graph(edges, actors, directed=directed)
    values = nx.closeness_centrality(graph.reverse() if directed else graph, distance="length" if by_strength else None)
    return np.array([values[i] for i in range(actors)])


def chosen(engine: Engine, actors: int) -> Literal["networkx", "igraph"]:
    """Which engine is used. Raises MissingExtra, UnknownName."""
    if engine == "networkx" or (engine == "auto" and actors < IGRAPH_FROM):
        return "networkx"
    if engine not in ("auto", "igraph"):
        raise UnknownName("engine", engine, ("auto", "networkx", "igraph"))
    if igraph_module(required=engine == "igraph") is None:
        return "networkx"
    return "igraph"


def igraph_module(*, required: bool) -> Any:
    """The package igraph, or None if it is not installed and not required. Raises MissingExtra."""
    try:
        import igraph
    except ImportError as fault:
        if required:
            raise MissingExtra("igraph", "fast") from fault
        return None
    return igraph


def igraph_graph(edges: Edges, actors: int, *, directed: bool = False) -> Any:
    """The edges as an igraph graph with the edge attribute weight."""
    igraph = igraph_module(required=True)
    pairs = np.column_stack([edges.source, edges.target])
    graph = igraph.Graph(n=actors, edges=pairs, directed=directed)
    graph.es["weight"] = edges.weight.tolist()
    return graph


def networkx_graph(edges: Edges, actors: int, *, directed: bool = False) -> Any:
    """The edges as a networkx graph; each has weight and length = 1/weight."""
    import networkx as nx

    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(actors))
    rows = zip(edges.source.tolist(), edges.target.tolist(), edges.weight.tolist(), strict=True)
    graph.add_edges_from((a, b, {"weight": w, "length": 1.0 / w}) for a, b, w in rows)
    return graph
