"""How good a learning coder is, on labels it has not seen: the numbers of the score sheet.

    precision = TP/(TP+FP), recall = TP/(TP+FN), F1 = 2TP/(2TP+FP+FN),
    κ = (p_o - p_e)/(1 - p_e), p_o = (TP+TN)/n, p_e = [(TP+FP)(TP+FN) + (FN+TN)(FP+TN)]/n²

Intervals: 2.5% and 97.5% quantiles over samples of whole documents with replacement; a sample in which the number is not
defined is left out, and where more than half are, or with fewer than 5 documents, there is no interval. Undefined (no
positives to find, none found) is None, never 0 or 1.
Source: Cohen 1960 (κ); Efron & Tibshirani 1993, chapter 8 (bootstrap of clusters). Checked against scikit-learn's metrics.
Doubt: with fewer than about 20 documents the intervals are too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FEWEST_DOCUMENTS = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its 95% limits; None where it is not defined or cannot be told."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CodeScore:
    """One code: what was right and wrong (units), and the measures."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    precision: Measure
    recall: Measure
    f1: Measure
    kappa: Measure


def score_codes(
    truth: Flags, decisions: Flags, documents: Sequence[str], *, draws: int = 1999, seed: int = 0
) -> list[CodeScore]:
    """One score a code. truth, decisions: units × codes. documents: of each unit. Formulas on top of this module."""
    table = outcome_counts(truth, decisions, documents)
    whole = table.sum(axis=0)
    g = len(table)
    measures = _measures(whole)
    limits = np.full((4, 2, truth.shape[1]), np.nan)
    if g >= FEWEST_DOCUMENTS and draws:
        rng = np.random.default_rng(seed)
        times = rng.multinomial(g, np.full(g, 1 / g), size=draws).astype(np.float64)
        drawn = (times @ table.reshape(g, -1)).reshape(draws, 4, -1)
        sampled = np.stack([_measures(one) for one in drawn])
        for k in range(4):
            for j in range(truth.shape[1]):
                known = sampled[:, k, j][~np.isnan(sampled[:, k, j])]
                if len(known) * 2 > draws:
                    limits[k, :, j] = np.quantile(known, [0.025, 0.975])
    made = []
    for j in range(truth.shape[1]):
        numbers = [
            Measure(_cell(measures[k, j]), _cell(limits[k, 0, j]), _cell(limits[k, 1, j]))
            if not np.isnan(measures[k, j])
            else Measure(None)
            for k in range(4)
        ]
        tp, fp, fn, tn = (int(n) for n in whole[:, j])
        made.append(CodeScore(tp, fp, fn, tn, *numbers))
    return made


def outcome_counts(truth: Flags, decisions: Flags, groups: Sequence[str]) -> Floats:
    """Groups (sorted) × (TP, FP, FN, TN) × codes."""
    names, row = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    made = np.zeros((len(names), 4, truth.shape[1]))
    for k, cell in enumerate((truth & decisions, ~truth & decisions, truth & ~decisions, ~truth & ~decisions)):
        np.add.at(made[:, k, :], row, cell.astype(np.float64))
    return made


def overall(truth: Flags, decisions: Flags) -> tuple[float | None, float | None]:
    """Macro-F1 (mean over codes; a code that is neither there nor given is left out) and micro-F1 (all decisions pooled)."""
    whole = outcome_counts(truth, decisions, ["all"] * len(truth))[0]
    each = _measures(whole)[2]
    known = each[~np.isnan(each)]
    pooled = _measures(whole.sum(axis=1, keepdims=True))[2][0]
    return (float(known.mean()) if len(known) else None), _cell(pooled)


def _measures(counts: Floats) -> Floats:
    """precision, recall, F1, κ × codes from (TP, FP, FN, TN) × codes; NaN where not defined."""
    tp, fp, fn, tn = counts
    n = tp + fp + fn + tn
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = ((tp + fp) * (tp + fn) + (fn + tn) * (fp + tn)) / n**2
        kappa = ((tp + tn) / n - expected) / (1 - expected)
        kappa = np.where(1 - expected > 1e-12, kappa, np.nan)
        return np.stack([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn), kappa])


def _cell(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
