"""Statements: who says what, with which stance, in which document, when; and which of them are repetitions.

Counted, they are X[i, j, k]: statements of actor i on concept j with qualifier level k. A statement repeats an earlier
one that was kept if actor, concept (and, unless it is ignored, qualifier) are equal within the same document, ISO week,
month, year or the whole range. "include" keeps all.

Source: Leifeld 2017, Discourse Network Analysis (Oxford Handbook of Political Networks). Two choices differ from the
Discourse Network Analyzer: its default is to keep all, ours to count once a document, because one long meeting must not
make a network by itself; and its week and month are compared without their year, here January 2021 is not January 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from qda.errors import InputError, UnknownName

Duplicates = Literal["include", "document", "week", "month", "year", "acrossrange"]
DUPLICATES: tuple[Duplicates, ...] = get_args(Duplicates)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. actor, concept: names. qualifier: True for, False against; a whole number on a scale; a word; None
    where there is none. document: its name, "" where unknown. date: None where unknown. row: its place in the file,
    for messages."""

    actor: str
    concept: str
    qualifier: bool | int | str | None = None
    document: str = ""
    date: date | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """X as an array actors × concepts × levels, with the names of each axis. levels: qualifier levels in order: (False,
    True) where the qualifier is a stance, the numbers or words otherwise, (None,) where there is none."""

    actors: tuple[str, ...]
    concepts: tuple[str, ...]
    levels: tuple[bool | int | str | None, ...]
    array: NDArray[np.float64]

    @property
    def scale(self) -> Literal["none", "stance", "number", "word"]:
        """What the qualifier is."""
        first = self.levels[0] if self.levels else None
        if first is None:
            return "none"
        if isinstance(first, bool):
            return "stance"
        return "number" if isinstance(first, int) else "word"


def without_repetitions(
    statements: Sequence[Statement], duplicates: Duplicates = "document", *, by_qualifier: bool = True
) -> tuple[list[int], list[int]]:
    """Positions of the statements that count and of those that repeat one of them, both in the order given.

    by_qualifier: statements that differ in their qualifier only do not repeat each other (as when the qualifier is
    used); False where it is ignored.
    Raises InputError (statement-without-date, statement-without-document) where what the choice needs is missing, and
    UnknownName for a choice that does not exist.
    """
    if duplicates not in DUPLICATES:
        raise UnknownName("way to treat duplicates", duplicates, DUPLICATES)
    kept: list[int] = []
    dropped: list[int] = []
    seen: set[object] = set()
    for i, s in enumerate(statements):
        if duplicates == "include":
            kept.append(i)
            continue
        key = (s.actor, s.concept, _place(s, duplicates), (type(s.qualifier), s.qualifier) if by_qualifier else None)
        (dropped if key in seen else kept).append(i)
        seen.add(key)
    return kept, dropped


def counted(
    statements: Sequence[Statement],
    *,
    actors: Sequence[str] = (),
    concepts: Sequence[str] = (),
    levels: Sequence[bool | int | str] = (),
) -> Counts:
    """X of the statements. actors, concepts, levels: names and qualifier levels that belong in it even without a statement
    (isolates; a slice of time whose scale is that of the whole table).

    Raises InputError (qualifier-of-several-kinds) if some qualifiers are stances and others numbers or words.
    """
    rows = tuple(sorted({s.actor for s in statements} | set(actors)))
    columns = tuple(sorted({s.concept for s in statements} | set(concepts)))
    scale = _levels(statements, levels)
    at = {name: i for i, name in enumerate(rows)}
    across = {name: i for i, name in enumerate(columns)}
    depth = {level: i for i, level in enumerate(scale)}
    array = np.zeros((len(rows), len(columns), len(scale)))
    for s in statements:
        array[at[s.actor], across[s.concept], depth[s.qualifier]] += 1
    return Counts(rows, columns, scale, array)


def _levels(
    statements: Sequence[Statement], known: Sequence[bool | int | str] = ()
) -> tuple[bool | int | str | None, ...]:
    kinds = {type(s.qualifier) for s in statements} | {type(level) for level in known}
    if len(kinds) > 1:
        rows = {kind: next((s.row for s in statements if type(s.qualifier) is kind), 0) for kind in kinds}
        told = ", ".join(f"{kind.__name__} in row {row}" for kind, row in sorted(rows.items(), key=lambda k: k[1]))
        raise InputError(
            f"the qualifiers are of several kinds: {told}",
            "give every statement a stance (yes/no), or every statement a whole number, or every statement a word",
            "qualifier-of-several-kinds",
        )
    if kinds <= {type(None)}:
        return (None,)
    if kinds == {bool}:
        return (False, True)
    return tuple(sorted({s.qualifier for s in statements} | set(known)))  # type: ignore[type-var]


def _place(statement: Statement, duplicates: Duplicates) -> object:
    """What two statements must share to be repetitions of each other, beside actor, concept and qualifier."""
    if duplicates == "acrossrange":
        return None
    if duplicates == "document":
        if not statement.document:
            raise InputError(
                f"row {statement.row} has no document, and duplicates are to count once a document",
                "fill in the column, or choose another way: include, week, month, year, acrossrange",
                "statement-without-document",
            )
        return statement.document
    if statement.date is None:
        raise InputError(
            f"row {statement.row} has no date, and duplicates are to count once a {duplicates}",
            "fill in the column (2022-04-18), or choose another way: include, document, acrossrange",
            "statement-without-date",
        )
    if duplicates == "week":
        year, week, _ = statement.date.isocalendar()
        return year, week
    return (statement.date.year, statement.date.month) if duplicates == "month" else statement.date.year
