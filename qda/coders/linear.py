"""A coder that learns from people's codings which stretches of characters, and what else, speak for a code.

Features: see `features`. Model: one classifier a code, LinearSVC with balanced classes unless another of scikit-learn is
named. Cut: the threshold t with the best F1 out of fold, shrunk to (n t + 20·0)/(n + 20) for n positives: with few positives
the best cut is noise. Score: Platt's sigmoid of the margin, fitted out of fold. Folds hold whole documents (see `folds`).

Every unit of the corpus that was given to `learn` is coded by a model that never saw its document: the codings of a study
are out of fold, so that they can be compared with the labels, and corrected by them. Only new documents meet the model that
saw everything.

Only this module imports scikit-learn, and only to train. Source: Platt 1999 (the sigmoid and its targets).
Doubts: polarity is not learnt; a code is given to whole units.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qda.coders.features import BLOCK, Part, kept_columns, parts_of
from qda.coders.folds import (
    FEWEST_POSITIVES,
    Flags,
    Floats,
    Integers,
    Refused,
    fold_of_document,
    folds_of_all,
    groups_of,
    labels_of,
)
from qda.coders.planes import Judged, Planes
from qda.coders.tuning import tuned
from qda.errors import CodebookError, QdaError, UsageError
from qda.model import Codebook, CodeId, Coder, CodingDraft, CodingUnit, DocumentId, SegmentId, Span

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder

__all__ = ["FEWEST_POSITIVES", "LearningSettings", "LinearCoder", "OutOfFold", "Refused"]

FORMAT = "qda-linear-3"
STANDARD = "sklearn.svm.LinearSVC"


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """seed: decides folds and the solver's order. folds: at most so many groups of documents. features: parts, see
    `features`. estimator: import path of a scikit-learn classifier. parameters: its arguments. parents: also learn the codes
    above those given. unsure: chance of being wrong above which a decision is left to a person."""

    seed: int = 0
    folds: int = 5
    features: tuple[str, ...] = ("characters",)
    estimator: str = STANDARD
    parameters: Mapping[str, object] = field(default_factory=dict)
    parents: bool = True
    unsure: float = 0.35


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Every unit as judged by a model that never saw its document. segment_ids: rows, as given. code_ids: columns. margins,
    scores, decisions: see `Judged`. folds: of each unit; the model that judged a fold was trained and tuned on the others."""

    segment_ids: tuple[SegmentId, ...]
    code_ids: tuple[CodeId, ...]
    margins: Floats
    scores: Floats
    decisions: Flags
    folds: Integers

    @property
    def judged(self) -> Judged:
        """The three matrices together."""
        return Judged(self.margins, self.scores, self.decisions)


