"""The command `qda`. Commands import what they need when they run, so that `qda --help` answers at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qda import __version__
from qda.cli import (
    actors,
    agree,
    code,
    codebook,
    compare,
    documents,
    explain,
    import_codings,
    ingest,
    init,
    network,
    prevalence,
    report,
    run,
    sample,
    segments,
    status,
    table,
    train,
    undo,
)
from qda.cli.options import Chosen
from qda.cli.output import guarded, prepare_streams, put

app = typer.Typer(
    name="qda",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Comparative qualitative case studies: minutes and interviews in; coded tables, networks and reports out.",
    epilog="A study is a folder with study.toml. Begin with:  qda init FOLDER  ,  put files into FOLDER/corpus  ,  qda run",
)

# In the order of the help: making a study, looking at it, coding, judging, results.
COMMANDS = (
    init,
    ingest,
    documents,
    segments,
    actors,
    code,
    explain,
    sample,
    import_codings,
    train,
    agree,
    prevalence,
    compare,
    table,
    report,
    run,
    status,
    undo,
)
for module in COMMANDS:
    app.command(module.NAME)(module.command)
app.add_typer(codebook.app, name="codebook")
app.add_typer(network.app, name="network")


def _version(wanted: bool) -> None:
    if wanted:
        put(f"qda {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    study: Annotated[Path | None, typer.Option("--study", help="The study folder.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Chosen(study)


def run_command(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    return guarded(lambda: app(arguments, standalone_mode=False, prog_name="qda"), as_json="--json" in arguments)


def main() -> None:
    """The entry point."""
    prepare_streams()
    sys.exit(run_command(sys.argv[1:]))
