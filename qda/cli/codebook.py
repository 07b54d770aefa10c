"""qda codebook check|show|diff|test|lint|suggest|versions|new|schema|export|import"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened, study_if_any, study_root
from qda.cli.output import progress_bar, put, put_json, put_table, say, tell_problems

app = typer.Typer(no_args_is_help=True, help="Validate, print, compare, test and improve codebooks.")

BookArgument = Annotated[
    str,
    typer.Argument(
        metavar="[CODEBOOK]", help="A file, or a version or hash that the study keeps; default: study.toml's file."
    ),
]


@app.command("check")
def check(
    context: typer.Context, book: BookArgument = "", study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Validate the codebook and the actor list; every fault with its line."""
    from qda.steps.codebook import check as run_check

    result = run_check(study_if_any(context, study, needed=not book), book)
    if as_json:
        put_json(result.as_record())
        return
    tell_problems(result.problems, limit=200)
    for line in result.lines:
        put(line)


@app.command("show")
def show(
    context: typer.Context, book: BookArgument = "", study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Print the codebook as a table."""
    from qda.steps.codebook_versions import find_codebook
    from qda.steps.tables_codes import codebook_table

    put_table(codebook_table(find_codebook(study_if_any(context, study, needed=not book), book).book), as_json)


@app.command("diff")
def diff(
    context: typer.Context,
    old: Annotated[
        str,
        typer.Argument(metavar="[A]", help="The older one: file, version or hash; default: what the study used last."),
    ] = "",
    new: Annotated[str, typer.Argument(metavar="[B]", help="The newer one; default: study.toml's file.")] = "",
    results: Annotated[
        bool, typer.Option("--results", help="Also code with both and show which numbers move.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Moved cells to show a table; 0: all.")] = 40,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say in words what differs between two codebooks, which stored codings that makes stale, and what numbers it moves."""
    from qda.steps.codebook_diff import compared, lines, record, results_table

    root = study_if_any(context, study, needed=results or not new)
    with progress_bar() as progress:
        found = compared(root, old, new, results=results, progress=progress)
    if as_json:
        put_json(record(found))
        return
    say(f"{found.old.shown} → {found.new.shown}")
    put("\n".join(lines(found)))
    if found.results:
        put_table(results_table(found.results, limit), as_json=False)


@app.command("test")
def test(
    context: typer.Context,
    book: BookArgument = "",
    rules: Annotated[bool, typer.Option("--rules", help="Show the hits of every rule, too.")] = False,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the codebook's own examples and counterexamples through its rules.

    Exit code 3 if a counterexample is given the code, or a code's rules find none of its examples.
    """
    from dataclasses import asdict

    from qda.steps.codebook import tested

    found = tested(study_if_any(context, study, needed=not book), book)
    if as_json:
        put_json(
            {
                "codes": found.codes.records(),
                "rules": found.rules.records(),
                "problems": [asdict(p) for p in found.problems],
            }
        )
    else:
        put_table(found.codes, as_json=False)
        if rules:
            put_table(found.rules, as_json=False)
        tell_problems(found.problems, limit=200)
    if found.failed:
        say(f"{found.failed} codes do not pass")
        raise typer.Exit(3)


@app.command("lint")
def lint(
    context: typer.Context, book: BookArgument = "", study: StudyOption = None, as_json: JsonOption = False
) -> None:
    """Say what is valid and still doubtful: overlapping rules, contained or one-character words, missing exclusions."""
    from dataclasses import asdict

    from qda.steps.codebook import linted

    problems = linted(study_if_any(context, study, needed=not book), book)
    if as_json:
        put_json([asdict(p) for p in problems])
    else:
        tell_problems(problems, limit=200)
        say(f"{len(problems)} remarks")


@app.command("suggest")
def suggest(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code to find words for.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Terms to show.")] = 30,
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose words for the rules of a code from people's codings, with counts and quotes; you decide what to take."""
    from qda.steps.suggest import suggestions

    with opened(context, study) as (ours, settings):
        made = suggestions(ours, settings, code, limit)
    put_table(made, as_json)


@app.command("versions")
def versions(context: typer.Context, study: StudyOption = None, as_json: JsonOption = False) -> None:
    """List the codebooks that this study has used; each can be shown, compared, exported by its version or hash."""
    from qda.steps.codebook_versions import version_table

    put_table(version_table(study_root(context, study)), as_json)


@app.command("new")
def new(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The .yaml file to write; must not exist.")],
    study: StudyOption = None,
) -> None:
    """Write a short codebook to begin with, with every key explained; it passes its own tests."""
    from qda.steps.codebook import begun

    for path in begun(out):
        say(f"wrote {path.as_posix()}")
    root = study_if_any(context, study, needed=False)
    if root is not None:
        inside = out.resolve().is_relative_to(root)
        named = out.resolve().relative_to(root).as_posix() if inside else out.as_posix()
        say(f'to use it in this study, write in study.toml under [codebook]:  path = "{named}"')


@app.command("schema")
def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the screen.")] = None,
) -> None:
    """Print the JSON Schema of codebook files, with which editors complete and check them."""
    from qda.steps.codebook import schema_text
    from qda.steps.files import write_file

    if out is None:
        put(schema_text())
    else:
        write_file(out, schema_text().encode("utf-8"))
        say(f"wrote {out.as_posix()}")


@app.command("export")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .xlsx, .csv, .yaml or .docx file.")],
    book: Annotated[
        str,
        typer.Option("--codebook", help="A file, or a version or hash that the study keeps; default: study.toml's."),
    ] = "",
    language: Annotated[str, typer.Option("--language", help="zh or en, for headings.")] = "zh",
    study: StudyOption = None,
) -> None:
    """Write the codebook as Excel, CSV or YAML, or as the appendix table of a paper in Word."""
    from qda.steps.codebook import exported

    count = exported(study_if_any(context, study, needed=not book), book, out, language)
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
    say(f"wrote {out.as_posix()} ({count} codes); to use it, name it in study.toml under [codebook]")
