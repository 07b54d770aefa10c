"""What a block is asked besides its hits: conditions on units, regular expressions, actors; and how it is scanned."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qda.codebook import query
from qda.coders.context import Context, within
from qda.coders.joined import Joined, join
from qda.coders.order import Integers, distinct
from qda.coders.program import DOCUMENT, TURN, Level, Program
from qda.coders.scan import Hits
from qda.model import ActorId, CodingUnit

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder


def scan(units: Sequence[CodingUnit], program: Program) -> tuple[Joined, Hits]:
    """The texts of units, joined and folded, and the words in them."""
    joined = join(list(map(attrgetter("text"), units)))
    return joined, program.scanner.scan(joined)


class Conditions:
    """Conditions on units. They look at few properties, which have few values together, so that each is asked once for
    every combination of values, and a unit only once for its own."""

    def __init__(self, units: Sequence[CodingUnit], context: Context, nodes: Sequence[query.Condition]) -> None:
        pairs = [_property(context, node) for node in nodes]
        names = sorted({name for name, _ in pairs})
        self._tests = [(names.index(name), holds) for name, holds in pairs]
        self._values = attrgetter(*names, names[0])
        self._units = units
        self._known: dict[tuple[object, ...], int] = {}
        self._combination = np.full(len(units), -1, dtype=np.int64)
        self._table = np.empty((0, len(nodes)), dtype=bool)

    def hold(self, condition: Integers, units: Integers) -> npt.NDArray[np.bool_]:
        """Of which pairs of a numbered condition and a unit it is true."""
        new = distinct(units[self._combination[units] < 0])
        if len(new):
            values = list(map(self._values, map(self._units.__getitem__, new.tolist())))
            unknown = [value for value in dict.fromkeys(values) if value not in self._known]
            self._known.update(zip(unknown, range(len(self._known), len(self._known) + len(unknown)), strict=True))
            rows = [[holds(value[place]) for place, holds in self._tests] for value in unknown]
            self._table = np.concatenate([self._table, np.array(rows, dtype=bool).reshape(-1, len(self._tests))])
            self._combination[new] = np.fromiter(map(self._known.__getitem__, values), dtype=np.int64, count=len(new))
        flags: npt.NDArray[np.bool_] = self._table[self._combination[units], condition]
        return flags


def _property(context: Context, node: query.Condition) -> tuple[str, Callable[[Any], bool]]:
    """The property that a condition looks at, and which of its values will do."""
    match node:
        case query.SpeakerIs(actor):
            return "actor_id", lambda value: value == actor
        case query.KindIs(kinds):
            return "kind", lambda value: value in kinds
        case query.RoleIs(roles):
            return "role", lambda value: value in roles
        case query.CaseIs(cases):
            names = context.cases or {}
            return "case_id", lambda value: value in cases or names.get(value) in cases
        case query.DateIs(first, last):
            dates = context.dates or {}
            return "document_id", lambda value: within(dates.get(value), first, last)


class Around:
    """The turns, items and documents of units, numbered as they come to be asked about: by the first unit of each that
    was. One without turn or item stands alone."""

    def __init__(self, units: Sequence[CodingUnit], context: Context) -> None:
        self._units, self._context = units, context
        self._known: dict[Level, tuple[dict[str | int, int], Integers]] = {}
        self._document: Integers | None = None

    def numbers(self, level: Level, units: Integers) -> Integers:
        """The number of the turn, item or document of some units, below the number of all units."""
        if level == DOCUMENT:
            return self._documents()[units]
        if level not in self._known:
            self._known[level] = ({}, np.full(len(self._units), -1, dtype=np.int64))
        numbers, known = self._known[level]
        new = distinct(units[known[units] < 0]).tolist()
        if new:
            of = (self._context.turns if level == TURN else self._context.items) or {}
            names = map(attrgetter("segment_id"), map(self._units.__getitem__, new))
            keys = map(of.get, names, new)
            known[new] = np.fromiter(map(numbers.setdefault, keys, new), dtype=np.int64, count=len(new))
        made: Integers = known[units]
        return made

    def _documents(self) -> Integers:
        """The number of the document of each unit. The units of a document stand together, so only its end is searched for."""
        if self._document is None:
            cuts, n = [0], len(self._units)
            while cuts[-1] < n:
                own = self._units[cuts[-1]].document_id
                cuts.append(bisect_left(self._units, True, cuts[-1] + 1, n, key=lambda unit: unit.document_id != own))
            self._document = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
        return self._document


def matches(joined: Joined, pattern: re.Pattern[str], units: Sequence[int]) -> tuple[Integers, Integers]:
    """Starts and ends of the matches of a regular expression in some texts; empty ones do not count."""
    made = [
        (base + match.start(), base + match.end())
        for unit in units
        for base in (int(joined.starts[unit]),)
        for match in pattern.finditer(joined.text_of(unit))
        if match.end() > match.start()
    ]
    start, end = np.array(made, dtype=np.int64).reshape(-1, 2).T
    return start, end


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
