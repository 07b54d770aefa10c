"""qda run"""

from __future__ import annotations

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put, put_outcomes, say, tell, tell_problems

NAME = "run"


def command(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Do everything study.toml asks for, in order, but only what is out of date; end with the report."""
    from qda.steps.run import run_all
    from qda.store import rows

    outcomes = []
    with opened(context, study, create=True) as (ours, settings):
        with progress_bar() as progress:
            for outcome in run_all(ours, settings, progress=progress):
                outcomes.append(outcome)
                tell(outcome)
        problems = [p for _, p in rows.problems(ours) if p.severity != "note"]
        path = ours.root / settings.report.folder / "report.html"
    tell_problems(problems, limit=10)
    if not any(outcome.done for outcome in outcomes):
        say("Everything is up to date.")
    put_outcomes(outcomes, as_json)
    if not as_json:
        put(f"report: {path.as_posix()}")
