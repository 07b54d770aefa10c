"""All words of all rules found in one pass: an Aho-Corasick automaton over characters, hits as numpy arrays.

Segments are joined by a line end, which no word contains, into chunks of about 64k characters: large enough that the
cost of a call vanishes, small enough that the list of hits stays in the processor's cache. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
import numpy.typing as npt

CHUNK = 65_536
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts laid end to end, one code point between them. texts: folded. starts: n + 1 positions, of each text and of
    what would follow the last."""

    texts: tuple[str, ...]
    starts: Integers

    def unit_of(self, positions: Integers) -> Integers:
        """The index of the text that each position lies in."""
        return np.searchsorted(self.starts, positions, side="right") - 1


@dataclass(frozen=True, slots=True)
class Hits:
    """Where words were found. start, end: positions in the joined texts. term: index of the word. All of one length,
    sorted by term, then start. offsets: term i has the rows offsets[i] to offsets[i + 1]."""

    start: Integers
    end: Integers
    term: Integers
    offsets: Integers

    def of(self, term: int) -> tuple[Integers, Integers]:
        """Starts and ends of one word."""
        rows = slice(int(self.offsets[term]), int(self.offsets[term + 1]))
        return self.start[rows], self.end[rows]


def join(texts: Sequence[str]) -> Joined:
    """Lay folded texts end to end."""
    starts = np.fromiter(chain((0,), accumulate(len(text) + 1 for text in texts)), dtype=np.int64, count=len(texts) + 1)
    return Joined(tuple(texts), starts)


class TermScanner:
    """Finds every occurrence, overlapping ones too, of a list of words. Picklable; the automaton is built at first use.

    terms: folded, not empty, distinct, without line ends.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = tuple(terms)
        for term in self.terms:
            if not term or "\n" in term:
                raise ValueError(f"not a word to look for: {term!r}")
        self._automaton: Any = None

    def __getstate__(self) -> dict[str, object]:
        return {"terms": self.terms, "_automaton": None}

    def scan(self, joined: Joined) -> Hits:
        """All hits in joined texts."""
        pieces = [self._chunk(joined, first, last) for first, last in _chunks(joined.starts)] if self.terms else []
        rows = np.concatenate(pieces) if pieces else np.empty((0, 3), dtype=np.int64)
        rows = rows[np.lexsort((rows[:, 0], rows[:, 2]))]
        offsets = np.searchsorted(rows[:, 2], np.arange(len(self.terms) + 1))
        columns = [np.ascontiguousarray(rows[:, i]) for i in range(3)]
        return Hits(columns[0], columns[1], columns[2], offsets.astype(np.int64))

    def _chunk(self, joined: Joined, first: int, last: int) -> Integers:
        """Rows (start, end, term) of the texts first to last, in joined positions."""
        if self._automaton is None:
            import daachorse

            self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(self.terms))
        found = self._automaton.find_overlapping("\n".join(joined.texts[first:last]))
        rows = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
        rows[:, :2] += joined.starts[first]
        return rows


def _chunks(starts: Integers) -> list[tuple[int, int]]:
    """Runs of texts of about CHUNK characters; a longer text is a run of its own."""
    runs, first, n = [], 0, len(starts) - 1
    while first < n:
        last = max(int(np.searchsorted(starts, starts[first] + CHUNK, side="right")) - 1, first + 1)
        runs.append((first, min(last, n)))
        first = min(last, n)
    return runs
