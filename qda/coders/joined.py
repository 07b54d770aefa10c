"""Many texts laid end to end and folded at once: arrays of code points for a whole block.

Folding looks each code point up in an array made from `qda.text.fold` (the same table, many times as fast as folding
text by text). A half of a surrogate pair, which no decoded file has, counts as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from qda.text.fold import fold

MARKS = "。！？!?｡…⋯～~"
"""Characters that may end a sentence; where they stand is noted while folding, as that costs next to nothing then."""
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
CHUNK = 65_536
"""Characters folded or scanned at a time: large enough that the cost of a call vanishes, small enough for the cache."""
_SURROGATES = (0xD800, 0xE000)
_CODE_POINTS = 0x110000
_MARK = np.uint32(1 << 21)


class Joined:
    """Texts laid end to end, a line end behind each.

    codes: code points as received; folded: folded, of the same length. marks: where MARKS stand. starts: n + 1
    positions, of each text and of what would follow the last. unit: the index of the text that each position lies in.
    """

    def __init__(self, texts: Sequence[str], codes: Codes, folded: Codes, marks: Integers) -> None:
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
        self.starts: Integers = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        self.unit: npt.NDArray[np.int32] = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        self.codes, self.folded, self.marks = codes, folded, marks

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def text(self) -> str:
        """All texts, folded; made when first asked for."""
        return self.folded.astype("<u4", copy=False).tobytes().decode("utf-32-le")

    def unit_of(self, positions: Integers) -> Integers:
        """The index of the text that each position lies in."""
        return self.unit[positions].astype(np.int64)

    def text_of(self, unit: int) -> str:
        """One text, folded."""
        return self.text[int(self.starts[unit]) : int(self.starts[unit + 1]) - 1]


def join(texts: Sequence[str]) -> Joined:
    """Lay texts end to end and fold them."""
    whole = "\n".join([*texts, ""])
    codes, folded = np.empty(len(whole), dtype=np.uint32), np.empty(len(whole), dtype=np.uint32)
    table = _fold_table()
    marks = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(whole), CHUNK):
        raw = np.frombuffer(whole[first : first + CHUNK].encode("utf-32-le", "surrogatepass"), dtype="<u4")
        codes[first : first + CHUNK] = raw
        looked_up = table[raw]
        marks.append(np.flatnonzero(looked_up >= _MARK) + first)
        np.bitwise_and(looked_up, _MARK - 1, out=folded[first : first + CHUNK])
    return Joined(texts, codes, folded, np.concatenate(marks))


def join_folded(texts: Sequence[str]) -> Joined:
    """Lay texts end to end that are folded already; marks are not looked for."""
    codes = code_points("\n".join([*texts, ""]))
    return Joined(texts, codes, codes, np.empty(0, dtype=np.int64))


def code_points(text: str) -> Codes:
    """The code points of a text without surrogates."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32, copy=False)


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
