"""qda agree"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened, refuse_idle
from qda.cli.output import put_json, put_table, say, tell_problems

NAME = "agree"
THRESHOLD_NOT_MET = 3
HINTS = {
    "coder": "name coders of the study with --between, twice or more",
    "threshold": "declare it in study.toml under [agree], before coding begins",
}

Ratings = Annotated[Path | None, typer.Option("--ratings", help="A long table (CSV, XLSX) instead of the study.")]
Unit = Annotated[str, typer.Option("--unit", help="With --ratings: the column of the units.")]
Coder = Annotated[str, typer.Option("--coder", help="With --ratings: the column of the coders.")]
Value = Annotated[str, typer.Option("--value", help="With --ratings: the column of the values.")]
Document = Annotated[str, typer.Option("--document", help="With --ratings: the column of the documents to resample.")]
Metric = Annotated[str, typer.Option("--metric", help="Of alpha: nominal, ordinal, interval or ratio.")]
Categories = Annotated[
    str, typer.Option("--categories", help="All values of the codebook, e.g. 低,中,高; used or not.")
]
Absent = Annotated[list[str] | None, typer.Option("--missing", help="A text that means no value, beside blank cells.")]
Threshold = Annotated[
    float | None, typer.Option("--threshold", help="With --ratings: alpha must reach it, else exit 3.")
]
Coders = Annotated[
    list[str] | None, typer.Option("--between", help="Only this coder of the study; give it twice or more.")
]


def command(
    context: typer.Context,
    ratings: Ratings = None,
    unit: Unit = "",
    coder: Coder = "",
    value: Value = "",
    document: Document = "",
    metric: Metric = "nominal",
    categories: Categories = "",
    missing: Absent = None,
    threshold: Threshold = None,
    coders: Coders = None,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show how far coders agree, per code, with intervals over documents: in the study, or in a plain table (--ratings)."""
    from qda.steps.agree_file import agree_on_file, below_threshold, summary_json, summary_table
    from qda.steps.agree_study import agree_in_study
    from qda.steps.report_reliability import by_coders

    columns = {"unit": unit, "coder": coder, "value": value, "document": document}
    if ratings is None:
        more = {"missing": missing, "threshold": threshold is not None, "metric": metric != "nominal"}
        refuse_idle({**columns, "categories": categories, **more}, "is for a table given with --ratings", HINTS)
        with opened(context, study) as (ours, settings):
            made, line, failed = agree_in_study(ours, settings, coders or ())
        for one in [made] if as_json else by_coders(made):
            put_table(one, as_json)
        if line:
            say(line)
        return THRESHOLD_NOT_MET if failed else 0
    refuse_idle({"between": coders}, "is for the coders of a study", {})
    summary, problems = agree_on_file(
        ratings, columns, metric=metric, categories=categories, missing=missing or (), threshold=threshold
    )
    tell_problems(problems)
    if as_json:
        put_json(summary_json(summary, metric, problems, ratings))
    else:
        put_table(summary_table(summary, metric), as_json)
    if below := below_threshold(summary, threshold):
        say(below)
    return THRESHOLD_NOT_MET if below else 0
