"""The scan in numpy alone, for machines without a compiled matcher: the same hits as `qda.coders.scan.TermScanner`.

A table of the hashed first two characters of all words picks the few places where one can begin; from there all places
go down the tree of words together, one character a step, each step one look into a hash table. Words of one character
are looked up directly. With few words this is faster than the automaton, which makes a Python object of every hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qda.coders.joined import Codes, Integers, Joined, code_points
from qda.coders.scan import Hits, checked, chunks, no_hits

_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_CHARACTER_BITS = 21
_CHUNK = 1 << 17
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPARSENESS = 8


class _Rows:
    """Distinct numbers and their rows: a hash table with open addressing, looked into for many numbers at once."""

    def __init__(self, keys: Integers) -> None:
        bits = max(int(_SPARSENESS * len(keys)).bit_length(), 4)
        self._shift, self._mask = np.uint64(64 - bits), (1 << bits) - 1
        self._keys = np.full(1 << bits, -1, dtype=np.int64)
        self._rows = np.full(1 << bits, -1, dtype=np.int64)
        rows, slots = np.arange(len(keys)), self._slots(keys)
        while len(rows):
            free = self._keys[slots] < 0
            taken, first = np.unique(slots[free], return_index=True)
            chosen = rows[free][first]
            self._keys[taken], self._rows[taken] = keys[chosen], chosen
            waiting = self._rows[slots] != rows
            rows, slots = rows[waiting], (slots[waiting] + 1) & self._mask

    def of(self, keys: Integers) -> Integers:
        """The row of each number, -1 for one that is not there."""
        slots = self._slots(keys)
        found = self._keys[slots]
        rows = np.where(found == keys, self._rows[slots], -1)
        open_ = np.flatnonzero((found != keys) & (found >= 0))
        while len(open_):
            slots[open_] = (slots[open_] + 1) & self._mask
            found = self._keys[slots[open_]]
            hit = found == keys[open_]
            rows[open_[hit]] = self._rows[slots[open_[hit]]]
            open_ = open_[~hit & (found >= 0)]
        return rows

    def _slots(self, keys: Integers) -> Integers:
        return ((keys.view(np.uint64) * _MIX) >> self._shift).view(np.int64)


@dataclass(frozen=True, slots=True)
class _Level:
    """One step down the tree. rows: of node above and character as one number. term: the word that ends here, -1 if none.
    last: whether no word goes on."""

    rows: _Rows
    term: Integers
    last: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The words as arrays. singles: code point to word, -1 for none; empty without such words. pairs: which hashes of
    two characters begin a word. shift: bits of a hash that are dropped. levels: from the second character on."""

    singles: Integers
    pairs: npt.NDArray[np.bool_]
    shift: np.uint32
    levels: tuple[_Level, ...]


class NumpyScanner:
    """The scanner without a compiled matcher. Picklable; the tree is built at first use.

    terms: folded, not empty, distinct, without line ends.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = checked(terms)
        self._tree: _Tree | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"terms": self.terms, "_tree": None}

    def scan(self, joined: Joined) -> Hits:
        """All hits in joined texts."""
        if not self.terms:
            return no_hits()
        if self._tree is None:
            self._tree = _tree(self.terms)
        found = [no_hits()]
        for first, last in chunks(joined.starts, _CHUNK):
            found += _scan(self._tree, joined.folded[first:last], first)
        columns = (np.concatenate([getattr(one, name) for one in found]) for name in ("start", "end", "term"))
        return Hits(*columns)


def _scan(tree: _Tree, codes: Codes, base: int) -> list[Hits]:
    """The hits in one stretch, ordered by where they start."""
    places: list[Integers] = []
    lengths: list[int] = []
    terms: list[Integers] = []
    if len(tree.singles):
        term = tree.singles[codes]
        at = np.flatnonzero(term >= 0)
        places.append(at)
        lengths.append(1)
        terms.append(term[at])
    if tree.levels and len(codes) > 1:
        at = np.flatnonzero(tree.pairs[(codes[:-1] * _FIRST ^ codes[1:] * _SECOND) >> tree.shift])
        node = codes[at].astype(np.int64)
        for depth, level in enumerate(tree.levels, start=1):
            inside = at + depth < len(codes)
            if not inside.all():
                at, node = at[inside], node[inside]
            key = (node << _CHARACTER_BITS) | codes[at + depth]
            row = level.rows.of(key)
            known = row >= 0
            at, node = at[known], row[known]
            term = level.term[node]
            ends = term >= 0
            places.append(at[ends])
            lengths.append(depth + 1)
            terms.append(term[ends])
            on = ~level.last[node]
            at, node = at[on], node[on]
            if not len(at):
                break
    start = np.concatenate([np.empty(0, dtype=np.int64), *places])
    length = np.repeat(np.array(lengths, dtype=np.int64), [len(at) for at in places])
    order = np.argsort(start, kind="stable")
    start, length = start[order] + base, length[order]
    return [Hits(start, start + length, np.concatenate([np.empty(0, dtype=np.int64), *terms])[order])]


def _tree(terms: Sequence[str]) -> _Tree:
    singles = {ord(term): i for i, term in enumerate(terms) if len(term) == 1}
    table = np.empty(0, dtype=np.int64)
    if singles:
        table = np.full(0x110000, -1, dtype=np.int64)
        table[list(singles)] = list(singles.values())
    index = {term: i for i, term in enumerate(terms) if len(term) > 1}
    heads = {term[:2] for term in index}
    bits = min(max(16, (32 * len(heads)).bit_length()), 22)
    shift = np.uint32(32 - bits)
    pairs = np.zeros(1 << bits, dtype=bool)
    if heads:
        first = code_points("".join(head[0] for head in heads))
        second = code_points("".join(head[1] for head in heads))
        pairs[(first * _FIRST ^ second * _SECOND) >> shift] = True
    return _Tree(table, pairs, shift, tuple(_levels(index)))


def _levels(index: Mapping[str, int]) -> list[_Level]:
    """The tree level by level; a node is the row of its key, at the top the code point of the first character."""
    levels: list[_Level] = []
    node_of = {term[:1]: ord(term[0]) for term in index}
    for depth in range(2, max(map(len, index), default=1) + 1):
        prefixes = {term[:depth] for term in index if len(term) >= depth}
        keyed = sorted(((node_of[prefix[:-1]] << _CHARACTER_BITS) | ord(prefix[-1]), prefix) for prefix in prefixes)
        goes_on = {term[:depth] for term in index if len(term) > depth}
        levels.append(
            _Level(
                _Rows(np.array([key for key, _ in keyed], dtype=np.int64)),
                np.array([index.get(prefix, -1) for _, prefix in keyed], dtype=np.int64),
                np.array([prefix not in goes_on for _, prefix in keyed], dtype=bool),
            )
        )
        node_of = {prefix: row for row, (_, prefix) in enumerate(keyed)}
    return levels
