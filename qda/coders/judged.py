"""The polarity of many spans at once: only where a sign of denial, plan or demand stands near is a sentence judged.

The sentences around the spans are scanned once for all signs that count (`qda.codebook.polarity.signs`), which come as
sorted arrays of positions. A span without a sign in its place is realised; the others are judged one by one, exactly as
`polarity_of` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qda.codebook import cues, polarity
from qda.coders.joined import Joined, stretches_of
from qda.coders.order import Integers
from qda.coders.scan import Scanner, scanner_for
from qda.text.fold import fold

if TYPE_CHECKING:
    from qda.coders.evaluate import Block

_BIT = {kind: np.uint8(1 << i) for i, kind in enumerate("ncofs")}
_LATE = np.uint8(1 << 5)
"""A failure that counts only close behind a span."""
_LATE_REACH = 8
_MUCH = 4
"""What part of the texts is not worth taking out of them."""
_SEEN = ["".join(kind for kind, bit in _BIT.items() if mask & bit) for mask in range(16)]
_REACH = {"n": polarity.NEGATION_REACH, "c": polarity.CLOSE_REACH}
Flags = npt.NDArray[np.bool_]
DENIED = polarity.ORDER.index("denied")


@dataclass(frozen=True, slots=True)
class Signs:
    """Where signs stand: sorted starts by kind, and sorted ends of negations. late: failures that must be close."""

    starts: Mapping[str, Integers]
    ends: Mapping[str, Integers]
    late: Integers


def judged(
    block: Block, rule: Integers, start: Integers, end: Integers, *, only_denied: bool = False
) -> npt.NDArray[np.int8]:
    """The polarity of each span, as its place in `polarity.ORDER`.

    rule: the operation whose words each span is judged by. only_denied: tell denied from the rest only (the rest is 0).
    """
    made = np.zeros(len(start), dtype=np.int8)
    if not len(start):
        return made
    order = np.argsort(start, kind="stable")  # places in order are looked for many times as fast
    rule, start, end = rule[order], start[order], end[order]
    sentence = block.sentence_of(start)
    first, last = block.sentences()[sentence], block.sentence_ends(sentence)
    literal = block.is_literal(rule)
    near = _near(block, first, last, start, end, literal, only_denied)
    suspects = np.flatnonzero(near)
    columns = (column[suspects].tolist() for column in (near, rule, start, end, literal, first, last))
    for i, kinds, op, a, b, plain, low, high in zip(order[suspects].tolist(), *columns, strict=True):
        found = [] if plain else block.words_at(op, a, b)
        words = [(x - low, y - low) for x, y in found] or [(a - low, b - low)]
        said, seen = block.joined.between(low, high), _SEEN[kinds]
        if only_denied:
            made[i] = DENIED if polarity.denied(said, a - low, min(b, high) - low, words, seen) else 0
        else:
            made[i] = polarity.ORDER.index(polarity.judge(said, a - low, min(b, high) - low, words, seen))
    return made


def _near(
    block: Block,
    first: Integers,
    last: Integers,
    start: Integers,
    end: Integers,
    literal: Flags,
    only_denied: bool,
) -> npt.NDArray[np.uint8]:
    """Which kinds of signs each span has where they could count, as bits: before its end in the clause, or behind it in
    the sentence. first, last: of the sentence of each span. literal: a span that is not touched by a sign that it is or
    holds."""
    signs = _signs_around(block, first, last, only_denied)
    near = _BIT["f"] * _any_between(signs.starts["f"], end, last)
    near |= _BIT["f"] * _any_between(signs.late, end, np.minimum(end + _LATE_REACH, last))
    words, others = np.flatnonzero(literal), np.flatnonzero(~literal)
    for kind, reach in _REACH.items():
        ends = signs.ends[kind]
        if len(ends) and len(words):
            at = start[words]
            nearest = ends.take(np.searchsorted(ends, at, side="right") - 1, mode="clip")
            close = np.flatnonzero((nearest <= at) & (nearest >= at - reach) & (nearest > first[words]))
            rows = close[~_stop_between(block.joined, nearest[close], at[close])]
            near[words[rows]] |= _BIT[kind]
        low = np.maximum(first[others], start[others] - reach - _longest())
        near[others] |= _BIT[kind] * _any_between(signs.starts[kind], low, end[others])
    if not only_denied:
        stops = signs.starts["s"]
        clause = np.maximum(stops[np.searchsorted(stops, start, side="left") - 1] + 1, first)
        near |= _BIT["o"] * _any_between(signs.starts["o"], clause, np.where(literal, start, end))
    return near


def _stop_between(joined: Joined, low: Integers, high: Integers) -> Flags:
    """Whether a clause ends between two positions that are at most NEGATION_REACH apart."""
    places = low[:, None] + np.arange(polarity.NEGATION_REACH)
    stops = _stop_table().take(joined.folded.take(places, mode="clip"), mode="clip")
    found: Flags = np.any(stops & (places < high[:, None]), axis=1)
    return found


def signs_of(
    joined: Joined, *, only_denied: bool = False, shift: Callable[[Integers], Integers] | None = None
) -> Signs:
    """Where signs stand in joined texts. only_denied: those of denial only. shift: where a position stands elsewhere."""
    scanner, kinds_of = _scanner(only_denied)
    hits = scanner.scan(joined)
    kinds, start = kinds_of[hits.term], hits.start if shift is None else shift(hits.start)
    end = start + hits.end - hits.start

    def those(of: Integers, bit: np.uint8) -> Integers:
        made: Integers = np.sort(of[kinds & bit > 0])
        return made

    starts = {kind: those(start, bit) for kind, bit in _BIT.items()}
    starts["s"] = np.concatenate([[-1], starts["s"]])
    return Signs(starts, {kind: those(end, _BIT[kind]) for kind in _REACH}, those(start, _LATE))


def _signs_around(block: Block, first: Integers, last: Integers, only_denied: bool) -> Signs:
    """Signs in the sentences of some spans, which come in order; in all texts, if that is much of them, as it is kept."""
    new = np.diff(first, prepend=-1) > 0
    first, last = first[new], last[new]
    if int((last - first).sum()) >= len(block.joined.folded) // _MUCH:
        return block.signs(only_denied=only_denied)
    said = stretches_of(block.joined, first, last)

    def shift(positions: Integers) -> Integers:
        place = said.unit_of(positions)
        return positions - said.starts[place] + first[place]

    return signs_of(said, only_denied=only_denied, shift=shift)


def _any_between(places: Integers, low: Integers, high: Integers) -> Flags:
    """Whether any place is at least `low` and below `high`, for each pair of these."""
    if not len(places):
        return np.zeros(len(low), dtype=bool)
    found: Flags = np.append(places, np.iinfo(np.int64).max).take(np.searchsorted(places, low, side="left")) < high
    return found


@lru_cache(maxsize=1)
def _named() -> dict[str, int]:
    """All signs, folded, and their kinds as bits."""
    everywhere = set(map(fold, cues.FAILURES))
    late = set(map(fold, cues.NOT_YET)) - everywhere
    made = {}
    for word, kinds in polarity.signs().items():
        bits = sum(int(_BIT[kind]) for kind in kinds)
        if word in late:
            bits = bits & ~int(_BIT["f"]) | int(_LATE)
        made[word] = bits
    return made


@lru_cache(maxsize=2)
def _scanner(only_denied: bool) -> tuple[Scanner, npt.NDArray[np.uint8]]:
    """The scanner of all signs, or of those of denial, and the kinds of each as bits."""
    wanted = int(_BIT["n"] | _BIT["c"] | _BIT["f"] | _LATE) if only_denied else 255
    named = {word: kinds & wanted for word, kinds in _named().items() if kinds & wanted}
    return scanner_for(tuple(named)), np.array(list(named.values()), dtype=np.uint8)


@lru_cache(maxsize=1)
def _longest() -> int:
    """The length of the longest negation."""
    negations = int(_BIT["n"] | _BIT["c"])
    return max(len(word) for word, kinds in _named().items() if kinds & negations)


@lru_cache(maxsize=1)
def _stop_table() -> Flags:
    """Whether a code point ends a clause."""
    table = np.zeros(0x110000, dtype=bool)
    table[[ord(word) for word, kinds in _named().items() if kinds & int(_BIT["s"])]] = True
    return table
