"""Every coefficient of one long table of ratings, with intervals: what `qda agree --ratings` prints.

A rating is (unit, coder, value, document). Units of the same name in two documents are two units. Intervals resample
documents; where no documents are given each unit stands for itself, which is honest only if units are independent of each
other, and the result says so. See `qda.reliability.interval` for formulas and coverage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError
from qda.reliability.alpha import Metric
from qda.reliability.interval import Interval, document_bootstrap
from qda.reliability.panel import COEFFICIENTS, EVERY_VALUE, Layout, coefficient, count, fixed_distance

MARKS = (0.667, 0.800)
"""Krippendorff's customary thresholds, for the probability that alpha lies below them."""

LARGEST = 50_000_000
"""Numbers that the counts of all documents, or of one block of resamples, may have."""


DEAREST = 5_000_000_000
"""Multiplications that the resamples of one coefficient may take; beyond that there are fewer resamples, as the result says."""

MOST_VALUES = 4_000
"""Different values for which the distances between every two are kept in memory."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One value. document: None where none are known. value: a text for the nominal metric, a number for the others; for
    the ordinal one also a text, if the categories are given in rising order."""

    unit: str
    coder: str
    value: str | float
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """coefficients, intervals: by the names of `COEFFICIENTS`; a coefficient is None where undefined, and so is its
    interval's value. units: in the table; paired: those with two values or more; shared: documents (or units) in which
    two coders meet. coders: names in order. documents: how many, None without documents. categories: q that AC1 and
    Brennan-Prediger used. counts: coder to value to number of units. notes: what a reader has to know."""

    coefficients: Mapping[str, float | None]
    intervals: Mapping[str, Interval]
    units: int
    paired: int
    coders: tuple[str, ...]
    documents: int | None
    shared: int
    categories: tuple[str | float, ...]
    counts: Mapping[str, Mapping[str | float, int]]
    notes: tuple[str, ...] = ()


def summarise(
    ratings: Sequence[Rating],
    *,
    metric: Metric = "nominal",
    categories: Sequence[str | float] = (),
    draws: int = 2000,
    rng: np.random.Generator,
) -> Summary:
    """Every coefficient with its interval.

    categories: of the codebook, used or not, in rising order for the ordinal metric; () takes the values observed. Only
    alpha knows the metric, the other coefficients are nominal. Missing rule: `qda.reliability.panel`. A coder who shares
    no unit with another adds nothing. Range: see `qda.reliability.nominal`; None where undefined. Raises InputError
    (value-outside-categories, rating-twice). Checked against the published tables in tests/papers.
    """
    listed = tuple(categories) or _observed(ratings)
    position = {value: i for i, value in enumerate(listed)}
    unknown = next((r.value for r in ratings if r.value not in position), None)
    if unknown is not None:
        raise InputError(
            f"value {unknown!r} is not among the categories {list(listed)}",
            "add it to the categories, or correct the ratings",
            "value-outside-categories",
        )
    coders = tuple(sorted({r.coder for r in ratings}))
    units = sorted({(r.document or "", r.unit) for r in ratings})
    codes = np.full((len(units), len(coders)), -1, dtype=np.int64)
    row, column = {u: i for i, u in enumerate(units)}, {c: i for i, c in enumerate(coders)}
    for r in ratings:
        at = row[r.document or "", r.unit], column[r.coder]
        if codes[at] >= 0:
            raise InputError(f"coder {r.coder} gave unit {r.unit} two values", "keep one", "rating-twice")
        codes[at] = position[r.value]
    with_documents = any(r.document is not None for r in ratings)
    names = sorted({document for document, _ in units})
    index = {name: i for i, name in enumerate(names)}
    documents = np.array([index[d] for d, _ in units] if with_documents else range(len(units)), dtype=np.int64)
    used = sorted({int(v) for v in np.unique(codes) if v >= 0})
    compact = np.full(len(listed) + 1, -1, dtype=np.int64)
    compact[used] = range(len(used))
    if metric != "nominal" and len(used) > MOST_VALUES:
        raise InputError(
            f"there are {len(used)} different values; the {metric} metric takes {MOST_VALUES} at most",
            "round the values, for example to one decimal",
            "too-many-values",
        )
    distance = fixed_distance([_number(listed[i]) for i in used], metric) if metric in ("interval", "ratio") else None
    layout = Layout(len(used), len(coders), len(listed), metric, distance)
    paired = (codes >= 0).sum(axis=1) >= 2
    intervals = _intervals(compact[codes], documents, paired, layout, draws, rng)
    return Summary(
        coefficients={name: interval.value for name, interval in intervals.items()},
        intervals=intervals,
        units=len(units),
        paired=int(paired.sum()),
        coders=coders,
        documents=len(names) if with_documents else None,
        shared=len(np.unique(documents[paired])),
        categories=listed,
        counts={
            coder: {listed[i]: int((codes[:, j] == i).sum()) for i in range(len(listed))}
            for j, coder in enumerate(coders)
        },
        notes=_notes(paired, coders, with_documents, bool(categories), len(listed), len(used)),
    )


