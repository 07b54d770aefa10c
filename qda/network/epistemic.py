"""Epistemic networks (ENA), first half: which codes stand near each other in the talk of each unit.

A line is one row of talk with its codes x (0 or 1). In a conversation, line r is seen with the lines just before it;
what it connects is credited to the unit (the speaker, the document) that owns line r.

    window of w lines: p = column sums of the w-1 lines before r in the same conversation (w = None: all before)
    c_r(a, b) = x_ra x_rb + x_ra p_b + p_a x_rb, for a < b; "binary" counts 1 where it is above 0, "sum" its value
    with f lines after r (column sums q): p + q takes the place of p, and p_a q_b + q_a p_b is added
    conversation window: per unit and conversation the column sums s; c = 1 where s_a s_b > 0
    unit u: C_u(a, b) = Σ c_r over its lines

Pairs stand in the order (1,2), (1,3), (2,3), (1,4), … Source: Bowman et al. 2021, The mathematical foundations of
epistemic network analysis; Shaffer, Collier & Ruis 2016. Checked against a line by line brute force. Doubts: the window
is a choice, report results for several; a forward window stops at the end of the conversation (a common program does
not).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, UsageError

Weighting = Literal["binary", "sum"]
JOINER = " & "


@dataclass(frozen=True, slots=True)
class Connections:
    """C: units × pairs. units: names in their order. codes: names. pairs: positions of the two codes of each column."""

    units: tuple[str, ...]
    codes: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    values: NDArray[np.float64]

    @property
    def pair_names(self) -> tuple[str, ...]:
        """The columns' names: "A & B"."""
        return tuple(f"{self.codes[a]}{JOINER}{self.codes[b]}" for a, b in self.pairs)


@dataclass(frozen=True, slots=True)
class Lines:
    """Talk in the order of the text. units, conversations: of each line. codes: names. coded: lines × codes, 0 or 1."""

    units: tuple[str, ...]
    conversations: tuple[str, ...]
    codes: tuple[str, ...]
    coded: NDArray[np.float64]


def lines_of(rows: Sequence[tuple[str, str, Hashable, str]]) -> Lines:
    """Lines from a long table of codings: (unit, conversation, line, code) in the order of the text.

    Rows with the same conversation, line and unit are one line with several codes. A code "" stands for a line without
    a code: it takes a place in the window. Lines stand where their first row stands.
    """
    codes = tuple(sorted({code for *_, code in rows if code}))
    across = {code: i for i, code in enumerate(codes)}
    place: dict[tuple[str, Hashable, str], int] = {}
    marked: list[tuple[int, int]] = []
    for unit, conversation, line, code in rows:
        at = place.setdefault((conversation, line, unit), len(place))
        if code:
            marked.append((at, across[code]))
    coded = np.zeros((len(place), len(codes)))
    for at, column in marked:
        coded[at, column] = 1.0
    return Lines(tuple(u for *_, u in place), tuple(c for c, *_ in place), codes, coded)


def within(lines: Lines, codes: Sequence[str]) -> Lines:
    """The lines with these codes as columns, in this order; all codes of the lines must be among them."""
    coded = np.zeros((len(lines.units), len(codes)))
    at = {code: i for i, code in enumerate(codes)}
    for column, code in enumerate(lines.codes):
        coded[:, at[code]] = lines.coded[:, column]
    return Lines(lines.units, lines.conversations, tuple(codes), coded)


def pair_order(codes: int) -> tuple[tuple[int, int], ...]:
    """(1,2), (1,3), (2,3), (1,4), … counted from 0."""
    return tuple((a, b) for b in range(1, codes) for a in range(b))


def moving_window(
    lines: Lines, window: int | None = 4, *, forward: int = 0, weighting: Weighting = "binary"
) -> Connections:
    """C by a moving window; formula and symbols on top of this module.

    window: lines in it, the line itself among them (1 looks at each line alone); None for all lines before. forward:
    lines after it. Range: whole numbers >= 0. Raises UsageError (window-size) for a window below 1 or forward below 0.
    """
    if (window is not None and window < 1) or forward < 0:
        raise UsageError(
            f"a window of {window} lines and {forward} after",
            "the window has 1 line or more (the line itself counts), and 0 or more after it",
            "window-size",
        )
    k = lines.coded.shape[1]
    pairs = pair_order(k)
    first, second = np.array([a for a, _ in pairs], dtype=int), np.array([b for _, b in pairs], dtype=int)
    units, owner = _owners(lines)
    values = np.zeros((len(units), len(pairs)))
    for members in _conversations(lines):
        x = lines.coded[members]
        total = np.vstack([np.zeros(k), np.cumsum(x, axis=0)])
        at = np.arange(len(x))
        begin = np.zeros(len(x), dtype=int) if window is None else np.maximum(at - window + 1, 0)
        before = total[at] - total[begin]
        after = total[np.minimum(at + 1 + forward, len(x))] - total[at + 1]
        around = before + after
        found = x[:, first] * x[:, second] + x[:, first] * around[:, second] + around[:, first] * x[:, second]
        if forward:
            found = found + before[:, first] * after[:, second] + after[:, first] * before[:, second]
        if weighting == "binary":
            found = (found > 0).astype(np.float64)
        np.add.at(values, owner[members], found)
    return Connections(units, lines.codes, pairs, values)


def whole_conversations(lines: Lines) -> Connections:
    """C with the conversation as window: a pair counts once for each conversation in which the unit uses both codes."""
    pairs = pair_order(lines.coded.shape[1])
    first, second = np.array([a for a, _ in pairs], dtype=int), np.array([b for _, b in pairs], dtype=int)
    units, owner = _owners(lines)
    values = np.zeros((len(units), len(pairs)))
    for members in _conversations(lines):
        for unit in np.unique(owner[members]):
            said = lines.coded[members[owner[members] == unit]].sum(axis=0)
            values[unit] += (said[first] * said[second]) > 0
    return Connections(units, lines.codes, pairs, values)


def _owners(lines: Lines) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    if not len(lines.units) == len(lines.conversations) == len(lines.coded):
        raise InputError(
            f"{len(lines.coded)} lines with {len(lines.units)} units and {len(lines.conversations)} conversations",
            "give the three for every line, in the same order",
            "columns-differ-in-length",
        )
    units = tuple(sorted(set(lines.units)))
    place = {unit: i for i, unit in enumerate(units)}
    return units, np.array([place[u] for u in lines.units], dtype=np.int64)


def _conversations(lines: Lines) -> list[NDArray[np.int64]]:
    """Positions of the lines of each conversation, in the order of the text."""
    made: dict[str, list[int]] = {}
    for i, conversation in enumerate(lines.conversations):
        made.setdefault(conversation, []).append(i)
    return [np.array(members, dtype=np.int64) for members in made.values()]
