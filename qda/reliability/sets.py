"""Several codes on one segment: alpha over sets of codes, with the distances of Jaccard and MASI.

    Jaccard  δ(A, B) = 1 - J, J = |A ∩ B| / |A ∪ B|
    MASI     δ(A, B) = 1 - J M, M = 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 else
    δ(∅, ∅) = 0: two coders who give no code agree
    α = 1 - D_o / D_e with δ in the place of δ² (`qda.reliability.alpha`)

Alpha over sets is no nominal alpha: partial agreement counts in part, so the two are not compared with each other, nor with
thresholds made for nominal alpha.
Source: Passonneau 2006 (LREC); Krippendorff 2019 for alpha with any distance. Checked against nltk 3.10.4 (which cannot
take two empty sets) and a loop over pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from qda.reliability.interval import Interval, document_bootstrap
from qda.reliability.panel import Layout, coefficient, count

Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class SetAgreement:
    """units: with two coders or more. any_code: units that a coder gave any code. exact: share of pairs of coders with the
    same set; similarity: mean J over pairs of coders on units that one of the two coded; None without such. jaccard, masi:
    alpha with its interval."""

    units: int
    any_code: int
    exact: float | None
    similarity: float | None
    jaccard: Interval
    masi: Interval


def jaccard_distance(a: Codes, b: Codes) -> float:
    """1 - |A ∩ B| / |A ∪ B|, 0 for two empty sets. Range [0, 1]."""
    union = len(a | b)
    return 1 - len(a & b) / union if union else 0.0


def masi_distance(a: Codes, b: Codes) -> float:
    """1 - J M (formula on top), 0 for two empty sets. Range [0, 1]."""
    if a == b:
        return 0.0
    both = len(a & b)
    weight = 2 / 3 if both and both in (len(a), len(b)) else 1 / 3
    return 1 - weight * both / len(a | b)


def set_agreement(
    sets: Sequence[Sequence[Codes | None]],
    documents: NDArray[np.int64],
    *,
    draws: int = 2000,
    rng: np.random.Generator,
) -> SetAgreement:
    """Alpha over sets.

    sets: units × coders, None where a coder did not see the unit, an empty set where it gave no code. documents: the index
    of each unit's document, from 0. Missing rule: units with one coder are left out. Range: alpha (-1, 1]; None where no
    two coders share a unit or all sets are equal. Raises InputError for unequal lengths. Source, checks: on top.
    """
    listed = sorted({s for unit in sets for s in unit if s is not None}, key=sorted)
    position = {s: i for i, s in enumerate(listed)}
    coders = len(sets[0]) if sets else 0
    codes = np.array([[-1 if s is None else position[s] for s in unit] for unit in sets], dtype=np.int64)
    pairs = [(a, b) for unit in sets for a, b in combinations([s for s in unit if s is not None], 2)]
    coded = [(a, b) for a, b in pairs if a or b]
    paired = [unit for unit in sets if sum(s is not None for s in unit) > 1]

    def alpha(distance: Callable[[Codes, Codes], float]) -> Interval:
        if not pairs:
            return Interval(None, None, None, "", 0, reason="no unit with values of two coders")
        matrix = np.array([[distance(a, b) for b in listed] for a in listed])
        layout = Layout(len(listed), coders, len(listed), "interval", matrix)
        found = document_bootstrap(
            partial(coefficient, name="krippendorff_alpha", layout=layout),
            count(codes, documents, layout),
            draws=draws,
            rng=np.random.default_rng(seed),
        )
        return found[0] if isinstance(found, tuple) else found

    seed = int(rng.integers(2**63))
    return SetAgreement(
        units=len(paired),
        any_code=sum(1 for unit in paired if any(unit)),
        exact=sum(a == b for a, b in pairs) / len(pairs) if pairs else None,
        similarity=1 - sum(jaccard_distance(a, b) for a, b in coded) / len(coded) if coded else None,
        jaccard=alpha(jaccard_distance),
        masi=alpha(masi_distance),
    )