def _intervals(
    codes: NDArray[np.int64],
    documents: NDArray[np.int64],
    paired: NDArray[np.bool_],
    layout: Layout,
    draws: int,
    rng: np.random.Generator,
) -> dict[str, Interval]:
    """Every coefficient of the units. Resamples are drawn from the documents in which two coders meet; for coefficients
    that use every value, from all."""
    width = max(part.stop for part in layout.parts().values())
    many = int(documents.max()) + 1 if len(documents) else 0
    if not paired.any() or many * width > LARGEST:
        reason = "no unit with values of two coders" if not paired.any() else "too many values to resample"
        value = {} if not paired.any() else _values(count(codes, np.zeros_like(documents), layout)[0], layout)
        return {n: Interval(value.get(n), None, None, "", many, reason=reason) for n in COEFFICIENTS}
    rows = count(codes, documents, layout)
    meeting = rows[np.isin(np.arange(many), documents[paired])]
    seed = int(rng.integers(2**63))  # all coefficients share the resamples
    made = {}
    for name in COEFFICIENTS:
        found = document_bootstrap(
            partial(coefficient, name=name, layout=layout),
            rows if name in EVERY_VALUE else meeting,
            draws=max(200, min(draws, LARGEST // width, DEAREST // (many * width))),
            rng=np.random.default_rng(seed),
            bounds=(0.0, 1.0) if name == "percent" else (-1.0, 1.0),
            marks=MARKS if name == "krippendorff_alpha" else (),
        )
        one = found[0] if isinstance(found, tuple) else found
        two_only = name in ("cohen_kappa", "scott_pi") and layout.coders != 2
        made[name] = replace(one, reason="for two coders only") if two_only else one
    return made


def _values(total: NDArray[np.float64], layout: Layout) -> dict[str, float | None]:
    found = {name: float(coefficient(total, name, layout)) for name in COEFFICIENTS}
    return {name: None if np.isnan(value) else value for name, value in found.items()}


def _observed(ratings: Sequence[Rating]) -> tuple[str | float, ...]:
    values = {r.value for r in ratings}
    if all(isinstance(v, (int, float)) for v in values):
        return tuple(sorted(values, key=_number))
    return tuple(sorted(values, key=str))


def _number(value: str | float) -> float:
    if isinstance(value, str):
        raise InputError(
            f"this metric needs numbers, found {value!r}",
            "use the nominal metric, or the ordinal one with the categories in rising order",
            "values-not-numbers",
        )
    return float(value)


def _notes(
    paired: NDArray[np.bool_], coders: Sequence[str], with_documents: bool, declared: bool, q: int, used: int
) -> tuple[str, ...]:
    made = []
    if len(coders) < 2:
        made.append("only one coder: agreement is not estimable")
    elif not paired.any():
        made.append("no unit has values of two coders: agreement is not estimable")
    if paired.any() and used < 2:
        made.append("all values are the same: chance-corrected coefficients are undefined, which is neither 0 nor 1")
    if 0 < paired.sum() < len(paired):
        made.append(f"{len(paired) - int(paired.sum())} of {len(paired)} units have one value only")
    if not with_documents:
        made.append(
            "no documents were named: intervals resample units, and are too narrow if units of a text are alike"
        )
    if not declared:
        made.append(f"AC1 and Brennan-Prediger use the {q} values observed; name the codebook's own with --categories")
    if len(coders) > 2:
        made.append("Cohen's kappa and Scott's pi are for two coders: see Conger's kappa and Fleiss' kappa")
    return tuple(made)
