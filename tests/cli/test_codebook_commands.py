"""The codebook's commands as a user meets them: versions, differences and their results, suggestions, tests, the schema."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from qda.codebook.schema import codebook_schema
from qda.steps.codebook_diff import compare_tables
from qda.store import open_study, rows
from qda.table import Column, Missing, table


def edit(root, old: str, new: str) -> None:
    path = root / "codebooks" / "small.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


@pytest.fixture
def study(qda, make_study):
    root = make_study()
    assert qda("run", study=root).code == 0
    return root


def test_a_former_version_can_be_named_by_version_hash_and_id(qda, study):
    (first,) = qda("codebook", "versions", "--json", study=study).data
    edit(study, 'version: "1"', 'version: "2"')
    edit(study, "[结果已经公示。]", "[结果已经公示。, 账目公示了。]")
    assert qda("code", study=study).code == 0
    both = qda("codebook", "versions", "--json", study=study).data
    assert [v["version"] for v in both] == ["1", "2"]
    assert [v["coders"] for v in both] == ["", "rules"]
    for name in ("1", first["sha256"][:6], first["codebook"]):
        shown = qda("codebook", "diff", name, study=study)
        assert shown.code == 0, shown.err
        assert "small 1 → small 2" in shown.out and "examples: added “账目公示了。”" in shown.out
        assert "no rule coding is affected" in shown.out
    missing = qda("codebook", "diff", "9", study=study)
    assert missing.code == 2 and "stored versions: 1 (" in missing.err and "[codebook-version]" in missing.err


def test_without_names_the_file_is_compared_with_what_was_used(qda, study):
    assert qda("codebook", "diff", study=study).out.strip() == "no difference in codes, definitions or rules"
    edit(study, "'公示 | 检查'", "'检查'")
    shown = qda("codebook", "diff", study=study)
    with open_study(study) as opened:
        stored = sum(1 for c in rows.codings(opened) if c.code_id == "watch")
    assert f"to be coded again by  qda code ({stored} stored codings): watch" in shown.out


def test_results_are_those_of_really_coding_with_the_new_codebook(qda, study):
    before = {(r["code"], r["case"]): r["coded_segments"] for r in qda("table", "codes", "--json", study=study).data}
    database = sha256((study / "study.sqlite").read_bytes()).hexdigest()
    edit(study, "'公示 | 检查'", "'检查 | 商量'")
    found = qda("codebook", "diff", "--results", "--json", study=study)
    assert found.code == 0, found.err
    assert sha256((study / "study.sqlite").read_bytes()).hexdigest() == database, "the study was written to"
    moved = {
        r["row"]: (int(r["before"]), int(r["after"]))
        for r in found.data["moved"]
        if r["table"] == "codes" and r["column"].startswith("编码段数")
    }
    assert qda("run", study=study).code == 0
    after = {(r["code"], r["case"]): r["coded_segments"] for r in qda("table", "codes", "--json", study=study).data}
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed and {tuple(row.split("，")[1:]): pair for row, pair in moved.items()} == changed
    assert "accuracy" in found.data["compared"]


def test_results_on_screen_say_what_is_not_shown(qda, study):
    edit(study, "'公示 | 检查'", "'检查 | 商量'")
    shown = qda("codebook", "diff", "--results", "--limit", "1", study=study)
    assert "另有变动未列出" in shown.out and "研究文件不变" in shown.out


def test_tables_are_compared_by_labels_and_missing_cells_are_no_numbers():
    def made(*rows_):
        columns = (Column("code", role="label"), "hits", Column("precision", percent=True, digits=1), "text")
        return table("t", {"zh": "表", "en": "t"}, columns, rows_)

    before = made(("a", 3, 0.5, "x"), ("b", 1, Missing("少"), "y"), ("b", 2, 0.1, ""), ("gone", 1, 0.2, ""))
    after = made(("b", 1, 0.25, "z"), ("b", 4, 0.1, ""), ("a", 3, 0.5001, "x"), ("new", 1, Missing("少"), ""))
    moved, compared = compare_tables(before, after)
    assert [(m.row, m.column, m.shown) for m in moved] == [
        (("b",), "精确率 (%)", ("—", "25.0", "")),
        (("b",), "命中段数 (段)", ("2", "4", "+2")),
        (("new",), "命中段数 (段)", ("—", "1", "")),
        (("gone",), "命中段数 (段)", ("1", "—", "")),
        (("gone",), "精确率 (%)", ("20.0", "—", "")),
    ]  # 0.5 and 0.5001 look the same in the table and are not reported
    assert compared == 10


def test_files_are_compared_without_any_study(qda, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("codes: [{id: a, facet: effect, rules: [甲]}]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("codes: [{id: a, facet: effect, rules: [乙]}]\n", encoding="utf-8")
    ran = qda("codebook", "diff", "a.yaml", "b.yaml")
    assert ran.code == 0 and "to be coded again by  qda code: a" in ran.out
    assert qda("codebook", "diff", "a.yaml", "b.yaml", "--results").code == 1
    assert "[missing-path]" in qda("codebook", "diff", "a.yaml", "c.yaml").err


def test_suggestions_come_from_peoples_codings_and_leave_known_words_out(qda, make_study):
    talk = "第1次议事会会议记录\n时间：2022年4月18日\n\n" + "".join(
        f"王阿姨：这回举手表决，{i}票赞成，结果公示。\n李经理：物业{i}号的坑填好了。\n" for i in range(6)
    )
    root = make_study({"corpus/甲社区/会议记录/第1次.txt": talk})
    early = qda("ingest", study=root)
    assert early.code == 0
    assert "[no-peoples-codings]" in qda("codebook", "suggest", "watch", study=root).err
    with open_study(root) as opened:
        pass
    qda("segments", study=root)
    qda("code", study=root)
    with open_study(root) as opened:
        texts = {d.id: d.text for d in rows.documents(opened)}
        lines = [
            f"{p.segment_id},{'watch' if '公示' in p.span.of(texts[p.document_id]) else ''}"
            for p in rows.places(opened).values()
        ]
    (root / "people.csv").write_text("segment,codes\n" + "\n".join(lines), encoding="utf-8")
    with (root / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[codings]]\npath = "people.csv"\ncoder = "甲"\n')
    assert qda("run", study=root).code == 0
    ran = qda("codebook", "suggest", "watch", "--json", study=root)
    assert ran.code == 0, ran.err
    terms = {r["term"]: r for r in ran.data}
    assert "公示" not in terms, "the rules have it already"
    assert any("表决" in term for term in terms)
    one = next(r for term, r in terms.items() if "表决" in term)
    assert (one["in_code"], one["elsewhere"], one["new"]) == (6, 0, 0)
    assert f"【{one['term']}】" in one["quote"]
    assert "[few-codings]" in qda("codebook", "suggest", "power", study=root).err
    assert qda("codebook", "suggest", "nothing", study=root).code == 2


def test_the_test_names_rules_and_their_hits(qda, study):
    edit(study, "rules: ['公示 | 检查']", "rules: ['公示 | 检查', 从不出现, {id: rain, find: 下雨}]")
    ran = qda("codebook", "test", "--rules", study=study)
    assert ran.code == 3
    assert "rule rain fires in 1 counterexamples" in ran.err and "watch.r2 (从不出现) fires in no example" in ran.err
    data = qda("codebook", "test", "--json", study=study).data
    assert {r["rule"]: (r["in_examples"], r["in_counterexamples"]) for r in data["rules"]}["rain"] == (0, 1)


def test_rules_that_look_around_can_be_tested(qda, study):
    edit(study, "rules: ['公示 | 检查']", "rules: ['TURN(公示) & ITEM(公示) & NEIGHBOURS(1, 公示)']")
    ran = qda("codebook", "test", study=study)
    assert ran.code == 0, ran.err


def test_the_schema_is_printed_and_a_new_study_points_to_it(qda, tmp_path):
    assert qda("codebook", "schema").data == codebook_schema()
    folder = tmp_path / "新研究"
    assert qda("init", folder).code == 0
    text = (folder / "codebooks" / "embedding.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=codebook.schema.json"
    assert json.loads((folder / "codebooks" / "codebook.schema.json").read_text(encoding="utf-8")) == codebook_schema()
    assert qda("codebook", "check", study=folder).code == 0


def test_a_rule_that_cannot_be_read_is_shown_with_its_column(qda, study):
    edit(study, "'公示 | 检查'", "'公示 NEAR/x 检查'")
    ran = qda("codebook", "check", study=study)
    assert ran.code == 1
    assert "watch.r1" in ran.err and "column 4" in ran.err and "expected" in ran.err and "rule-syntax" in ran.err


def test_a_codebook_to_begin_with_passes_its_own_tests(qda, tmp_path):
    folder = tmp_path / "研究"
    qda("init", folder)
    out = folder / "codebooks" / "My Own.yaml"
    ran = qda("codebook", "new", out, study=folder)
    assert ran.code == 0 and 'path = "codebooks/My Own.yaml"' in ran.err
    tested = qda("codebook", "test", out, "--json", study=folder)
    assert tested.code == 0, tested.err
    assert tested.data["problems"] == []
    assert qda("codebook", "check", out, study=folder).err == ""
    assert qda("codebook", "new", out).code == 2


def test_explain_marks_the_words_and_shows_the_parts(qda, study):
    with open_study(study) as opened:
        one = next(c for c in rows.codings(opened) if c.code_id == "power.decide" and c.segment_span.start < 100)
        text = next(d for d in rows.documents(opened) if d.id == one.document_id).text
    shown = qda("explain", one.segment_id, "--code", "power.decide", "--all", study=study)
    assert "这件事【交给居民】再说，居委会不包办。" in shown.out
    assert "power.decide：给出（极性：已实现）" in shown.out
    assert "✓ 交给 | 让：交给@" in shown.out and "✓ 居民 | 业主：居民@" in shown.out
    place = f"{one.document_id}:{one.segment_span.start}-{one.segment_span.end}"
    assert qda("explain", place, "--code", "power.decide", "--all", study=study).out == shown.out
    assert one.segment_span.of(text)[:3] in shown.out
    other = qda("explain", one.segment_id, "--code", "watch", study=study)
    assert "watch：不给出" in other.out


def test_explain_tells_a_veto_from_a_part_that_is_missing(qda, study):
    edit(study, "rules: ['公示 | 检查']", "rules: ['公示 NOT 督促', '公示 NOT 下雪']")
    with open_study(study) as opened:
        texts = {d.id: d.text for d in rows.documents(opened)}
        one = next(p for p in rows.places(opened).values() if "督促" in p.span.of(texts[p.document_id]))
    shown = qda("explain", one.segment_id, "--code", "watch", "--all", study=study).out
    assert "✗ NOT 督促：督促@" in shown and "原因：被 NOT 右边的 督促 否决：督促" in shown
    assert "✓ NOT 下雪" in shown


def test_check_names_actors_and_cases_that_are_not_there(qda, study):
    edit(study, "rules: ['公示 | 检查']", "rules: ['@nobody & 公示', 'speaker:@none', '公示 & case:丙社区']")
    ran = qda("codebook", "check", study=study)
    assert ran.code == 1
    assert "watch.r1: no actor type @nobody" in ran.err and "watch.r2: no actor type @none" in ran.err
    assert "it has committee, property, residents" in ran.err and "[unknown-actor-type]" in ran.err
    edit(study, "'@nobody & 公示', 'speaker:@none', ", "")
    ran = qda("codebook", "check", study=study)
    assert ran.code == 0 and "[unknown-case]" in ran.err


def test_a_changed_codebook_of_the_same_version_is_pointed_out(qda, study):
    assert "codebook-version-kept" not in qda("code", study=study).err
    edit(study, "'公示 | 检查'", "'检查'")
    assert "codebook-version-kept" in qda("code", study=study).err
    edit(study, 'version: "1"', 'version: "2"')
    assert "codebook-version-kept" not in qda("code", study=study).err
