"""Graph files: readable by other programs, same bytes for the same ties."""

from __future__ import annotations

import csv
import io

import networkx
import pytest

from qda.export.graphs import edge_table, graph_file, node_table
from qda.model import Span, Tie, TieEvidence

ACTORS = {"a": ("居委会", "committee"), "b": ("物业", "property")}


def tie(directed: bool) -> Tie:
    evidence = (TieEvidence("d", "s", Span(0, 4)), TieEvidence("e", "u", Span(0, 4)))
    return Tie("a", "b", "linkage.supervises" if directed else "co-mention", directed, 2.0, "case", evidence)


@pytest.mark.parametrize("directed", [True, False])
def test_graphml_round_trip(directed):
    content = graph_file([tie(directed)], ACTORS, "graphml")
    graph = networkx.read_graphml(io.BytesIO(content))
    assert graph.is_directed() is directed
    assert graph.nodes["a"]["label"] == "居委会"
    assert graph.edges["a", "b"]["weight"] == 2.0


def test_gexf_has_no_date_and_reads_back():
    content = graph_file([tie(False)], ACTORS, "gexf")
    assert content == graph_file([tie(False)], ACTORS, "gexf")
    graph = networkx.read_gexf(io.BytesIO(content))
    assert graph.edges["a", "b"]["weight"] == 2.0


def test_pajek_has_names_and_both_kinds_of_lines() -> None:
    made = graph_file(mixed(), NAMES, "net").decode("utf-8")
    assert made.startswith('\ufeff*Vertices 3\r\n1 "居委会"\r\n2 "物业 公司"\r\n3 "居民"\r\n')
    assert made.endswith("*Arcs\r\n1 2 2\r\n*Edges\r\n2 3 1.5\r\n")


def test_ucinet_has_a_square_list_and_labels_without_blanks() -> None:
    made = graph_file(mixed(), NAMES, "dl").decode("utf-8").split("\r\n")
    assert made[:4] == ["dl n=3 format=edgelist1", "labels:", "居委会,物业_公司,居民", "data:"]
    assert made[4:] == ["1 2 2", "2 3 1.5", "3 2 1.5", ""]


def test_two_tables_join_by_id() -> None:
    nodes = list(csv.DictReader(io.StringIO(node_table(mixed(), NAMES).decode("utf-8-sig"))))
    edges = list(csv.DictReader(io.StringIO(edge_table(mixed(), {"c": "甲社区"}, {}).decode("utf-8-sig"))))
    assert [(n["Id"], n["Label"], n["Type"]) for n in nodes] == [
        ("a", "居委会", "自治"),
        ("b", "物业 公司", "市场"),
        ("r", "居民", ""),
    ]
    assert {e["Source"] for e in edges} | {e["Target"] for e in edges} == {n["Id"] for n in nodes}
    assert [(e["Type"], e["Weight"], e["Community"]) for e in edges] == [
        ("Undirected", "1.5", "甲社区"),
        ("Directed", "2", "甲社区"),
    ]


def mixed() -> list[Tie]:
    return [Tie("a", "b", "linkage.serves", True, 2.0, "c", ()), Tie("b", "r", "co-mention", False, 1.5, "c", ())]


NAMES = {"a": ("居委会", "自治"), "b": ("物业 公司", "市场"), "r": ("居民", "")}
