"""A study on disk: open it, read it, and write to it in runs that are all or nothing.

`with study.run(...) as run` is the only way to write. Everything inside is one transaction: a killed process leaves the
last finished run and nothing half-written. The journal is SQLite's rollback journal, not a write-ahead log, because
studies live in synchronised folders where the extra files of a log come to harm.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import QdaError, StudyError
from qda.model import Run
from qda.store.filling import check_references, empty, references_checked_at_the_end, without_indices
from qda.store.migrations import migrate
from qda.store.schema import APPLICATION_ID, SCHEMA, SCHEMA_VERSION

if TYPE_CHECKING:
    import pandas

DATABASE = "study.sqlite"
Value = str | int | float | None
MOST_VALUES = 480
"""Values of one statement; SQLite before 3.32 takes no more than 999."""


class RunWriter:
    """Writes one run. `add` collects rows; `outputs` is what later steps depend on, by default all rows added."""

    def __init__(self, connection: sqlite3.Connection, run_id: str, new: Sequence[str] = ()) -> None:
        self.id = run_id
        self._new = frozenset(new)
        self._connection = connection
        self._digest = sha256()

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
        """Insert rows; return how many. `columns` name the table's columns in the rows' order."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        collected = [tuple(row) for row in rows]
        self._connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', collected)
        return len(collected)

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]], key: str = "id") -> None:
        """Insert rows whose key is new; rows whose key is there already stay as they are."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        self._connection.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT ("{key}") DO NOTHING',
            [tuple(row) for row in rows],
        )

    def replace_source(self, path: str, case_name: str | None, kind: str | None, encoding: str | None) -> None:
        """Remember a path that was named on the command line."""
        self._connection.execute(
            "INSERT INTO sources (path, case_name, kind, encoding) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE "
            "SET case_name = excluded.case_name, kind = excluded.kind, encoding = excluded.encoding",
            (path, case_name, kind, encoding),
        )

    def retire(self, table: str) -> None:
        """Mark every current row of documents, turns or segments as superseded by this run. `renew` follows: what it is
        given becomes current again, so that only what is no longer there stays superseded. Nothing is deleted."""
        self._connection.execute(f'UPDATE "{table}" SET superseded_by = ? WHERE superseded_by IS NULL', (self.id,))

    def renew(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
        """Rows that are current; the first column is the id. A known id is brought up to date, keeping its first run."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = f"({', '.join('?' for _ in columns)})"
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in columns[1:] if name != "run_id")
        known = "" if table in self._new else f"ON CONFLICT (id) DO UPDATE SET {updates}, superseded_by = NULL"

        def statement(count: int) -> str:
            return f'INSERT INTO "{table}" ({names}) VALUES {", ".join([marks] * count)} {known}'

        # Several rows a statement: a fifth faster than one, and fewer values than any SQLite allows.
        size = max(1, MOST_VALUES // len(columns))
        whole = len(rows) - len(rows) % size
        blocks = (tuple(chain.from_iterable(rows[at : at + size])) for at in range(0, whole, size))
        self._connection.executemany(statement(size), blocks)
        self._connection.executemany(statement(1), rows[whole:])

    def withdraw(self, run_id: str) -> None:
        """Take a current run back: this run supersedes it, and the run that it had superseded is current again."""
        self._connection.execute("UPDATE runs SET superseded_by = NULL WHERE superseded_by = ?", (run_id,))
        self._connection.execute("UPDATE runs SET superseded_by = ? WHERE id = ?", (self.id, run_id))

    def digest(self, value: object) -> None:
        """Add a value to the hash of what this run has made. Order matters: feed sorted things."""
        self._digest.update(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8"))
        self._digest.update(b"\n")

    def digest_lines(self, lines: Iterable[str]) -> None:
        """The same for many short texts at once, without the cost of JSON."""
        self._digest.update(("\n".join(lines) + "\n").encode("utf-8"))

    @property
    def outputs_sha256(self) -> str:
        """The hash of all values digested so far."""
        return self._digest.hexdigest()


class Study:
    """An open study: `root` is its folder. Use `open_study` to make one."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
        self.root = root
        self._connection = connection

    @property
    def path(self) -> Path:
        """The database file."""
        return self.root / DATABASE

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """The rows of one query. For `qda.store` modules only: no other room writes SQL."""
        with _spoken(self.path):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def scratch(self) -> Iterator[Study]:
        """A copy of this study in a temporary file that is gone afterwards, to try on what must not be kept. Settings and
        files are those of the same folder."""
        with _spoken(self.path):
            connection = sqlite3.connect("", isolation_level=None)
            try:
                self._connection.backup(connection)
                connection.execute("PRAGMA foreign_keys = ON")
                yield Study(self.root, connection)
            finally:
                connection.close()

    def frame(self, name: str) -> pandas.DataFrame:
        """A named data frame with declared columns and types (see `qda.store.frames.FRAMES`)."""
        from qda.store.frames import frame

        return frame(self, name)

    def current_run(self, step: str, key: str = "") -> StoredRun | None:
        """The last finished, not superseded run of a step."""
        found = self.rows(
            "SELECT id, step, key, fingerprint, parameters, seed, inputs_sha256, outputs_sha256, software, started, "
            "finished FROM current_runs WHERE step = ? AND key = ? ORDER BY finished DESC LIMIT 1",
            (step, key),
        )
        return StoredRun(*(v for v in found[0])) if found else None

    def current_runs(self) -> list[StoredRun]:
        """All runs that are not superseded, oldest first."""
        found = self.rows(
            "SELECT id, step, key, fingerprint, parameters, seed, inputs_sha256, outputs_sha256, software, started, "
            "finished FROM current_runs ORDER BY finished, id"
        )
        return [StoredRun(*(v for v in row)) for row in found]

    @contextmanager
    def run(
        self,
        step: str,
        *,
        key: str = "",
        fingerprint: str,
        parameters: Mapping[str, object],
        inputs_sha256: str,
        software: Mapping[str, str],
        started: datetime,
        parent_ids: Sequence[str] = (),
        seed: int | None = None,
        filling: Sequence[str] = (),
    ) -> Iterator[RunWriter]:
        """One run: a transaction that ends with the run's own row and supersedes the earlier run of the step and key.

        filling: tables among which those that are still empty get their indices and checks after their rows
        (`qda.store.filling`); nothing but `renew` may write to them.

        Raises StudyError: locked (study-locked), disk full (disk-full), damaged (study-damaged).
        """
        stamp = started.isoformat(timespec="microseconds")
        run_id = f"{step}.{sha256(f'{step}|{key}|{fingerprint}|{stamp}'.encode()).hexdigest()[:12]}"
        with _spoken(self.path), ExitStack() as stack:
            if late := bool(empty(self._connection, filling)):
                stack.enter_context(references_checked_at_the_end(self._connection))
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                new = empty(self._connection, filling) if late else ()
                indices = without_indices(self._connection, new)
                writer = RunWriter(self._connection, run_id, new)
                yield writer
                for statement in indices:
                    self._connection.execute(statement)
                finished = datetime.now().astimezone()
                self._connection.execute(
                    "UPDATE runs SET superseded_by = ? WHERE step = ? AND key = ? AND superseded_by IS NULL",
                    (run_id, step, key),
                )
                self._connection.execute(
                    "INSERT INTO runs (id, step, key, fingerprint, parameters, seed, inputs_sha256, outputs_sha256, "
                    "software, started, finished, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        run_id,
                        step,
                        key,
                        fingerprint,
                        json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True),
                        seed,
                        inputs_sha256,
                        writer.outputs_sha256,
                        json.dumps(dict(software), sort_keys=True),
                        started.isoformat(timespec="seconds"),
                        finished.isoformat(timespec="seconds"),
                        max(0.0, (finished - started).total_seconds()),
                    ),
                )
                self._connection.executemany(
                    "INSERT INTO run_parents (run_id, parent_id) VALUES (?, ?)",
                    [(run_id, parent) for parent in sorted(set(parent_ids))],
                )
                if late:
                    check_references(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


class StoredRun:
    """A finished run as stored: `Run` plus the two hashes that decide staleness."""

    __slots__ = ("fingerprint", "key", "outputs_sha256", "record")

    def __init__(
        self,
        run_id: Value,
        step: Value,
        key: Value,
        fingerprint: Value,
        parameters: Value,
        seed: Value,
        inputs_sha256: Value,
        outputs_sha256: Value,
        software: Value,
        started: Value,
        finished: Value,
    ) -> None:
        self.key = str(key)
        self.fingerprint = str(fingerprint)
        self.outputs_sha256 = str(outputs_sha256)
        self.record = Run(
            id=str(run_id),
            step=str(step),
            parameters=json.loads(str(parameters)),
            seed=None if seed is None else int(seed),
            inputs_sha256=str(inputs_sha256),
            software=json.loads(str(software)),
            started=str(started),
            finished=str(finished),
        )


@contextmanager
def open_study(root: Path | str, *, create: bool = False, wait: float = 10.0) -> Iterator[Study]:
    """Open the study in a folder. create: make study.sqlite if it is not there. wait: seconds to wait for another
    process that is writing. Raises StudyError: no such study, not a study, of a newer version, damaged, locked."""
    folder = Path(root)
    path = folder / DATABASE
    if not path.exists() and not create:
        raise StudyError(
            f"nothing has been ingested yet: there is no {DATABASE} in {folder}",
            "run  qda ingest  or  qda run  first",
            "nothing-ingested",
        )
    with _spoken(path):
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            _check_or_create(connection, path)
            yield Study(folder, connection)
        finally:
            connection.close()


def _check_or_create(connection: sqlite3.Connection, path: Path) -> None:
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if application == 0 and version == 0 and tables == 0:
        # The whole schema in one transaction, so that a process killed here leaves an empty file, which is created anew.
        connection.execute("BEGIN IMMEDIATE")
        try:
            if int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]) == 0:
                for statement in _statements(SCHEMA):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return
    if application != APPLICATION_ID:
        raise StudyError(
            f"{path} is a database, but not one of qda's",
            "move it away, or point to another folder with --study",
            "not-a-study",
        )
    migrate(connection, path)


def _statements(script: str) -> Iterator[str]:
    """The script's single statements: `executescript` would commit the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _spoken(path: Path) -> Iterator[None]:
    """Turn SQLite's faults into messages a researcher can act on."""
    begun = time.monotonic()
    try:
        yield
    except QdaError:
        raise
    except sqlite3.DatabaseError as fault:
        text = str(fault).lower()
        if "locked" in text or "busy" in text:
            waited = time.monotonic() - begun
            raise StudyError(
                f"{path.name} is being written by another qda (waited {waited:.0f} s)",
                "let the other run finish, or close it, and try again",
                "study-locked",
            ) from fault
        if "full" in text:
            raise StudyError(
                f"the disk is full: {path} could not be written",
                "free some space and run the same command again; the last finished state is intact",
                "disk-full",
            ) from fault
        if "malformed" in text or "not a database" in text or "encrypted" in text:
            raise StudyError(
                f"{path} is damaged or no study at all ({fault})",
                "restore it from a copy, or move it away and run  qda run  : the corpus and sheets are not touched",
                "study-damaged",
            ) from fault
        if "readonly" in text or "unable to open" in text:
            raise StudyError(
                f"{path} cannot be opened for writing ({fault})",
                "check that the folder exists and that you may write to it",
                "study-unwritable",
            ) from fault
        raise StudyError(
            f"{path.name}: {fault}", "please report this with the command you ran", "study-internal"
        ) from fault
