"""Bringing an older study.sqlite up to the present schema: one function a version, each in one transaction, after a backup.

`MIGRATIONS[n]` takes a database from version n to n + 1. There is none yet: version 1 is the first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from qda.errors import StudyError
from qda.store.schema import SCHEMA_VERSION

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: dict[int, Migration] = {}


def migrate(connection: sqlite3.Connection, path: Path, migrations: dict[int, Migration] | None = None) -> int:
    """Bring the open database at `path` to SCHEMA_VERSION; return the version it had.

    A copy named study.sqlite.v<N>.bak is made first. Raises StudyError (study-newer) for a database of a later version.
    """
    steps = MIGRATIONS if migrations is None else migrations
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > SCHEMA_VERSION:
        raise StudyError(
            f"{path.name} has format {found}; this qda knows formats up to {SCHEMA_VERSION}",
            "the study was made by a newer qda: update with  pip install --upgrade qda",
            "study-newer",
        )
    if found == SCHEMA_VERSION:
        return found
    backup = path.with_name(f"{path.name}.v{found}.bak")
    with sqlite3.connect(backup) as copy:
        connection.backup(copy)
    copy.close()
    for version in range(found, SCHEMA_VERSION):
        if version not in steps:
            raise StudyError(
                f"{path.name} has format {version}, from which no way leads to format {SCHEMA_VERSION}",
                "delete study.sqlite and run  qda run  again; the corpus and the coding sheets are not touched",
                "study-older",
            )
        connection.execute("BEGIN IMMEDIATE")
        try:
            steps[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    return found
