"""qda actors"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table

NAME = "actors"


def command(
    context: typer.Context,
    names: Annotated[bool, typer.Option("--names", help="Every name as written, whom it stands for, and why.")] = False,
    unlisted: Annotated[
        bool, typer.Option("--unlisted", help="Speakers, attendees and words that look like actors and belong to none.")
    ] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who is named and who speaks, community by community; check names against the actor list."""
    from qda.errors import UsageError
    from qda.steps.tables import make_table

    if names and unlisted:
        raise UsageError("--names and --unlisted are two tables", "ask for one at a time")
    with opened(context, study) as (ours, settings):
        put_table(make_table(ours, settings, "names" if names else "unlisted" if unlisted else "actors"), as_json)
