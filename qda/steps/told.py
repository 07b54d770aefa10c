"""What study.toml says about single files and folders ([[files]]): stronger than a manifest, weaker than the command line.

An entry fits a file by its path, its name, a folder above it, or a pattern with *; what lies inside an archive has the
archive's path in front. Of several entries that fit, the last that says something about a field counts, so that a rule for
a folder can stand above the exceptions to it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from qda.errors import Problem
from qda.steps.settings import SETTINGS_FILE, FileSettings, Settings


def told_about(shown: str, settings: Settings) -> FileSettings:
    """Everything that study.toml says about a file. columns: those of [corpus] with what the entries say over them."""
    made = FileSettings(columns=settings.corpus.columns)
    for entry in settings.files:
        if fits(entry.path, shown):
            made = replace(
                made,
                case=entry.case or made.case,
                kind=entry.kind or made.kind,
                date=entry.date or made.date,
                title=entry.title or made.title,
                encoding=entry.encoding or made.encoding,
                columns={**made.columns, **entry.columns},
                variables={**made.variables, **entry.variables},
            )
    return made


def fits(pattern: str, shown: str) -> bool:
    """Whether an entry's path means a file. "\\" is "/" too, as people on Windows write it."""
    wanted = unicodedata.normalize("NFC", pattern.replace("\\", "/").removeprefix("./").rstrip("/"))
    name = shown.rpartition("/")[2]
    return (
        shown.startswith(wanted + "/")
        or fnmatchcase(shown, wanted)
        or ("/" not in wanted and fnmatchcase(name, wanted))
    )


def unused(settings: Settings, shown: Iterable[str]) -> list[Problem]:
    """A warning for every entry that fits none of the files: it is misspelt, or its file is gone."""
    paths = list(shown)
    return [
        Problem(
            "warning",
            "files-path",
            f"[[files]] path = {entry.path!r} fits none of the files read; write it as  qda documents  shows it",
            SETTINGS_FILE,
        )
        for entry in settings.files
        # What lies inside an archive is not known before it is opened.
        if not any(fits(entry.path, path) or entry.path.startswith(path + "/") for path in paths)
    ]
