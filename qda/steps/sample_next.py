"""What to code next: the segments from which a model would learn most. Picked, not drawn: they have no chance that could be
known, so they are marked train and never serve an evaluation or a corrected prevalence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from qda.errors import StudyError
from qda.steps.code import left_out_roles
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, digest
from qda.steps.sample import sheet_path, store_sample
from qda.steps.settings import Settings
from qda.store import drawn, rows
from qda.store.study import Study

SHEETS = Path("sheets")


def pick_next(
    study: Study,
    settings: Settings,
    name: str,
    size: int,
    coders: Sequence[str],
    seed: int,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Pick `size` segments that nobody has coded or been given: by how unsure the models are, in how many codes the machine
    coders differ, and how unlike the text is to what was picked before. Raises StudyError (nothing-coded)."""
    from qda.coders.diverse import pick

    started = datetime.now().astimezone()
    labels = drawn.labels(study)
    machines = sorted({label.coder for label in labels if label.kind in {"rule", "model"}})
    if not machines:
        raise StudyError("no machine has coded anything yet", "run  qda run", "nothing-coded")
    taken = {label.segment_id for label in labels if label.kind in {"human", "gold"}}
    taken |= {one.segment_id for one in drawn.samples(study)}
    units = [u for u in rows.coding_units(study, leave_out=left_out_roles(settings)) if u.segment_id not in taken]
    doubt: dict[str, float] = {}
    for machine in machines:
        for (segment, _), score in drawn.unsure(study, machine).items():
            doubt[segment] = doubt.get(segment, 0.0) + 1 - abs(2 * score - 1)
    codes: dict[str, list[frozenset[str]]] = {}
    for label in labels:
        if label.coder in machines:
            codes.setdefault(label.segment_id, []).append(label.codes)
    quarrel = {s: float(len(frozenset.union(*c) - frozenset.intersection(*c))) for s, c in codes.items() if len(c) > 1}
    worth = [doubt.get(u.segment_id, 0.0) + quarrel.get(u.segment_id, 0.0) for u in units]
    chosen = pick(units, worth, size)
    known = {one.sample for one in drawn.samples(study)}
    key = name or next(f"next-{i}" for i in range(1, 10_000) if f"next-{i}" not in known)
    if key in known or any((study.root / sheet_path(SHEETS, key, coder)).exists() for coder in coders):
        raise StudyError(f"the sample {key} was drawn before", "give another name", "sample-exists")
    picked = [
        (coders[i % len(coders)], units[j].segment_id, f"{units[j].case_id} | {units[j].document_id} | picked", None)
        for i, j in enumerate(chosen)
    ]
    runs = [r for r in study.current_runs() if r.record.step in {"code", "import-codings", "segment"}]
    plan = Plan(
        "sample",
        {"size": size, "coders": list(coders), "purpose": "train", "by": "uncertainty, disagreement, diversity"},
        digest([[r.key, r.outputs_sha256] for r in runs]),
        key=key,
        parents=tuple(r.record.id for r in runs),
        seed=seed,
    )
    return store_sample(study, settings, plan, picked, "train", SHEETS, started)
