"""qda documents"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table, say

NAME = "documents"


def command(
    context: typer.Context,
    problems: Annotated[bool, typer.Option("--problems", help="List the faults found in files instead.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is in the study: case, kind, date, encoding, turns, speakers, problems."""
    from qda.steps.tables import make_table

    with opened(context, study) as (ours, settings):
        put_table(make_table(ours, settings, "problems" if problems else "documents"), as_json)
        faults = make_table(ours, settings, "problems")
    unread = sum(1 for severity in faults.column("severity") if severity == "error")
    if unread and not problems:
        say(f"{unread} errors, some files were not read: see  qda documents --problems")
