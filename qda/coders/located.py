"""Where the words of a coding stand: quotes and offsets of other tools' tables, placed exactly or reported, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from qda.model import Document, DocumentId, SegmentId, Span
from qda.text.fold import fold


@dataclass(frozen=True, slots=True)
class Place:
    """A segment and the part of it that was coded, in document offsets."""

    segment_id: SegmentId
    span: Span


class Locator:
    """Finds words in the study's documents. segments: id to document and span, of the current segments."""

    def __init__(self, documents: Sequence[Document], segments: Mapping[SegmentId, tuple[DocumentId, Span]]) -> None:
        self.documents = {document.id: document for document in documents}
        self._folded: dict[DocumentId, tuple[str, list[int]]] = {}
        self._names: dict[str, set[DocumentId]] = {}
        for d in documents:
            path = PurePosixPath(d.source_path)
            for name in (d.id, d.source_path, path.name, path.stem, d.title):
                self._names.setdefault(fold(name).strip(), set()).add(d.id)
        self._segments: dict[DocumentId, list[tuple[Span, SegmentId]]] = {}
        for segment_id, (document_id, span) in segments.items():
            self._segments.setdefault(document_id, []).append((span, segment_id))
        for ours in self._segments.values():
            ours.sort(key=lambda one: one[0].start)

    def document(self, name: str) -> DocumentId | str:
        """The document of an id, path, file name (with or without ending) or title; else, after "!", why there is none."""
        found = self._names.get(fold(name).strip(), set())
        if len(found) == 1:
            return next(iter(found))
        return f"!{len(found)} documents are called {name!r}" if found else f"!no document is called {name!r}"

    def words(self, quote: str, document_id: DocumentId | None) -> tuple[DocumentId, Span] | str:
        """Where a quote stands (blanks and line ends do not count), in one document or in all; else why nowhere."""
        needle = "".join(fold(quote).split())
        if not needle:
            return "the quote is empty"
        found: list[tuple[DocumentId, Span]] = []
        for one in [document_id] if document_id else sorted(self.documents):
            text, places = self._squeezed(one)
            at = text.find(needle)
            while at >= 0 and len(found) < 100:
                found.append((one, Span(places[at], places[at + len(needle) - 1] + 1)))
                at = text.find(needle, at + 1)
        if len(found) == 1:
            return found[0]
        shown = quote if len(quote) <= 30 else quote[:30] + "……"
        where = "in the document" if document_id else "in any document"
        return f"“{shown}” stands {f'at {len(found)} places' if found else 'nowhere'} {where}"

    def inside(self, document_id: DocumentId, span: Span) -> list[Place]:
        """The segments a stretch touches, with what it covers of each."""
        made = []
        for whole, segment_id in self._segments.get(document_id, []):
            start, end = max(whole.start, span.start), min(whole.end, span.end)
            if start < end:
                made.append(Place(segment_id, Span(start, end)))
        return made

    def segments_of(self, document_id: DocumentId) -> list[SegmentId]:
        """All segments of a document, in order."""
        return [segment_id for _, segment_id in self._segments.get(document_id, [])]

    def _squeezed(self, document_id: DocumentId) -> tuple[str, list[int]]:
        if document_id not in self._folded:
            text = fold(self.documents[document_id].text)
            places = [i for i, sign in enumerate(text) if not sign.isspace()]
            self._folded[document_id] = ("".join(text[i] for i in places), places)
        return self._folded[document_id]
