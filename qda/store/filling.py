"""Filling long tables of a new study: rows first, then their indices, then the references between them.

An index is made from all rows at once in a fraction of the time that it takes to keep it up row by row, and so are the
references checked. Nothing of it is less safe: it happens inside the run's transaction, which the last check ends, so
that a run with a double id or a broken reference leaves nothing behind. Tables that have rows already are written as
always.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager


def empty(connection: sqlite3.Connection, tables: Iterable[str]) -> tuple[str, ...]:
    """Those of the tables that have no row."""
    return tuple(t for t in tables if connection.execute(f'SELECT 1 FROM "{t}" LIMIT 1').fetchone() is None)


@contextmanager
def references_checked_at_the_end(connection: sqlite3.Connection) -> Iterator[None]:
    """No foreign key is looked at inside; the transaction inside calls `check_references` before it commits. To be
    entered outside of a transaction, where alone SQLite changes this."""
    (before,) = connection.execute("PRAGMA foreign_keys").fetchone()
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA foreign_keys = {before}")


def check_references(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.IntegrityError, as a statement would, if any row of the study refers to one that is not there."""
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"FOREIGN KEY constraint failed: {broken[0]} refers to missing {broken[2]}")


def without_indices(connection: sqlite3.Connection, tables: Sequence[str]) -> list[str]:
    """Drop the indices of tables; the statements that make them again, which raise sqlite3.IntegrityError for an id that
    comes twice."""
    marks = ", ".join("?" for _ in tables)
    found = connection.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks}) "
        "ORDER BY rowid",
        tuple(tables),
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [str(statement) for _, statement in found]
