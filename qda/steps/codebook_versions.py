"""A codebook by whatever name people have for it: a file, or a version that the study keeps.

Every codebook that ever coded anything stays in study.sqlite with its text. It can be named by its version (1.1.0), by
the first digits of its hash, or by its id as `qda undo` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qda.errors import InputError, Problem, UsageError
from qda.model import Codebook
from qda.steps.code import load_study_codebook
from qda.steps.settings import SETTINGS_FILE, load_settings
from qda.store.batches import StoredCodebook, stored_codebooks
from qda.store.study import DATABASE, open_study
from qda.table import Column, Table, table

FEWEST_DIGITS = 4
"""Digits of a hash that name a version."""


@dataclass(frozen=True, slots=True)
class FoundCodebook:
    """book: as read. problems: of its text. source: the text itself, as received. shown: what messages call it. stored:
    whether it is a version that the study keeps, not a file."""

    book: Codebook
    problems: tuple[Problem, ...]
    source: str
    shown: str
    stored: bool = False


def find_codebook(root: Path | None, name: str = "") -> FoundCodebook:
    """The codebook of a file or of a stored version; of study.toml if `name` is "". Raises CodebookError, InputError
    (missing-path), UsageError (codebook-version)."""
    from qda.codebook.load import load_codebook

    if not name:
        if root is None:
            raise UsageError("no codebook is named and there is no study here", "name a file", "codebook-version")
        settings = load_settings(root)
        book, problems, source = load_study_codebook(root, settings)
        return FoundCodebook(book, tuple(problems), source, settings.codebook.path)
    path = Path(name)
    if path.is_file():
        book, problems = load_codebook(path, shown_as=path.as_posix())
        return FoundCodebook(book, tuple(problems), path.read_bytes().decode("utf-8"), path.as_posix())
    return _stored(_one_of(kept(root), name, root is not None and (root / SETTINGS_FILE).is_file()))


def kept(root: Path | None) -> list[StoredCodebook]:
    """The versions that a study keeps; none without a study."""
    if root is None or not (root / DATABASE).is_file():
        return []
    with open_study(root) as study:
        return stored_codebooks(study)


def version_table(root: Path) -> Table:
    """One row a version that the study keeps, the oldest first."""
    return table(
        "codebook-versions",
        {"zh": "本研究用过的编码表版本", "en": "Codebook versions of this study"},
        (
            Column("codebook", role="label"),
            Column("version", title="版本"),
            Column("sha256", title="SHA-256"),
            Column("coders", title="现行编码者"),
        ),
        [(v.id, v.version, v.sha256[:12], "、".join(v.coders)) for v in kept(root)],
        ("版本可用版本号、哈希的前几位或编号来称呼，用于 diff、show、test、export。",),
    )


def _one_of(versions: list[StoredCodebook], name: str, in_study: bool) -> StoredCodebook:
    fits = [v for v in versions if name in {v.id, v.version, v.sha256}]
    if not fits and len(name) >= FEWEST_DIGITS:
        fits = [v for v in versions if v.sha256.startswith(name)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        listed = ", ".join(v.sha256[:8] for v in fits)
        raise UsageError(
            f"{name!r} names {len(fits)} stored codebooks: {listed}", "name one by its hash", "codebook-version"
        )
    if not in_study:
        raise InputError("there is no such file", "check the path", "missing-path", path=name)
    listed = ", ".join(f"{v.version} ({v.sha256[:8]})" for v in versions) or "none yet"
    raise UsageError(
        f"{name!r} is neither a file nor a version that this study keeps",
        f"check the path; stored versions: {listed}",
        "codebook-version",
    )


def _stored(version: StoredCodebook) -> FoundCodebook:
    from qda.codebook.load import read_codebook

    shown = f"codebook {version.id}"
    book, problems = read_codebook(version.source.removeprefix("\ufeff"), version.sha256, shown)
    return FoundCodebook(book, tuple(problems), version.source, shown, stored=True)
