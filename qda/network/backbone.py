"""The ties that are more than chance: which model was asked, which pairs are kept, and the disparity filter.

    kept under a null of two-mode data (`qda.network.bipartite`): adjusted p_upper < alpha, adjusted over all pairs
    disparity (weights without two-mode source): α_ij = (1 - w_ij/s_i)^(k_i - 1), kept where the smaller of the two
    ends' is below alpha; an end with one tie never speaks for it

Source: Serrano, Boguñá & Vespignani 2009, PNAS 106:6483. Checked on Les Misérables: 9 ties at .05 (5 if both ends must
agree). Doubt: the disparity filter asks whether a tie is strong for its actor, not whether it is more than chance given
how often both are named: prefer SDSM where documents are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qda.errors import UnknownName
from qda.network.bipartite import Shared
from qda.network.paths import stacked

Correction = Literal["none", "holm", "benjamini-hochberg"]
CORRECTIONS = ("none", "holm", "benjamini-hochberg")
MODELS = {
    "sdsm": "SDSM",
    "fdsm": "FDSM",
    "fixed-row": "fixed row",
    "disparity": "disparity filter",
}


@dataclass(frozen=True, slots=True)
class Backbone:
    """kept: one flag a pair, in the order of the pairs given. p_adjusted: after the correction. model, correction, alpha:
    how it was decided, to be named with every figure."""

    kept: NDArray[np.bool_]
    p_adjusted: NDArray[np.float64]
    model: str
    correction: Correction
    alpha: float


def null_backbone(shared: Shared, *, alpha: float = 0.05, correction: Correction = "benjamini-hochberg") -> Backbone:
    """Pairs that share more occasions than the model allows. Raises UnknownName for a correction that does not exist."""
    adjusted = adjusted_p(shared.p_upper, correction)
    return Backbone(adjusted < alpha, adjusted, shared.model, correction, alpha)


def disparity(weights: NDArray[np.float64], *, both_ends: bool = False) -> NDArray[np.float64]:
    """α of each tie of an undirected network as a symmetric matrix; 1 where there is no tie, or both ends have one tie.

    both_ends: the larger of the two ends' values instead of the smaller. Range [0, 1].
    """
    w = stacked(weights)[0]
    tied = w > 0
    strength, degree = w.sum(axis=1, keepdims=True), tied.sum(axis=1, keepdims=True)
    share = np.divide(w, strength, out=np.zeros_like(w), where=strength > 0)
    alpha = np.where(tied & (degree > 1), (1.0 - share) ** np.maximum(degree - 1, 0), 1.0)
    return np.maximum(alpha, alpha.T) if both_ends else np.minimum(alpha, alpha.T)


def disparity_backbone(
    weights: NDArray[np.float64], *, alpha: float = 0.05, both_ends: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ends of the ties that are kept, i < j. The filter's alpha is not corrected: it is a threshold, not a test."""
    found = disparity(weights, both_ends=both_ends)
    i, j = np.nonzero(np.triu(found < alpha, 1))
    return i.astype(np.int64), j.astype(np.int64)


def adjusted_p(p: NDArray[np.float64] | Sequence[float], correction: Correction) -> NDArray[np.float64]:
    """Holm 1979 or Benjamini & Hochberg 1995 over all entries; "none" leaves them. Range [p, 1]."""
    values = np.asarray(p, dtype=np.float64)
    m = len(values)
    if correction == "none" or not m:
        return values
    if correction not in CORRECTIONS:
        raise UnknownName("correction", correction, CORRECTIONS)
    order = np.argsort(values, kind="stable")
    rank = np.arange(1, m + 1)
    ordered = values[order]
    if correction == "holm":
        adjusted = np.maximum.accumulate(ordered * (m - rank + 1))
    else:
        adjusted = np.minimum.accumulate((ordered * m / rank)[::-1])[::-1]
    made = np.empty(m)
    made[order] = np.minimum(adjusted, 1.0)
    return made
