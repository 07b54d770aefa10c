"""Cut the turns into coding units."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from qda.model import Segment, Span
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current
from qda.steps.settings import Settings
from qda.steps.writing import begin
from qda.store import rows
from qda.store.study import Study


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
    from qda.text.segment import cut
    from qda.text.turns import TurnDraft

    plan = plan_segment(study, settings)
    if stored := current(study, plan):
        return Outcome("segment", False, stored.record.id, "nothing changed")
    started = datetime.now().astimezone()
    wanted = settings.segments
    count = 0
    ids = rows.document_ids(study)
    with begin(study, plan, started) as run:
        run.retire("segments")
        for document_id in watched(ids, "cutting segments", len(ids), progress):
            turns = rows.turns_of(study, document_id)
            drafts = [TurnDraft(t.speaker, t.role, t.span) for t in turns]
            cuts = cut(
                rows.text_of(study, document_id),
                drafts,
                wanted.unit,
                max_characters=wanted.max_characters,
                window=wanted.window,
            )
            made = [
                Segment(
                    id=segment_id(document_id, one.span),
                    document_id=document_id,
                    turn_id=turns[one.turn_order].id,
                    order=order,
                    span=one.span,
                    scheme=wanted.unit,
                )
                for order, one in enumerate(cuts)
            ]
            run.renew(
                "segments",
                ("id", "document_id", "turn_id", "ord", "start", "end", "scheme", "run_id"),
                [(s.id, s.document_id, s.turn_id, s.order, s.span.start, s.span.end, s.scheme, run.id) for s in made],
            )
            run.digest_lines(f"{s.id} {s.turn_id}" for s in made)
            count += len(made)
        run_id = run.id
    return Outcome("segment", True, run_id, f"{count} segments ({wanted.unit})")


def segment_id(document_id: str, span: Span) -> str:
    """The id of a segment: the same words at the same place of the same bytes have the same id on every machine."""
    return "s" + sha256(f'["{document_id}", {span.start}, {span.end}]'.encode()).hexdigest()[:12]
