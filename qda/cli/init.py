"""qda init"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qda.cli.options import JsonOption
from qda.cli.output import put, put_json, say

NAME = "init"


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; may exist already.")],
    as_json: JsonOption = False,
) -> None:
    """Make a new study folder with study.toml, an empty corpus, and the example codebook and actor lists."""
    from qda.steps.init import init

    written = [path.as_posix() for path in init(folder)]
    if as_json:
        put_json({"study": folder.as_posix(), "written": written})
        return
    put("\n".join(written))
    say(
        f"Now put minutes and interviews into {(folder / 'corpus').as_posix()} and run:  qda run --study {folder.as_posix()}"
    )
