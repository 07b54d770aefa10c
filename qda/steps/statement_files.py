"""What `qda network --statements FILE` answers: tables, JSON, captions, files; of the whole table or of slices of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qda.errors import InputError, Problem, UsageError
from qda.steps.files import write_file
from qda.steps.periods import Asked, period_notes, stretch
from qda.steps.statements import (
    FileNetwork,
    Options,
    connections,
    day_of,
    discourse,
    duplicates_of,
    epistemic,
    network_of_file,
    statements_of,
    usable_rows,
)
from qda.table import Cell, Column, Table, table
from qda.terms import Language

if TYPE_CHECKING:
    from qda.export.graphs import Graph
    from qda.network.epistemic import Connections
    from qda.network.slices import Slice
    from qda.steps.long_table import LongRow


@dataclass(frozen=True, slots=True)
class Sliced:
    """networks: of each slice of time that holds a row, with rows and columns in common; one of the whole table where no
    time was asked for. names: the slices' ends, "" for all. whole: False where the material ends within the slice. undated:
    rows that are in no slice. time: what was asked for, for the settings."""

    networks: tuple[FileNetwork, ...]
    names: tuple[str, ...]
    whole: tuple[bool, ...]
    undated: int
    time: Mapping[str, str]


def sliced_network(
    path: Path, columns: Mapping[str, str], chosen: Options, asked: Asked
) -> tuple[Sliced, list[Problem]]:
    """Read the table and make the network of each slice of time.

    Repetitions are left out within a slice: the network of a slice is the one that its rows alone would give, but for rows,
    columns and the scale of the qualifier, which are those of the whole time asked for.
    Raises as `network_of_file`, UsageError (bad-period, window-size) and InputError (statement-without-date).
    """
    if asked == Asked():
        made, problems = network_of_file(path, columns, chosen)
        return Sliced((made,), ("",), (True,), 0, {}), problems
    if not columns.get("date"):
        raise UsageError("slices of time need to know the dates", "name their column: --date TITLE")
    rows, problems = usable_rows(path, columns, chosen.kind)
    first, last = stretch(asked.first, asked.last)
    dated = [row for row in rows if day_of(row)]
    for row in rows:
        if not day_of(row):
            message = f"{row.cells['date']!r} is no day; the row is in no slice of time"
            problems.append(Problem("warning", "statement-without-date", message, path.name, row.line))
    inside = [r for r in dated if (d := day_of(r)) and (not first or first <= d) and (not last or d <= last)]
    if not inside:
        told = "write days as 2022-04-18, and check --date, --from and --to"
        raise InputError("no row lies within the time asked for", told, "statement-without-date", path=path.name)
    made_of = _maker(inside, columns, chosen, path.name, problems)
    found = _slices(inside, asked)
    named = tuple(f"{s.first}—{s.last}" if asked.window else f"{first or '最早'}—{last or '最晚'}" for s in found)
    networks = tuple(made_of([inside[i] for i in s.members]) for s in found)
    time = {"time": asked.window, "step": str(asked.step or ""), "from": asked.first, "to": asked.last}
    told_time = {key: value for key, value in time.items() if value}
    return Sliced(networks, named, tuple(s.whole for s in found), len(rows) - len(dated), told_time), problems


def _slices(rows: Sequence[LongRow], asked: Asked) -> list[Slice]:
    from qda.network.slices import Slice, slices_of

    days = [day_of(row) for row in rows]
    if asked.window:
        return [s for s in slices_of(days, asked.window, asked.step) if s.members]
    if asked.step:
        raise UsageError("--step moves a window of time, and none is named", "name one with --time", "bad-period")
    known = [d for d in days if d]
    return [Slice(min(known), max(known), tuple(range(len(rows))))]


def _maker(
    inside: Sequence[LongRow], columns: Mapping[str, str], chosen: Options, shown: str, problems: list[Problem]
) -> Any:
    """A function from some of the rows to their network."""
    if chosen.kind == "ena":
        units = sorted({row.cells["actor"] for row in inside})

        def of_lines(rows: Sequence[LongRow]) -> FileNetwork:
            lines, found = connections(rows, columns, chosen, shown, inside)
            return epistemic(_with_units(found, units), chosen, len(rows), {"lines": lines})

        return of_lines
    duplicates = duplicates_of(columns, chosen)
    every = statements_of(inside, chosen, duplicates, shown, problems)
    by_line = {s.row: s for s in every}

    def of_statements(rows: Sequence[LongRow]) -> FileNetwork:
        return discourse([by_line[r.line] for r in rows if r.line in by_line], every, chosen, duplicates)

    return of_statements


def _with_units(found: Connections, units: Sequence[str]) -> Connections:
    import numpy as np

    at = {unit: i for i, unit in enumerate(found.units)}
    none = np.zeros(found.values.shape[1])
    values = np.array([found.values[at[unit]] if unit in at else none for unit in units])
    return replace(found, units=tuple(units), values=values)


def network_json(made: Sliced, problems: Sequence[Problem]) -> dict[str, Any]:
    """Everything, for --json; with slices of time a list of them, each with rows, columns and matrix."""
    first = made.networks[0]
    told = [
        {"severity": p.severity, "slug": p.slug, "message": p.message, "line": p.line} for p in problems
    ]  # fmt: skip
    spoken = {"zh": file_caption(made), "en": file_caption(made, "en")}
    if not made.time:
        return {**_one(first), "settings": dict(first.settings), **first.more, "caption": spoken, "problems": told}
    return {
        "settings": {**first.settings, **made.time},
        "undated": made.undated,
        "slices": [
            {
                **dict(zip(("first", "last"), name.split("—"), strict=True)),
                "whole": whole,
                **_one(network),
                **network.more,
            }
            for network, name, whole in zip(made.networks, made.names, made.whole, strict=True)
        ],
        "caption": spoken,
        "problems": told,
    }


def _one(network: FileNetwork) -> dict[str, Any]:
    return {
        "rows": list(network.rows),
        "columns": list(network.columns),
        "matrix": [list(row) for row in network.matrix],
        "statements": network.counted,
        "repetitions": network.repeated,
    }


def network_table(made: Sliced) -> Table:
    """The matrix as a table, whole numbers as such; of slices of time one long table, cells of 0 left out."""
    first = made.networks[0]
    whole = all(value.is_integer() for network in made.networks for row in network.matrix for value in row)
    told = "，".join(f"{name}={value}" for name, value in {**first.settings, **made.time}.items())
    counted, repeated = _each(made, "counted"), _each(made, "repeated")
    notes = [f"设置：{told}。", f"计入{counted}条陈述，另有{repeated}条重复未计。"]
    if first.settings["kind"] == "ena":
        notes[1] = f"按文件中的行序计入{counted}行；列为编码对，行为单位。"
    titles: dict[Language, str] = {"zh": "由陈述表得到的网络", "en": "Network of statements"}
    if made.time:
        notes += [*period_notes(list(zip(made.names, made.whole, strict=True)), 0)]
        bare = [name for network, name in zip(made.networks, made.names, strict=True) if not _ties(network)]
        notes += [f"有陈述而没有联系的时段：{'，'.join(bare)}。"] if bare else []
        notes += [f"{made.undated}行没有确切日期，不在任何时段内。"] if made.undated else []
        heads = [Column("period", title="时段（首日—末日）", role="label"), Column("row", title="行", role="label")]
        heads += [Column("column", title="列", role="label"), Column("weight", title="值", digits=4)]
        cells: list[tuple[Cell, ...]] = [
            (name, row, column, int(value) if whole else value)
            for network, name in zip(made.networks, made.names, strict=True)
            for row, column, value in _ties(network)
        ]
        return table("statements", titles, heads, cells, notes)
    columns = [Column(f"column.{i}", title=name, digits=4) for i, name in enumerate(first.columns)]
    return table(
        "statements",
        titles,
        [Column("name", role="label"), *columns],
        [(name, *(int(v) if whole else v for v in row)) for name, row in zip(first.rows, first.matrix, strict=True)],
        notes,
    )


def _each(made: Sliced, key: str) -> str:
    """A number of every slice, because slices may overlap and must then not be added up; of many slices the range."""
    numbers = [int(getattr(network, key)) for network in made.networks]
    return "、".join(map(str, numbers)) if len(numbers) <= 12 else f"{min(numbers)}–{max(numbers)}"


def _ties(network: FileNetwork) -> list[tuple[str, str, float]]:
    """Row, column and value of every cell but 0; each pair of a one-mode network once."""
    return [
        (row, network.columns[j], value)
        for i, row in enumerate(network.rows)
        for j, value in enumerate(network.matrix[i])
        if value and (not network.one_mode or i < j)
    ]


def write_network(made: Sliced, out: Path) -> str:
    """Write the network: a graph (.graphml, .gexf, .net, .dl; of slices of time one file each, its ends in the name), or the
    table (.csv, .xlsx, .json, …). Returns what was written where. In a graph an actor and a concept of the same name are two nodes.
    """
    from qda.export.graphs import GRAPH_KINDS, graph_bytes
    from qda.steps.export_table import exported, format_of

    ending = out.suffix.lower()
    first = made.networks[0]
    size = f"{len(first.rows)} × {len(first.columns)} matrix"
    if ending[1:] not in GRAPH_KINDS:
        exported(network_table(made), format_of("", out), "zh", out)
        return f"{out.as_posix()} ({f'{len(made.networks)} slices, each a {size}' if made.time else size})"
    if first.settings["kind"] == "ena":
        raise UsageError(
            "an epistemic network of several units is no single graph",
            "write the matrix: --out FILE.csv",
            "unknown-ending",
        )
    count, paths = 0, []
    for i, (network, name) in enumerate(zip(made.networks, made.names, strict=True)):
        alone = replace(made, networks=(network,), names=(name,), whole=(made.whole[i],))
        path = out.with_name(f"{out.stem}-{name.replace('—', '_')}{out.suffix}") if len(made.networks) > 1 else out
        write_file(path, graph_bytes(_graph(alone), ending[1:]))
        count += len(_ties(network))
        paths.append(path.as_posix())
    return f"{', '.join(paths)} ({count} ties)"


def _graph(made: Sliced) -> Graph:
    """The graph of one network."""
    from qda.export.graphs import Edge, Graph, Node

    (network,) = made.networks
    clash = set() if network.one_mode else set(network.rows) & set(network.columns)
    heads = {c: f"{c} (concept)" if c in clash else c for c in network.columns}
    side = "concept" if network.settings.get("over") == "concepts" else "actor"
    nodes = [Node(name, name, side, False, side) for name in network.rows]
    if not network.one_mode:
        nodes += [Node(heads[c], c, "concept", True, "concept") for c in network.columns]
    relation = network.settings["aggregation"]
    ends = {c: c for c in network.columns} if network.one_mode else heads
    edges = tuple(Edge(row, ends[column], value, False, relation) for row, column, value in _ties(network))
    about = {
        **network.settings,
        **({"period": made.names[0]} if made.names[0] else {}),
        "n": str(network.counted),
        "caption_zh": file_caption(made),
        "caption_en": file_caption(made, "en"),
    }
    return Graph(tuple(nodes), edges, not network.one_mode, about)


_KINDS = {
    "twomode": ("行动者×概念的二模网络", "Two-mode network of actors and concepts"),
    "actors": ("行动者之间的一模话语网络", "One-mode discourse network of actors"),
    "concepts": ("概念之间的一模话语网络", "One-mode discourse network of concepts"),
    "ena": ("各单位的认知网络（ENA）", "Epistemic networks (ENA) of the units"),
}


def file_caption(made: Sliced, language: Language = "zh") -> str:
    """The caption with the exact settings, as the options are called."""
    from qda.steps.provenance import software

    first = made.networks[0]
    at = 0 if language == "zh" else 1
    kind = first.settings.get("over") or first.settings["kind"]
    n, left = _each(made, "counted"), _each(made, "repeated")
    n, left = (n, left) if at == 0 else (n.replace("、", ", "), left.replace("、", ", "))
    told = ("，" if at == 0 else ", ").join(f"{k}={v}" for k, v in {**first.settings, **made.time}.items())
    when = (
        f"（{'；'.join(made.names)}）" if made.time and at == 0 else f" ({'; '.join(made.names)})" if made.time else ""
    )
    unit = ("行", "lines") if kind == "ena" else ("条陈述", "statements")
    if at == 0:
        return f"{_KINDS[kind][0]}{when}。n={n}{unit[0]}，另有{left}条重复未计。设置：{told}。由 qda {software()['qda']} 生成。"
    return (
        f"{_KINDS[kind][1]}{when}. n={n} {unit[1]}, {left} repetitions not counted. Settings: {told}. "
        f"Made with qda {software()['qda']}."
    )
