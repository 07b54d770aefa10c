"""Many yes-or-no codes at once: every coefficient per code and pooled, with intervals over documents.

Decisions are codes × units × coders: 1 coded, 0 seen and not coded, -1 not seen. Formulas: `qda.reliability.panel`.
Pooled means that every (unit, code) is one decision of two values; it hides codes that are applied badly behind codes that
are applied often or never, and is given beside the codes, never instead of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from qda.reliability.interval import Interval, document_bootstrap
from qda.reliability.panel import BINARY_ONLY, COEFFICIENTS, Layout, Numbers, coefficient, count

MARKS = (0.667, 0.800)
NAMES = (*COEFFICIENTS, *BINARY_ONLY)


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """One code, or the codes pooled. units: decisions of two coders or more. positives: of each coder, among the units it
    saw. values: by the names of `NAMES`, None where undefined. intervals: of the coefficients asked for."""

    units: int
    positives: tuple[int, ...]
    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval]


def count_codes(decisions: NDArray[np.int64], documents: NDArray[np.int64]) -> tuple[Numbers, Layout]:
    """documents × codes × counts, and what the counts are."""
    layout = Layout(2, decisions.shape[2], 2)
    return np.stack([count(one, documents, layout) for one in decisions], axis=1), layout


def agreement_of_codes(
    rows: Numbers,
    layout: Layout,
    *,
    wanted: Sequence[str] = ("krippendorff_alpha",),
    draws: int = 2000,
    rng: np.random.Generator,
) -> tuple[CodeAgreement, ...]:
    """One result a code.

    rows, layout: of `count_codes`; for pooled codes, rows summed over codes (documents × 1 × counts). wanted: the
    coefficients that get an interval. Missing rule: `qda.reliability.panel`. Range: `qda.reliability.nominal`. Checked
    against `qda.reliability.nominal.agreement` for two coders.
    """
    total = rows.sum(axis=0)
    values = {name: coefficient(total, name, layout) for name in NAMES}
    seed = int(rng.integers(2**63))  # all coefficients share the resamples
    intervals: dict[str, tuple[Interval, ...]] = {}
    for name in wanted:
        found = document_bootstrap(
            partial(coefficient, name=name, layout=layout),
            rows,
            draws=draws,
            rng=np.random.default_rng(seed),
            bounds=(0.0, 1.0) if name == "percent" else (-1.0, 1.0),
            marks=MARKS,
        )
        intervals[name] = found if isinstance(found, tuple) else (found,)
    parts = layout.parts()
    given = total[:, parts["counts"]].reshape(len(total), layout.coders, 2)[..., 1]
    paired = total[:, parts["paired"]][:, 0]
    return tuple(
        CodeAgreement(
            units=int(paired[i]),
            positives=tuple(int(n) for n in given[i]),
            values={n: None if np.isnan(v[i]) else float(v[i]) for n, v in values.items()},
            intervals={name: found[i] for name, found in intervals.items()},
        )
        for i in range(len(total))
    )