class LinearCoder:
    """A coder that is trained on labelled units; see the top of the module. name: its id. After `fit` or `learn`, code_ids
    are the codes it can give, refused those it could not learn. It codes at most one of a code and those above it: the most
    exact."""

    def __init__(
        self,
        codebook: Codebook,
        *,
        name: str = "linear",
        seed: int = 0,
        folds: int = 5,
        settings: LearningSettings | None = None,
        mentions: MentionFinder | None = None,
    ) -> None:
        self.codebook, self.name = codebook, name
        self.settings = settings or LearningSettings(seed, folds)
        self.parts: tuple[Part, ...] = parts_of(self.settings.features, codebook, mentions)
        self.code_ids: tuple[CodeId, ...] = ()
        self.refused: tuple[Refused, ...] = ()
        self.training_sha256 = ""
        self.software: dict[str, str] = {}
        self.planes: Planes | None = None
        self.known: dict[SegmentId, int] = {}
        self.out_of_fold_codes: OutOfFold | None = None

    def describe(self) -> Coder:
        """The coder; its settings hash covers settings, codebook, training data and every weight of planes; of classifiers that
        are no planes what they were made from."""
        from qda.coders.saved import arrays_of, header_of

        digest = hashlib.sha256(header_of(self))
        for name, array in arrays_of(self, with_others=False).items():
            digest.update(name.encode("ascii") + np.ascontiguousarray(array).tobytes())
        return Coder(self.name, self.name, "model", FORMAT, digest.hexdigest())

    def fit(
        self,
        units: Sequence[CodingUnit],
        labels: Mapping[SegmentId, frozenset[CodeId]],
        groups: Sequence[DocumentId] | None = None,
    ) -> LinearCoder:
        """Learn from labelled units.

        units: in any order. labels: the codes of every unit a person saw, empty for "seen, no code"; a unit that is no
        key was not seen and is not learnt from. groups: what folds keep together, one a unit; None takes its document.
        Codes with fewer than 10 positives, positives in one document only, or no negatives are refused by name.
        Raises NotEstimable where no code is left, UnknownName for a code outside the codebook, InputError for labels
        without a unit. The same units, labels and seed give the same model in whatever order they come.
        """
        ours = labels_of(self.codebook, units, labels, groups_of(units, groups), parents=self.settings.parents)
        self.code_ids, self.refused = ours.codes, ours.refused
        chosen = [units[i] for i in ours.rows]
        self.planes = self._train(self._found(chosen), ours.y, ours.documents)
        seen = [
            [u.segment_id, d, u.text, sorted(labels[u.segment_id])] for u, d in zip(chosen, ours.documents, strict=True)
        ]
        self.training_sha256 = hashlib.sha256(json.dumps(seen).encode("ascii")).hexdigest()
        self.software = {package: version(package) for package in ("numpy", "scikit-learn", "scipy")}
        self.known, self.out_of_fold_codes = {}, None
        return self

    def learn(self, units: Sequence[CodingUnit], labels: Mapping[SegmentId, frozenset[CodeId]]) -> OutOfFold:
        """`fit`, and keep for every unit the judgement of a model that never saw its document, which `code` then uses."""
        self.fit(units, labels)
        judged = self.out_of_fold(units, labels)
        judged.margins[:] = judged.margins.astype(np.float32)  # as they are saved, so that a loaded coder is the same
        judged.scores[:] = judged.scores.astype(np.float32)
        self.known = {segment: i for i, segment in enumerate(judged.segment_ids)}
        self.out_of_fold_codes = judged
        return judged

    def out_of_fold(
        self,
        units: Sequence[CodingUnit],
        labels: Mapping[SegmentId, frozenset[CodeId]],
        groups: Sequence[DocumentId] | None = None,
    ) -> OutOfFold:
        """Judge every unit, labelled or not, by a model that never saw its document: for honest scores, and for
        correcting prevalence. Thresholds and sigmoids are tuned inside the other documents (nested).

        Arguments and errors as `fit`. Leaves this coder as it is.
        """
        everywhere = groups_of(units, groups)
        ours = labels_of(self.codebook, units, labels, everywhere, parents=self.settings.parents)
        folds = folds_of_all(everywhere, ours, self.settings.folds, self.settings.seed)
        made = self.by_folds(units, ours.rows, ours.y, ours.documents, folds)
        ids = tuple(unit.segment_id for unit in units)
        return OutOfFold(ids, ours.codes, made.margins, made.scores, made.decisions, folds)

    def by_folds(
        self, units: Sequence[CodingUnit], rows: Integers, y: Flags, documents: Sequence[DocumentId], folds: Integers
    ) -> Judged:
        """Judge each fold of the units by a model trained on the labelled rows of the others. A fold of -1 is not judged."""
        found = self._found(units)
        shape = (len(units), y.shape[1])
        made = Judged(np.zeros(shape), np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_))
        for held in np.unique(folds[folds >= 0]):
            learn, judged = np.flatnonzero(folds[rows] != held), np.flatnonzero(folds == held)
            if not len(learn):
                continue
            planes = self._train([one[rows[learn]] for one in found], y[learn], [documents[i] for i in learn.tolist()])
            part = planes.judge([one[judged] for one in found], self.parts)
            made.margins[judged], made.scores[judged], made.decisions[judged] = (
                part.margins,
                part.scores,
                part.decisions,
            )
        return made

    def judge(self, units: Sequence[CodingUnit]) -> Judged:
        """Margins, scores and decisions: out of fold for units of the corpus it learnt from, else by the whole model."""
        if self.planes is None:
            raise QdaError(f"the coder {self.name} is not trained", "fit it, or load a saved one", "model-not-trained")
        kept = self.out_of_fold_codes
        fresh = [i for i, unit in enumerate(units) if unit.segment_id not in self.known]
        part = self.planes.judge(self._found([units[i] for i in fresh]), self.parts)
        if kept is None or len(fresh) == len(units):
            return part
        shape = (len(units), len(self.code_ids))
        made = Judged(np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_))
        old = [i for i, unit in enumerate(units) if unit.segment_id in self.known]
        at = [self.known[units[i].segment_id] for i in old]
        for where, source in ((fresh, part), (old, None)):
            made.margins[where] = source.margins if source else kept.margins[at]
            made.scores[where] = source.scores if source else kept.scores[at]
            made.decisions[where] = source.decisions if source else kept.decisions[at]
        return made

    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]:
        """The codes given, unit by unit, each on the whole unit, with the calibrated probability (None where too little
        was there to calibrate). Raises QdaError before training, CodebookError for another codebook."""
        if self.planes is None:
            raise QdaError(f"the coder {self.name} is not trained", "fit it, or load a saved one", "model-not-trained")
        self.refuse_another(codebook.sha256)
        below = self._below()
        for first in range(0, len(units), BLOCK):
            block = units[first : first + BLOCK]
            judged = self.judge(block)
            decisions = judged.decisions.copy()
            for j, lower in below.items():
                decisions[:, j] &= ~judged.decisions[:, lower].any(axis=1)
            rows, columns = np.nonzero(decisions)
            scores = judged.scores[rows, columns].tolist()
            last, span = -1, Span(0, 0)
            for i, j, score in zip(rows.tolist(), columns.tolist(), scores, strict=True):
                if i != last:
                    last, span = i, Span(block[i].start, block[i].start + len(block[i].text))
                known = None if score != score else score
                yield CodingDraft(block[i].segment_id, self.code_ids[j], span, known)

    def unsure(self, units: Sequence[CodingUnit]) -> Iterator[tuple[SegmentId, CodeId, float]]:
        """The decisions it would rather leave to a person: segment, code, calibrated probability."""
        for first in range(0, len(units), BLOCK):
            block = units[first : first + BLOCK]
            judged = self.judge(block)
            for i, j in zip(*(axis.tolist() for axis in np.nonzero(judged.unsure(self.settings.unsure))), strict=True):
                yield block[i].segment_id, self.code_ids[j], float(judged.scores[i, j])

    def save(self, path: Path) -> None:
        """Write the model: an .npz without pickled objects, its header JSON (hashes of codebook and training data,
        settings, versions). Safe to share: weights of hashed n-grams, no text. Same model, same bytes."""
        from qda.coders.saved import save

        save(self, path)

    @classmethod
    def load(cls, path: Path, codebook: Codebook, mentions: MentionFinder | None = None) -> LinearCoder:
        """Read a saved model. Raises InputError for a file that is none, CodebookError where it was trained on another
        codebook than the one given."""
        from qda.coders.saved import load

        return load(path, codebook, mentions)

    def refuse_another(self, sha256: str) -> None:
        """Raises CodebookError for another codebook than the coder's own."""
        if sha256 != self.codebook.sha256:
            raise CodebookError(
                f"the coder {self.name} was trained on another version of the codebook {self.codebook.id}",
                "train it again on the present codebook, or go back to the codebook it was trained on",
                "model-other-codebook",
            )

    def _below(self) -> dict[int, list[int]]:
        """Column of a code to the columns of the codes below it, at any depth."""
        parents = {code.id: code.parent_id for code in self.codebook.codes}
        column = {code_id: j for j, code_id in enumerate(self.code_ids)}
        made: dict[int, list[int]] = {}
        for code_id, j in column.items():
            above = parents.get(code_id)
            while above is not None:
                if above in column:
                    made.setdefault(column[above], []).append(j)
                above = parents.get(above)
        return made

    def _found(self, units: Sequence[CodingUnit]) -> list[Any]:
        return [part.make(units) for part in self.parts]

    def _train(self, found: list[Any], y: Flags, documents: Sequence[DocumentId]) -> Planes:
        """One classifier a code, its threshold and sigmoid from margins out of fold."""
        planes = self._fitted(found, y)
        if len(set(documents)) < 2:
            return planes
        fold_of = fold_of_document(documents, y, self.settings.folds, self.settings.seed)
        fold = np.array([fold_of[document] for document in documents], dtype=np.int64)
        margins = np.zeros(y.shape)
        for held in range(int(fold.max()) + 1):
            learn, judged = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
            one = self._fitted([part[learn] for part in found], y[learn])
            margins[judged] = one.margins([part[judged] for part in found], self.parts)
        planes.tuned = np.array([tuned(margins[:, j], y[:, j]) for j in range(y.shape[1])]).T
        return planes

    def _fitted(self, found: list[Any], y: Flags) -> Planes:
        """Not yet tuned. A code without positives or negatives here is given to no unit."""
        codes = y.shape[1]
        kept = [kept_columns(one, part) for one, part in zip(found, self.parts, strict=True)]
        planes = Planes(
            [columns for columns, _ in kept],
            [idf for _, idf in kept],
            np.zeros((sum(len(columns) for columns, _ in kept), codes), dtype=np.float32),
            np.full(codes, -1.0),
            np.array([[0.0], [np.nan], [np.nan]]).repeat(codes, axis=1),
        )
        features = planes.features(found, self.parts).astype(np.float64)
        others: list[Any] = [None] * codes
        for j in np.flatnonzero(y.any(axis=0) & ~y.all(axis=0) & (features.shape[1] > 0)):
            one = _estimator(self.settings)
            one.fit(features, y[:, j])
            if hasattr(one, "coef_") and hasattr(one, "intercept_") and hasattr(one, "decision_function"):
                planes.weights[:, j] = np.asarray(one.coef_).ravel()
                planes.intercepts[j] = float(np.ravel(one.intercept_)[0])
            else:
                others[j] = one
        if any(one is not None for one in others):
            planes.others = others
        return planes


