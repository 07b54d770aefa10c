"""qda undo"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_outcomes, put_table, tell

NAME = "undo"


def command(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="The batch, or the beginning of its id.")] = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo a coding batch: what it had superseded stands again. Without RUN, list the batches."""
    from qda.steps.undo import batch_table, undo

    with opened(context, study) as (ours, settings):
        if not run:
            put_table(batch_table(ours, settings), as_json)
            return
        outcome = undo(ours, settings, run)
    tell(outcome)
    put_outcomes([outcome], as_json)
