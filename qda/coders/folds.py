"""Labels as a matrix, and folds that hold whole documents: what learning coders share.

Neighbouring segments resemble each other, so a model tested on neighbours of what it learnt looks better than it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, NotEstimable, UnknownName
from qda.model import Codebook, CodeId, CodingUnit, DocumentId, SegmentId

FEWEST_POSITIVES = 10

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Refused:
    """A code that was not learnt. positives, documents: what there was. reason: what is missing, and what to do."""

    code_id: CodeId
    positives: int
    documents: int
    reason: str


@dataclass(frozen=True, slots=True)
class Labels:
    """rows: positions of the labelled units, by segment id. documents: of each. y: rows × codes. codes: those that can be
    learnt, in the codebook's order. refused: the others that people used."""

    rows: Integers
    documents: list[DocumentId]
    y: Flags
    codes: tuple[CodeId, ...]
    refused: tuple[Refused, ...]


def labels_of(
    codebook: Codebook,
    units: Sequence[CodingUnit],
    labels: Mapping[SegmentId, frozenset[CodeId]],
    groups: Sequence[DocumentId],
    *,
    parents: bool = True,
) -> Labels:
    """The labels of the units; parents: a code counts for the codes above it too. Raises as `LinearCoder.fit` says."""
    position = {unit.segment_id: i for i, unit in enumerate(units)}
    absent = sorted(labels.keys() - position.keys())
    if absent:
        raise InputError(
            f"{len(absent)} labelled segments are not among the units, {absent[0]} for one",
            "give every labelled unit; labels made on segments that were cut anew cannot be used",
            "labels-without-unit",
        )
    known = tuple(code.id for code in codebook.codes)
    above = {code.id: code.parent_id for code in codebook.codes}
    given = {code_id for found in labels.values() for code_id in found}
    if given - set(known):
        raise UnknownName("code", min(given - set(known)), known)
    carried: dict[CodeId, set[SegmentId]] = {}
    for segment_id, found in labels.items():
        for code_id in found:
            one: CodeId | None = code_id
            while one is not None:
                carried.setdefault(one, set()).add(segment_id)
                one = above[one] if parents else None
    rows = np.array([position[segment_id] for segment_id in sorted(labels)], dtype=np.int64)
    documents = [groups[i] for i in rows]
    columns: dict[CodeId, Flags] = {}
    refused = []
    for code_id in (code_id for code_id in known if code_id in carried):
        column = np.array([units[i].segment_id in carried[code_id] for i in rows], dtype=np.bool_)
        positives, spread = int(column.sum()), len({documents[i] for i in np.flatnonzero(column)})
        if positives >= FEWEST_POSITIVES and spread >= 2 and positives < len(column):
            columns[code_id] = column
        else:
            reason = "no unit without it: nothing to tell it from"
            if positives < FEWEST_POSITIVES:
                reason = f"{positives} positives, {FEWEST_POSITIVES} needed: code more by hand, or use rules"
            elif spread < 2:
                reason = "all positives in one document: code segments of other documents"
            refused.append(Refused(code_id, positives, spread, reason))
    if not columns:
        most = max((entry.positives for entry in refused), default=0)
        needed = f"{FEWEST_POSITIVES} positives of a code in 2 documents or more, and units without it"
        raise NotEstimable("a learning coder", most, needed, "code more segments by hand, or use rules")
    return Labels(rows, documents, np.array(list(columns.values())).T, tuple(columns), tuple(refused))


def groups_of(units: Sequence[CodingUnit], groups: Sequence[DocumentId] | None) -> list[DocumentId]:
    """What folds keep together: as given, else the units' documents. Raises InputError for unequal lengths."""
    if groups is not None and len(groups) != len(units):
        raise InputError(f"{len(groups)} groups for {len(units)} units", "give one a unit", "groups-differ-in-length")
    return list(groups) if groups is not None else [unit.document_id for unit in units]


def fold_of_document(documents: Sequence[DocumentId], y: Flags, folds: int, seed: int) -> dict[DocumentId, int]:
    """Documents to folds so that every fold gets its share of each code and of the units: greedily, the most uneven
    documents first; the idea of scikit-learn's StratifiedGroupKFold, for many codes at once."""
    names, row = np.unique(np.asarray(documents, dtype=object).astype(str), return_inverse=True)
    held = np.zeros((len(names), y.shape[1] + 1))
    np.add.at(held, row, np.column_stack([y, np.ones(len(y))]).astype(np.float64))
    held /= np.maximum(held.sum(axis=0), 1.0)
    k = min(folds, len(names))
    shuffled = np.random.default_rng(seed).permutation(len(names))
    filled, fold_of = np.zeros((k, held.shape[1])), {}
    for i in shuffled[np.argsort(-held[shuffled].sum(axis=1).round(12), kind="stable")]:
        uneven = [(filled + np.eye(k)[f][:, None] * held[i]).std(axis=0).mean() for f in range(k)]
        best = int(np.argmin(np.round(uneven, 12)))
        filled[best] += held[i]
        fold_of[str(names[i])] = best
    return fold_of


def folds_of_all(everywhere: Sequence[DocumentId], labels: Labels, folds: int, seed: int) -> Integers:
    """The fold of every unit, labelled or not; documents without labels are dealt out by turns."""
    fold_of = fold_of_document(labels.documents, labels.y, folds, seed)
    k = max(fold_of.values()) + 1
    for i, document in enumerate(sorted(set(everywhere) - fold_of.keys())):
        fold_of[document] = i % k
    return np.array([fold_of[document] for document in everywhere], dtype=np.int64)
