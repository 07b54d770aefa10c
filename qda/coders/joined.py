"""Many texts laid end to end and folded at once: one string, and one array of code points, for a whole block.

Folding looks each code point up in an array made from `qda.text.fold` (the same table, about fourteen times as fast as
folding text by text). A half of a surrogate pair, which no decoded file has, counts as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts laid end to end, a line end behind each. text: folded, of all texts. codes: the code points of the text as
    received, of the same length. marks: where MARKS stand. starts: n + 1 positions, of each text and of what would follow
    the last. unit: the index of the text that each position lies in."""

    text: str
    codes: Codes
    marks: Integers
    starts: Integers
    unit: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def unit_of(self, positions: Integers) -> Integers:
        """The index of the text that each position lies in."""
        return self.unit[positions].astype(np.int64)

    def text_of(self, unit: int) -> str:
        """One text, folded."""
        return self.text[int(self.starts[unit]) : int(self.starts[unit + 1]) - 1]


def join(texts: Sequence[str]) -> Joined:
    """Lay texts end to end and fold them."""
    starts, unit = _places(texts)
    whole = "\n".join([*texts, ""])
    codes = np.empty(len(whole), dtype=np.uint32)
    table = _fold_table()
    pieces, marks = [], [np.empty(0, dtype=np.int64)]
    for first in range(0, len(whole), CHUNK):
        raw = np.frombuffer(whole[first : first + CHUNK].encode("utf-32-le", "surrogatepass"), dtype="<u4")
        codes[first : first + CHUNK] = raw
        folded = table[raw]
        marks.append(np.flatnonzero(folded >= _MARK) + first)
        folded &= _MARK - 1
        pieces.append(folded.astype("<u4", copy=False).tobytes().decode("utf-32-le"))
    return Joined("".join(pieces), codes, np.concatenate(marks), starts, unit)


def join_folded(texts: Sequence[str]) -> Joined:
    """Lay texts end to end that are folded already; their code points are left out."""
    starts, unit = _places(texts)
    nothing = np.empty(0, dtype=np.int64)
    return Joined("\n".join([*texts, ""]), np.empty(0, dtype=np.uint32), nothing, starts, unit)


def code_points(text: str) -> Codes:
    """The code points of a text without surrogates."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32, copy=False)


def _places(texts: Sequence[str]) -> tuple[Integers, npt.NDArray[np.int32]]:
    """Where each text begins, and which text each position lies in."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    return starts, np.repeat(np.arange(len(texts), dtype=np.int32), lengths)


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
