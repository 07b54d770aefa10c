"""Filling the long tables of a new study: indices and references come after the rows, and hold all the same."""

import sqlite3
from datetime import UTC, datetime

import pytest

from qda.errors import StudyError
from qda.store import open_study
from qda.store.schema import SCHEMA
from qda.store.study import Study

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TURN = ("id", "document_id", "ord", "speaker", "role", "start", "end")
SEGMENT = ("id", "document_id", "turn_id", "ord", "start", "end", "scheme", "run_id")
DOCUMENT = ("id", "case_id", "kind", "title", "date", "text", "source_path", "source_sha256", "encoding", "format")
PACKED = ("variables", "origins", "attendees")


def a_run(study: Study, step: str, *filling: str, fingerprint: str = "f"):
    return study.run(
        step,
        fingerprint=fingerprint,
        parameters={},
        inputs_sha256="0" * 64,
        software={"qda": "0"},
        started=NOW,
        filling=filling,
    )


def read_one(run, *turns: tuple) -> None:
    """A document 你好 with some turns."""
    run.put("cases", ("id", "name", "kind", "variables"), [("case_1", "甲", "community", "{}")])
    row = (
        "d1",
        "case_1",
        "minutes",
        "会",
        None,
        "你好",
        "a.md",
        "0" * 64,
        "utf-8",
        "markdown",
        "{}",
        "{}",
        "{}",
        run.id,
    )
    run.retire("turns")
    run.renew("documents", (*DOCUMENT, *PACKED, "run_id"), [row])
    run.renew("turns", TURN, turns)


def indices(study: Study) -> list[tuple]:
    return study.rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")


def test_a_filled_study_has_all_its_rows_and_indices(tmp_path):
    with open_study(tmp_path, create=True) as study:
        before = indices(study)
        with a_run(study, "ingest", "turns") as run:
            read_one(run, ("t1", "d1", 0, "张三", "speaker", 0, 2))
        with a_run(study, "segment", "segments") as run:
            run.renew("segments", SEGMENT, [("s1", "d1", "t1", 0, 0, 2, "paragraph", run.id)])
        assert indices(study) == before
        assert study.rows("SELECT id, speaker FROM current_turns") == [("t1", "张三")]
        assert study.rows("SELECT id, turn_id FROM current_segments") == [("s1", "t1")]
        assert study.rows("PRAGMA foreign_keys") == [(1,)]


def test_a_table_with_rows_is_brought_up_to_date_as_always(tmp_path):
    with open_study(tmp_path, create=True) as study:
        for name, start in (("张三", 0), ("李四", 1)):
            with a_run(study, "ingest", "turns", fingerprint=name) as run:
                read_one(run, ("t1", "d1", 0, name, "speaker", start, 2))
        assert study.rows("SELECT id, speaker, start FROM current_turns") == [("t1", "李四", 1)]


@pytest.mark.parametrize("late", [("segments",), ()])
def test_a_segment_without_its_turn_is_refused_either_way(tmp_path, late):
    with open_study(tmp_path, create=True) as study:
        with a_run(study, "ingest", "turns") as run:
            read_one(run, ("t1", "d1", 0, "张三", "speaker", 0, 2))
        with pytest.raises(StudyError, match="FOREIGN KEY"), a_run(study, "segment", *late) as run:
            run.renew("segments", SEGMENT, [("s1", "d1", "t2", 0, 0, 2, "paragraph", run.id)])
        assert study.rows("SELECT count(*) FROM segments") == [(0,)]
        assert study.current_run("segment") is None
        assert ("segments_by_id",) in [row[:1] for row in indices(study)]
        assert study.rows("PRAGMA foreign_keys") == [(1,)]


def test_a_coding_without_assignment_is_refused_while_a_table_is_filled(tmp_path):
    with open_study(tmp_path, create=True) as study:
        with a_run(study, "ingest", "turns") as run:
            read_one(run, ("t1", "d1", 0, "张三", "speaker", 0, 2))
        with pytest.raises(StudyError, match="FOREIGN KEY"), a_run(study, "segment", "segments") as run:
            run.renew("segments", SEGMENT, [("s1", "d1", "t1", 0, 0, 2, "paragraph", run.id)])
            run.add(
                "codings",
                ("id", "run_id", "coder_id", "segment_id", "codebook_id", "code_id", "start", "end", "memo"),
                [("c1", run.id, "nobody", "s1", "b", "x", 0, 1, "")],
            )
        assert study.rows("SELECT count(*) FROM codings") == [(0,)]


def test_an_id_that_comes_twice_is_refused_and_nothing_stays(tmp_path):
    with open_study(tmp_path, create=True) as study:
        with pytest.raises(StudyError, match="UNIQUE"), a_run(study, "ingest", "turns") as run:
            read_one(run, ("t1", "d1", 0, "张三", "speaker", 0, 1), ("t1", "d1", 1, "李四", "speaker", 1, 2))
        assert study.rows("SELECT count(*) FROM turns") == [(0,)]
        assert study.rows("SELECT count(*) FROM documents") == [(0,)]


def test_an_older_study_keeps_its_rows_and_references(tmp_path):
    (tmp_path / "new").mkdir()
    old = SCHEMA.replace("id TEXT NOT NULL, -- 't'", "id TEXT PRIMARY KEY, -- 't'")
    old = old.replace("id TEXT NOT NULL, -- 's'", "id TEXT PRIMARY KEY, -- 's'").replace("CREATE UNIQUE INDEX", "-- ")
    with open_study(tmp_path / "new", create=True) as study:
        with a_run(study, "ingest") as run:
            read_one(run, ("t2", "d1", 0, None, "narration", 0, 1), ("t1", "d1", 1, "张三", "speaker", 1, 2))
        with a_run(study, "segment") as run:
            run.renew("segments", SEGMENT, [("s1", "d1", "t1", 0, 1, 2, "paragraph", run.id)])
    fresh = sqlite3.connect(tmp_path / "new" / "study.sqlite")
    db = sqlite3.connect(tmp_path / "study.sqlite")
    db.executescript(old)
    for table in ("runs", "cases", "documents", "turns", "segments"):
        for row in fresh.execute(f"SELECT * FROM {table}"):
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    db.execute(f"PRAGMA application_id = {fresh.execute('PRAGMA application_id').fetchone()[0]}")
    db.execute("PRAGMA user_version = 5")
    db.commit()
    db.close()
    fresh.close()
    with open_study(tmp_path) as study, open_study(tmp_path / "new") as new:
        assert indices(study) == indices(new)
        for query in ("SELECT * FROM turns", "SELECT * FROM current_segments", "PRAGMA foreign_key_list(segments)"):
            assert study.rows(query) == new.rows(query)
        with pytest.raises(StudyError, match="FOREIGN KEY"), a_run(study, "segment", "segments") as run:
            run.renew("segments", SEGMENT, [("s2", "d1", "t9", 0, 0, 1, "paragraph", run.id)])
