"""How sure a share is: documents are the sample, segments inside them are not independent.

Two targets, never mixed: "these documents", whose count has no sampling error at all once everything is
coded, and "communities like these", of which the documents are a sample. The limits here are for the second target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from qda.errors import InputError

COMMUNITIES_LIKE_THESE = "communities like these"
THESE_DOCUMENTS = "these documents"


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """A share with limits. value: None without anything seen. low, high: None together, reason says why. documents:
    with at least one segment seen. target: what the limits speak about. method: how they were made."""

    value: float | None
    low: float | None
    high: float | None
    documents: int
    target: str = COMMUNITIES_LIKE_THESE
    method: str = ""
    reason: str = ""


def clustered_share(coded: Sequence[float], seen: Sequence[float], *, level: float = 0.95) -> ShareInterval:
    """Share of segments with a code, with limits that treat documents as a sample: target "communities like these".

    coded, seen: one number a document: segments with the code, segments seen (or characters, for a share by length).
    Formula: p = Σ y_d / Σ m_d; V = G/(G-1) Σ (y_d - p m_d)² / (Σ m_d)²; p ± t(G-1) √V, cut to [0, 1]; G documents.
    Missing rule: documents with nothing seen are left out. Range: [0, 1]. Limits are None with fewer than 2 documents,
    and where the documents do not differ at all (the code in no segment, in every one, or in equal shares): V is then 0
    and would claim certainty. Raises InputError for unequal lengths or more coded than seen.
    Source: Cochran 1977, Sampling Techniques, chapter 6 (ratio estimates). Checked against a loop over
    documents and by coverage in simulation. Doubt: the limits are too narrow below about 10 documents.
    """
    from scipy.special import stdtrit

    y, m = np.asarray(coded, dtype=np.float64), np.asarray(seen, dtype=np.float64)
    if y.shape != m.shape or (y > m + 1e-9).any() or (y < 0).any():
        raise InputError(
            f"coded and seen do not fit together: {len(y)} and {len(m)} documents, or more coded than seen in one",
            "give one pair of numbers a document, coded at most as many as seen",
            "counts-do-not-fit",
        )
    y, m = y[m > 0], m[m > 0]
    g = len(m)
    if not g:
        return ShareInterval(None, None, None, 0, reason="nothing seen")
    p = float(y.sum() / m.sum())
    if g < 2:
        return ShareInterval(p, None, None, g, reason="fewer than 2 documents")
    error = sqrt(g / (g - 1) * float(((y - p * m) ** 2).sum())) / float(m.sum())
    if error < 1e-12:
        return ShareInterval(p, None, None, g, reason="the documents do not differ")
    reach = float(stdtrit(g - 1, (1 + level) / 2)) * error
    method = f"linearised ratio over documents, t({g - 1})"
    return ShareInterval(p, max(0.0, p - reach), min(1.0, p + reach), g, method=method)


def document_share(coded_documents: int, seen_documents: int, *, level: float = 0.95) -> ShareInterval:
    """Share of documents with a code, Wilson limits: target "communities like these".

    Formula, range: `wilson`. None without documents. Raises InputError where more are coded than seen.
    """
    low, high = wilson(coded_documents, seen_documents, level=level)
    value = coded_documents / seen_documents if seen_documents else None
    reason = "" if seen_documents else "nothing seen"
    return ShareInterval(value, low, high, seen_documents, method="Wilson over documents", reason=reason)


def wilson(successes: float, n: float, *, level: float = 0.95) -> tuple[float | None, float | None]:
    """Wilson's limits of a share.

    Formula: p = x/n, z the normal quantile: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). n may be an effective,
    not whole number. Missing rule: (None, None) for n = 0. Range: [0, 1], exactly 0 at x = 0 and 1 at x = n.
    Raises InputError unless 0 <= x <= n. Source: Wilson 1927, JASA 22:209. Checked against Newcombe 1998, table I:
    81/263 gives .2553, .3662.
    """
    from scipy.special import ndtri

    if not 0 <= successes <= n + 1e-9:
        raise InputError(
            f"{successes:g} of {n:g} is no share", "the part must be between 0 and the whole", "counts-do-not-fit"
        )
    if n == 0:
        return None, None
    z = float(ndtri((1 + level) / 2))
    p = min(1.0, successes / n)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low = 0.0 if p == 0 else max(0.0, middle - reach)
    high = 1.0 if p == 1 else min(1.0, middle + reach)
    return low, high
