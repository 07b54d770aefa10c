"""Segments of earlier versions of a text: what carrying codings over to a changed text needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class OldSegment:
    """A segment that is no longer current, with its words and where its document lay."""

    segment_id: str
    document_id: str
    source_path: str
    text: str


_SEGMENT_TEXT = 'substr(d.text, s.start + 1, s."end" - s.start)'


def superseded_segments(study: Study, ids: Sequence[str]) -> list[OldSegment]:
    """Those of the segments that are no longer current, by document and place."""
    current = {str(a) for (a,) in study.rows("SELECT id FROM current_segments")}
    found = []
    for one in ids:
        if one not in current:
            found += study.rows(
                f"SELECT s.id, s.document_id, d.source_path, {_SEGMENT_TEXT}, s.start FROM segments AS s "
                "JOIN documents AS d ON d.id = s.document_id WHERE s.id = ?",
                (one,),
            )
    found.sort(key=lambda r: (str(r[1]), cast("int", r[4])))
    return [OldSegment(str(a), str(b), str(c), str(d)) for a, b, c, d, _ in found]


def every_text(study: Study) -> dict[str, str]:
    """The words of all segments the study ever had, by id."""
    return {
        str(a): str(b)
        for a, b in study.rows(
            f"SELECT s.id, {_SEGMENT_TEXT} FROM segments AS s JOIN documents AS d ON d.id = s.document_id ORDER BY s.id"
        )
    }


def all_segments_of(study: Study, document_id: str) -> list[tuple[str, str]]:
    """(id, words) of every segment a document ever had, by place."""
    return [
        (str(a), str(b))
        for a, b in study.rows(
            f"SELECT s.id, {_SEGMENT_TEXT} FROM segments AS s JOIN documents AS d ON d.id = s.document_id "
            'WHERE s.document_id = ? ORDER BY s.start, s."end"',
            (document_id,),
        )
    ]


def current_segments_at(study: Study, source_path: str) -> list[tuple[str, str]]:
    """(id, words) of the current segments of the document that lies at a path, by place."""
    return [
        (str(a), str(b))
        for a, b in study.rows(
            f"SELECT s.id, {_SEGMENT_TEXT} FROM current_segments AS s JOIN documents AS d ON d.id = s.document_id "
            "WHERE d.source_path = ? ORDER BY s.start",
            (source_path,),
        )
    ]
