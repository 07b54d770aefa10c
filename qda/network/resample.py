"""How sure is a number on a network: documents are drawn again, never sentences, and every index is computed anew.

A network is the sum of its documents' networks: counts[d] (actors × actors). A resample draws as many documents with
replacement; 1,000 resamples are one matrix product (multinomial weights @ counts).

    strata     the network of several communities taken together: as many documents as it has are drawn in each community,
               if the smallest has LEAST_IN_STRATUM; else from all documents alike, so that the communities' differences
               count as chance too and the interval is wider
    interval   from min(q_low, x - t s) to max(q_high, x + t s): the wider, at each end, of the percentile limits and of
               x ± t(D-1) s, s the resamples' spread times √(D/(D-1)); cut at the index's own bounds. With strata
               t(D - strata), and √(n/(n-1)) of the smallest, which is the most
    aims at    the value expected of *as many* documents of the same kind: density of more documents is higher
    rank       1 = highest, ties share the mean; the middle 95% of the resamples' ranks, and the share in the top k
    CS         case-drop stability (Epskamp, Borsboom & Fried 2018): the largest share of documents that can be left out
               such that in more than 95% of draws Pearson's r with the values of all documents stays above .7

Why both limits: resamples repeat documents, so rare ties are lost and what counts ties (density, transitivity, plain
betweenness) is biased in every resample; percentile limits of density covered its value in 45-59% of simulations, and
x ± t s those of betweenness by strength in 81-87%. What the wider of both covers is measured by
benchmarks/network_error_rates.py and stands in docs/networks.md. Fewer than FEWEST documents: refused.
Source: Efron & Tibshirani 1993; Epskamp et al. 2018.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, NotEstimable
from qda.network.indices import ACTORS, WHOLE

FEWEST = 8
"""Documents below which no interval is given."""
FEW = 25
"""Documents below which an interval covers somewhat less than it says."""
LEAST_IN_STRATUM = FEWEST
"""Documents that every stratum must have for documents to be drawn within strata."""
METHOD = "documents resampled; wider of percentile and t limits"
UNBOUNDED = frozenset(
    {
        "mean_weight",
        "degree",
        "strength",
        "core",
        "constraint",
        "effective_size",
        "closeness_by_strength",
        "harmonic_by_strength",
    }
)
"""Indices that may pass 1; all others are cut there."""
NO_INTERVAL = frozenset({"betweenness_by_strength", "closeness_by_strength", "harmonic_by_strength", "efficiency"})
"""Indices without an interval: the first covered its value in 82-84% of simulations (most actors have 0 in every
resample), the others were not measured."""
MOST_STEPS = 40
"""Numbers of documents to leave out that are tried for the stability coefficient."""
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """value: on all documents; None where not defined. low, high: None where value is, or where fewer than half of the
    resamples give a value. undefined: share of resamples without one."""

    value: float | None
    low: float | None
    high: float | None
    undefined: float = 0.0


@dataclass(frozen=True, slots=True)
class Rank:
    """rank: on all documents. low, high: limits of the resamples' ranks. top: share of resamples among the top k."""

    rank: float
    low: float
    high: float
    top: float


def drawn_within(strata: Sequence[Hashable] | None, documents: int) -> tuple[NDArray[np.int64], ...]:
    """The sets of documents that are drawn from, each in itself: the strata if all are large enough, else one set.

    Raises InputError (documents-differ-in-length) for a wrong number of strata.
    """
    whole = (np.arange(documents, dtype=np.int64),)
    if strata is None:
        return whole
    if len(strata) != documents:
        raise InputError(
            f"{len(strata)} strata for {documents} documents",
            "give the stratum of every document",
            "documents-differ-in-length",
        )
    parts = tuple(
        np.array([i for i, one in enumerate(strata) if one == name], dtype=np.int64) for name in dict.fromkeys(strata)
    )
    return parts if min(map(len, parts), default=0) >= LEAST_IN_STRATUM else whole


