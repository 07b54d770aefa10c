"""The true share of a code in a community, from a machine's labels on every segment and people's on a random sample.

A machine's count is biased by an amount nobody knows, and the bias differs between communities (in simulation an
interval for the difference of two communities covered it in .60 of the runs instead of .95). The human labels, drawn
with known probabilities, correct it; the machine labels make the corrected figure more precise than the sample alone.

    N segments, N_v with machine label v ∈ {0, 1}, W_v = N_v/N; w_i = 1/π_i, π_i the probability that i was drawn
    p_v = Σ w_i Y_i / Σ w_i over the labelled segments with machine label v;   θ = W_0 p_0 + W_1 p_1
    n_v = (Σ w_i)² / Σ w_i² labels' worth; Wilson limits l_v, u_v of p_v with n_v / (1 - f_v), f_v the share labelled
    low = θ - √(Σ_v W_v² (p_v - l_v)²), high = θ + √(Σ_v W_v² (u_v - p_v)²)            (MOVER)

For a 0/1 machine label and equal π this is PPI++ and DSL with the best λ, with limits that hold for rare codes.
The machine must never have seen the documents of the labelled segments in training (out-of-fold labels).

Source: Angelopoulos et al. 2023 (PPI++, arXiv 2311.01453); Egami et al. 2023 (DSL, NeurIPS 36); Zou & Donner 2008
(MOVER). Checked by coverage in simulation and against the pseudo-outcome form to 1e-12 (tests/prevalence).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError
from qda.prevalence.interval import wilson

FEWEST_AMONG_NEGATIVES = 10
"""Labels needed among segments that the machine left uncoded (or all of them): they carry the misses."""
FEWEST_AMONG_POSITIVES = 3
"""Labels needed among segments that the machine coded (or all of them)."""
FEW_AMONG_NEGATIVES = 20
"""Below this many labels among machine negatives the result carries a warning."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with 95% limits; all None where it cannot be estimated."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """One code in one community.

    segments: N. labelled: with a human label and a known probability. unusable: human labels without a known
    probability, left out. machine_positives, human_positives: counts. machine: the uncorrected share (never a
    prevalence). labels_only: from the sample alone. corrected: target "these documents". communities: the same value
    with limits for "communities like these"; None limits without document ids or with fewer than 2 documents.
    reason: why nothing is corrected, "" where it is. warning: what to be careful about, "" for nothing.
    """

    segments: int
    labelled: int
    unusable: int
    machine_positives: int
    human_positives: int
    machine: float | None
    labels_only: Estimate
    corrected: Estimate
    communities: Estimate
    reason: str = ""
    warning: str = ""


_NOTHING = Estimate(None, None, None)


def corrected_share(
    machine: Sequence[int],
    human: Sequence[int | None],
    probability: Sequence[float | None],
    *,
    documents: Sequence[str] | None = None,
    level: float = 0.95,
) -> CorrectedShare:
    """The corrected share of one code in one community; formula and symbols on top of this module.

    machine: 0 or 1 for every segment. human: 0, 1 or None where unlabelled. probability: that the segment was to be
    labelled, in (0, 1], as the sampling design recorded it; read for labelled segments only. documents: the document of
    each segment, for the second target: V = G/(G-1) Σ_d [Σ_{i∈d} (z_i - θ)/N]², z_i = p_v + R_i w_i (Y_i - p_v) N_v/Σw,
    θ ± t(G-1) √V.
    Missing rule: a label without a probability (a convenience pick, or active learning) is counted and not used.
    Range: [0, 1]. Refuses, with a reason, below 10 labels among machine negatives or 3 among machine positives (unless
    all of them are labelled); warns below 20 among negatives.
    Raises InputError for unequal lengths, labels other than 0 and 1, probabilities outside (0, 1].
    """
    f, y, w, unusable = read_labels(machine, human, probability)
    n = len(f)
    labelled = w > 0
    positives = int(y[labelled].sum())
    uncorrected = float(f.mean()) if n else None
    alone = _labels_only(y[labelled], w[labelled], n, level)

    def refused(reason: str) -> CorrectedShare:
        return CorrectedShare(
            n, int(labelled.sum()), unusable, int(f.sum()), positives, uncorrected, alone, _NOTHING, _NOTHING, reason
        )

    if not n:
        return refused("没有编码段")
    theta, below, above = 0.0, 0.0, 0.0
    shares, warning = [0.0, 0.0], ""
    for v, fewest in ((0, FEWEST_AMONG_NEGATIVES), (1, FEWEST_AMONG_POSITIVES)):
        size = int((f == v).sum())
        if not size:
            continue
        of_stratum = labelled & (f == v)
        count = int(of_stratum.sum())
        named = ("没给", "给了")[v]
        if count < min(fewest, size):
            return refused(f"机器{named}编码的{size}段中人工编码{count}段，至少要{min(fewest, size)}段")
        if v == 0 and count < min(FEW_AMONG_NEGATIVES, size):
            warning = f"机器没给编码的段中人工编码只有{count}段，校正占比不稳"
        p, low, high = _share(y[of_stratum], w[of_stratum], size, level)
        shares[v] = p
        theta += size / n * p
        below += (size / n * (p - low)) ** 2
        above += (size / n * (high - p)) ** 2
    corrected = Estimate(theta, max(0.0, theta - sqrt(below)), min(1.0, theta + sqrt(above)))
    communities = Estimate(theta, None, None)
    if documents is not None:
        communities = _over_documents(f, y, w, np.asarray(shares), theta, documents, level)
    return CorrectedShare(
        n,
        int(labelled.sum()),
        unusable,
        int(f.sum()),
        positives,
        uncorrected,
        alone,
        corrected,
        communities,
        warning=warning,
    )


