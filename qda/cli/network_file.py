"""qda network --statements FILE"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption
from qda.cli.output import put_json, put_table, say, tell_problems

Given = Annotated[Path | None, typer.Option("--statements", help="A long table (CSV, XLSX) instead of the study.")]
Actor = Annotated[str, typer.Option("--actor", help="The column of the actors (ENA: of the units).")]
Concept = Annotated[str, typer.Option("--concept", help="The column of the concepts or codes.")]
Qualifier = Annotated[
    str, typer.Option("--qualifier", help="The column of the stance: yes/no, a whole number, a word.")
]
Document = Annotated[str, typer.Option("--document", help="The column of the documents (ENA: of the conversations).")]
Day = Annotated[str, typer.Option("--date", help="The column of the dates.")]
Line = Annotated[str, typer.Option("--line", help="ENA: the column that tells lines apart; else every row is a line.")]
Kind = Annotated[str, typer.Option("--kind", help="twomode, onemode or ena.")]
Aggregation = Annotated[
    str, typer.Option("--aggregation", help="ignore, congruence, conflict, subtract or combine: what qualifiers do.")
]
Normalisation = Annotated[
    str,
    typer.Option(
        "--normalisation",
        help="no; twomode: activity, prominence; onemode: average, jaccard, dna-cosine, cosine; ena: sphere.",
    ),
]
Duplicates = Annotated[
    str,
    typer.Option(
        "--duplicates",
        help="include, or count repetitions once a document, week, month, year or acrossrange. Default: document where "
        "--document is given, else include.",
    ),
]
Over = Annotated[str, typer.Option("--over", help="onemode: actors or concepts.")]
Window = Annotated[str, typer.Option("--window", help="ENA: lines in the window, all, or conversation.")]
Time = Annotated[
    str,
    typer.Option(
        "--time", help="A network for each week, month, quarter, year, or length: 90d, 2w, 6m, 1y, 50e (rows)."
    ),
]
Step = Annotated[
    int, typer.Option("--step", help="How far the window of time moves, in its unit; its length by default.")
]
First = Annotated[str, typer.Option("--from", help="First day, inside: 2022-04-18.")]
Last = Annotated[str, typer.Option("--to", help="Last day, inside.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="A .graphml, .gexf, .net or .dl graph, or the matrix as .csv, .xlsx, ….")
]


def command(
    context: typer.Context,
    statements: Given = None,
    actor: Actor = "actor",
    concept: Concept = "concept",
    qualifier: Qualifier = "",
    document: Document = "",
    date: Day = "",
    line: Line = "",
    kind: Kind = "twomode",
    aggregation: Aggregation = "ignore",
    normalisation: Normalisation = "no",
    duplicates: Duplicates = "",
    over: Over = "actors",
    window: Window = "4",
    time: Time = "",
    step: Step = 0,
    first: First = "",
    last: Last = "",
    out: Out = None,
    as_json: JsonOption = False,
) -> None:
    """Networks of the study (commands below), or of a plain table of statements (--statements)."""
    from qda.errors import UsageError
    from qda.steps.periods import Asked
    from qda.steps.statement_files import network_json, network_table, sliced_network, write_network
    from qda.steps.statements import Options

    if context.invoked_subcommand:
        if statements:
            raise UsageError("--statements makes a network by itself", "leave out the command after it")
        return
    if statements is None:
        raise UsageError("no table and no command", "name a table with --statements, or see qda network --help")
    titles = {"actor": actor, "concept": concept, "qualifier": qualifier, "document": document, "date": date}
    chosen = Options(kind, aggregation, normalisation, duplicates, over, window)
    made, problems = sliced_network(statements, {**titles, "line": line}, chosen, Asked(first, last, time, step))
    tell_problems(problems)
    if out:
        say(f"wrote {write_network(made, out)}")
    if as_json:
        put_json(network_json(made, problems))
    elif not out:
        put_table(network_table(made), as_json)
