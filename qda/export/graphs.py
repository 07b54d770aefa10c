"""Ties as GraphML or GEXF, for Gephi, igraph, UCINET, Cytoscape."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from qda.model import ActorId, Tie


def graph_file(
    ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]], kind: Literal["graphml", "gexf"] | str
) -> bytes:
    """One graph. ties: of one community and relation. actors: id to (name, type). Directed if the ties are.

    Ties of several relations must not be mixed: a graph holds one edge a pair. The bytes depend on the input only: nodes
    and edges sorted, no date.
    """
    import networkx

    graph = networkx.DiGraph() if any(t.directed for t in ties) else networkx.Graph()
    for actor in sorted({a for t in ties for a in (t.source_id, t.target_id)}):
        name, type_id = actors.get(actor, (actor, ""))
        graph.add_node(actor, label=name, type=type_id)
    for t in sorted(ties, key=lambda t: (t.source_id, t.target_id)):
        graph.add_edge(t.source_id, t.target_id, weight=float(t.weight), relation=t.relation)
    stream = io.BytesIO()
    if kind == "graphml":
        networkx.write_graphml(graph, stream, encoding="utf-8")
        return stream.getvalue()
    lines = networkx.generate_gexf(graph, encoding="utf-8")
    text = re.sub(r' lastmodifieddate="[^"]*"', "", "\n".join(lines))
    return (text + "\n").encode("utf-8")
