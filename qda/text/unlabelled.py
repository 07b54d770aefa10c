"""Interviews without labels: questions set in bold, as headings, or behind a dash; everything else is an answer.

Magazines and some transcribers write so. Who asks and who answers is then called by the head's names, if it gives just
one for each side, else 访谈者 and 被访者.

Doubts: questions that nothing marks cannot be told from questions that the interviewee asks; such a text stays narration.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qda.text.head import Attendee
from qda.text.lines import Line

_FEWEST = 2
_DASH = re.compile(r"\s*(?:——|--|—|–)\s*(?=\S)")
_ASKS = re.compile(r"[？?][”」』）)*\s]*$")


def questions(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Numbers (`Line.number`) of the lines that are questions; empty if the text is not laid out like that."""
    marked = [line for line in lines if _is_marked(text, line)]
    asking = [line for line in marked if _ASKS.search(text[line.start : line.end])]
    if len(asking) < _FEWEST:
        return frozenset()
    # Where nearly all marked lines ask, those that do not ("请您谈谈搬来时的情况。") are questions as well.
    chosen = marked if len(asking) >= 0.6 * len(marked) else asking
    return frozenset(line.number for line in chosen)


def sides(attendees: Sequence[Attendee]) -> tuple[str, str]:
    """What the two sides are called."""
    made = []
    for status, word in (("interviewer", "访谈者"), ("interviewee", "被访者")):
        names = [attendee.name for attendee in attendees if attendee.status == status]
        made.append(names[0] if len(names) == 1 else word)
    return made[0], made[1]


def spoken_from(text: str, line: Line) -> int:
    """Where the words of a question begin, behind its dash."""
    match = _DASH.match(text, line.start, line.end)
    return match.end() if match else line.start


def _is_marked(text: str, line: Line) -> bool:
    if line.rule or line.cells or line.continued:
        return False
    return line.bold or line.heading > 1 or bool(_DASH.match(text, line.start, line.end))
