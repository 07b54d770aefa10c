"""Are two networks on the same actors related: QAP correlation and MRQAP regression. Not whether communities differ.

QAP asks whether ties of one network go along with ties of another, beyond what actors' names explain. Two communities
whose networks are *alike* give a small p; so does almost any pair of real ones. A difference is tested in
`qda.compare.pairs`.

    r         over pairs of actors, i < j where undirected, i ≠ j where directed; diagonal out
    p         rows and columns of one matrix permuted together: (1 + #{|r*| >= |r|})/(1 + B)
    MRQAP     y = Xβ over pairs; double semi-partialling (Dekker, Krackhardt & Snijders 2007): each x_k is replaced by
              its residual ε_k on the other predictors, ε_k permuted as a matrix, t of its coefficient compared

With the other predictors projected out once (QR), all permutations of a predictor are one product. Source: Krackhardt
1988; Dekker et al. 2007. Checked against a loop over permutations. Doubt: n actors, not n² pairs, are the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, NotEstimable


@dataclass(frozen=True, slots=True)
class Relatedness:
    """r, and p two-sided, of being related (not: of differing)."""

    r: float
    p: float
    draws: int
    actors: int


@dataclass(frozen=True, slots=True)
class Predictor:
    """One predictor. coefficient: in y's unit. t: its usual t. p: by double semi-partialling."""

    name: str
    coefficient: float
    t: float
    p: float


def qap(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    *,
    directed: bool = False,
    draws: int = 999,
    rng: np.random.Generator,
) -> Relatedness:
    """QAP correlation of two networks on the same actors; formulas on top of this module.

    Range: r in [-1, 1], p in [1/(1 + draws), 1]. Raises NotEstimable with fewer than 4 actors or a network without
    variation, InputError (networks-of-different-actors) where sizes differ.
    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    n = _actors([x, y])
    first, second = (_standardised(m, directed, n) for m in (x, y))
    r = float((first * second).sum())
    orders = rng.permuted(np.tile(np.arange(n), (draws, 1)), axis=1)
    i, j = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.triu_indices(n, 1)
    fixed, moved = second[i, j] * (1 if directed else 2), first.ravel()
    found = np.empty(draws)
    for begin in range(0, draws, 128):
        part = orders[begin : begin + 128]
        found[begin : begin + 128] = moved[part[:, i] * n + part[:, j]] @ fixed
    extreme = int((np.abs(found) >= abs(r) - 1e-12).sum())
    return Relatedness(r, (1 + extreme) / (1 + draws), draws, n)


def mrqap(
    y: NDArray[np.float64],
    predictors: Sequence[tuple[str, NDArray[np.float64]]],
    *,
    directed: bool = False,
    draws: int = 999,
    rng: np.random.Generator,
) -> tuple[Predictor, ...]:
    """Regression of one network on others, an intercept added; formulas on top of this module.

    Raises NotEstimable where a predictor is a mixture of the others, or y has no variation; InputError as `qap`.
    """
    matrices = [np.asarray(m, dtype=np.float64) for _, m in predictors]
    n = _actors([np.asarray(y, dtype=np.float64), *matrices])
    cells = ~np.eye(n, dtype=bool) if directed else np.triu(np.ones((n, n), dtype=bool), 1)
    target = np.asarray(y, dtype=np.float64)[cells]
    columns = [np.ones(len(target)), *(m[cells] for m in matrices)]
    degrees = len(target) - len(columns)
    if degrees < 1 or np.ptp(target) == 0:
        raise NotEstimable("a regression of networks", len(target), f"more than {len(columns)} pairs that differ")
    i, j = np.nonzero(cells)
    made = []
    for k, (name, _) in enumerate(predictors, start=1):
        others = np.column_stack([c for at, c in enumerate(columns) if at != k])
        q, _ = np.linalg.qr(others)
        own = columns[k] - q @ (q.T @ columns[k])
        if float(own @ own) < 1e-10 * max(float(columns[k] @ columns[k]), 1e-300):
            raise NotEstimable(f"the part of {name}", len(target), "a predictor that is no mixture of the others")
        rest = target - q @ (q.T @ target)
        coefficient = float(own @ rest / (own @ own))
        residual = np.zeros((n, n))
        residual[cells] = own
        if not directed:
            residual = residual + residual.T
        t = _t_values(own[None], q, rest, degrees)[0]
        found = np.empty(draws)
        for begin in range(0, draws, 256):
            orders = rng.permuted(np.tile(np.arange(n), (min(256, draws - begin), 1)), axis=1)
            found[begin : begin + 256] = _t_values(residual[orders[:, i], orders[:, j]], q, rest, degrees)
        extreme = int((np.abs(found) >= abs(t) - 1e-12).sum())
        made.append(Predictor(name, coefficient, float(t), (1 + extreme) / (1 + draws)))
    return tuple(made)


def _t_values(
    rows: NDArray[np.float64], q: NDArray[np.float64], rest: NDArray[np.float64], degrees: int
) -> NDArray[np.float64]:
    """t of each row as a predictor beside those that q spans. rest: y without q."""
    size = (rows**2).sum(axis=1) - ((rows @ q) ** 2).sum(axis=1)
    product = rows @ rest
    left = float(rest @ rest) - product**2 / np.maximum(size, 1e-300)
    made: NDArray[np.float64] = product / np.sqrt(np.maximum(size * np.maximum(left, 1e-300) / degrees, 1e-300))
    return made


def _standardised(matrix: NDArray[np.float64], directed: bool, n: int) -> NDArray[np.float64]:
    """Off-diagonal cells centred to length 1, so that a sum of products is r; the diagonal is 0."""
    used = matrix if directed else np.triu(matrix, 1) + np.triu(matrix, 1).T
    off = ~np.eye(n, dtype=bool)
    values = used[off] - used[off].mean()
    length = float(np.sqrt((values**2).sum()))
    if length < 1e-12:
        raise NotEstimable("relatedness of two networks", n, "networks whose ties vary")
    made = np.zeros((n, n))
    made[off] = values / length
    return made


def _actors(matrices: Sequence[NDArray[np.float64]]) -> int:
    shapes = {m.shape for m in matrices}
    if len(shapes) > 1 or any(len(s) != 2 or s[0] != s[1] for s in shapes):
        raise InputError(
            f"networks of sizes {', '.join(sorted('×'.join(map(str, s)) for s in shapes))}",
            "give square matrices with the same actors in the same order",
            "networks-of-different-actors",
        )
    n = int(matrices[0].shape[0])
    if n < 4:
        raise NotEstimable("relatedness of networks", n, "4 actors")
    return n
