"""qda network of KIND"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_table


def command(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="attendance, answers, actor-codes, discourse or epistemic.")
    ],
    first: Annotated[str, typer.Option("--from", help="First day, inside: 2022-04-18.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day, inside.")] = "",
    window: Annotated[
        str, typer.Option("--window", help="Cut time into week, month, quarter, year, or days such as 90d.")
    ] = "",
    places: Annotated[bool, typer.Option("--places", help="List the places that the weights count.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show another network of the study: who meets, who answers, who is named or speaks with which code, codes nearby."""
    from qda.steps.periods import Asked
    from qda.steps.study_networks import Stored
    from qda.steps.tables_study_networks import network_of, places_table

    with opened(context, study) as (ours, settings):
        make = places_table if places else network_of
        put_table(make(Stored(ours, settings), kind, Asked(first, last, window)), as_json)
