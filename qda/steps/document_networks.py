"""Co-mention networks document by document: what resampling and permuting documents needs.

Their sum is the stored network: with `[network] collapse = "document"` a document's network holds 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qda.steps.settings import Settings
from qda.steps.study_networks import Stored
from qda.steps.units import Units
from qda.store import rows
from qda.store.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL = "全部社区"
"""What the network of all communities taken together is called in tables."""


@dataclass(frozen=True, slots=True)
class DocumentNetworks:
    """actors: ids, of all communities. names, sectors: of each. cases: ids and names in order. documents: ids; case_of,
    kind_of: of each document. present: for each document units × actors, 0 or 1. counts: documents × actors × actors,
    as the setting `collapse` wants them; raw: units shared, before anything is collapsed."""

    actors: tuple[str, ...]
    names: tuple[str, ...]
    sectors: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    case_of: tuple[str, ...]
    kind_of: tuple[str, ...]
    present: tuple[NDArray[np.float64], ...]
    counts: NDArray[np.float64]
    raw: NDArray[np.float64]

    @property
    def with_all(self) -> tuple[tuple[str | None, str], ...]:
        """`cases`, and after them all of them taken together (None) where there are several with documents."""
        return (*self.cases, (None, ALL)) if len(set(self.case_of)) > 1 else self.cases

    def of_case(self, case_id: str | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions of a community's (None: of all) documents, and of the actors that have a tie there."""
        kept = [i for i, case in enumerate(self.case_of) if case_id in (case, None)]
        documents = np.array(kept, dtype=np.int64)
        tied = self.counts[documents].sum(axis=(0, 2)) > 0 if len(documents) else np.zeros(len(self.actors), dtype=bool)
        return documents, np.flatnonzero(tied).astype(np.int64)

    def tied(self) -> NDArray[np.int64]:
        """Positions of the actors that have a tie in any community: the actors of every index that compares."""
        found: NDArray[np.int64] = np.flatnonzero(self.counts.sum(axis=(0, 2)) > 0).astype(np.int64)
        return found

    def common(self, case_id: str | None = None) -> NDArray[np.float64]:
        """Documents (of a community) × actors of `tied` × actors of `tied`: one set of actors for all communities."""
        return self.counts[np.ix_(self.of_case(case_id)[0], self.tied(), self.tied())]

    def strata(self, case_id: str | None) -> tuple[str, ...] | None:
        """What documents are resampled within: their communities where case_id is None, else nothing."""
        return self.case_of if case_id is None else None

    def counts_of(self, case_id: str | None) -> NDArray[np.float64]:
        """Documents × tied actors × tied actors of a community (None: of all)."""
        documents, tied = self.of_case(case_id)
        return self.counts[np.ix_(documents, tied, tied)]

    def occasions(self, case_id: str | None) -> NDArray[np.float64]:
        """Tied actors × documents: 1 where the actor is named in the document."""
        documents, tied = self.of_case(case_id)
        there = [self.present[d].any(axis=0) for d in documents]
        return np.array(there, dtype=np.float64).reshape(len(documents), len(self.actors)).T[tied]


class Shared:
    """What several tables of one command read, read once: made by the command, dropped with it."""

    def __init__(self, study: Study, settings: Settings) -> None:
        self._study = study
        self._settings = settings

    @cached_property
    def networks(self) -> DocumentNetworks:
        """The co-mention networks, document by document."""
        return document_networks(self._study, self._settings, self.units)

    @cached_property
    def units(self) -> Units:
        """Who is named in which stretch of the texts."""
        return Units(self._study, self._settings)

    @cached_property
    def stored(self) -> Stored:
        """What the networks of meetings, turns and codes are made of."""
        return Stored(self._study, self._settings)


def document_networks(
    study: Study,
    settings: Settings,
    units_of: Units | None = None,
    unit: str = "",
    surfaces: Collection[tuple[str, str]] | None = None,
) -> DocumentNetworks:
    """Read every unit of the study. Documents that name nobody are documents too. units_of: if they are read already;
    unit, surfaces: as in `Units.of`."""
    known = rows.actors(study)
    actors = tuple(known)
    place = {actor: i for i, actor in enumerate(actors)}
    documents = rows.documents(study)
    units: dict[str, list[set[int]]] = {d.id: [] for d in documents}
    for one in (units_of or Units(study, settings)).of(unit, surfaces):
        units[one.document_id].append({place[actor] for actor, _ in one.actors if actor in place})
    used = [d for d in documents if units[d.id]]
    present = []
    for d in used:
        there = np.zeros((len(units[d.id]), len(actors)))
        for row, members in enumerate(units[d.id]):
            there[row, sorted(members)] = 1.0
        present.append(there)
    raw = np.array([b.T @ b for b in present]).reshape(len(used), len(actors), len(actors))
    i = np.arange(len(actors))
    raw[:, i, i] = 0.0
    counts = (raw > 0).astype(np.float64) if settings.network.collapse == "document" else raw
    return DocumentNetworks(
        actors,
        tuple(known[a][0] for a in actors),
        tuple(known[a][2] for a in actors),
        tuple((c.id, c.name) for c in rows.cases(study)),
        tuple(d.id for d in used),
        tuple(d.case_id for d in used),
        tuple(d.kind for d in used),
        tuple(present),
        counts,
        raw,
    )


def whole_indices() -> dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]]:
    """Indices of an undirected network, as functions of a stack."""
    from qda.network.indices import WHOLE

    def undirected(name: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        index = WHOLE[name]
        return lambda stack: index(stack, False)

    return {name: undirected(name) for name in WHOLE if name != "reciprocity"}
