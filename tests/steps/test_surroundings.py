"""Rules that look beyond a segment find the study's turns, agenda items, cases and dates; what they cannot decide is said."""

from __future__ import annotations

import pytest

from qda.cli.app import run_command
from qda.codebook.load import read_codebook
from qda.model import CodingUnit
from qda.steps.settings import load_settings
from qda.steps.surroundings import study_context, whole_documents
from qda.store import open_study, rows

MEETING = """\
第3次议事会会议记录
时间：2022年4月18日
主持人：张主任

张主任：人都到齐了，开始吧。

一、小区停车问题
王阿姨：车位不够，晚上回来没地方停。
先说到这儿。
李经理：地面可以再划十个。

二、垃圾分类
王阿姨：垃圾桶太远了。
张主任：这个也要表决。
"""
BOOK = """\
id: around
version: "1"
codes:
  - id: {code}
    name: {{zh: 测试}}
    facet: mechanism
    rules: ['{rule}']
"""
QUIET = {
    "corpus/甲社区/会议记录/第3次.txt": MEETING,
    "corpus/乙社区/会议记录/2023-01-05_第1次.txt": "第1次会议记录\n时间：2023年1月5日\n\n赵主任：垃圾桶要换新的。\n",
}


def coded(make_study, rule: str, settings: str = "") -> list[tuple[str, str]]:
    """(speaker, first words) of the segments that a rule codes in the two meetings."""
    root = make_study(QUIET, settings)
    (root / "codebooks" / "small.yaml").write_text(BOOK.format(code="x", rule=rule), encoding="utf-8")
    assert run_command(["ingest", "--study", str(root)]) == 0
    assert run_command(["code", "--study", str(root)]) == 0
    with open_study(root) as study:
        places, texts = rows.places(study), {d.id: d.text for d in rows.documents(study)}
        return [
            (places[c.segment_id].speaker or "", c.segment_span.of(texts[c.document_id])[:4])
            for c in rows.codings(study)
        ]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("ITEM(车位 & 划)", [("王阿姨", "车位不够"), ("王阿姨", "先说到这"), ("李经理", "地面可以")]),
        ("ITEM(垃圾桶 & 表决)", [("王阿姨", "垃圾桶太"), ("张主任", "这个也要")]),
        ("ITEM(车位 & 垃圾桶)", []),
        ("ITEM(到齐)", [("张主任", "人都到齐")]),  # before the first heading a segment stands alone
        ("TURN(车位 & 说到)", [("王阿姨", "车位不够"), ("王阿姨", "先说到这")]),
        ("NEIGHBOURS(1, 划)", [("王阿姨", "先说到这"), ("李经理", "地面可以"), ("王阿姨", "垃圾桶太")]),
        ("垃圾桶 & case:乙社区", [("赵主任", "垃圾桶要")]),
        ("垃圾桶 & date:2022", [("王阿姨", "垃圾桶太")]),
        ("垃圾桶 & date:2022-05..", [("赵主任", "垃圾桶要")]),
    ],
)
def test_a_rule_finds_what_stands_around(make_study, rule, found):
    assert sorted(coded(make_study, rule)) == sorted(found)


def test_explain_sees_the_same_surroundings_as_the_coding_run(make_study, capsys):
    root = make_study(QUIET)
    book = BOOK.format(code="x", rule="ITEM(车位 & 划)")
    (root / "codebooks" / "small.yaml").write_text(book, encoding="utf-8")
    run_command(["ingest", "--study", str(root)])
    run_command(["code", "--study", str(root)])
    with open_study(root) as study:
        given = {c.segment_id for c in rows.codings(study)}
        ids = list(rows.places(study))
    for segment in ids:
        capsys.readouterr()
        assert run_command(["explain", segment, "--code", "x", "--study", str(root)]) == 0
        assert ("x：给出" in capsys.readouterr().out) == (segment in given)


