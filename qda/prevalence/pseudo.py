"""The corrected share by pseudo-outcomes: DSL (λ = 1) and PPI++ (λ from the labels). Beside post-stratification, not above it:
its limits are Wald's and too narrow for rare codes.

    Ỹ_i = λ F_i + R_i w_i (Y_i - λ F_i) N/Σw,   θ = mean of Ỹ over the N segments (Hájek's form)
    λ = weighted slope of Y on F among the labelled, cut to [0, 1];   1 for DSL
    these documents:       V = Σ_h (N_h/N)² (1 - π_h) s_h²(Y - λF)/n_h,  h = labels with the same chance, N_h = Σ_h w;  θ ± z √V
    communities like these: V = G/(G-1) Σ_d [Σ_{i∈d} (Ỹ_i - θ)/N]²;  θ ± t(G-1) √V

F machine label, Y human label, R labelled, w = 1/π, G documents. Source: Angelopoulos et al. 2023 (PPI++, arXiv 2311.01453);
Egami et al. 2023 (DSL). Checked: equals post-stratification for 0/1 labels and equal chances to 1e-12; coverage in simulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from qda.errors import UnknownName
from qda.prevalence.correct import CorrectedShare, Estimate, corrected_share, read_labels

METHODS = ("post-stratified", "ppi", "dsl")
_NOTHING = Estimate(None, None, None)


def share_by(
    method: str,
    machine: Sequence[int],
    human: Sequence[int | None],
    probability: Sequence[float | None],
    *,
    documents: Sequence[str] | None = None,
    level: float = 0.95,
) -> CorrectedShare:
    """`corrected_share` by one of METHODS; arguments, refusals and errors as there. Raises UnknownName."""
    if method not in METHODS:
        raise UnknownName("method", method, METHODS)
    made = corrected_share(machine, human, probability, documents=documents, level=level)
    if method == "post-stratified" or made.reason:
        return made
    f, y, w, _ = read_labels(machine, human, probability)
    labelled = w > 0
    slope = 1.0 if method == "dsl" else _slope(f[labelled], y[labelled], w[labelled])
    n, total = len(f), float(w.sum())
    outcome = slope * f + w * (y - slope * f) * (n / total)
    theta = float(outcome.mean())
    these = _wald(theta, _variance(y[labelled] - slope * f[labelled], w[labelled], n), level)
    alike = _communities(outcome, theta, documents, level) if documents is not None else Estimate(theta, None, None)
    return CorrectedShare(
        made.segments, made.labelled, made.unusable, made.machine_positives, made.human_positives, made.machine,
        made.labels_only, these, alike, warning=made.warning,
    )  # fmt: skip


def difference(a: Estimate, b: Estimate) -> Estimate:
    """θ_a - θ_b of two communities with limits by MOVER: d ± √((θ_a - l_a)² + (u_b - θ_b)²), and likewise above.

    Nothing where either has no limits. Source: Zou & Donner 2008. Both must be independent: no document in both."""
    if a.value is None or b.value is None:
        return _NOTHING
    d = a.value - b.value
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return Estimate(d, None, None)
    low = d - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = d + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Estimate(d, max(-1.0, low), min(1.0, high))


def _slope(f: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64]) -> float:
    mean_f, mean_y = float(np.average(f, weights=w)), float(np.average(y, weights=w))
    spread = float((w * (f - mean_f) ** 2).sum())
    return min(1.0, max(0.0, float((w * (f - mean_f) * (y - mean_y)).sum()) / spread)) if spread > 1e-12 else 0.0


def _variance(residual: NDArray[np.float64], w: NDArray[np.float64], n: int) -> float:
    """Strata are the labels with the same chance; one label alone has the spread of all."""
    every = float(residual.var(ddof=1)) if len(residual) > 1 else 0.0
    made = 0.0
    scale = n / float(w.sum())
    for weight in np.unique(w.round(9)):
        ours = residual[np.isclose(w, weight)]
        size = len(ours) * weight * scale
        spread = float(ours.var(ddof=1)) if len(ours) > 1 else every
        made += (size / n) ** 2 * max(0.0, 1 - 1 / weight) * spread / len(ours)
    return made


def _wald(theta: float, variance: float, level: float) -> Estimate:
    from scipy.special import ndtri

    reach = float(ndtri((1 + level) / 2)) * sqrt(max(variance, 0.0))
    value = min(1.0, max(0.0, theta))
    return Estimate(value, max(0.0, theta - reach), min(1.0, theta + reach))


def _communities(outcome: NDArray[np.float64], theta: float, documents: Sequence[str], level: float) -> Estimate:
    from scipy.special import stdtrit

    value = min(1.0, max(0.0, theta))
    names, row = np.unique(np.asarray(documents, dtype=object).astype(str), return_inverse=True)
    g = len(names)
    if g < 2:
        return Estimate(value, None, None)
    totals = np.bincount(row, weights=(outcome - theta) / len(outcome), minlength=g)
    error = sqrt(g / (g - 1) * float((totals**2).sum()))
    if error < 1e-12:
        return Estimate(value, None, None)
    reach = float(stdtrit(g - 1, (1 + level) / 2)) * error
    return Estimate(value, max(0.0, theta - reach), min(1.0, theta + reach))
