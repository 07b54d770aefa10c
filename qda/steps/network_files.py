"""Networks of a study as JSON, as one long table, and as files for other programs (`qda network of KIND --out`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qda.errors import NotEstimable, UsageError
from qda.steps.files import write_file
from qda.steps.network_captions import caption, network_title
from qda.steps.network_matrices import Choice, StudyMatrix, matrices
from qda.steps.periods import Asked, period_notes
from qda.steps.study_networks import Stored
from qda.steps.tables_study_networks import HEADS
from qda.store import rows
from qda.table import Cell, Column, Table, table

if TYPE_CHECKING:
    from qda.export.graphs import Graph, Node

FACTS = ("community", "period", "normalisation")
"""Facts of a network that stand beside each edge of the two CSV tables."""


def asked_networks(
    stored: Stored, kind: str, choice: Choice, asked: Asked, cases: Iterable[str]
) -> tuple[list[StudyMatrix], int]:
    """`matrices`, and NotEstimable instead of none at all."""
    made, undated = matrices(stored, kind, choice, asked, cases)
    if not made:
        raise NotEstimable(f"a network of {kind}", 0, "a document in which it occurs")
    return made, undated


def networks_json(stored: Stored, made: Sequence[StudyMatrix], undated: int) -> dict[str, Any]:
    """Every network with rows, columns and matrix, and the settings they share."""
    first = made[0]
    return {
        "kind": first.kind,
        "settings": {
            "aggregation": first.choice.aggregation,
            "normalisation": first.choice.normalisation,
            "codes": first.choice.level,
            "collapse": stored.settings.network.collapse,
            "two_mode": first.two_mode,
            "directed": first.directed,
        },
        "undated_documents": undated,
        "networks": [
            {
                "case": stored.cases[m.case_id],
                "period": m.period,
                "whole": m.whole,
                "documents": m.documents,
                "places": m.places,
                "rows": list(m.rows),
                "row_names": [node_name(stored, m, name, 0) for name in m.rows],
                "columns": list(m.columns),
                "column_names": [node_name(stored, m, name, 1) for name in m.columns],
                "matrix": m.values.tolist(),
            }
            for m in made
        ],
        "caption": {"zh": caption(stored, made), "en": caption(stored, made, "en")},
    }


def long_table(stored: Stored, made: Sequence[StudyMatrix], undated: int) -> Table:
    """One row a tie of every network: community, stretch of time, ends, weight. Cells of 0 are no ties."""
    first = made[0]
    dated = any(m.period for m in made)
    cells: list[tuple[Cell, ...]] = []
    whole = all(float(v).is_integer() for m in made for v in m.values.ravel())
    for m in made:
        for i, j, weight in sorted(m.cells(), key=lambda cell: (-cell[2], cell[0], cell[1])):
            ends = (node_name(stored, m, m.rows[i], 0), node_name(stored, m, m.columns[j], 1))
            lead = (stored.cases[m.case_id], *((m.period,) if dated else ()))
            cells.append((*lead, *ends, int(weight) if whole else weight))
    one_mode_of_actors = first.kind == "discourse" and not first.two_mode
    heads = ("行动者甲", "行动者乙") if one_mode_of_actors else HEADS[first.kind]
    return table(
        f"{first.kind}.matrix",
        {"zh": network_title(first), "en": network_title(first, "en")},
        (
            Column("case", role="label"),
            *([Column("period", title="时段（首日—末日）", role="label")] if dated else []),
            Column("source_node", title=heads[0], role="label"),
            Column("target_node", title=heads[1], role="label"),
            Column("weight", digits=0 if whole else 4),
        ),
        cells,
        (
            caption(stored, made),
            caption(stored, made, "en"),
            *period_notes([(m.period, m.whole) for m in made], undated),
        ),
    )


def graph_of(stored: Stored, m: StudyMatrix) -> Graph:
    """A network as a graph, isolates among its nodes."""
    from qda.export.graphs import Edge, Graph

    rows_, columns = _nodes(stored, m)
    ends = columns if m.two_mode else rows_
    relation = m.kind if m.choice.aggregation == "ignore" else f"{m.kind}.{m.choice.aggregation}"
    edges = tuple(Edge(rows_[i].id, ends[j].id, weight, m.directed, relation) for i, j, weight in m.cells())
    about = {
        "kind": m.kind,
        "community": stored.cases[m.case_id],
        **({"period": m.period} if m.period else {}),
        "aggregation": m.choice.aggregation,
        "normalisation": m.choice.normalisation,
        "collapse": stored.settings.network.collapse,
        "n": str(m.documents),
        "caption_zh": caption(stored, [m]),
        "caption_en": caption(stored, [m], "en"),
    }
    return Graph((*rows_, *(columns if m.two_mode else ())), edges, m.two_mode, about)


def write_networks(stored: Stored, made: Sequence[StudyMatrix], undated: int, out: Path) -> list[Path]:
    """Write the networks; return the paths. out: a graph (.graphml, .gexf, .net, .dl; with several networks one file each,
    named after community and time), the long table (.csv, .xlsx, .json, …), or a folder for nodes.csv, edges.csv and
    captions.txt. Raises UsageError (unknown-ending)."""
    from qda.export.graphs import GRAPH_KINDS, graph_bytes, graph_tables
    from qda.steps.export_table import ENDINGS, exported

    ending = out.suffix.lower()
    graphs = [graph_of(stored, m) for m in made]
    if not ending:
        nodes, edges = graph_tables(graphs, FACTS)
        told = "\n\n".join(f"{caption(stored, [m])}\n{caption(stored, [m], 'en')}" for m in made) + "\n"
        contents = {"nodes.csv": nodes, "edges.csv": edges, "captions.txt": told.encode("utf-8")}
        for name, content in contents.items():
            write_file(out / name, content)
        return [out / name for name in contents]
    if ending in ENDINGS:
        exported(long_table(stored, made, undated), ENDINGS[ending], "zh", out)
        return [out]
    if ending[1:] not in GRAPH_KINDS:
        known = ", ".join([*(f".{kind}" for kind in GRAPH_KINDS), *ENDINGS])
        raise UsageError(f"the ending of {out.name} names no format", f"known: {known}, or a folder", "unknown-ending")
    paths = [out] if len(made) == 1 else [out.with_name(name) for name in _names(stored, made, out)]
    for path, graph in zip(paths, graphs, strict=True):
        write_file(path, graph_bytes(graph, ending[1:]))
    return paths


def node_name(stored: Stored, m: StudyMatrix, name: str, end: int) -> str:
    """The Chinese name of a row (end 0) or a column (end 1)."""
    return stored.coded.name(name) if m.of_codes(end) else stored.names.get(name, name)


def _nodes(stored: Stored, m: StudyMatrix) -> tuple[list[Node], list[Node]]:
    """Nodes of rows and of columns; a code of the same id as an actor gets another."""
    from qda.export.graphs import Node

    sectors = {actor: sector for actor, (_, _, sector) in rows.actors(stored.study).items()}

    def node(name: str, end: int) -> Node:
        code = m.of_codes(end)
        kind = stored.coded.code(name).facet if code else sectors.get(name, "")
        shown = f"code:{name}" if end == 1 and m.two_mode and name in m.rows else name
        second = end == 1 and m.two_mode
        return Node(shown, node_name(stored, m, name, end), kind, second, "code" if code else "actor")

    return [node(name, 0) for name in m.rows], [node(name, 1) for name in m.columns]


def _names(stored: Stored, made: Sequence[StudyMatrix], out: Path) -> list[str]:
    """A file name for each network, after community and time; those that come out alike are numbered."""
    found = []
    for m in made:
        parts = [out.stem, stored.cases[m.case_id], m.period.replace("—", "_")]
        found.append("-".join("".join(c for c in part if c.isalnum() or c in "-_") for part in parts if part))
    return [
        f"{name}-{i}{out.suffix}" if found.count(name) > 1 else f"{name}{out.suffix}" for i, name in enumerate(found, 1)
    ]
