"""Carrying people's codings over to a new version of a text.

A changed file is a new document with new segments. A coding of an old segment belongs to the new one that has the same
words at the same place in the order of the text: the two sequences of segments are aligned (longest common blocks, as
a line-by-line comparison of two files does), and only equal words are matched. What has no equal is listed, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from qda.store import versions
from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class Carried:
    """moved: old segment id to the current one with the same words. lost: old segment id to its words, for segments
    whose words are no longer there."""

    moved: dict[str, str]
    lost: dict[str, str]


def carry(study: Study, wanted: Iterable[str]) -> Carried:
    """Where the codings of segments that are not current belong now. wanted: segment ids, current or not; ids that the
    study has never seen are in neither mapping."""
    old = versions.superseded_segments(study, sorted(set(wanted)))
    moved: dict[str, str] = {}
    lost: dict[str, str] = {}
    by_document: dict[str, list[versions.OldSegment]] = {}
    for one in old:
        by_document.setdefault(one.document_id, []).append(one)
    for document_id, ours in sorted(by_document.items()):
        before = versions.all_segments_of(study, document_id)
        after = versions.current_segments_at(study, ours[0].source_path)
        same = _aligned([text for _, text in before], [text for _, text in after])
        place = {segment_id: i for i, (segment_id, _) in enumerate(before)}
        for one in ours:
            j = same.get(place[one.segment_id])
            if j is None:
                lost[one.segment_id] = one.text
            else:
                moved[one.segment_id] = after[j][0]
    return Carried(moved, lost)


def _aligned(before: list[str], after: list[str]) -> dict[int, int]:
    """Index in `before` to index in `after` of equal texts in aligned blocks; then, for texts that stand exactly once
    on either side, wherever they moved to."""
    made: dict[int, int] = {}
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            made[block.a + k] = block.b + k
    taken = set(made.values())
    for i, text in enumerate(before):
        if i not in made and before.count(text) == 1 and after.count(text) == 1:
            j = after.index(text)
            if j not in taken:
                made[i] = j
    return made
