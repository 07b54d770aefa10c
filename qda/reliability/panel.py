"""Any number of coders, with holes: every coefficient from counts that add up over documents.

The counts of a document are one row of numbers; the row of the corpus is the sum of its documents' rows, and the row of a
resample is a weighted sum. So 2,000 resamples of 40 codes are one matrix product, and no value is looked at twice.

    r_uk  coders who gave unit u the value k;  m_u = Σ_k r_uk;  q values
    marginals    n_k = Σ r_uk over units with m_u >= 2, the pairable values      (q numbers)
    disagreement Σ_u Σ_ck r_uc r_uk δ²_ck / (m_u - 1), the observed disagreement (1; for the ordinal metric the q × q
                 coincidences themselves, because its distances depend on the marginals)
    agreed       Σ_u Σ_k r_uk (r_uk - 1) / (m_u (m_u - 1)) over the same units, and their number `paired`   (2)
    shares       Σ_u r_uk / m_u over units with m_u >= 1, and their number `rated`                     (q + 1)
    counts       units that coder g gave the value k                                                  (coders × q)
    both         the same over units that both saw, for two coders only                               (2 × q)

What becomes of holes, coefficient by coefficient: percent, alpha and Brennan-Prediger use units with two values or more;
Cohen's kappa and Scott's pi exist for two coders only and use the units that both saw; Fleiss' kappa, Conger's kappa and
AC1 follow Gwet (2014): observed agreement from units with two values, chance agreement from every value there is.

Source: the papers named in `qda.reliability.nominal`, whose functions give the same numbers from a matrix of values.
Checked against those functions on random tables with holes, and against the published tables in tests/papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError
from qda.reliability.alpha import Metric, alpha_of_coincidences

Numbers = NDArray[np.float64]

COEFFICIENTS = (
    "percent",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "scott_pi",
    "krippendorff_alpha",
    "gwet_ac1",
    "brennan_prediger",
)
"""The names of the general coefficients, as they stand in tables and in JSON."""

BLOCK = 5_000_000
"""Numbers that the table of units by values may have at a time."""

EVERY_VALUE = ("conger_kappa", "fleiss_kappa", "gwet_ac1")
"""Those whose chance agreement also rests on units with one value."""

BINARY_ONLY = ("positive_agreement", "negative_agreement", "prevalence_index", "bias_index")
"""What there is besides for a code that is given or not: values 0 and 1."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a row of counts. q: values that the counts distinguish. coders: how many. categories: q of
    the codebook, for AC1 and Brennan-Prediger; at least q. metric: of alpha. distance: δ² of every two values, q × q;
    None for the nominal and the ordinal metric."""

    q: int
    coders: int
    categories: int
    metric: Metric = "nominal"
    distance: Numbers | None = None

    def parts(self) -> Mapping[str, slice]:
        """The name of each stretch and where it stands."""
        sizes = {
            "marginals": self.q,
            "disagreement": self.q**2 if self.metric == "ordinal" else 1,
            "agreed": 1,
            "paired": 1,
            "shares": self.q,
            "rated": 1,
            "counts": self.coders * self.q,
            "both": 2 * self.q if self.coders == 2 else 0,
        }
        made, at = {}, 0
        for name, size in sizes.items():
            made[name] = slice(at, at + size)
            at += size
        return made


def count(codes: NDArray[np.int64], documents: NDArray[np.int64], layout: Layout) -> Numbers:
    """One row of counts a document: documents × numbers.

    codes: units × coders, the index of each value, -1 for a hole. documents: the index of each unit's document, from 0.
    Raises InputError where the two differ in length or the coders are not as many as the layout says.
    """
    n, coders = codes.shape
    if len(documents) != n or coders != layout.coders:
        raise InputError(
            f"{n} units of {coders} coders stand beside {len(documents)} document ids and {layout.coders} coders",
            "give one value of each coder and one document for every unit",
            "coders-differ-in-units",
        )
    parts = layout.parts()
    many = int(documents.max()) + 1 if n else 0
    rows = np.zeros((many, max(part.stop for part in parts.values())))
    block = max(1, BLOCK // (layout.q * (coders + 1)))
    for start in range(0, n, block):
        _count_block(rows, codes[start : start + block], documents[start : start + block], layout)
    return rows


def _count_block(rows: Numbers, codes: NDArray[np.int64], documents: NDArray[np.int64], layout: Layout) -> None:
    """Add the counts of some units to the rows of their documents."""
    (n, coders), q, parts = codes.shape, layout.q, layout.parts()
    unit, coder = np.nonzero(codes >= 0)
    r = np.bincount(unit * q + codes[unit, coder], minlength=n * q).reshape(n, q).astype(np.float64)
    m = r.sum(axis=1)
    paired, rated = m >= 2, m >= 1
    _add(rows[:, parts["marginals"]], documents[paired], r[paired])
    apart = _disagreement(codes[paired], r[paired], m[paired], layout)
    _add(rows[:, parts["disagreement"]], documents[paired], apart)
    agreed = (r[paired] * (r[paired] - 1)).sum(axis=1) / (m[paired] * (m[paired] - 1))
    _add(rows[:, parts["agreed"]], documents[paired], agreed[:, None])
    _add(rows[:, parts["paired"]], documents[paired], np.ones((int(paired.sum()), 1)))
    _add(rows[:, parts["shares"]], documents[rated], r[rated] / m[rated, None])
    _add(rows[:, parts["rated"]], documents[rated], np.ones((int(rated.sum()), 1)))
    given = np.zeros((n, coders * q))
    given[unit, coder * q + codes[unit, coder]] = 1
    _add(rows[:, parts["counts"]], documents, given)
    if coders == 2:
        _add(rows[:, parts["both"]], documents[paired], given[paired])


def coefficient(x: Numbers, name: str, layout: Layout) -> Numbers:
    """One coefficient of rows of counts: (…, numbers) gives (…), NaN where undefined. name: see COEFFICIENTS, BINARY_ONLY."""
    part = {key: x[..., where] for key, where in layout.parts().items()}
    marginals = part["marginals"]
    n = marginals.sum(axis=-1)
    observed = _over(part["agreed"][..., 0], part["paired"][..., 0])
    varied = (marginals > 1e-9).sum(axis=-1) >= 2
    if name == "percent":
        return observed
    if name in BINARY_ONLY:
        return _binary(name, part, marginals, n, layout)
    if name == "krippendorff_alpha":
        return _alpha(part["disagreement"], marginals, n, varied, layout)
    chance = _chance(name, part, layout)
    known = varied & (1 - chance > 1e-12)
    return _over(np.where(known, observed - chance, np.nan), np.where(known, 1 - chance, np.nan))


def fixed_distance(values: Sequence[float], metric: Metric) -> Numbers | None:
    """δ² of every two values for the interval and ratio metrics; None for the nominal and ordinal ones."""
    if metric in ("nominal", "ordinal"):
        return None
    scale = np.asarray(values, dtype=np.float64)
    difference = scale[:, None] - scale[None, :]
    if metric == "interval":
        return np.square(difference)
    total = scale[:, None] + scale[None, :]
    return np.square(np.divide(difference, total, out=np.zeros_like(difference), where=total != 0))


def _disagreement(codes: NDArray[np.int64], r: Numbers, m: Numbers, layout: Layout) -> Numbers:
    weight = 1 / (m - 1)
    if layout.metric == "ordinal":
        pairs = r[:, :, None] * r[:, None, :]
        diagonal = np.arange(layout.q)
        pairs[:, diagonal, diagonal] -= r
        flat: Numbers = (pairs * weight[:, None, None]).reshape(len(r), layout.q**2)
        return flat
    if layout.distance is None:
        return np.asarray((m * m - _sum(r * r)) * weight)[:, None]
    apart = np.zeros(len(codes))
    for g, h in combinations(range(codes.shape[1]), 2):
        both = (codes[:, g] >= 0) & (codes[:, h] >= 0)
        apart[both] += 2 * layout.distance[codes[both, g], codes[both, h]]
    return np.asarray(apart * weight)[:, None]


def _alpha(disagreement: Numbers, marginals: Numbers, n: Numbers, varied: NDArray[np.bool_], layout: Layout) -> Numbers:
    if layout.metric == "ordinal":
        return alpha_of_coincidences(disagreement.reshape(*n.shape, layout.q, layout.q), "ordinal")
    if layout.distance is None:
        expected = n * n - (marginals * marginals).sum(axis=-1)
    else:
        expected = _sum((marginals @ layout.distance) * marginals)
    known = varied & (expected > 0)
    return 1 - _over((n - 1) * disagreement[..., 0], np.where(known, expected, np.nan))


def _chance(name: str, part: Mapping[str, Numbers], layout: Layout) -> Numbers:
    """P_e of one coefficient; NaN where it has none."""
    share = _over(part["shares"], part["rated"])
    nothing = np.full(share.shape[:-1], np.nan)
    q = layout.categories
    if name == "fleiss_kappa":
        return _sum(share * share)
    if name == "gwet_ac1":
        return _sum(share * (1 - share)) / (q - 1) if q > 1 else nothing
    if name == "brennan_prediger":
        return np.full(nothing.shape, 1 / q) if q > 1 else nothing
    if name == "conger_kappa":
        counts = part["counts"].reshape(*nothing.shape, layout.coders, layout.q)
        total = counts.sum(axis=-1)
        p = np.divide(counts, total[..., None], out=np.zeros_like(counts), where=total[..., None] > 0)
        raters = (total > 0).sum(axis=-1)
        summed = p.sum(axis=-2)
        pairs = (summed * summed).sum(axis=-1) - (p * p).sum(axis=(-2, -1))
        return _over(pairs, (raters * (raters - 1)).astype(np.float64))
    if name in ("cohen_kappa", "scott_pi"):
        if layout.coders != 2:
            return nothing
        both = _over(part["both"].reshape(*nothing.shape, 2, layout.q), part["paired"][..., None])
        if name == "cohen_kappa":
            return _sum(both[..., 0, :] * both[..., 1, :])
        return _sum(np.square(both.mean(axis=-2)))
    raise KeyError(name)


def _binary(name: str, part: Mapping[str, Numbers], marginals: Numbers, n: Numbers, layout: Layout) -> Numbers:
    """For any number of coders: o_kk / n_k, the chance that another coder agrees with one who said k (for two coders
    2a/(2a+b+c)), and |n_1 - n_0| / n; the bias index for two coders only."""
    if layout.q != 2:
        return np.full(n.shape, np.nan)
    half = part["disagreement"][..., 0] / 2
    if name == "positive_agreement":
        return _over(marginals[..., 1] - half, marginals[..., 1])
    if name == "negative_agreement":
        return _over(marginals[..., 0] - half, marginals[..., 0])
    if name == "prevalence_index":
        return _over(np.abs(marginals[..., 1] - marginals[..., 0]), n)
    if layout.coders != 2:
        return np.full(n.shape, np.nan)
    return _over(np.abs(part["both"][..., 1] - part["both"][..., 3]), part["paired"][..., 0])


def _add(target: Numbers, documents: NDArray[np.int64], rows: Numbers) -> None:
    np.add.at(target, documents, rows)


def _sum(a: Numbers) -> Numbers:
    summed: Numbers = a.sum(axis=-1)
    return summed


def _over(a: Numbers, b: Numbers) -> Numbers:
    a, b = np.broadcast_arrays(a, b)
    quotient: Numbers = np.divide(a, b, out=np.full(a.shape, np.nan), where=(b != 0) & ~np.isnan(b))
    return quotient
