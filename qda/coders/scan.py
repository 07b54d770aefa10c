"""All words of all rules found in one pass: an Aho-Corasick automaton over characters, hits as numpy arrays.

Texts are joined by a line end, which no word contains, and scanned in chunks of about 64k characters: large enough that
the cost of a call vanishes, small enough that the list of hits stays in the processor's cache. Offsets are code points.
There are two engines with the same hits: the compiled automaton (daachorse) and `NumpyScanner`, which needs nothing but
numpy. The automaton makes Python objects of its hits, so the second is faster (benchmarks/rules.py), but takes longer to
build; `scanner_for` takes it up to MANY words, and everywhere without daachorse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, pairwise
from typing import Any, Protocol

import numpy as np

from qda.coders.joined import CHUNK, Joined
from qda.coders.order import Integers, in_order
from qda.errors import UnknownName

ENGINES = ("automaton", "numpy")
MANY = 100_000
"""Above so many words the automaton is taken."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Where words were found. start, end: positions in the joined texts. term: index of the word. All of one length,
    sorted by start and end."""

    start: Integers
    end: Integers
    term: Integers


class Scanner(Protocol):
    """Finds every occurrence, overlapping ones too, of a list of folded words."""

    terms: tuple[str, ...]

    def scan(self, joined: Joined) -> Hits:
        """All hits in joined texts."""
        ...


def scanner_for(terms: Sequence[str], engine: str = "") -> Scanner:
    """A scanner of words. engine: "automaton", "numpy", or "" for the faster one. Raises UnknownName."""
    if engine not in ("", *ENGINES):
        raise UnknownName("engine", engine, ENGINES)
    if engine == "numpy" or (not engine and (len(terms) <= MANY or find_spec("daachorse") is None)):
        from qda.coders.scan_numpy import NumpyScanner

        return NumpyScanner(terms)
    return TermScanner(terms)


class TermScanner:
    """The automaton. Picklable; it is built at first use.

    terms: folded, not empty, distinct, without line ends.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = checked(terms)
        self._automaton: Any = None

    def __getstate__(self) -> dict[str, object]:
        return {"terms": self.terms, "_automaton": None}

    def scan(self, joined: Joined) -> Hits:
        """All hits in joined texts."""
        if not self.terms:
            return no_hits()
        if self._automaton is None:
            import daachorse

            self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(self.terms))
        pieces = []
        for first, last in chunks(joined.starts):
            found = self._automaton.find_overlapping(joined.text[first:last])
            rows = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
            rows[:, :2] += first
            pieces.append(rows)
        start, end, term = np.concatenate([np.empty((0, 3), dtype=np.int64), *pieces]).T
        start, length, term = in_order(start, end - start, term)
        return Hits(start, start + length, term)


def checked(terms: Sequence[str]) -> tuple[str, ...]:
    """The words, if they can be looked for. Raises ValueError."""
    for term in terms:
        if not term or "\n" in term:
            raise ValueError(f"not a word to look for: {term!r}")
    return tuple(terms)


def no_hits() -> Hits:
    """Nothing found."""
    nothing = np.empty(0, dtype=np.int64)
    return Hits(nothing, nothing, nothing)


def chunks(starts: Integers, size: int = 0) -> list[tuple[int, int]]:
    """Stretches of whole texts of about CHUNK characters, as positions; a longer text is a stretch of its own."""
    cuts, n = [0], len(starts) - 1
    first = 0
    while first < n:
        first = max(int(np.searchsorted(starts, starts[first] + (size or CHUNK), side="right")) - 1, first + 1)
        cuts.append(int(starts[min(first, n)]))
    return list(pairwise(cuts))
