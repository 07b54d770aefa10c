"""Do ties stay within groups or lead out of them: the E-I index, what the sizes of the groups alone would give, and a null.

    E-I = (E - I)/(E + I): E weight of ties between groups, I within them; -1 all within, 1 all between
    expected = (pairs between - pairs within)/all pairs: what ties laid regardless of groups give on average
    null: the network stays, groups are shuffled among the actors; p two-sided about the null's mean,
    p = (1 + #{|x* - mean| >= |x - mean|})/(1 + B); smallest: what this many relabelings allow

Source: Krackhardt & Stern 1988, Social Psychology Quarterly 51:123; the permutation as in UCINET. Checked by brute force
over every relabeling. Doubt: an index below 0 does not show closure; large groups give it by themselves: read it against
the expected value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

from qda.errors import NotEstimable
from qda.network.brokerage import group_numbers
from qda.network.paths import stacked


@dataclass(frozen=True, slots=True)
class ExternalInternal:
    """value: E-I. external, internal: E and I. expected: from group sizes. by_actor: each actor's own, None without
    ties. null_mean, low, high: of the shuffled groups, with the middle 95%. p, smallest_p: None where there is one group
    only."""

    value: float
    external: float
    internal: float
    expected: float
    by_actor: tuple[float | None, ...]
    null_mean: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest_p: float | None
    draws: int


def external_internal(
    weights: NDArray[np.float64],
    groups: Sequence[str],
    *,
    weighted: bool = True,
    draws: int = 9999,
    rng: np.random.Generator,
) -> ExternalInternal:
    """E-I with its expectation and null; formulas on top of this module.

    weights: actors × actors, symmetric or not. weighted: sums of weights, else numbers of ties. Range [-1, 1]. Raises
    NotEstimable without ties.
    """
    w = stacked(weights)[0]
    if not weighted:
        w = (w > 0).astype(np.float64)
    label = group_numbers(groups, len(w))
    if not w.any():
        raise NotEstimable("the E-I index", 0, "1 tie")
    value = float(ei_values(w[None], label[None])[0])
    same = label[:, None] == label[None, :]
    inside = float((w * same).sum())
    outside = float(w.sum()) - inside
    symmetric = bool(np.allclose(w, w.T))
    n, sizes = len(label), np.bincount(label)
    within_pairs = float((sizes * (sizes - 1)).sum())
    expected = (n * (n - 1) - 2 * within_pairs) / (n * (n - 1))
    both = w if symmetric else w + w.T
    own_in, own_all = (both * same).sum(axis=1), both.sum(axis=1)
    by_actor = tuple(float((a - 2 * i) / a) if a > 0 else None for i, a in zip(own_in, own_all, strict=True))
    half = 2.0 if symmetric else 1.0
    if len(sizes) < 2 or len(sizes) == n:
        return ExternalInternal(
            value, outside / half, inside / half, expected, by_actor, None, None, None, None, None, 0
        )
    shuffled = ei_values(w[None], rng.permuted(np.tile(label, (draws, 1)), axis=1))
    mean = float(shuffled.mean())
    extreme = int((np.abs(shuffled - mean) >= abs(value - mean) - 1e-12).sum())
    low, high = np.quantile(shuffled, [0.025, 0.975])
    smallest = max(1 / (1 + draws), 1 / relabelings(label))
    return ExternalInternal(
        value,
        outside / half,
        inside / half,
        expected,
        by_actor,
        mean,
        float(low),
        float(high),
        (1 + extreme) / (1 + draws),
        smallest,
        draws,
    )


def ei_values(weights: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """E-I of each network and labeling; either may be a stack of one. NaN without ties."""
    w = stacked(weights)
    total = w.sum(axis=(1, 2))
    inside = np.zeros(max(len(w), len(labels)))
    for group in np.unique(labels):
        member = (labels == group).astype(np.float64)
        inside = inside + ((member[:, None, :] @ w)[:, 0, :] * member).sum(axis=1)
    whole = np.broadcast_to(total, inside.shape)
    quotient: NDArray[np.float64] = np.divide(
        whole - 2 * inside, whole, out=np.full(inside.shape, np.nan), where=whole > 0
    )
    return quotient


def relabelings(label: NDArray[np.int64]) -> int:
    """n!/Π n_g! over the swaps of names of equally large groups: different ways to lay the groups on the actors."""
    sizes = np.bincount(label).tolist()
    ways = factorial(int(sum(sizes))) // prod(factorial(s) for s in sizes)
    return ways // prod(factorial(count) for count in Counter(sizes).values())
