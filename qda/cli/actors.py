"""qda actors"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table, say

if TYPE_CHECKING:
    from qda.table import Table

NAME = "actors"


def told(made: Table, path: Path) -> str:
    """What was proposed, and what to do with it."""
    speakers = {(row[0], row[1]): row[2] is not None for row in made.rows}
    return (
        f"wrote {path.as_posix()}: {len(speakers)} speakers, {sum(speakers.values())} with a proposal\n"
        f'check it, then write  people = "{path.as_posix()}"  under [actors] in study.toml'
    )


def command(
    context: typer.Context,
    names: Annotated[bool, typer.Option("--names", help="Every name as written, whom it stands for, and why.")] = False,
    unlisted: Annotated[
        bool, typer.Option("--unlisted", help="Speakers, attendees and words that look like actors and belong to none.")
    ] = False,
    people: Annotated[
        Path | None,
        typer.Option(
            "--people", metavar="FILE", help="Write proposals for the table of people: CSV or XLSX, to be checked."
        ),
    ] = None,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who is named and who speaks, community by community; check names against the actor list."""
    from qda.errors import UsageError
    from qda.steps.tables import make_table
    from qda.steps.tables_people import write_people

    if names + unlisted + (people is not None) > 1:
        raise UsageError("--names, --unlisted and --people are three tables", "ask for one at a time")
    with opened(context, study) as (ours, settings):
        if people is not None:
            say(told(write_people(ours, settings, people), people))
            return
        put_table(make_table(ours, settings, "names" if names else "unlisted" if unlisted else "actors"), as_json)
