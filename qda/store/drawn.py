"""Samples and people's labels: what was drawn, by which chance, and who has coded what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class DrawnSegment:
    """A row of a sample. probability: None for segments that were picked, not drawn."""

    sample: str
    coder: str
    segment_id: str
    order: int
    stratum: str
    purpose: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class Label:
    """A coder's decision about a segment, of the coder's latest round: its codes, empty for "seen, no code"."""

    coder: str
    kind: str
    segment_id: str
    round: int
    purpose: str
    probability: float | None
    codes: frozenset[str]


def samples(study: Study, name: str | None = None) -> list[DrawnSegment]:
    """The rows of the current samples, by sample, coder and row. name: of one sample, None for all."""
    return [
        DrawnSegment(str(a), str(b), str(c), int(cast("int", d)), str(e), str(f), None if g is None else float(g))
        for a, b, c, d, e, f, g in study.rows(
            "SELECT r.key, s.coder, s.segment_id, s.ord, s.stratum, s.purpose, s.inclusion_probability "
            "FROM samples AS s JOIN current_runs AS r ON r.id = s.run_id WHERE (?1 IS NULL OR r.key = ?1) "
            "ORDER BY r.key, s.coder, s.ord",
            (name,),
        )
    ]


def labels(study: Study) -> list[Label]:
    """Every coder's latest decision about every current segment, by coder and segment."""
    codes: dict[tuple[str, str, str], set[str]] = {}
    for a, b, c, d in study.rows("SELECT run_id, coder_id, segment_id, code_id FROM current_codings"):
        codes.setdefault((str(a), str(b), str(c)), set()).add(str(d))
    latest: dict[tuple[str, str], Label] = {}
    for r in study.rows(
        "SELECT a.run_id, a.coder_id, o.name, o.kind, a.segment_id, a.round, a.purpose, a.inclusion_probability "
        "FROM current_assignments AS a JOIN coders AS o ON o.id = a.coder_id JOIN runs AS r ON r.id = a.run_id "
        "ORDER BY o.name, a.segment_id, a.round, r.finished, r.id"
    ):
        given = frozenset(codes.get((str(r[0]), str(r[1]), str(r[4])), ()))
        probability = None if r[7] is None else float(r[7])
        name, segment = str(r[2]), str(r[4])
        latest[name, segment] = Label(name, str(r[3]), segment, int(cast("int", r[5])), str(r[6]), probability, given)
    return list(latest.values())


def unsure(study: Study, coder: str) -> dict[tuple[str, str], float]:
    """(segment, code) to the calibrated probability, of the decisions a coder would rather leave to a person."""
    return {
        (str(a), str(b)): float(cast("float", c))
        for a, b, c in study.rows(
            "SELECT u.segment_id, u.code_id, u.score FROM unsure AS u JOIN current_runs AS r ON r.id = u.run_id "
            "JOIN coders AS o ON o.id = u.coder_id WHERE o.name = ? ORDER BY u.segment_id, u.code_id",
            (coder,),
        )
    }


def scores(study: Study, kind: str) -> list[tuple[str, Mapping[str, object]]]:
    """(model, row) of the current score sheets, by model and place."""
    return [
        (str(a), json.loads(str(b)))
        for a, b in study.rows(
            "SELECT r.key, s.data FROM scores AS s JOIN current_runs AS r ON r.id = s.run_id WHERE s.kind = ? "
            "ORDER BY r.key, s.ord",
            (kind,),
        )
    ]
