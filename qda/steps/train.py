"""Train the models of study.toml on people's codings, and keep their score sheets."""

from __future__ import annotations

import json
from ast import literal_eval
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import UnknownName, UsageError
from qda.model import Codebook
from qda.steps.actors import actor_files
from qda.steps.code import left_out_roles, load_study_codebook, study_mentions
from qda.steps.files import explain_os, file_stem
from qda.steps.labels import chosen_labels
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256
from qda.steps.settings import Settings
from qda.steps.settings_coding import ModelSettings
from qda.steps.writing import begin
from qda.store import rows
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.coders.linear import LearningSettings, LinearCoder

FOLDER = "models"


def model_path(root: Path, name: str) -> Path:
    """Where a trained model lies; signs that file systems do not allow are left out."""
    return root / FOLDER / f"{file_stem(name)}.npz"


def model_named(settings: Settings, name: str) -> ModelSettings | None:
    """The model of study.toml of that name, None if there is none."""
    return next((model for model in settings.models if model.name == name), None)


def trained_models(settings: Settings) -> list[ModelSettings]:
    """The models that are trained: all but combinations."""
    return [model for model in settings.models if model.kind != "combine"]


def plan_train(study: Study | None, root: Path, settings: Settings, model: ModelSettings) -> Plan:
    """What training depends on: the segments, their actors, the codebook, everybody's codings, the model's settings."""
    parents = [study.current_run(step) for step in ("segment", "actors")] if study else []
    sheets = [r for r in study.current_runs() if r.record.step == "import-codings"] if study else []
    path = root / settings.codebook.path
    return Plan(
        "train",
        {
            **asdict(model),
            "codebook_sha256": file_sha256(path) if path.is_file() else "",
            "interviewer": settings.code.interviewer,
            "draws": settings.report.draws,
            **actor_files(root, settings),
        },
        digest([[p.outputs_sha256 if p else "" for p in parents], [[r.key, r.outputs_sha256] for r in sheets]]),
        key=model.name,
        parents=tuple(p.record.id for p in (*parents, *sheets) if p),
        waiting="" if sheets and all(parents) else "no person has coded anything yet",
        seed=model.seed,
    )


def train(study: Study, settings: Settings, model: ModelSettings, *, progress: Progress = silent) -> Outcome:
    """Train, write models/NAME.npz, store the score sheet. Raises NotEstimable where no code has enough positives,
    StudyError (no-labels), UnknownName, UsageError, MissingExtra."""
    from qda.coders.score_sheet import score_sheet

    plan = plan_train(study, study.root, settings, model)
    path = model_path(study.root, model.name)
    stored = current(study, plan)
    if stored and path.is_file():
        return Outcome("train", False, stored.record.id, "nothing changed", key=model.name)
    started = datetime.now().astimezone()
    codebook = load_study_codebook(study.root, settings)[0]
    units = rows.coding_units(study, leave_out=left_out_roles(settings))
    chosen = chosen_labels(study, model.labels)
    here = {unit.segment_id for unit in units}
    labels = {s: label.codes & _learnable(codebook) for s, label in chosen.labels.items() if s in here}
    coder = make_learner(study, settings, model, codebook)
    for part in coder.parts:
        if part.name == "rules":
            part.make(units)  # rules look around: they must see the whole corpus before parts of it
    progress(f"training ({model.name})", 0, 5)
    judged = coder.learn(units, labels)
    progress(f"training ({model.name})", 1, 5)
    found = score_sheet(
        coder, units, labels, judged, draws=settings.report.draws,
        watch=lambda done, total: progress(f"training ({model.name})", 1 + done, 1 + total),
    )  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        coder.save(path)
    except OSError as fault:
        raise explain_os(fault, path) from fault
    with begin(study, plan, started) as run:
        lines = [
            (run.id, kind, i, json.dumps(row, ensure_ascii=False))
            for kind, many in found.items()
            for i, row in enumerate(many)
        ]
        run.add("scores", ("run_id", "kind", "ord", "data"), lines)
        run.digest(coder.describe().settings_sha256)
        run_id = run.id
    people = [name for name in chosen.coders if any(chosen.labels[s].coder == name for s in labels)]
    macro = found["curve"][-1]["macro_f1"]
    shown = "not defined" if macro is None else f"{macro:.2f}"
    message = (
        f"{len(coder.code_ids)} codes learnt from {len(labels)} segments by {', '.join(people)}; "
        f"macro-F1 out of fold {shown}"
    )
    if coder.refused:
        message += f"; refused {len(coder.refused)}: {', '.join(r.code_id for r in coder.refused)}"
    return Outcome("train", True, run_id, message, key=model.name)


def _learnable(codebook: Codebook) -> frozenset[str]:
    """Codes of segments; linkage is about pairs of actors and is not learnt."""
    return frozenset(code.id for code in codebook.codes if code.facet != "linkage")


def make_learner(study: Study, settings: Settings, model: ModelSettings, codebook: Codebook) -> LinearCoder:
    """An untrained coder by a model's settings. Raises UsageError, UnknownName, MissingExtra."""
    from qda.coders.linear import LinearCoder

    if model.kind == "spacy":
        from qda.coders.textcat import TextcatCoder

        return TextcatCoder(codebook, name=model.name, settings=learning_settings(model))
    mentions = study_mentions(study.root, settings) if "rules" in model.features else None
    return LinearCoder(codebook, name=model.name, settings=learning_settings(model), mentions=mentions)


def learning_settings(model: ModelSettings) -> LearningSettings:
    """The part of a model's settings that its coder needs; texts of `parameters` become numbers where they are."""
    from qda.coders.linear import STANDARD, LearningSettings

    parameters: dict[str, object] = {}
    for name, text in model.parameters.items():
        try:
            parameters[name] = literal_eval(text)
        except (ValueError, SyntaxError):
            parameters[name] = text
    if model.folds < 2:
        raise UsageError(f"[[models]] {model.name}: folds is {model.folds}", "give 2 or more", "bad-folds")
    return LearningSettings(
        seed=model.seed,
        folds=model.folds,
        features=model.features,
        estimator=model.estimator or STANDARD,
        parameters=parameters,
        parents=model.parents,
        unsure=model.unsure,
    )


def chosen_models(settings: Settings, name: str) -> list[ModelSettings]:
    """The model of a name, or all that are trained; without any in study.toml, the standard one. Raises UnknownName."""
    known = trained_models(settings)
    if not name:
        return known or [ModelSettings(name="linear")]
    for model in known:
        if model.name == name:
            return [model]
    if not known and name == "linear":
        return [ModelSettings(name="linear")]
    raise UnknownName("model", name, tuple(model.name for model in known), "describe it under [[models]] in study.toml")


def load_model(root: Path, settings: Settings, model: ModelSettings, codebook: Codebook) -> LinearCoder:
    """A trained model. Raises StudyError (model-missing), InputError, CodebookError."""
    from qda.coders.linear import LinearCoder
    from qda.errors import StudyError

    path = model_path(root, model.name)
    if not path.is_file():
        raise StudyError(
            f"the model {model.name} has not been trained", f"run  qda train {model.name}", "model-missing"
        )
    mentions = study_mentions(root, settings) if "rules" in model.features else None
    return LinearCoder.load(path, codebook, mentions)
