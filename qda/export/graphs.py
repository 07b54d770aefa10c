"""Networks as files for other programs: GraphML and GEXF (Gephi, igraph, Cytoscape), Pajek, UCINET DL, two CSV tables.

A two-mode network says so in each format's own way: GraphML and GEXF nodes have `mode` (a word) and `bipartite` (0 or 1,
as networkx expects), Pajek has `*Vertices n n1` with the n1 nodes of the first mode first, DL has nr, nc, labels of rows
and of columns and format=edgelist2. What a network is (normalisation, n, …) stands in the graph's attributes, in GEXF in
its description, in Pajek in its name; DL has no place for it.

Pajek reads Chinese only from UTF-8 with a byte order mark. A DL label may hold no blank, comma or quotation mark; they
become underscores, and UCINET keeps 18 characters. Excel and Gephi read the CSV (UTF-8 with byte order mark; the columns
have Gephi's names). Gephi reads one-mode DL only.
Sources: the Pajek manual (Mrvar & Batagelj), the DL language in the help of UCINET (analytictech.com), by their examples.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from xml.sax.saxutils import escape

from qda.errors import InputError
from qda.model import ActorId, Tie

GraphKind = Literal["graphml", "gexf", "net", "dl"]
GRAPH_KINDS: tuple[str, ...] = ("graphml", "gexf", "net", "dl")
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """id: unique in the graph. label: the name shown. type: kind of actor or facet of a code, "" if unknown. second: it is
    of the second mode (a code). mode: what it is, in a word ("actor", "code"), "" where all are alike."""

    id: str
    label: str
    type: str = ""
    second: bool = False
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """source, target: ids of nodes; in a two-mode graph the source is of the first mode. weight: any number but 0."""

    source: str
    target: str
    weight: float
    directed: bool = False
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """One network. nodes: in their order, isolates among them. edges: at most one from a source to a target. two_mode:
    edges join nodes of the first mode to nodes of the second only. about: facts by English key (kind, normalisation, n, …)."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    two_mode: bool = False
    about: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


def graph_file(ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]], kind: GraphKind | str) -> bytes:
    """One graph. ties: of one community and relation. actors: id to (name, type). Directed if the ties are. kind: graphml,
    gexf, net (Pajek) or dl (UCINET).

    Ties of several relations must not be mixed: a graph holds one edge a pair. The bytes depend on the input only: nodes
    and edges sorted, no date.
    """
    nodes = tuple(Node(a, *actors.get(a, (a, ""))) for a in _ids(ties))
    edges = tuple(
        Edge(t.source_id, t.target_id, float(t.weight), t.directed, t.relation)
        for t in sorted(ties, key=lambda t: (t.source_id, t.target_id))
    )
    return graph_bytes(Graph(nodes, edges), kind)


def graph_bytes(graph: Graph, kind: GraphKind | str) -> bytes:
    """The graph as a file of that kind: graphml, gexf, net (Pajek) or dl (UCINET). Same graph, same bytes.

    Raises InputError (two-mode-edge) if an edge of a two-mode graph joins nodes of one mode.
    """
    if graph.two_mode:
        second = {node.id: node.second for node in graph.nodes}
        for edge in graph.edges:
            if second[edge.source] or not second[edge.target]:
                raise InputError(
                    f"the tie from {edge.source} to {edge.target} joins no node of the first mode to one of the second",
                    "in a two-mode network ties go from rows to columns",
                    "two-mode-edge",
                )
    if kind == "net":
        return _pajek(graph)
    if kind == "dl":
        return _ucinet(graph)
    return _xml(graph, kind)


def node_table(ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]]) -> bytes:
    """The actors of ties of any communities and relations, as CSV: Id, Label, Type."""
    return csv_file(("Id", "Label", "Type"), [(a, *actors.get(a, (a, ""))) for a in _ids(ties)])


def edge_table(ties: Sequence[Tie], cases: Mapping[str, str], relations: Mapping[str, str]) -> bytes:
    """Ties of any communities and relations, as CSV: Source, Target, Type, Weight, Relation, Label, Community. cases,
    relations: id to name."""
    rows = [
        (
            t.source_id,
            t.target_id,
            "Directed" if t.directed else "Undirected",
            number(t.weight),
            t.relation,
            relations.get(t.relation, t.relation),
            cases.get(t.case_id, t.case_id),
        )
        for t in sorted(ties, key=lambda t: (cases.get(t.case_id, ""), t.relation, t.source_id, t.target_id))
    ]
    return csv_file(("Source", "Target", "Type", "Weight", "Relation", "Label", "Community"), rows)


