"""Turns that the file's format itself knows: subtitles with voices, transcripts of meeting tools, debates in XML.

A reader marks each of them: kind "turn" holds what was said and, as its label, the speaker ("" if nobody is named);
kind "label" holds what only says who speaks or when ("张三 00:01:23") and is part of no turn. What stands before the
first of these marks is read as a head, as in any other text; what stands between them is narration, but for headings,
rows of particulars and stage directions.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from qda.model import Draft, Mark, Span
from qda.text import sections
from qda.text.lines import Line
from qda.text.turns import TurnBuilder, TurnDraft, stripped

_APART = ("heading", "table-row", "apparatus")
_SHORT = 30


def is_marked(draft: Draft) -> bool:
    """Whether the format says which turns there are."""
    return any(mark.kind == "turn" for mark in draft.marks)


def before_turns(draft: Draft, lines: Sequence[Line]) -> list[Line]:
    """The lines before the first mark of a turn or label: those that may be a head."""
    first = min(mark.span.start for mark in draft.marks if mark.kind in ("turn", "label"))
    return [line for line in lines if line.end <= first]


def marked_turns(draft: Draft) -> tuple[TurnDraft, ...]:
    """The turns from the first mark on, in order; together with the labels they hold all that is not blank."""
    marks = sorted((mark for mark in draft.marks if mark.kind in ("turn", "label")), key=lambda mark: mark.span)
    apart = sorted((mark.span for mark in draft.marks if _is_apart(draft, mark)), key=lambda span: span.start)
    turns: list[TurnDraft] = []
    place = marks[0].span.start
    for mark in marks:
        # Marks that overlap are a reader's mistake; the first one counts.
        if mark.span.start < place:
            continue
        turns += _between(draft, place, mark.span.start, apart)
        place = mark.span.end
        span = stripped(draft.text, mark.span.start, mark.span.end)
        if mark.kind == "turn" and len(span):
            turns.append(TurnDraft(mark.label or None, "speaker" if mark.label else "narration", span))
    turns += _between(draft, place, len(draft.text), apart)
    return tuple(turns)


def front_set_apart(draft: Draft, turns: Sequence[TurnDraft]) -> tuple[TurnDraft, ...]:
    """The turns before the first mark, with the stretches that the reader marked as "apparatus" (keywords, lengths of
    recordings) taken out of the narration."""
    apart = sorted((mark.span for mark in draft.marks if mark.kind == "apparatus"), key=lambda span: span.start)
    if not apart:
        return tuple(turns)
    made: list[TurnDraft] = []
    for turn in turns:
        if turn.role == "narration":
            made += _between(draft, turn.span.start, turn.span.end, apart)
        else:
            made.append(turn)
    return tuple(made)


def _is_apart(draft: Draft, mark: Mark) -> bool:
    """Whether a mark holds no data; a long quote between two speeches is narration."""
    if mark.kind == "quote":
        words = mark.span.of(draft.text)
        return len(words) < _SHORT or sections.is_aside(words)
    return mark.kind in _APART


def _between(draft: Draft, start: int, end: int, apart: list[Span]) -> list[TurnDraft]:
    """What stands between two marks: marked lines are apparatus, the rest is narration."""
    builder = TurnBuilder(draft.text)
    place = start
    while place < end:
        stop = draft.text.find("\n", place, end)
        stop = end if stop < 0 else stop
        line = stripped(draft.text, place, stop)
        if len(line):
            held = bisect.bisect_right(apart, line.start, key=lambda span: span.start)
            if held and apart[held - 1].holds(line):
                builder.set_apart(line.start, line.end)
            else:
                builder.narrate(line.start, line.end)
        place = stop + 1
    return list(builder.finish())
