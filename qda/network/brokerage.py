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

An undirected network has no i → b → k: representative and gatekeeper are one there. Directed counts are refused; with
unordered=True each pair {i, k} counts once, and the two roles come as "representative" (gatekeeper is then 0 and None).

Source: Gould & Fernandez 1989, Sociological Methodology 19:89; expectations under independent ties of equal chance.
Checked by brute force over all triples. Doubts: co-mention networks are far from independent ties, so that these
expectations are poor for them: `label_null` keeps the network and shuffles the groups.
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
    """counts: actors × roles, in the order of ROLES. expected: the same under independent ties; None for a role that an
    undirected network lacks is NaN here. unordered: pairs counted once."""

    counts: NDArray[np.float64]
    expected: NDArray[np.float64]
    unordered: bool

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
    expected = _expected(stacked(weights)[0], label)
    if unordered:
        counts, expected = counts / 2, expected / 2
        counts[:, 2] += counts[:, 3]
        expected[:, 2] += expected[:, 3]
        counts[:, 3], expected[:, 3] = 0.0, np.nan
    return Brokerage(counts, expected, unordered)


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


def _expected(weights: NDArray[np.float64], label: NDArray[np.int64]) -> NDArray[np.float64]:
    n = len(label)
    d = float((weights > 0).sum() / (n * (n - 1))) if n > 1 else 0.0
    sizes = np.bincount(label).astype(np.float64)
    own = sizes[label]
    chance = d * d * (1 - d)
    others = (sizes**2).sum() - own**2
    return chance * np.stack(
        [
            (own - 1) * (own - 2),
            others - (n - own),
            (n - own) * (own - 1),
            (n - own) * (own - 1),
            (n - own) ** 2 - others,
        ],
        axis=1,
    )
