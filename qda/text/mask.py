"""Replacing what was found, and finding the way back: the masked text and a map between its places and the original's.

Outside of replacements both texts have the same words in the same order; a replaced stretch is one block on either
side. Source: own. Doubts: none; the properties stand in tests/text/test_mask.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qda.model import Span
from qda.text.mask_patterns import KINDS, Finding


@dataclass(frozen=True, slots=True)
class Replacement:
    """One stretch replaced. original: its span in the original text; masked: the span of what stands there now. The
    words replaced are not kept here."""

    finding: Finding
    original: Span
    masked: Span


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where places of one text are in the other. pairs: (original, masked) spans of the replacements, in order, never
    overlapping, none of them empty.

    A place outside of replacements maps exactly; a span that begins or ends inside a replacement is widened to all of
    it, so that nothing is ever half covered.
    """

    pairs: tuple[tuple[Span, Span], ...] = ()
    _starts: tuple[tuple[int, ...], tuple[int, ...]] = field(init=False, repr=False, compare=False)
    _ends: tuple[tuple[int, ...], tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for original, masked in self.pairs:
            if not len(original) or not len(masked):
                raise ValueError("a replacement must replace something by something")
        for (before, before_masked), (after, after_masked) in zip(self.pairs, self.pairs[1:], strict=False):
            if before.end > after.start or after_masked.start - before_masked.end != after.start - before.end:
                raise ValueError("replacements must be in order, apart, with the same words between them")
        object.__setattr__(self, "_starts", tuple(tuple(pair[side].start for pair in self.pairs) for side in (0, 1)))
        object.__setattr__(self, "_ends", tuple(tuple(pair[side].end for pair in self.pairs) for side in (0, 1)))

    def to_masked(self, span: Span) -> Span:
        """A span of the original text in the masked one."""
        return Span(self._start(span.start, 0), max(self._start(span.start, 0), self._end(span.end, 0)))

    def to_original(self, span: Span) -> Span:
        """A span of the masked text in the original one."""
        return Span(self._start(span.start, 1), max(self._start(span.start, 1), self._end(span.end, 1)))

    def _start(self, place: int, side: int) -> int:
        """The first place that belongs to what begins at `place`."""
        index = bisect_right(self._starts[side], place) - 1
        if index < 0:
            return place
        if place < self._ends[side][index]:
            return self._starts[1 - side][index]
        return place - self._ends[side][index] + self._ends[1 - side][index]

    def _end(self, place: int, side: int) -> int:
        """The place behind what ends at `place`."""
        index = bisect_left(self._starts[side], place) - 1
        if index < 0:
            return place
        if place <= self._ends[side][index]:
            return self._ends[1 - side][index]
        return place - self._ends[side][index] + self._ends[1 - side][index]


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with what was found replaced. replaced: in order."""

    text: str
    offsets: OffsetMap
    replaced: tuple[Replacement, ...]


def choose(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that do not overlap: sure before doubtful, then the longer, then the earlier one wins; in order."""
    ranked = sorted(
        findings, key=lambda f: (f.certainty != "sure", -len(f.span), f.span.start, KINDS.index(f.kind), f.key)
    )
    kept: list[Finding] = []
    starts: list[int] = []
    for finding in ranked:
        if not len(finding.span):
            continue
        place = bisect_right(starts, finding.span.start)
        if place and kept[place - 1].span.end > finding.span.start:
            continue
        if place < len(kept) and kept[place].span.start < finding.span.end:
            continue
        kept.insert(place, finding)
        starts.insert(place, finding.span.start)
    return tuple(kept)


def mask(text: str, findings: Iterable[Finding], pseudonyms: Mapping[str, str]) -> Masked:
    """The text with every finding replaced whose key has a pseudonym; the others stay.

    Overlapping findings are decided by `choose`. Where a digit or Latin letter follows a pseudonym that ends in a
    digit (魏国强602), a blank is put between them, so that nobody reads one number.
    """
    pieces: list[str] = []
    replaced: list[Replacement] = []
    place = length = 0
    for finding in choose(finding for finding in findings if pseudonyms.get(finding.key)):
        words = pseudonyms[finding.key]
        after = text[finding.span.end : finding.span.end + 1]
        if after.isascii() and after.isalnum() and words[-1].isdigit():
            words += " "
        between = text[place : finding.span.start]
        length += len(between)
        replaced.append(Replacement(finding, finding.span, Span(length, length + len(words))))
        pieces += (between, words)
        length += len(words)
        place = finding.span.end
    pieces.append(text[place:])
    offsets = OffsetMap(tuple((each.original, each.masked) for each in replaced))
    return Masked("".join(pieces), offsets, tuple(replaced))
