"""Subtitles (.srt, .vtt): cues of one speaker joined to turns, "[00:01:23] 张三：……" on a line.

Speakers come from voice tags (<v 王阿姨>) or from prefixes (张三：); a cue without a prefix goes on with the speaker
before, a cue without a voice in a file with voices is nobody's. Cues are joined to running text where the file is
punctuated; where it is not, each cue keeps a line of its own, because its end is the only sign of a sentence's end.
Without speakers a paragraph ends at a pause.

Source: WebVTT (W3C), sections 3 and 4; SubRip as its players read it. Doubts: two speakers in one cue ("- 好 - 行")
stay in one turn, on two lines.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qda.errors import Problem
from qda.model import Draft, Mark, Span
from qda.readers.joining import glue
from qda.text.encoding import decode
from qda.text.labels import STRONG, WEAK, Label, parse

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s+.*)?$")
_ABOUT = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>\n]{1,80})>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_DASH = re.compile(r"^[-–—－]\s*(?=\S)")
_ENDING = "。！？；，、…：!?;,.:”』」）)"
_PAUSE = 2.0
_PUNCTUATED_FROM = 0.25
_ROLLING_FROM = 0.3


@dataclass(slots=True)
class _Cue:
    """start, end: seconds. lines: words without tags. voice: None where the file says nothing."""

    start: float
    end: float
    raw: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    speaker: str = ""
    voice: str | None = None


def read_subtitles(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The words of all cues, with marks of kind label and turn."""
    text, found, problems = decode(data, shown_as, encoding)
    cues, stray = _cues(text.split("\n"))
    if not cues:
        message = (
            "no time line (00:00:01,000 --> 00:00:03,000) was found; save the text as .txt if it is no subtitle file"
        )
        problems.append(Problem("error", "no-cues", message, shown_as))
        return None, problems
    if stray:
        message = f"{len(stray)} lines belong to no cue and were not read, the first is line {stray[0]}"
        problems.append(Problem("warning", "lines-left-out", message, shown_as, stray[0]))
    for cue in cues:
        _read_words(cue)
    _unroll(cues)
    _name(cues)
    cues = [cue for cue in cues if cue.lines]
    if not cues:
        problems.append(Problem("error", "empty-file", "the cues have no words; nothing was read", shown_as))
        return None, problems
    made, marks = _composed(_turns(cues), _is_punctuated(cues))
    return Draft(made, "subtitles", found, tuple(marks)), problems


def _cues(lines: Sequence[str]) -> tuple[list[_Cue], list[int]]:
    """Cues in order of the file, and the numbers of lines that belong to none."""
    cues: list[_Cue] = []
    stray: list[int] = []
    web = lines[0].lstrip("\ufeff").startswith("WEBVTT")
    # The first block of WebVTT is its header; blocks about the file end at a blank line.
    about = web
    for place, line in enumerate(lines):
        times = _TIMES.match(line) if "-->" in line else None
        if times:
            groups = times.groups()
            cues.append(_Cue(_seconds(groups[:4]), _seconds(groups[4:])))
            about = False
        elif not line.strip():
            about = False
        elif about or (web and _ABOUT.match(line) and not lines[place - 1].strip()):
            about = True
        elif _is_identifier(lines, place):
            continue
        elif cues:
            cues[-1].raw.append(line)
        else:
            stray.append(place + 1)
    return cues, stray


def _is_identifier(lines: Sequence[str], place: int) -> bool:
    """Whether a line is the number or name of the cue whose times follow it."""
    following = lines[place + 1] if place + 1 < len(lines) else ""
    if "-->" not in following or not _TIMES.match(following):
        return False
    return lines[place].strip().isdigit() or place == 0 or not lines[place - 1].strip()


def _seconds(groups: Sequence[str | None]) -> float:
    hours, minutes, seconds, part = groups
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + int((part or "0").ljust(3, "0")) / 1000