def graph_tables(graphs: Iterable[Graph], columns: Sequence[str] = ()) -> tuple[bytes, bytes]:
    """(nodes, edges) of several graphs as two CSV files for Gephi. Nodes: Id, Label, Type, Mode, Bipartite, each once. Edges:
    Source, Target, Type, Weight, Relation and the facts of `about` named in columns, the heading being the key."""
    nodes: dict[str, Node] = {}
    edges = []
    for graph in graphs:
        for node in graph.nodes:
            nodes.setdefault(node.id, node)
        for e in graph.edges:
            how = "Directed" if e.directed else "Undirected"
            facts = (graph.about.get(key, "") for key in columns)
            edges.append((e.source, e.target, how, number(e.weight), e.relation, *facts))
    told = [(n.id, n.label, n.type, n.mode, str(int(n.second))) for n in nodes.values()]
    heads = [key[:1].upper() + key[1:] for key in columns]
    return csv_file(("Id", "Label", "Type", "Mode", "Bipartite"), told), csv_file(
        ("Source", "Target", "Type", "Weight", "Relation", *heads), edges
    )


def _xml(graph: Graph, kind: str) -> bytes:
    """GraphML or GEXF, written by networkx."""
    import networkx

    made = networkx.DiGraph() if any(e.directed for e in graph.edges) else networkx.Graph()
    for node in graph.nodes:
        made.add_node(node.id, label=node.label, type=node.type)
        if graph.two_mode:
            made.nodes[node.id].update(mode=node.mode, bipartite=int(node.second))
    for e in graph.edges:
        made.add_edge(e.source, e.target, weight=float(e.weight), relation=e.relation)
    if kind == "graphml":
        made.graph.update(graph.about)
        stream = io.BytesIO()
        networkx.write_graphml(made, stream, encoding="utf-8")
        return stream.getvalue()
    text = "\n".join(networkx.generate_gexf(made, encoding="utf-8"))
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text)
    if graph.about:
        told = escape("; ".join(f"{key}={value}" for key, value in graph.about.items()))
        text = text.replace("</creator>", f"</creator><description>{told}</description>", 1)
    return (text + "\n").encode("utf-8")


def _pajek(graph: Graph) -> bytes:
    nodes = _by_mode(graph)
    place = {node.id: i for i, node in enumerate(nodes, 1)}
    rows = sum(1 for node in nodes if not node.second)
    lines = []
    if graph.about:
        short = "; ".join(f"{k}={v}" for k, v in graph.about.items() if not k.startswith("caption"))
        lines.append("*Network " + " ".join(short.split()))
    lines.append(f"*Vertices {len(nodes)}" + (f" {rows}" if graph.two_mode else ""))
    labels = _distinct([" ".join(node.label.replace('"', "'").split()) for node in nodes], nodes)
    lines += [f'{i} "{label}"' for i, label in enumerate(labels, 1)]
    for heading, directed in (("*Arcs", True), ("*Edges", False)):
        ours = sorted((place[e.source], place[e.target], e.weight) for e in graph.edges if e.directed is directed)
        lines += [heading, *(f"{a} {b} {number(weight)}" for a, b, weight in ours)] if ours else []
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def _ucinet(graph: Graph) -> bytes:
    nodes = _by_mode(graph)
    labels = _distinct([re.sub(r"[\s\"',=]+", "_", node.label) or node.id for node in nodes], nodes)
    rows = sum(1 for node in nodes if not node.second) if graph.two_mode else len(nodes)
    place = {node.id: i for i, node in enumerate(nodes, 1)}
    cells = {(place[e.source], place[e.target]): e.weight for e in graph.edges}
    if graph.two_mode:
        lines = [f"dl nr={rows} nc={len(nodes) - rows} format=edgelist2"]
        lines += ["row labels:", ",".join(labels[:rows]), "column labels:", ",".join(labels[rows:]), "data:"]
        cells = {(a, b - rows): weight for (a, b), weight in cells.items()}
    else:
        lines = [f"dl n={rows} format=edgelist1", "labels:", ",".join(labels), "data:"]
        cells |= {(place[e.target], place[e.source]): e.weight for e in graph.edges if not e.directed}
    lines += [f"{a} {b} {number(weight)}" for (a, b), weight in sorted(cells.items())]
    return "\r\n".join([*lines, ""]).encode("utf-8")


def _by_mode(graph: Graph) -> list[Node]:
    """The nodes of the first mode before those of the second, else in their order."""
    return sorted(graph.nodes, key=lambda node: node.second) if graph.two_mode else list(graph.nodes)


def _distinct(labels: Sequence[str], nodes: Sequence[Node]) -> list[str]:
    """Labels that are alike get the node's id, because some programs join nodes of one name."""
    return [
        f"{label}_{re.sub(r'[^0-9A-Za-z.-]+', '_', node.id)}_{i}" if labels.count(label) > 1 else label
        for i, (label, node) in enumerate(zip(labels, nodes, strict=True), 1)
    ]


def _ids(ties: Sequence[Tie]) -> list[ActorId]:
    return sorted({a for t in ties for a in (t.source_id, t.target_id)})


def number(weight: float) -> str:
    """A weight without a superfluous .0; read back, it is the same number."""
    return str(int(weight)) if weight == int(weight) else repr(float(weight))


def csv_file(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV table that Excel and Gephi read."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode("utf-8-sig")
