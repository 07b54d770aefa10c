"""Agreement on nominal codes: one binary code and two coders, and the general coefficients on units × coders.

Every chance-corrected coefficient here is (P_o - P_e) / (1 - P_e) with the same observed agreement P_o and another idea
of the agreement P_e that chance alone would give; none of these ideas is "the right one". Report them beside each other
with the counts, per code: of the tables (40, 9, 6, 45) and (80, 10, 5, 5), both with P_o = .85, alpha says .70 and .32.

    r_ik  coders who put unit i into category k;  r_i = Σ_k r_ik;  n units with r_i >= 1;  q categories of the codebook
    P_o = mean over units with r_i >= 2 of Σ_k r_ik (r_ik - 1) / (r_i (r_i - 1))

Undefined is None, never NaN, 0 or 1 by convention: no unit with two values, or no variation at all (all coders gave one
and the same value everywhere). Packages differ on the latter (1, 0, NaN, an exception); a code that nobody ever used
says nothing about whether coders can apply it, so it has no coefficient here, AC1 and Brennan-Prediger included.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError
from qda.reliability import binary
from qda.reliability.alpha import Metric, krippendorff_alpha
from qda.reliability.ratings import Ratings, Values, read_ratings

__all__ = [
    "Agreement",
    "Metric",
    "agreement",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
    "percent",
    "scott_pi",
]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders on one code. n: units both saw. positives_a, positives_b: units each gave the code. All others: None
    where undefined. percent: share of units they agree on. prevalence_index |a-d|/n and bias_index |b-c|/n (Byrt 1993)
    say why alpha and AC1 part."""

    n: int
    positives_a: int
    positives_b: int
    percent: float | None
    cohen_kappa: float | None
    scott_pi: float | None
    krippendorff_alpha: float | None
    gwet_ac1: float | None
    brennan_prediger: float | None
    positive_agreement: float | None
    negative_agreement: float | None
    prevalence_index: float | None
    bias_index: float | None


def agreement(a: Sequence[int], b: Sequence[int]) -> Agreement:
    """Every coefficient for one binary code and two coders.

    a, b: decisions (1 coded, 0 seen and not coded) on the same units in the same order, length n. Missing rule: units
    that only one coder saw must not be given. Formulas: `qda.reliability.binary`. Range: coefficients (-1, 1], shares
    [0, 1]; None where undefined. Raises InputError for unequal lengths and for values other than 0 and 1.
    Source: the papers named at each formula. Checked against the general forms and the two tables on top.
    """
    table = binary.count_pairs(a, b)
    both, only_a, only_b, _ = (int(cell) for cell in table)
    found = {name: _defined(statistic(table)) for name, statistic in binary.STATISTICS.items()}
    return Agreement(n=int(table.sum()), positives_a=both + only_a, positives_b=both + only_b, **found)


def percent(values: Values) -> float | None:
    """Pairwise observed agreement P_o (formula on top).

    values: units × coders, None or NaN a hole. Missing rule: units with fewer than two values are left out. Range:
    [0, 1]; None without a unit that two coders saw. Raises InputError for ragged rows. Source: Fleiss 1971; for two
    coders Holsti 1969. Checked against Gwet's raw four-rater table: .81818.
    """
    return _observed(read_ratings(values).table())


def cohen_kappa(values: Values) -> float | None:
    """Cohen's kappa for two coders, P_e = Σ_k p_k1 p_k2, p_kj the share of category k with coder j.

    values: units × 2. Missing rule: units that either coder did not see are left out. Range: (-1, 1]; None without
    units or variation. Raises InputError unless there are exactly two coders. Source: Cohen 1960. Checked against
    Cohen 1960, p. 45 (.492), and scikit-learn.
    """
    ratings = _two_coders(values, "Cohen's kappa", "use conger_kappa for more coders")
    if not _varied(ratings):
        return None
    codes, q, n = ratings.codes, len(ratings.categories), len(ratings.codes)
    first, second = np.bincount(codes[:, 0], minlength=q), np.bincount(codes[:, 1], minlength=q)
    agreed, chance = int((codes[:, 0] == codes[:, 1]).sum()), int(first @ second)
    return (n * agreed - chance) / (n * n - chance)


def scott_pi(values: Values) -> float | None:
    """Scott's pi for two coders, P_e = Σ_k ((p_k1 + p_k2)/2)².

    values: units × 2. Missing rule: units that either coder did not see are left out. Range: (-1, 1]; None without
    units or variation. Raises InputError unless there are exactly two coders. Source: Scott 1955. Checked against
    fleiss_kappa, which equals it for two coders, and Artstein & Poesio 2008 (.341, .799).
    """
    ratings = _two_coders(values, "Scott's pi", "use fleiss_kappa for more coders")
    return _fleiss(ratings) if _varied(ratings) else None


