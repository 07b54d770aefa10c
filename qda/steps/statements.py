"""`qda network --statements FILE`: a network from anybody's long table of statements, without a study."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qda.errors import InputError, Problem, UnknownName, UsageError
from qda.steps.files import write_file
from qda.steps.long_table import LongRow, read_long_table
from qda.table import Column, Table, table
from qda.text.dates import find_date

if TYPE_CHECKING:
    from qda.network.epistemic import Connections
    from qda.network.statements import Statement

KINDS = ("twomode", "onemode", "ena")
ENA_NORMALISATIONS = ("no", "sphere")
YES = frozenset(
    {"yes", "y", "true", "for", "agree", "support", "+", "是", "支持", "赞成", "赞同", "同意", "肯定", "正"}
)
NO = frozenset(
    {"no", "n", "false", "against", "disagree", "oppose", "-", "否", "反对", "不支持", "不同意", "不赞成", "否定", "负"}
)
_WHOLE = re.compile(r"[+-]?\d+(?:\.0+)?\Z")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command was asked for. duplicates: "" for the default: once a document where documents are known, else
    all. window: lines, or "conversation". over: whose one-mode network, actors or concepts."""

    kind: str = "twomode"
    aggregation: str = "ignore"
    normalisation: str = "no"
    duplicates: str = ""
    over: str = "actors"
    window: str = "4"