def resampled_weights(
    counts: NDArray[np.float64],
    draws: int,
    rng: np.random.Generator,
    parts: tuple[NDArray[np.int64], ...] | None = None,
) -> NDArray[np.float64]:
    """draws × (shape of one document): sums over documents drawn with replacement. counts: documents × anything; parts:
    the sets drawn from (`drawn_within`), None for one of all."""
    documents = len(counts)
    drawn = np.zeros((draws, documents), dtype=counts.dtype)
    for part in parts or (np.arange(documents),):
        drawn[:, part] = rng.multinomial(len(part), np.full(len(part), 1.0 / len(part)), size=draws)
    made: NDArray[np.float64] = (drawn @ counts.reshape(documents, -1)).reshape(draws, *counts.shape[1:])
    return made


def whole_intervals(
    counts: NDArray[np.float64],
    *,
    names: tuple[str, ...] = tuple(WHOLE),
    directed: bool = False,
    draws: int = 1999,
    level: float = 0.95,
    strata: Sequence[Hashable] | None = None,
    rng: np.random.Generator,
) -> dict[str, Interval]:
    """The named indices of the whole network with intervals. counts: documents × actors × actors.

    strata: the community of each document, where the network is that of several. Raises NotEstimable with fewer than
    FEWEST documents, InputError as `drawn_within`.
    """
    checked = _checked(counts, "an interval of a network index")
    parts = drawn_within(strata, len(checked))
    found = _evaluated(checked, {k: WHOLE[k] for k in names}, directed, draws, rng, parts)
    return {
        name: interval_of(float(value[0]), values, _sizes(parts), level, name not in UNBOUNDED)
        for name, (value, values) in found.items()
    }


def actor_intervals(
    counts: NDArray[np.float64],
    *,
    names: tuple[str, ...] = ("degree", "strength", "betweenness", "closeness", "constraint"),
    directed: bool = False,
    draws: int = 1999,
    level: float = 0.95,
    top: int = 3,
    strata: Sequence[Hashable] | None = None,
    rng: np.random.Generator,
) -> dict[str, tuple[tuple[Interval, Rank], ...]]:
    """The named indices of every actor with interval (not for those of NO_INTERVAL) and rank.

    Arguments and Raises as for `whole_intervals`. top: k of the share of resamples among the top k.
    """
    checked = _checked(counts, "an interval of an actor's index")
    parts = drawn_within(strata, len(checked))
    found = _evaluated(checked, {k: ACTORS[k] for k in names}, directed, draws, rng, parts)
    made = {}
    for name, (value, values) in found.items():
        low_is_high = name == "constraint"  # a broker has little constraint
        ranks = ranked(values if not low_is_high else -values)
        own = ranked(value if not low_is_high else -value)[0]
        limits = np.quantile(ranks, [(1 - level) / 2, (1 + level) / 2], axis=0)
        made[name] = tuple(
            (
                interval_of(float(value[0, i]), values[:, i], _sizes(parts), level, name not in UNBOUNDED)
                if name not in NO_INTERVAL
                else Interval(float(value[0, i]) if np.isfinite(value[0, i]) else None, None, None),
                Rank(float(own[i]), float(limits[0, i]), float(limits[1, i]), float((ranks[:, i] <= top).mean())),
            )
            for i in range(values.shape[1])
        )
    return made


def interval_of(
    value: float, values: NDArray[np.float64], sizes: Sequence[int], level: float, bounded: bool
) -> Interval:
    """One interval from the resamples' values; formula on top of this module. NaN stands for "not defined".

    sizes: documents of each set drawn from (one set: all documents).
    """
    from scipy.special import stdtrit

    known = values[np.isfinite(values)]
    undefined = 1.0 - len(known) / max(len(values), 1)
    if not np.isfinite(value):
        return Interval(None, None, None, undefined)
    if undefined > 0.5:
        return Interval(value, None, None, undefined)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    spread = float(known.std()) * (min(sizes) / (min(sizes) - 1)) ** 0.5
    reach = float(stdtrit(sum(sizes) - len(sizes), (1 + level) / 2)) * spread
    low, high = max(0.0, min(float(low), value - reach)), max(float(high), value + reach)
    return Interval(value, low, min(1.0, high) if bounded else high, undefined)


def ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks within each row, 1 for the highest, ties sharing the mean; what is not defined comes last."""
    from scipy.stats import rankdata

    made: NDArray[np.float64] = rankdata(-np.nan_to_num(values, nan=-np.inf), axis=1)
    return made


def stability(
    counts: NDArray[np.float64],
    name: str = "strength",
    *,
    directed: bool = False,
    draws: int = 500,
    r: float = 0.7,
    sure: float = 0.95,
    rng: np.random.Generator,
) -> float:
    """The CS coefficient of an actor index: a share in [0, 1); at least .25, better .5, for its order to be read.

    Every whole number of documents to leave out is tried, of more than MOST_STEPS evenly spread ones. A draw in which the
    index does not vary, or is not defined for fewer than 3 actors, counts as not correlated. Raises NotEstimable with
    fewer than FEWEST documents, or where the index does not vary on all documents.
    """
    checked = _checked(counts, "a stability coefficient")
    documents = len(checked)
    index = ACTORS[name]
    whole = index(checked.sum(axis=0)[None], directed)[0]
    if np.isfinite(whole).sum() < 3 or np.nanstd(whole) < 1e-12:
        raise NotEstimable(f"the stability of {name}", int(np.isfinite(whole).sum()), "3 actors that differ")
    most = 0.0
    steps = np.unique(np.linspace(1, documents - 2, min(documents - 2, MOST_STEPS)).round().astype(int))
    for left_out in steps.tolist():
        order = rng.permuted(np.tile(np.arange(documents), (draws, 1)), axis=1)
        kept = np.zeros((draws, documents))
        np.put_along_axis(kept, order[:, : documents - left_out], 1.0, axis=1)
        part = index((kept @ checked.reshape(documents, -1)).reshape(draws, *checked.shape[1:]), directed)
        if float((_correlations(part, whole) > r).mean()) > sure:
            most = left_out / documents
    return most


def _evaluated(
    counts: NDArray[np.float64],
    indices: Mapping[str, Callable[[NDArray[np.float64], bool], NDArray[np.float64]]],
    directed: bool,
    draws: int,
    rng: np.random.Generator,
    within: tuple[NDArray[np.int64], ...],
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Each index on all documents and on every resample, a few thousand networks at a time."""
    whole = counts.sum(axis=0)[None]
    parts: dict[str, list[NDArray[np.float64]]] = {name: [] for name in indices}
    step = max(1, _CHUNK // max(whole.size, 1))
    for begin in range(0, draws, step):
        stack = resampled_weights(counts, min(step, draws - begin), rng, within)
        for name, index in indices.items():
            parts[name].append(index(stack, directed))
    return {name: (index(whole, directed), np.concatenate(parts[name])) for name, index in indices.items()}


def _sizes(parts: tuple[NDArray[np.int64], ...]) -> list[int]:
    return [len(part) for part in parts]


def _checked(counts: NDArray[np.float64], what: str) -> NDArray[np.float64]:
    made = np.asarray(counts, dtype=np.float64)
    if made.ndim != 3 or made.shape[1] != made.shape[2]:
        raise InputError(
            f"counts of shape {made.shape}", "give documents × actors × actors", "documents-differ-in-length"
        )
    if len(made) < FEWEST:
        raise NotEstimable(what, len(made), f"{FEWEST} documents")
    return made


def _correlations(parts: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson's r of each row with `whole` over the actors for whom both are defined; 0 where it is not defined."""
    known = np.isfinite(parts) & np.isfinite(whole)
    n = np.maximum(known.sum(axis=1, keepdims=True), 1)
    x = np.where(known, np.nan_to_num(parts), 0.0)
    y = np.where(known, np.nan_to_num(whole)[None, :], 0.0)
    x = np.where(known, x - x.sum(axis=1, keepdims=True) / n, 0.0)
    y = np.where(known, y - y.sum(axis=1, keepdims=True) / n, 0.0)
    size = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    usable = (known.sum(axis=1) >= 3) & (size > 1e-12)
    quotient: NDArray[np.float64] = np.divide((x * y).sum(axis=1), size, out=np.zeros(len(parts)), where=usable)
    return quotient
