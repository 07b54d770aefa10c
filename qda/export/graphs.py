"""Ties as files for other programs: GraphML and GEXF (Gephi, igraph, Cytoscape), Pajek, UCINET DL, and two CSV tables.

Pajek reads Chinese only from UTF-8 with a byte order mark. A DL label may hold no blank and no quotation mark; they
become underscores. Excel and Gephi read the CSV (UTF-8 with byte order mark; the columns have Gephi's names).
Sources: the Pajek manual (Mrvar & Batagelj) and the UCINET guide on the DL language, by their examples.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from qda.model import ActorId, Tie

GraphKind = Literal["graphml", "gexf", "net", "dl"]
GRAPH_KINDS: tuple[str, ...] = ("graphml", "gexf", "net", "dl")


def graph_file(ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]], kind: GraphKind | str) -> bytes:
    """One graph. ties: of one community and relation. actors: id to (name, type). Directed if the ties are. kind: graphml,
    gexf, net (Pajek) or dl (UCINET).

    Ties of several relations must not be mixed: a graph holds one edge a pair. The bytes depend on the input only: nodes
    and edges sorted, no date.
    """
    if kind == "net":
        return _pajek(ties, actors)
    if kind == "dl":
        return _ucinet(ties, actors)
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


def node_table(ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]]) -> bytes:
    """The actors of ties of any communities and relations, as CSV: Id, Label, Type."""
    return _csv(("Id", "Label", "Type"), [(a, *actors.get(a, (a, ""))) for a in _ids(ties)])


def edge_table(ties: Sequence[Tie], cases: Mapping[str, str], relations: Mapping[str, str]) -> bytes:
    """Ties of any communities and relations, as CSV: Source, Target, Type, Weight, Relation, Label, Community. cases,
    relations: id to name."""
    rows = [
        (
            t.source_id,
            t.target_id,
            "Directed" if t.directed else "Undirected",
            _number(t.weight),
            t.relation,
            relations.get(t.relation, t.relation),
            cases.get(t.case_id, t.case_id),
        )
        for t in sorted(ties, key=lambda t: (cases.get(t.case_id, ""), t.relation, t.source_id, t.target_id))
    ]
    return _csv(("Source", "Target", "Type", "Weight", "Relation", "Label", "Community"), rows)


def _pajek(ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]]) -> bytes:
    ids = _ids(ties)
    number = {actor: i for i, actor in enumerate(ids, 1)}
    lines = [f"*Vertices {len(ids)}"]
    lines += [f'{number[a]} "{actors.get(a, (a, ""))[0].replace(chr(34), chr(39))}"' for a in ids]
    for heading, directed in (("*Arcs", True), ("*Edges", False)):
        ours = sorted((number[t.source_id], number[t.target_id], t.weight) for t in ties if t.directed is directed)
        lines += [heading, *(f"{a} {b} {_number(weight)}" for a, b, weight in ours)] if ours else []
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def _ucinet(ties: Sequence[Tie], actors: Mapping[ActorId, tuple[str, str]]) -> bytes:
    ids = _ids(ties)
    label = {a: re.sub(r"[\s\"',]+", "_", actors.get(a, (a, ""))[0]) or a for a in ids}
    lines = [f"dl n={len(ids)} format=edgelist1", "labels:", ",".join(label[a] for a in ids), "data:"]
    number = {actor: i for i, actor in enumerate(ids, 1)}
    cells = {(number[t.source_id], number[t.target_id]): t.weight for t in ties}
    cells |= {(number[t.target_id], number[t.source_id]): t.weight for t in ties if not t.directed}
    lines += [f"{a} {b} {_number(weight)}" for (a, b), weight in sorted(cells.items())]
    return "\r\n".join([*lines, ""]).encode("utf-8")


def _ids(ties: Sequence[Tie]) -> list[ActorId]:
    return sorted({a for t in ties for a in (t.source_id, t.target_id)})


def _number(weight: float) -> str:
    """A weight without a superfluous .0."""
    return str(int(weight)) if weight == int(weight) else repr(weight)


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode("utf-8-sig")
