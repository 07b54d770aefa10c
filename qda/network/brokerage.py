"""Who stands between groups: Gould & Fernandez's five roles of a broker, what chance would give, and by group labels.

Actor b brokers i → b → k where i does not reach k itself (no i → k, i ≠ k). By the groups of the three:

    coordinator     w_I    i, b and k in one group
    itinerant       w_O    i and k in one group, b in another
    representative  b_IO   i and b in one group, k in another: b speaks for its own
    gatekeeper      b_OI   b and k in one group, i in another: b lets in
    liaison         b_O    three groups
    expected with density d and N actors, n_c in b's group:  E[w_I] = d²(1-d)(n_c-1)(n_c-2);
    E[w_O] = d²(1-d) Σ_{g≠c} n_g(n_g-1);  E[b_IO] = E[b_OI] = d²(1-d)(N-n_c)(n_c-1);
    E[b_O] = d²(1-d)[(N-n_c)² - Σ_{g≠c} n_g²];  E[total] = d²(1-d)(N-1)(N-2)
    variance, of all roles: with q = d²(1-d), K the pairs (i, k) that could be of the role, and S the ordered couples of
    such pairs that share i or share k:  V = K q(1-q) + S d³(1-d)³, for two pairs hang together by a common tie to or
    from b only.  S: w_I 2(n_c-1)(n_c-2)(n_c-3); w_O 2 Σ_{g≠c} n_g(n_g-1)(n_g-2); b_IO, b_OI (N-n_c)(n_c-1)(N-3);
    b_O 2 Σ_{g≠c} n_g m_g(m_g-1), m_g = N-n_c-n_g; total 2(N-1)(N-2)(N-3)
    z = (count - expected)/√variance, d taken from the network

An undirected network has no i → b → k: representative and gatekeeper are one there. Directed counts are refused; with
unordered=True each pair {i, k} counts once, and the two roles come as "representative" (gatekeeper is then 0 and None);
expectations and variances are then halved, the two roles' added.

Source: Gould & Fernandez 1989, Sociological Methodology 19:89; moments under independent ties of equal chance, derived
anew and equal to those of sna::brokerage. Checked by brute force over all triples, and moments over all networks of 4
actors (undirected: 5). Doubts: co-mention networks are far from independent ties, so that these moments are poor for
them, and counts are skewed, so that z is a yardstick and no test: `label_null` keeps the network and shuffles the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, UsageError
from qda.network.paths import stacked

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")


@dataclass(frozen=True, slots=True)
class Brokerage:
    """counts: actors × roles, in the order of ROLES. expected, variance: the same under independent ties; NaN for a role
    that an undirected network lacks. total_variance: of each actor's `total`. unordered: pairs counted once."""

    counts: NDArray[np.float64]
    expected: NDArray[np.float64]
    variance: NDArray[np.float64]
    total_variance: float
    unordered: bool

    @property
    def z(self) -> NDArray[np.float64]:
        """(count - expected)/standard deviation, actors × roles; NaN for a role that nobody could have there."""
        return _standardised(self.counts - self.expected, self.variance)

    @property
    def total_z(self) -> NDArray[np.float64]:
        """The same of each actor's `total`."""
        away = self.total - np.nansum(self.expected, axis=1)
        return _standardised(away, np.full(len(away), self.total_variance))

    @property
    def total(self) -> NDArray[np.float64]:
        """All brokered pairs of each actor."""
        made: NDArray[np.float64] = self.counts.sum(axis=1)
        return made


@dataclass(frozen=True, slots=True)
class LabelNull:
    """The counts against shuffled groups: mean and p_upper, actors × roles. p_upper = (1 + #{count* >= count})/(1 + B)."""

    mean: NDArray[np.float64]
    p_upper: NDArray[np.float64]
    draws: int


def brokerage(
    weights: NDArray[np.float64], groups: Sequence[str], *, directed: bool, unordered: bool = False
) -> Brokerage:
    """The five counts of each actor and what independent ties would give; formulas on top of this module.

    weights: actors × actors, a tie where above 0. groups: one an actor. Raises UsageError (brokerage-undirected) for an
    undirected network unless unordered is True, InputError (groups-do-not-fit) for a wrong number of groups.
    """
    label = group_numbers(groups, weights.shape[-1])
    if not directed and not unordered:
        raise UsageError(
            "brokerage counts i → b → k, and this network has no directions",
            "use a directed network, or count unordered triads (unordered=True) and say so",
            "brokerage-undirected",
        )
    counts = role_counts(stacked(weights), label[None])[0]
    pairs, couples = _opportunities(label)
    d = _density(stacked(weights)[0])
    q, together = d * d * (1 - d), (d * (1 - d)) ** 3
    expected, variance = q * pairs, q * (1 - q) * pairs + together * couples
    n = float(len(label))
    total_variance = (n - 1) * (n - 2) * (q * (1 - q) + 2 * (n - 3) * together) if n > 2 else 0.0
    if unordered:
        counts, expected, variance, total_variance = counts / 2, expected / 2, variance / 2, total_variance / 2
        for one in (counts, expected, variance):
            one[:, 2] += one[:, 3]
        counts[:, 3], expected[:, 3], variance[:, 3] = 0.0, np.nan, np.nan
    return Brokerage(counts, expected, variance, total_variance, unordered)


