"""The main job, as a user does it: init, ingest, code, explain, network, table, report, run, status."""

from __future__ import annotations

import json
import shutil
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from qda.steps.init import ACTOR_LISTS


def hashes(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_run_makes_a_report_and_a_second_run_does_nothing(qda, make_study):
    root = make_study()
    first = qda("run", study=root)
    assert first.code == 0, first.err
    assert (root / "reports" / "report.html").is_file()
    assert (root / "reports" / "report.docx").is_file()
    before = hashes(root / "reports")
    again = qda("run", "--json", study=root)
    assert again.code == 0
    assert [step["done"] for step in again.data] == [False] * len(again.data)
    assert hashes(root / "reports") == before
    states = qda("status", "--json", study=root).data
    assert {row["state"] for row in states} == {"done"}


def test_same_inputs_give_the_same_bytes_in_another_folder(qda, make_study, tmp_path):
    root = make_study()
    assert qda("run", study=root).code == 0
    other = tmp_path / "elsewhere"
    other.mkdir()
    for name in ("corpus", "codebooks"):
        shutil.copytree(root / name, other / name)
    shutil.copy(root / "study.toml", other)
    assert qda("run", study=other).code == 0
    assert hashes(other / "reports") == hashes(root / "reports")


def test_documents_json_has_what_was_read(qda, make_study):
    root = make_study()
    qda("ingest", study=root)
    rows = {row["path"]: row for row in qda("documents", "--json", study=root).data}
    minutes = rows["corpus/乙社区/会议记录/2022-04-20_第1次.txt"]
    assert minutes["case"] == "乙社区"
    assert minutes["kind"] == "minutes"
    assert minutes["date"] == "2022-04-20"
    assert minutes["encoding"] == "gb18030"
    assert (minutes["turns"], minutes["speakers"], minutes["problems"]) == (3, 3, 0)
    interview = rows["corpus/甲社区/访谈/2022-05-16_访谈.txt"]
    assert (interview["kind"], interview["turns"], interview["speakers"]) == ("interview", 4, 2)


def test_coded_table_counts_what_stands_in_the_texts(qda, make_study):
    root = make_study()
    qda("run", study=root)
    rows = {(r["code"], r["case"]): r for r in qda("table", "codes", "--json", study=root).data}
    assert rows["power.decide", "甲社区"]["coded_segments"] == 2  # 张主任, and the interviewee's 说了算
    assert rows["power", "甲社区"]["coded_segments"] == 2
    assert rows["watch", "甲社区"]["coded_segments"] == 2  # 王阿姨 and the resolution
    assert rows["power.decide", "甲社区"]["coded_documents"] == 2


def test_the_interviewers_words_are_not_data_unless_asked(qda, make_study):
    root = make_study(settings="[code]\ninterviewer = true\n")
    qda("run", study=root)
    rows = {(r["code"], r["case"]): r for r in qda("table", "codes", "--json", study=root).data}
    assert rows["power.decide", "甲社区"]["coded_segments"] == 3


def test_every_coding_leads_back_to_its_words(qda, make_study):
    root = make_study()
    qda("run", study=root)
    codings = qda("table", "codings", "--json", study=root).data
    assert codings
    from qda.store import open_study, rows

    with open_study(root) as study:
        texts = {d.source_path: d.text for d in rows.documents(study)}
    for row in codings:
        assert texts[row["path"]][row["start"] : row["end"]] == row["text"]
        for words in row["evidence"].split("；"):
            assert words in row["text"]


def test_edge_prints_as_many_quotes_as_the_tie_weighs(qda, make_study):
    root = make_study(settings='[network]\nmodalities = ["realised", "planned"]\n')  # 居委会要督促物业 is planned
    qda("run", study=root)
    weights: dict[tuple[str, str, frozenset[str]], float] = {}
    ties = qda("network", "export", study=root).data
    assert ties
    for tie in ties:
        assert tie["weight"] == len(tie["segments"])
        key = (tie["case"], tie["relation"], frozenset((tie["source"], tie["target"])))
        weights[key] = weights.get(key, 0) + tie["weight"]  # both directions of a pair are printed together
    for (case, relation, pair), weight in weights.items():
        words = ["network", "edge", *sorted(pair), "--case", case, "--relation", relation, "--json"]
        assert len(qda(*words, study=root).data) == weight
    typed = qda("network", "export", "--relation", "linkage.supervises", study=root).data
    assert ("committee", "property") in {(t["source"], t["target"]) for t in typed}


def test_explain_shows_rule_and_words(qda, make_study):
    root = make_study()
    qda("run", study=root)
    segment = next(
        s for s in qda("segments", "--json", study=root).data if s["speaker"] == "张主任" and s["case"] == "甲社区"
    )
    by_id = qda("explain", segment["segment"], study=root)
    assert by_id.code == 0
    assert "power.decide" in by_id.out and "自己定" in by_id.out
    by_place = qda("explain", f"{segment['path']}:{segment['start']}-{segment['end']}", "--code", "watch", study=root)
    assert by_place.code == 0 and "watch：不给出" in by_place.out
    assert qda("explain", segment["segment"], "--code", "nonsense", study=root).code == 2


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "docx", "tex", "md", "html"])
def test_every_format_is_written(qda, make_study, tmp_path, ending):
    root = make_study()
    qda("run", study=root)
    out = tmp_path / f"表 1.{ending}"
    ran = qda("table", "coded", "--out", out, study=root)
    assert ran.code == 0, ran.err
    assert out.stat().st_size > 100


