"""What `qda network of KIND` is asked for, and its answers: a table, JSON with matrices, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qda.errors import UsageError
from qda.steps.edge import case_ids
from qda.steps.export_table import narrowed
from qda.steps.network_captions import caption
from qda.steps.network_files import asked_networks, long_table, networks_json, write_networks
from qda.steps.network_matrices import Choice, StudyMatrix
from qda.steps.periods import Asked
from qda.steps.study_networks import Stored
from qda.steps.tables_study_networks import network_of, places_table
from qda.table import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """kind: of network. aggregation, normalisation, level: "" for the default. case: a community's name, "" for all.
    matrix: weights without quotes. places: the places that the weights count."""

    kind: str
    aggregation: str = ""
    normalisation: str = ""
    level: str = ""
    case: str = ""
    asked: Asked = field(default_factory=Asked)
    matrix: bool = False
    places: bool = False

    @property
    def as_matrix(self) -> bool:
        """Whether the answer is made of matrices: asked for, or any choice that the plain table does not know."""
        return self.matrix or bool(self.aggregation or self.normalisation or self.level)

    @property
    def choice(self) -> Choice:
        """The choice with defaults."""
        return Choice(self.aggregation, self.normalisation or "no", self.level or "all")


def shown_table(stored: Stored, wanted: Wanted) -> Table:
    """The table for the screen. Raises UnknownName, UsageError (network-choice, bad-period), NotEstimable."""
    if wanted.as_matrix:
        if wanted.places:
            told = "leave out --matrix, --aggregation, --normalisation and --codes"
            raise UsageError("--places lists what the plain table counts", told, "network-choice")
        return long_table(stored, *_networks(stored, wanted))
    made = (places_table if wanted.places else network_of)(stored, wanted.kind, wanted.asked)
    if not wanted.case:
        return made
    (case_id,) = case_ids(stored.study, wanted.case)
    return narrowed(made, [f"case={stored.cases[case_id]}"])


def matrix_json(stored: Stored, wanted: Wanted) -> dict[str, Any]:
    """Matrices for --json."""
    return networks_json(stored, *_networks(stored, wanted))


def written(stored: Stored, wanted: Wanted, out: Path) -> list[str]:
    """Write the networks; return the paths and the captions in Chinese and English, a line each."""
    made, undated = _networks(stored, wanted)
    paths = write_networks(stored, made, undated, out)
    return [*(path.as_posix() for path in paths), caption(stored, made), caption(stored, made, "en")]


def _networks(stored: Stored, wanted: Wanted) -> tuple[list[StudyMatrix], int]:
    cases = case_ids(stored.study, wanted.case) if wanted.case else ()
    return asked_networks(stored, wanted.kind, wanted.choice, wanted.asked, cases)
