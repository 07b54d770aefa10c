"""A linear coder: learns from people's codings which stretches of characters speak for a code.

Features: character 1- to 3-grams of the folded text (script, width and case folded away), hashed into 2^20 buckets,
those found in fewer than two training segments dropped; tf-idf, unit length. Model: one LinearSVC a code, with balanced
classes. Cut: the threshold t with the best F1 out of fold, shrunk to (n t + 20·0)/(n + 20) for n positives: with few
positives the best cut is noise. Score: Platt's sigmoid of the margin, fitted out of fold. Folds hold whole documents:
neighbouring segments resemble each other, so a model tested on neighbours of what it learnt looks better than it is.

Only this module imports scikit-learn, and only to train; scoring needs numpy and scipy.
Source: Platt 1999 (the sigmoid and its targets); the weights are those of TfidfVectorizer, and checked against it.
Doubts: at 100,000 different n-grams about one in ten shares its bucket; polarity is not learnt; parents are learnt only
where the labels hold them.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qda.errors import CodebookError, InputError, NotEstimable, QdaError, UnknownName
from qda.model import Codebook, CodeId, Coder, CodingDraft, CodingUnit, DocumentId, SegmentId, Span
from qda.text.fold import fold

FEWEST_POSITIVES = 10
BITS = 20
BLOCK = 2000
SHRINK = 20.0
FORMAT = "qda-linear-1"

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Refused:
    """A code that was not learnt. positives, documents: what there was. reason: what is missing, and what to do."""

    code_id: CodeId
    positives: int
    documents: int
    reason: str


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Every unit as judged by a model that never saw its document. segment_ids: rows, as given. code_ids: columns.
    margins: signed distances. scores: calibrated probabilities, NaN where too little was there to calibrate. decisions:
    whether the code is given. folds: of each unit; the model that judged a fold was trained and tuned on the others."""

    segment_ids: tuple[SegmentId, ...]
    code_ids: tuple[CodeId, ...]
    margins: Floats
    scores: Floats
    decisions: Flags
    folds: NDArray[np.int64]


@dataclass(slots=True)
class _Model:
    """buckets: those kept, rising. idf: one each. weights: buckets × codes. tuned: threshold, slope and offset × codes;
    slope and offset are NaN where nothing was calibrated."""

    buckets: NDArray[np.int64]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    intercepts: Floats
    tuned: Floats

    def judge(self, counts: Any) -> tuple[Floats, Floats, Flags]:
        """Margins, scores and decisions, units × codes, from counts over all buckets."""
        found = _weighted(counts, self.buckets, self.idf) @ self.weights
        margins = np.asarray(found, dtype=np.float64) + self.intercepts
        threshold, slope, offset = self.tuned
        scores = 1.0 / (1.0 + np.exp(-np.clip(slope * margins + offset, -500, 500)))
        return margins, scores, margins > threshold


