"""Networks from long tables: who stands in the same unit, who answers whom, who says what.

A long table has one row a mention: (unit, actor). The unit decides what a tie means: a sentence, a segment or a turn
gives co-mention; a meeting with the list of those present gives co-attendance; an agenda item lies between. An actor
counts once a unit, however often it is named there.

    C = Bᵀ B for the binary incidence B (units × actors): C_ij units with both i and j, C_ii units with i
    answers: turn t of a conversation answers turn t-1 if the speakers differ: source speaks, target spoke before
    two-mode: A_ij rows of the table with actor i and concept j

Built on scipy.sparse; below 512 actors the product is a dense one, which is faster there. Doubt: a large unit makes a
clique, so networks of coarse units are dense for that reason alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from qda.errors import InputError

DENSE_UP_TO = 512
"""Actors up to which the product is made of dense blocks."""
_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Edges:
    """An edge table: three columns of equal length, sorted by source, then target.

    source, target: positions of the actors; source < target where the network is undirected. weight: above 0.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.weight)

    def square(self, actors: int, *, directed: bool = False) -> NDArray[np.float64]:
        """The edges as an actors × actors matrix, symmetric unless directed."""
        made = np.zeros((actors, actors))
        made[self.source, self.target] = self.weight
        if not directed:
            made[self.target, self.source] = self.weight
        return made


def numbered(names: Iterable[Hashable]) -> tuple[tuple[Hashable, ...], NDArray[np.int64]]:
    """Distinct names in their order, and the position of each entry's name among them."""
    given = list(names)
    order = tuple(sorted(dict.fromkeys(given)))  # type: ignore[type-var]
    place = {name: i for i, name in enumerate(order)}
    return order, np.fromiter((place[name] for name in given), dtype=np.int64, count=len(given))


def co_presence(units: ArrayLike, actors: ArrayLike, *, size: int | None = None) -> Edges:
    """Undirected edges between actors of the same unit; weight = units that hold both.

    units, actors: one entry a mention, whole numbers from 0 (`numbered` makes them of names). size: number of actors;
    None takes the largest plus one. Raises InputError (columns-differ-in-length) where the columns do not fit.
    """
    unit, actor, n = _checked(units, actors, size)
    if n <= DENSE_UP_TO:
        upper = np.triu(_dense_product(unit, actor, n), 1)
        source, target = np.nonzero(upper)
        return Edges(source.astype(np.int64), target.astype(np.int64), upper[source, target])
    present = incidence(unit, actor, size=n)
    product = (present.T @ present).tocsr()
    product.sort_indices()
    counted = np.diff(product.indptr)
    source = np.repeat(np.arange(n, dtype=np.int64), counted)
    kept = product.indices > source
    return Edges(source[kept], product.indices[kept].astype(np.int64), product.data[kept].astype(np.float64))


def incidence(
    units: ArrayLike, actors: ArrayLike, *, size: int | None = None, units_size: int | None = None
) -> sparse.csr_matrix:
    """B: units × actors, 1 where the actor stands in the unit. Arguments as for `co_presence`."""
    unit, actor, n = _checked(units, actors, size)
    m = units_size if units_size is not None else (int(unit.max()) + 1 if len(unit) else 0)
    made = sparse.csr_matrix((np.ones(len(unit), dtype=np.float32), (unit, actor)), shape=(m, n))
    made.data[:] = 1.0  # csr_matrix has added repetitions up
    return made


def answers(speakers: Sequence[str | None], conversations: Sequence[Hashable]) -> dict[tuple[str, str], int]:
    """Who answers whom: (who speaks, who spoke just before) to the number of times.

    speakers: of each turn in the order of the text; None for a turn whose speaker is unknown: it answers nobody and is
    answered by nobody. conversations: the document (or agenda item) of each turn; nothing reaches across. Turns of one
    speaker that follow each other are one turn.
    """
    found: dict[tuple[str, str], int] = {}
    for now, before in answering(speakers, conversations):
        pair = (str(speakers[now]), str(speakers[before]))
        found[pair] = found.get(pair, 0) + 1
    return dict(sorted(found.items()))


def answering(speakers: Sequence[str | None], conversations: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The turns that answer, each with the turn it answers, as positions; arguments and rule as for `answers`."""
    if len(speakers) != len(conversations):
        raise _unequal(len(speakers), len(conversations))
    return [
        (i, i - 1)
        for i in range(1, len(speakers))
        if conversations[i] == conversations[i - 1]
        and speakers[i] is not None
        and speakers[i - 1] is not None
        and speakers[i] != speakers[i - 1]
    ]


def two_mode(actors: ArrayLike, concepts: ArrayLike, *, size: tuple[int, int] | None = None) -> sparse.csr_matrix:
    """A: actors × concepts (or codes, meetings, …), how many rows of the table have the two. Both as whole numbers."""
    actor, concept, m = _checked(actors, concepts, size[1] if size else None)
    n = size[0] if size else (int(actor.max()) + 1 if len(actor) else 0)
    made = sparse.csr_matrix((np.ones(len(actor)), (actor, concept)), shape=(n, m))
    made.sum_duplicates()
    return made


def _dense_product(unit: NDArray[np.int64], actor: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """BᵀB by blocks of units, exact: single precision holds whole numbers up to 2^24, and a block has fewer units."""
    total = np.zeros((n, n))
    if not len(unit):
        return total
    ordered = bool((unit[1:] >= unit[:-1]).all())
    if not ordered:
        order = np.argsort(unit, kind="stable")
        unit, actor = unit[order], actor[order]
    if unit[-1] > 2 * len(unit) + _BLOCK:  # units numbered with wide gaps: number them anew
        unit = np.concatenate([[0], np.cumsum(unit[1:] != unit[:-1])])
    last = int(unit[-1]) + 1
    starts = np.arange(0, last, _BLOCK)
    cuts = np.append(np.searchsorted(unit, starts), len(unit))
    block = np.zeros((min(_BLOCK, last), n), dtype=np.float32)
    for begin, low, high in zip(starts.tolist(), cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        if low == high:
            continue
        block[:] = 0.0
        block.reshape(-1)[(unit[low:high] - begin) * n + actor[low:high]] = 1.0
        total += block.T @ block
    return total


def _checked(units: ArrayLike, actors: ArrayLike, size: int | None) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    unit, actor = np.asarray(units, dtype=np.int64).ravel(), np.asarray(actors, dtype=np.int64).ravel()
    if len(unit) != len(actor):
        raise _unequal(len(unit), len(actor))
    n = size if size is not None else (int(actor.max()) + 1 if len(actor) else 0)
    if len(unit) and (unit.min() < 0 or actor.min() < 0 or actor.max() >= n):
        raise InputError(
            f"units from {unit.min()}, actors from {actor.min()} to {actor.max()}, with {n} actors",
            "number units and actors from 0; qda.network.incidence.numbered does it",
            "position-out-of-range",
        )
    return unit, actor, n


def _unequal(one: int, other: int) -> InputError:
    return InputError(
        f"two columns of one long table have {one} and {other} entries",
        "give both for every row, in the same order",
        "columns-differ-in-length",
    )
