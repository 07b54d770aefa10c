"""Segments: cutting turns into coding units.

A segment lies inside one turn, has no blank at either end, and the segments of a turn hold every character of it that
is not blank exactly once. Apparatus is never cut. Cuts never fall inside a combining sequence, an emoji joined by
zero-width joiners, or a pair of regional letters.

One line of a file is one paragraph, unless the text is hard-wrapped (`qda.text.wrapped`): then the line ends that only
the margin made end neither a paragraph nor a sentence, and a segment spans them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qda.errors import UnknownName, UsageError
from qda.model import SegmentScheme, Span
from qda.text.turns import TurnDraft, stripped, trimmed
from qda.text.wrapped import soft_ends

_CLOSERS = "”’」』）)】》〉］]｣\"'*"
_END = re.compile(rf"(?:[。！？!?｡]|…{{2,}}|⋯{{2,}})(?:[。！？!?｡…⋯～~]*)[{re.escape(_CLOSERS)}]*")
_NOT_AFTER_END = "，、；：,;:"
_SAID_AFTER = re.compile(r"[\u3400-\u9fff]{1,5}?(?:说道|说|问道|问|答道|答|喊道|喊|笑道|叹道|反问)[，,。.：:！!？?]")
"""What goes on with a sentence behind the quotation in it: “好！”他说。"""
_PAUSE = re.compile(rf"[，；、,;：:][{re.escape(_CLOSERS)}]*")
_ASIDE = re.compile(r"\s*(?:[（(][^（）()]{0,20}[)）]|[［\[【][^\]］】]{0,20}[\]］】])\s*$")
_ASIDE_OPENS = "（(［[【"
_SCHEMES = ("turn", "paragraph", "sentence", "window")


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """A coding unit before it is stored. turn_order: index of its turn in the sequence it was cut from."""

    turn_order: int
    span: Span


def cut(
    text: str,
    turns: Sequence[TurnDraft],
    scheme: SegmentScheme,
    *,
    max_characters: int = 400,
    window: int = 3,
) -> tuple[SegmentDraft, ...]:
    """The coding units of a document, in order.

    scheme: turn (a whole turn), paragraph (a paragraph within a turn), sentence, or window (`window` sentences within a
    turn, not overlapping). max_characters: a unit that is longer is cut at sentence ends, then at pauses (，；、), then
    anywhere. A paragraph that is nothing but a stage direction stays with the paragraph before it.

    Raises UnknownName for an unknown scheme, UsageError ("segment-size") if a size is below 1.
    """
    stretches = ((order, t.span.start, t.span.end) for order, t in enumerate(turns) if t.role != "apparatus")
    found = places(text, stretches, scheme, max_characters=max_characters, window=window)
    return tuple(SegmentDraft(order, Span(start, end)) for order, start, end in found)


def places(
    text: str,
    stretches: Iterable[tuple[int, int, int]],
    scheme: SegmentScheme,
    *,
    max_characters: int = 400,
    window: int = 3,
) -> list[tuple[int, int, int]]:
    """The same in numbers, for whole corpora: order of the turn, start, end. stretches: turns without apparatus, in the
    same form."""
    if scheme not in _SCHEMES:
        raise UnknownName("segment scheme", scheme, _SCHEMES)
    if max_characters < 1 or window < 1:
        raise UsageError(
            f"max_characters and window must be at least 1, found {max_characters} and {window}",
            "400 characters and 3 sentences are usual",
            "segment-size",
        )
    # Asked for once: looking it up for every turn would compare the whole text each time.
    soft = soft_ends(text)
    cutters: dict[str, Callable[[int, int], Sequence[tuple[int, int]]]] = {
        "turn": lambda start, end: ((start, end),),
        "paragraph": lambda start, end: _paragraphs(text, soft, start, end),
        "sentence": lambda start, end: _sentences(text, soft, start, end),
        "window": lambda start, end: _windows(_sentences(text, soft, start, end), window),
    }
    cutter = cutters[scheme]
    made: list[tuple[int, int, int]] = []
    for order, start, end in stretches:
        for left, right in cutter(start, end):
            if right - left > max_characters:
                made += (
                    (order, part.start, part.end) for part in _fitting(text, soft, Span(left, right), max_characters)
                )
            elif left < right:
                made.append((order, left, right))
    return made


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences inside a span. A sentence ends with 。！？!? or …… and the closing quotes and brackets after it,
    or at a line end; not inside an address (…?id=3), and not where the sentence goes on (“好！”，他说 or “好！”他说)."""
    return tuple(Span(start, end) for start, end in _sentences(text, soft_ends(text), span.start, span.end))


