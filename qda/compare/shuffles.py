"""Which documents could have belonged to which community: the shuffles behind every test of difference.

Documents are dealt out to the communities anew, keeping how many each has, within strata (kind of document, year) where
they are given. All ways are looked at where there are few, else `draws` of them at random.

    ways       Π_s D_s!/Π_c n_sc!: with two communities and no strata C(n1 + n2, n1)
    smallest p symmetries/ways: ways that only swap the names of communities alike in every stratum give the same
               statistic, so 3 against 3 documents can reach no p below 2/20 = .10

A design that cannot reach the level is refused (`require`): no test is better than one that cannot find anything.
Source: Fisher 1935; Phipson & Smyth 2010 for the +1 of random draws. Checked by enumeration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import comb, factorial, prod

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, NotEstimable

MOST_ENUMERATED = 20_000


@dataclass(frozen=True, slots=True)
class Shuffles:
    """names: communities. labels: position of each document's community. shuffled: shuffles × documents, the true
    assignment among them if exact. ways: how many there are. smallest_p: that this design can give."""

    names: tuple[str, ...]
    labels: NDArray[np.int64]
    shuffled: NDArray[np.int64]
    ways: int
    exact: bool
    smallest_p: float

    def p_of(self, extreme: NDArray[np.int64] | int) -> NDArray[np.float64]:
        """p values from numbers of shuffles that are as extreme: x/ways where exact, else (1 + x)/(1 + draws)."""
        count = np.asarray(extreme, dtype=np.float64)
        made: NDArray[np.float64] = count / len(self.shuffled) if self.exact else (1 + count) / (1 + len(self.shuffled))
        return made


def shuffles(
    cases: Sequence[str], *, strata: Sequence[object] | None = None, draws: int = 9999, rng: np.random.Generator
) -> Shuffles:
    """The shuffles of a design. cases: the community of each document. strata: within which documents may change places.

    Raises InputError (documents-differ-in-length) where strata do not fit.
    """
    names = tuple(sorted(set(cases)))
    labels = np.array([names.index(case) for case in cases], dtype=np.int64)
    layer = [0] * len(labels) if strata is None else list(strata)
    if len(layer) != len(labels):
        raise InputError(
            f"{len(labels)} documents and {len(layer)} strata",
            "give the stratum of every document, in the same order",
            "documents-differ-in-length",
        )
    groups: dict[object, list[int]] = {}
    for i, stratum in enumerate(layer):
        groups.setdefault(stratum, []).append(i)
    members = [np.array(group) for group in groups.values()]
    sizes = np.array([np.bincount(labels[group], minlength=len(names)) for group in members])
    ways = prod(_ways(row.tolist()) for row in sizes)
    alike = Counter(tuple(column) for column in sizes.T.tolist())
    smallest = prod(factorial(count) for count in alike.values()) / ways
    exact = ways <= MOST_ENUMERATED
    if exact:
        dealt = [_deals(row.tolist()) for row in sizes]
        shuffled = np.empty((ways, len(labels)), dtype=np.int64)
        for k, choice in enumerate(product(*(range(len(part)) for part in dealt))):
            for group, part, chosen in zip(members, dealt, choice, strict=True):
                shuffled[k, group] = part[chosen]
    else:
        shuffled = np.tile(labels, (draws, 1))
        for group in members:
            shuffled[:, group] = rng.permuted(shuffled[:, group], axis=1)
        smallest = max(smallest, 1 / (1 + draws))
    return Shuffles(names, labels, shuffled, ways, exact, min(smallest, 1.0))


def require(design: Shuffles, what: str, level: float = 0.05) -> None:
    """Raises NotEstimable where the design has one community, or cannot reach the level."""
    if len(design.names) < 2:
        raise NotEstimable(what, len(design.names), "2 communities")
    if design.smallest_p > level:
        sizes = " + ".join(str(n) for n in np.bincount(design.labels).tolist())
        raise NotEstimable(
            what,
            len(design.labels),
            f"more documents: {sizes} documents can be dealt out in {design.ways} ways, so that no p is below "
            f"{design.smallest_p:.3f}",
            "describe the communities instead of testing, or add documents",
        )


def _ways(sizes: list[int]) -> int:
    left, ways = sum(sizes), 1
    for size in sizes:
        ways *= comb(left, size)
        left -= size
    return ways


def _deals(sizes: list[int]) -> NDArray[np.int64]:
    """All ways to deal documents out to communities of these sizes."""
    made: list[list[int]] = []
    left = list(sizes)
    dealt: list[int] = []

    def step() -> None:
        if not any(left):
            made.append(dealt.copy())
            return
        for case, room in enumerate(left):
            if room:
                left[case] -= 1
                dealt.append(case)
                step()
                dealt.pop()
                left[case] += 1

    step()
    return np.array(made, dtype=np.int64).reshape(len(made), sum(sizes))
