"""Where sentences begin, for all texts of a block at once; the same places as `qda.text.segment.sentences`.

The marks that end sentences are rare, so what follows the one look at every character works on them alone. A text with
line ends inside is asked about one by one: whether a line end is soft needs the whole text. A test holds the two
ways of cutting together on random texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from qda.coders.joined import CHUNK, Codes, Joined
from qda.coders.order import Integers
from qda.model import Span
from qda.text.segment import sentences

_STRONG, _DOUBLED, _CLOSER, _BLANK, _GOES_ON, _ALNUM, _CLINGS = (1 << bit for bit in range(7))


def sentence_starts(
    joined: Joined, texts: Callable[[int], str], needed: npt.NDArray[np.bool_] | None = None
) -> Integers:
    """The positions at which a sentence begins, sorted; every text begins one, what lies between two sentences belongs
    to the first of them.

    texts: a text as received by its index. needed: which texts have to be cut; the others are taken for one sentence.
    """
    marks = joined.marks if needed is None else joined.marks[needed[joined.unit[joined.marks]]]
    ends = _ends(joined.codes, marks)
    odd = _with_line_ends(joined)
    if len(odd):
        ends = ends[~np.isin(joined.unit[ends], odd)]
    starts, stops = ends, joined.starts[joined.unit[ends] + 1] - 1
    while True:
        at_blank = (starts < stops) & (_classes()[joined.codes[starts]] & _BLANK > 0)
        if not at_blank.any():
            break
        starts = starts + at_blank
    found = [joined.starts[:-1], starts[starts < stops]]
    for unit in odd.tolist():
        if needed is None or needed[unit]:
            text = texts(unit)
            firsts = [span.start for span in sentences(text, Span(0, len(text)))[1:]]
            found.append(np.array(firsts, dtype=np.int64) + joined.starts[unit])
    return np.sort(np.concatenate(found), kind="stable")


def _ends(codes: Codes, marks: Integers) -> Integers:
    """Behind each mark, with its closing quotes and brackets, that ends a sentence."""
    if not len(marks):
        return marks
    classes = _classes()
    first = np.flatnonzero(np.diff(marks, prepend=-2) > 1)
    behind = marks[np.append(first[1:], len(marks)) - 1] + 1
    own = codes[marks]
    doubled = (classes[own] & _DOUBLED > 0) & (codes[np.minimum(marks + 1, len(codes) - 1)] == own)
    strong = (classes[own] & _STRONG > 0) | doubled
    begins = np.minimum.reduceat(np.where(strong, marks, len(codes)), first)
    begins, behind = begins[begins < len(codes)], behind[begins < len(codes)]
    while True:  # the last character is a line end, so nothing runs over
        closes = classes[codes[behind]] & _CLOSER > 0
        if not closes.any():
            break
        behind = behind + closes
    after = classes[codes[behind]]
    narrow = (codes[begins] == ord("!")) | (codes[begins] == ord("?"))
    kept: npt.NDArray[np.bool_] = (after & (_GOES_ON | _CLINGS) == 0) & ~(narrow & (after & _ALNUM > 0))
    ends: Integers = behind[kept]
    return ends


def _with_line_ends(joined: Joined) -> Integers:
    """The texts with a line end inside."""
    codes, sign = joined.codes, ord("\n")
    counts = (np.count_nonzero(codes[first : first + CHUNK] == sign) for first in range(0, len(codes), CHUNK))
    if sum(counts) == len(joined):
        return np.empty(0, dtype=np.int64)
    line_ends = np.flatnonzero(codes == sign)
    return np.flatnonzero(np.bincount(joined.unit[line_ends], minlength=len(joined)) > 1)


@lru_cache(maxsize=1)
def _classes() -> npt.NDArray[np.uint8]:
    """What each code point is to the end of a sentence."""
    table = np.zeros(0x110000, dtype=np.uint8)

    def mark(characters: Sequence[str], flag: int) -> None:
        table[[ord(character) for character in characters]] |= flag

    mark("。！？!?｡", _STRONG)
    mark("…⋯", _DOUBLED)
    mark("”’」』）)】》〉］]｣\"'*", _CLOSER)
    mark("，、；：,;:", _GOES_ON)
    mark("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", _ALNUM)
    mark([chr(code) for code in range(0x10000) if chr(code).isspace()], _BLANK)
    mark([chr(code) for code in range(0x20000) if unicodedata.category(chr(code)).startswith("M")], _CLINGS)
    for low, high in ((0x200D, 0x200E), (0x20E3, 0x20E4), (0xFE00, 0xFE10), (0x1F3FB, 0x1F400), (0xE0020, 0xE01F0)):
        table[low:high] |= _CLINGS
    return table
