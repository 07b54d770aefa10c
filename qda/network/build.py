"""From events to ties: what counts once, what is kept as evidence.

The weight of a tie is the number of events kept behind it, and `Tie.evidence` holds exactly those, so that the sum of
the evidence's weights *is* the weight. What was dropped as a repetition is not lost: `collapsed` returns both lists.

Repetitions: with collapse="document" (the default) a document adds at most one to a tie, however often the same pair
stands in it; one long meeting then cannot make a network by itself. "segment" counts a pair once per unit, "none"
counts every event.

Source: Leifeld (2017), Discourse Network Analysis, on duplicate statements; the per-document default is our own choice.
Doubt: being named in the same unit is not acting together; call such a network a co-mention network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Literal

from qda.errors import UsageError
from qda.model import ActorId, CaseId, DocumentId, Polarity, SegmentId, Span, Tie, TieEvidence
from qda.network.events import CO_MENTION, LinkageEvent, UnitMentions

__all__ = ["LinkageEvent", "UnitMentions", "co_mention_events", "co_mentions", "collapsed", "joined", "typed_ties"]

Collapse = Literal["document", "segment", "none"]


def co_mentions(
    mentions_by_unit: Sequence[UnitMentions], *, collapse: Collapse = "document", relation: str = CO_MENTION
) -> tuple[Tie, ...]:
    """Undirected ties between actors named in the same unit.

    A pair counts once per unit, however often either is named. The evidence of an event is the smallest stretch that
    covers one mention of each. Ties are made per case and sorted by case, relation, source, target; the order of the
    input does not matter. Units with fewer than two different actors add nothing.
    Raises UsageError (mention-outside-unit) if a mention does not lie inside its unit.
    """
    return typed_ties(co_mention_events(mentions_by_unit, relation=relation), collapse=collapse)


def typed_ties(
    events: Iterable[LinkageEvent],
    *,
    collapse: Collapse = "document",
    polarities: Collection[Polarity | None] | None = None,
) -> tuple[Tie, ...]:
    """Events grouped into ties by case, relation, source, target and direction.

    An undirected pair is stored once, whichever way round it was given. polarities: only events of these polarities
    count (None in the collection stands for events that nobody judged); None, the default, takes all. So that what was
    only planned or denied can be kept out of a network of what was done.
    Raises UsageError (self-tie) if an event links an actor to itself.
    """
    chosen = (e for e in events if polarities is None or e.polarity in polarities)
    kept, _ = collapsed(chosen, collapse)
    grouped: dict[tuple[CaseId, str, ActorId, ActorId, bool], list[TieEvidence]] = {}
    for event in kept:
        key = (event.case_id, event.relation, event.source_id, event.target_id, event.directed)
        grouped.setdefault(key, []).append(TieEvidence(event.document_id, event.segment_id, event.span))
    return tuple(
        Tie(source, target, relation, directed, float(len(evidence)), case, tuple(evidence))
        for (case, relation, source, target, directed), evidence in sorted(grouped.items(), key=lambda item: item[0])
    )


def co_mention_events(units: Sequence[UnitMentions], *, relation: str = CO_MENTION) -> list[LinkageEvent]:
    """Every pair of every unit, one event each, before anything is collapsed. Entries of the same unit are joined."""
    mentions: dict[tuple[CaseId, DocumentId, SegmentId], dict[ActorId, set[Span]]] = {}
    for unit in units:
        named = mentions.setdefault((unit.case_id, unit.document_id, unit.segment_id), {})
        for actor_id, span in unit.actors:
            if not unit.unit_span.holds(span):
                raise UsageError(
                    f"mention of {actor_id} at {span.start}:{span.end} lies outside its unit {unit.segment_id} "
                    f"({unit.unit_span.start}:{unit.unit_span.end})",
                    "give both spans in code points of the document",
                    slug="mention-outside-unit",
                )
            named.setdefault(actor_id, set()).add(span)
    events = []
    for (case_id, document_id, segment_id), named in sorted(mentions.items()):
        for a, b in combinations(sorted(named), 2):
            span = _smallest_cover(named[a], named[b])
            events.append(LinkageEvent(a, b, relation, document_id, segment_id, case_id, span, directed=False))
    return events


def collapsed(
    events: Iterable[LinkageEvent], collapse: Collapse = "document"
) -> tuple[list[LinkageEvent], list[LinkageEvent]]:
    """The events that count and those that repeat an earlier one, both in the order of the text.

    Of the events with the same case, relation, pair and direction in one document (or one segment), the first in the
    text is kept. Identical events count once, whatever `collapse` is. Undirected events come back with source_id <
    target_id.
    """
    kept: list[LinkageEvent] = []
    dropped: list[LinkageEvent] = []
    seen: set[object] = set()
    for event in sorted(map(_canonical, events), key=_place):
        key: list[object] = [event.case_id, event.relation, event.source_id, event.target_id, event.directed]
        key.append(event.document_id)
        if collapse != "document":
            key.append(event.segment_id)
        if collapse == "none":
            key += [event.span, event.polarity]
        signature = tuple(key)
        (dropped if signature in seen else kept).append(event)
        seen.add(signature)
    return kept, dropped


def joined(by_coder: Sequence[Sequence[LinkageEvent]]) -> list[list[LinkageEvent]]:
    """For each coder in turn, the events that no coder before gave, in their order.

    Within a segment, events with the same relation, pair and direction are matched one by one between coders, those whose
    words for the relation meet first: of what several coders say, the most that one of them says is left. So a tie is not
    doubled because two coders found it. Events of one coder are never matched with each other.
    Source: our own choice; the same matching as `qda.reliability.events.event_counts`.
    """
    known: dict[object, list[LinkageEvent]] = {}
    made: list[list[LinkageEvent]] = []
    for events in by_coder:
        said: dict[object, list[LinkageEvent]] = {}
        for event in map(_canonical, events):
            key = (
                event.document_id,
                event.segment_id,
                event.relation,
                event.source_id,
                event.target_id,
                event.directed,
            )
            said.setdefault(key, []).append(event)
        new: set[LinkageEvent] = set()
        for claim, theirs in said.items():
            more = _beyond(known.get(claim, []), theirs)
            known.setdefault(claim, []).extend(more)
            new.update(more)
        made.append([event for event in map(_canonical, events) if event in new])
    return made


def _beyond(earlier: Sequence[LinkageEvent], theirs: Sequence[LinkageEvent]) -> list[LinkageEvent]:
    """The events that find no partner among the earlier ones: partners are equal, meet, or are simply left."""
    free = list(earlier)
    for fits in (_equal, _meet, _any):
        left = []
        for event in theirs:
            partner = next((other for other in free if fits(event, other)), None)
            if partner is None:
                left.append(event)
            else:
                free.remove(partner)
        theirs = left
    return list(theirs)


def _equal(a: LinkageEvent, b: LinkageEvent) -> bool:
    return a.event_id == b.event_id


def _meet(a: LinkageEvent, b: LinkageEvent) -> bool:
    one, other = a.predicate or a.span, b.predicate or b.span
    return one.start < other.end and other.start < one.end


def _any(a: LinkageEvent, b: LinkageEvent) -> bool:
    return True


def _canonical(event: LinkageEvent) -> LinkageEvent:
    """The event with an undirected pair in the order of the ids."""
    if event.source_id == event.target_id:
        raise UsageError(
            f"{event.source_id} is linked to itself by {event.relation} in {event.segment_id}",
            "a tie needs two different actors",
            slug="self-tie",
        )
    if event.directed or event.source_id < event.target_id:
        return event
    return replace(
        event,
        source_id=event.target_id,
        target_id=event.source_id,
        source_span=event.target_span,
        target_span=event.source_span,
    )


def _place(event: LinkageEvent) -> tuple[object, ...]:
    """Sort key: the order of the text; then everything else, so that the input order never shows."""
    return (
        event.case_id,
        event.document_id,
        event.span,
        event.segment_id,
        event.relation,
        event.source_id,
        event.target_id,
        event.directed,
        event.polarity or "",
    )


def _smallest_cover(first: set[Span], second: set[Span]) -> Span:
    """The shortest stretch that covers one span of each set; of equally short ones, the first in the text."""
    covers = [*_covers_from(sorted(first), sorted(second)), *_covers_from(sorted(second), sorted(first))]
    return min(covers, key=lambda span: (len(span), span.start))


def _covers_from(starting: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """For each span the shortest cover that it begins, with one of the others that starts no earlier: a long unit may
    name its actors hundreds of times."""
    least = len(others)
    end = -1
    for span in reversed(starting):
        while least and others[least - 1].start >= span.start:
            least -= 1
            end = others[least].end if end < 0 else min(end, others[least].end)
        if end >= 0:
            yield Span(span.start, max(span.end, end))
