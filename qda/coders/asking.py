"""What a block is asked before any word is looked at: conditions on units, and the texts with their hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from qda.codebook import query
from qda.coders.context import Context, within
from qda.coders.joined import Integers, Joined, join
from qda.coders.program import Program
from qda.coders.scan import Hits
from qda.model import CodingUnit


def scan(units: Sequence[CodingUnit], program: Program) -> tuple[Joined, Hits]:
    """The texts of units, joined and folded, and the words in them."""
    joined = join(list(map(attrgetter("text"), units)))
    return joined, program.scanner.scan(joined)


def where(
    all_units: Sequence[CodingUnit], holds: Callable[[CodingUnit], bool], units: Integers
) -> npt.NDArray[np.bool_]:
    """Of which of the numbered units a condition holds."""
    chosen = map(all_units.__getitem__, units.tolist())
    return np.fromiter(map(holds, chosen), dtype=bool, count=len(units))


def condition(context: Context, node: query.Condition) -> Callable[[CodingUnit], bool]:
    """Whether a condition holds of a unit."""
    match node:
        case query.SpeakerIs(actor):
            return lambda unit: unit.actor_id == actor
        case query.KindIs(kinds):
            return lambda unit: unit.kind in kinds
        case query.RoleIs(roles):
            return lambda unit: unit.role in roles
        case query.CaseIs(cases):
            names = context.cases or {}
            return lambda unit: unit.case_id in cases or names.get(unit.case_id) in cases
        case query.DateIs(first, last):
            dates = context.dates or {}
            inside = lru_cache(maxsize=None)(lambda document: within(dates.get(document), first, last))
            return lambda unit: inside(unit.document_id)


def changes(values: Integers) -> Integers:
    """Sorted values, each once."""
    if len(values) < 2:
        return values
    kept: Integers = values[np.concatenate([[True], values[1:] != values[:-1]])]
    return kept