def _sentences(text: str, soft: frozenset[int], first: int, behind: int) -> list[tuple[int, int]]:
    made = []
    for start, end in _raw_lines(text, soft, first, behind):
        last = start
        for match in _END.finditer(text, start, end):
            if _ends(text, match, end):
                made.append(trimmed(text, last, match.end()))
                last = match.end()
        made.append(trimmed(text, last, end))
    return [(start, end) for start, end in made if start < end]


def _ends(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a sentence really ends at this mark."""
    after = text[match.end()] if match.end() < end else ""
    if after and after in _NOT_AFTER_END:
        return False
    mark = match[0]
    if mark[-1] in "”’」』" and _SAID_AFTER.match(text, match.end(), end):
        return False
    if mark[0] in "!?" and after.isascii() and after.isalnum():
        return False
    return _safe(text, match.end())


def _raw_lines(text: str, soft: frozenset[int], start: int, behind: int) -> Iterator[tuple[int, int]]:
    """The lines inside a stretch; soft line ends do not count."""
    while start < behind:
        end = text.find("\n", start, behind)
        while end in soft:
            end = text.find("\n", end + 1, behind)
        end = behind if end < 0 else end
        yield start, end
        start = end + 1


def _paragraphs(text: str, soft: frozenset[int], first: int, behind: int) -> list[tuple[int, int]]:
    """The paragraphs inside a stretch; one that is only a stage direction joins the one before."""
    if text.find("\n", first, behind) < 0:
        return [trimmed(text, first, behind)]
    made: list[tuple[int, int]] = []
    for line in _raw_lines(text, soft, first, behind):
        start, end = trimmed(text, *line)
        if start == end:
            continue
        if made and text[start] in _ASIDE_OPENS and _ASIDE.match(text, start, end):
            made[-1] = made[-1][0], end
        else:
            made.append((start, end))
    return made


def _windows(parts: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Runs of `size` neighbouring sentences."""
    return [(parts[i][0], parts[min(i + size, len(parts)) - 1][1]) for i in range(0, len(parts), size)]


def _fitting(text: str, soft: frozenset[int], span: Span, limit: int) -> Iterator[Span]:
    """The span in parts of at most `limit` characters, cut where it hurts least."""
    if len(span) <= limit:
        if len(span):
            yield span
        return
    ends = [end for _, end in _sentences(text, soft, span.start, span.end)]
    for part in _packed(text, span, ends, limit):
        if len(part) <= limit:
            yield part
            continue
        pauses = [match.end() for match in _PAUSE.finditer(text, part.start, part.end) if _safe(text, match.end())]
        for piece in _packed(text, part, [*pauses, part.end], limit):
            yield from _hard(text, piece, limit)


def _packed(text: str, span: Span, ends: Sequence[int], limit: int) -> Iterator[Span]:
    """Neighbouring parts put together as long as they fit."""
    start, last = span.start, span.start
    for end in (*ends, span.end):
        if len(stripped(text, start, end)) > limit and last > start:
            part = stripped(text, start, last)
            if len(part):
                yield part
            start = last
        last = max(last, end)
    part = stripped(text, start, last)
    if len(part):
        yield part


def _hard(text: str, span: Span, limit: int) -> Iterator[Span]:
    """Cut by length alone, but between characters as people see them."""
    start = span.start
    while span.end - start > limit:
        place = start + limit
        while place > start and not _safe(text, place):
            place -= 1
        if place == start:
            place = start + limit
            while place < span.end and not _safe(text, place):
                place += 1
        part = stripped(text, start, place)
        if len(part):
            yield part
        start = place
    part = stripped(text, start, span.end)
    if len(part):
        yield part


def _safe(text: str, place: int) -> bool:
    """Whether a cut at this place leaves every visible character whole."""
    if not 0 < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    if before == "\u200d" or after in "\u200d\u20e3" or "\ufe00" <= after <= "\ufe0f":
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e01ef":
        return False
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return False
    if _regional(before) and _regional(after):
        start = place
        while start > 0 and _regional(text[start - 1]):
            start -= 1
        return (place - start) % 2 == 0
    return not unicodedata.category(after).startswith("M")


def _regional(character: str) -> bool:
    """One of the letters that make flags in pairs."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
