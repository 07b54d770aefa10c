"""Turns of a table of residents' requests: one turn a record, said by the person who made the request.

The reader writes each record as a block of lines: one with its particulars, the request itself (marked as a record),
and what was done about it. The particulars are apparatus, the request is the turn, the handling is narration.
"""

from __future__ import annotations

import bisect

from qda.model import Draft, Span
from qda.text.turns import TurnBuilder, TurnDraft, stripped


def request_turns(draft: Draft) -> tuple[TurnDraft, ...]:
    """The turns of a draft with marks of kind record; a record without a name becomes narration."""
    records = sorted((mark for mark in draft.marks if mark.kind == "record"), key=lambda mark: mark.span.start)
    apart = sorted((mark.span for mark in draft.marks if mark.kind in ("table-row", "heading")), key=lambda s: s.start)
    turns: list[TurnDraft] = []
    place = 0
    for mark in records:
        turns += _between(draft, place, mark.span.start, apart)
        builder = TurnBuilder(draft.text)
        if mark.label:
            builder.speak(mark.label, mark.span.start, mark.span.end)
        else:
            builder.narrate(mark.span.start, mark.span.end)
        turns += builder.finish()
        place = mark.span.end
    turns += _between(draft, place, len(draft.text), apart)
    return tuple(turns)


def _between(draft: Draft, start: int, end: int, apart: list[Span]) -> list[TurnDraft]:
    """What stands between two records: marked rows and headings are apparatus, the rest is narration."""
    builder = TurnBuilder(draft.text)
    place = start
    while place < end:
        stop = draft.text.find("\n", place, end)
        stop = end if stop < 0 else stop
        line = stripped(draft.text, place, stop)
        if len(line):
            if _held(apart, line):
                builder.set_apart(line.start, line.end)
            else:
                builder.narrate(line.start, line.end)
        place = stop + 1
    return list(builder.finish())


def _held(spans: list[Span], line: Span) -> bool:
    """Whether one of the spans, sorted by start, holds the line."""
    place = bisect.bisect_right(spans, line.start, key=lambda span: span.start)
    return place > 0 and spans[place - 1].holds(line)
