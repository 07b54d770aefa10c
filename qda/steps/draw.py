"""Networks as figures and as files for other programs."""

from __future__ import annotations

from pathlib import Path

from qda.errors import UnknownName, UsageError
from qda.steps.edge import case_ids
from qda.steps.export_table import narrowed
from qda.steps.figures_network import Kind, difference_figure, linkage_figure, network_figures
from qda.steps.files import write_file
from qda.steps.network_captions import tie_caption
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study


def draw_networks(
    study: Study, settings: Settings, out: Path, case: str, *, linkage: bool = False, against: str = ""
) -> list[Path]:
    """Write figures; return the paths. A figure a community by default; typed linkage in one figure, or the difference of
    two communities, where asked. Raises UsageError, UnknownName, StudyError."""
    wanted = case_ids(study, case)
    kind: Kind = "png" if out.suffix.lower() == ".png" else "svg"
    single = out.suffix.lower() in {".svg", ".png"}
    if against:
        if len(wanted) != 1:
            raise UsageError("a difference needs two communities", "name two with --case and --against", "same-case")
        (first,), (second,) = wanted, case_ids(study, against)
        path = out if single else out / "network-difference.svg"
        write_file(path, difference_figure(study, settings, kind, first, second))
        return [path]
    if linkage:
        path = out if single else out / "network-linkage.svg"
        write_file(path, linkage_figure(study, settings, kind, next(iter(wanted)) if case else ""))
        return [path]
    if single and len(wanted) != 1:
        raise UsageError(f"{out.name} is one file, and there are {len(wanted)} communities", "give a folder, or --case")
    written = []
    for name, case_id, _, content in network_figures(study, settings, kind):
        if case_id in wanted:
            path = out if single else out / f"{name}.svg"
            write_file(path, content)
            written.append(path)
    return written


def tie_records(study: Study, case: str, relation: str) -> list[dict[str, object]]:
    """Ties as plain values with the ids of the segments behind them."""
    wanted = case_ids(study, case)
    names = {c.id: c.name for c in rows.cases(study)}
    return [
        {
            "case": names[t.case_id],
            "source": t.source_id,
            "target": t.target_id,
            "relation": t.relation,
            "directed": t.directed,
            "weight": t.weight,
            "segments": [e.segment_id for e in t.evidence],
        }
        for t in rows.ties(study)
        if t.case_id in wanted and (not relation or t.relation == relation)
    ]


def export_ties(study: Study, settings: Settings, out: Path, case: str, relation: str) -> tuple[int, list[str]]:
    """Write ties; return their number and the captions in Chinese and English.

    out: a file ending in .graphml, .gexf, .net or .dl (one community, one relation), in .csv (the table of ties), or a
    folder for nodes.csv and edges.csv (any communities and relations). Raises UsageError (unknown-ending, needs-case).
    """
    from qda.export import export
    from qda.export.graphs import GRAPH_KINDS, edge_table, graph_file, node_table
    from qda.steps.tables import make_table
    from qda.steps.tables_network import relation_names

    wanted = case_ids(study, case)
    relations = relation_names(study)
    if relation and relation not in relations:
        raise UnknownName("relation", relation, tuple(relations))
    actors = {key: (name, kind) for key, (name, _, kind) in rows.actors(study).items()}
    ties = [t for t in rows.ties(study) if t.case_id in wanted and (not relation or t.relation == relation)]
    ending = out.suffix.lower()
    one = "" if ending in {"", ".csv"} else "co-mention"
    told = [
        tie_caption(study, settings, relation or one, wanted),
        tie_caption(study, settings, relation or one, wanted, "en"),
    ]
    if ending == ".csv":
        listed = make_table(study, settings, "ties")
        asked = [f"case={c.name}" for c in rows.cases(study) if case and c.id in wanted]
        asked += [f"relation={relations.get(relation, relation)}"] if relation else []
        write_file(out, export(narrowed(listed, asked), "csv"))
        return len(ties), told
    if not ending:
        write_file(out / "nodes.csv", node_table(ties, actors))
        write_file(out / "edges.csv", edge_table(ties, {c.id: c.name for c in rows.cases(study)}, relations))
        return len(ties), told
    if ending[1:] not in GRAPH_KINDS:
        known = ", ".join(f".{kind}" for kind in GRAPH_KINDS)
        raise UsageError(
            f"the ending of {out.name} names no format", f"known: {known}, .csv, or a folder", "unknown-ending"
        )
    if len(wanted) != 1:
        raise UsageError("a graph file holds one community", "name it with --case", "needs-case")
    chosen = [t for t in ties if t.relation == (relation or "co-mention")]
    write_file(out, graph_file(chosen, actors, ending[1:]))
    return len(chosen), told
