"""Linkage in the store: the words that coders take for a relation, and the events made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from qda.model import Polarity, Span
from qda.store.study import Study, Value

EVENT_COLUMNS = (
    "run_id",
    "id",
    "ord",
    "case_id",
    "source_id",
    "target_id",
    "relation",
    "directed",
    "polarity",
    "grounds",
    "document_id",
    "segment_id",
    "start",
    "end",
    "source_start",
    "source_end",
    "predicate_start",
    "predicate_end",
    "target_start",
    "target_end",
    "coder",
    "rule_id",
    "confidence",
    "counted",
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """Words that a coder takes for a relation. rule_id: "" where no rule decided. confidence: the coder's score, None
    where it gives none. polarity: None where not judged."""

    segment_id: str
    relation: str
    span: Span
    coder: str
    rule_id: str
    confidence: float | None
    polarity: Polarity | None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A linkage event of the current network run. counted: "yes" if it adds to its tie, "repetition" if another of the
    same tie, or of another coder, does in its place, "modality" if its polarity is not asked for. The other fields are those of
    `qda.network.events.LinkageEvent` and `Predicate`."""

    id: str
    case_id: str
    source_id: str
    target_id: str
    relation: str
    directed: bool
    polarity: Polarity | None
    grounds: str
    document_id: str
    segment_id: str
    span: Span
    source: Span
    predicate: Span
    target: Span
    coder: str
    rule_id: str
    confidence: float | None
    counted: str


def linkage_predicates(study: Study, coders: Sequence[str]) -> Iterator[Predicate]:
    """What the named coders coded with a code of the facet linkage, by coder, segment and place: the evidence where there
    is some, else the coded words. A coding of a whole segment names no predicate and is left out."""
    for coder in coders:
        for r in study.rows(
            'SELECT c.segment_id, c.code_id, coalesce(e.start, c.start), coalesce(e."end", c."end"), coalesce(e.rule_id, \'\'), '
            'c.score, c.polarity, s.start, s."end" '
            "FROM current_codings AS c JOIN coders AS o ON o.id = c.coder_id JOIN segments AS s ON s.id = c.segment_id "
            "JOIN codes AS k ON k.codebook_id = c.codebook_id AND k.id = c.code_id AND k.facet = 'linkage' "
            "LEFT JOIN evidence AS e ON e.coding_id = c.id WHERE o.name = ? "
            "ORDER BY c.segment_id, 3, 4, c.code_id, 5",
            (coder,),
        ):
            span = Span(cast("int", r[2]), cast("int", r[3]))
            if not r[4] and (span.start, span.end) == (r[7], r[8]):
                continue
            score = None if r[5] is None else float(cast("float", r[5]))
            yield Predicate(str(r[0]), str(r[1]), span, coder, str(r[4]), score, cast("Polarity | None", r[6]))


def without_words(study: Study, coder: str) -> set[str]:
    """The segments to which a coder gave a linkage code as a whole: no event can be made of that."""
    found = study.rows(
        "SELECT c.segment_id FROM current_codings AS c JOIN coders AS o ON o.id = c.coder_id "
        "JOIN segments AS s ON s.id = c.segment_id "
        "JOIN codes AS k ON k.codebook_id = c.codebook_id AND k.id = c.code_id AND k.facet = 'linkage' "
        "LEFT JOIN evidence AS e ON e.coding_id = c.id "
        'WHERE o.name = ? AND e.start IS NULL AND c.start = s.start AND c."end" = s."end"',
        (coder,),
    )
    return {str(a) for (a,) in found}


def linkage_events(study: Study) -> list[StoredEvent]:
    """The events of the current network run, by community and place in the text."""
    return [
        StoredEvent(
            str(r[0]),
            str(r[1]),
            str(r[2]),
            str(r[3]),
            str(r[4]),
            bool(r[5]),
            cast("Polarity | None", r[6]),
            str(r[7]),
            str(r[8]),
            str(r[9]),
            _span(r[10], r[11]),
            _span(r[12], r[13]),
            _span(r[14], r[15]),
            _span(r[16], r[17]),
            str(r[18]),
            str(r[19]),
            None if r[20] is None else float(cast("float", r[20])),
            str(r[21]),
        )
        for r in study.rows(
            "SELECT e.id, e.case_id, e.source_id, e.target_id, e.relation, e.directed, e.polarity, e.grounds, "
            'e.document_id, e.segment_id, e.start, e."end", e.source_start, e.source_end, e.predicate_start, '
            "e.predicate_end, e.target_start, e.target_end, e.coder, e.rule_id, e.confidence, e.counted "
            "FROM linkage_events AS e JOIN current_runs AS r ON r.id = e.run_id JOIN cases AS k ON k.id = e.case_id "
            "ORDER BY k.name, e.ord"
        )
    ]


def _span(start: Value, end: Value) -> Span:
    return Span(cast("int", start), cast("int", end))