class LinearCoder:
    """A coder that is trained on labelled units; see the top of the module. name: its id. seed: decides folds and the
    solver's order. folds: at most so many groups of documents. After `fit`, code_ids are the codes it can give, refused
    those it could not learn."""

    def __init__(self, codebook: Codebook, *, name: str = "linear", seed: int = 0, folds: int = 5) -> None:
        self.codebook, self.name, self.seed, self.folds = codebook, name, seed, folds
        self.code_ids: tuple[CodeId, ...] = ()
        self.refused: tuple[Refused, ...] = ()
        self.training_sha256 = ""
        self.software: dict[str, str] = {}
        self._model: _Model | None = None

    def describe(self) -> Coder:
        """The coder; its settings hash covers settings, codebook, training data and every weight."""
        digest = hashlib.sha256(self._header())
        for array in self._arrays().values():
            digest.update(np.ascontiguousarray(array).tobytes())
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
        rows, documents, y, self.code_ids, self.refused = self._labelled(units, labels, groups)
        chosen = [units[i] for i in rows]
        self._model = _train(_counts([unit.text for unit in chosen]), y, documents, self.folds, self.seed)
        seen = [[u.segment_id, d, u.text, sorted(labels[u.segment_id])] for u, d in zip(chosen, documents, strict=True)]
        self.training_sha256 = hashlib.sha256(json.dumps(seen).encode("ascii")).hexdigest()
        self.software = {package: version(package) for package in ("numpy", "scikit-learn", "scipy")}
        return self

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
        rows, documents, y, codes, _ = self._labelled(units, labels, groups)
        everywhere = _groups(units, groups)
        fold_of = _fold_of_document(documents, y, self.folds, self.seed)
        k = max(fold_of.values()) + 1
        for i, document in enumerate(sorted(set(everywhere) - fold_of.keys())):
            fold_of[document] = i % k
        folds = np.array([fold_of[document] for document in everywhere], dtype=np.int64)
        counts = _counts([unit.text for unit in units])
        margins, scores = np.zeros((len(units), len(codes))), np.zeros((len(units), len(codes)))
        decisions = np.zeros(margins.shape, dtype=np.bool_)
        for held in range(k):
            learn, judged = np.flatnonzero(folds[rows] != held), np.flatnonzero(folds == held)
            model = _train(counts[rows[learn]], y[learn], [documents[i] for i in learn], self.folds, self.seed)
            margins[judged], scores[judged], decisions[judged] = model.judge(counts[judged])
        return OutOfFold(tuple(unit.segment_id for unit in units), codes, margins, scores, decisions, folds)

    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]:
        """The codes given, unit by unit, each on the whole unit, with the calibrated probability (None where too little
        was there to calibrate). Raises QdaError before training, CodebookError for another codebook."""
        if self._model is None:
            raise QdaError(f"the coder {self.name} is not trained", "fit it, or load a saved one", "model-not-trained")
        self._refuse_another(codebook.sha256)
        for first in range(0, len(units), BLOCK):
            block = units[first : first + BLOCK]
            _, scores, decisions = self._model.judge(_counts([unit.text for unit in block]))
            for i, j in zip(*(axis.tolist() for axis in np.nonzero(decisions)), strict=True):
                score = None if np.isnan(scores[i, j]) else float(scores[i, j])
                span = Span(block[i].start, block[i].start + len(block[i].text))
                yield CodingDraft(block[i].segment_id, self.code_ids[j], span, score)

    def save(self, path: Path) -> None:
        """Write the model: an .npz without pickled objects, its header JSON (hashes of codebook and training data,
        settings, versions). Safe to share: weights of hashed n-grams, no text. Same model, same bytes."""
        header: Any = np.frombuffer(self._header(), dtype=np.uint8)
        arrays: dict[str, Any] = {"header": header, **self._arrays()}
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path, codebook: Codebook) -> LinearCoder:
        """Read a saved model. Raises InputError for a file that is none, CodebookError where it was trained on another
        codebook than the one given."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                header = json.loads(bytes(stored["header"]).decode("utf-8"))
                model = _Model(**{name: stored[name] for name in _Model.__slots__})
            coder = cls(codebook, name=header["name"], seed=header["seed"], folds=header["folds"])
            coder.code_ids, coder._model = tuple(header["code_ids"]), model
            coder.refused = tuple(Refused(**entry) for entry in header["refused"])
            coder.training_sha256, coder.software = header["training_sha256"], dict(header["software"])
            shapes = (model.weights.shape, model.idf.shape, model.intercepts.shape, model.tuned.shape)
            n, codes = len(model.buckets), len(coder.code_ids)
            if header["format"] != FORMAT or shapes != ((n, codes), (n,), (codes,), (3, codes)):
                raise ValueError(f"format {header['format']}, arrays {shapes}")
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
            hint = f"expected a file of format {FORMAT}, as training writes it; train again"
            raise InputError(f"not a saved linear coder: {fault}", hint, "model-unreadable", path=str(path)) from fault
        coder._refuse_another(header["codebook_sha256"])
        return coder

    def _refuse_another(self, sha256: str) -> None:
        if sha256 != self.codebook.sha256:
            raise CodebookError(
                f"the coder {self.name} was trained on another version of the codebook {self.codebook.id}",
                "train it again on the present codebook, or go back to the codebook it was trained on",
                "model-other-codebook",
            )

    def _header(self) -> bytes:
        names = ("name", "seed", "folds", "code_ids", "training_sha256", "software")
        header: dict[str, Any] = {name: getattr(self, name) for name in names}
        header |= {"format": FORMAT, "refused": [asdict(entry) for entry in self.refused]}
        header |= {"codebook_id": self.codebook.id, "codebook_sha256": self.codebook.sha256}
        return json.dumps(header, sort_keys=True, ensure_ascii=False).encode("utf-8")

    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self._model, name) for name in _Model.__slots__} if self._model else {}

    def _labelled(
        self,
        units: Sequence[CodingUnit],
        labels: Mapping[SegmentId, frozenset[CodeId]],
        groups: Sequence[DocumentId] | None,
    ) -> tuple[NDArray[np.int64], list[DocumentId], Flags, tuple[CodeId, ...], tuple[Refused, ...]]:
        """Rows of the labelled units by segment id, their documents, units × codes, the codes learnt, those refused."""
        everywhere = _groups(units, groups)
        position = {unit.segment_id: i for i, unit in enumerate(units)}
        absent = sorted(labels.keys() - position.keys())
        if absent:
            raise InputError(
                f"{len(absent)} labelled segments are not among the units, {absent[0]} for one",
                "give every labelled unit; labels made on segments that were cut anew cannot be used",
                "labels-without-unit",
            )
        known = tuple(code.id for code in self.codebook.codes)
        given = {code_id for found in labels.values() for code_id in found}
        if given - set(known):
            raise UnknownName("code", min(given - set(known)), known)
        rows = np.array([position[segment_id] for segment_id in sorted(labels)], dtype=np.int64)
        documents = [everywhere[i] for i in rows]
        columns: dict[CodeId, Flags] = {}
        refused = []
        for code_id in (code_id for code_id in known if code_id in given):
            column = np.array([code_id in labels[units[i].segment_id] for i in rows], dtype=np.bool_)
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
            raise NotEstimable("a linear coder", most, needed, "code more segments by hand, or use rules")
        return rows, documents, np.array(list(columns.values())).T, tuple(columns), tuple(refused)


def _groups(units: Sequence[CodingUnit], groups: Sequence[DocumentId] | None) -> list[DocumentId]:
    if groups is not None and len(groups) != len(units):
        raise InputError(f"{len(groups)} groups for {len(units)} units", "give one a unit", "groups-differ-in-length")
    return list(groups) if groups is not None else [unit.document_id for unit in units]


def _buckets(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every 1-, 2- and 3-gram that lies inside one text: its text's place and its bucket."""
    joined = np.frombuffer(fold("".join(texts)).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    owners, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    hashed = np.zeros(len(joined), dtype=np.uint64)
    for size, factor in enumerate((0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9), start=1):
        last = max(len(joined) - size + 1, 0)
        hashed = hashed[:last] + joined[size - 1 :] * np.uint64(factor)
        inside = owner[:last] == owner[size - 1 :]
        mixed = hashed[inside] + np.uint64(size)
        mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
        owners.append(owner[:last][inside])
        found.append((mixed >> np.uint64(64 - BITS)).astype(np.int64))
    return np.concatenate(owners), np.concatenate(found)


def _counts(texts: Sequence[str]) -> Any:
    """Counts of n-grams, a sparse matrix texts × buckets; in blocks, so that sorting stays in the processor's cache."""
    from scipy.sparse import csr_matrix, vstack

    parts = [csr_matrix((0, 1 << BITS), dtype=np.float32)] if not texts else []
    for first in range(0, len(texts), BLOCK):
        block = texts[first : first + BLOCK]
        owner, bucket = _buckets(block)
        # 2,000 texts and 2^20 buckets fit into 31 bits: half the memory to sort.
        keys = ((owner << BITS) | bucket).astype(np.int32)
        keys.sort()
        new = np.flatnonzero(np.diff(keys, prepend=np.int32(-1))).astype(np.int32)
        counts = np.diff(new, append=np.int32(len(keys))).astype(np.float32)
        edges = np.searchsorted(keys[new] >> BITS, np.arange(len(block) + 1)).astype(np.int32)
        parts.append(csr_matrix((counts, keys[new] & ((1 << BITS) - 1), edges), shape=(len(block), 1 << BITS)))
    return parts[0] if len(parts) == 1 else vstack(parts, format="csr")


def _weighted(counts: Any, buckets: NDArray[np.int64], idf: NDArray[np.float32]) -> Any:
    """count × idf of the kept buckets, each row scaled to length 1: a sparse matrix texts × kept buckets."""
    from scipy.sparse import csr_matrix

    column_of = np.full(1 << BITS, -1, dtype=np.int32)
    column_of[buckets] = np.arange(len(buckets), dtype=np.int32)
    columns = column_of[counts.indices]
    kept = columns >= 0
    columns, edges = columns[kept], np.concatenate([[0], np.cumsum(kept)])[counts.indptr]
    data = counts.data[kept] * idf[columns]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(edges))
    length = np.sqrt(np.bincount(row, weights=np.square(data, dtype=np.float64), minlength=counts.shape[0]))
    data = (data / length[row]).astype(np.float32)
    return csr_matrix((data, columns, edges), shape=(counts.shape[0], len(buckets)))