def role_counts(weights: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """networks × actors × roles. weights: a stack; labels: networks × actors (one of the two may be a stack of one)."""
    tied = (stacked(weights) > 0).astype(np.float64)
    n = tied.shape[-1]
    same = (labels[:, :, None] == labels[:, None, :]).astype(np.float64)
    open_pair = (1.0 - tied) * (1.0 - np.eye(n))
    within, across = tied * same, tied * (1.0 - same)

    def brokered(into: NDArray[np.float64], out: NDArray[np.float64], pair: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ_ik into_ib out_bk pair_ik for each b."""
        made: NDArray[np.float64] = (into * (pair @ out.transpose(0, 2, 1))).sum(axis=1)
        return made

    return np.stack(
        [
            brokered(within, within, open_pair),
            brokered(across, across, open_pair * same),
            brokered(within, across, open_pair),
            brokered(across, within, open_pair),
            brokered(across, across, open_pair * (1.0 - same)),
        ],
        axis=2,
    )


def label_null(
    weights: NDArray[np.float64],
    groups: Sequence[str],
    *,
    unordered: bool = False,
    draws: int = 999,
    rng: np.random.Generator,
) -> LabelNull:
    """The same network with the groups shuffled among its actors: what the roles would be if groups did not matter."""
    label = group_numbers(groups, weights.shape[-1])

    def counts(labels: NDArray[np.int64]) -> NDArray[np.float64]:
        found = role_counts(stacked(weights), labels)
        if unordered:
            found = found / 2
            found[..., 2] += found[..., 3]
            found[..., 3] = 0.0
        return found

    observed = counts(label[None])[0]
    shuffled = rng.permuted(np.tile(label, (draws, 1)), axis=1)
    total, extreme = np.zeros_like(observed), np.zeros_like(observed)
    for i in range(0, draws, 512):
        found = counts(shuffled[i : i + 512])
        total += found.sum(axis=0)
        extreme += (found >= observed).sum(axis=0)
    return LabelNull(total / draws, (1 + extreme) / (1 + draws), draws)


def group_numbers(groups: Sequence[str], actors: int) -> NDArray[np.int64]:
    """Groups as numbers in the order of their names. Raises InputError (groups-do-not-fit)."""
    if len(groups) != actors:
        raise InputError(
            f"{len(groups)} groups for {actors} actors",
            "give the group of every actor, in their order",
            "groups-do-not-fit",
        )
    names = sorted(set(groups))
    return np.array([names.index(g) for g in groups], dtype=np.int64)


def _density(weights: NDArray[np.float64]) -> float:
    n = len(weights)
    return float((weights > 0).sum() / (n * (n - 1))) if n > 1 else 0.0


def _opportunities(label: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(K, S) of the formulas on top of this module, actors × roles."""
    n = float(len(label))
    sizes = np.bincount(label).astype(np.float64)
    own = sizes[label]
    other = np.where(np.arange(len(sizes))[None, :] == label[:, None], 0.0, sizes[None, :])  # sizes of other groups
    beyond = np.where(other > 0, (n - own)[:, None] - other, 0.0)
    out = n - own
    between = out * (own - 1)
    pairs = [
        (own - 1) * (own - 2),
        (other * (other - 1)).sum(axis=1),
        between,
        between,
        out**2 - (other**2).sum(axis=1),
    ]
    couples = [
        2 * (own - 1) * (own - 2) * (own - 3),
        2 * (other * (other - 1) * (other - 2)).sum(axis=1),
        between * (n - 3),
        between * (n - 3),
        2 * (other * beyond * (beyond - 1)).sum(axis=1),
    ]
    return np.stack(pairs, axis=1), np.stack(couples, axis=1)


def _standardised(away: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.nan_to_num(variance) > 1e-15
    made: NDArray[np.float64] = np.divide(
        away, np.sqrt(np.where(known, variance, 1.0)), out=np.full(away.shape, np.nan), where=known
    )
    return made
