"""qda sample"""

from __future__ import annotations

from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import progress_bar, put_outcomes, put_table, tell

NAME = "sample"


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Of the sample; default: all of study.toml.")] = "",
    size: Annotated[int, typer.Option(help="Segments to draw.")] = 0,
    purpose: Annotated[str, typer.Option(help="train, evaluate or reliability.")] = "evaluate",
    coders: Annotated[str, typer.Option(help="For whom sheets are written, joined by commas.")] = "编码者",
    double: Annotated[float, typer.Option(help="Share of the segments that every coder gets.")] = 0.2,
    hits: Annotated[float, typer.Option(help="Share to take from machine-coded segments; 0: as in the corpus.")] = 0.0,
    proportional: Annotated[bool, typer.Option("--proportional", help="Not equal numbers a community.")] = False,
    seed: Annotated[int, typer.Option(help="Of the drawing.")] = 20210603,
    following: Annotated[bool, typer.Option("--next", help="Pick what a model would learn most from.")] = False,
    planning: Annotated[bool, typer.Option("--plan", help="Say how many segments a wanted width needs.")] = False,
    width: Annotated[float, typer.Option(help="For --plan: half-width of the interval.")] = 0.05,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw segments for people to code, by a recorded design, and write coding sheets (Excel)."""
    from qda.steps.sample_command import Asked, sample, sampling_plan

    with opened(context, study) as (ours, settings), progress_bar() as progress:
        if planning:
            put_table(sampling_plan(ours, settings, width), as_json)
            return
        people = tuple(part.strip() for part in coders.replace("，", ",").split(",") if part.strip())
        asked = Asked(name, size, purpose, people, double, hits, proportional, seed, following)
        outcomes = sample(ours, settings, asked, progress=progress)
    for outcome in outcomes:
        tell(outcome)
    put_outcomes(outcomes, as_json)
