"""Options that several commands share, and what they open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from qda.steps.settings import Settings
    from qda.store.study import Study

StudyOption = Annotated[
    Path | None, typer.Option("--study", help="The study folder. Default: the current folder, or the nearest above it.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


class Chosen:
    """The --study given before the command's name, for the command to fall back on."""

    def __init__(self, study: Path | None) -> None:
        self.study = study


def study_root(context: typer.Context, given: Path | None) -> Path:
    """The study folder: --study after the command, --study before it, or found from the current folder upwards."""
    from qda.errors import StudyError
    from qda.steps.settings import SETTINGS_FILE, find_root

    chosen = given or (context.obj.study if isinstance(context.obj, Chosen) else None)
    if chosen is None:
        return find_root(Path.cwd())
    if not (chosen / SETTINGS_FILE).is_file():
        raise StudyError(
            f"{chosen} is no study: it has no {SETTINGS_FILE}", "make one with  qda init FOLDER", "no-study"
        )
    return chosen.resolve()


def study_if_any(context: typer.Context, given: Path | None, *, needed: bool) -> Path | None:
    """The study folder, or None where there is none and none is needed."""
    from qda.errors import StudyError

    try:
        return study_root(context, given)
    except StudyError:
        if needed or given is not None:
            raise
        return None


def refuse_idle(options: Mapping[str, object], why: str, hints: Mapping[str, str]) -> None:
    """Raises UsageError for the first option that was given and would do nothing here. why: what it is for."""
    from qda.errors import UsageError

    for option, given in options.items():
        if given:
            raise UsageError(f"--{option} {why}", hints.get(option, "leave it out"), "usage")


@contextmanager
def opened(context: typer.Context, given: Path | None, *, create: bool = False) -> Iterator[tuple[Study, Settings]]:
    """The study and its settings. create: make study.sqlite if it is not there."""
    from qda.steps.settings import load_settings
    from qda.store.study import open_study

    root = study_root(context, given)
    settings = load_settings(root)
    with open_study(root, create=create) as study:
        yield study, settings
