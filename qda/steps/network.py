"""Build the actor-linkage networks: who is named with whom, and who does what to whom.

Two layers are made for every community. *co-mention*: two actors named in the same sentence (or segment). *linkage*: a
directed relation that the linkage codes' predicates show between two actors of a sentence. Both are stored as events, so
that every tie can be followed back to its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from qda.model import Polarity, Span, Tie
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current, digest
from qda.steps.settings import Settings
from qda.steps.writing import begin
from qda.store import rows
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.network.events import LinkageEvent, UnitMentions

LINKAGE_CODER = "rules"
_PART = "#"  # a sentence is known to the network room as its segment, this sign, and its number in the segment


def plan_network(study: Study | None, settings: Settings) -> Plan:
    """What the networks depend on: mentions, the rule coder's linkage codings, and [network]."""
    parents = [study.current_run("actors"), study.current_run("code", LINKAGE_CODER)] if study else []
    return Plan(
        "network",
        {k: v for k, v in asdict(settings.network).items() if k != "minimum"},
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
    units: list[UnitMentions] = []
    events: list[LinkageEvent] = []
    for unit, linked in _units(study, settings, progress):
        units.append(unit)
        events.extend(linked)
    collapse: Literal["document", "none"] = "document" if settings.network.collapse == "document" else "none"
    ties = [*co_mentions(units, collapse=collapse), *typed_ties(events, collapse=collapse)]
    polarity = {(e.relation, e.source_id, e.target_id, e.document_id, e.segment_id, e.span): e.polarity for e in events}
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
            [(run.id, *row) for row in _tie_rows(ties, polarity)],
        )
        for row in _tie_rows(ties, polarity):
            run.digest(list(row))
        run_id = run.id
    typed = sum(1 for t in ties if t.directed or t.relation != "co-mention")
    return Outcome("network", True, run_id, f"{len(ties) - typed} co-mention ties, {typed} typed linkage ties")


def _without_actors(text: str, span: Span, inside: list[tuple[str, Span]]) -> Span | None:
    """The longest stretch of a rule's evidence that names no actor: its predicate. None if nothing is left.

    A rule such as (居委会 | 街道) THEN/6 牵头 has the actor in its evidence; direction is read from the actors found, not
    from the words of the rule.
    """
    free: list[Span] = []
    start = span.start
    for taken in sorted(other for _, other in inside):
        if taken.end <= span.start or taken.start >= span.end:
            continue
        if taken.start > start:
            free.append(Span(start, taken.start))
        start = max(start, taken.end)
    if start < span.end:
        free.append(Span(start, span.end))
    worded = [one for one in free if one.of(text).strip(" ，、：,:（）()")]
    return max(worded, key=lambda one: (len(one), -one.start)) if worded else None


def _tie_rows(
    ties: list[Tie], polarity: dict[tuple[str, str, str, str, str, Span], Polarity | None]
) -> Iterator[tuple[str | int | float | None, ...]]:
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
                e.segment_id.partition(_PART)[0],
                e.span.start,
                e.span.end,
                e.weight,
                polarity.get(key),
            )


def _units(study: Study, settings: Settings, progress: Progress) -> Iterator[tuple[UnitMentions, list[LinkageEvent]]]:
    """Every stretch in which actors named together are tied, with the typed events found in it."""
    from qda.network.direction import linkage_events
    from qda.network.events import UnitMentions
    from qda.text.segment import sentences

    named: dict[str, list[tuple[str, Span]]] = {}
    for segment_id, actor, span, _ in rows.mentions(study):
        named.setdefault(segment_id, []).append((actor, span))
    predicates: dict[str, list[tuple[str, Span, Polarity | None]]] = {}
    for coding in rows.codings(study, LINKAGE_CODER):
        if coding.code_id.startswith("linkage."):
            for e in coding.evidence:
                predicates.setdefault(coding.segment_id, []).append((coding.code_id, e.span, coding.polarity))
    left_out = {"apparatus"} if settings.code.interviewer else {"apparatus", "interviewer"}
    texts = {d.id: d.text for d in rows.documents(study)}
    places = sorted(rows.places(study).values(), key=lambda p: (p.document_id, p.order))
    for place in watched(places, "building networks", len(places), progress):
        if place.role in left_out:
            continue
        text = texts[place.document_id]
        mentioned = named.get(place.segment_id, [])
        stretches = (place.span,) if settings.network.unit == "segment" else sentences(text, place.span)
        for number, stretch in enumerate(stretches):
            inside = [(actor, span) for actor, span in mentioned if stretch.holds(span)]
            here = [
                (code, bare, pole)
                for code, span, pole in predicates.get(place.segment_id, ())
                if stretch.holds(span) and (bare := _without_actors(text, span, inside))
            ]
            linked = (
                linkage_events(
                    stretch.of(text),
                    stretch.start,
                    inside,
                    [(code, span) for code, span, _ in here],
                    document_id=place.document_id,
                    segment_id=place.segment_id,
                    case_id=place.case_id,
                    polarities={span: pole for _, span, pole in here if pole},
                )
                if here and len(inside) > 1
                else []
            )
            present = list(inside)
            if settings.network.speaker and place.actor_id and inside:
                # The speaker stands at the beginning of what is said: an empty place would be no evidence.
                present.append((place.actor_id, Span(stretch.start, stretch.start + 1)))
            unit = UnitMentions(
                place.document_id,
                f"{place.segment_id}{_PART}{number}",
                place.case_id,
                stretch,
                tuple(present),
            )
            yield unit, linked
