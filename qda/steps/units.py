"""The stretches in which actors named together are tied: a sentence, a segment, a turn, an agenda item, a document.

A turn or an agenda item is made of its coding segments, as rules see them (`TURN()`, `ITEM()`; see
`qda.steps.surroundings`): the words of interviewers and of headings are in none. Where a segment has no agenda item
(interviews, and minutes before their first heading) its turn stands in place of the item, so that every unit lies whole in
one of the next larger kind and a larger unit never loses a tie that a smaller one has.

Doubt: the larger the unit, the less it means that two actors are named in it, and the more ties there are; the table
`network-units` shows what hangs on the choice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Literal, get_args

from qda.model import ActorId, Span
from qda.steps.settings import Settings
from qda.steps.surroundings import agenda_items
from qda.store import rows
from qda.store.rows import SegmentPlace
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.network.events import UnitMentions

PART = "#"  # a sentence is known to the network room as its segment, this sign, and its number in the segment

Unit = Literal["sentence", "segment", "turn", "item", "document"]
UNITS: tuple[Unit, ...] = get_args(Unit)
"""From the smallest to the largest; the last is no setting, only something to compare with."""
UNIT_NAMES: dict[str, str] = {"sentence": "句", "segment": "段", "turn": "轮", "item": "议题", "document": "文档"}
ONE_UNIT: dict[str, str] = {"sentence": "一句", "segment": "一段", "turn": "一轮发言", "item": "一项议题"}

Named = list[tuple[ActorId, Span]]


class Units:
    """The units of a study, read once for several kinds of them."""

    def __init__(self, study: Study, settings: Settings) -> None:
        left_out = {"apparatus"} if settings.code.interviewer else {"apparatus", "interviewer"}
        self._speaker = settings.network.speaker
        self._chosen: str = settings.network.unit
        self._texts = {d.id: d.text for d in rows.documents(study)}
        self._places = sorted(
            (p for p in rows.places(study).values() if p.role not in left_out), key=lambda p: (p.document_id, p.order)
        )
        self._items = agenda_items(study, rows.segments(study))
        self._named: dict[str, list[tuple[ActorId, Span, str]]] = {}
        for segment_id, actor, span, surface in rows.mentions(study):
            self._named.setdefault(segment_id, []).append((actor, span, surface))

    def of(self, unit: str = "", surfaces: Collection[tuple[ActorId, str]] | None = None) -> Iterator[UnitMentions]:
        """Every unit, also those that name nobody, by document. unit: the study's own by default. surfaces: only names
        written so count, for these actors; None takes all."""
        from qda.network.events import UnitMentions

        unit = unit or self._chosen
        for document_id, segments in groupby(self._places, key=lambda p: p.document_id):
            stretches: dict[str, tuple[Span, Named]] = {}
            for place in segments:
                case_id = place.case_id
                for key, span, actors in self._parts(place, unit, surfaces):
                    if key in stretches:
                        before, known = stretches[key]
                        stretches[key] = (Span(min(before.start, span.start), max(before.end, span.end)), known)
                        known += actors
                    else:
                        stretches[key] = (span, actors)
            for key, (span, actors) in stretches.items():
                yield UnitMentions(document_id, key, case_id, span, tuple(actors))

    def _parts(
        self, place: SegmentPlace, unit: str, surfaces: Collection[tuple[ActorId, str]] | None
    ) -> Iterator[tuple[str, Span, Named]]:
        """What a segment gives to units: (key of the unit, stretch, who is present where)."""
        from qda.text.segment import sentences

        named = [
            (actor, span)
            for actor, span, surface in self._named.get(place.segment_id, ())
            if surfaces is None or (actor, surface) in surfaces
        ]
        cut = unit == "sentence" or (self._speaker and place.actor_id and named)
        stretches = sentences(self._texts[place.document_id], place.span) if cut else ()
        if unit == "sentence":
            for number, stretch in enumerate(stretches):
                inside = [one for one in named if stretch.holds(one[1])]
                yield f"{place.segment_id}{PART}{number}", stretch, inside + self._spoken(place, [stretch], inside)
        else:
            yield self._key(place, unit), place.span, named + self._spoken(place, stretches, named)

    def _spoken(self, place: SegmentPlace, stretches: Collection[Span], inside: Named) -> Named:
        """The speaker where somebody is named: it stands at the beginning of the sentence, since an empty place would be
        no evidence."""
        if not self._speaker or not place.actor_id:
            return []
        starts = (s.start for s in stretches if any(s.start <= span.start < s.end for _, span in inside))
        return [(place.actor_id, Span(start, start + 1)) for start in starts]

    def _key(self, place: SegmentPlace, unit: str) -> str:
        if unit == "document":
            return place.document_id
        if unit == "item" and place.segment_id in self._items:
            return self._items[place.segment_id]
        return place.segment_id if unit == "segment" else f"{place.document_id}{PART}{place.turn_order}"


class SegmentsAt:
    """Which segment holds a place of a document: for what belongs to a longer stretch than one segment."""

    def __init__(self, places: Iterable[SegmentPlace]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._segments: dict[str, list[str]] = {}
        for place in sorted(places, key=lambda p: (p.document_id, p.span)):
            self._starts.setdefault(place.document_id, []).append(place.span.start)
            self._segments.setdefault(place.document_id, []).append(place.segment_id)

    def at(self, document_id: str, place: int) -> str:
        """The last segment that begins there or before. Raises KeyError for a document without segments."""
        return self._segments[document_id][max(bisect_right(self._starts[document_id], place) - 1, 0)]


def unit_named(settings: Settings) -> str:
    """One unit of the study's co-mention networks, in words."""
    return ONE_UNIT[settings.network.unit]
