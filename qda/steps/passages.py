"""The texts of a study, read once, for quoting from them: what tables and figures that cite sentences share."""

from __future__ import annotations

from qda.model import Document, Span
from qda.steps.coded import excerpt, source_line
from qda.store import rows
from qda.store.study import Study


class Passages:
    """Where segments stand and what they say. cases: names by id; documents: by id; places: by segment."""

    def __init__(self, study: Study) -> None:
        self.cases = {case.id: case.name for case in rows.cases(study)}
        self.documents = {document.id: document for document in rows.documents(study)}
        self.places = rows.places(study)

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
