"""Read the stored texts for linkage: what one actor does to another in a sentence.

Segments are read turn by turn and cut into sentences, whatever [network] unit says. Where a coder's linkage coding
names the words of a relation, the actors around them are joined by the order of Chinese words; the speaker and the
sentences before in the same turn say who is meant where nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from qda.model import ActorId, Codebook, Span
from qda.steps.assigned import Assigned, Listing
from qda.steps.coded import used_codebook
from qda.steps.progress import Progress, watched
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.events import Predicate, linkage_predicates
from qda.store.rows import SegmentPlace
from qda.store.study import Study
from qda.text.fold import fold

if TYPE_CHECKING:
    from qda.network.events import LinkageEvent

_BREAK = re.compile(r"[，,。；;！!？?]")
_AROUND = 24  # characters beside a rule's evidence that its regular expressions may look at

Named = list[tuple[ActorId, Span]]


@dataclass(frozen=True, slots=True)
class Found:
    """An event with the coding that it rests on."""

    event: LinkageEvent
    predicate: Predicate


@dataclass(slots=True)
class _Turn:
    """What a turn has said so far. before: actors named, in order. topic: the subject of the sentence before. listing:
    whether it is at a list of things to be done."""

    speaker: ActorId | None
    before: list[ActorId] = field(default_factory=list)
    topic: ActorId | None = None
    listing: Listing = field(default_factory=Listing)


def read_linkage(study: Study, settings: Settings, progress: Progress) -> Iterator[Found]:
    """Every typed event, in the order of the texts."""
    from qda.text.segment import sentences

    named: dict[str, Named] = {}
    for segment_id, actor, span, _ in rows.mentions(study):
        named.setdefault(segment_id, []).append((actor, span))
    predicates: dict[str, list[Predicate]] = {}
    for one in linkage_predicates(study, settings.network.linkage):
        predicates.setdefault(one.segment_id, []).append(one)
    words: dict[str, tuple[str, ...]] = {}
    for coder in settings.network.linkage:
        if rows.stored_codebook(study, coder):
            words |= rule_words(used_codebook(study, coder))
    left_out = {"apparatus"} if settings.code.interviewer else {"apparatus", "interviewer"}
    texts = {d.id: d.text for d in rows.documents(study)}
    assigned = Assigned(study, texts)
    places = sorted(rows.places(study).values(), key=lambda p: (p.document_id, p.order))
    watch = watched(places, "building networks", len(places), progress)
    for _, segments in groupby(watch, key=lambda p: (p.document_id, p.turn_order)):
        turn: _Turn | None = None
        for place in segments:
            if place.role in left_out:
                continue
            text = texts[place.document_id]
            turn = turn or _Turn(place.actor_id, listing=Listing.behind(text, place))
            for stretch in sentences(text, place.span):
                inside = [one for one in named.get(place.segment_id, []) if stretch.holds(one[1])]
                here = [one for one in predicates.get(place.segment_id, ()) if stretch.holds(one.span)]
                yield from _linked(text, stretch, inside, here, words, place, turn, assigned)


def _linked(
    text: str,
    stretch: Span,
    inside: Named,
    here: Sequence[Predicate],
    words: Mapping[str, Sequence[str]],
    place: SegmentPlace,
    turn: _Turn,
    assigned: Assigned,
) -> list[Found]:
    """The events of one stretch; `turn` learns from it."""
    from qda.codebook.polarity import polarity_of
    from qda.network.direction import linkage_events
    from qda.network.modality import modality
    from qda.network.unsaid import meant, topic_of

    sentence = stretch.of(text)
    found: list[Found] = []
    listed = turn.listing.goes_on(sentence)
    if here:
        to_do = listed or assigned.holds(place, stretch)
        said = meant(sentence, stretch.start, inside, speaker=turn.speaker, before=turn.before)
        taken = [*inside, *((actor, span) for actor, span, _ in said)]
        sides = {actor for actor, _ in taken} | ({turn.topic, turn.speaker} - {None} if taken else set())
        here = here if len(sides) > 1 else ()
        distinct = _distinct(text, here, taken, words)
        for one, bare in distinct:
            # How the coding is said to be is the segment's; an event's is that of its own words in its own sentence.
            said_to_be = polarity_of(text, bare, stretch) if one.rule_id else one.polarity
            events = linkage_events(
                sentence,
                stretch.start,
                inside,
                [(one.relation, bare)],
                document_id=place.document_id,
                segment_id=place.segment_id,
                case_id=place.case_id,
                polarities={bare: said_to_be} if said_to_be else None,
                meant=said,
                topic=turn.topic,
                speaker=turn.speaker,
                verbs=[span for _, span in distinct],
            )
            if one.rule_id:
                events = [replace(e, polarity=modality(e, sentence, stretch.start, to_do)) for e in events]
            found += [
                Found(event, one) for event in events if not any(_same(event, one.coder, other) for other in found)
            ]
    turn.topic = topic_of(sentence, stretch.start, inside, speaker=turn.speaker)
    turn.before += [actor for actor, _ in sorted(inside, key=lambda one: one[1])]
    return found


def _same(event: LinkageEvent, coder: str, other: Found) -> bool:
    """Whether two predicates of a sentence say the same of the same two mentions (出面与医院协商), for one coder."""
    at = other.event
    return (coder, event.relation, event.source_id, event.target_id, event.source_span, event.target_span) == (
        other.predicate.coder,
        at.relation,
        at.source_id,
        at.target_id,
        at.source_span,
        at.target_span,
    )


def _distinct(
    text: str, here: Sequence[Predicate], taken: Named, words: Mapping[str, Sequence[str]]
) -> list[tuple[Predicate, Span]]:
    """Each predicate once, with its bare words: of several rules of a coder that meet the same relation in overlapping
    words (去找 and 找), the longest words count."""
    bare = [(one, predicate_in(text, one.span, taken, words.get(one.rule_id, ()))) for one in here]
    said = [(one, span) for one, span in bare if span is not None]
    kept: list[tuple[Predicate, Span]] = []
    for one, span in sorted(said, key=lambda pair: -len(pair[1])):
        if not any(
            (one.relation, one.coder) == (other.relation, other.coder) and span.start < at.end and at.start < span.end
            for other, at in kept
        ):
            kept.append((one, span))
    return sorted(kept, key=lambda pair: pair[1])


def rule_words(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """The words of each linkage rule itself, folded, as regular expressions; not those of term lists, which name actors,
    and not what it excludes."""
    from qda.codebook import query

    def words(node: query.Node) -> Iterator[str]:
        if isinstance(node, query.Term):
            yield re.escape(fold(node.text))
        elif isinstance(node, query.Regex):
            yield node.pattern
        elif isinstance(node, query.Wild):
            yield from (re.escape(fold(part)) for part, _, _ in query.wild_parts(node.pattern))
        for child in (node.left,) if isinstance(node, query.Not) else query.children(node):
            yield from words(child)

    return {
        rule.id: tuple(sorted(set(words(query.parse(rule.find))) - {""}, key=lambda word: (-len(word), word)))
        for code in codebook.codes
        if code.facet == "linkage"
        for rule in code.rules
    }


def predicate_in(
    text: str, span: Span, taken: Sequence[tuple[ActorId, Span]], words: Sequence[str] = ()
) -> Span | None:
    """The words for the relation within a rule's evidence. None if it names nothing but actors.

    A rule such as (居委会 | 街道) THEN/6 牵头 has the actor in its evidence; direction is read from the actors found, not
    from the words of the rule. words: the rule's own, as regular expressions. The longest that stands there is taken, at
    its first place (要求 of 要求物业整改: what is asked for comes behind), without the actor in it (找 of 找物业), and unless
    it only says what the relation is about (情况 of 通报情况). Where none stands outside the actors, it is the longest
    stretch between them that is no more than a clause.
    """
    free: list[Span] = []
    start = span.start
    for named in sorted(other for _, other in taken):
        if named.end <= span.start or named.start >= span.end:
            continue
        if named.start > start:
            free.append(Span(start, named.start))
        start = max(start, named.end)
    if start < span.end:
        free.append(Span(start, span.end))
    from qda.network.grammar import thing

    around = Span(max(span.start - _AROUND, 0), min(span.end + _AROUND, len(text)))
    folded = fold(around.of(text))
    first, last = span.start - around.start, span.end - around.start
    met = (m.span() for word in words for m in re.compile(word).finditer(folded, first) if m.start() < last)
    for start, end in sorted(met, key=lambda at: (at[0] - at[1], at[0])):
        for one in free:
            begin, stop = max(around.start + start, one.start), min(around.start + end, one.end)
            if begin < stop and not thing(fold(text[begin:stop])):
                return Span(begin, stop)
    worded = [
        one
        for one in free
        if one.of(text).strip(" ，、：,:（）()") and not _BREAK.search(one.of(text).lstrip("，、：,:"))
    ]
    return max(worded, key=lambda one: (len(one), -one.start)) if worded else None
