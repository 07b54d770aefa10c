"""The scan in numpy alone, for machines without a compiled matcher: the same hits as `qda.coders.scan.TermScanner`.

Layout. The words are a tree of characters, kept as a double array (Aoe 1989): every node has a number, its children
stand at base[node] + character, and check[child] says whose child it is. Characters are numbered by the words that have
them, 0 for all others; the nodes below the root have the number of their character. So one step down the tree is two
looks into small arrays, which stay in the processor's cache, and is taken for all places of a stretch together: first
every character with the next, then only the places that are left, a character at a time.

Source: J. Aoe, An efficient digital search algorithm by using a double-array structure, IEEE Transactions on Software
Engineering 15(9), 1989.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qda.coders.joined import Codes, Joined, code_points
from qda.coders.order import Integers, in_order
from qda.coders.scan import Hits, checked, chunks, no_hits

_CHUNK = 1 << 16
_CODE_POINTS = 0x110000
_WINDOW = 1 << 10


@dataclass(frozen=True, slots=True)
class _Tree:
    """character: number of each code point. base: of each node, where its children begin. check: of each place, the node
    whose child stands there, -1 for none. term: the word that ends at a node, -1 for none. on: whether words go on below a
    node. singles: whether there are words of one character."""

    character: npt.NDArray[np.int64]
    base: Integers
    check: Integers
    term: Integers
    on: npt.NDArray[np.bool_]
    singles: bool


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
        """All hits in joined texts, by start and end."""
        if not self.terms:
            return no_hits()
        if self._tree is None:
            self._tree = _tree(self.terms)
        found = [no_hits()]
        for first, last in chunks(joined.starts, _CHUNK):
            found.append(_scan(self._tree, joined.folded[first:last], first))
        columns = (np.concatenate([getattr(one, name) for one in found]) for name in ("start", "end", "term"))
        return Hits(*columns)


def _scan(tree: _Tree, codes: Codes, first: int) -> Hits:
    """The hits in one stretch."""
    # A look with mode="clip" and indices of the machine's own kind is several times as fast as one by brackets.
    character = tree.character.take(codes.astype(np.intp), mode="clip")
    places: list[Integers] = []
    lengths: list[int] = []
    terms: list[Integers] = []
    if tree.singles:
        term = tree.term.take(character, mode="clip")
        at = np.flatnonzero(term >= 0)
        places.append(at)
        lengths.append(1)
        terms.append(term[at])
    above = character[:-1]
    below = tree.base.take(above, mode="clip")
    below += character[1:]
    at = np.flatnonzero(tree.check.take(below, mode="clip") == above)
    node, depth = below[at], 2
    while len(at):
        term = tree.term.take(node, mode="clip")
        ends = np.flatnonzero(term >= 0)
        places.append(at[ends])
        lengths.append(depth)
        terms.append(term[ends])
        on = np.flatnonzero(tree.on.take(node, mode="clip"))
        at, node = at[on], node[on]
        if len(at) and at[-1] + depth >= len(character):
            inside = np.flatnonzero(at + depth < len(character))
            at, node = at[inside], node[inside]
        below = tree.base.take(node, mode="clip") + character.take(at + depth, mode="clip")
        known = np.flatnonzero(tree.check.take(below, mode="clip") == node)
        at, node, depth = at[known], below[known], depth + 1
    if not places:
        return no_hits()
    length = np.repeat(np.array(lengths, dtype=np.int64), [len(one) for one in places])
    start, length, term = in_order(np.concatenate(places), length, np.concatenate(terms))
    start = start + first
    return Hits(start, start + length, term)


def _tree(terms: Sequence[str]) -> _Tree:
    signs = sorted(set("".join(terms)))
    number = {sign: i for i, sign in enumerate(signs, start=1)}
    character = np.zeros(_CODE_POINTS, dtype=np.int64)
    character[code_points("".join(signs))] = np.arange(1, len(signs) + 1)
    children: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for term in terms:
        for depth in range(len(term) - 1, 0, -1):
            below = children[term[:depth]]
            if term[depth] in below:
                break
            below[term[depth]] = number[term[depth]]
    base_of, size = _bases(children, len(signs) + 1)
    base, term_at = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    check, on = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=bool)
    node_of = dict(number)
    for prefix in sorted(children, key=len):
        node, begin = node_of[prefix], base_of[prefix]
        base[node], on[node] = begin, True
        for sign, i in children[prefix].items():
            node_of[prefix + sign] = begin + i
            check[begin + i] = node
    term_at[[node_of[term] for term in terms]] = np.arange(len(terms))
    return _Tree(character, base, check, term_at, on, any(len(term) == 1 for term in terms))


def _bases(children: Mapping[str, Mapping[str, int]], taken: int) -> tuple[dict[str, int], int]:
    """A base for each prefix so that no two children share a place, and how many places that takes. taken: places that
    are given away already.

    Those with most children come first and take the first base that fits, from where the last one with as many was found;
    single children fill the gaps.
    """
    several = sorted((prefix for prefix in children if len(children[prefix]) > 1), key=lambda one: -len(children[one]))
    free = np.ones(2 * (sum(map(len, children.values())) + taken + _WINDOW), dtype=bool)
    free[:taken] = False
    bases: dict[str, int] = {}
    begin = size = 0
    for prefix in several:
        own = np.fromiter(children[prefix].values(), dtype=np.int64)
        if len(own) != size:
            begin, size = 0, len(own)
        while True:
            if begin + taken + _WINDOW > len(free):
                free = np.concatenate([free, np.ones(len(free), dtype=bool)])
            fits = free[begin + own[0] : begin + own[0] + _WINDOW].copy()
            for i in own[1:].tolist():
                fits &= free[begin + i : begin + i + _WINDOW]
            at = int(fits.argmax())
            if fits[at]:
                break
            begin += _WINDOW
        begin += at
        bases[prefix] = begin
        free[begin + own] = False
    gaps = iter(np.flatnonzero(np.append(free, np.ones(len(children), dtype=bool))).tolist())
    for prefix, own_children in children.items():
        if len(own_children) == 1:
            bases[prefix] = next(gaps) - next(iter(own_children.values()))
    # Wherever a step may look, there is a place: the highest base and the highest character.
    return bases, max(bases.values(), default=0) + taken + 1
