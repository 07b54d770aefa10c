"""Why a trained model gave a code to a segment, or did not: its judgement, and the features that spoke for it and against it.

A feature speaks with weight × value, so that all of them and the intercept add up to the margin of the whole model. A segment
of the corpus that a model learnt from is judged out of fold, by a model that is not kept: score and decision are that one's,
features, intercept and threshold those of the whole model, which `out_of_fold` says. Doubts: a model with classifiers that
are no planes, and spaCy's, have no such sum and name no features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qda.coders.features import names_of
from qda.model import CodeId, CodingUnit

if TYPE_CHECKING:
    from qda.coders.linear import LinearCoder

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Clue:
    """A feature of the segment, and what it adds to the margin."""

    feature: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Clues:
    """One segment and one code. score: calibrated probability, None where nothing was calibrated. margin: of the judgement
    that counts. threshold: above which the whole model gives the code. whole_margin: the whole model's own margin, the sum of
    intercept and all contributions. speaking, against: the strongest features, strongest first."""

    coder: str
    code_id: CodeId
    given: bool
    score: float | None
    margin: float
    threshold: float
    whole_margin: float
    out_of_fold: bool
    speaking: tuple[Clue, ...]
    against: tuple[Clue, ...]


def clues(coder: LinearCoder, unit: CodingUnit, company: Sequence[CodingUnit]) -> tuple[Clues, ...]:
    """Every code that the model knows. company: the segments of the unit's document, for rules that look around."""
    judged = coder.judge([unit])
    planes = coder.planes
    if planes is None:
        return ()
    for part in coder.parts:
        if part.name == "rules":
            part.make([*company, unit])
    found = [part.make([unit]) for part in coder.parts]
    whole = planes.margins(found, coder.parts)[0]
    values = np.zeros(0)
    if found and not planes.others and len(planes.weights):
        values = np.asarray(planes.features(found, coder.parts).todense()).ravel()
    where = [(k, int(column)) for k, columns in enumerate(planes.columns) for column in columns]
    made = []
    for j, code_id in enumerate(coder.code_ids):
        parts = values * planes.weights[:, j] if len(values) else values
        order = np.argsort(-parts, kind="stable")
        up = [int(i) for i in order[:SHOWN] if parts[i] > 0]
        down = [int(i) for i in order[::-1][:SHOWN] if parts[i] < 0]
        names: dict[tuple[int, int], str] = {}
        for k, part in enumerate(coder.parts):
            wanted = {where[i][1] for i in (*up, *down) if where[i][0] == k}
            names |= {(k, column): name for column, name in names_of(part, [unit], wanted).items()}
        score = float(judged.scores[0, j])
        made.append(
            Clues(
                coder.name,
                code_id,
                bool(judged.decisions[0, j]),
                None if np.isnan(score) else score,
                float(judged.margins[0, j]),
                float(planes.tuned[0, j]),
                float(whole[j]),
                unit.segment_id in coder.known,
                *(tuple(Clue(names.get(where[i], "?"), float(parts[i])) for i in side) for side in (up, down)),
            )
        )
    return tuple(made)
