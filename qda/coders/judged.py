"""The polarity of many spans at once: only where a sign of denial, plan or demand stands near is a sentence judged.

The sentences around the spans are scanned once for all signs (`qda.codebook.polarity.signs`). A span without a sign in
its place is realised; the others are judged one by one, exactly as `polarity_of` does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qda.codebook import polarity
from qda.coders.joined import Integers, join_folded
from qda.coders.scan import Scanner, scanner_for

if TYPE_CHECKING:
    from qda.coders.evaluate import Block

_KINDS = ("denial", "other", "failure", "both", "stop")
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
    suspects = np.flatnonzero(_suspect(block, first, last, row, start, end, only_denied))
    text = block.joined.text
    columns = (column[suspects].tolist() for column in (rule, start, end, first[row], last[row]))
    for i, op, a, b, low, high in zip(suspects.tolist(), *columns, strict=True):
        words = [(x - low, y - low) for x, y in block.words_at(op, a, b)] or [(a - low, b - low)]
        said = text[low:high]
        if only_denied:
            made[i] = DENIED if polarity.denied(said, a - low, min(b, high) - low, words) else 0
        else:
            made[i] = polarity.ORDER.index(polarity.judge(said, a - low, min(b, high) - low, words))
    return made


def _suspect(
    block: Block, first: Integers, last: Integers, row: Integers, start: Integers, end: Integers, only_denied: bool
) -> npt.NDArray[np.bool_]:
    """Which spans have a sign where it could count: before their end in the clause, or behind it in the sentence."""
    scanner, kinds = _signs()
    text = block.joined.text
    said = join_folded([text[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)])
    hits = scanner.scan(said)
    place = said.unit[hits.start]
    at = hits.start - said.starts[place] + first[place]
    order = np.argsort(at, kind="stable")
    at, kind = at[order], kinds[hits.term[order]]
    before = at[(kind == 0) | (kind == 3)] if only_denied else at[(kind != 2) & (kind != 4)]
    behind = at[(kind == 2) | (kind == 3)]
    stops = np.concatenate([[-1], at[kind == 4]])
    clause = np.maximum(stops[np.searchsorted(stops, start, side="left") - 1] + 1, first[row])
    suspect = np.searchsorted(before, clause, side="left") < np.searchsorted(before, end, side="left")
    suspect |= np.searchsorted(behind, end, side="left") < np.searchsorted(behind, last[row], side="left")
    found: npt.NDArray[np.bool_] = suspect
    return found


@lru_cache(maxsize=1)
def _signs() -> tuple[Scanner, npt.NDArray[np.int8]]:
    """The scanner of all signs, and the kind of each."""
    named = polarity.signs()
    return scanner_for(tuple(named)), np.array([_KINDS.index(kind) for kind in named.values()], dtype=np.int8)
