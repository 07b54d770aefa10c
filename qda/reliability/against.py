"""A coder against a reference: how much of what the reference holds is found, and how much of what is found is right.

The reference (adjudicated gold, or a person) is taken as true. Where it is only another coder, use agreement instead:
precision and recall then depend on whom one calls the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.reliability.binary import Counts, count_pairs_by_document
from qda.reliability.interval import Interval, document_bootstrap


@dataclass(frozen=True, slots=True)
class AgainstReference:
    """One code. n: units that both saw. found, true: units that the coder, and the reference, gave the code; hits:
    both. documents: how many. precision: hits/found. recall: hits/true. f1: 2 hits/(found + true). low, high: 95%
    limits of f1 over documents. None where undefined; reason says why there are no limits."""

    n: int
    documents: int
    found: int
    true: int
    hits: int
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None
    high: float | None
    reason: str = ""


def against_reference(
    coder: Sequence[int],
    reference: Sequence[int],
    documents: Sequence[str],
    *,
    draws: int = 2000,
    rng: np.random.Generator,
) -> AgainstReference:
    """Precision, recall and F1 of one code, F1 with a 95% interval that resamples documents.

    coder, reference: 0 or 1 for each unit, same units, same order. documents: the document of each unit.
    Formula: a hits, b coder only, c reference only: precision a/(a+b), recall a/(a+c), F1 2a/(2a+b+c).
    Missing rule: give only units that both saw. Range: [0, 1]. None: precision where the coder found nothing, recall
    and F1 where the reference holds nothing; a coder that misses everything has F1 0, which is a finding.
    Raises InputError for unequal lengths and values other than 0 and 1.
    Source: van Rijsbergen 1979; interval as `document_bootstrap`. Checked against sklearn.metrics by hand-made tables.
    """
    counts = count_pairs_by_document(coder, reference, documents)
    a, b, c, d = (int(cell) for cell in counts.sum(axis=0)) if len(counts) else (0, 0, 0, 0)
    precision = a / (a + b) if a + b else None
    recall = a / (a + c) if a + c else None
    interval = Interval(None, None, None, "", 0, reason="no unit that both saw")
    if len(counts):
        found = document_bootstrap(f1, counts, draws=draws, rng=rng, bounds=(0.0, 1.0))
        interval = found[0] if isinstance(found, tuple) else found
    return AgainstReference(
        n=a + b + c + d,
        documents=len(counts),
        found=a + b,
        true=a + c,
        hits=a,
        precision=precision,
        recall=recall,
        f1=interval.value,
        low=interval.low,
        high=interval.high,
        reason=interval.reason,
    )


def f1(t: Counts) -> NDArray[np.float64]:
    """2a/(2a+b+c) of tables (…, 4), the coder first and the reference second; NaN where the reference holds nothing."""
    a, b, c = t[..., 0], t[..., 1], t[..., 2]
    value: NDArray[np.float64] = np.divide(2 * a, 2 * a + b + c, out=np.full(a.shape, np.nan), where=(a + c) > 0)
    return value
