"""The other networks of a study as matrices: what is exported, drawn, cut into slices of time and captioned.

One matrix a community and stretch of time. Without normalisation a cell is the sum of the weights that the table of the
kind (`qda network of KIND`) has for it: a number of places. Matrices of one community have the same rows and columns in
every stretch of time, so that they can be stacked.

    per-document   weight / documents (meetings) of the community within the time
    jaccard        attendance: meetings together / meetings of either
    activity       row total; prominence: column total (of the two-mode network, `qda.network.discourse`)
    sphere         epistemic: per document the vector of code pairs / its length, then the mean over documents that have
                   any connection
    discourse one-mode (congruence, conflict, subtract): products of counts, `qda.network.discourse`
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qda.errors import UnknownName, UsageError
from qda.steps.periods import Asked, Period, periods
from qda.steps.study_networks import (
    MAKERS,
    WINDOW,
    Place,
    Stored,
    counted_places,
    epistemic_lines,
    places_of,
    top_codes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qda.network.statements import Counts

TWO_MODE = ("actor-codes", "discourse")
AGGREGATIONS: dict[str, tuple[str, ...]] = {"discourse": ("ignore", "combine", "congruence", "conflict", "subtract")}
ONE_MODE_AGGREGATIONS = ("congruence", "conflict", "subtract")
NORMALISATIONS: dict[str, tuple[str, ...]] = {
    "attendance": ("no", "per-document", "jaccard"),
    "answers": ("no", "per-document", "activity"),
    "actor-codes": ("no", "per-document", "activity", "prominence"),
    "discourse": ("no", "per-document", "activity", "prominence"),
    "discourse-pairs": ("no", "average", "jaccard", "dna-cosine", "cosine"),
    "epistemic": ("no", "sphere"),
}
LEVELS = ("all", "top")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for. aggregation: of discourse only, "" for ignore. level: all codes, or top: codes counted for the
    highest code above them."""

    aggregation: str = ""
    normalisation: str = "no"
    level: str = "all"


@dataclass(frozen=True, slots=True)
class StudyMatrix:
    """One network. rows, columns: ids of actors or codes; the same in a one-mode network, whose diagonal is no tie.
    documents: what it rests on (attendance: meetings; sphere: documents with a connection). places: how many places count.
    period: its ends, "" for all time. whole: False where the material ends within the period."""

    kind: str
    case_id: str
    period: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    two_mode: bool
    directed: bool
    documents: int
    places: int
    choice: Choice
    whole: bool = True

    @property
    def one_mode_undirected(self) -> bool:
        """Whether the matrix is symmetric."""
        return not self.two_mode and not self.directed

    def of_codes(self, end: int) -> bool:
        """Whether the rows (end 0) or the columns (end 1) are codes rather than actors."""
        return self.kind == "epistemic" or (end == 1 and self.two_mode)

    def cells(self) -> Iterable[tuple[int, int, float]]:
        """(row, column, weight) of every tie, each pair of an undirected network once."""
        for i, j in np.argwhere(self.values).tolist():
            if not self.one_mode_undirected or i < j:
                yield i, j, float(self.values[i, j])


def checked(kind: str, choice: Choice) -> Choice:
    """The choice with its defaults. Raises UnknownName, UsageError (network-choice)."""
    if kind not in MAKERS:
        raise UnknownName("kind of network", kind, tuple(MAKERS))
    allowed = AGGREGATIONS.get(kind, ("ignore",))
    aggregation = choice.aggregation or "ignore"
    one_mode = aggregation in ONE_MODE_AGGREGATIONS
    known = NORMALISATIONS["discourse-pairs" if kind == "discourse" and one_mode else kind]
    if aggregation == "combine":
        known = ("no",)
    for what, given, choices in (
        ("aggregation", aggregation, allowed),
        ("normalisation", choice.normalisation, known),
        ("level of codes", choice.level, LEVELS),
    ):
        if given not in choices:
            name = f"{kind} ({aggregation})" if kind == "discourse" else kind
            raise UsageError(
                f"the {what} {given} does not exist in the network {name}",
                f"choose one of: {', '.join(choices)}",
                "network-choice",
            )
    return Choice(aggregation, choice.normalisation, choice.level)


def matrices(
    stored: Stored, kind: str, choice: Choice | None = None, asked: Asked | None = None, cases: Iterable[str] = ()
) -> tuple[list[StudyMatrix], int]:
    """(one matrix a community and stretch of time, communities first; number of documents without a day, which are in no
    stretch). cases: ids, all by default. Communities without a place within the time are left out.

    Raises UnknownName, UsageError (network-choice, bad-period).
    """
    chosen = checked(kind, choice or Choice())
    wanted = set(cases) or set(stored.cases)
    found = places_of(stored, kind)
    if chosen.level == "top" and kind in TWO_MODE:
        found = _rolled_up(found, top_codes(stored.coded))
    if kind == "discourse" and chosen.aggregation != "ignore":
        found = [p for p in found if p.qualifier]
    counted, _ = counted_places(found, stored.settings.network.collapse)
    cut, undated = periods(stored.documents, asked or Asked())
    made = []
    for case_id in (c for c in stored.cases if c in wanted):
        inside = frozenset().union(*(p.documents for p in cut))
        ours = [p for p in counted if p.case_id == case_id and p.document_id in inside]
        if ours:
            made += [_matrix(stored, kind, chosen, case_id, period, ours) for period in cut]
    return made, undated


