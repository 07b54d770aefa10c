"""Is the machine as good as another person? Alpha of people with each other beside alpha of the machine with people.

    HH  mean over pairs of people of Krippendorff's alpha, HM  mean over people of their alpha with the machine, on the same
    units, which all of them saw; d = HM - HH, with an interval that resamples documents (jackknife below 20, else BCa)

The machine is no worse than a person by a margin set beforehand if the lower limit of d lies above -margin (non-inferiority).
A machine whose decisions are one person's own copies them: it is no other judge, and is to be left out (`copies`).
A model that was trained on these people's codings has to be compared on documents it did not learn from.

Source: the design of Krippendorff 2019, chapter 12 (reliability data need independent coders); the margin as in
non-inferiority trials (Wellek 2010). Checked against alphas of the pairs, one by one, and Student's t in a small case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from qda.reliability.binary import Counts, krippendorff_alpha
from qda.reliability.interval import Interval, document_bootstrap


@dataclass(frozen=True, slots=True)
class MachineBesidePeople:
    """One code. units: seen by everybody. people: HH, machine: HM, each None where a pair has no variation. difference: d
    with its interval."""

    units: int
    people: float | None
    machine: float | None
    difference: Interval


def beside_people(
    people: NDArray[np.int64],
    machine: NDArray[np.int64],
    documents: NDArray[np.int64],
    *,
    draws: int = 2000,
    rng: np.random.Generator,
) -> tuple[MachineBesidePeople, ...]:
    """One result a code.

    people: codes × units × persons (0 or 1, two persons or more), machine: codes × units, on units that all saw. documents:
    the index of each unit's document, from 0. Missing rule: leave out units that anybody did not see. Range: alphas
    (-1, 1], d [-2, 2]. Formula, source, checks: on top.
    """
    persons = people.shape[2]
    every = [*(people[:, :, j] for j in range(persons)), machine]
    pairs = [*combinations(range(persons), 2), *((j, persons) for j in range(persons))]
    many = int(documents.max()) + 1 if len(documents) else 0
    tables = np.zeros((many, people.shape[0], len(pairs), 4))
    for p, (g, h) in enumerate(pairs):
        cells = 3 - 2 * every[g] - every[h]
        for c in range(len(cells)):
            tables[:, c, p] = np.bincount(documents * 4 + cells[c], minlength=many * 4).reshape(many, 4)
    split = len(pairs) - persons
    flat = tables.reshape(many, people.shape[0], len(pairs) * 4)
    total = flat.sum(axis=0)
    difference = partial(_difference, pairs=len(pairs), split=split)
    found = document_bootstrap(difference, flat, draws=draws, rng=rng, bounds=(-2.0, 2.0))
    intervals = found if isinstance(found, tuple) else (found,)
    alphas = krippendorff_alpha(total.reshape(people.shape[0], len(pairs), 4))
    return tuple(
        MachineBesidePeople(
            units=people.shape[1],
            people=_mean(alphas[c, :split]),
            machine=_mean(alphas[c, split:]),
            difference=intervals[c],
        )
        for c in range(people.shape[0])
    )


def copies(machine: NDArray[np.int64], person: NDArray[np.int64], others: Sequence[NDArray[np.int64]]) -> bool:
    """Whether the machine's decisions are this person's own, while another person decided otherwise somewhere.

    machine, person, others: codes × units of 0 and 1. False where nobody gave any code, or where all people agree
    everywhere: then it cannot be told.
    """
    if not person.any() or not np.array_equal(machine, person):
        return False
    return any(not np.array_equal(person, other) for other in others)


def _difference(x: Counts, pairs: int, split: int) -> NDArray[np.float64]:
    alphas = krippendorff_alpha(x.reshape(*x.shape[:-1], pairs, 4))
    made: NDArray[np.float64] = alphas[..., split:].mean(axis=-1) - alphas[..., :split].mean(axis=-1)
    return made


def _mean(alphas: NDArray[np.float64]) -> float | None:
    mean = float(alphas.mean())
    return None if np.isnan(mean) else mean
