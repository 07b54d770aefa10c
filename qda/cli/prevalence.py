"""qda prevalence"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened, refuse_idle
from qda.cli.output import put_json, put_table, tell_problems

NAME = "prevalence"

Codings = Annotated[Path | None, typer.Option("--codings", help="A long table (CSV, XLSX) instead of the study.")]
Coder = Annotated[str, typer.Option("--coder", help="The machine coder; default: the first of study.toml.")]
Method = Annotated[str, typer.Option("--method", help="post-stratified, ppi or dsl.")]
Differences = Annotated[bool, typer.Option("--differences", help="Pairs of communities instead.")]
People = Annotated[list[str] | None, typer.Option("--people", help="Whose labels correct; the first that saw counts.")]
Case = Annotated[str, typer.Option("--case", help="With --codings: the column of the communities.")]
Document = Annotated[str, typer.Option("--document", help="With --codings: the column of the documents.")]
Machine = Annotated[str, typer.Option("--machine", help="With --codings: the machine's label, 0 or 1, in every row.")]
Human = Annotated[str, typer.Option("--human", help="With --codings: a person's label, blank where there is none.")]
Probability = Annotated[str, typer.Option("--probability", help="With --codings: the chance of being drawn.")]


def command(
    context: typer.Context,
    codings: Codings = None,
    coder: Coder = "",
    method: Method = "post-stratified",
    differences: Differences = False,
    people: People = None,
    case: Case = "",
    document: Document = "",
    machine: Machine = "",
    human: Human = "",
    probability: Probability = "",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how often each code occurs in each community, corrected for machine error by a random sample of people's codings."""
    from qda.steps.prevalence import differences_table, prevalence_table
    from qda.steps.prevalence_file import file_json, file_table, prevalence_of_file

    if codings is None:
        make = differences_table if differences else prevalence_table
        with opened(context, study) as (ours, settings):
            made = make(ours, settings, coder, method, tuple(people or ()))
        put_table(made, as_json)
        return
    refuse_idle({"coder": coder, "people": people, "differences": differences}, "is for a study", {})
    columns = {"case": case, "document": document, "machine": machine, "human": human, "probability": probability}
    found, problems = prevalence_of_file(codings, columns, method)
    tell_problems(problems)
    if as_json:
        put_json(file_json(found, method, problems, codings))
    else:
        put_table(file_table(found, method), as_json=False)
