"""Whose word counts: for every segment the decision of one person or of the adjudicated gold, never a mixture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qda.errors import StudyError, UnknownName
from qda.model import Codebook
from qda.store import drawn
from qda.store.drawn import Label
from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class Labelled:
    """coders: in order of precedence. labels: segment to the decision that counts. others: how many decisions of later
    coders were not used because an earlier one had seen the segment. lacking: drawn for evaluation and not coded yet."""

    coders: tuple[str, ...]
    labels: Mapping[str, Label]
    others: int = 0
    lacking: int = 0


def chosen_labels(study: Study, names: Sequence[str] = ()) -> Labelled:
    """The labels of `names`; the first of them that saw a segment decides. Without names: the gold, then the people, by name.

    lacking: segments of samples for evaluation, of which some sheets have come back, that none of them has coded yet.
    Raises UnknownName for a coder that has coded nothing, StudyError (no-labels) where nobody has.
    """
    found = [label for label in drawn.labels(study) if label.kind in {"human", "gold"}]
    kinds = {label.coder: label.kind for label in found}
    for name in names:
        if name not in kinds:
            raise UnknownName("person", name, tuple(sorted(kinds)))
    order = tuple(names) or tuple(sorted(kinds, key=lambda coder: (kinds[coder] != "gold", coder)))
    if not order:
        raise StudyError(
            "no person has coded anything yet",
            "draw segments with  qda sample  , have the sheets filled in, and name them under [[codings]] in study.toml",
            "no-labels",
        )
    rank = {coder: i for i, coder in enumerate(order)}
    made: dict[str, Label] = {}
    ours = sorted((one for one in found if one.coder in rank), key=lambda one: rank[one.coder])
    for one in ours:
        made.setdefault(one.segment_id, one)
    by_sample: dict[str, dict[str, float]] = {}
    for row in drawn.samples(study):
        if row.purpose == "evaluate" and row.probability is not None:
            by_sample.setdefault(row.sample, {})[row.segment_id] = row.probability
    evaluated = {
        segment
        for chances in by_sample.values()
        if any(s in made and made[s].probability == p for s, p in chances.items())  # sheets of it have come back
        for segment in chances
    }
    return Labelled(order, made, len(ours) - len(made), len(evaluated - made.keys()))


def with_parents(codes: frozenset[str], codebook: Codebook) -> frozenset[str]:
    """The codes and everything above them."""
    parents = {code.id: code.parent_id for code in codebook.codes}
    made = set(codes)
    for code_id in codes:
        above = parents.get(code_id)
        while above is not None:
            made.add(above)
            above = parents[above]
    return frozenset(made)
