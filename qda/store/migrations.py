"""Bringing an older study.sqlite up to the present schema: one function a version, each in one transaction, after a backup.

`MIGRATIONS[n]` takes a database from version n to n + 1. Statements stand here as they were when the version was made,
not as the schema has them now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from qda.errors import StudyError
from qda.store.filling import check_references, references_checked_at_the_end
from qda.store.schema import SCHEMA_VERSION

Migration = Callable[[sqlite3.Connection], None]


def _add_proceedings(connection: sqlite3.Connection) -> None:
    """Version 2: agenda items, votes, resolutions and tasks of minutes."""
    connection.execute(
        "CREATE TABLE proceedings (run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, "
        "document_id TEXT NOT NULL REFERENCES documents (id), ord INTEGER NOT NULL CHECK (ord >= 0), "
        "kind TEXT NOT NULL CHECK (kind IN ('agenda', 'vote', 'resolution', 'task')), "
        'start INTEGER NOT NULL CHECK (start >= 0), "end" INTEGER NOT NULL CHECK ("end" >= start), '
        "item_start INTEGER, item_end INTEGER, details TEXT NOT NULL CHECK (json_valid(details)), "
        "PRIMARY KEY (run_id, document_id, ord)) STRICT, WITHOUT ROWID"
    )


def _add_remarks(connection: sqlite3.Connection) -> None:
    """Version 3: comments and footnotes beside the text."""
    connection.execute(
        "CREATE TABLE remarks (run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, "
        "document_id TEXT NOT NULL REFERENCES documents (id), ord INTEGER NOT NULL CHECK (ord >= 0), "
        "kind TEXT NOT NULL CHECK (kind IN ('comment', 'footnote')), start INTEGER CHECK (start >= 0), "
        '"end" INTEGER CHECK ("end" >= start), author TEXT NOT NULL, text TEXT NOT NULL, '
        "PRIMARY KEY (run_id, document_id, ord)) STRICT, WITHOUT ROWID"
    )


def _add_linkage_events(connection: sqlite3.Connection) -> None:
    """Version 4: typed linkage, event by event."""
    connection.execute(
        "CREATE TABLE linkage_events (run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, "
        "id TEXT NOT NULL, ord INTEGER NOT NULL CHECK (ord >= 0), case_id TEXT NOT NULL REFERENCES cases (id), "
        "source_id TEXT NOT NULL, target_id TEXT NOT NULL, relation TEXT NOT NULL, "
        "directed INTEGER NOT NULL CHECK (directed IN (0, 1)), "
        "polarity TEXT CHECK (polarity IN ('realised', 'planned', 'demanded', 'denied')), "
        "grounds TEXT NOT NULL CHECK (grounds IN ('named', 'speaker', 'parties', 'ellipsis')), "
        "document_id TEXT NOT NULL REFERENCES documents (id), segment_id TEXT NOT NULL REFERENCES segments (id), "
        'start INTEGER NOT NULL CHECK (start >= 0), "end" INTEGER NOT NULL CHECK ("end" > start), '
        "source_start INTEGER NOT NULL, source_end INTEGER NOT NULL, predicate_start INTEGER NOT NULL, "
        "predicate_end INTEGER NOT NULL, target_start INTEGER NOT NULL, target_end INTEGER NOT NULL, "
        "coder TEXT NOT NULL, rule_id TEXT NOT NULL, confidence REAL CHECK (confidence BETWEEN 0 AND 1), "
        "counted TEXT NOT NULL CHECK (counted IN ('yes', 'repetition', 'modality')), "
        "PRIMARY KEY (run_id, id)) STRICT, WITHOUT ROWID"
    )


def _add_samples_and_scores(connection: sqlite3.Connection) -> None:
    """Version 5: samples, unsure decisions and score sheets; sheets are stored by file, so they are read once more."""
    connection.execute(
        "CREATE TABLE samples (run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, "
        "coder TEXT NOT NULL, segment_id TEXT NOT NULL REFERENCES segments (id), ord INTEGER NOT NULL CHECK (ord >= 0), "
        "stratum TEXT NOT NULL, purpose TEXT NOT NULL, inclusion_probability REAL "
        "CHECK (inclusion_probability > 0 AND inclusion_probability <= 1), "
        "PRIMARY KEY (run_id, coder, segment_id)) STRICT, WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE unsure (run_id TEXT NOT NULL, coder_id TEXT NOT NULL, segment_id TEXT NOT NULL, "
        "code_id TEXT NOT NULL, score REAL NOT NULL CHECK (score BETWEEN 0 AND 1), "
        "PRIMARY KEY (run_id, coder_id, segment_id, code_id), FOREIGN KEY (run_id, coder_id, segment_id) "
        "REFERENCES assignments (run_id, coder_id, segment_id) DEFERRABLE INITIALLY DEFERRED) STRICT, WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE scores (run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, "
        "kind TEXT NOT NULL, ord INTEGER NOT NULL CHECK (ord >= 0), data TEXT NOT NULL CHECK (json_valid(data)), "
        "PRIMARY KEY (run_id, kind, ord)) STRICT, WITHOUT ROWID"
    )
    connection.execute("UPDATE runs SET superseded_by = id WHERE step = 'import-codings' AND superseded_by IS NULL")


def _ids_in_indices(connection: sqlite3.Connection) -> None:
    """Version 6: the ids of turns and segments in indices that can be made after the rows."""
    documents = "document_id TEXT NOT NULL REFERENCES documents (id), "
    superseded = "superseded_by TEXT REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED) STRICT"
    _made_anew(
        connection,
        "turns",
        f"(id TEXT NOT NULL, {documents}ord INTEGER NOT NULL CHECK (ord >= 0), speaker TEXT, "
        "role TEXT NOT NULL CHECK (role IN ('speaker', 'interviewer', 'interviewee', 'narration', 'apparatus')), "
        'start INTEGER NOT NULL CHECK (start >= 0), "end" INTEGER NOT NULL CHECK ("end" >= start), ' + superseded,
    )
    _made_anew(
        connection,
        "segments",
        f"(id TEXT NOT NULL, {documents}turn_id TEXT NOT NULL REFERENCES turns (id), "
        'ord INTEGER NOT NULL CHECK (ord >= 0), start INTEGER NOT NULL CHECK (start >= 0), "end" INTEGER NOT NULL '
        "CHECK (\"end\" > start), scheme TEXT NOT NULL CHECK (scheme IN ('turn', 'paragraph', 'sentence', 'window')), "
        "run_id TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED, " + superseded,
    )


def _made_anew(connection: sqlite3.Connection, table: str, columns: str) -> None:
    """A table with the same rows and columns, other constraints, and indices by id and by document."""
    connection.execute(f"CREATE TABLE {table}_anew {columns}")
    connection.execute(f"INSERT INTO {table}_anew SELECT * FROM {table} ORDER BY rowid")
    connection.execute(f"DROP TABLE {table}")
    connection.execute("PRAGMA legacy_alter_table = ON")  # the views that read the table are not looked at meanwhile
    connection.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    connection.execute("PRAGMA legacy_alter_table = OFF")
    connection.execute(f"CREATE UNIQUE INDEX {table}_by_id ON {table} (id)")
    connection.execute(f"CREATE INDEX {table}_by_document ON {table} (document_id, ord)")


MIGRATIONS: dict[int, Migration] = {
    1: _add_proceedings,
    2: _add_remarks,
    3: _add_linkage_events,
    4: _add_samples_and_scores,
    5: _ids_in_indices,
}


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
        with references_checked_at_the_end(connection):
            connection.execute("BEGIN IMMEDIATE")
            try:
                steps[version](connection)
                connection.execute(f"PRAGMA user_version = {version + 1}")
                check_references(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    return found
