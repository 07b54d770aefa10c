"""Two coders, one code, yes or no: every coefficient from the four counts of a 2 × 2 table, many tables at once.

    a   both coders gave the code          b   only the first did
    c   only the second did                d   neither did             n = a + b + c + d

The counts stand on the last axis, so one call serves a single table, the tables of 40 codes, or 2,000 resamples of
them. Tables of documents add up to the table of the corpus, which is what makes resampling documents cheap.

The quotients below are the textbook formulas multiplied out, so that "no variation" is an exact zero in the
denominator and not a rounding error. Undefined is NaN inside this module only; the callers turn it into None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError

Counts = NDArray[np.float64]
Statistic = Callable[[Counts], NDArray[np.float64]]


def count_pairs(a: Sequence[int], b: Sequence[int]) -> Counts:
    """The table (a, b, c, d) of two coders' decisions (0 or 1) on the same units, in the same order.

    Raises InputError where the two differ in length or hold anything but 0 and 1.
    """
    first, second = _decisions(a), _decisions(b)
    if len(first) != len(second):
        raise InputError(
            f"coder A has {len(first)} units and coder B {len(second)}",
            "give both coders' decisions on the same units, in the same order",
            "coders-differ-in-units",
        )
    cell = 3 - 2 * first - second
    return np.bincount(cell, minlength=4).astype(np.float64)


def count_pairs_by_document(a: Sequence[int], b: Sequence[int], documents: Sequence[str]) -> Counts:
    """One table a document: documents × 4, documents in the order of their ids. Missing rule: none may be missing."""
    first, second = _decisions(a), _decisions(b)
    if not len(first) == len(second) == len(documents):
        raise InputError(
            f"{len(first)} and {len(second)} decisions stand beside {len(documents)} document ids",
            "give one decision of each coder and one document id for every unit",
            "coders-differ-in-units",
        )
    position = {document: i for i, document in enumerate(sorted(set(documents)))}
    row = np.fromiter((position[document] for document in documents), dtype=np.int64, count=len(documents))
    cell = row * 4 + (3 - 2 * first - second)
    return np.bincount(cell, minlength=len(position) * 4).reshape(-1, 4).astype(np.float64)


def percent(t: Counts) -> NDArray[np.float64]:
    """(a + d) / n."""
    a, _, _, d = _cells(t)
    return _over(a + d, t.sum(axis=-1))


def cohen_kappa(t: Counts) -> NDArray[np.float64]:
    """2(ad - bc) / ((a+b)(b+d) + (a+c)(c+d)): Cohen 1960 for two categories."""
    a, b, c, d = _cells(t)
    return _over(2 * (a * d - b * c), (a + b) * (b + d) + (a + c) * (c + d))


def scott_pi(t: Counts) -> NDArray[np.float64]:
    """(4ad - (b+c)²) / ((2a+b+c)(2d+b+c)): Scott 1955 for two categories."""
    a, b, c, d = _cells(t)
    return _over(4 * a * d - (b + c) ** 2, (2 * a + b + c) * (2 * d + b + c))


def krippendorff_alpha(t: Counts) -> NDArray[np.float64]:
    """1 - (2n-1)(b+c) / ((2a+b+c)(2d+b+c)): Krippendorff 2019, binary data, two coders, nothing missing."""
    a, b, c, d = _cells(t)
    expected = (2 * a + b + c) * (2 * d + b + c)
    return _over(expected - (2 * t.sum(axis=-1) - 1) * (b + c), expected)


def gwet_ac1(t: Counts) -> NDArray[np.float64]:
    """(P_o - P_e) / (1 - P_e), P_e = 2π(1-π), π = (2a+b+c)/2n: Gwet 2008 with q = 2. Undefined without variation."""
    a, b, c, d = _cells(t)
    n = t.sum(axis=-1)
    ones, zeros = 2 * a + b + c, 2 * d + b + c
    value = _over(2 * n * (a + d) - ones * zeros, 2 * n**2 - ones * zeros)
    return np.where(ones * zeros == 0, np.nan, value)


def brennan_prediger(t: Counts) -> NDArray[np.float64]:
    """2 P_o - 1: Brennan & Prediger 1981 with q = 2 (Bennett's S, PABAK). Undefined without variation."""
    a, b, c, d = _cells(t)
    value = _over(2 * (a + d) - t.sum(axis=-1), t.sum(axis=-1))
    return np.where((2 * a + b + c) * (2 * d + b + c) == 0, np.nan, value)


def positive_agreement(t: Counts) -> NDArray[np.float64]:
    """2a / (2a+b+c): Cicchetti & Feinstein 1990. The same number as F1 of one coder against the other."""
    a, b, c, _ = _cells(t)
    return _over(2 * a, 2 * a + b + c)


def negative_agreement(t: Counts) -> NDArray[np.float64]:
    """2d / (2d+b+c): Cicchetti & Feinstein 1990."""
    _, b, c, d = _cells(t)
    return _over(2 * d, 2 * d + b + c)


def prevalence_index(t: Counts) -> NDArray[np.float64]:
    """|a - d| / n: Byrt, Bishop & Carlin 1993."""
    a, _, _, d = _cells(t)
    return _over(np.abs(a - d), t.sum(axis=-1))


def bias_index(t: Counts) -> NDArray[np.float64]:
    """|b - c| / n: Byrt, Bishop & Carlin 1993."""
    _, b, c, _ = _cells(t)
    return _over(np.abs(b - c), t.sum(axis=-1))


STATISTICS: Mapping[str, Statistic] = MappingProxyType(
    {
        "percent": percent,
        "cohen_kappa": cohen_kappa,
        "scott_pi": scott_pi,
        "krippendorff_alpha": krippendorff_alpha,
        "gwet_ac1": gwet_ac1,
        "brennan_prediger": brennan_prediger,
        "positive_agreement": positive_agreement,
        "negative_agreement": negative_agreement,
        "prevalence_index": prevalence_index,
        "bias_index": bias_index,
    }
)
"""Every coefficient of a 2 × 2 table by its stable name."""


def _decisions(values: Sequence[int]) -> NDArray[np.int64]:
    given = np.asarray(values)
    if given.ndim != 1 or (given.size and not np.isin(given, (0, 1)).all()):
        raise InputError(
            "a coder's decisions on one code hold something else than 0 and 1",
            "give one number a unit: 1 for coded, 0 for seen and not coded; leave out units a coder did not see",
            "decision-not-binary",
        )
    return given.astype(np.int64)


def _cells(t: Counts) -> tuple[Counts, Counts, Counts, Counts]:
    return t[..., 0], t[..., 1], t[..., 2], t[..., 3]


def _over(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """above / below, NaN where below is 0."""
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    blank = np.full(np.broadcast(above, below).shape, np.nan)
    quotient: NDArray[np.float64] = np.divide(above, below, out=blank, where=below != 0)
    return quotient