def fleiss_kappa(values: Values) -> float | None:
    """Fleiss' kappa, P_e = Σ_k π_k², π_k = mean over units of r_ik / r_i: Scott's pi for many coders, NOT a many-coder
    Cohen (that is `conger_kappa`).

    values: units × coders, None or NaN a hole. Missing rule: Gwet's: π_k from all units with a value, P_o from units
    with two. Range: (-1, 1]; None without pairs or variation. Raises InputError for ragged rows. Source: Fleiss 1971.
    Checked against Fleiss 1971, table 1 (.430), Gwet's raw four-rater table (.76117), Krippendorff's B.
    """
    ratings = read_ratings(values)
    return _fleiss(ratings) if _varied(ratings) else None


def conger_kappa(values: Values) -> float | None:
    """Conger's kappa, P_e = mean over pairs of coders g < h of Σ_k p_kg p_kh: Cohen's kappa for many coders.

    values: units × coders, None or NaN a hole. Missing rule: p_kg over the units that coder g saw, P_o from units with
    two values; coders without a value are left out. Range: (-1, 1]; None without pairs or variation. Raises InputError
    for ragged rows. Source: Conger 1980, Psychological Bulletin 88:322. Checked against Gwet's raw four-rater table
    (.76282), Krippendorff's A and B, and Cohen's kappa for two coders. Not the mean of pairwise kappas (Light 1971).
    """
    ratings = read_ratings(values)
    if not _varied(ratings):
        return None
    q = len(ratings.categories)
    shares = []
    for j in range(ratings.codes.shape[1]):
        seen = ratings.codes[ratings.codes[:, j] >= 0, j]
        if len(seen):
            shares.append(np.bincount(seen, minlength=q) / len(seen))
    p = np.asarray(shares)
    r, total = len(p), p.sum(axis=0)
    chance = float((total @ total - (p * p).sum()) / (r * (r - 1)))
    return _corrected(_observed(ratings.table()), chance)


def gwet_ac1(values: Values, categories: Sequence[Hashable]) -> float | None:
    """Gwet's AC1, P_e = Σ_k π_k (1 - π_k) / (q - 1), π_k = mean over units of r_ik / r_i.

    values: units × coders, None or NaN a hole. categories: of the codebook, used or not; q is their number. Missing
    rule: as `fleiss_kappa`. Range: (-1, 1]; None without pairs or variation, or with q < 2. Raises InputError for a
    value outside `categories`. Source: Gwet 2008, BJMSP 61:29. Checked against Krippendorff's A and B, and Gwet's raw
    four-rater table (.77544).
    """
    ratings = read_ratings(values, categories)
    q = len(ratings.categories)
    if q < 2 or not _varied(ratings):
        return None
    share = _category_shares(ratings.table())
    return _corrected(_observed(ratings.table()), float((share * (1 - share)).sum() / (q - 1)))


def brennan_prediger(values: Values, categories: Sequence[Hashable]) -> float | None:
    """Brennan & Prediger's kappa, P_e = 1/q (Bennett's S; for q = 2 PABAK).

    values: units × coders, None or NaN a hole. categories: of the codebook, used or not; q is their number. Missing
    rule: as `percent`. Range: [-1/(q-1), 1]; None without pairs or variation, or with q < 2. Raises InputError for a
    value outside `categories`. Source: Brennan & Prediger 1981, EPM 41:687. Checked against the paper's examples and
    Gwet's raw four-rater table (.77273).
    """
    ratings = read_ratings(values, categories)
    q = len(ratings.categories)
    if q < 2 or not _varied(ratings):
        return None
    return _corrected(_observed(ratings.table()), 1 / q)


def _observed(table: NDArray[np.float64]) -> float | None:
    r = table.sum(axis=1)
    table, r = table[r >= 2], r[r >= 2]
    if not len(r):
        return None
    return float(((table * (table - 1)).sum(axis=1) / (r * (r - 1))).mean())


def _category_shares(table: NDArray[np.float64]) -> NDArray[np.float64]:
    r = table.sum(axis=1)
    share: NDArray[np.float64] = (table[r > 0] / r[r > 0, None]).mean(axis=0)
    return share


def _fleiss(ratings: Ratings) -> float | None:
    table = ratings.table()
    share = _category_shares(table)
    return _corrected(_observed(table), float((share * share).sum()))


def _corrected(observed: float | None, chance: float) -> float | None:
    """(P_o - P_e) / (1 - P_e). The callers have made sure that there is variation, so P_e < 1."""
    if observed is None or 1 - chance < 1e-12:
        return None
    return (observed - chance) / (1 - chance)


def _varied(ratings: Ratings) -> bool:
    """Whether the values that can be paired (units with two or more) hold at least two different ones."""
    codes = ratings.codes
    pairable = codes[(codes >= 0).sum(axis=1) >= 2]
    return len(np.unique(pairable[pairable >= 0])) >= 2


def _two_coders(values: Values, what: str, hint: str) -> Ratings:
    ratings = read_ratings(values)
    if len(ratings.codes) and ratings.codes.shape[1] != 2:
        raise InputError(f"{what} is for two coders, found {ratings.codes.shape[1]}", hint, "not-two-coders")
    both = ratings.codes[(ratings.codes >= 0).all(axis=1)] if len(ratings.codes) else ratings.codes.reshape(0, 2)
    return Ratings(both, ratings.categories)


def _defined(value: NDArray[np.float64]) -> float | None:
    return None if np.isnan(value) else float(value)
