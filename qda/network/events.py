"""What a text shows before anything is counted: mentions in a unit, and single linkage events.

An event is the smallest fact behind a network: one unit, one pair, one relation, one stretch of text. Every network
is a grouping of events, so that each tie can be followed back to the sentences behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class LinkageEvent:
    """One actor linked to another at one place.

    relation: "co-mention" or a linkage code's id. span: in the document, from the first to the last word that makes the
    event. directed: False where neither side is the source; then source_id < target_id. polarity: None where not
    judged.
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
