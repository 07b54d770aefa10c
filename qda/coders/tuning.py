"""Where a learning coder cuts, and how sure it is: from margins that it gave to units it had not seen.

Cut: the threshold t with the best F1, shrunk to (n t + 20·0)/(n + 20) for n positives. Score: Platt's sigmoid of the margin,
fitted to his smoothed targets. Source: Platt 1999. Doubt: isotonic calibration would follow odd shapes, and needs more
labels than people give.
"""

from __future__ import annotations

import numpy as np

from qda.coders.folds import Flags, Floats

SHRINK = 20.0


def tuned(margins: Floats, y: Flags) -> tuple[float, float, float]:
    """The shrunk threshold with the best F1; slope and offset of Platt's sigmoid, NaN where higher margins do not mean
    more positives."""
    positives, n = int(y.sum()), len(y)
    if not 0 < positives < n:
        return 0.0, np.nan, np.nan
    order = np.argsort(-margins, kind="stable")
    ranked = margins[order]
    f1 = 2 * np.cumsum(y[order]) / (np.arange(1, n + 1) + positives)
    f1[:-1][ranked[:-1] == ranked[1:]] = -1.0
    best = int(np.argmax(f1))
    cut = (ranked[best] + ranked[best + 1]) / 2 if best + 1 < n else ranked[best] - 1.0
    target = np.where(y, (positives + 1) / (positives + 2), 1 / (n - positives + 2))
    slope, offset = sigmoid(margins, target)
    calibrated = (slope, offset) if slope > 0 else (np.nan, np.nan)
    return float(positives * cut / (positives + SHRINK)), *calibrated


def sigmoid(margins: Floats, target: Floats) -> tuple[float, float]:
    """Slope a and offset b that make 1 / (1 + exp(-(a m + b))) most likely for target probabilities, by Newton's method.

    Minimises Σ [log(1 + exp(z)) - t z], z = a m + b; finite, because Platt's targets are neither 0 nor 1.
    Source: Platt 1999; Lin, Lin & Weng 2007 (why Newton, with halved steps). Checked against scikit-learn's
    LogisticRegression (tests)."""
    middle, spread = float(margins.mean()), float(margins.std()) or 1.0
    m = (margins - middle) / spread
    design = np.column_stack([m, np.ones(len(m))])

    def loss(w: Floats) -> float:
        z = design @ w
        return float((np.logaddexp(0.0, z) - target * z).sum())

    w = np.array([0.0, float(np.log(target.mean() / (1 - target.mean())))])
    now = loss(w)
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ w, -500, 500)))
        gradient = design.T @ (p - target)
        curve = (design * (p * (1 - p))[:, None]).T @ design + np.eye(2) * 1e-12
        step = np.linalg.solve(curve, gradient)
        size = 1.0
        while size > 1e-8 and loss(w - size * step) > now - 1e-4 * size * float(gradient @ step):
            size /= 2
        w = w - size * step
        before, now = now, loss(w)
        if before - now < 1e-10 * max(1.0, abs(now)):
            break
    slope = float(w[0]) / spread
    return slope, float(w[1]) - slope * middle
