"""Cut the turns into coding units."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from qda.model import Span
from qda.steps.collecting import collecting_seldom
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current
from qda.steps.settings import Settings
from qda.steps.writing import begin
from qda.store import rows
from qda.store.study import Study

_COLUMNS = ("id", "document_id", "turn_id", "ord", "start", "end", "scheme", "run_id")


def plan_segment(study: Study | None, settings: Settings) -> Plan:
    """What cutting depends on: the ingested texts and [segments]."""
    parent = study.current_run("ingest") if study else None
    return Plan(
        "segment",
        asdict(settings.segments),
        parent.outputs_sha256 if parent else "",
        parents=(parent.record.id,) if parent else (),
        waiting="" if parent else "nothing has been ingested",
    )


def segment(study: Study, settings: Settings, *, progress: Progress = silent) -> Outcome:
    """Cut all current documents; a segment that was there before keeps its id and its codings."""
    from qda.text.segment import places

    plan = plan_segment(study, settings)
    if stored := current(study, plan):
        return Outcome("segment", False, stored.record.id, "nothing changed")
    started = datetime.now().astimezone()
    wanted, unit = settings.segments, settings.segments.unit
    count = 0
    ids = rows.document_ids(study)
    with collecting_seldom(), begin(study, plan, started, ("segments",)) as run:
        run.retire("segments")
        for document_id in watched(ids, "cutting segments", len(ids), progress):
            turns = rows.turn_places(study, document_id)
            cuts = places(
                rows.text_of(study, document_id),
                ((order, start, end) for order, (_, role, start, end) in enumerate(turns) if role != "apparatus"),
                unit,
                max_characters=wanted.max_characters,
                window=wanted.window,
            )
            made = [
                (id_at(document_id, start, end), document_id, turns[turn][0], order, start, end, unit, run.id)
                for order, (turn, start, end) in enumerate(cuts)
            ]
            run.renew("segments", _COLUMNS, made)
            run.digest_lines([f"{row[0]} {row[2]}" for row in made])
            count += len(made)
        run_id = run.id
    return Outcome("segment", True, run_id, f"{count} segments ({wanted.unit})")


def segment_id(document_id: str, span: Span) -> str:
    """The id of a segment: the same words at the same place of the same bytes have the same id on every machine."""
    return id_at(document_id, span.start, span.end)


def id_at(document_id: str, start: int, end: int) -> str:
    """The same for a stretch in numbers."""
    return "s" + sha256(f'["{document_id}", {start}, {end}]'.encode()).hexdigest()[:12]
