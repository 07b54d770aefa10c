"""Take a coding batch back: what it had superseded stands again. Nothing is deleted, and nothing upstream is touched.

The undoing is itself a run, so that the study's record says that a batch was made and taken back. Steps that read the
batch become stale, because the codings that they rest on are others now.
"""

from __future__ import annotations

from datetime import datetime

from qda.errors import UnknownName, UsageError
from qda.steps.provenance import Outcome, Plan, digest
from qda.steps.settings import Settings
from qda.steps.writing import begin
from qda.store.batches import UNDO, Batch, batches
from qda.store.study import Study
from qda.table import Column, Table, table


def undo(study: Study, settings: Settings, run_id: str) -> Outcome:
    """Undo a coding batch by its id, or the beginning of it. Raises UnknownName, UsageError (undo-…)."""
    known = batches(study)
    batch = _chosen(run_id, known)
    if batch.state == "undone":
        raise UsageError(f"{batch.run_id} is undone already", "see  qda undo  for the batches that stand", "undo-done")
    if batch.state == "superseded":
        raise UsageError(
            f"{batch.run_id} no longer stands: {batch.superseded_by} took its place",
            f"undo that first:  qda undo {batch.superseded_by}",
            "undo-superseded",
        )
    before = next((b for b in known if b.superseded_by == batch.run_id), None)
    plan = Plan(UNDO, {"undone": batch.run_id, "restored": before.run_id if before else ""}, digest(batch.run_id))
    with begin(study, plan, datetime.now().astimezone()) as run:
        run.withdraw(batch.run_id)
        run.digest([batch.run_id, before.run_id if before else ""])
        undone_by = run.id
    return Outcome(UNDO, True, undone_by, _message(batch, before, settings), key=batch.key)


def batch_table(study: Study, settings: Settings) -> Table:
    """One row a coding batch, the latest first."""
    return table(
        "batches",
        {"zh": "编码批次", "en": "Coding batches"},
        (
            Column("run", role="label"),
            "step",
            "name",
            "state",
            "codebook",
            "seen_segments",
            "codings",
            "finished",
        ),
        [(b.run_id, b.step, b.key, b.state, b.codebook, b.segments, b.codings, b.finished) for b in batches(study)],
        ("撤销一批：qda undo 批次编号（可只写开头几位）。撤销后，被它取代的上一批恢复；其后的步骤须重新运行。",),
    )


def _chosen(run_id: str, known: list[Batch]) -> Batch:
    fits = [b for b in known if b.run_id == run_id] or [b for b in known if b.run_id.startswith(run_id)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise UsageError(
            f"{run_id!r} is the beginning of {len(fits)} batches: {', '.join(b.run_id for b in fits)}",
            "give more of the id",
            "undo-ambiguous",
        )
    raise UnknownName("coding batch", run_id, tuple(b.run_id for b in known))


def _message(batch: Batch, before: Batch | None, settings: Settings) -> str:
    said = f"{batch.run_id} undone ({batch.codings} codings)"
    if before is None:
        said += "; it was the first of its coder, who has now coded nothing"
    else:
        said += f"; {before.run_id} of {before.finished} stands again ({before.codings} codings)"
        gone = before.segments - before.current_segments
        if gone:
            said += f", but {gone} of its {before.segments} segments have been cut otherwise since and are left out"
    if batch.step == "code" and before is not None and before.codebook != batch.codebook:
        key = before.codebook.rsplit("@", 1)[-1]
        return (
            f"{said}. qda run  would code again with {settings.codebook.path} as it is now; to stay with the former "
            f"codebook, write it out with  qda codebook export OLD.yaml --codebook {key}"
        )
    if batch.step == "import-codings":
        return f"{said}. qda run  would read the sheet again; take it out of study.toml to leave it out"
    return f"{said}. qda run  would code again"
