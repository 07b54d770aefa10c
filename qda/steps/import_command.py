"""What `qda import-codings` does: each file once for every coder it is by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from qda.errors import Problem, UsageError
from qda.steps.import_codings import coders_named, import_sheet
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome
from qda.steps.settings import Settings
from qda.steps.settings_coding import SheetSettings
from qda.store import rows
from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class Given:
    """The command's arguments. columns: what=title pairs."""

    coder: str
    kind: str
    round: int
    purpose: str
    sample: str
    columns: tuple[str, ...]
    whole_documents: bool


def import_files(
    study: Study, settings: Settings, paths: Sequence[Path], given: Given, *, progress: Progress = silent
) -> tuple[list[Outcome], str]:
    """Read the files; return what was done, and the lines that study.toml lacks to do it again. Raises UsageError."""
    if given.kind not in {"human", "gold"}:
        raise UsageError(f"no kind {given.kind!r}", "known: human, gold", "unknown-kind")
    if given.purpose not in {"all", "train", "evaluate", "reliability"}:
        raise UsageError(f"no purpose {given.purpose!r}", "known: all, train, evaluate, reliability", "unknown-purpose")
    if given.round < 1:
        raise UsageError("rounds are counted from 1", "give --round 1 or more", "bad-round")
    columns = {}
    for pair in given.columns:
        what, sign, title = pair.partition("=")
        if not sign or not title.strip():
            raise UsageError(f"--column {pair!r} is no pair", "such as --column codes=Tag", "bad-column")
        columns[what.strip()] = title.strip()
    outcomes, wanted = [], []
    for path in paths:
        root = study.root.resolve()
        shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        sheet = SheetSettings(
            path=shown,
            coder=given.coder,
            kind=given.kind,
            round=given.round,
            purpose=given.purpose,
            sample=given.sample,
            columns=columns,
            seen="documents" if given.whole_documents else "rows",
        )
        people = (given.coder,) if given.coder else coders_named(study, settings, sheet)
        if not people:
            raise UsageError(f"{shown} does not say who coded", "name the coder with --coder", "coder-unnamed")
        for person in people:
            one = replace(sheet, coder=person)
            outcomes.append(import_sheet(study, settings, one, progress=progress))
            if one not in settings.codings:
                wanted.append(_as_toml(one))
    return outcomes, "\n".join(wanted)


def problems_of(study: Study, outcomes: Sequence[Outcome]) -> list[Problem]:
    """What was found in the sheets that were read now; not in others that the study read before."""
    runs = [outcome.run_id for outcome in outcomes]
    return [problem for _, problem in rows.problems(study, runs)]


def _as_toml(sheet: SheetSettings) -> str:
    """The section [[codings]], without what is as by default."""
    lines = ["", "[[codings]]"]
    plain = SheetSettings()
    for setting in fields(SheetSettings):
        value = getattr(sheet, setting.name)
        if value == getattr(plain, setting.name) and setting.name not in {"path", "coder"}:
            continue
        if isinstance(value, dict):
            pairs = ", ".join(f"{key} = {_quoted(title)}" for key, title in value.items())
            lines.append(f"{setting.name} = {{ {pairs} }}")
        else:
            lines.append(f"{setting.name} = {value if isinstance(value, int) else _quoted(str(value))}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
