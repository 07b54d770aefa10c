"""What a text shows before anything is counted: mentions in a unit, and single linkage events.

An event is the smallest fact behind a network: one unit, one pair, one relation, one stretch of text. Every network
is a grouping of events, so that each tie can be followed back to the sentences behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from qda.model import ActorId, CaseId, DocumentId, Polarity, SegmentId, Span

CO_MENTION = "co-mention"
"""The relation of a tie that says no more than: named in the same unit."""


@dataclass(frozen=True, slots=True)
class UnitMentions:
    """The actors named in one unit of a document.

    segment_id: the segment, or the sentence or turn that the caller chose as window; unique within the document.
    unit_span: of the unit, in the document. actors: (actor, span in the document), one entry a mention, in any order;
    an actor may be named several times.
    """

    document_id: DocumentId
    segment_id: SegmentId
    case_id: CaseId
    unit_span: Span
    actors: tuple[tuple[ActorId, Span], ...]


Grounds = Literal["named", "speaker", "parties", "ellipsis"]
"""How both sides of an event are known, from the surest to the least sure. named: both are named in the sentence.
speaker: one is 我 or 我们 in the mouth of a known actor, or the one who asks, thanks or tells of an act without a subject
(its span is empty). parties: one is 双方, 三方 or 各方, for actors named before in the turn. ellipsis: one is the subject of
the sentence before, left out here."""


@dataclass(frozen=True, slots=True)
class LinkageEvent:
    """One actor linked to another at one place.

    relation: "co-mention" or a linkage code's id. span: in the document, from the first to the last word that makes the
    event. directed: False where neither side is the source; then source_id < target_id. polarity: how the link is said
    to be (done, planned, demanded, denied), None where not judged. grounds: see `Grounds`. source_span, predicate,
    target_span: the words for each, in the document; None for co-mention; empty where a side is left out.
    """

    source_id: ActorId
    target_id: ActorId
    relation: str
    document_id: DocumentId
    segment_id: SegmentId
    case_id: CaseId
    span: Span
    directed: bool
    polarity: Polarity | None = None
    grounds: Grounds = "named"
    source_span: Span | None = None
    predicate: Span | None = None
    target_span: Span | None = None

    @property
    def event_id(self) -> str:
        """An id made from everything that makes the event, the same on every machine."""
        said = [
            self.case_id,
            self.document_id,
            self.segment_id,
            self.relation,
            self.source_id,
            self.target_id,
            self.directed,
        ]
        spans = [self.span, self.source_span, self.predicate, self.target_span]
        places = [None if span is None else (span.start, span.end) for span in spans]
        return "e" + sha256(repr((said, places)).encode("utf-8")).hexdigest()[:12]