def test_weights_and_minimum_reach_the_coding_run(make_study):
    book = BOOK.format(code="x", rule="车位").replace("    rules:", "    minimum: 2\n    rules:")
    book = book.replace("['车位']", "['垃圾桶', {find: 太远, weight: 1.5}]")
    root = make_study(QUIET)
    (root / "codebooks" / "small.yaml").write_text(book, encoding="utf-8")
    run_command(["ingest", "--study", str(root)])
    assert run_command(["code", "--study", str(root)]) == 0
    with open_study(root) as study:
        assert len(rows.codings(study)) == 1  # 垃圾桶太远了: 1 + 1.5; 垃圾桶要换新的: 1


def test_a_case_that_the_study_does_not_have_is_named(make_study, capsys):
    assert coded(make_study, "垃圾桶 & case:丙社区") == []
    root = make_study(QUIET, name="二")
    (root / "codebooks" / "small.yaml").write_text(BOOK.format(code="x", rule="垃圾 & case:丙社区"), encoding="utf-8")
    run_command(["ingest", "--study", str(root)])
    run_command(["code", "--study", str(root)])
    with open_study(root) as study:
        (problem,) = [p for _, p in rows.problems(study) if p.slug == "unknown-case"]
    assert "丙社区" in problem.message and "甲社区" in problem.message and problem.line == 7


def test_two_codes_of_an_exclusive_family_are_both_kept_and_named(make_study, capsys):
    root = make_study(QUIET)
    (root / "codebooks" / "small.yaml").write_text(
        "id: e\nversion: '1'\ncodes:\n"
        "  - {id: f, name: 立场, facet: mechanism, exclusive: true, children: [\n"
        "      {id: f.yes, name: 赞成, rules: ['可以']}, {id: f.no, name: 反对, rules: ['地面']}]}\n",
        encoding="utf-8",
    )
    run_command(["ingest", "--study", str(root)])
    capsys.readouterr()
    assert run_command(["code", "--study", str(root)]) == 0
    assert "exclusive-codes-together" in capsys.readouterr().err
    with open_study(root) as study:
        assert {c.code_id for c in rows.codings(study)} == {"f.yes", "f.no"}
        (problem,) = [p for _, p in rows.problems(study) if p.slug == "exclusive-codes-together"]
    assert "1 segments" in problem.message


def test_no_document_is_cut_between_blocks():
    units = [
        CodingUnit(f"s{i}", f"d{i // 3}", "c", "minutes", "speaker", None, None, i, "词") for i in range(10)
    ]  # documents of 3, 3, 3 and 1
    blocks = whole_documents(units, 4)
    assert [unit for block in blocks for unit in block] == units
    assert [len(block) for block in blocks] == [6, 4]
    assert whole_documents([], 4) == []


def test_a_changed_date_or_agenda_makes_the_coding_stale(make_study):
    root = make_study({"corpus/甲社区/会议记录/第3次.txt": MEETING})
    (root / "corpus" / "manifest.csv").write_text("path,date\n甲社区/会议记录/第3次.txt,2021-01-01\n", encoding="utf-8")
    run_command(["run", "--study", str(root)])
    with open_study(root) as study:
        assert list(study_context(study, read_codebook(BOOK.format(code="x", rule="x"))[0]).dates.values()) == [
            "2021-01-01"
        ]
        before = study.current_run("ingest").outputs_sha256
    (root / "corpus" / "manifest.csv").write_text("path,date\n甲社区/会议记录/第3次.txt,2023-01-01\n", encoding="utf-8")
    from qda.steps.run import states

    assert {s.step: s.state for s in states(root, load_settings(root))}["code"] == "stale"
    run_command(["run", "--study", str(root)])
    with open_study(root) as study:
        assert study.current_run("ingest").outputs_sha256 != before


def test_a_rule_that_asks_in_vain_is_named(make_study, capsys):
    root = make_study({"corpus/甲社区/会议记录/会.txt": "会议记录\n\n王阿姨：垃圾桶太远。\n"})
    book = BOOK.format(code="x", rule="ITEM(垃圾桶) & date:2022")
    (root / "codebooks" / "small.yaml").write_text(book, encoding="utf-8")
    run_command(["ingest", "--study", str(root)])
    capsys.readouterr()
    assert run_command(["code", "--study", str(root)]) == 0
    told = capsys.readouterr().err
    assert told.count("rule-asks-in-vain") == 2 and "ITEM() (x.r1)" in told and "date: (x.r1)" in told
