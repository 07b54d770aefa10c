"""Minutes as a sequence: agenda items, and the votes, resolutions and tasks that belong to each of them.

Everything is read from a text and its layout (`qda.text.layout`) and keeps its place in the text, so that a finding can
be traced through a meeting: raised under item two, voted on, resolved, given to somebody. The rules stand in
`qda.text.votes`, `qda.text.resolutions` and `qda.text.tasks`; this module cuts the text into agenda items.

Agenda items are the headings of the highest rank in the body: those with 议题一, else those numbered 一、, else (一) or
Markdown headings. A text without such headings has the topics that its head lists, without spans.

Doubts: a heading such as 三、表决 is an item like any other, because many minutes are ordered by phase and not by topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qda.model import Draft, Span
from qda.text import sections
from qda.text.dates import find_date
from qda.text.fold import simplify
from qda.text.labels import key_of
from qda.text.layout import Layout
from qda.text.lines import IN_FRONT, Line, read_lines
from qda.text.openings import numbering
from qda.text.proceedings import AgendaItem, MinutesRecord, Resolution, Task, Vote
from qda.text.resolutions import find_resolutions
from qda.text.tasks import find_tasks
from qda.text.votes import find_votes

__all__ = ["AgendaItem", "MinutesRecord", "Resolution", "Task", "Vote", "read_minutes"]

_TOPIC = re.compile(
    r"\s*(?P<number>(?:第[一二三四五六七八九十\d]{1,2}(?:项|个)?)?(?:议题|议程|议案|提案|案由)\s*[一二三四五六七八九十\d]{1,2}|第[一二三四五六七八九十]{1,2}[项个](?:议题|议程)?)"
    r"\s*[:：、.．\s]\s*(?=\S)"
)
_LISTED = re.compile(
    r"\s*(?:(?P<number>\d{1,2}(?=[.．、)）](?!\d))|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}(?=、))[.．、)）]*\s*)?"
)


def read_minutes(text: str, layout: Layout) -> MinutesRecord:
    """What the minutes report. text: of the document; layout: as `read_layout` gave it for the same text."""
    lines = read_lines(Draft(text, "plain"))
    body = _body_start(text, layout)
    agenda = _agenda(text, layout, lines, body)
    stretches = _told(text, layout, body)
    meeting = find_date(layout.head.get("时间", ""))
    rows = [line for line in lines if line.cells and line.start >= body]
    votes = find_votes(text, [Span(body, len(text))] if body < len(text) else [])
    headings = frozenset(item.span.start for item in agenda if item.span is not None)
    resolutions = find_resolutions(text, stretches, headings)
    tasks = find_tasks(text, stretches, rows, meeting)
    return MinutesRecord(
        agenda,
        tuple(replace(vote, item=_item(agenda, vote.span)) for vote in votes),
        tuple(replace(resolution, item=_item(agenda, resolution.span)) for resolution in resolutions),
        tuple(replace(task, item=_item(agenda, task.span)) for task in tasks),
    )


def _body_start(text: str, layout: Layout) -> int:
    """Where the body begins: behind the last head field before the first words of the body; "议题一：…" is a heading."""
    first = next((turn.span.start for turn in layout.turns if turn.role != "apparatus"), None)
    ends = [
        entry.value.end
        for entry in layout.fields
        if (first is None or entry.value.end <= first)
        and not _TOPIC.match(simplify(text[text.rfind("\n", 0, entry.value.start) + 1 : entry.value.end]).lstrip("# *"))
    ]
    return max(ends, default=0)


def _told(text: str, layout: Layout, body: int) -> list[Span]:
    """Stretches in which the minutes speak themselves: narration and headings, joined where only headings stand between
    them, never over a speech."""
    made: list[Span] = []
    open_until: int | None = None
    for turn in layout.turns:
        if turn.speaker is not None:
            open_until = None
            continue
        span = Span(min(max(turn.span.start, body), turn.span.end), turn.span.end)
        if not len(span):
            continue
        if open_until is not None:
            made[-1] = Span(made[-1].start, span.end)
        else:
            made.append(span)
        open_until = span.end
    return made


def _agenda(text: str, layout: Layout, lines: Sequence[Line], body: int) -> tuple[AgendaItem, ...]:
    headings = _headings(text, layout, lines, body)
    if not headings:
        return _listed(text, layout)
    made = []
    for place, (number, title, start) in enumerate(headings):
        end = headings[place + 1][2] if place + 1 < len(headings) else len(text)
        while end > start and text[end - 1].isspace():
            end -= 1
        made.append(AgendaItem(number, title, Span(start, end)))
    return tuple(made)


def _headings(text: str, layout: Layout, lines: Sequence[Line], body: int) -> list[tuple[str, Span, int]]:
    """Number, title and beginning of the headings of the highest rank."""
    ranked: dict[int, list[tuple[str, Span, int]]] = {}
    # A resolution's own points may be numbered 一、 too; they are narration, not headings.
    outside = [turn.span for turn in layout.turns if turn.role != "apparatus"]
    labels = {key_of(name) for name in {turn.speaker for turn in layout.turns} if name}
    place = 0
    view = simplify(text)
    # Lines of these words are no headings of items; labels come again and again.
    passed_over: set[tuple[str, int, bool]] = set()
    # A plain line has neither number nor heading; only the word for a topic can stand on it.
    signed = [(index, line) for index, line in enumerate(lines) if not line.plain or view[line.start] in "第议提案"]
    for index, line in signed:
        start, end = line.start, line.end
        wording = (text[start:end], line.heading, line.bold)
        if wording in passed_over:
            continue
        while place < len(outside) and outside[place].end <= line.start:
            place += 1
        inside = place < len(outside) and outside[place].start <= line.start
        following = outside[place] if place < len(outside) else Span(len(text), len(text))
        if line.start < body or inside or line.cells or line.rule or line.continued or following.start < line.end:
            continue
        found = _heading(text, line)
        if found is None or (key_of(found[2].of(text)) in labels and text[line.end - 1] in ":："):
            passed_over.add(wording)
            continue
        if not (index == 0 and found[0] == 4):
            rank, number, title = found
            start = max(text.rfind("\n", 0, line.start) + 1, lines[index - 1].end if index else 0)
            while text[start].isspace():
                start += 1
            ranked.setdefault(rank, []).append((number, title, start))
    for rank in sorted(ranked):
        if rank != 4 or len(ranked[rank]) > 1:
            return ranked[rank]
    return []


def _heading(text: str, line: Line) -> tuple[int, str, Span] | None:
    """The rank of a heading (0 议题一, 1 一、, 2 （一）, 3 Markdown level 2 and below, 4 level 1), its number and title."""
    words = text[line.start : line.end]
    simple = simplify(words)
    topic = _TOPIC.match(simple)
    if topic and len(words) <= 60:
        return 0, topic["number"].strip(), _title(text, line.start + topic.end(), line.end)
    rank, begins = numbering(words)
    if rank in (1, 2) and (line.heading or sections.is_heading(words, bold=line.bold) or len(words) <= 40):
        number = words[:begins].strip(" 、.．\u3000")
        return rank, number, _title(text, line.start + begins, line.end)
    if line.heading and line.heading != IN_FRONT:
        return (4 if line.heading == 1 else 3), "", _title(text, line.start, line.end)
    return None


def _title(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "【*"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "：:】*"):
        end -= 1
    return Span(start, end)


def _listed(text: str, layout: Layout) -> tuple[AgendaItem, ...]:
    """The topics that the head lists, where the body has no headings."""
    made = []
    for entry in layout.fields:
        if entry.name != "议题":
            continue
        start = entry.value.start
        for piece in re.split(r"([；;\n])", entry.value.of(text)):
            end = start + len(piece)
            if piece not in ("；", ";", "\n") and piece.strip():
                match = _LISTED.match(text, start, end)
                begins = match.end() if match else start
                title = _title(text, begins, end)
                if len(title):
                    number = (match["number"] or "") if match else ""
                    made.append(AgendaItem(number.strip("（）()"), title, None))
            start = end
    return tuple(made)


def _item(agenda: Sequence[AgendaItem], span: Span) -> int | None:
    """The agenda item in which something stands."""
    for place, item in enumerate(agenda):
        if item.span is not None and item.span.start <= span.start < item.span.end:
            return place
    return None
