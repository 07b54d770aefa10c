"""qda ingest"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened, study_root
from qda.cli.output import progress_bar, put_outcomes, put_table, tell

NAME = "ingest"
LONGEST_TABLE = 200
"""Rows of files shown on the screen; in a larger corpus only those that somebody should look at."""


def command(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files or folders; default: study.toml.")
    ] = None,
    case: Annotated[str, typer.Option(help="Community of everything below PATH.")] = "",
    kind: Annotated[str, typer.Option(help="Kind: minutes, interview, requests or other.")] = "",
    encoding: Annotated[str, typer.Option(help="Encoding of text files, if detection is wrong.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be read; change nothing.")] = False,
    mask: Annotated[
        bool, typer.Option("--mask", help="Replace names and numbers; needs [mask] map in study.toml.")
    ] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read minutes and interviews into the study and cut them into segments.

    PATHs are remembered: later runs read them too. Files that have not changed are not read twice.
    """
    from qda.steps.ingest import ingest
    from qda.steps.preview import named_sources, preview, survey_with
    from qda.steps.segment import segment
    from qda.steps.settings import load_settings
    from qda.steps.tables import make_table
    from qda.steps.tables_corpus import shortened

    root = study_root(context, study)
    named = named_sources(root, paths or [], case, kind, encoding)
    if dry_run:
        put_table(preview(root, load_settings(root), named), as_json)
        return
    with opened(context, study, create=True) as (ours, settings), progress_bar() as progress:
        settings = replace(settings, mask=replace(settings.mask, enabled=settings.mask.enabled or mask))
        corpus = survey_with(ours, settings, named)
        outcomes = [ingest(ours, settings, corpus, named=named, progress=progress)]
        outcomes.append(segment(ours, settings, progress=progress))
        files = make_table(ours, settings, "files")
    for outcome in outcomes:
        tell(outcome)
    if outcomes[0].done and not as_json:
        put_table(shortened(files, LONGEST_TABLE), as_json)
    put_outcomes(outcomes, as_json)
