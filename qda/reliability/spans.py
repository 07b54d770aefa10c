"""Where codes begin and end: agreement on stretches of text, character by character and unit by unit.

Each coder cuts a continuum of L characters into units with a value and gaps between them (value 0). m coders.

    l_ck   1/(m-1) Σ over ordered pairs of coders of the length that one values c and the other k;  l.. = m L
    S_c    Σ of squared lengths of the units with value c; of the gaps, Σ of their lengths
    e_ck   l.. (l_c. l_.k - [c = k] S_c) / (l..² - Σ S): chance, a pair of characters of one unit being no chance
    u-alpha    1 - (l.. - Σ l_cc) / (l.. - Σ e_cc)        boundaries and values
    |u-alpha   1 - (l_0. - l_00) / (e_0. - e_00)          marked or not, whatever the value
    cu-alpha   u-alpha on the block c, k > 0, with S'_c = Σ over units and other coders of (length of the unit that the
               other coder marked)² / (m - 1): values, given that both marked
    (k)u-alpha 1 - (e_k. / l_k.) (l_k. - l_kk) / (e_k. - e_kk)

Percent and kappa of characters are what NVivo and QualCoder print: text that nobody marked counts as agreement there, so
the share of it is given with them. Overlap F1 is what people know from MAXQDA: spans that match, whatever lies between.

Sources: Krippendorff, Mathet, Bouvry & Widlöcher 2016, Quality & Quantity 50:2347, for the family.
Doubts: the paper itself was not read; the formulas come from descriptions of it and a public implementation. u-alpha and
|u-alpha are confirmed by counting all pairs of characters (tests); cu-alpha and (k)u-alpha are NOT confirmed independently:
check them against the paper before publishing them. Krippendorff's coefficient of 1995 is another one. Adjacent units of
one code are not merged; overlapping ones of one code and coder are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError
from qda.reliability.panel import Numbers

Unit = tuple[int, int, int]
"""start, end (half-open) and value (1, 2, …) of one stretch."""


@dataclass(frozen=True, slots=True)
class Continuum:
    """One document as m coders cut it. length: in characters. coders: for each coder its units, in any order."""

    length: int
    coders: tuple[tuple[Unit, ...], ...]


def merged_units(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Overlapping units of one value joined; adjacent ones stay apart. Raises InputError (spans-overlap) where units of
    different values overlap: that is no partition, so such codes are compared one by one."""
    made: list[Unit] = []
    for start, end, value in sorted(units):
        if made and start < made[-1][1]:
            if made[-1][2] != value:
                raise InputError(
                    f"a coder gave the characters {start}:{min(end, made[-1][1])} two values",
                    "compare codes that may overlap one by one",
                    "spans-overlap",
                )
            made[-1] = (made[-1][0], max(end, made[-1][1]), value)
        else:
            made.append((start, end, value))
    return tuple(made)


def count_spans(document: Continuum, q: int) -> Numbers:
    """The counts of one document, which add up over documents: l_ck (q × q), S_c (q), S'_c (q), and each coder's lengths
    (coders × q). q: values and the gap.

    Raises InputError (spans-overlap, span-outside) for units that overlap or reach beyond the continuum.
    """
    m = len(document.coders)
    lines = np.zeros((m, document.length), dtype=np.int64)
    cut = [merged_units(units) for units in document.coders]
    squares = np.zeros(q)
    for line, units in zip(lines, cut, strict=True):
        for start, end, value in units:
            if not 0 <= start < end <= document.length or not 0 < value < q:
                raise InputError(
                    f"the unit {start}:{end} with value {value} lies outside {document.length} characters or {q} values",
                    "give spans inside the text that both coders saw",
                    "span-outside",
                )
            line[start:end] = value
            squares[value] += (end - start) ** 2
        squares[0] += int((line == 0).sum())
    coincidences = np.zeros((q, q))
    inner = np.zeros(q)
    for g, h in permutations(range(m), 2):
        coincidences += np.bincount(lines[g] * q + lines[h], minlength=q * q).reshape(q, q)
        for start, end, value in cut[g]:
            inner[value] += int((lines[h][start:end] > 0).sum()) ** 2
    scale = max(m - 1, 1)
    lengths = np.concatenate([np.bincount(line, minlength=q) for line in lines])
    return np.concatenate([coincidences.ravel() / scale, squares, inner / scale, lengths])


def u_alpha(x: Numbers, q: int) -> Numbers:
    """u-alpha of counts (…, numbers of `count_spans`): formula on top. Range (-∞, 1], NaN where undefined (no unit at all)."""
    observed, squares, _ = _parts(x, q)
    return _one_minus(observed, _expected(observed, squares))


def marked_alpha(x: Numbers, q: int) -> Numbers:
    """|u-alpha of counts: marked or not. Formula on top; NaN where nobody marked anything, or everybody everything."""
    observed, squares, _ = _parts(x, q)
    expected = _expected(observed, squares)
    above = observed[..., 0, :].sum(axis=-1) - observed[..., 0, 0]
    below = expected[..., 0, :].sum(axis=-1) - expected[..., 0, 0]
    return 1 - _over(above, below)


