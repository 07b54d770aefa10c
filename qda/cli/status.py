"""qda status"""

from __future__ import annotations

import typer

from qda.cli.options import JsonOption, StudyOption, study_root
from qda.cli.output import put_table

NAME = "status"


def command(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """Show what has run, what is stale and why, and what is missing."""
    from qda.steps.run import states, status_table
    from qda.steps.settings import load_settings

    root = study_root(context, study)
    put_table(status_table(states(root, load_settings(root))), as_json)
