"""Undirected networks rewired with every degree or every strength kept, many copies side by side.

Strengths (`dealt`): a weight of k is k lines between two actors. Lines are paired at random and change partners, unless
one would lead an actor to itself; several lines may join the same two.

Degrees (`rewired`): two ties a-b and c-d become a-d and c-b, where the four ends differ and neither new tie is there. In
each round a part of the ties is paired at random and each pair tries, in every copy at once; a pair that is refused
stays. A pair is also refused where another pair of its round asks for one of its four ties, so that a round and its way
back are equally likely and, in the long run, all networks of these degrees too (a way that counts only what succeeded, as
networkx's double_edge_swap, favours networks that are hard to leave).

Source: Maslov & Sneppen 2002; Fosdick et al. 2018 on staying where a swap fails and on networks of several lines. Checked:
all networks of the degrees of a small one come up equally often, those of its strengths by the number of ways to join
the ends of their lines. Doubt: how many rounds are enough is not known in general; ROUNDS rounds are at least 25 attempts
a tie.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROUNDS = 200
"""Rounds, in each of which a quarter of the ties is paired."""


def rewired(
    tied: NDArray[np.bool_], copies: int, rng: np.random.Generator, *, rounds: int = ROUNDS
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(source, target), copies × ties. tied: actors × actors, undirected; every copy has the degrees of each actor."""
    n = len(tied)
    a, b = np.nonzero(np.triu(tied, 1))
    ties = len(a)
    source = np.tile(a.astype(np.int64), (copies, 1))
    target = np.tile(b.astype(np.int64), (copies, 1))
    pairs = max(1, ties // 8)
    if ties < 2 or n < 4:
        return source, target
    there = np.tile(np.triu(tied, 1).ravel(), copies)  # one cell a pair of actors, the smaller first
    base = (np.arange(copies) * n * n)[:, None]
    row = np.arange(copies)[:, None]

    def place(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        cell: NDArray[np.int64] = base + np.minimum(one, other) * n + np.maximum(one, other)
        return cell

    asked = np.zeros(copies * n * n, dtype=np.uint16)
    for _ in range(rounds):
        drawn = rng.random((copies, ties)).argpartition(2 * pairs - 1, axis=1)[:, : 2 * pairs]
        drawn = rng.permuted(drawn, axis=1)
        one, other = drawn[:, :pairs], drawn[:, pairs:]
        turn = rng.random((copies, pairs)) < 0.5
        p, q = source[row, one], target[row, one]
        r = np.where(turn, target[row, other], source[row, other])
        s = np.where(turn, source[row, other], target[row, other])
        cross, back = place(p, s), place(r, q)
        apart = (p != r) & (p != s) & (q != r) & (q != s)
        np.add.at(asked, cross, 1)
        np.add.at(asked, back, 1)
        alone = (asked[cross] == 1) & (asked[back] == 1) & (asked[place(p, q)] == 0) & (asked[place(r, s)] == 0)
        asked[cross] = 0
        asked[back] = 0
        go = apart & alone & ~there[cross] & ~there[back]
        for cells, now in ((place(p, q)[go], False), (place(r, s)[go], False), (cross[go], True), (back[go], True)):
            there[cells] = now
        target[row, one] = np.where(go, s, q)
        source[row, other], target[row, other] = r, np.where(go, q, s)
    return source, target


def dealt(
    weights: NDArray[np.int64], copies: int, rng: np.random.Generator, *, rounds: int = ROUNDS
) -> NDArray[np.int64]:
    """copies × actors × actors, symmetric, without a diagonal; every copy has the strength of each actor. weights: of
    whole numbers, undirected."""
    n = len(weights)
    a, b = np.nonzero(np.triu(weights, 1))
    times = weights[a, b]
    source = np.tile(np.repeat(a, times), (copies, 1)).astype(np.int64)
    target = np.tile(np.repeat(b, times), (copies, 1)).astype(np.int64)
    lines = source.shape[1]
    row = np.arange(copies)[:, None]
    for _ in range(rounds if lines > 1 else 0):
        drawn = rng.permuted(np.tile(np.arange(lines), (copies, 1)), axis=1)
        one, other = drawn[:, : lines // 2], drawn[:, lines // 2 : 2 * (lines // 2)]
        p, q = source[row, one], target[row, one]
        turn = rng.random(one.shape) < 0.5
        r = np.where(turn, target[row, other], source[row, other])
        s = np.where(turn, source[row, other], target[row, other])
        go = (p != s) & (r != q) & (rng.random(one.shape) < 0.5)
        target[row, one] = np.where(go, s, q)
        source[row, other], target[row, other] = r, np.where(go, q, s)
    made = np.zeros((copies, n, n), dtype=np.int64)
    np.add.at(made, (row, source, target), 1)
    made += made.transpose(0, 2, 1)
    return made