def cu_alpha(x: Numbers, q: int) -> Numbers:
    """cu-alpha of counts: values where both marked. Formula on top; see the doubts there."""
    observed, _, inner = _parts(x, q)
    block = observed[..., 1:, 1:]
    return _one_minus(block, _expected(block, inner[..., 1:]))


def ku_alpha(x: Numbers, q: int, k: int) -> Numbers:
    """(k)u-alpha of counts for the value k. Formula on top; see the doubts there."""
    observed, squares, _ = _parts(x, q)
    expected = _expected(observed, squares)
    l_k, e_k = observed[..., k, :].sum(axis=-1), expected[..., k, :].sum(axis=-1)
    return 1 - _over((l_k - observed[..., k, k]) * e_k, l_k * (e_k - expected[..., k, k]))


def character_percent(x: Numbers, q: int) -> Numbers:
    """Share of characters with the same value, text that nobody marked included: (Σ l_cc) / l.. (Range [0, 1])."""
    observed, _, _ = _parts(x, q)
    return _over(np.trace(observed, axis1=-2, axis2=-1), observed.sum(axis=(-2, -1)))


def character_kappa(x: Numbers, q: int) -> Numbers:
    """Kappa of characters: (P_o - P_e) / (1 - P_e), P_e the mean over pairs of coders of Σ_c p_cg p_ch, p_cg the share of
    text that coder g values c. For two coders Cohen's kappa, as NVivo prints it. Characters of one unit are not
    independent of each other: u-alpha takes that into account, this does not. NaN where undefined."""
    at = q * q + 2 * q
    agreed = character_percent(x, q)
    lengths = x[..., at:].reshape(*x.shape[:-1], -1, q)
    share = _over(lengths, lengths.sum(axis=-1)[..., None])
    coders = lengths.shape[-2]
    summed = share.sum(axis=-2)
    chance = ((summed * summed).sum(axis=-1) - (share * share).sum(axis=(-2, -1))) / max(coders * (coders - 1), 1)
    return _over(agreed - chance, np.where(1 - chance > 1e-12, 1 - chance, np.nan))


def unmarked(x: Numbers, q: int) -> Numbers:
    """Share of characters that neither coder of a pair marked: l_00 / l.. (Range [0, 1])."""
    observed, _, _ = _parts(x, q)
    return _over(observed[..., 0, 0], observed.sum(axis=(-2, -1)))


def matches(a: Sequence[Unit], b: Sequence[Unit], least: float = 0.5) -> int:
    """How many units of one value match, one to one: their overlap is at least `least` of the longer one. Taken from the
    beginning; with `least` above .5 the result does not depend on the order."""
    free = sorted(b)
    found = 0
    for start, end, value in sorted(a):
        for other in free:
            shared = min(end, other[1]) - max(start, other[0])
            if other[2] == value and shared > 0 and shared >= least * max(end - start, other[1] - other[0]):
                free.remove(other)
                found += 1
                break
    return found


def overlap_f1(documents: Sequence[Continuum], least: float = 0.5) -> float | None:
    """2 × matches over all units of every pair of coders; None where nobody marked anything. Range [0, 1]."""
    hits = units = 0
    for document in documents:
        cut = [merged_units(u) for u in document.coders]
        for g, h in combinations(range(len(cut)), 2):
            hits += matches(cut[g], cut[h], least)
            units += len(cut[g]) + len(cut[h])
    return 2 * hits / units if units else None


def _parts(x: Numbers, q: int) -> tuple[Numbers, Numbers, Numbers]:
    return x[..., : q * q].reshape(*x.shape[:-1], q, q), x[..., q * q : q * q + q], x[..., q * q + q : q * q + 2 * q]


def _expected(observed: Numbers, squares: Numbers) -> Numbers:
    marginals = observed.sum(axis=-1)
    total = marginals.sum(axis=-1)
    products = marginals[..., :, None] * marginals[..., None, :]
    diagonal = np.arange(products.shape[-1])
    products[..., diagonal, diagonal] -= squares
    free = total * total - squares.sum(axis=-1)
    expected: Numbers = products * _over(total, free)[..., None, None]
    return expected


def _one_minus(observed: Numbers, expected: Numbers) -> Numbers:
    total = observed.sum(axis=(-2, -1))
    apart = total - np.trace(observed, axis1=-2, axis2=-1)
    chance = expected.sum(axis=(-2, -1)) - np.trace(expected, axis1=-2, axis2=-1)
    return 1 - _over(apart, chance)


def _over(a: NDArray[np.float64], b: NDArray[np.float64]) -> Numbers:
    a, b = np.broadcast_arrays(a, b)
    known = (np.abs(b) > 1e-12) & ~np.isnan(b)
    quotient: Numbers = np.divide(a, b, out=np.full(a.shape, np.nan), where=known)
    return quotient
