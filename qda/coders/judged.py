"""The polarity of many spans at once: only where a sign of denial, plan or demand stands near is a sentence judged.

The sentences around the spans are scanned once for all signs (`qda.codebook.polarity.signs`). A span without a sign in
its place is realised; the others are judged one by one, exactly as `polarity_of` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qda.codebook import polarity
from qda.coders.joined import Integers, join_folded
from qda.coders.scan import Scanner, scanner_for

if TYPE_CHECKING:
    from qda.coders.evaluate import Block

_BIT = {kind: np.uint8(1 << i) for i, kind in enumerate("ncofs")}
_SEEN = ["".join(kind for kind, bit in _BIT.items() if mask & bit) for mask in range(16)]
Flags = npt.NDArray[np.bool_]
DENIED = polarity.ORDER.index("denied")


def judged(
    block: Block, rule: Integers, start: Integers, end: Integers, *, only_denied: bool = False
) -> npt.NDArray[np.int8]:
    """The polarity of each span, as its place in `polarity.ORDER`.

    rule: the operation whose words each span is judged by. only_denied: tell denied from the rest only (the rest is 0).
    """
    made = np.zeros(len(start), dtype=np.int8)
    if not len(start):
        return made
    sentence = block.sentence_of(start)
    numbers, row = np.unique(sentence, return_inverse=True)
    first, last = block.sentences()[numbers], block.sentence_ends(numbers)
    literal = block.is_literal(rule)
    near = _near(block, first, last, row, start, end, literal, only_denied)
    suspects = np.flatnonzero(near)
    text = block.joined.text
    columns = (column[suspects].tolist() for column in (near, rule, start, end, literal, first[row], last[row]))
    for i, kinds, op, a, b, plain, low, high in zip(suspects.tolist(), *columns, strict=True):
        found = [] if plain else block.words_at(op, a, b)
        words = [(x - low, y - low) for x, y in found] or [(a - low, b - low)]
        said, seen = text[low:high], _SEEN[kinds]
        if only_denied:
            made[i] = DENIED if polarity.denied(said, a - low, min(b, high) - low, words, seen) else 0
        else:
            made[i] = polarity.ORDER.index(polarity.judge(said, a - low, min(b, high) - low, words, seen))
    return made


def _near(
    block: Block,
    first: Integers,
    last: Integers,
    row: Integers,
    start: Integers,
    end: Integers,
    literal: Flags,
    only_denied: bool,
) -> npt.NDArray[np.uint8]:
    """Which kinds of signs each span has where they could count: before its end in the clause, or behind it in the
    sentence; as bits."""
    longest = _signs()[2]
    signs = block.signs() if block.signs_everywhere else _signs_in(block, first, last)
    stops = signs["s"]
    clause = np.maximum(stops[np.searchsorted(stops, start, side="left") - 1] + 1, first[row])
    stop = np.where(literal, start, end)  # a word is not touched by a sign that it is or holds
    reach = {"n": polarity.NEGATION_REACH + longest, "c": polarity.CLOSE_REACH + longest}
    near = _BIT["f"] * _any_between(signs["f"], end, last[row])
    for kind, far in reach.items():
        near |= _BIT[kind] * _any_between(signs[kind], np.maximum(clause, start - far), stop)
    if not only_denied:
        near |= _BIT["o"] * _any_between(signs["o"], clause, stop)
    return near


def signs_of(block: Block) -> Mapping[str, Integers]:
    """Where signs stand in all texts of a block, sorted, by kind (see `qda.codebook.polarity.signs`); stops with a -1 in
    front."""
    hits = _signs()[0].scan(block.joined)
    return _by_kind(hits.start, hits.term)


def _signs_in(block: Block, first: Integers, last: Integers) -> Mapping[str, Integers]:
    """The same in some stretches only, which come in order."""
    text = block.joined.text
    said = join_folded([text[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)])
    hits = _signs()[0].scan(said)
    place = said.unit[hits.start]
    return _by_kind(hits.start - said.starts[place] + first[place], hits.term)


def _by_kind(at: Integers, term: Integers) -> Mapping[str, Integers]:
    kind = _signs()[1][term]
    found = {name: np.sort(at[kind & bit > 0], kind="stable") for name, bit in _BIT.items()}
    found["s"] = np.concatenate([[-1], found["s"]])
    return found


def _any_between(places: Integers, low: Integers, high: Integers) -> Flags:
    """Whether any place is at least `low` and below `high`, for each pair of these."""
    found: Flags = np.searchsorted(places, low, side="left") < np.searchsorted(places, high, side="left")
    return found


@lru_cache(maxsize=1)
def _signs() -> tuple[Scanner, npt.NDArray[np.uint8], int]:
    """The scanner of all signs, the kinds of each as bits, and the length of the longest negation."""
    named = polarity.signs()
    kinds = np.array([sum(_BIT[kind] for kind in kinds) for kinds in named.values()], dtype=np.uint8)
    longest = max(len(word) for word, kinds_of in named.items() if set(kinds_of) & {"n", "c"})
    return scanner_for(tuple(named)), kinds, longest
