"""qda code"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put_outcomes, put_table, tell, tell_problems

NAME = "code"


def command(
    context: typer.Context,
    coder: Annotated[str, typer.Option(help="The coder; default: those of study.toml.")] = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a coding run and show how often each code was given. With nothing changed it does nothing and says so."""
    from qda.steps.actors import find_actors
    from qda.steps.code import code
    from qda.steps.segment import segment
    from qda.steps.tables_codes import coded
    from qda.store import rows

    with opened(context, study) as (ours, settings), progress_bar() as progress:
        outcomes = [segment(ours, settings, progress=progress), find_actors(ours, settings, progress=progress)]
        for name in (coder,) if coder else settings.code.coders:
            outcomes.append(code(ours, settings, name, progress=progress))
        made = None if as_json else coded(ours, settings, coder or None)
        problems = [p for step, p in rows.problems(ours) if step == "code" and p.severity != "note"]
    for outcome in outcomes:
        tell(outcome)
    if any(outcome.done for outcome in outcomes if outcome.step == "code"):
        tell_problems(problems, limit=10)
    put_outcomes(outcomes, as_json)
    if made:
        put_table(made, as_json=False)
