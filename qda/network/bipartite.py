"""Who stands together more often than being much spoken of explains: BiCM and the stochastic degree sequence model.

B is actors × occasions (documents, meetings), 1 where the actor is there; row sums k_i, column sums h_j. Two actors that
are everywhere share many occasions for that reason alone. The null keeps both sums on average and nothing else:

    BiCM   p_ij = x_i y_j/(1 + x_i y_j), with Σ_j p_ij = k_i and Σ_i p_ij = h_j (largest entropy; Saracco et al. 2015)
    SDSM   shared occasions of i and i' are Σ_j Bernoulli(p_ij p_i'j): Poisson-binomial, upper tail
           p = Pr(shared >= observed), exact by convolution (a common implementation takes a normal approximation)
    eligible_ij = 0: i could not be at j (not invited, not yet founded): p_ij = 0 there (SDSM-EC, Neal & Neal 2023)
    FDSM: both sums kept exactly, by trades (`qda.network.swaps`); p = (1 + #{shared* >= shared})/(1 + draws)
    fixed row: shared ~ hypergeometric(J, k_i, k_i'), which keeps the actors' sums only: shown beside it, for contrast

Which null is used decides how many ties remain, so every result carries its model's name; p values are corrected over
all pairs (Benjamini-Hochberg or Holm). Sources: Neal, Domagalski & Sagan 2021; Neal & Neal 2023; Saracco et al. 2015.
Checked against enumeration of all outcomes, and on Davis's Southern women. Doubt: occasions are taken to be independent;
sentences of one meeting are not, so let an occasion be a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, NotEstimable
from qda.network.swaps import traded

Model = Literal["sdsm", "fdsm", "fixed-row"]
_ROUNDS = 200
_PAIRS = 128


@dataclass(frozen=True, slots=True)
class Shared:
    """One row a pair of actors i < j. observed: occasions shared. expected: under the model. p_upper: chance of as many
    or more. model: its name. occasions: columns."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    p_upper: NDArray[np.float64]
    model: Model
    occasions: int


