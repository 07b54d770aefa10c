"""Everything study.toml asks for, in order, only what is out of date; and what the state of each step is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qda.errors import InputError, NotEstimable, StudyError
from qda.steps.actors import find_actors, plan_actors
from qda.steps.code import code, plan_code
from qda.steps.import_codings import import_sheet, plan_import
from qda.steps.ingest import ingest, plan_ingest, survey
from qda.steps.network import build_networks, plan_network
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, digest
from qda.steps.report import altered, plan_report, write_report
from qda.steps.sample import draw_sample
from qda.steps.segment import plan_segment, segment
from qda.steps.settings import Settings
from qda.steps.train import plan_train, train
from qda.store import rows
from qda.store.study import DATABASE, Study, open_study
from qda.table import Column, Table, table


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of the study. state: done, stale (has run, but something it depends on has changed) or missing (has not
    run). reason: why. run_id, finished: of the last finished run, "" if none."""

    step: str
    key: str
    state: str
    reason: str
    run_id: str = ""
    finished: str = ""


def run_all(study: Study, settings: Settings, *, progress: Progress = silent) -> Iterator[Outcome]:
    """Do every step, yielding what each did. Each is a run of its own, so that what is finished stays if a later one
    fails."""
    corpus = survey(study.root, settings, rows.sources(study))
    yield ingest(study, settings, corpus, progress=progress)
    yield segment(study, settings, progress=progress)
    yield find_actors(study, settings, progress=progress)
    for name in untrained(settings):
        yield code(study, settings, name, progress=progress)
    for sample in settings.samples:
        yield draw_sample(study, settings, sample, progress=progress)
    for sheet in settings.codings:
        yield import_sheet(study, settings, sheet, progress=progress)
    yield from _models(study, settings, progress)
    yield build_networks(study, settings, progress=progress)
    yield write_report(study, settings, progress=progress)


def untrained(settings: Settings) -> list[str]:
    """The coders that need no training, in order."""
    models = {model.name for model in settings.models}
    return [name for name in settings.code.coders if name not in models]


def _models(study: Study, settings: Settings, progress: Progress) -> Iterator[Outcome]:
    """Train every model and code with it. One that cannot be trained yet says so, and the others go on."""
    lacking: set[str] = set()
    for model in sorted(settings.models, key=lambda one: one.kind == "combine"):
        try:
            if model.kind != "combine":
                yield train(study, settings, model, progress=progress)
            if not lacking & set(model.of):
                yield code(study, settings, model.name, progress=progress)
        except (NotEstimable, StudyError) as fault:
            if isinstance(fault, StudyError) and fault.slug not in {"no-labels", "model-missing"}:
                raise
            lacking.add(model.name)
            yield Outcome("train", False, "", str(fault).replace("\n", " "), key=model.name)


def states(root: Path, settings: Settings) -> list[StepState]:
    """The state of every step that study.toml asks for. Reads only; works without study.sqlite."""
    if not (root / DATABASE).exists():
        return list(_judge(None, root, settings))
    with open_study(root) as study:
        return list(_judge(study, root, settings))


def _judge(study: Study | None, root: Path, settings: Settings) -> Iterator[StepState]:
    upstream = ""

    def state(plan: Plan, name: str) -> StepState:
        nonlocal upstream
        stored = study.current_run(plan.step, plan.key) if study else None
        made: tuple[str, str]
        if stored is None:
            made = ("missing", plan.waiting or "has not run")
        elif upstream:
            made = ("stale", f"{upstream} is out of date")
        elif stored.fingerprint != plan.fingerprint:
            made = (
                "stale",
                _why(dict(stored.record.parameters), dict(plan.parameters), stored.record.inputs_sha256, plan),
            )
        elif plan.step == "report" and study and (files := altered(study)):
            made = ("stale", f"{len(files)} files are gone or were edited: {', '.join(files[:3])}")
        else:
            made = ("done", "")
        if made[0] != "done":
            upstream = upstream or name
        return StepState(
            plan.step,
            plan.key,
            *made,
            run_id=stored.record.id if stored else "",
            finished=stored.record.finished if stored else "",
        )

    try:
        corpus = survey(root, settings, rows.sources(study) if study else [])
        yield state(plan_ingest(corpus, settings, root), "ingest")
    except (InputError, StudyError) as fault:
        upstream = "ingest"
        stored = study.current_run("ingest") if study else None
        known = (stored.record.id, stored.record.finished) if stored else ("", "")
        yield StepState("ingest", "", "stale" if stored else "missing", str(fault).replace("\n", " "), *known)
    yield state(plan_segment(study, settings), "segment")
    yield state(plan_actors(study, root, settings), "actors")
    # Coders and sheets do not depend on each other: one that is stale must not make its neighbours stale.
    before = upstream
    after = ""
    jobs: list[tuple[str, Callable[[], Plan]]] = []
    for name in untrained(settings):
        jobs.append((f"code {name}", lambda name=name: plan_code(study, root, settings, name)))  # type: ignore[misc]
    for sheet in settings.codings:
        jobs.append((f"import-codings {sheet.coder}", lambda sheet=sheet: plan_import(study, settings, sheet)))  # type: ignore[misc]
    for label, plan in jobs:
        upstream = before
        yield state(plan(), label)
        after = after or (upstream if upstream != before else "")
    for sample in settings.samples:  # a sample that was drawn stays as it is, so it is never stale
        drawn = study.current_run("sample", sample.name) if study else None
        done = (drawn.record.id, drawn.record.finished) if drawn else ("", "")
        yield StepState("sample", sample.name, "done" if drawn else "missing", "" if drawn else "has not run", *done)
    coded = upstream = before or after
    for model in sorted(settings.models, key=lambda one: one.kind == "combine"):
        upstream = coded
        trained = model.kind == "combine" or plan_train(study, root, settings, model)
        if isinstance(trained, Plan):
            yield state(trained, f"train {model.name}")
            if study is None or not study.current_run("train", model.name):
                upstream = coded  # a model that people have not coded enough for does not hold up the rest
        yield state(plan_code(study, root, settings, model.name), f"code {model.name}")
        after = after or (upstream if study and study.current_run("code", model.name) else "")
    upstream = before or after
    yield state(plan_network(study, settings), "network")
    yield state(plan_report(study, settings), "report")


def _why(was: dict[str, object], now: dict[str, object], inputs: str, plan: Plan) -> str:
    changed = sorted(key for key in was.keys() | now.keys() if digest(was.get(key)) != digest(now.get(key)))
    if changed:
        return f"changed: {', '.join(changed)}"
    if inputs != plan.inputs_sha256:
        return "its input has changed"
    return "the program has changed"


def require(plan: Plan) -> None:
    """Raises StudyError (steps-missing) if earlier steps have not run."""
    if plan.waiting:
        raise StudyError(f"{plan.step} cannot be done yet: {plan.waiting}", "run  qda run", "steps-missing")


def status_table(found: list[StepState]) -> Table:
    """The states as a table."""
    return table(
        "status",
        {"zh": "各步骤状态", "en": "State of every step"},
        (Column("step", role="label"), "name", "state", "reason", "finished", "run"),
        [(s.step, s.key, s.state, s.reason, s.finished, s.run_id) for s in found],
    )
