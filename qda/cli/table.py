"""qda table"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption, StudyOption, opened
from qda.cli.output import put_json, put_table, say

NAME = "table"


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Which table; see --list.")] = "",
    listing: Annotated[bool, typer.Option("--list", help="Name the tables, with a line each.")] = False,
    format: Annotated[str, typer.Option("--format", help="csv, json, xlsx, docx, latex, md or html.")] = "",  # noqa: A002
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file; the format follows its ending.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="COLUMN=TEXT", help="Only these rows; may be repeated.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en, for headings.")] = "zh",
    study: StudyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export a table for a paper: on screen, or as CSV, JSON, XLSX, Word, LaTeX, Markdown or HTML."""
    from qda.steps.export_table import exported, format_of, narrowed, table_list
    from qda.steps.tables import make_table

    if listing or not name:
        put_table(table_list(), as_json)
        return
    chosen = "json" if as_json and not format else format_of(format, out)
    with opened(context, study) as (ours, settings):
        made = narrowed(make_table(ours, settings, name), where or [])
    if chosen == "" and out is None:
        put_table(made, as_json)
        return
    if chosen == "json" and out is None:
        put_json(made.records())
        return
    content = exported(made, chosen, language, out)
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        say(f"wrote {out.as_posix()} ({len(made.rows)} rows)")