def read_labels(
    machine: Sequence[int], human: Sequence[int | None], probability: Sequence[float | None]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], int]:
    """machine labels, human labels (0 where unlabelled), weights (0 where unlabelled), labels without a probability."""
    if not len(machine) == len(human) == len(probability):
        raise InputError(
            f"{len(machine)} machine labels, {len(human)} human ones and {len(probability)} probabilities",
            "give one of each for every segment, None where there is no human label",
            "labels-differ-in-length",
        )
    f = np.asarray(machine, dtype=np.float64)
    y, w, unusable = np.zeros(len(f)), np.zeros(len(f)), 0
    if f.size and not np.isin(f, (0.0, 1.0)).all():
        raise _not_binary("machine")
    for i, (label, chance) in enumerate(zip(human, probability, strict=True)):
        if label is None or label != label:
            continue
        if label not in (0, 1):
            raise _not_binary("human")
        if chance is None or chance != chance:
            unusable += 1
            continue
        if not 0 < chance <= 1:
            raise InputError(
                f"segment {i + 1} has the probability {chance:g}",
                "give the probability with which the design drew the segment, above 0 and at most 1",
                "probability-out-of-range",
            )
        y[i], w[i] = float(label), 1.0 / float(chance)
    return f, y, w, unusable


def _not_binary(whose: str) -> InputError:
    return InputError(
        f"the {whose} labels hold something else than 0 and 1",
        "give 1 where the segment has the code and 0 where it has not; cut scores at the coder's threshold first",
        "label-not-binary",
    )


def _share(y: NDArray[np.float64], w: NDArray[np.float64], size: int, level: float) -> tuple[float, float, float]:
    """Weighted share of a stratum with Wilson limits; certain where the whole stratum is labelled."""
    total = float(w.sum())
    p = min(1.0, max(0.0, float((w * y).sum()) / total))
    left = 1.0 - len(y) / size
    if left <= 0:
        return p, p, p
    worth = total**2 / float((w * w).sum()) / left
    low, high = wilson(p * worth, worth, level=level)
    return p, low if low is not None else 0.0, high if high is not None else 1.0


def _labels_only(y: NDArray[np.float64], w: NDArray[np.float64], n: int, level: float) -> Estimate:
    return Estimate(*_share(y, w, n, level)) if len(y) else _NOTHING


def _over_documents(
    f: NDArray[np.float64],
    y: NDArray[np.float64],
    w: NDArray[np.float64],
    shares: NDArray[np.float64],
    theta: float,
    documents: Sequence[str],
    level: float,
) -> Estimate:
    from scipy.special import stdtrit

    if len(documents) != len(f):
        raise InputError(
            f"{len(f)} segments and {len(documents)} document ids",
            "give the document of every segment",
            "labels-differ-in-length",
        )
    position = {document: i for i, document in enumerate(sorted(set(documents)))}
    g = len(position)
    if g < 2:
        return Estimate(theta, None, None)
    stratum = f.astype(np.int64)
    sizes = np.bincount(stratum, minlength=2)
    weights = np.bincount(stratum, weights=w, minlength=2)
    scale = np.divide(sizes, weights, out=np.zeros(2), where=weights > 0)
    z = shares[stratum] + w * (y - shares[stratum]) * scale[stratum]
    row = np.fromiter((position[document] for document in documents), dtype=np.int64, count=len(f))
    totals = np.bincount(row, weights=(z - theta) / len(f), minlength=g)
    error = sqrt(g / (g - 1) * float((totals**2).sum()))
    if error < 1e-12:
        return Estimate(theta, None, None)
    reach = float(stdtrit(g - 1, (1 + level) / 2)) * error
    return Estimate(theta, max(0.0, theta - reach), min(1.0, theta + reach))
