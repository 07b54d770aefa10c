"""What a block is asked besides its hits: conditions on units, regular expressions, actors; and how it is scanned."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qda.codebook import query
from qda.coders.context import Context, within
from qda.coders.joined import Integers, Joined, join
from qda.coders.program import ITEM, TURN, Level, Program
from qda.coders.scan import Hits
from qda.model import ActorId, CodingUnit

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder


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


class Around:
    """The turns, items and documents of units, numbered as they come to be asked about."""

    def __init__(self, units: Sequence[CodingUnit], context: Context) -> None:
        self._units, self._context = units, context
        self._known: dict[Level, tuple[dict[str | int, int], Integers]] = {}

    def numbers(self, level: Level, units: Integers) -> Integers:
        """The number of the turn, item or document of some units; one without turn or item stands alone."""
        if level not in self._known:
            self._known[level] = ({}, np.full(len(self._units), -1, dtype=np.int64))
        numbers, known = self._known[level]
        of = {TURN: self._context.turns, ITEM: self._context.items}.get(level)
        for i in units[known[units] < 0].tolist():
            unit = self._units[i]
            key = unit.document_id if of is None else of.get(unit.segment_id, i)
            known[i] = numbers.setdefault(key, len(numbers))
        return known[units]


def matches(joined: Joined, pattern: re.Pattern[str], units: Sequence[int]) -> Integers:
    """The matches of a regular expression in some texts: rows of start, end and text; empty ones do not count."""
    made = [
        (base + match.start(), base + match.end(), unit)
        for unit in units
        for base in (int(joined.starts[unit]),)
        for match in pattern.finditer(joined.text_of(unit))
        if match.end() > match.start()
    ]
    return np.array(made, dtype=np.int64).reshape(-1, 3)


def actors(
    joined: Joined, units: Sequence[CodingUnit], chosen: Sequence[int], finder: MentionFinder
) -> dict[ActorId, tuple[Integers, Integers]]:
    """The mentions of actors in some of the units: starts and ends by actor."""
    asked = [units[at] for at in chosen]
    found = finder.find_many(
        [unit.text for unit in asked],
        cases=[unit.case_id for unit in asked],
        speaker_actors=[unit.actor_id for unit in asked],
    )
    by_actor: dict[ActorId, list[tuple[int, int]]] = {}
    for at, mentions in zip(chosen, found, strict=True):
        base = int(joined.starts[at])
        for mention in mentions:
            span = (base + mention.span.start, base + mention.span.end)
            by_actor.setdefault(mention.actor_id, []).append(span)
    rows = {actor: np.array(pairs, dtype=np.int64) for actor, pairs in by_actor.items()}
    return {actor: (pairs[:, 0], pairs[:, 1]) for actor, pairs in rows.items()}


def changes(values: Integers) -> Integers:
    """Sorted values, each once."""
    kept = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=kept[1:])
    return values[kept]
