"""qda segments"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table

NAME = "segments"


def command(
    context: typer.Context,
    document: Annotated[str, typer.Option(help="Only segments of files whose path contains this.")] = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the coding units with their ids, speakers and texts."""
    from dataclasses import replace

    from qda.steps.tables import make_table

    with opened(context, study) as (ours, settings):
        made = make_table(ours, settings, "segments")
    path = made.index("path")
    put_table(replace(made, rows=tuple(row for row in made.rows if document in str(row[path]))), as_json)
