"""Many texts laid end to end and folded at once: arrays of code points for a whole block.

Folding looks each code point up in an array made from `qda.text.fold` (the same table, many times as fast as folding
text by text). A half of a surrogate pair, which no decoded file has, counts as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from qda.coders.order import Integers, stretches
from qda.text.fold import fold

MARKS = "。！？!?｡…⋯～~"
"""Characters that may end a sentence; where they stand is noted while folding, as that costs next to nothing then."""
Codes = npt.NDArray[np.uint32]
CHUNK = 65_536
"""Characters folded or scanned at a time: large enough that the cost of a call vanishes, small enough for the cache."""
_SURROGATES = (0xD800, 0xE000)
_CODE_POINTS = 0x110000
_MARK = np.uint32(1 << 21)


class Joined:
    """Texts laid end to end, a line end behind each.

    codes: code points as received; folded: folded, of the same length. marks: where MARKS stand. starts: n + 1
    positions, of each text and of what would follow the last. unit: the index of the text that each position
    lies in.
    """

    def __init__(self, lengths: Integers, codes: Codes, folded: Codes, marks: Integers) -> None:
        self.starts: Integers = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths + 1)])
        self.unit: npt.NDArray[np.int32] = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths + 1)
        self.codes, self.folded, self.marks = codes, folded, marks

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def text(self) -> str:
        """All texts, folded; made when first asked for."""
        return self.between(0, len(self.folded))

    def unit_of(self, positions: Integers) -> Integers:
        """The index of the text that each position lies in."""
        return self.unit.take(positions, mode="clip").astype(np.int64)

    def text_of(self, unit: int) -> str:
        """One text, folded."""
        return self.between(int(self.starts[unit]), int(self.starts[unit + 1]) - 1)

    def between(self, first: int, last: int) -> str:
        """A stretch of the folded texts."""
        return self.folded[first:last].tobytes().decode("utf-32-le")


def join(texts: Sequence[str]) -> Joined:
    """Lay texts end to end and fold them."""
    codes = code_points("\n".join([*texts, ""]))
    folded = np.empty(len(codes), dtype=np.uint32)
    table = _fold_table()
    marks = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(codes), CHUNK):
        # With mode="clip" and indices of the machine's own kind this is several times as fast as by brackets.
        looked_up = table.take(codes[first : first + CHUNK].astype(np.intp), mode="clip")
        marks.append(np.flatnonzero(looked_up >= _MARK) + first)
        np.bitwise_and(looked_up, _MARK - 1, out=folded[first : first + CHUNK])
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    return Joined(lengths, codes, folded, np.concatenate(marks))


def stretches_of(joined: Joined, first: Integers, last: Integers) -> Joined:
    """Some stretches of joined texts, from `first` to before `last`, as texts of their own; marks are not looked for."""
    codes = joined.folded[stretches(first, last - first + 1)]
    codes[np.cumsum(last - first + 1) - 1] = ord("\n")
    return Joined(last - first, codes, codes, np.empty(0, dtype=np.int64))


def code_points(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32, copy=False)


@lru_cache(maxsize=1)
def _fold_table() -> Codes:
    """Code point to folded code point, for all there are; with a bit above all code points for MARKS."""
    low, high = _SURROGATES
    table = np.arange(_CODE_POINTS, dtype=np.uint32)
    table[low:high] = 0xFFFD
    # Nothing above the third plane folds; asking for a million characters would take a second.
    for first, last in ((0, low), (high, 0x30000)):
        table[first:last] = code_points(fold("".join(map(chr, range(first, last)))))
    table[[ord(mark) for mark in MARKS]] |= _MARK
    return table
