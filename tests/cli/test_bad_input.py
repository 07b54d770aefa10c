"""Bad input: a message that says what, where and what to do, the right exit code, and the study intact."""

from __future__ import annotations

import os
import sqlite3

import pytest

from qda.store.schema import SCHEMA_VERSION

MINUTES = "张主任：今天说停车的事。\n王阿姨：结果要公示。\n"


def no_traceback(ran):
    assert "Traceback" not in ran.err
    assert "Traceback" not in ran.out
    return ran


def test_no_study_here(qda, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = no_traceback(qda("status"))
    assert ran.code == 1
    assert "study.toml" in ran.err and "qda init" in ran.err and "[no-study]" in ran.err


def test_missing_and_empty_corpus(qda, make_study):
    root = make_study({})
    ran = no_traceback(qda("run", study=root))
    assert ran.code == 1 and "corpus" in ran.err and "[missing-path]" in ran.err
    (root / "corpus").mkdir()
    ran = no_traceback(qda("run", study=root))
    assert ran.code == 1 and "[empty-corpus]" in ran.err


def test_commands_before_anything_was_read(qda, make_study):
    root = make_study()
    for words in (["documents"], ["table", "coded"], ["report"], ["network", "measures"], ["segments"]):
        ran = no_traceback(qda(*words, study=root))
        assert ran.code == 1, words
        assert "qda run" in ran.err or "qda ingest" in ran.err


def test_bad_files_are_problems_and_the_others_are_read(qda, make_study):
    root = make_study(
        {
            "corpus/甲社区/会议记录/2022-04-18_好.txt": MINUTES,
            "corpus/甲社区/会议记录/空.txt": "",
            "corpus/甲社区/会议记录/坏.docx": b"this is no zip",
            "corpus/甲社区/会议记录/加密.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "corpus/甲社区/会议记录/图.png": b"\x89PNG\r\n\x1a\n",
            "corpus/甲社区/会议记录/乱.txt": bytes(range(256)) * 20,
            "corpus/甲社区/会议记录/副本.txt": MINUTES,
        }
    )
    ran = no_traceback(qda("ingest", study=root))
    assert ran.code == 0
    problems = qda("documents", "--problems", "--json", study=root).data
    unread = {row["path"].rsplit("/", 1)[1] for row in problems if row["severity"] in {"error", "warning"}}
    assert unread >= {"空.txt", "坏.docx", "加密.docx", "图.png", "乱.txt"}
    assert {"duplicate-file"} <= {row["slug"] for row in problems}
    assert len(qda("documents", "--json", study=root).data) == 1
    assert all(row["message"] and row["path"] for row in problems)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(qda, make_study):
    root = make_study()
    path = next((root / "corpus").rglob("*.txt"))
    path.chmod(0)
    assert no_traceback(qda("ingest", study=root)).code == 0
    assert "unreadable" in {row["slug"] for row in qda("documents", "--problems", "--json", study=root).data}


def test_wrong_encoding_is_said(qda, make_study):
    root = make_study()
    path = root / "corpus/乙社区/会议记录/2022-04-20_第1次.txt"
    ran = no_traceback(qda("ingest", path, "--encoding", "utf-8", study=root))
    assert ran.code == 0 and "wrong-encoding" in ran.out
    assert no_traceback(qda("ingest", path, "--encoding", "klingon", study=root)).code == 2


def test_yaml_mistake_names_the_line(qda, make_study):
    root = make_study()
    path = root / "codebooks/small.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("facet: mechanism", "facet: [mechanism"), encoding="utf-8")
    ran = no_traceback(qda("run", study=root))
    assert ran.code == 1
    assert "codebooks/small.yaml:" in ran.err


def test_rule_mistake_names_rule_and_column(qda, make_study):
    root = make_study()
    path = root / "codebooks/small.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("公示 | 检查", "公示 | (检查"), encoding="utf-8")
    ran = no_traceback(qda("codebook", "check", study=root))
    assert ran.code == 1
    assert "公示 | (检查" in ran.err and "column" in ran.err


def test_unknown_code_actor_table_format_coder(qda, make_study):
    root = make_study()
    qda("run", study=root)
    for words, known in (
        (["network", "edge", "居委会", "火星人"], "committee"),
        (["table", "nonsense"], "coded"),
        (["table", "coded", "--format", "pdf"], "csv"),
        (["code", "--coder", "oracle"], "rules"),
        (["network", "edge", "居委会", "物业", "--case", "丁"], "甲社区"),
    ):
        ran = no_traceback(qda(*words, study=root))
        assert ran.code == 2, words
        assert known in ran.err, words


def test_unknown_setting_names_the_known_ones(qda, make_study):
    root = make_study(settings='[segments]\nunits = "turn"\n')
    ran = no_traceback(qda("run", study=root))
    assert ran.code == 1 and "units" in ran.err and "unit" in ran.err and "(line" in ran.err


def test_settings_that_are_no_toml(qda, make_study):
    root = make_study(settings="[study]\ntitle = 没有引号\n")
    ran = no_traceback(qda("status", study=root))
    assert ran.code == 1 and "study.toml" in ran.err and "[settings-syntax]" in ran.err


def test_study_of_a_newer_version(qda, make_study):
    root = make_study()
    qda("ingest", study=root)
    with sqlite3.connect(root / "study.sqlite") as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    ran = no_traceback(qda("status", study=root))
    assert ran.code == 1 and "newer" in ran.err


def test_database_that_is_none(qda, make_study):
    root = make_study()
    (root / "study.sqlite").write_bytes(b"not a database at all, really not" * 40)
    ran = no_traceback(qda("run", study=root))
    assert ran.code == 1 and "[study-damaged]" in ran.err


def test_usage_errors_exit_with_2(qda, make_study):
    root = make_study()
    assert qda("nonsense").code == 2
    assert qda("ingest", "--kind", "poem", root, study=root).code == 2
    assert qda("explain", "nowhere:9-3", study=root).code in {1, 2}


def test_errors_as_json(qda, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = qda("documents", "--json")
    assert ran.data["error"]["slug"] == "no-study"


def test_ctrl_c_says_that_nothing_is_lost(qda, make_study, monkeypatch):
    root = make_study()
    qda("ingest", study=root)

    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("qda.steps.run.find_actors", interrupted)
    ran = no_traceback(qda("run", study=root))
    assert ran.code == 130 and "same command" in ran.err
    monkeypatch.undo()
    assert qda("run", study=root).code == 0
