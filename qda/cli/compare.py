"""qda compare"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table

NAME = "compare"


def command(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="[WHAT]", help="codes, words or networks.")] = "codes",
    by: Annotated[
        str, typer.Option("--by", help="A variable of documents instead of communities; kind and year are two.")
    ] = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare communities, or documents grouped by a variable: codes and networks by permuting documents, words by rank."""
    from qda.steps.compare import comparison

    with opened(context, study) as (ours, settings):
        put_table(comparison(ours, settings, what, by), as_json)
