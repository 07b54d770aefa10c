"""Graph files read back give the matrix that was written: one-mode, directed, two-mode; by networkx and by hand."""

from __future__ import annotations

import csv
import io
import re
import warnings

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError
from qda.export.graphs import Edge, Graph, Node, graph_bytes, graph_tables

NAMES = st.text(alphabet="居委会物业公司甲乙 A1\"',", min_size=1, max_size=6).filter(lambda s: s.strip())
WEIGHTS = st.one_of(
    st.just(0.0), st.integers(-9, 9).map(float), st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False)
)


@st.composite
def networks(draw) -> tuple[Graph, np.ndarray]:
    """A graph and its matrix: rows × columns where it is two-mode, else square."""
    form = draw(st.sampled_from(["two-mode", "directed", "undirected"]))
    rows = draw(st.integers(1, 6))
    columns = draw(st.integers(1, 6)) if form == "two-mode" else rows
    values = np.array([[draw(WEIGHTS) for _ in range(columns)] for _ in range(rows)])
    if form != "two-mode":
        np.fill_diagonal(values, 0.0)
    if form == "undirected":
        values = np.triu(values) + np.triu(values).T
    first = tuple(Node(f"r{i}", draw(NAMES), "自治", False, "actor") for i in range(rows))
    second = tuple(Node(f"c{j}", draw(NAMES), "机制", True, "code") for j in range(columns))
    ends = second if form == "two-mode" else first
    edges = tuple(
        Edge(first[i].id, ends[j].id, float(values[i, j]), form == "directed")
        for i, j in np.argwhere(values).tolist()
        if form != "undirected" or i < j
    )
    two_mode = form == "two-mode"
    about = {"normalisation": "no", "caption_zh": "权重<未归一>"}
    return Graph((*first, *(second if two_mode else ())), edges, two_mode, about), values


def rebuilt(cells: dict[tuple[str, str], float], graph: Graph, undirected: bool) -> np.ndarray:
    """The matrix of cells by id."""
    rows = [n.id for n in graph.nodes if not n.second]
    columns = [n.id for n in graph.nodes if n.second] if graph.two_mode else rows
    found = np.zeros((len(rows), len(columns)))
    for (a, b), weight in cells.items():
        for one, other in {(a, b), (b, a)} if undirected else {(a, b)}:
            if one in rows and other in columns:
                found[rows.index(one), columns.index(other)] = weight
    return found


@given(networks(), st.sampled_from(["graphml", "gexf"]))
def test_xml_reads_back_as_the_same_matrix(made, kind) -> None:
    graph, values = made
    content = graph_bytes(graph, kind)
    assert content == graph_bytes(graph, kind)
    found = (networkx.read_graphml if kind == "graphml" else networkx.read_gexf)(io.BytesIO(content))
    cells = {(a, b): data["weight"] for a, b, data in found.edges(data=True)}
    assert np.array_equal(rebuilt(cells, graph, not found.is_directed()), values)
    assert [found.nodes[n.id]["label"] for n in graph.nodes] == [n.label for n in graph.nodes]
    if graph.two_mode:
        assert {n: d["bipartite"] for n, d in found.nodes(data=True)} == {n.id: int(n.second) for n in graph.nodes}
        assert {d["mode"] for _, d in found.nodes(data=True)} == {"actor", "code"}
    if kind == "graphml":
        assert found.graph["normalisation"] == "no" and found.graph["caption_zh"] == "权重<未归一>"
    else:
        assert "normalisation=no" in content.decode() and "权重&lt;未归一&gt;" in content.decode()


@given(networks())
def test_pajek_reads_back_as_the_same_matrix(made) -> None:
    graph, values = made
    lines = graph_bytes(graph, "net").decode("utf-8-sig").split("\r\n")
    assert lines[0] == "*Network normalisation=no", "the caption is too long for a name"
    heads = lines[1].split()
    rows = int(heads[2]) if graph.two_mode else int(heads[1])
    assert (len(heads) == 3) is graph.two_mode and int(heads[1]) == len(graph.nodes)
    labels = [re.fullmatch(r'(\d+) "([^"]+)"', line)[2] for line in lines[2 : 2 + len(graph.nodes)]]
    assert len(set(labels)) == len(labels)
    found, symmetric = np.zeros(values.shape), False
    for line in lines[2 + len(graph.nodes) :]:
        if line in ("*Arcs", "*Edges"):
            symmetric = line == "*Edges" and not graph.two_mode
        elif line:
            a, b, weight = line.split()
            i, j = int(a) - 1, int(b) - 1 - (rows if graph.two_mode else 0)
            found[i, j] = float(weight)
            if symmetric:
                found[j, i] = float(weight)
    assert np.array_equal(found, values)


@given(networks())
def test_pajek_is_read_by_networkx_where_it_knows_the_form(made) -> None:
    graph, values = made
    if graph.two_mode or any("'" in n.label for n in graph.nodes):
        return  # networkx reads neither two-mode vertices nor an apostrophe
    text = graph_bytes(graph, "net").decode("utf-8-sig").replace("\r\n", "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = networkx.parse_pajek(text)
    order = sorted(found.nodes, key=lambda n: int(found.nodes[n]["id"]))
    assert np.array_equal(networkx.to_numpy_array(found, nodelist=order), values)


@given(networks())
def test_dl_reads_back_as_the_same_matrix(made) -> None:
    graph, values = made
    lines = graph_bytes(graph, "dl").decode("utf-8").split("\r\n")
    sizes = dict(part.split("=") for part in lines[0].split()[1:])
    if graph.two_mode:
        assert (int(sizes["nr"]), int(sizes["nc"])) == values.shape and sizes["format"] == "edgelist2"
        assert (lines[1], lines[3]) == ("row labels:", "column labels:")
        labels = [lines[2].split(","), lines[4].split(",")]
        assert [len(names) for names in labels] == list(values.shape)
    else:
        assert int(sizes["n"]) == len(values) and sizes["format"] == "edgelist1" and lines[1] == "labels:"
        labels = [lines[2].split(",")]
        assert len(labels[0]) == len(values)
    assert not any(re.search(r"[\s\"']", label) for names in labels for label in names)
    found = np.zeros(values.shape)
    for line in lines[lines.index("data:") + 1 :]:
        if line:
            a, b, weight = line.split()
            found[int(a) - 1, int(b) - 1] = float(weight)
    assert np.array_equal(found, values)


@given(networks())
def test_two_csv_tables_read_back_as_the_same_matrix(made) -> None:
    graph, values = made
    nodes, edges = (
        list(csv.DictReader(io.StringIO(b.decode("utf-8-sig"), newline="")))
        for b in graph_tables([graph], ["normalisation"])
    )
    assert [(n["Id"], n["Label"], n["Bipartite"]) for n in nodes] == [
        (n.id, n.label, str(int(n.second))) for n in graph.nodes
    ]
    cells = {(e["Source"], e["Target"]): float(e["Weight"]) for e in edges}
    undirected = not graph.two_mode and all(e["Type"] == "Undirected" for e in edges)
    assert np.array_equal(rebuilt(cells, graph, undirected), values)
    assert all(e["Normalisation"] == "no" for e in edges)


def test_a_tie_within_a_mode_is_refused() -> None:
    nodes = (Node("a", "甲"), Node("b", "乙"), Node("c", "公示", second=True))
    for source, target in (("a", "b"), ("c", "a")):
        with pytest.raises(InputError, match="two-mode"):
            graph_bytes(Graph(nodes, (Edge(source, target, 1.0),), True), "dl")
