"""qda network of KIND"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put, put_json, put_table

Kind = Annotated[str, typer.Argument(metavar="KIND", help="attendance, answers, actor-codes, discourse or epistemic.")]
First = Annotated[str, typer.Option("--from", help="First day, inside: 2022-04-18.")]
Last = Annotated[str, typer.Option("--to", help="Last day, inside.")]
Window = Annotated[
    str,
    typer.Option(
        "--window", help="Cut time into week, month, quarter, year, or a length: 90d, 2w, 6m, 1y, 20e (documents)."
    ),
]
Step = Annotated[int, typer.Option("--step", help="How far the window moves, in its unit; its length by default.")]
Case = Annotated[str, typer.Option("--case", help="Only this community.")]
Places = Annotated[bool, typer.Option("--places", help="List the places that the weights count.")]
Aggregation = Annotated[
    str,
    typer.Option("--aggregation", help="discourse: ignore or combine (two-mode); congruence, conflict, subtract."),
]
Normalisation = Annotated[
    str,
    typer.Option(
        "--normalisation",
        help="no; per-document; attendance: jaccard; answers: activity; two-mode: activity, prominence; "
        "discourse one-mode: average, jaccard, dna-cosine, cosine; epistemic: sphere.",
    ),
]
Codes = Annotated[str, typer.Option("--codes", help="all, or top: counted for the highest code above.")]
Matrix = Annotated[bool, typer.Option("--matrix", help="Weights without quotes; with --json rows, columns and matrix.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="A .graphml, .gexf, .net or .dl graph, a .csv, .xlsx, … table, or a folder."),
]

Figure = Annotated[
    Path | None, typer.Option("--figure", help="Draw it: an .svg or .png file, a panel a community or stretch of time.")
]
Against = Annotated[str, typer.Option("--against", help="With --figure: another community, to draw what differs.")]
Space = Annotated[
    bool, typer.Option("--space", help="epistemic, with --figure: documents as points; with --against, means rotation.")
]


def command(
    context: typer.Context,
    kind: Kind,
    first: First = "",
    last: Last = "",
    window: Window = "",
    step: Step = 0,
    case: Case = "",
    places: Places = False,
    aggregation: Aggregation = "",
    normalisation: Normalisation = "",
    codes: Codes = "",
    matrix: Matrix = False,
    out: Out = None,
    figure: Figure = None,
    against: Against = "",
    space: Space = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show another network of the study: who meets, who answers, who is named or speaks with which code, codes nearby.

    Its weights as a matrix or graph: --matrix, --out, or any choice of --aggregation, --normalisation, --codes.
    """
    from qda.steps.network_command import Wanted, files_written, matrix_json, shown_table
    from qda.steps.periods import Asked
    from qda.steps.study_networks import Stored

    asked = Asked(first, last, window, step)
    wanted = Wanted(kind, aggregation, normalisation, codes, case, asked, matrix, places, against, space)
    with opened(context, study) as (ours, settings):
        stored = Stored(ours, settings)
        if told := files_written(stored, wanted, out, figure):
            put("\n".join(told))
        elif as_json and wanted.as_matrix:
            put_json(matrix_json(stored, wanted))
        else:
            put_table(shown_table(stored, wanted), as_json)