def bicm(present: NDArray[np.float64], eligible: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """p of each cell; rows and columns add up to those of `present` within 1e-6.

    present: actors × occasions, 0 or 1. eligible: the same shape, 0 where presence was impossible. Rows and columns that
    are empty or full (of what is eligible) are certain. Raises InputError (present-but-not-eligible) for an actor who
    was where it could not be, NotEstimable if the sums are not reached.
    """
    b = np.asarray(present, dtype=np.float64)
    allowed = np.ones_like(b) if eligible is None else (np.asarray(eligible, dtype=np.float64) > 0).astype(np.float64)
    if allowed.shape != b.shape or (b > allowed).any():
        i, j = np.argwhere(b > allowed)[0] if allowed.shape == b.shape else (0, 0)
        raise InputError(
            f"actor {i} is present at occasion {j}, where it is not eligible",
            "an actor that is there is eligible; correct the list of who could be there",
            "present-but-not-eligible",
        )
    p = np.zeros_like(b)
    open_cell = allowed > 0
    while True:  # rows and columns that are certain: taken out until none is left
        rows, columns = b.sum(axis=1) - p.sum(axis=1), b.sum(axis=0) - p.sum(axis=0)
        full_row = np.abs(rows - open_cell.sum(axis=1)) < 1e-9
        full_column = np.abs(columns - open_cell.sum(axis=0)) < 1e-9
        full = open_cell & (full_row[:, None] | full_column[None, :])
        if full.any():
            p[full] = 1.0
            open_cell = open_cell & ~full
            continue
        none = open_cell & ((np.abs(rows) < 1e-9)[:, None] | (np.abs(columns) < 1e-9)[None, :])
        if not none.any():
            break
        open_cell = open_cell & ~none
    if not open_cell.any():
        return p
    return np.where(open_cell, _solved(open_cell.astype(np.float64), rows, columns), p)


def shared_occasions(
    present: NDArray[np.float64],
    *,
    model: Model = "sdsm",
    eligible: NDArray[np.float64] | None = None,
    draws: int = 999,
    rng: np.random.Generator | None = None,
) -> Shared:
    """The upper tail of every pair under a model; formulas on top of this module. Range of p: (0, 1].

    draws, rng: for fdsm, which is drawn; rng None starts from 0.

    Raises as `bicm`; NotEstimable with fewer than 2 actors or no occasion; InputError (eligible-needs-sdsm) for a fixed-row
    model with eligibility.
    """
    b = (np.asarray(present, dtype=np.float64) > 0).astype(np.float64)
    n, occasions = b.shape
    if n < 2 or not occasions:
        raise NotEstimable("shared occasions", n if n < 2 else 0, "2 actors and 1 occasion")
    i, j = np.triu_indices(n, 1)
    observed = (b @ b.T)[i, j].astype(np.int64)
    if model == "fixed-row":
        if eligible is not None:
            raise InputError(
                "the fixed-row model knows no eligibility",
                "leave it out, or take the model sdsm",
                "eligible-needs-sdsm",
            )
        from scipy.stats import hypergeom

        k = b.sum(axis=1).astype(np.int64)
        tail = hypergeom.sf(observed - 1, occasions, k[i], k[j])
        return Shared(i, j, observed, k[i] * k[j] / occasions, np.minimum(tail, 1.0), model, occasions)
    if model == "fdsm":
        copies = traded(b, draws, rng or np.random.default_rng(0), eligible=eligible)
        drawn = (copies @ copies.transpose(0, 2, 1))[:, i, j]
        tail = (1 + (drawn >= observed).sum(axis=0)) / (1 + draws)
        return Shared(i, j, observed, drawn.mean(axis=0), tail, model, occasions)
    p = bicm(b, eligible)
    expected = (p @ p.T)[i, j]
    tails = np.empty(len(i))
    by_height = np.argsort(observed, kind="stable")  # pairs of like thresholds together: the lower, the quicker
    for begin in range(0, len(i), _PAIRS):
        part = by_height[begin : begin + _PAIRS]
        tails[part] = poisson_binomial_tail(p[i[part]] * p[j[part]], observed[part])
    return Shared(i, j, observed, expected, tails, model, occasions)


def poisson_binomial_tail(chances: NDArray[np.float64], at_least: NDArray[np.int64]) -> NDArray[np.float64]:
    """Pr(number of successes >= at_least), for each row of chances (rows × trials).

    The distribution is built up trial by trial; what passes the threshold is added up directly, so that small tails
    are not lost in 1 - x. Range [0, 1].
    """
    top = int(at_least.max(initial=0))
    rows = np.arange(len(chances))
    state = np.zeros((len(chances), top + 1))  # chance of exactly c so far, for c below the row's threshold
    state[:, 0] = 1.0
    passed = np.where(at_least <= 0, 1.0, 0.0)
    state[at_least <= 0] = 0.0
    last = np.maximum(at_least - 1, 0)
    below = np.arange(top + 1)[None, :] < at_least[:, None]
    for q in chances.T:
        passed = passed + state[rows, last] * q
        moved = state[:, :-1] * q[:, None]
        state *= (1.0 - q)[:, None]
        state[:, 1:] += moved
        state *= below
    made: NDArray[np.float64] = np.minimum(passed, 1.0)
    return made


def _solved(
    open_cell: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """σ(a_i + b_j) on open cells with the given sums: Newton's method on the likelihood, which is concave, each step
    halved until it does not go down. The columns are eliminated first, so that a step solves actors × actors only."""
    free_row, free_column = open_cell.any(axis=1), open_cell.any(axis=0)
    a, b = np.zeros(len(rows)), np.zeros(len(columns))

    def score(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
        both = a[:, None] + b[None, :]
        return float(rows @ a + columns @ b - (open_cell * np.logaddexp(0.0, both)).sum())

    best = score(a, b)
    off = np.inf
    p = open_cell / 2
    for _ in range(_ROUNDS):
        both = np.clip(a[:, None] + b[None, :], -700, 700)
        p = open_cell / (1.0 + np.exp(-both))
        left_row, left_column = (rows - p.sum(axis=1)) * free_row, (columns - p.sum(axis=0)) * free_column
        off = max(float(np.abs(left_row).max()), float(np.abs(left_column).max()))
        if off < 1e-9:
            break
        slope = p * (1.0 - p)
        own_row, own_column = slope.sum(axis=1) + 1e-12, slope.sum(axis=0) + 1e-12
        part = slope / own_column
        matrix = np.diag(own_row) - part @ slope.T
        step_a = np.linalg.lstsq(matrix, left_row - part @ left_column, rcond=1e-13)[0]
        step_b = (left_column - slope.T @ step_a) / own_column
        size = min(1.0, 5.0 / max(float(np.abs(step_a).max()), float(np.abs(step_b).max()), 1e-300))
        while size > 1e-8 and (reached := score(a + size * step_a, b + size * step_b)) < best - 1e-12:
            size /= 2
        a, b, best = a + size * step_a, b + size * step_b, reached
    if off > 1e-6:
        raise NotEstimable("the expected presence of actors (BiCM)", len(rows), "sums that a model can reach")
    return p
