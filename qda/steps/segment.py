"""Cut the turns into coding units."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from qda.model import Segment
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current, digest, software
from qda.steps.settings import Settings
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
    all_turns = rows.turns(study)
    documents = rows.documents(study)
    wanted = settings.segments
    made: list[Segment] = []
    for document in watched(documents, "cutting segments", len(documents), progress):
        turns = all_turns.get(document.id, [])
        drafts = [TurnDraft(t.speaker, t.role, t.span) for t in turns]
        cuts = cut(document.text, drafts, wanted.unit, max_characters=wanted.max_characters, window=wanted.window)
        for order, one in enumerate(cuts):
            made.append(
                Segment(
                    id="s" + digest([document.id, one.span.start, one.span.end])[:12],
                    document_id=document.id,
                    turn_id=turns[one.turn_order].id,
                    order=order,
                    span=one.span,
                    scheme=wanted.unit,
                )
            )
    with study.run(
        "segment",
        fingerprint=plan.fingerprint,
        parameters=plan.parameters,
        inputs_sha256=plan.inputs_sha256,
        software=software(),
        started=started,
        parent_ids=plan.parents,
    ) as run:
        run.keep(
            "segments",
            ("id", "document_id", "turn_id", "ord", "start", "end", "scheme", "run_id"),
            [(s.id, s.document_id, s.turn_id, s.order, s.span.start, s.span.end, s.scheme, run.id) for s in made],
            rows.live(study, "segments"),
        )
        for s in sorted(made, key=lambda s: s.id):
            run.digest([s.id, s.turn_id, s.order])
        run_id = run.id
    return Outcome("segment", True, run_id, f"{len(made)} segments ({wanted.unit})")
