"""qda report"""

from __future__ import annotations

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put, put_outcomes, tell

NAME = "report"


def command(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Write the report: HTML and Word, every table as CSV, every figure as SVG."""
    from qda.steps.report import plan_report, write_report
    from qda.steps.run import require

    with opened(context, study) as (ours, settings), progress_bar() as progress:
        require(plan_report(ours, settings))
        outcome = write_report(ours, settings, progress=progress)
        path = ours.root / settings.report.folder / "report.html"
    tell(outcome)
    put_outcomes([outcome], as_json)
    if not as_json:
        put(path.as_posix())