def _read_words(cue: _Cue) -> None:
    """Voice and words of a cue; tags dropped, entities decoded."""
    voices = _VOICE.findall("\n".join(cue.raw))
    if voices:
        cue.voice = " ".join(html.unescape(voices[0]).split()).rstrip("：:")
    for line in cue.raw:
        words = html.unescape(_TAG.sub("", line)).replace("\u200b", "").replace("\ufeff", "").strip()
        words = " ".join(words.split())
        if words:
            cue.lines.append(words)


def _unroll(cues: list[_Cue]) -> None:
    """Captions that roll repeat the line before; where a file does that throughout, the repetition is dropped."""
    pairs = list(pairwise(cues))
    rolled = [(a, b) for a, b in pairs if a.lines and b.lines and b.lines[0] == a.lines[-1] and b.start <= a.end + 0.1]
    if len(rolled) < 3 or len(rolled) < _ROLLING_FROM * len(pairs):
        return
    last = ""
    for cue in cues:
        kept = [line for place, line in enumerate(cue.lines) if place or line != last]
        last = cue.lines[-1] if cue.lines else last
        cue.lines = kept


def _name(cues: list[_Cue]) -> None:
    """Speakers: from voices, else from prefixes that are names or come again."""
    if any(cue.voice for cue in cues):
        for cue in cues:
            cue.speaker = cue.voice or ""
            if cue.speaker and cue.lines:
                cue.lines[0] = re.sub(rf"^{re.escape(cue.speaker)}\s*[:：]\s*", "", cue.lines[0])
        return
    labels = [_prefix(cue) for cue in cues]
    seen = Counter(label.key for label in labels if label)
    accepted = {
        label.key
        for label in labels
        if label
        and (label.strength >= STRONG or (label.strength >= WEAK and seen[label.key] >= 2) or seen[label.key] >= 4)
    }
    if accepted:
        accepted |= {label.key for label in labels if label and label.strength >= WEAK}
    speaker = ""
    for cue, label in zip(cues, labels, strict=True):
        if label and label.key in accepted:
            speaker = label.name
            rest = _DASH.sub("", cue.lines[0])[label.spoken :].strip()
            cue.lines = [rest, *cue.lines[1:]] if rest else cue.lines[1:]
        cue.speaker = speaker


def _prefix(cue: _Cue) -> Label | None:
    if not cue.lines:
        return None
    first = _DASH.sub("", cue.lines[0])
    return parse(first, 0, len(first))


def _is_punctuated(cues: Sequence[_Cue]) -> bool:
    """Whether cues end in marks often enough for the words to be joined."""
    return sum(cue.lines[-1][-1] in _ENDING for cue in cues) >= _PUNCTUATED_FROM * len(cues)


def _turns(cues: Sequence[_Cue]) -> list[list[_Cue]]:
    """Consecutive cues of one speaker; without a speaker also cut at pauses."""
    turns: list[list[_Cue]] = []
    for cue in cues:
        before = turns[-1][-1] if turns else None
        if before and before.speaker == cue.speaker and (cue.speaker or cue.start - before.end < _PAUSE):
            turns[-1].append(cue)
        else:
            turns.append([cue])
    return turns


def _composed(turns: Sequence[Sequence[_Cue]], punctuated: bool) -> tuple[str, list[Mark]]:
    """The text and its marks."""
    lines: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for cues in turns:
        speaker = cues[0].speaker
        front = f"[{_stamp(cues[0].start)}] " + (f"{speaker}：" if speaker else "")
        words = ""
        for line in (line for cue in cues for line in cue.lines):
            fresh = not words or not punctuated or bool(_DASH.match(line))
            words = (f"{words}\n{line}" if words else line) if fresh else glue(words, line)
        marks.append(Mark(Span(offset, offset + len(front)), "label"))
        marks.append(Mark(Span(offset + len(front), offset + len(front) + len(words)), "turn", 0, speaker))
        lines.append(front + words)
        offset += len(front) + len(words) + 1
    return "\n".join(lines), marks


def _stamp(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
