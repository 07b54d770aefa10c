"""qda codebook check|show|diff|test"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, study_root
from qda.cli.output import put, put_json, put_table, say, tell_problems

app = typer.Typer(no_args_is_help=True, help="Validate, print, compare and test codebooks.")

FileArgument = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="A codebook file; default: the one study.toml names.")
]


@app.command("check")
def check(
    context: typer.Context, file: FileArgument = None, study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Validate the codebook and the actor list; every fault with its line."""
    from qda.steps.codebook import check as run_check

    result = run_check(None if file else study_root(context, study), file)
    if as_json:
        put_json(result.as_record())
        return
    tell_problems(result.problems, limit=200)
    for line in result.lines:
        put(line)


@app.command("show")
def show(
    context: typer.Context, file: FileArgument = None, study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Print the codebook as a table."""
    from qda.steps.codebook import chosen
    from qda.steps.tables_codes import codebook_table

    put_table(codebook_table(chosen(None if file else study_root(context, study), file)[0]), as_json)


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(metavar="A", help="The older codebook file.")],
    new: Annotated[Path, typer.Argument(metavar="B", help="The newer codebook file.")],
    as_json: JsonOption = False,
) -> None:
    """Say in words what differs between two codebooks."""
    from qda.steps.codebook import compared

    changes = compared(old, new)
    if as_json:
        put_json(changes)
    elif changes:
        put("\n".join(changes))
    else:
        say("no difference in codes, definitions or rules")


@app.command("test")
def test(
    context: typer.Context, file: FileArgument = None, study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Run the codebook's own examples and counterexamples through its rules.

    Exit code 3 if a counterexample is given the code, or a code's rules find none of its examples.
    """
    from qda.steps.codebook import tested

    made, failed = tested(None if file else study_root(context, study), file)
    put_table(made, as_json)
    if failed:
        say(f"{failed} codes do not pass")
        raise typer.Exit(3)


@app.command("lint")
def lint(
    context: typer.Context, file: FileArgument = None, study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Say what is valid and still doubtful: overlapping rules, contained or one-character words, missing exclusions."""
    from dataclasses import asdict

    from qda.steps.codebook import linted

    problems = linted(None if file else study_root(context, study), file)
    if as_json:
        put_json([asdict(p) for p in problems])
    else:
        tell_problems(problems, limit=200)
        say(f"{len(problems)} remarks")


@app.command("export")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .xlsx, .csv, .yaml or .docx file.")],
    file: Annotated[Path | None, typer.Option("--codebook", help="A codebook file; default: the study's.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en, for headings.")] = "zh",
    study: StudyOption = None,
) -> None:
    """Write the codebook as Excel, CSV or YAML, or as the appendix table of a paper in Word."""
    from qda.steps.codebook import exported

    count = exported(None if file else study_root(context, study), file, out, language)
    say(f"wrote {out.as_posix()} ({count} codes)")


@app.command("import")
def import_(
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="A codebook as .xlsx or .csv.")],
    out: Annotated[Path, typer.Option("--out", help="The YAML file to write; must not exist.")],
) -> None:
    """Read a codebook from a table, as codebooks travel, and write it as YAML."""
    from qda.steps.codebook import imported

    count, problems = imported(sheet, out)
    tell_problems(problems, limit=200)
    say(f"wrote {out.as_posix()} ({count} codes)")
