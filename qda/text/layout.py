"""Layout: what kind of document a text is, its head, who attended, and its turns.

The text is read line by line (`qda.text.lines`). Labels open turns (`qda.text.labels`), head fields and end matter are
set apart (`qda.text.head`, `qda.text.sections`), running text without a speaker is narration. Where headings are the
labels ("### 唐鳳：", the layout of public transcript archives) nothing else opens or ends a turn, because there a
speaker may well say "决议：".

Doubts: an unlabelled paragraph after a speech is taken for more of that speech unless it speaks in the voice of the
minutes; a reported sentence inside such a paragraph stays with the speaker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qda.errors import Problem
from qda.model import DocumentKind, Draft, Span
from qda.text import head as heads
from qda.text import sections
from qda.text.fold import simplify
from qda.text.head import Attendee, Field
from qda.text.head_zone import Head, HeadReader
from qda.text.kinds import guess_kind, interview_roles
from qda.text.labels import NO, Label, is_day, is_stamp, judge, unstamped
from qda.text.lines import IN_FRONT, Line, read_lines
from qda.text.marked_turns import before_turns, front_set_apart, is_marked, marked_turns
from qda.text.openings import Opening, numbering, opening
from qda.text.requests import request_turns
from qda.text.speakers import Speakers
from qda.text.tables import TableReader
from qda.text.turns import TurnBuilder, TurnDraft, stripped
from qda.text.unlabelled import questions, sides, spoken_from

_OFFICES = frozenset(("主持人", "主席", "召集人", "记录人", "记录员", "记录者", "书记员"))

# Without a colon, the name of a field ends at a blank.
_SPACED = re.compile(r"[\u3400-\u9fff/／]{1,12}\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a text is made of. kind: given or guessed. title: of the document, "" if none was found. head: fields by
    canonical name, values as written. attendees: everybody that the head names. turns: in order, not overlapping,
    together with the labels all of the text that is not blank. problems: what somebody should look at. fields: those of
    the head with their places. aliases: short labels that the head explains, folded, and what they stand for."""

    kind: DocumentKind
    title: str
    head: Mapping[str, str]
    attendees: tuple[Attendee, ...]
    turns: tuple[TurnDraft, ...]
    problems: tuple[Problem, ...]
    fields: tuple[Field, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_layout(draft: Draft, kind: DocumentKind | None = None) -> Layout:
    """The layout of a draft. kind: as the study declares it; None has it guessed from the text."""
    lines = read_lines(draft)
    guessed = kind is None
    if kind is None:
        kind = guess_kind(draft, lines)
    if kind == "requests" and any(mark.kind == "record" for mark in draft.marks):
        turns = request_turns(draft)
        return Layout(kind, draft.title, MappingProxyType({}), (), turns, ())
    if is_marked(draft):
        kind = "minutes" if kind == "other" and guessed else kind
        return _Reading(draft, before_turns(draft, lines), kind).layout()
    return _Reading(draft, lines, kind).layout()


class _Reading:
    """One pass over the lines of one document."""

    def __init__(self, draft: Draft, lines: list[Line], kind: DocumentKind) -> None:
        self.draft, self.text, self.lines, self.kind = draft, draft.text, lines, kind
        self.problems: list[Problem] = []
        self.speakers = Speakers(self.text, lines, kind)
        self.tables = TableReader(self.text)
        self.builder = TurnBuilder(self.text)
        self.head_reader = HeadReader(self.text, lines, self.speakers, self.tables)
        self.head = Head()
        self.rank = 0
        self.questions: frozenset[int] = frozenset()
        self.names: frozenset[str] = frozenset()
        self.view = ""

    def layout(self) -> Layout:
        """Read head and body, then decide on roles."""
        self.head = self.head_reader.read()
        if self.head.end:
            self.builder.set_apart(self._line_start(0), self._line_end(self.head.end - 1))
        self.problems += self.speakers.accept(self.head.end)
        self.names = self.speakers.known | self.speakers.accepted
        self.view = "" if self.speakers.strict else simplify(self.text)
        if self.kind == "interview" and not self.speakers.accepted:
            self.questions = questions(self.text, self.lines[self.head.end :])
        self._read_body()
        turns = self.builder.finish()
        if is_marked(self.draft):
            turns = front_set_apart(self.draft, turns) + marked_turns(self.draft)
        # Lists of those present may stand at the end too.
        attendees = heads.attendees_of(self.text, self.head.fields) + self.head_reader.signed()
        values = self.head.values(self.text)
        for speaker, place in self.builder.empty_labels:
            message = f"the label {speaker}： has no speech after it; look whether something is missing there"
            line = self.text.count("\n", 0, place) + 1
            self.problems.append(Problem("note", "empty-turn", message, "", line, place, place))
        if self.kind == "interview":
            turns, guessed = interview_roles(self.text, turns, attendees, self.head.aliases)
            values = heads.particulars_of(attendees) | _interview_names(values)
            if guessed:
                message = (
                    f"which side asks is not said; {'、'.join(guessed)} asks most of the questions and was taken for "
                    "the interviewer; name 访谈者 in the head if that is wrong"
                )
                self.problems.append(Problem("note", "roles-guessed", message, ""))
        if self.questions:
            message = (
                "this interview has no speakers' labels; what is in bold, a heading or behind a dash was taken for the "
                "interviewer's question, all else for the answer; look whether that is right"
            )
            self.problems.append(Problem("note", "unlabelled-interview", message, ""))
        if self.kind in ("minutes", "interview") and not any(turn.speaker for turn in turns):
            message = (
                "no speaker's label was found, all running text is narration; labels look like 张书记：… or 【张书记】…"
            )
            self.problems.append(Problem("note", "no-speakers", message, ""))
        title = self.draft.title or self.head.title or values.get("会议名称", "")
        return Layout(
            self.kind,
            title.strip(),
            MappingProxyType(values),
            attendees,
            turns,
            tuple(self.problems),
            tuple(self.head.fields),
            MappingProxyType(dict(self.head.aliases)),
        )

    def _read_body(self) -> None:
        attendance = False
        lines, builder = self.lines, self.builder
        runs_on = self.speakers.strict and not self.questions
        index, following = self.head.end, self.head.end
        while following < len(lines):
            index, following = following, following + 1
            line = lines[index]
            if runs_on and line.plain:
                # Nothing here can open or end a turn: all plain lines up to the next signed one at once.
                while following < len(lines) and lines[following].plain:
                    following += 1
                self.tables.leave()
                self._running(line.start, lines[following - 1].end)
                continue
            if line.plain and not self.questions:
                self.tables.leave()
                attendance = self._read_plain(index, attendance)
                continue
            if runs_on and line.heading:
                label = self.speakers.label(line)
                if label is not None and label.key in self.speakers.accepted and not self._is_field(line, label):
                    attendance = False
                    self.tables.leave()
                    builder.speak(self.speakers.name(label), label.spoken, line.end)
                    continue
            words = self.text[line.start : line.end]
            start, end = self._line_start(index), self._line_end(index)
            if line.continued:
                self.builder.go_on(start, end)
                continue
            if line.number in self.questions or self._answers(line, words):
                self._asked_or_answered(line)
                continue
            if line.cells:
                role, cells = self.tables.read(line)
                self._row(role, cells, start, end, attendance)
                continue
            if not line.rule:
                self.tables.leave()
            if line.rule:
                if not self.builder.speaking:
                    self.builder.set_apart(start, end)
                else:
                    self.builder.aside(start, end)
                continue
            label = self.speakers.label(line)
            if label is not None and label.key in self.speakers.accepted and not self._is_field(line, label):
                attendance = False
                self.rank = 0
                self.builder.speak(self.speakers.name(label), label.spoken, line.end)
            elif (opened := self._opening(index, words)) is not None:
                attendance, self.rank = False, opened.rank
                self.builder.speak(opened.name, end, end)
            elif self.rank and self.builder.speaking and numbering(words)[0] > self.rank:
                self.builder.add(start, end)
            elif line.heading and not (self.speakers.strict and line.heading == IN_FRONT):
                attendance = sections.is_attendance(words)
                self.builder.set_apart(start, end)
            elif line.quote and (len(words) < 30 or sections.is_aside(words)):
                self.builder.aside(start, end)
            elif is_stamp(words) or is_day(words) or sections.is_aside(unstamped(words)):
                self.builder.aside(start, end, spoken=not is_stamp(words) and not is_day(words))
            elif self.speakers.strict:
                self._running(start, end)
            elif self._ends_speech(line, words):
                attendance = attendance or sections.is_attendance(words)
                self.builder.set_apart(start, end)
            elif (
                sections.is_finding(words)
                or (self.kind != "interview" and sections.is_narrative(words, self.names))
                or self._told(index, words)
            ):
                self.builder.narrate(start, end)
            elif attendance and len(words) <= 40 and words[-1] not in "。！？":
                self.builder.set_apart(start, end)
            else:
                self._running(start, end)

    def _read_plain(self, index: int, attendance: bool) -> bool:
        """A line without a sign of its own: neither label nor heading nor aside, so that only its words decide. In the same
        order as `_read_body`; returns whether a list of those present goes on."""
        line = self.lines[index]
        start, end = line.start, line.end
        words = self.text[start:end]
        if len(words) <= 40 and (opened := self._opening(index, words)) is not None:
            self.rank = opened.rank
            self.builder.speak(opened.name, end, end)
            return False
        simple = self.view[start:end]
        if (
            sections.is_closing(words, simple=simple)
            or (sections.may_be_heading(words) and sections.is_heading(words))
            or (len(words) <= 80 and _SPACED.match(words) and self.head_reader.is_field(line, len(self.lines)))
        ):
            self.builder.set_apart(start, end)
            return attendance or sections.is_attendance(words)
        if self.kind != "interview" and (
            sections.is_narrative(words, self.names, simple=simple) or self._told(index, words, simple)
        ):
            self.builder.narrate(start, end)
        elif attendance and len(words) <= 40 and words[-1] not in "。！？":
            self.builder.set_apart(start, end)
        else:
            self._running(start, end)
        return attendance

    def _opening(self, index: int, words: str) -> Opening | None:
        """The speech that this line opens as a heading does."""
        if self.speakers.by_headings or index + 1 >= len(self.lines):
            return None
        found = opening(words, self.speakers.known)
        following = self.lines[index + 1]
        if found is None or following.heading or following.cells or following.rule:
            return None
        behind = self.text[following.start : following.end]
        label = self.speakers.label(following)
        if (label is not None and label.key in self.speakers.accepted) or sections.is_narrative(behind, self.names):
            return None
        if numbering(behind)[0] and opening(behind, self.speakers.known):
            return None
        return found

    def _answers(self, line: Line, words: str) -> bool:
        """Whether a line is (part of) an answer in an interview without labels."""
        if not self.questions or not self.builder.speaking or line.rule or line.cells or line.heading:
            return False
        return not (sections.is_aside(words) or sections.is_closing(words) or sections.is_end_matter(words))

    def _asked_or_answered(self, line: Line) -> None:
        """A line of an interview without labels."""
        asks, answers = sides(self.head.attendees)
        if line.number in self.questions:
            self.builder.speak(asks, spoken_from(self.text, line), line.end)
        elif self.builder.speaking == asks:
            self.builder.speak(answers, line.start, line.end)
        else:
            self.builder.add(line.start, line.end)

    def _told(self, index: int, words: str, simple: str | None = None) -> bool:
        """Whether a paragraph behind a speech belongs to the one who takes the minutes."""
        if self.kind == "interview" or self.builder.speaking is None or self.builder.silent:
            return False
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if following and sections.is_list_opening(words):
            return sections.is_list_item(self.text[following.start : following.end])
        return sections.is_observed(words, self.names, simple=simple)

    def _running(self, start: int, end: int) -> None:
        """A paragraph without a sign of its own: more of the open turn, else narration."""
        if self.builder.speaking is not None:
            self.builder.add(start, end)
        else:
            self.builder.narrate(start, end)

    def _row(self, role: str, cells: tuple[tuple[str, Span], ...], start: int, end: int, attendance: bool) -> None:
        """A table row: speech (a name and what was said), narration, or apparatus."""
        if role == "speech":
            for name, span in cells:
                self.builder.speak(name, span.start, span.end)
        elif role == "apparatus" or attendance:
            self.builder.set_apart(start, end)
        else:
            self.builder.narrate(start, end)

    def _is_field(self, line: Line, label: Label) -> bool:
        """Whether an accepted name is here a field of end matter: "记录人：李明" as the last line."""
        if label.form != "plain" or not heads.may_be_speaker(label.name):
            return False
        rest = self.text[label.spoken : line.end].strip()
        if rest.strip("（）()") in {attendee.name for attendee in self.head.attendees}:
            return bool(rest) and len(rest) <= 12
        # 访谈者：小张 may be an answer; 记录人：小陈 is none.
        return label.key in _OFFICES and judge(rest) != NO and not heads.is_spoken(rest)

    def _ends_speech(self, line: Line, words: str) -> bool:
        """Headings by their look, end matter, and head fields out of place."""
        if sections.is_closing(words) or sections.is_end_matter(words):
            return True
        if sections.is_heading(words, bold=line.bold):
            return True
        return len(words) <= 80 and self.head_reader.is_field(line, len(self.lines))

    def _line_start(self, index: int) -> int:
        """Where a line begins with its Markdown signs, or after the part of the line that is a line of its own."""
        line = self.lines[index]
        floor = self.text.rfind("\n", 0, line.start) + 1
        if index and self.lines[index - 1].number == line.number:
            floor = line.start
        return stripped(self.text, floor, line.end).start

    def _line_end(self, index: int) -> int:
        line = self.lines[index]
        if index + 1 < len(self.lines) and self.lines[index + 1].number == line.number:
            return self.lines[index + 1].start
        end = self.text.find("\n", line.end)
        return stripped(self.text, line.start, len(self.text) if end < 0 else end).end


def _interview_names(values: dict[str, str]) -> dict[str, str]:
    """Head fields of an interview under their interview names."""
    return {
        {"时间": "访谈时间", "地点": "访谈地点", "记录人": "记录者"}.get(name, name): value
        for name, value in values.items()
    }
