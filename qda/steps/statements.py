"""`qda network --statements FILE`: a network from anybody's long table of statements, without a study."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qda.errors import InputError, Problem, UnknownName, UsageError
from qda.steps.long_table import LongRow, read_long_table
from qda.text.dates import find_date

if TYPE_CHECKING:
    from qda.network.epistemic import Connections
    from qda.network.statements import Duplicates, Statement

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
    """Read the table and make the network of all of it.

    columns: actor, concept, qualifier, document, date, line to titles, "" for none. Raises UnknownName, UsageError
    (network-choice, …), InputError (statement-…, qualifier-…, table-…).
    """
    rows, problems = usable_rows(path, columns, chosen.kind)
    if chosen.kind == "ena":
        lines, found = connections(rows, columns, chosen, path.name)
        return epistemic(found, chosen, len(rows), {"lines": lines, **_space(found)}), problems
    duplicates = duplicates_of(columns, chosen)
    statements = statements_of(rows, chosen, duplicates, path.name, problems)
    return discourse(statements, statements, chosen, duplicates), problems


def usable_rows(path: Path, columns: Mapping[str, str], kind: str) -> tuple[list[LongRow], list[Problem]]:
    """The rows that can be statements (ENA: lines), and what is wrong with the others. Raises as `network_of_file`."""
    if kind not in KINDS:
        raise UnknownName("kind of network", kind, KINDS)
    for option in ("actor", "concept"):
        if not columns.get(option):
            raise UsageError(f"--{option} is needed with --statements", f"name the column: --{option} TITLE", "usage")
    rows, problems = read_long_table(path, columns)
    usable = [row for row in rows if row.cells["actor"] and (row.cells["concept"] or kind == "ena")]
    for row in rows:
        if not row.cells["actor"] or not (row.cells["concept"] or kind == "ena"):
            lacking = "actor" if not row.cells["actor"] else "concept"
            message = f"the {lacking} is blank; the row was not used"
            problems.append(Problem("error", "statement-incomplete", message, path.name, row.line))
    if not usable and kind != "ena":
        raise InputError(
            "no row has both an actor and a concept",
            "check --actor and --concept",
            "statement-incomplete",
            path=path.name,
        )
    return usable, problems


def duplicates_of(columns: Mapping[str, str], chosen: Options) -> Duplicates:
    """How repetitions are treated, checked against the columns that are known. Raises UnknownName, UsageError."""
    from qda.network.statements import DUPLICATES

    duplicates = chosen.duplicates or ("document" if columns.get("document") else "include")
    if duplicates not in DUPLICATES:
        raise UnknownName("way to treat duplicates", duplicates, DUPLICATES)
    if duplicates == "document" and not columns.get("document"):
        raise UsageError("--duplicates document needs to know the documents", "name their column: --document TITLE")
    if duplicates in ("week", "month", "year") and not columns.get("date"):
        raise UsageError(f"--duplicates {duplicates} needs to know the dates", "name their column: --date TITLE")
    if chosen.over not in ("actors", "concepts"):
        raise UnknownName("side of the network", chosen.over, ("actors", "concepts"))
    return duplicates


def discourse(
    statements: Sequence[Statement], every: Sequence[Statement], chosen: Options, duplicates: Duplicates
) -> FileNetwork:
    """The network of the statements. every: those of the whole table, which say what rows, columns and levels there are."""
    from qda.network.discourse import discourse_network
    from qda.network.statements import counted, without_repetitions

    kept, dropped = without_repetitions(statements, duplicates, by_qualifier=chosen.aggregation != "ignore")
    counts = counted(
        [statements[i] for i in kept],
        actors=[s.actor for s in every],
        concepts=[s.concept for s in every],
        levels=[s.qualifier for s in every if s.qualifier is not None],
    )
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


def statements_of(
    rows: Sequence[LongRow], chosen: Options, duplicates: str, shown: str, problems: list[Problem]
) -> list[Statement]:
    """Rows as statements; those that lack what is needed are told and left out. Raises InputError (statement-without-date,
    statement-without-qualifier)."""
    from qda.network.statements import Statement

    qualified, dated = chosen.aggregation != "ignore", duplicates in ("week", "month", "year")
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
        day = day_of(row)
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
    if not made:
        raise InputError("no row has a qualifier", "check --qualifier", "statement-without-qualifier", path=shown)
    return made


def _levels(cells: Sequence[str]) -> dict[str, bool | int | str]:
    """What each qualifier cell means: all of them stances (yes/no, 0/1, 支持/反对), all whole numbers, or words."""
    words = {cell: cell.strip().lower() for cell in cells}
    if all(word in YES | NO for word in words.values()) or set(words.values()) <= {"0", "1"}:
        return {cell: word in YES or word == "1" for cell, word in words.items()}
    if all(_WHOLE.match(word) for word in words.values()):
        return {cell: int(float(word)) for cell, word in words.items()}
    return dict(words)


def day_of(row: LongRow) -> date | None:
    """The day in the row's column of dates, None where there is none."""
    found = find_date(row.cells.get("date", ""))
    return date.fromisoformat(found) if found and len(found) == 10 else None


def connections(
    rows: Sequence[LongRow], columns: Mapping[str, str], chosen: Options, shown: str, every: Sequence[LongRow] = ()
) -> tuple[int, Connections]:
    """(number of lines, connections): units are the actors, codes the concepts, conversations the documents; rows in the
    order of the file. every: the rows of the whole table, which say what units and codes there are; `rows` by default."""
    from qda.network.epistemic import Lines, lines_of, moving_window, whole_conversations, within

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

    def lines(some: Sequence[LongRow]) -> Lines:
        return lines_of(
            [
                (
                    r.cells["actor"],
                    r.cells.get("document", ""),
                    r.cells["line"] if by_line else r.line,
                    r.cells["concept"],
                )
                for r in some
            ]
        )

    whole = lines(every or rows)
    if len(whole.codes) < 2:
        raise InputError(
            "there are fewer than 2 concepts to connect", "check --concept", "statement-incomplete", path=shown
        )
    ours = lines(rows)
    spread = within(ours, whole.codes)
    found = (
        whole_conversations(spread)
        if chosen.window == "conversation"
        else moving_window(spread, _window(chosen.window))
    )
    return len(ours.units), found


def epistemic(found: Connections, chosen: Options, counted: int, more: Mapping[str, Any]) -> FileNetwork:
    """Connections as a matrix of units and pairs of codes. counted: rows of the file. more: what else the kind gives."""
    from qda.network.epistemic_space import sphere

    values = sphere(found.values) if chosen.normalisation == "sphere" else found.values
    settings = {"kind": "ena", "window": chosen.window, "normalisation": chosen.normalisation, "duplicates": "include"}
    matrix = tuple(tuple(float(v) for v in row) for row in values)
    return FileNetwork(found.units, found.pair_names, matrix, False, settings, counted, 0, more)


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
