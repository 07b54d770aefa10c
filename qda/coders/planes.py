"""A trained model: one plane a code, its cut and its sigmoid. Judging needs numpy and scipy only.

score = 1 / (1 + exp(-(slope · margin + offset))); a code is given where margin > threshold. A decision is unsure where its
chance of being wrong by its own score (1 - score where given, score where not) is above a limit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qda.coders.features import Part, lookup, weighted

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(slots=True)
class Judged:
    """Units × codes. margins: signed distances. scores: calibrated probabilities, NaN where too little was there to
    calibrate. decisions: whether the code is given."""

    margins: Floats
    scores: Floats
    decisions: Flags

    def unsure(self, limit: float) -> Flags:
        """Where the chance of being wrong is above the limit; never where nothing was calibrated."""
        wrong = np.where(self.decisions, 1 - self.scores, self.scores)
        return np.nan_to_num(wrong, nan=0.0) > limit


@dataclass(slots=True)
class Planes:
    """columns, idf: one array a part. weights: kept columns of all parts × codes. tuned: threshold, slope and offset ×
    codes; slope and offset are NaN where nothing was calibrated. others: fitted classifiers that are no planes, one a code
    (None for a code that could not be fitted), in place of weights. lookups: made when first needed, never saved."""

    columns: list[Integers]
    idf: list[NDArray[np.float32]]
    weights: NDArray[np.float32]
    intercepts: Floats
    tuned: Floats
    others: list[Any] = field(default_factory=list)
    lookups: list[NDArray[np.int32]] = field(default_factory=list)

    def margins(self, found: list[Any], parts: tuple[Part, ...]) -> Floats:
        """Signed distances from the raw counts of each part."""
        if self.others:
            return self._by_others(self.features(found, parts))
        made = np.repeat(self.intercepts[None, :], found[0].shape[0], axis=0)
        if not self.lookups:
            self.lookups = [lookup(columns, one.shape[1]) for columns, one in zip(self.columns, found, strict=True)]
        at = 0
        for one, part, columns, idf, places in zip(found, parts, self.columns, self.idf, self.lookups, strict=True):
            made += weighted(one, columns, idf, part.weight, places) @ self.weights[at : at + len(columns)]
            at += len(columns)
        return made

    def features(self, found: list[Any], parts: tuple[Part, ...]) -> Any:
        """The weighted features of all parts side by side."""
        from scipy.sparse import hstack

        blocks = [
            weighted(one, columns, idf, part.weight)
            for one, part, columns, idf in zip(found, parts, self.columns, self.idf, strict=True)
        ]
        return blocks[0] if len(blocks) == 1 else hstack(blocks, format="csr")

    def judge(self, found: list[Any], parts: tuple[Part, ...]) -> Judged:
        """Margins, scores and decisions from the raw counts of each part."""
        margins = self.margins(found, parts)
        threshold, slope, offset = self.tuned
        scores = 1.0 / (1.0 + np.exp(-np.clip(slope * margins + offset, -500, 500)))
        return Judged(margins, scores, margins > threshold)

    def _by_others(self, features: Any) -> Floats:
        made = np.full((features.shape[0], len(self.others)), -1.0)
        for j, one in enumerate(self.others):
            if one is not None and features.shape[0]:
                made[:, j] = margin_of(one, features)
        return made


def margin_of(classifier: Any, features: Any) -> Floats:
    """A fitted two-class classifier's distance from its own cut: its decision function, or the log odds of its
    probability."""
    if hasattr(classifier, "decision_function"):
        return np.asarray(classifier.decision_function(features), dtype=np.float64).ravel()
    p = np.clip(np.asarray(classifier.predict_proba(features), dtype=np.float64)[:, 1], 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))
