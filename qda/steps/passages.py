"""The texts of a study, read once, for quoting from them: what tables and figures that cite sentences share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from qda.model import Document, Span
from qda.steps.coded import excerpt, source_line
from qda.steps.units import SegmentsAt
from qda.store import rows
from qda.store.study import Study

BETWEEN = " …… "
"""Stands for what is left out between the two ends of evidence that goes over several segments."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence as it is shown. words: the evidence itself. text: with what stands around it. marks: the evidence in the
    text. source: where it stands, as a paper cites it. segments: the segments quoted, one, or the first and the last."""

    words: str
    text: str
    marks: tuple[Span, ...]
    source: str
    segments: tuple[str, ...]


class Passages:
    """Where segments stand and what they say. cases: names by id; documents: by id; places: by segment."""

    def __init__(self, study: Study) -> None:
        self.cases = {case.id: case.name for case in rows.cases(study)}
        self.documents = {document.id: document for document in rows.documents(study)}
        self.places = rows.places(study)
        self._study = study

    def document(self, segment_id: str) -> Document:
        """The document of a segment."""
        return self.documents[self.places[segment_id].document_id]

    def case(self, document_id: str) -> str:
        """The name of the community of a document."""
        return self.cases[self.documents[document_id].case_id]

    def words(self, segment_id: str, span: Span) -> str:
        """The words of a span of a segment's document."""
        return span.of(self.document(segment_id).text)

    def quote(self, segment_id: str, span: Span) -> tuple[str, int, int]:
        """The passage around a span: see `qda.steps.coded.excerpt`."""
        return excerpt(self.document(segment_id).text, self.places[segment_id].span, [span])

    def source(self, segment_id: str) -> str:
        """Where a segment stands, as a paper cites it."""
        place = self.places[segment_id]
        return source_line(self.documents[place.document_id], place, self.cases[place.case_id])

    def passage(self, segment_id: str, span: Span, actors: Sequence[str] = ()) -> Passage:
        """Evidence that begins in a segment. Where it ends in a later one, the two ends are quoted, each with its own
        segment around it: the mentions of the actors that begin and end it, or one character where a speaker does."""
        document_id = self.places[segment_id].document_id
        last = self._segments.at(document_id, span.end - 1)
        if last == segment_id or self.places[segment_id].span.holds(span):
            text, mark = self._part(segment_id, span)
            return Passage(
                self.words(segment_id, span).replace("\n", " "), text, (mark,), self.source(segment_id), (last,)
            )
        closing, opening = self._mentions
        head = max((closing.get((document_id, span.start, a), span.start + 1) for a in actors), default=span.start + 1)
        tail = min((opening.get((document_id, span.end, a), span.end - 1) for a in actors), default=span.end - 1)
        ends = (segment_id, Span(span.start, head)), (last, Span(tail, span.end))
        (first, mark), (second, other) = (self._part(segment, end) for segment, end in ends)
        there = self.places[last]
        return Passage(
            BETWEEN.join(self.words(segment, end).replace("\n", " ") for segment, end in ends),
            first + BETWEEN + second,
            (mark, other.shifted(len(first + BETWEEN))),
            "；".join((self.source(segment_id), "，".join(p for p in (there.speaker, f"第{there.order + 1}段") if p))),
            (segment_id, last),
        )

    def _part(self, segment_id: str, span: Span) -> tuple[str, Span]:
        """The words of a segment around a span, and the span in them."""
        text, start, lead = self.quote(segment_id, span)
        by = lead - start
        return text, Span(max(span.start + by, 0), min(max(span.end + by, 0), len(text)))

    @cached_property
    def _segments(self) -> SegmentsAt:
        return SegmentsAt(self.places.values())

    @cached_property
    def _mentions(self) -> tuple[dict[tuple[str, int, str], int], dict[tuple[str, int, str], int]]:
        """Where the mention of an actor ends that begins at a place of a document, and the other way round."""
        ends, begins = {}, {}
        for segment_id, actor, span, _ in rows.mentions(self._study):
            document_id = self.places[segment_id].document_id
            ends[document_id, span.start, actor] = span.end
            begins[document_id, span.end, actor] = span.start
        return ends, begins