@dataclass(frozen=True, slots=True)
class FileNetwork:
    """rows, columns: names. matrix: values, row by row. one_mode: the same actors in rows and columns. settings: every
    choice that was made, by the option's name. counted, repeated: statements that count, and that repeat one of them.
    more: what else the kind gives (ENA: points, codes, variance, fit)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    one_mode: bool
    settings: Mapping[str, str]
    counted: int
    repeated: int
    more: Mapping[str, Any]


def network_of_file(path: Path, columns: Mapping[str, str], chosen: Options) -> tuple[FileNetwork, list[Problem]]:
    """Read the table and make the network.

    columns: actor, concept, qualifier, document, date, line to titles, "" for none. Raises UnknownName, UsageError
    (network-choice, …), InputError (statement-…, qualifier-…, table-…).
    """
    if chosen.kind not in KINDS:
        raise UnknownName("kind of network", chosen.kind, KINDS)
    for option in ("actor", "concept"):
        if not columns.get(option):
            raise UsageError(f"--{option} is needed with --statements", f"name the column: --{option} TITLE", "usage")
    rows, problems = read_long_table(path, columns)
    usable = [row for row in rows if row.cells["actor"] and row.cells["concept"]]
    for row in rows:
        if not (row.cells["actor"] and row.cells["concept"]) and not (chosen.kind == "ena" and row.cells["actor"]):
            lacking = "actor" if not row.cells["actor"] else "concept"
            message = f"the {lacking} is blank; the row was not used"
            problems.append(Problem("error", "statement-incomplete", message, path.name, row.line))
    if chosen.kind == "ena":
        return _epistemic([row for row in rows if row.cells["actor"]], columns, chosen, path.name), problems
    if not usable:
        raise InputError(
            "no row has both an actor and a concept",
            "check --actor and --concept",
            "statement-incomplete",
            path=path.name,
        )
    return _discourse(usable, columns, chosen, path.name, problems), problems


def _discourse(
    rows: Sequence[LongRow], columns: Mapping[str, str], chosen: Options, shown: str, problems: list[Problem]
) -> FileNetwork:
    from qda.network.discourse import discourse_network
    from qda.network.statements import DUPLICATES, counted, without_repetitions

    duplicates = chosen.duplicates or ("document" if columns.get("document") else "include")
    if duplicates not in DUPLICATES:
        raise UnknownName("way to treat duplicates", duplicates, DUPLICATES)
    if duplicates == "document" and not columns.get("document"):
        raise UsageError("--duplicates document needs to know the documents", "name their column: --document TITLE")
    if duplicates in ("week", "month", "year") and not columns.get("date"):
        raise UsageError(f"--duplicates {duplicates} needs to know the dates", "name their column: --date TITLE")
    if chosen.over not in ("actors", "concepts"):
        raise UnknownName("side of the network", chosen.over, ("actors", "concepts"))
    used = chosen.aggregation != "ignore"
    statements = _statements(rows, used, duplicates in ("week", "month", "year"), shown, problems)
    if not statements:
        raise InputError("no row has a qualifier", "check --qualifier", "statement-without-qualifier", path=shown)
    kept, dropped = without_repetitions(statements, duplicates, by_qualifier=used)
    counts = counted([statements[i] for i in kept])
    made = discourse_network(
        counts,
        chosen.kind,  # type: ignore[arg-type]
        chosen.aggregation,  # type: ignore[arg-type]
        chosen.normalisation,  # type: ignore[arg-type]
        over=chosen.over,  # type: ignore[arg-type]
    )
    settings = {
        "kind": chosen.kind,
        "aggregation": chosen.aggregation,
        "normalisation": chosen.normalisation,
        "duplicates": duplicates,
    }
    if chosen.kind == "onemode":
        settings["over"] = chosen.over
    values = tuple(tuple(float(v) for v in row) for row in made.values)
    return FileNetwork(made.rows, made.columns, values, made.one_mode, settings, len(kept), len(dropped), {})


def _statements(
    rows: Sequence[LongRow], qualified: bool, dated: bool, shown: str, problems: list[Problem]
) -> list[Statement]:
    """Rows as statements; those that lack what is needed are told and left out."""
    from qda.network.statements import Statement

    kept = []
    for row in rows:
        if qualified and not row.cells.get("qualifier", "x"):
            message = "the qualifier is blank; the row was not used, because the aggregation compares qualifiers"
            problems.append(Problem("error", "statement-without-qualifier", message, shown, row.line))
            continue
        kept.append(row)
    levels = _levels([row.cells.get("qualifier", "") for row in kept]) if qualified else None
    made = []
    for row in kept:
        day = _day(row.cells.get("date", ""))
        if dated and day is None:
            raise InputError(
                f"{row.cells.get('date', '')!r} is no day",
                "write 2022-04-18 or 2022年4月18日, or choose other duplicates: include, document, acrossrange",
                "statement-without-date",
                path=shown,
                line=row.line,
            )
        qualifier = levels[row.cells["qualifier"]] if levels is not None and "qualifier" in row.cells else None
        document = row.cells.get("document", "")
        made.append(Statement(row.cells["actor"], row.cells["concept"], qualifier, document, day, row.line))
    return made


def _levels(cells: Sequence[str]) -> dict[str, bool | int | str]:
    """What each qualifier cell means: all of them stances (yes/no, 0/1, 支持/反对), all whole numbers, or words."""
    words = {cell: cell.strip().lower() for cell in cells}
    if all(word in YES | NO for word in words.values()) or set(words.values()) <= {"0", "1"}:
        return {cell: word in YES or word == "1" for cell, word in words.items()}
    if all(_WHOLE.match(word) for word in words.values()):
        return {cell: int(float(word)) for cell, word in words.items()}
    return dict(words)


def _day(cell: str) -> date | None:
    found = find_date(cell)
    return date.fromisoformat(found) if found and len(found) == 10 else None


def _epistemic(rows: Sequence[LongRow], columns: Mapping[str, str], chosen: Options, shown: str) -> FileNetwork:
    """ENA: units are the actors, codes the concepts, conversations the documents; rows in the order of the file."""
    from qda.network.epistemic import lines_of, moving_window, whole_conversations
    from qda.network.epistemic_space import sphere

    if chosen.normalisation not in ENA_NORMALISATIONS:
        raise UsageError(
            f"the normalisation {chosen.normalisation} does not exist in an epistemic network",
            f"for ena choose one of: {', '.join(ENA_NORMALISATIONS)}",
            "network-choice",
        )
    if chosen.aggregation != "ignore" or chosen.duplicates not in ("", "include"):
        raise UsageError(
            "an epistemic network counts every line and knows no qualifier",
            "leave --aggregation out, and --duplicates out or include",
            "network-choice",
        )
    by_line = bool(columns.get("line"))
    lines = lines_of(
        [
            (r.cells["actor"], r.cells.get("document", ""), r.cells["line"] if by_line else r.line, r.cells["concept"])
            for r in rows
        ]
    )
    if len(lines.codes) < 2:
        raise InputError(
            "there are fewer than 2 concepts to connect", "check --concept", "statement-incomplete", path=shown
        )
    found = (
        whole_conversations(lines) if chosen.window == "conversation" else moving_window(lines, _window(chosen.window))
    )
    values = sphere(found.values) if chosen.normalisation == "sphere" else found.values
    settings = {"kind": "ena", "window": chosen.window, "normalisation": chosen.normalisation, "duplicates": "include"}
    matrix = tuple(tuple(float(v) for v in row) for row in values)
    more = {"lines": len(lines.units), **_space(found)}
    return FileNetwork(found.units, found.pair_names, matrix, False, settings, len(rows), 0, more)


def _window(given: str) -> int | None:
    if given in ("all", "infinite", "inf"):
        return None
    if not given.isdigit() or int(given) < 1:
        raise UsageError(
            f"--window {given}: a whole number of lines from 1, all, or conversation",
            "for example --window 4",
            "window-size",
        )
    return int(given)


def _space(found: Connections) -> dict[str, Any]:
    """Points, codes, shares of variance and fit; none where they cannot be had."""
    from qda.errors import NotEstimable
    from qda.network.epistemic_space import epistemic_space

    try:
        space = epistemic_space(found)
    except NotEstimable as why:
        return {"space": None, "why": str(why)}
    return {
        "space": {
            "axes": list(space.names),
            "variance": list(space.variance),
            "points": dict(zip(found.units, space.points.tolist(), strict=True)),
            "codes": dict(zip(found.codes, space.nodes.tolist(), strict=True)),
            "pearson": list(space.pearson),
            "spearman": list(space.spearman),
        }
    }


def network_json(made: FileNetwork, problems: Sequence[Problem]) -> dict[str, Any]:
    """Everything, for --json."""
    return {
        "rows": list(made.rows),
        "columns": list(made.columns),
        "matrix": [list(row) for row in made.matrix],
        "settings": dict(made.settings),
        "statements": made.counted,
        "repetitions": made.repeated,
        **made.more,
        "problems": [
            {"severity": p.severity, "slug": p.slug, "message": p.message, "line": p.line} for p in problems
        ],
    }  # fmt: skip


def network_table(made: FileNetwork) -> Table:
    """The matrix as a table; whole numbers as such."""
    whole = all(value.is_integer() for row in made.matrix for value in row)
    heads = [Column(f"column.{i}", title=name, digits=4) for i, name in enumerate(made.columns)]
    told = "，".join(f"{name}={value}" for name, value in made.settings.items())
    notes = [f"设置：{told}。", f"计入{made.counted}条陈述，另有{made.repeated}条重复未计。"]
    if made.settings["kind"] == "ena":
        notes[1] = f"按文件中的行序计入{made.counted}行；列为编码对，行为单位。"
    return table(
        "statements",
        {"zh": "由陈述表得到的网络", "en": "Network of statements"},
        [Column("name", role="label"), *heads],
        [(name, *(int(v) if whole else v for v in row)) for name, row in zip(made.rows, made.matrix, strict=True)],
        notes,
    )


def write_network(made: FileNetwork, out: Path) -> str:
    """Write the network: a graph (.graphml, .gexf) or the matrix (.csv, .xlsx, .json, …). Returns what was written.

    In a graph an actor and a concept of the same name are two nodes. Cells of 0 are no ties.
    """
    from qda.export.graphs import graph_file
    from qda.model import Tie
    from qda.steps.export_table import exported, format_of

    ending = out.suffix.lower()
    if ending not in {".graphml", ".gexf"}:
        exported(network_table(made), format_of("", out), "zh", out)
        return f"{len(made.rows)} × {len(made.columns)} matrix"
    if made.settings["kind"] == "ena":
        raise UsageError(
            "an epistemic network of several units is no single graph",
            "write the matrix: --out FILE.csv",
            "unknown-ending",
        )
    clash = set() if made.one_mode else set(made.rows) & set(made.columns)
    names: dict[str, tuple[str, str]] = {name: (name, "actor") for name in made.rows}
    heads = list(made.rows) if made.one_mode else [f"{c} (concept)" if c in clash else c for c in made.columns]
    if not made.one_mode:
        names |= {head: (name, "concept") for head, name in zip(heads, made.columns, strict=True)}
    ties = [
        Tie(row, heads[j], made.settings["aggregation"], False, value, "", ())
        for i, row in enumerate(made.rows)
        for j, value in enumerate(made.matrix[i])
        if value and (not made.one_mode or i < j)
    ]
    write_file(out, graph_file(ties, names, ending[1:]))
    return f"{len(ties)} ties"