def test_tables_can_all_be_made(qda, make_study):
    root = make_study()
    qda("run", study=root)
    names = [row["table"] for row in qda("table", "--list", "--json").data]
    assert len(names) > 10
    for name in names:
        ran = qda("table", name, "--json", study=root)
        assert ran.code == 0, (name, ran.err)
        json.loads(ran.out)


def test_init_makes_a_study_that_runs(qda, tmp_path):
    root = tmp_path / "新研究"
    assert qda("init", root).code == 0
    assert qda("init", root).code == 1
    (root / "corpus" / "丙社区" / "会议记录").mkdir(parents=True)
    (root / "corpus" / "丙社区" / "会议记录" / "2023-01-02_会.txt").write_text(
        "张书记：停车的事由居民自己定。\n王阿姨：好。\n", encoding="utf-8"
    )
    ran = qda("run", study=root)
    assert ran.code == 0, ran.err
    assert (root / "reports" / "report.html").is_file()
    settings = root / "study.toml"
    text = settings.read_text(encoding="utf-8")
    assert "actors-taiwan.yaml" in text
    settings.write_text(
        text.replace('path = "codebooks/actors.yaml"', 'path = "codebooks/actors-taiwan.yaml"'), encoding="utf-8"
    )
    assert qda("run", study=root).code == 0
    assert "codebooks/actors-taiwan.yaml" in qda("table", "names", study=root).out, "the note names the list in use"


def test_a_wheel_holds_what_init_copies():
    project = Path(__file__).parents[2]
    build = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    held = build["targets"]["wheel"]["force-include"]
    for name in ("embedding.yaml", *ACTOR_LISTS):
        assert held[f"codebooks/{name}"] == f"qda/data/codebooks/{name}"
        assert (project / "codebooks" / name).is_file()


def test_traditional_text_is_coded_by_the_same_rules(qda, make_study):
    root = make_study(
        {"corpus/甲/會議/2018-01-01.md": "# 會\n\n### 王小姐：\n這件事交給居民自己定，結果要公示，檢查也要。\n"}
    )
    assert qda("run", study=root).code == 0
    codes = {row["code"] for row in qda("table", "codings", "--json", study=root).data}
    assert codes >= {"power.decide", "watch"}


def test_changed_file_makes_later_steps_stale_and_is_read_again(qda, make_study):
    root = make_study()
    qda("run", study=root)
    path = root / "corpus/甲社区/会议记录/2022-04-18_第1次.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("自己定", "以后说"), encoding="utf-8")
    states = {(r["step"], r["name"]): r["state"] for r in qda("status", "--json", study=root).data}
    assert states["ingest", ""] == states["segment", ""] == states["report", ""] == "stale"
    assert qda("run", study=root).code == 0
    rows = {(r["code"], r["case"]): r for r in qda("table", "codes", "--json", study=root).data}
    assert rows["power.decide", "甲社区"]["coded_segments"] == 2  # 交给 … 居民 still stands
    assert {r["state"] for r in qda("status", "--json", study=root).data} == {"done"}


def test_changed_codebook_makes_only_coding_and_after_stale(qda, make_study):
    root = make_study()
    qda("run", study=root)
    path = root / "codebooks/small.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("公示 | 检查", "检查"), encoding="utf-8")
    states = {r["step"]: r["state"] for r in qda("status", "--json", study=root).data}
    assert (states["ingest"], states["segment"], states["actors"]) == ("done", "done", "done")
    assert (states["code"], states["report"]) == ("stale", "stale")
    done = {s["step"]: s["done"] for s in qda("run", "--json", study=root).data}
    assert done["code"] and not done["ingest"]


def test_an_edited_report_is_kept_aside(qda, make_study):
    root = make_study()
    qda("run", study=root)
    (root / "reports" / "report.html").write_text("my notes", encoding="utf-8")
    ran = qda("run", study=root)
    assert ran.code == 0
    assert (root / "reports" / "report.edited.html").read_text(encoding="utf-8") == "my notes"
    assert "report.edited.html" in ran.err


def test_paths_of_the_command_line_are_remembered(qda, make_study, tmp_path):
    root = make_study()
    outside = tmp_path / "别处" / "2022-06-01_谈话.txt"
    outside.parent.mkdir()
    outside.write_text("问：好吗？\n答：结果没有公示。\n", encoding="utf-8")
    assert qda("ingest", outside, "--case", "丙社区", "--kind", "interview", study=root).code == 0
    for _ in range(2):
        cases = {row["case"] for row in qda("documents", "--json", study=root).data}
        assert cases == {"甲社区", "乙社区", "丙社区"}
        assert qda("run", study=root).code == 0


def test_dry_run_changes_nothing(qda, make_study):
    root = make_study()
    rows = qda("ingest", "--dry-run", "--json", study=root).data
    assert {row["state"] for row in rows} == {"new"}
    assert not (root / "study.sqlite").exists()
