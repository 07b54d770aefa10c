"""Is an actor central because it is tied so, or because it is spoken of so much: an index against an activity null.

The null keeps how often each actor is there, how many are there on each occasion, and who could be there at all
(eligible); who meets whom is left to chance (`qda.network.swaps`). The index is computed on every shuffled presence. A
null that keeps the sums on average only (BiCM) would not do here: its occasions vary in size, which by itself makes more
shared occasions, so that its strengths are too high.

    z = (x - mean)/spread of the null values; p_upper = (1 + #{x* >= x})/(1 + B), p_lower likewise
    weight of a drawn tie = occasions shared

An occasion is a document by default: sentences of one document hang together, and a null of independent sentences would
call that a finding. Source: Strona et al. 2014 for the null; Neal 2014 for its use. Checked: p values of networks
drawn without preference centre on one half. Doubt: conditional on activity, so a high value here says nothing about activity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import NotEstimable
from qda.network.indices import ACTORS, WHOLE
from qda.network.swaps import traded

_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class NullIndex:
    """value: of the network itself. mean, low, high: of the null, with its middle 95%. p_upper, p_lower: one-sided.
    An entry an actor, or one for the whole network. NaN where the index is not defined."""

    value: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p_upper: NDArray[np.float64]
    p_lower: NDArray[np.float64]
    draws: int


def activity_null(
    present: NDArray[np.float64],
    names: tuple[str, ...] = ("strength", "betweenness"),
    *,
    eligible: NDArray[np.float64] | None = None,
    draws: int = 999,
    rng: np.random.Generator,
) -> dict[str, NullIndex]:
    """The named indices (of ACTORS or WHOLE) against the activity null; formulas on top of this module.

    present: actors × occasions, 0 or 1. Raises NotEstimable with fewer than 3 actors or 2 occasions.
    """
    b = (np.asarray(present, dtype=np.float64) > 0).astype(np.float64)
    n, occasions = b.shape
    if n < 3 or occasions < 2:
        raise NotEstimable("an activity null", n if n < 3 else occasions, "3 actors and 2 occasions")
    indices = {name: (ACTORS[name] if name in ACTORS else WHOLE[name]) for name in names}
    observed = {name: index((b @ b.T)[None], False)[0] for name, index in indices.items()}
    found: dict[str, list[NDArray[np.float64]]] = {name: [] for name in names}
    step = max(1, _CHUNK // (n * max(occasions, n)))
    for begin in range(0, draws, step):
        drawn = traded(b, min(step, draws - begin), rng, eligible=eligible)
        stack = drawn @ drawn.transpose(0, 2, 1)
        for name, index in indices.items():
            found[name].append(index(stack, False))
    return {name: _against(observed[name], np.concatenate(found[name]), draws) for name in names}


def _against(value: NDArray[np.float64], null: NDArray[np.float64], draws: int) -> NullIndex:
    value = np.atleast_1d(value)
    null = null.reshape(draws, -1)
    known = np.isfinite(null).sum(axis=0)
    filled = np.where(np.isfinite(null), null, 0.0)
    mean = np.divide(filled.sum(axis=0), known, out=np.full(len(value), np.nan), where=known > 0)
    sorted_values = np.sort(np.where(np.isfinite(null), null, np.inf), axis=0)
    column = np.arange(len(value))
    low = sorted_values[np.maximum(np.floor(0.025 * (known - 1)).astype(int), 0), column]
    high = sorted_values[np.maximum(np.ceil(0.975 * (known - 1)).astype(int), 0), column]
    near = 1e-12
    with np.errstate(invalid="ignore"):
        upper = np.where(np.isfinite(null), null >= value - near, False).sum(axis=0)
        lower = np.where(np.isfinite(null), null <= value + near, False).sum(axis=0)
    usable = np.isfinite(value) & (known > 0)
    return NullIndex(
        value,
        np.where(usable, mean, np.nan),
        np.where(usable, low, np.nan),
        np.where(usable, high, np.nan),
        np.where(usable, (1 + upper) / (1 + known), np.nan),
        np.where(usable, (1 + lower) / (1 + known), np.nan),
        draws,
    )
