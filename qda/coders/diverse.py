"""Segments worth coding that are not all alike: greedily, worth times distance to what was picked already.

Distance is 1 minus the cosine of character n-gram counts; what is worth nothing is picked last. Source: the idea of
marginal relevance, Carbonell & Goldstein 1998. Doubt: greedy, and blind to meaning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qda.coders.features import counts
from qda.model import CodingUnit

POOL = 20
"""Candidates that are looked at for each segment wanted: those worth most."""


def pick(units: Sequence[CodingUnit], worth: Sequence[float], size: int) -> list[int]:
    """Positions of at most `size` units, in the order picked. The same units and worth give the same picks; ties go by
    segment id."""
    order = sorted(range(len(units)), key=lambda i: (-worth[i], units[i].segment_id))[: max(size * POOL, size)]
    if not order:
        return []
    found = counts([units[i].text for i in order]).astype(np.float64)
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    value = np.array([worth[i] for i in order]) + 1e-3
    nearest = np.zeros(len(order))
    left = np.ones(len(order), dtype=bool)
    made: list[int] = []
    while len(made) < min(size, len(order)):
        gain = np.where(left, value * (1 - nearest).clip(0.02), -1.0)
        best = int(np.argmax(np.round(gain, 12)))
        made.append(order[best])
        left[best] = False
        alike = (found @ found[best].T).toarray().ravel() / np.maximum(length * length[best], 1e-12)
        nearest = np.maximum(nearest, alike)
    return made
