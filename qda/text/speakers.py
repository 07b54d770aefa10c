"""Which labels of a text are speakers: decided over the whole text, because a label that comes again is one.

A strong label (a title, a name from the head, 问/答) is taken at once; a bare name needs to come again or to stand
beside other speakers; one letter or one surname must come again. What was nearly taken is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qda.errors import Problem
from qda.model import DocumentKind
from qda.text import sections
from qda.text.labels import NO, STRONG, WEAK, Label, numbered_question, parse, unnumbered
from qda.text.lines import IN_FRONT, Line


@dataclass(slots=True)
class _Seen:
    """What one label looks like over the whole text. name, number: as written where it first stands, and that line.
    strength: the greatest. spoken: whether words follow it on its line anywhere."""

    name: str
    number: int
    times: int = 0
    strength: int = NO
    forms: set[str] = field(default_factory=set)
    spoken: bool = False


class Speakers:
    """Finds labels on lines. by_headings: headings with a colon are the labels of this text, and only they are.
    strict: and there are no other headings, so that nothing else opens or ends a turn. known: folded names from the
    head, set once the head was read."""

    def __init__(self, text: str, lines: Sequence[Line], kind: DocumentKind) -> None:
        self._text, self._lines, self._kind = text, lines, kind
        self.known: frozenset[str] = frozenset()
        self.by_headings = self._headings_are_labels()
        self.strict = self.by_headings and all(text[line.end - 1] in ":：" for line in lines[1:] if line.heading)
        self.accepted: frozenset[str] = frozenset()
        self._paired = False
        # Candidates by the place of their line, kept once the head has said who is known.
        self._found: dict[int, Label | None] | None = None

    def label(self, line: Line) -> Label | None:
        """The candidate on a line, whatever its strength."""
        if line.plain:
            return None
        if self._found is not None and line.start in self._found:
            return self._found[line.start]
        return self._parsed(line)

    def _parsed(self, line: Line) -> Label | None:
        if line.plain or line.rule or line.cells or line.continued or (line.quote and not line.heading):
            return None
        if self._kind == "interview" and not line.heading:
            asked = numbered_question(self._text, line.start, line.end)
            if asked is not None:
                return asked
        if line.heading == 1 and line is self._lines[0] and self._text[line.end - 1] not in ":：":
            return None
        if self.by_headings and (not line.heading or self._text[line.end - 1] not in ":："):
            return None
        found = parse(self._text, line.start, line.end, heading=bool(line.heading), known=self.known)
        if found and line.bold and found.form == "plain":
            return Label(found.name, found.note, found.spoken, "bold", found.strength, found.key)
        return found

    def accept(self, start: int) -> list[Problem]:
        """Decide on all labels from line index `start` on; the keys are in `accepted` afterwards."""
        found: dict[int, Label | None] = {}
        seen: dict[str, _Seen] = {}
        stamped: set[int] = set()
        for place, line in enumerate(self._lines[start:]):
            if line.plain:
                continue
            label = found[line.start] = self._parsed(line)
            if label is None:
                continue
            about = seen.get(label.key)
            if about is None:
                about = seen[label.key] = _Seen(label.name, line.number)
            about.times += 1
            about.strength = max(about.strength, label.strength)
            about.forms.add(label.form)
            about.spoken = about.spoken or line.end - label.spoken > 6
            if label.form == "stamped":
                stamped.add(place)
        self._found = found
        last = len(self._lines) - start - 1
        # Below how many lines with a name and a time stands another one, or nothing.
        alone = sum(1 for place in stamped if place == last or place + 1 in stamped)
        chat, timetable = _is_chat(len(stamped), alone), _is_timetable(len(stamped), alone)
        sure = sum(about.times for about in seen.values() if about.strength >= STRONG)
        accepted = set()
        problems = []
        for key, about in seen.items():
            if timetable and about.forms == {"stamped"}:
                continue
            if (chat and "stamped" in about.forms) or self._is_speaker(key, about, sure):
                accepted.add(key)
            elif about.strength == WEAK and about.spoken:
                message = (
                    f"{about.name}： was not taken for a speaker's label: it stands alone and nobody present is called so; "
                    "if it is one, name the person in the head (参会人员)"
                )
                problems.append(Problem("note", "unclear-label", message, "", about.number))
        self.accepted = frozenset(accepted)
        self._paired = len({unnumbered(key) for key in accepted} - {""}) >= 2
        return problems

    def name(self, label: Label) -> str:
        """The speaker's name: without the number of the question where questions and answers are numbered (Q1, A1)."""
        if self._paired and unnumbered(label.key):
            return label.name.rstrip("0123456789０１２３４５６７８９ \u3000-_.")
        return label.name

    def _is_speaker(self, key: str, about: _Seen, sure: int) -> bool:
        """sure: how many lines of the text carry a strong label."""
        shaped = bool(about.forms & {"heading", "bracket", "stamped"})
        if about.strength >= STRONG or (self.by_headings and "heading" in about.forms):
            return True
        if about.strength == NO:
            return shaped and about.times >= 3 and not sections.is_heading(about.name)
        if len(key) == 1:
            return about.times >= 2 and (self._kind == "interview" or key.isascii())
        return about.times >= 2 or shaped or sure >= 2

    def _headings_are_labels(self) -> bool:
        """Whether headings with a colon at the end open the turns of this text."""
        headings = [line for line in self._lines if line.heading and line.heading != IN_FRONT]
        ending = [line for line in headings if self._text[line.end - 1] in ":："]
        wordings = Counter(self._text[line.start : line.end] for line in ending)
        found = sum(times for words, times in wordings.items() if parse(words, 0, len(words), heading=True) is not None)
        return found >= 2 and found >= 0.6 * len(headings)


def _is_chat(found: int, alone: int) -> bool:
    """Whether names with a time on lines of their own are the labels of this text, whatever the names: what was written
    stands below each of them. In a timetable one such line follows the other."""
    return found >= 2 and alone <= 0.2 * found


def _is_timetable(found: int, alone: int) -> bool:
    """Whether most lines with a time stand directly one below the other: "14:00 签到", "14:10 领导致辞"."""
    return found >= 3 and alone >= 0.5 * found