def _estimator(settings: LearningSettings) -> Any:
    """A new classifier. Raises UsageError for what is no classifier of scikit-learn or arguments it does not take."""
    if settings.estimator == STANDARD and not settings.parameters:
        from sklearn.svm import LinearSVC

        return LinearSVC(C=1.0, class_weight="balanced", dual=True, random_state=settings.seed, max_iter=10_000)
    module, _, name = settings.estimator.rpartition(".")
    hint = "such as sklearn.linear_model.LogisticRegression, with parameters it knows"
    if not module.startswith("sklearn."):
        raise UsageError(f"{settings.estimator!r} is no classifier of scikit-learn", hint, "bad-estimator")
    try:
        kind = getattr(import_module(module), name)
        made = kind(**settings.parameters)
        if "random_state" in made.get_params() and "random_state" not in settings.parameters:
            made.set_params(random_state=settings.seed)
    except (ImportError, AttributeError, TypeError, ValueError) as fault:
        raise UsageError(f"{settings.estimator} cannot be made: {fault}", hint, "bad-estimator") from fault
    if getattr(made, "_estimator_type", "") != "classifier" and not hasattr(made, "predict_proba"):
        from sklearn.base import is_classifier

        if not is_classifier(made):
            raise UsageError(f"{settings.estimator} is no classifier", hint, "bad-estimator")
    return made


def settings_of(header: Mapping[str, Any]) -> LearningSettings:
    """Settings from a saved header."""
    return LearningSettings(**{**header, "features": tuple(header["features"])})


def settings_as(settings: LearningSettings) -> dict[str, Any]:
    """Settings for a header."""
    return {**asdict(settings), "parameters": dict(settings.parameters)}
