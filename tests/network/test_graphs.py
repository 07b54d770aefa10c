"""GraphML and GEXF: readable by networkx, same bytes for the same ties."""

from __future__ import annotations

import io

import networkx
import pytest

from qda.export.graphs import graph_file
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
