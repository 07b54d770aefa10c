"""The head of a document: title, fields and lists at the top, up to the first speech, heading or running text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qda.model import Span
from qda.text import head as heads
from qda.text import sections
from qda.text.head import Attendee, Field
from qda.text.labels import NO, STRONG, Label, is_name, is_stamp, judge, parse
from qda.text.lines import IN_FRONT, Line
from qda.text.openings import opening
from qda.text.speakers import Speakers
from qda.text.tables import TableReader
from qda.text.turns import stripped

_LONG = 60
_ANY_FIELD = re.compile(r"\s*(?:[-*•·]\s+)?(?:\*\*)?(?P<name>[\u3400-\u9fff]{2,8})(?:\*\*)?[:：](?:\*\*)?\s*")
_DATE_IN_FRONT = re.compile(r"^\s*(?:19|20)\d\d[-./年]?\d{1,2}[-./月]?\d{1,2}日?[\s_\-—:：]+")


@dataclass(slots=True)
class Head:
    """What the head gave. end: index of the first line of the body. aliases: short labels that it explains."""

    fields: list[Field] = field(default_factory=list)
    title: str = ""
    end: int = 0
    attendees: tuple[Attendee, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def values(self, text: str) -> dict[str, str]:
        """Fields by name; a field that comes twice has both values, one a line."""
        made: dict[str, str] = {}
        for entry in self.fields:
            value = entry.value.of(text).strip()
            if value:
                made[entry.name] = f"{made[entry.name]}\n{value}" if entry.name in made else value
        return made


class HeadReader:
    """Reads the head of one text."""

    def __init__(self, text: str, lines: Sequence[Line], speakers: Speakers, tables: TableReader) -> None:
        self.text, self.lines, self.speakers, self.tables = text, lines, speakers, tables

    def read(self) -> Head:
        """The head; afterwards `speakers` knows the names in it."""
        found = Head()
        listing: Field | None = None
        blank_list = False
        for index, line in enumerate(self.lines):
            found.end = index
            words = self.text[line.start : line.end]
            row = self.tables.read(line)[0] if line.cells else ""
            if row == "speech":
                break
            if row == "apparatus":
                listing = None
                continue
            if line.continued:
                if listing or (found.fields and index and found.fields[-1].value.end == self.lines[index - 1].end):
                    found.fields[-1] = Field(found.fields[-1].name, Span(found.fields[-1].value.start, line.end))
                    listing = found.fields[-1] if listing else None
                continue
            if not line.cells and not line.rule:
                self.tables.leave()
            fields = [] if line.rule else heads.fields_of(self.text, line.start, line.end, line.cells)
            if fields and not self._speech_in_field(line, index):
                found.fields += fields
                listing = fields[-1] if heads.is_list(fields[-1].name) else None
                blank_list = listing is not None and not len(listing.value)
                continue
            if line.rule or is_stamp(words):
                continue
            other = self._unknown_field(line, index) if found.fields else None
            if other is not None:
                found.fields.append(other)
                listing = None
                continue
            label = self.speakers.label(line)
            sure = STRONG if not self.speakers.by_headings else NO
            if label is not None and label.form == "stamped":
                break
            if self._explains(line, label, found, index):
                listing = None
                continue
            if label is not None and label.strength >= sure and not (listing and self._continues(line, label)):
                break
            if listing and (blank_list or not line.gap) and self._item(line, words, listing):
                start = listing.value.start if len(listing.value) else line.start
                listing = Field(listing.name, Span(start, line.end))
                found.fields[-1] = listing
                blank_list = blank_list and line.gap
                continue
            if index and opening(words) is not None and not line.gap and not listing:
                break
            if not found.fields and self._is_title(line, words, found, index):
                if not found.title:
                    found.title = _DATE_IN_FRONT.sub("", words).strip() or words
                continue
            if line.heading and (sections.is_attendance(words) or not found.fields) and line.heading != IN_FRONT:
                listing = None
                continue
            if found.fields and self._short_row(line):
                continue
            if sections.is_aside(words) and not line.heading:
                continue
            if found.fields and self._inside_head(line, label, index):
                listing = None
                continue
            break
        else:
            found.end = len(self.lines)
        self._name_people(found)
        return found

    def is_field(self, line: Line, index: int) -> bool:
        """Whether a line of the body is a head field out of place, and not speech of the 主持人."""
        fields = heads.fields_of(self.text, line.start, line.end)
        return bool(fields) and not self._speech_in_field(line, index)

    def _name_people(self, found: Head) -> None:
        found.attendees = heads.attendees_of(self.text, found.fields) + self.signed()
        end = self.lines[found.end].start if found.end < len(self.lines) else len(self.text)
        found.aliases = heads.aliases_of(self.text[:end])
        self.speakers.known = heads.known_names(found.attendees) | frozenset(found.aliases)

    def _explains(self, line: Line, label: Label | None, found: Head, index: int) -> bool:
        """Whether a line says whom a short label stands for: "A：访谈者（小王）", "A：张书记"; it then gives fields too."""
        if line.heading or line.cells:
            return False
        side = heads.explained(self.text, line.start, line.end)
        if side is not None:
            if side[1] is not None:
                found.fields.append(side[1])
            return True
        if label is None or label.form != "plain" or not (label.key.isascii() and len(label.key) <= 2):
            return False
        rest = self.text[label.spoken : line.end]
        who = re.split(r"[（(，,]", rest)[0].strip()
        if (
            len(rest) > 24
            or heads.is_spoken(rest)
            or not 2 <= len(who) <= 12
            or not (judge(who) >= STRONG or is_name(who))
        ):
            return False
        later = (self.speakers.label(other) for other in self.lines[index + 1 :])
        return any(other is not None and other.key == label.key for other in later)

    def _short_row(self, line: Line) -> bool:
        """A row of a table of particulars that no field name begins: "姓名 | 孟某"."""
        return (
            bool(line.cells)
            and not any(self.text[start:end].strip() for start, end in line.cells[2:])
            and sum(end - start for start, end in line.cells) <= 40
        )

    def _continues(self, line: Line, label: Label) -> bool:
        """Whether "社区：张书记、李主任" is one more line of a list of those present."""
        rest = self.text[label.spoken : line.end]
        return len(rest) <= 60 and not heads.is_spoken(rest) and bool(rest.strip()) and "、" in rest

    def _speech_in_field(self, line: Line, index: int) -> bool:
        """Whether "主持人：…" is speech."""
        label = parse(self.text, line.start, line.end) if not line.cells else None
        if label is None or not heads.may_be_speaker(label.name):
            return False
        rest = self.text[label.spoken : line.end]
        if rest.strip():
            return heads.is_spoken(rest)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return following is not None and heads.is_spoken(self.text[following.start : following.end])

    def _unknown_field(self, line: Line, index: int) -> Field | None:
        """A field that no list knows, between fields that one does: "召集单位：…"."""
        if line.heading or line.cells:
            return None
        match = _ANY_FIELD.match(self.text, line.start, line.end)
        if match is None or sections.is_finding(self.text[line.start : line.end]):
            return None
        label = self.speakers.label(line)
        if label is not None and label.strength >= STRONG:
            return None
        ending = any(heads.field_name(match["name"][-size:]) for size in (2, 3, 4))
        following = self.lines[index + 1 : index + 4]
        if ending or any(heads.fields_of(self.text, later.start, later.end, later.cells) for later in following):
            return Field(match["name"], stripped(self.text, match.end(), line.end))
        return None

    def _inside_head(self, line: Line, label: Label | None, index: int) -> bool:
        """Whether a line that is no field still stands in the head, because fields follow: "应到25人，实到19人"."""
        if label is not None and label.strength >= STRONG:
            return False
        if line.heading or len(self.text[line.start : line.end]) > 2 * _LONG:
            return False
        following = self.lines[index + 1 : index + 3]
        return any(
            heads.fields_of(self.text, later.start, later.end, later.cells)
            and not self._speech_in_field(later, index + 1)
            for later in following
        )

    def signed(self) -> tuple[Attendee, ...]:
        """Those whom tables of attendance name."""
        made = []
        for row in self.tables.attendance():
            span, note = row.name, row.note
            absent = re.search(r"请假|缺席|未到|未出席|請假", note)
            status = "absent" if absent else "observer" if "列席" in note else "present"
            if row.signed is False and status == "present":
                status = "listed"
            made.append(Attendee(span.of(self.text), note, status, span, post=row.post, organisation=row.organisation))
        return tuple(made)

    def _item(self, line: Line, words: str, listing: Field) -> bool:
        """Whether a line goes on with a list of the head (people, topics)."""
        value = listing.value.of(self.text)
        if value and sections.is_heading(words) and not sections.is_list_item(value):
            return False
        if line.heading or len(words) > _LONG * 2 or line.quote:
            return False
        if any(mark in words for mark in "。！？!?"):
            return False
        return len(words) <= _LONG or words.count("、") >= 2

    def _is_title(self, line: Line, words: str, found: Head, index: int) -> bool:
        """Whether a line at the very top is (part of) the title."""
        if line.heading == 1 and index <= 3:
            return True
        if sections.is_aside(words) or index > 4 or line.heading or line.cells:
            return index <= 4 and sections.is_aside(words) and bool(found.title)
        ends = words[-1:] in "。！？!?；;，,：:"
        return len(words) <= _LONG and not ends and not sections.is_narrative(words, frozenset())
