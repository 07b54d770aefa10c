"""Which files a study consists of, and what was said about them before anybody opened one."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from qda.errors import InputError, Problem
from qda.steps.settings import CorpusSettings
from qda.store.rows import Source

_NEVER = {".ds_store", "thumbs.db", "desktop.ini"}
_MANIFESTS = {"manifest.csv", "manifest.xlsx"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. path: on disk. shown: as stored and printed (relative to the study inside it, else absolute).
    relative: to the folder that was named, with "/" (a file named itself: its name). base: that folder's path. case, kind,
    encoding: as given in study.toml or on the command line, "" if not; origin: which of the two."""

    path: Path
    shown: str
    relative: str
    base: Path
    case: str = ""
    kind: str = ""
    encoding: str = ""
    origin: str = ""


def shown_path(path: Path, root: Path) -> str:
    """A path as it is stored: relative to the study where it lies inside it, else absolute; "/" as separator; NFC."""
    absolute = Path(os.path.abspath(path))
    try:
        text = absolute.relative_to(root).as_posix()
    except ValueError:
        text = absolute.as_posix()
    return readable(text)


def readable(path: str) -> str:
    """A path as it can be stored and shown: composed characters; bytes of an old Chinese file system, which Python keeps
    as halves of characters, are read as GB18030."""
    return unicodedata.normalize("NFC", "/".join(map(_name, path.split("/"))))


def _name(part: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in part):
        return os.fsencode(part).decode("gb18030", "replace")
    return part


def discover(
    root: Path, corpus: CorpusSettings, extra: Sequence[Source] = ()
) -> tuple[list[Found], list[Path], list[Problem]]:
    """The files of a study, sorted by shown path; the manifests met; and a note for every file left out.

    Raises InputError (missing-path) if a named path is not there.
    """
    found: dict[str, Found] = {}
    manifests: dict[Path, None] = {}
    problems: list[Problem] = []
    if corpus.manifest:
        named = root / corpus.manifest
        if not named.is_file():
            raise InputError("the manifest named in study.toml is not there", "", "missing-path", path=corpus.manifest)
        manifests[named] = None
    default = corpus.paths == CorpusSettings().paths and bool(extra)
    jobs = [Source(p, corpus.case or None, None, corpus.encoding or None) for p in corpus.paths]
    for source, origin in [(job, "study.toml") for job in jobs] + [(one, "command line") for one in extra]:
        path = root / source.path
        if not path.exists():
            if default and origin == "study.toml":
                continue  # a study fed by the command line alone needs no corpus folder
            raise InputError(
                "there is no such file or folder",
                "check the path, or paths under [corpus] in study.toml",
                "missing-path",
                path=source.path,
            )
        files = _below(path, manifests) if path.is_dir() else [path]
        for file in files:
            shown = shown_path(file, root)
            if reason := _left_out(file, shown, root, corpus):
                if reason != "silent":
                    problems.append(Problem("note", "skipped-file", reason, shown))
                continue
            if not file.is_file():
                message = "is no file that can be read: a link to nothing, a pipe or a device; put the file itself here"
                problems.append(Problem("error", "unreadable", message, shown))
                continue
            relative = file.relative_to(path).as_posix() if path.is_dir() else file.name
            entry = Found(
                path=file,
                shown=shown,
                relative=readable(relative),
                base=path if path.is_dir() else path.parent,
                case=source.case_name or "",
                kind=source.kind or "",
                encoding=source.encoding or "",
                origin=origin,
            )
            earlier = found.get(shown)
            if earlier is None or origin == "command line":
                # What was said on the command line is stronger, but does not erase what study.toml said.
                if earlier is not None:
                    entry = replace(entry, case=entry.case or earlier.case, encoding=entry.encoding or earlier.encoding)
                found[shown] = entry
    return [found[key] for key in sorted(found)], list(manifests), problems


def _below(folder: Path, manifests: dict[Path, None]) -> list[Path]:
    """All files below a folder, without following links to folders, manifests noted apart."""
    made = []
    for here, folders, names in os.walk(folder):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        for name in sorted(names):
            path = Path(here) / name
            if name.lower() in _MANIFESTS:
                manifests[path] = None
            else:
                made.append(path)
    return made


def _left_out(path: Path, shown: str, root: Path, corpus: CorpusSettings) -> str:
    """Why a file is not read: "" it is read, "silent" it is nobody's document, else a sentence."""
    name = path.name
    if name.lower() in _NEVER or name.startswith((".", "~$")) or shown == "study.toml":
        return "silent"
    if path.stem.lower() == "readme":
        return "a README is about the files, not one of them; not read"
    for pattern in corpus.exclude:
        if fnmatch(shown, pattern) or fnmatch(name, pattern) or shown.startswith(pattern.rstrip("/") + "/"):
            return f"left out by exclude = {pattern!r} in study.toml"
    return ""
