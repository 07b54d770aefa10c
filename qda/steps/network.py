"""Build the actor-linkage networks: who is named with whom, and who does what to whom.

Two layers are made for every community. *co-mention*: two actors named in the same unit, which [network] unit names
(see `qda.steps.units`). *linkage*: a directed relation that the linkage codes' predicates show between two actors of a
sentence. Both are stored as events, so
that every tie can be followed back to its sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from qda.model import Tie
from qda.steps.linkage import Found, read_linkage
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, current, digest
from qda.steps.settings import Settings
from qda.steps.units import SegmentsAt, Units
from qda.steps.writing import begin
from qda.store import rows
from qda.store.events import EVENT_COLUMNS
from qda.store.study import StoredRun, Study, Value

if TYPE_CHECKING:
    from qda.network.events import LinkageEvent


def plan_network(study: Study | None, settings: Settings) -> Plan:
    """What the networks depend on: mentions, the linkage codings of the coders named, agenda items (in the output of
    ingest) and [network]."""
    steps = ("actors", "ingest") if settings.network.unit == "item" else ("actors",)
    parents = [*map(study.current_run, steps), *_coding_runs(study, settings)] if study else []
    used = {k: v for k, v in asdict(settings.network).items() if k not in {"eligible", "minimum"}}
    return Plan(
        "network",
        used | {"interviewer": settings.code.interviewer},
        digest([p.outputs_sha256 if p else "" for p in parents]),
        parents=tuple(p.record.id for p in parents if p),
        waiting="" if parents and all(parents) else "actors and rule codings are not there yet",
    )


def build_networks(study: Study, settings: Settings, *, progress: Progress = silent) -> Outcome:
    """Make and store both layers."""
    from qda.network.build import co_mentions, typed_ties

    plan = plan_network(study, settings)
    if stored := current(study, plan):
        return Outcome("network", False, stored.record.id, "nothing changed")
    started = datetime.now().astimezone()
    given = _given(read_linkage(study, settings, progress))
    units = list(Units(study, settings).of())
    collapse: Literal["document", "none"] = "document" if settings.network.collapse == "document" else "none"
    counts = _counting(given, settings, collapse)
    kept = [one.event for one in given if (one.predicate.coder, one.event.event_id) in counts]
    ties = [*co_mentions(units, collapse=collapse), *typed_ties(kept, collapse="none")]
    tied = list(_tie_rows(ties, kept, SegmentsAt(rows.places(study).values())))
    with begin(study, plan, started) as run:
        run.add(
            "ties",
            (
                "run_id",
                "case_id",
                "source_id",
                "target_id",
                "relation",
                "directed",
                "document_id",
                "segment_id",
                "start",
                "end",
                "weight",
                "polarity",
            ),
            [(run.id, *row) for row in tied],
        )
        events = list(_event_rows(given, counts, settings))
        run.add("linkage_events", EVENT_COLUMNS, [(run.id, *row) for row in events])
        for row in tied:
            run.digest(list(row))
        run.digest([list(row) for row in events])
        run_id = run.id
    typed = sum(1 for t in ties if t.directed or t.relation != "co-mention")
    message = f"{len(ties) - typed} co-mention ties, {typed} typed linkage ties from {len(events)} linkage events"
    return Outcome("network", True, run_id, message)


def _coding_runs(study: Study, settings: Settings) -> list[StoredRun | None]:
    """The current runs of the coders whose linkage codings are used; a person's codings may come from several sheets."""
    runs: list[StoredRun | None] = []
    current_runs = study.current_runs()
    for coder in settings.network.linkage:
        sheets = [r for r in current_runs if r.record.step == "import-codings" and r.key.rpartition("/")[0] == coder]
        runs += sheets or [study.current_run("code", coder)]
    return runs


def _tie_rows(ties: Sequence[Tie], events: Sequence[LinkageEvent], segments: SegmentsAt) -> Iterator[tuple[Value, ...]]:
    """One row an event. The evidence of a unit larger than a segment belongs to the segment in which it begins."""
    polarity = {(e.relation, e.source_id, e.target_id, e.document_id, e.segment_id, e.span): e.polarity for e in events}
    for t in ties:
        for e in t.evidence:
            key = (t.relation, t.source_id, t.target_id, e.document_id, e.segment_id, e.span)
            yield (
                t.case_id,
                t.source_id,
                t.target_id,
                t.relation,
                int(t.directed),
                e.document_id,
                segments.at(e.document_id, e.span.start),
                e.span.start,
                e.span.end,
                e.weight,
                polarity.get(key),
            )


def _given(found: Iterable[Found]) -> list[Found]:
    """Each coder's events once: of equal ones by several rules the first."""
    once: dict[tuple[str, str], Found] = {}
    for one in found:
        once.setdefault((one.predicate.coder, one.event.event_id), one)
    return list(once.values())


def _counting(
    given: Sequence[Found], settings: Settings, collapse: Literal["document", "none"]
) -> set[tuple[str, str]]:
    """(coder, id) of the events that add to their ties: of the modalities asked for, what no coder named before gave too,
    and no repetition."""
    from qda.network.build import collapsed, joined

    wanted = (*settings.network.modalities, None)
    coders = dict.fromkeys(settings.network.linkage)
    said = [[o.event for o in given if o.predicate.coder == coder and o.event.polarity in wanted] for coder in coders]
    by = {event.event_id: coder for coder, new in zip(coders, joined(said), strict=True) for event in new}
    own = [o.event for o in given if by.get(o.event.event_id) == o.predicate.coder]
    return {(by[event.event_id], event.event_id) for event in collapsed(own, collapse)[0]}


def _event_rows(
    given: Sequence[Found], counts: Collection[tuple[str, str]], settings: Settings
) -> Iterator[tuple[Value, ...]]:
    """Every event of every coder with whether it counts. The id of an event that a coder named before gave too is made
    of the event and the coder."""
    wanted = (*settings.network.modalities, None)
    order = {coder: i for i, coder in enumerate(settings.network.linkage)}
    first: dict[str, int] = {}
    for said in given:
        rank = order[said.predicate.coder]
        first[said.event.event_id] = min(first.get(said.event.event_id, rank), rank)
    for number, said in enumerate(given):
        e, coder = said.event, said.predicate.coder
        added = (coder, e.event_id) in counts
        spans = [e.span, *(e.span if one is None else one for one in (e.source_span, e.predicate, e.target_span))]
        yield (
            e.event_id if first[e.event_id] == order[coder] else _id_of_coder(e, coder),
            number,
            e.case_id,
            e.source_id,
            e.target_id,
            e.relation,
            int(e.directed),
            e.polarity,
            e.grounds,
            e.document_id,
            e.segment_id,
            *(place for span in spans for place in (span.start, span.end)),
            coder,
            said.predicate.rule_id,
            said.predicate.confidence,
            "yes" if added else "modality" if e.polarity not in wanted else "repetition",
        )


def _id_of_coder(event: LinkageEvent, coder: str) -> str:
    return "e" + sha256(repr((event.event_id, coder)).encode("utf-8")).hexdigest()[:12]