def _train(counts: Any, y: Flags, documents: Sequence[DocumentId], folds: int, seed: int) -> _Model:
    """One plane a code, its threshold and sigmoid from margins out of fold. counts: units × all buckets."""
    model = _planes(counts, y, seed)
    if len(set(documents)) < 2:
        return model
    fold_of = _fold_of_document(documents, y, folds, seed)
    fold = np.array([fold_of[document] for document in documents], dtype=np.int64)
    margins = np.zeros(y.shape)
    for held in range(int(fold.max()) + 1):
        learn, judged = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        margins[judged] = _planes(counts[learn], y[learn], seed).judge(counts[judged])[0]
    model.tuned = np.array([_tuned(margins[:, j], y[:, j]) for j in range(y.shape[1])]).T
    return model


def _planes(counts: Any, y: Flags, seed: int) -> _Model:
    """Weights and intercepts, not yet tuned. A code without positives or negatives here is given to no unit."""
    from sklearn.svm import LinearSVC

    n, codes = y.shape
    found_in = np.bincount(counts.indices, minlength=1 << BITS)
    buckets = np.flatnonzero(found_in >= 2).astype(np.int64)
    idf = (np.log((1 + n) / (1 + found_in[buckets])) + 1).astype(np.float32)
    features = _weighted(counts, buckets, idf).astype(np.float64)
    weights, intercepts = np.zeros((len(buckets), codes), dtype=np.float32), np.full(codes, -1.0)
    for j in np.flatnonzero(y.any(axis=0) & ~y.all(axis=0) & (len(buckets) > 0)):
        plane = LinearSVC(C=1.0, class_weight="balanced", dual=True, random_state=seed, max_iter=10_000)
        plane.fit(features, y[:, j])
        weights[:, j], intercepts[j] = plane.coef_[0], plane.intercept_[0]
    return _Model(buckets, idf, weights, intercepts, np.array([[0.0], [np.nan], [np.nan]]).repeat(codes, axis=1))


