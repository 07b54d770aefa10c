"""How many segments people must code for an interval of a wanted width.

    n = k / (1 + k/N),   k = (z/w)² p (1 - p) (1 - ρ²)

w half-width, p the share of the code, N segments of the community, ρ the correlation of people's and the machine's labels
(0 without a machine: the formula of a simple random sample with finite correction).
Source: Cochran 1977, chapter 4; the factor 1 - ρ² is what post-stratification by the machine's label saves. Doubts: p and
ρ are themselves estimated; for p below .05 the interval is not symmetric and w is an average of its two sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from qda.errors import InputError


def segments_needed(p: float, width: float, population: int, *, correlation: float = 0.0, level: float = 0.95) -> int:
    """n by the formula on top, rounded up, at most the population; at least 20 (or all there are), because below that the
    misses of the machine cannot be seen.

    p, correlation: in [0, 1] and [-1, 1]. width: half-width, in (0, 1). Raises InputError outside of these.
    """
    from scipy.special import ndtri

    if not (0 <= p <= 1 and -1 <= correlation <= 1 and 0 < width < 1):
        raise InputError(
            f"share {p:g}, correlation {correlation:g}, half-width {width:g}: one of them is out of range",
            "give the half-width as a share, such as 0.05",
            "plan-out-of-range",
        )
    k = (float(ndtri((1 + level) / 2)) / width) ** 2 * p * (1 - p) * (1 - correlation**2)
    n = ceil(k / (1 + k / population) - 1e-9) if population else 0
    return min(population, max(n, 20))


def correlation(human: Sequence[int], machine: Sequence[int], weights: Sequence[float] | None = None) -> float | None:
    """Weighted correlation of two 0/1 labels (φ); None where one of them does not vary. Range: [-1, 1]."""
    w = list(weights) if weights is not None else [1.0] * len(human)
    total = sum(w)
    if not total:
        return None
    a = sum(wi * y for wi, y in zip(w, human, strict=True)) / total
    b = sum(wi * f for wi, f in zip(w, machine, strict=True)) / total
    both = sum(wi * y * f for wi, y, f in zip(w, human, machine, strict=True)) / total
    spread = a * (1 - a) * b * (1 - b)
    return max(-1.0, min(1.0, (both - a * b) / sqrt(spread))) if spread > 1e-15 else None
