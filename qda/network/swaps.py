"""Presence shuffled with every sum kept exactly: the fixed degree sequence model (FDSM), by Curveball trades.

Two actors compare the occasions at which only one of them was, and where both could have been, and deal these out anew,
each keeping as many as it had. Rows and columns keep their sums in every trade. Many copies trade side by side: in each
round the actors are paired at random, and every pair trades; ROUNDS rounds from the observed presence.

Source: Strona et al. 2014 (Curveball); Godard & Neal 2022 on how long to trade. Checked: all matrices with the sums of a
small one come up equally often. Doubt: with eligibility not every matrix can be reached from every other by trades.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROUNDS = 20
"""Rounds of trades; each has half as many trades as actors."""


def traded(
    present: NDArray[np.float64],
    copies: int,
    rng: np.random.Generator,
    *,
    eligible: NDArray[np.float64] | None = None,
    rounds: int = ROUNDS,
) -> NDArray[np.float64]:
    """copies × actors × occasions, each with the row and column sums of `present` (actors × occasions, 0 or 1).

    eligible: the same shape, 0 where presence was impossible; such cells stay as they are.
    """
    b = np.asarray(present, dtype=np.float64) > 0
    n, occasions = b.shape
    made = np.repeat(b[None], copies, axis=0)
    open_cell = np.ones_like(b) if eligible is None else np.asarray(eligible) > 0
    if n < 2 or not occasions:
        return made.astype(np.float64)
    for _ in range(rounds):
        order = rng.permutation(n)
        for i, k in zip(order[0 : n - 1 : 2].tolist(), order[1:n:2].tolist(), strict=True):
            first, second = made[:, i], made[:, k]
            offered = (first != second) & (open_cell[i] & open_cell[k])
            keep = (first & offered).sum(axis=1, keepdims=True)
            keys = np.where(offered, rng.random((copies, occasions)), np.inf)
            # the keep smallest keys become the first actor's
            rank = np.argsort(np.argsort(keys, axis=1), axis=1)
            mine = offered & (rank < keep)
            made[:, i] = np.where(offered, mine, first)
            made[:, k] = np.where(offered, ~mine, second)
    return made.astype(np.float64)
