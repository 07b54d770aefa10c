"""Krippendorff's alpha from a coincidence matrix, for four metrics and any pattern of holes.

    α = 1 - D_o / D_e
    o_ck  coincidences: for every unit with m_u >= 2 values, each ordered pair of its values adds 1/(m_u - 1)
    n_c = Σ_k o_ck,  n = Σ_c n_c  (the pairable values)
    D_o = Σ_ck o_ck δ²_ck / n,   D_e = Σ_ck n_c n_k δ²_ck / (n(n-1)), the pairs of one value with itself have δ = 0

    δ² nominal 1 where c ≠ k; interval (c-k)²; ratio ((c-k)/(c+k))²; ordinal (Σ_{g=c..k} n_g - (n_c + n_k)/2)²

Coincidences of documents add up, so a resample of documents needs no second look at the values.

Source: Krippendorff 2019, Content Analysis, 4th edition, chapter 12; Hayes & Krippendorff 2007. Checked against the
examples A, B and C of Krippendorff's "Computing Krippendorff's Alpha-Reliability" (2011).
Doubt: "ordinal" here is Krippendorff's metric, which is not Gwet's ordinal weights: the two give different numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, UnknownName
from qda.reliability.ratings import Values, read_ratings

Metric = Literal["nominal", "ordinal", "interval", "ratio"]


def krippendorff_alpha(
    values: Values, metric: Metric = "nominal", *, order: Sequence[Hashable] | None = None
) -> float | None:
    """Krippendorff's alpha.

    Formula and symbols: on top of this module. values: units × coders, None or NaN where a coder did not see the unit.
    order: the categories in rising order, for the ordinal metric on values that do not sort by themselves (低, 中, 高).
    Missing rule: units with fewer than two values are left out, all other holes are simply not there.
    Range: (-1, 1], 1 at perfect agreement, 0 where coders agree as often as chance; None where no unit has two values,
    or where all pairable values are the same (no variation).
    Raises UnknownName for another metric; InputError for values that are no numbers under interval or ratio, negative
    numbers under ratio, or units of different length.
    Source: Krippendorff 2019, chapter 12. Checked against: Krippendorff 2011, A .095, B .692, C .743/.815/.849/.797.
    """
    if metric not in get_args(Metric):
        raise UnknownName("metric", str(metric), get_args(Metric))
    ratings = read_ratings(values, order)
    coincidences = coincidence_matrix(ratings.codes, len(ratings.categories))
    scale = _scale(ratings.categories, metric)
    value = alpha_of_coincidences(coincidences, metric, scale)
    return None if np.isnan(value) else float(value)


def coincidence_matrix(codes: NDArray[np.int64], q: int) -> NDArray[np.float64]:
    """o_ck: q × q. codes: units × coders, the index of each value, -1 for a hole."""
    n = codes.shape[0]
    unit, coder = np.nonzero(codes >= 0)
    table = np.bincount(unit * q + codes[unit, coder], minlength=n * q).reshape(n, q).astype(np.float64)
    m = table.sum(axis=1)
    table, m = table[m >= 2], m[m >= 2]
    weight = 1.0 / (m - 1.0)
    pairs: NDArray[np.float64] = (table * weight[:, None]).T @ table - np.diag(table.T @ weight)
    return pairs


def alpha_of_coincidences(
    coincidences: NDArray[np.float64], metric: Metric = "nominal", scale: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Alpha of one coincidence matrix, or of many: (…, q, q) gives (…). NaN where undefined.

    scale: the q values as numbers, for the interval and ratio metrics.
    """
    marginals = coincidences.sum(axis=-1)
    n = marginals.sum(axis=-1)
    distance = _distance(marginals, metric, scale)
    observed = (coincidences * distance).sum(axis=(-2, -1))
    expected = (marginals[..., :, None] * marginals[..., None, :] * distance).sum(axis=(-2, -1))
    varied = (marginals > 1e-9).sum(axis=-1) >= 2
    quotient: NDArray[np.float64] = np.divide(
        (n - 1) * observed, expected, out=np.full(n.shape, np.nan), where=varied & (expected > 0)
    )
    return 1.0 - quotient


def _distance(marginals: NDArray[np.float64], metric: Metric, scale: NDArray[np.float64] | None) -> NDArray[np.float64]:
    q = marginals.shape[-1]
    if metric == "nominal":
        return 1.0 - np.eye(q)
    if metric == "ordinal":
        middle = np.cumsum(marginals, axis=-1) - marginals / 2.0
        ranks: NDArray[np.float64] = (middle[..., :, None] - middle[..., None, :]) ** 2
        return ranks
    if scale is None:
        raise ValueError("the interval and ratio metrics need a scale")
    difference = scale[:, None] - scale[None, :]
    if metric == "interval":
        return np.square(difference)
    total = scale[:, None] + scale[None, :]
    return np.square(np.divide(difference, total, out=np.zeros((q, q)), where=total != 0))


def _scale(categories: Sequence[Hashable], metric: Metric) -> NDArray[np.float64] | None:
    if metric in ("nominal", "ordinal"):
        return None
    wrong = [c for c in categories if not isinstance(c, (int, float, np.number))]
    if wrong:
        raise InputError(
            f"the {metric} metric needs numbers, found {wrong[0]!r}",
            "use the nominal metric, or the ordinal one with the order of the values",
            "values-not-numbers",
        )
    scale = np.asarray(categories, dtype=np.float64)
    if metric == "ratio" and (scale < 0).any():
        raise InputError(
            f"the ratio metric needs values from 0 upwards, found {scale.min():g}",
            "use the interval metric for values that may be negative",
            "ratio-negative",
        )
    return scale