def _rolled_up(places: Sequence[Place], top: dict[str, str]) -> list[Place]:
    return [
        Place(p.case_id, p.document_id, p.source, top[p.target], p.qualifier, p.around, p.spans, p.words, p.segment_id)
        for p in places
    ]


def _matrix(
    stored: Stored, kind: str, choice: Choice, case_id: str, period: Period, ours: Sequence[Place]
) -> StudyMatrix:
    """ours: the places of the community in all stretches; they say which rows and columns there are."""
    one_mode = kind not in TWO_MODE or choice.aggregation in ONE_MODE_AGGREGATIONS
    inside = [p for p in ours if p.document_id in period.documents]
    sources, targets = {p.source for p in ours}, {p.target for p in ours}
    documents = _documents(stored, kind, case_id, period)
    if kind in TWO_MODE:
        rows, columns, values = _of_statements(ours, inside, choice, max(documents, 1))
    else:
        rows = columns = tuple(sorted(sources | targets))
        values = _counts(inside, rows, symmetric=kind != "answers")
        if choice.normalisation == "sphere":
            values, documents = _mean_network(stored, case_id, period, rows)
        elif choice.normalisation == "jaccard":
            values = _shared_meetings(stored, case_id, period, rows, values)
        else:
            values = _divided(values, choice.normalisation, documents)
    directed = kind == "answers"
    return StudyMatrix(
        kind, case_id, period.name, rows, columns, values, not one_mode, directed, documents, len(inside), choice, period.whole
    )  # fmt: skip


def _documents(stored: Stored, kind: str, case_id: str, period: Period) -> int:
    if kind == "attendance":
        return sum(1 for m in stored.meetings if m.document.case_id == case_id and m.document.id in period.documents)
    return sum(1 for d in stored.documents.values() if d.case_id == case_id and d.id in period.documents)


def _counts(places: Sequence[Place], names: Sequence[str], *, symmetric: bool) -> NDArray[np.float64]:
    at = {name: i for i, name in enumerate(names)}
    made = np.zeros((len(names), len(names)))
    for p in places:
        made[at[p.source], at[p.target]] += 1
        if symmetric:
            made[at[p.target], at[p.source]] += 1
    return made


def _divided(values: NDArray[np.float64], normalisation: str, documents: int) -> NDArray[np.float64]:
    if normalisation == "per-document":
        return values / max(documents, 1)
    if normalisation == "activity":
        total = values.sum(axis=1, keepdims=True)
        share: NDArray[np.float64] = np.divide(values, total, out=np.zeros_like(values), where=total > 0)
        return share
    return values


def _of_statements(
    ours: Sequence[Place], inside: Sequence[Place], choice: Choice, documents: int
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64]]:
    """Actors and codes by `qda.network.discourse`; the levels of the qualifier are those of all stretches."""
    from qda.network.discourse import discourse_network

    counts = _counted(ours, inside)
    one_mode = choice.aggregation in ONE_MODE_AGGREGATIONS
    normalisation = "no" if choice.normalisation == "per-document" else choice.normalisation
    made = discourse_network(
        counts,
        "onemode" if one_mode else "twomode",
        choice.aggregation,  # type: ignore[arg-type]
        normalisation,  # type: ignore[arg-type]
    )
    values = made.values / documents if choice.normalisation == "per-document" else made.values
    return made.rows, made.columns, values


def _counted(ours: Sequence[Place], inside: Sequence[Place]) -> Counts:
    from qda.network.statements import Statement, counted

    qualified = any(p.qualifier for p in ours)
    said = [Statement(p.source, p.target, p.qualifier if qualified else None, p.document_id) for p in inside]
    return counted(
        said,
        actors=sorted({p.source for p in ours}),
        concepts=sorted({p.target for p in ours}),
        levels=sorted({p.qualifier for p in ours}) if qualified else (),
    )


def _shared_meetings(
    stored: Stored, case_id: str, period: Period, rows: Sequence[str], together: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Meetings together / meetings of either."""
    there = [m.present for m in stored.meetings if m.document.case_id == case_id and m.document.id in period.documents]
    alone = np.array([sum(1 for present in there if actor in present) for actor in rows], dtype=float)
    either = alone[:, None] + alone[None, :] - together
    share: NDArray[np.float64] = np.divide(together, either, out=np.zeros_like(together), where=either > 0)
    return share


def document_vectors(stored: Stored) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64]]:
    """(documents, codes, documents × codes × codes): each document's epistemic network, sphere-normalised, symmetric; all
    zero where a document has no connection."""
    from qda.network.epistemic import moving_window
    from qda.network.epistemic_space import sphere

    found = moving_window(epistemic_lines(stored, by="document"), WINDOW)
    normed = sphere(found.values)
    cube = np.zeros((len(found.units), len(found.codes), len(found.codes)))
    for column, (a, b) in enumerate(found.pairs):
        cube[:, a, b] = cube[:, b, a] = normed[:, column]
    return found.units, found.codes, cube


def _mean_network(stored: Stored, case_id: str, period: Period, rows: Sequence[str]) -> tuple[NDArray[np.float64], int]:
    units, codes, cube = document_vectors(stored)
    ours = [
        i
        for i, unit in enumerate(units)
        if stored.documents[unit].case_id == case_id and unit in period.documents and cube[i].any()
    ]
    at = [codes.index(code) for code in rows]
    mean = cube[ours].mean(axis=0) if ours else np.zeros(cube.shape[1:])
    return mean[np.ix_(at, at)], len(ours)
