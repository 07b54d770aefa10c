"""qda train"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put_table, tell

NAME = "train"


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The model; default: all of study.toml.")] = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit a coder on people's codings and print its honest score: judged on documents it has not seen."""
    from dataclasses import replace

    from qda.steps.tables import make_table
    from qda.steps.train import chosen_models, train

    with opened(context, study) as (ours, settings), progress_bar() as progress:
        models = chosen_models(settings, name)
        outcomes = [train(ours, settings, model, progress=progress) for model in models]
        names = {model.name for model in models}
        tables = [make_table(ours, settings, each) for each in ("scores", "learning-curve", "transfer")]
    for outcome in outcomes:
        tell(outcome)
    for made in tables if not as_json else tables[:1]:
        put_table(replace(made, rows=tuple(row for row in made.rows if row[0] in names)), as_json)
