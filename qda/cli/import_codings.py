"""qda import-codings"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put_outcomes, say, tell, tell_problems

NAME = "import-codings"


def command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Coding sheets or tables, CSV or XLSX.")],
    coder: Annotated[str, typer.Option(help="Whose; default: those that a column of the table names.")] = "",
    kind: Annotated[str, typer.Option(help="human, or gold for adjudicated codings.")] = "human",
    number: Annotated[int, typer.Option("--round", help="Coding round, from 1.")] = 1,
    purpose: Annotated[str, typer.Option(help="all, train, evaluate or reliability.")] = "reliability",
    sample: Annotated[str, typer.Option(help="The sample it was drawn by; default: what the sheet says.")] = "",
    column: Annotated[list[str] | None, typer.Option(help="What a column is called, such as codes=Tag.")] = None,
    whole: Annotated[bool, typer.Option("--whole-documents", help="Only what was coded is listed.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read people's codings: coding sheets, and long or wide tables of other tools."""
    from qda.steps.import_command import Given, import_files, problems_of

    given = Given(coder, kind, number, purpose, sample, tuple(column or ()), whole)
    with opened(context, study) as (ours, settings), progress_bar() as progress:
        outcomes, lines = import_files(ours, settings, [path.resolve() for path in files], given, progress=progress)
        problems = problems_of(ours, outcomes)
    for outcome in outcomes:
        tell(outcome)
    tell_problems(problems)
    if lines:
        say("To have  qda run  read this again, add to study.toml:\n" + lines)
    put_outcomes(outcomes, as_json)
