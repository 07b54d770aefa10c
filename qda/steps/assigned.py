"""Where texts hand out work: resolutions, tasks, and lists of what is still to be done.

There a duty stands in the words of a report (街道负责对接企业), so that `qda.network.modality` has to be told. The signs:
the reading of the minutes (`qda table proceedings`) found a resolution there, or a task with somebody in charge or a time
limit; running text under a heading such as 会议决定 or 下一步工作; a point of a list behind a line such as 工作安排：, in the
same turn, or in running text one that gives several a duty together (1. 修灯由街道和物业共同负责).

Doubts: as good as the reading of the minutes, which nobody has checked by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from qda.model import DocumentId, Span
from qda.store import rows
from qda.store.rows import SegmentPlace
from qda.store.study import Study


class Assigned:
    """The stretches of a study's minutes that hand out work."""

    def __init__(self, study: Study, texts: dict[DocumentId, str]) -> None:
        from qda.network.modality import assigns

        self._texts = texts
        self._said: dict[DocumentId, list[Span]] = {}
        self._below: dict[DocumentId, list[Span]] = {}
        for document_id, one in rows.proceedings(study):
            title = one.parts.get("title")
            if one.kind == "resolution" or (one.kind == "task" and {"who", "due"} & set(one.parts)):
                self._said.setdefault(document_id, []).append(one.span)
            elif one.kind == "agenda" and title and assigns(title.of(texts[document_id])):
                self._below.setdefault(document_id, []).append(one.span)

    def holds(self, place: SegmentPlace, sentence: Span) -> bool:
        """Whether a sentence of a segment stands in such a stretch, as far as it is known from the minutes."""
        from qda.network.modality import hands_out

        said = any(s.start < sentence.end and sentence.start < s.end for s in self._said.get(place.document_id, ()))
        below = place.role == "narration" and any(s.holds(sentence) for s in self._below.get(place.document_id, ()))
        together = place.role == "narration" and hands_out(sentence.of(self._texts[place.document_id]))
        return said or below or together


_COLONS = frozenset("：:")
_LINE = 60
"""Characters before a turn that are looked at for a line that announces it."""


@dataclass(slots=True)
class Listing:
    """Whether a turn is at a list of things to be done. announced: the sentence before announced it."""

    announced: bool = False
    inside: bool = False

    @classmethod
    def behind(cls, text: str, place: SegmentPlace) -> Listing:
        """What the line before running text, which may be a heading, says of it. place: its first segment."""
        if place.role != "narration":
            return cls()
        from qda.network.modality import announces

        line = text[max(place.span.start - _LINE, 0) : place.span.start].rstrip().rpartition("\n")[2]
        return cls(announced=line[-1:] in _COLONS and announces(line))

    def goes_on(self, sentence: str) -> bool:
        """Whether the sentence belongs to the list; the next ones are judged accordingly."""
        colon = sentence.rstrip()[-1:] in _COLONS
        if not (colon or self.announced or self.inside):
            return False
        from qda.network.modality import announces, continues

        belongs = self.announced or (self.inside and continues(sentence))
        self.announced = colon and announces(sentence)
        self.inside = self.announced or belongs
        return belongs
