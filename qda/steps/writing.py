"""What every step does when it writes: begin the run that its plan describes, and store the problems it met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from qda.errors import InputError, Problem
from qda.steps.provenance import Plan, software
from qda.store.study import RunWriter, Study


def begin(
    study: Study, plan: Plan, started: datetime, filling: Sequence[str] = ()
) -> AbstractContextManager[RunWriter]:
    """The run of a plan. started: when the step began to work, before anything was written. filling: long tables that it
    writes by `renew` alone (see `Study.run`)."""
    return study.run(
        plan.step,
        key=plan.key,
        fingerprint=plan.fingerprint,
        parameters=plan.parameters,
        inputs_sha256=plan.inputs_sha256,
        software=software(),
        started=started,
        parent_ids=plan.parents,
        seed=plan.seed,
        filling=filling,
    )


def put_problems(run: RunWriter, problems: Iterable[Problem]) -> None:
    """Store problems with the run that met them."""
    run.add(
        "problems",
        ("run_id", "severity", "slug", "message", "path", "line", "start", "end"),
        [(run.id, p.severity, p.slug, p.message, p.path, p.line, p.start, p.end) for p in problems],
    )


def named_file(root: Path, relative: str, what: str, setting: str) -> Path:
    """A file that study.toml names. Raises InputError (missing-path) that says which setting to look at."""
    path = root / relative
    if not path.is_file():
        raise InputError(
            f"{what} named in study.toml is not there", f"check {setting} in study.toml", "missing-path", path=relative
        )
    return path