def _fold_of_document(documents: Sequence[DocumentId], y: Flags, folds: int, seed: int) -> dict[DocumentId, int]:
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


def _tuned(margins: Floats, y: Flags) -> tuple[float, float, float]:
    """The shrunk threshold with the best F1; slope and offset of Platt's sigmoid, NaN where higher margins do not mean
    more positives."""
    from sklearn.linear_model import LogisticRegression

    positives, n = int(y.sum()), len(y)
    if not 0 < positives < n:
        return 0.0, np.nan, np.nan
    order = np.argsort(-margins, kind="stable")
    ranked = margins[order]
    f1 = 2 * np.cumsum(y[order]) / (np.arange(1, n + 1) + positives)
    f1[:-1][ranked[:-1] == ranked[1:]] = -1.0
    best = int(np.argmax(f1))
    cut = (ranked[best] + ranked[best + 1]) / 2 if best + 1 < n else ranked[best] - 1.0
    target = np.where(y, (positives + 1) / (positives + 2), 1 / (n - positives + 2))
    sigmoid = LogisticRegression(C=1e6, tol=1e-8, max_iter=1000)
    sigmoid.fit(np.tile(margins, 2)[:, None], np.repeat([1, 0], n), np.concatenate([target, 1 - target]))
    slope, offset = float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0])
    calibrated = (slope, offset) if slope > 0 else (np.nan, np.nan)
    return float(positives * cut / (positives + SHRINK)), *calibrated
