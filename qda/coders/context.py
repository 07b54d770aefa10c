"""What rules may ask about a segment beyond the segment itself, and how rules add up to a code.

Both are given to the rule coder by whoever has the study at hand; the coder never looks anything up. A rule that asks
for something that the context does not hold is refused with its name, never taken for false.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter, ne

import numpy as np

from qda.errors import CodebookError
from qda.model import CaseId, Codebook, CodeId, CodingUnit, DocumentId, SegmentId


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds segments. turns: the turn of each segment, for TURN(). items: its agenda item, for ITEM(); a
    segment before the first item has none and stands alone. cases: the names of cases by id, for case:. dates: of
    documents, ISO 8601, a year or a year and month may do, None or absent if unknown, for date:. None: not known at
    all, so that a rule that asks for it is refused."""

    turns: Mapping[SegmentId, str] | None = None
    items: Mapping[SegmentId, str] | None = None
    cases: Mapping[CaseId, str] | None = None
    dates: Mapping[DocumentId, str | None] | None = None


ALONE = Context(turns={}, items={}, cases={}, dates={})
"""Every segment is a turn and an item of its own, in no named case, without a date: for a codebook's own examples."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How rules add up. weights: of rules by id, 1 where absent. minima: what the weights of the rules that fire in a
    segment must add up to for a code to be given; where absent, one rule is enough, whatever its weight."""

    weights: Mapping[str, float] = field(default_factory=dict)
    minima: Mapping[CodeId, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for what, values in (("weight of rule", self.weights), ("minimum of code", self.minima)):
            for name, value in values.items():
                if not (math.isfinite(value) and value > 0):
                    raise CodebookError(
                        f"{what} {name}: {value}", "a weight or minimum is a number above 0", "rule-weight"
                    )

    def weight(self, rule_id: str) -> float:
        """The weight of a rule."""
        return self.weights.get(rule_id, 1.0)


def scoring_of(codebook: Codebook) -> Scoring:
    """The weights and minima that a codebook itself sets."""
    weights = {rule.id: rule.weight for code in codebook.codes for rule in code.rules if rule.weight != 1}
    return Scoring(weights, {code.id: code.minimum for code in codebook.codes if code.minimum is not None})


def within(date: str | None, first: str, last: str) -> bool:
    """Whether a date, perhaps a year or a month only, lies wholly within two others, both included; "" is no limit."""
    if not date:
        return False
    return (not first or _first_day(date) >= _first_day(first)) and (not last or _last_day(date) <= _last_day(last))


def in_document_order(units: Sequence[CodingUnit]) -> Sequence[int]:
    """The units' indices, by document, and in a document by place; as they come if they come so."""
    documents = list(map(attrgetter("document_id"), units))
    starts = np.fromiter(map(attrgetter("start"), units), dtype=np.int64, count=len(units))
    changes = np.fromiter(map(ne, documents, islice(documents, 1, None)), dtype=bool, count=max(len(units) - 1, 0))
    heads = [documents[i] for i in (0, *(np.flatnonzero(changes) + 1).tolist())] if documents else []
    if len(set(heads)) == len(heads) and changes[starts[1:] < starts[:-1]].all():
        return range(len(units))
    return sorted(range(len(units)), key=lambda i: (units[i].document_id, units[i].start, units[i].segment_id))


def _first_day(date: str) -> str:
    return (date + "-01-01")[:10] if len(date) == 4 else (date + "-01")[:10]


def _last_day(date: str) -> str:
    if len(date) >= 10:
        return date[:10]
    year, month = int(date[:4]), int(date[5:7] or 12)
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"
