"""Coding batches: every run that made codings, what it holds, and whether it stands. For the list that undoing begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from qda.store.study import Study

STEPS = ("code", "import-codings")
"""Steps whose runs are batches of codings."""
UNDO = "undo"
"""The step of a run that takes a batch back."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One coding run. key: the coder (of a sheet, with its round). state: current, superseded (a later batch of the same
    coder stands), undone. codebook: id under which it is stored, "" where nothing was seen. segments: seen; those of them
    that are still current. codings: made. superseded_by: the run that took its place, or undid it; "" if current."""

    run_id: str
    step: str
    key: str
    finished: str
    state: Literal["current", "superseded", "undone"]
    codebook: str
    segments: int
    current_segments: int
    codings: int
    superseded_by: str


def batches(study: Study) -> list[Batch]:
    """All coding batches, the latest first."""
    marks = ", ".join("?" for _ in STEPS)
    made = []
    for r in study.rows(
        "SELECT r.id, r.step, r.key, r.finished, r.superseded_by, u.step, "
        "(SELECT min(a.codebook_id) FROM assignments AS a WHERE a.run_id = r.id), "
        "(SELECT count(*) FROM assignments AS a WHERE a.run_id = r.id), "
        "(SELECT count(*) FROM assignments AS a JOIN current_segments AS s ON s.id = a.segment_id WHERE a.run_id = r.id), "
        "(SELECT count(*) FROM codings AS c WHERE c.run_id = r.id) "
        f"FROM runs AS r LEFT JOIN runs AS u ON u.id = r.superseded_by WHERE r.step IN ({marks}) "
        "ORDER BY r.finished DESC, r.rowid DESC",
        STEPS,
    ):
        state: Literal["current", "superseded", "undone"] = "current"
        if r[4] is not None:
            state = "undone" if r[5] == UNDO else "superseded"
        segments, standing, codings = (int(cast("int", value)) for value in r[7:10])
        made.append(
            Batch(
                str(r[0]),
                str(r[1]),
                str(r[2]),
                str(r[3]),
                state,
                str(r[6] or ""),
                segments,
                standing,
                codings,
                str(r[4] or ""),
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class StoredCodebook:
    """A codebook as it was when it was used. source: the file's text. coders: those whose current batch used it."""

    id: str
    name: str
    version: str
    sha256: str
    source: str
    coders: tuple[str, ...]


def stored_codebooks(study: Study) -> list[StoredCodebook]:
    """Every codebook that was ever used, the oldest first."""
    used: dict[str, list[str]] = {}
    for codebook, coder in study.rows(
        "SELECT DISTINCT a.codebook_id, o.name FROM current_assignments AS a JOIN coders AS o ON o.id = a.coder_id "
        "ORDER BY o.name"
    ):
        used.setdefault(str(codebook), []).append(str(coder))
    return [
        StoredCodebook(str(a), str(b), str(c), str(d), str(e), tuple(used.get(str(a), ())))
        for a, b, c, d, e in study.rows("SELECT id, name, version, sha256, source FROM codebooks ORDER BY rowid")
    ]
