"""The score sheet of a trained coder: what it is worth, from judgements on documents it has not seen, in plain rows.

Kinds of rows: code (positives, precision, recall, F1, κ with document-bootstrap intervals, how many decisions are unsure and
how often the others are wrong; codes refused, by name, with what is missing), curve (F1 with a quarter, a half, three quarters
of the documents), community (right and wrong by community), transfer (a community judged by what was learnt in the others),
feature (what speaks most for a code), doubtful (where the model is most surely at odds with the label: for re-reading; it may
be the label that is wrong).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from qda.coders.features import names_of
from qda.coders.folds import Flags, Integers, folds_of_all, groups_of, labels_of
from qda.coders.linear import LinearCoder, OutOfFold
from qda.coders.planes import Judged
from qda.coders.scores import outcome_counts, overall, score_codes
from qda.model import CodeId, CodingUnit, SegmentId

Rows = dict[str, list[dict[str, Any]]]
FEATURES = 12
DOUBTFUL = 5
FRACTIONS = (0.25, 0.5, 0.75)
Watch = Callable[[int, int], None]


def score_sheet(
    coder: LinearCoder,
    units: Sequence[CodingUnit],
    labels: Mapping[SegmentId, frozenset[CodeId]],
    judged: OutOfFold,
    *,
    draws: int = 1999,
    watch: Watch | None = None,
) -> Rows:
    """All rows by kind. judged: what `coder.learn(units, labels)` returned. watch: told of (parts done, parts in all)."""
    ours = labels_of(coder.codebook, units, labels, groups_of(units, None), parents=coder.settings.parents)
    tell = watch or (lambda done, total: None)
    rows = ours.rows
    mine = Judged(judged.margins[rows], judged.scores[rows], judged.decisions[rows])
    made: Rows = {"code": _codes(coder, ours.y, mine, ours.documents, draws)}
    tell(1, 4)
    cases = [units[i].case_id for i in rows]
    made["community"] = _communities(coder.code_ids, ours.y, mine.decisions, cases)
    made["transfer"] = _transfer(coder, units, rows, ours.y, ours.documents, cases, mine)
    tell(2, 4)
    made["curve"] = _curve(coder, units, labels, mine)
    tell(3, 4)
    made["feature"] = _features(coder, [units[i] for i in rows], ours.y)
    made["doubtful"] = _doubtful(coder.code_ids, [units[i].segment_id for i in rows], ours.y, mine)
    tell(4, 4)
    return made


def _codes(coder: LinearCoder, y: Flags, judged: Judged, documents: Sequence[str], draws: int) -> list[dict[str, Any]]:
    found = score_codes(y, judged.decisions, documents, draws=draws, seed=coder.settings.seed)
    unsure = judged.unsure(coder.settings.unsure)
    wrong = y != judged.decisions
    made: list[dict[str, Any]] = []
    for j, (code_id, one) in enumerate(zip(coder.code_ids, found, strict=True)):
        row: dict[str, Any] = {"code": code_id, "units": len(y), "positives": int(y[:, j].sum())}
        row["documents"] = len({documents[i] for i in np.flatnonzero(y[:, j]).tolist()})
        row |= {"given": int(judged.decisions[:, j].sum())}
        for name, measure in (
            ("precision", one.precision), ("recall", one.recall), ("f1", one.f1), ("kappa", one.kappa)
        ):  # fmt: skip
            row |= {name: measure.value, f"{name}_low": measure.low, f"{name}_high": measure.high}
        row["unsure"] = int(unsure[:, j].sum())
        sure = ~unsure[:, j]
        row["wrong_where_sure"] = float(wrong[sure, j].mean()) if sure.any() else None
        row["wrong_where_unsure"] = float(wrong[~sure, j].mean()) if (~sure).any() else None
        scores = judged.scores[:, j]
        known = ~np.isnan(scores)
        row["brier"] = float(((scores[known] - y[known, j]) ** 2).mean()) if known.any() else None
        made.append(row)
    made += [
        {"code": r.code_id, "units": len(y), "positives": r.positives, "documents": r.documents, "refused": r.reason}
        for r in coder.refused
    ]
    return made


def _communities(codes: Sequence[CodeId], y: Flags, decisions: Flags, cases: Sequence[str]) -> list[dict[str, Any]]:
    counts = outcome_counts(y, decisions, cases)
    return [
        {"code": code, "case": case, **dict(zip(("tp", "fp", "fn", "tn"), map(int, counts[k, :, j]), strict=True))}
        for j, code in enumerate(codes)
        for k, case in enumerate(sorted(set(cases)))
    ]


def _transfer(
    coder: LinearCoder,
    units: Sequence[CodingUnit],
    rows: Integers,
    y: Flags,
    documents: Sequence[str],
    cases: Sequence[str],
    judged: Judged,
) -> list[dict[str, Any]]:
    names = sorted(set(cases))
    if len(names) < 2:
        return []
    ours = [units[i] for i in rows]
    folds = np.array([names.index(case) for case in cases], dtype=np.int64)
    away = _quick(coder).by_folds(ours, np.arange(len(ours)), y, documents, folds)
    made = []
    for k, case in enumerate(names):
        there = folds == k
        inside, outside = overall(y[there], judged.decisions[there]), overall(y[there], away.decisions[there])
        made.append(
            {"case": case, "units": int(there.sum()), "macro_f1": inside[0], "micro_f1": inside[1],
             "macro_f1_transfer": outside[0], "micro_f1_transfer": outside[1]}
        )  # fmt: skip
    return made


def _curve(
    coder: LinearCoder, units: Sequence[CodingUnit], labels: Mapping[SegmentId, frozenset[CodeId]], judged: Judged
) -> list[dict[str, Any]]:
    """F1 by amount of training documents. Tested on the same units throughout; a code that a part of the documents has too
    little of counts as never given."""
    ours = labels_of(coder.codebook, units, labels, groups_of(units, None), parents=coder.settings.parents)
    labelled = [units[i] for i in ours.rows]
    seed = coder.settings.seed
    folds = folds_of_all(ours.documents, replace(ours, rows=np.arange(len(labelled))), coder.settings.folds, seed)
    names = sorted(set(ours.documents))
    order = {names[i]: place for place, i in enumerate(np.random.default_rng(seed).permutation(len(names)))}
    made = []
    quick = _quick(coder)
    for fraction in FRACTIONS:
        least = max(2, round(fraction * len(names)))
        inside = np.flatnonzero([order[document] < least for document in ours.documents])
        if len(names) < 8:
            continue
        found = quick.by_folds(labelled, inside, ours.y[inside], [ours.documents[i] for i in inside.tolist()], folds)
        macro, micro = overall(ours.y, found.decisions)
        made.append({"documents": least, "units": len(inside), "macro_f1": macro, "micro_f1": micro})
    macro, micro = overall(ours.y, judged.decisions)
    return [*made, {"documents": len(names), "units": len(labelled), "macro_f1": macro, "micro_f1": micro}]


def _quick(coder: LinearCoder) -> LinearCoder:
    """The same coder, tuned on three folds: for parts of the sheet that train many times."""
    made = LinearCoder(coder.codebook, name=coder.name, settings=replace(coder.settings, folds=3))
    made.parts = coder.parts
    return made


def _features(coder: LinearCoder, units: Sequence[CodingUnit], y: Flags) -> list[dict[str, Any]]:
    """For each code the features with the largest weight × mean value among its positives, those that speak for it."""
    planes = coder.planes
    if planes is None or planes.others or not len(planes.weights):
        return []
    found = [part.make(units) for part in coder.parts]
    values = planes.features(found, coder.parts)
    where = [(k, int(c)) for k, columns in enumerate(planes.columns) for c in columns]
    best: list[tuple[CodeId, int, float]] = []
    for j, code_id in enumerate(coder.code_ids):
        mean = np.asarray(values[np.flatnonzero(y[:, j])].mean(axis=0)).ravel()
        speaks = mean * planes.weights[:, j]
        top = np.argsort(-speaks, kind="stable")[:FEATURES]
        best += [(code_id, int(i), float(speaks[i])) for i in top if speaks[i] > 0]
    names: dict[tuple[int, int], str] = {}
    for k, part in enumerate(coder.parts):
        wanted = {where[i][1] for _, i, _ in best if where[i][0] == k}
        names |= {(k, column): name for column, name in names_of(part, units, wanted).items()}
    return [
        {"code": code_id, "feature": names.get(where[i], "?"), "part": coder.parts[where[i][0]].name,
         "weight": float(planes.weights[i, coder.code_ids.index(code_id)]), "contribution": contribution}
        for code_id, i, contribution in best
    ]  # fmt: skip


def _doubtful(codes: Sequence[CodeId], segments: Sequence[SegmentId], y: Flags, judged: Judged) -> list[dict[str, Any]]:
    made = []
    for j, code_id in enumerate(codes):
        off = np.nan_to_num(np.abs(y[:, j] - judged.scores[:, j]), nan=0.0)
        order = sorted(
            np.flatnonzero((y[:, j] != judged.decisions[:, j]) & (off > 0.5)).tolist(),
            key=lambda i: (-float(off[i]), segments[int(i)]),
        )
        made += [
            {
                "code": code_id,
                "segment": segments[int(i)],
                "labelled": bool(y[i, j]),
                "score": float(judged.scores[i, j]),
            }
            for i in order[:DOUBTFUL]
        ]
    return made
