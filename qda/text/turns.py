"""TurnDraft: a turn before it is stored, and how stretches of text are put together to turns.

Spans of turns lie in order, never overlap and have no blank at either end. Together with the labels ("张书记：") they
cover every character of the document that is not blank.
"""

from __future__ import annotations

from dataclasses import dataclass

from qda.model import Role, Span


@dataclass(frozen=True, slots=True)
class TurnDraft:
    """One turn as found in a text. speaker: the label as written, without colon, brackets, note or number; None for
    narration and apparatus. span: what was said, without the label."""

    speaker: str | None
    role: Role
    span: Span


def stripped(text: str, start: int, end: int) -> Span:
    """The stretch without blanks at either end; empty (at `start`) if it is blank throughout."""
    return Span(*trimmed(text, start, end))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The same as two numbers, which costs a third of a span."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


class _Open:
    """A turn that is still being put together."""

    __slots__ = ("end", "role", "speaker", "start")

    def __init__(self, speaker: str | None, role: Role, start: int, end: int) -> None:
        self.speaker, self.role, self.start, self.end = speaker, role, start, end


class TurnBuilder:
    """Collects stretches in reading order and joins those that belong together.

    `speak` opens a turn, `add` continues whatever is open, `narrate` and `set_apart` join their own neighbours.
    `aside` is for a stage direction or time stamp on a line of its own: it becomes part of an open turn if the speech
    goes on after it, and apparatus if it does not.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._made: list[_Open] = []
        self._asides: list[tuple[int, int]] = []
        self._open = False
        self.empty_labels: list[tuple[str, int]] = []

    @property
    def speaking(self) -> str | None:
        """The speaker whose turn is open, None outside of speech."""
        return self._made[-1].speaker if self._open else None

    @property
    def silent(self) -> bool:
        """Whether the open turn has no words yet."""
        return self._open and self._made[-1].start == self._made[-1].end

    def speak(self, speaker: str, start: int, end: int) -> None:
        """A label, and what follows it on its line (may be nothing yet)."""
        self.close()
        first, last = trimmed(self._text, start, end)
        self._made.append(_Open(speaker, "speaker", *((first, last) if first < last else (start, start))))
        self._open = True

    def add(self, start: int, end: int) -> None:
        """A further paragraph of the open turn."""
        start, end = trimmed(self._text, start, end)
        turn = self._made[-1]
        # Asides before the first word belong to nobody.
        if turn.start == turn.end:
            if self._asides:
                self._made.pop()
                self._flush()
                self._made.append(turn)
            turn.start, turn.end = start, end
            return
        if self._asides:
            self._asides.clear()
        turn.end = end

    def go_on(self, start: int, end: int) -> None:
        """A line that belongs to the one before it, whatever that was."""
        if self._open:
            self.add(start, end)
        elif self._made and not self._asides:
            self._made[-1].end = trimmed(self._text, start, end)[1]
        else:
            self.narrate(start, end)

    def narrate(self, start: int, end: int) -> None:
        """Running text without a speaker."""
        self.close()
        self._join("narration", *trimmed(self._text, start, end))

    def set_apart(self, start: int, end: int) -> None:
        """Text that is not data."""
        self.close()
        self._join("apparatus", *trimmed(self._text, start, end))

    def aside(self, start: int, end: int, *, spoken: bool = False) -> None:
        """A stage direction or time stamp on a line of its own. spoken: it can be all that a turn consists of, as in
        "（點頭）" under a speaker's name."""
        if self._open and spoken and self.silent:
            self.add(start, end)
        elif self._open:
            self._asides.append(trimmed(self._text, start, end))
        else:
            self._join("apparatus", *trimmed(self._text, start, end))

    def close(self) -> None:
        """End the open turn; one in which nothing was said is taken out and remembered in `empty_labels`."""
        if self.silent:
            label = self._made.pop()
            self.empty_labels.append((label.speaker or "", label.start))
        self._open = False
        if self._asides:
            self._flush()

    def finish(self) -> tuple[TurnDraft, ...]:
        """All turns, in order."""
        self.close()
        return tuple(TurnDraft(turn.speaker, turn.role, Span(turn.start, turn.end)) for turn in self._made)

    def _flush(self) -> None:
        waiting, self._asides = self._asides, []
        for start, end in waiting:
            self._join("apparatus", start, end)

    def _join(self, role: Role, start: int, end: int) -> None:
        if start == end:
            return
        if self._made and self._made[-1].role == role and self._made[-1].speaker is None:
            self._made[-1].end = end
        else:
            self._made.append(_Open(None, role, start, end))
