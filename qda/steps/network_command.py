"""What `qda network of KIND` is asked for, and its answers: a table, JSON with matrices, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qda.errors import UsageError
from qda.steps.edge import case_ids
from qda.steps.export_table import narrowed
from qda.steps.figures_epistemic import drawn_space
from qda.steps.figures_network import Kind
from qda.steps.figures_study_networks import drawn_difference, drawn_networks
from qda.steps.files import write_file
from qda.steps.network_captions import caption
from qda.steps.network_files import asked_networks, long_table, networks_json, write_networks
from qda.steps.network_matrices import Choice, StudyMatrix, checked
from qda.steps.periods import Asked
from qda.steps.study_networks import Stored
from qda.steps.tables_study_networks import network_of, places_table
from qda.table import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """kind: of network. aggregation, normalisation, level: "" for the default. case: a community's name, "" for all.
    matrix: weights without quotes. places: the places that the weights count. against: another community, for a difference.
    space: documents as points of the epistemic space."""

    kind: str
    aggregation: str = ""
    normalisation: str = ""
    level: str = ""
    case: str = ""
    asked: Asked = field(default_factory=Asked)
    matrix: bool = False
    places: bool = False
    against: str = ""
    space: bool = False

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


def files_written(stored: Stored, wanted: Wanted, out: Path | None, figure: Path | None) -> list[str]:
    """Write what files are asked for; return paths and captions, a line each, none where no file is asked for.

    Raises as `written` and `drawn`, UsageError (network-choice) for --against and --space without a figure.
    """
    if not figure and (wanted.against or wanted.space):
        raise UsageError("--against and --space are drawn", "name the picture with --figure", "network-choice")
    return [*(drawn(stored, wanted, figure) if figure else []), *(written(stored, wanted, out) if out else [])]


def written(stored: Stored, wanted: Wanted, out: Path) -> list[str]:
    """Write the networks; return the paths and the captions in Chinese and English, a line each."""
    made, undated = _networks(stored, wanted)
    paths = write_networks(stored, made, undated, out)
    return [*(path.as_posix() for path in paths), caption(stored, made), caption(stored, made, "en")]


def drawn(stored: Stored, wanted: Wanted, out: Path) -> list[str]:
    """Draw the networks; return the path and the captions. out: an .svg or .png file.

    Raises UsageError (unknown-ending, same-case, network-choice, too-many-panels), UnknownName, NotEstimable.
    """
    form: Kind = "png" if out.suffix.lower() == ".png" else "svg"
    if out.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"the ending of {out.name} names no picture", "known: .svg, .png", "unknown-ending")
    checked(wanted.kind, Choice())
    if wanted.space and wanted.kind != "epistemic":
        raise UsageError("--space is of epistemic networks", "ask for  qda network of epistemic", "network-choice")
    cases = case_ids(stored.study, wanted.case) if wanted.case else set()
    choice = Choice(wanted.aggregation, wanted.normalisation, wanted.level)
    pair = _pair(stored, wanted)
    if wanted.space:
        picture = drawn_space(stored, form, pair)
    elif pair:
        picture = drawn_difference(stored, wanted.kind, choice, wanted.asked, *pair, form)
    else:
        picture = drawn_networks(stored, wanted.kind, choice, wanted.asked, cases, form)
    write_file(out, picture.content)
    return [out.as_posix(), picture.zh, picture.en]


def _pair(stored: Stored, wanted: Wanted) -> tuple[str, str] | None:
    """The two communities of a difference, None where none is asked for."""
    if not wanted.against:
        return None
    if not wanted.case:
        raise UsageError("a difference needs two communities", "name two with --case and --against", "same-case")
    (first,), (second,) = case_ids(stored.study, wanted.case), case_ids(stored.study, wanted.against)
    return first, second


def _networks(stored: Stored, wanted: Wanted) -> tuple[list[StudyMatrix], int]:
    cases = case_ids(stored.study, wanted.case) if wanted.case else ()
    return asked_networks(stored, wanted.kind, wanted.choice, wanted.asked, cases)
