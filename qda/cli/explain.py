"""qda explain"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put, put_json

NAME = "explain"


def command(
    context: typer.Context,
    place: Annotated[
        str, typer.Argument(metavar="SEGMENT|DOC:START-END", help="A segment id, or a span of a document.")
    ],
    code: Annotated[list[str] | None, typer.Option("--code", help="A code to explain; may be repeated.")] = None,
    every_rule: Annotated[bool, typer.Option("--all", help="Show every rule, those that found nothing too.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why a stretch of text was, or was not, given a code: the rules, what matched where, what vetoed it."""
    from qda.steps.explain import explain
    from qda.steps.explain_text import as_records, as_text

    with opened(context, study) as (ours, settings):
        found = explain(ours, settings, place, code or [])
    if as_json:
        put_json(as_records(found))
    else:
        put(as_text(found, every_rule))
