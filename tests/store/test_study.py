"""The study file: atomic runs, three states of a segment, no half-written state after a kill."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from qda.errors import StudyError
from qda.store import open_study
from qda.store.migrations import migrate
from qda.store.schema import SCHEMA, SCHEMA_VERSION
from qda.store.study import Study

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def a_run(study: Study, step: str = "ingest", fingerprint: str = "f"):
    return study.run(
        step, fingerprint=fingerprint, parameters={}, inputs_sha256="0" * 64, software={"qda": "0"}, started=NOW
    )


def add_case(run) -> None:
    run.add("cases", ("id", "name", "kind", "variables"), [("case_1", "甲", "community", "{}")])


def test_a_run_is_all_or_nothing(tmp_path):
    with open_study(tmp_path, create=True) as study:
        with pytest.raises(ZeroDivisionError), a_run(study) as run:
            add_case(run)
            _ = 1 / 0
        assert study.rows("SELECT count(*) FROM cases") == [(0,)]
        assert study.current_run("ingest") is None
        with a_run(study) as run:
            add_case(run)
        assert study.current_run("ingest") is not None


def test_a_later_run_supersedes_the_earlier(tmp_path):
    with open_study(tmp_path, create=True) as study:
        with a_run(study, fingerprint="one"):
            pass
        with a_run(study, fingerprint="two"):
            pass
        assert study.rows("SELECT count(*) FROM runs") == [(2,)]
        current = study.current_run("ingest")
        assert current is not None and current.fingerprint == "two"


def test_a_coding_needs_an_assignment(tmp_path):
    with open_study(tmp_path, create=True) as study, pytest.raises(StudyError), a_run(study, "code") as run:
        run.add(
            "codings",
            ("id", "run_id", "coder_id", "segment_id", "codebook_id", "code_id", "start", "end", "memo"),
            [("c1", run.id, "nobody", "s1", "b", "x", 0, 1, "")],
        )


def test_spans_are_checked(tmp_path):
    with open_study(tmp_path, create=True) as study, pytest.raises(StudyError), a_run(study) as run:
        run.add("problems", ("run_id", "severity", "slug", "message", "path"), [(run.id, "fatal", "s", "m", "p")])


def test_two_writers_one_waits_and_is_told(tmp_path):
    with open_study(tmp_path, create=True) as study, a_run(study):
        with open_study(tmp_path, wait=0.1) as other, pytest.raises(StudyError) as caught, a_run(other, "segment"):
            pass
        assert caught.value.slug == "study-locked"


def test_full_disk_is_said_and_the_last_state_stays(tmp_path):
    with open_study(tmp_path, create=True) as study:
        with a_run(study) as run:
            add_case(run)
        pages = study.rows("PRAGMA page_count")[0][0]
        study.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StudyError) as caught, a_run(study, "segment") as run:
            run.add(
                "problems",
                ("run_id", "severity", "slug", "message", "path"),
                [(run.id, "note", "s", "长" * 1000, f"p{i}") for i in range(500)],
            )
        assert caught.value.slug == "disk-full"
    with open_study(tmp_path) as study:
        assert study.rows("SELECT count(*) FROM cases") == [(1,)]
        assert study.rows("SELECT count(*) FROM runs") == [(1,)]


def test_older_database_is_backed_up_and_migrated(tmp_path):
    path = tmp_path / "study.sqlite"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE old (x)")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    migrate(db, path, {SCHEMA_VERSION - 1: lambda c: c.execute("ALTER TABLE old ADD COLUMN y")})  # type: ignore[arg-type, return-value]
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert (tmp_path / f"study.sqlite.v{SCHEMA_VERSION - 1}.bak").is_file()

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE old ADD COLUMN z")
        raise sqlite3.OperationalError("no")

    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, path, {SCHEMA_VERSION - 1: broken})
    assert [row[1] for row in db.execute("PRAGMA table_info(old)")] == ["x", "y"]
    db.close()


def test_version_1_is_brought_to_the_same_tables_as_a_new_study(tmp_path):
    def tables(folder) -> dict[str, list[tuple]]:
        with open_study(folder, create=True) as study:
            names = [str(n) for (n,) in study.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return {name: study.rows(f'PRAGMA table_info("{name}")') for name in names}

    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    new = tables(tmp_path / "new")
    with open_study(tmp_path / "old", create=True):
        pass
    db = sqlite3.connect(tmp_path / "old" / "study.sqlite")
    for table in (
        "proceedings",
        "remarks",
        "linkage_events",
        "samples",
        "unsure",
        "scores",
    ):  # what later versions brought
        db.execute(f"DROP TABLE {table}")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    assert tables(tmp_path / "old") == new
    assert (tmp_path / "old" / "study.sqlite.v1.bak").is_file()


def test_another_programs_database_is_left_alone(tmp_path):
    db = sqlite3.connect(tmp_path / "study.sqlite")
    db.execute("CREATE TABLE photos (x)")
    db.commit()
    db.close()
    with pytest.raises(StudyError) as caught, open_study(tmp_path):
        pass
    assert caught.value.slug == "not-a-study"


def test_every_column_of_the_schema_is_explained():
    inside = False
    for line in SCHEMA.splitlines():
        if line.startswith("CREATE TABLE"):
            inside = True
            assert "-- " in line, line
        elif line.startswith(")"):
            inside = False
        elif inside and not line.strip().startswith(("PRIMARY KEY", "FOREIGN KEY", "UNIQUE")):
            assert "-- " in line, f"no comment: {line}"


def test_frames_have_their_declared_types(tmp_path):
    from qda.store.frames import FRAMES

    with open_study(tmp_path, create=True) as study:
        for name, (_, types, _) in FRAMES.items():
            frame = study.frame(name)
            assert list(frame.columns) == list(types)
            assert len(frame) == 0
