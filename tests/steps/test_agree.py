"""Agreement inside a study: whose codings are compared on which segments, what is undefined, and declared thresholds."""

from __future__ import annotations

import json

import pytest

from qda.cli.app import run_command
from qda.steps.actors import find_actors
from qda.steps.code import code
from qda.steps.import_codings import import_sheet
from qda.steps.ingest import ingest, survey
from qda.steps.segment import segment
from qda.steps.settings import load_settings
from qda.steps.tables import make_table
from qda.store import open_study, rows

TALK = "张主任：今天说第{n}件事。\n王阿姨：这件事交给居民自己定。\n李经理：结果已经公示。\n赵阿姨：没有别的了。\n"
FAMILY = """\
id: family
version: "1"
title: {zh: 互斥, en: exclusive}
source: 测试用
codes:
  - id: power
    name: {zh: 赋权, en: power}
    facet: dimension
    basis: operationalisation
    definition: {zh: 权力交给居民, en: power passes to residents}
    exclusive: true
    children:
      - id: power.decide
        name: {zh: 自主决定, en: decide}
        basis: operationalisation
        definition: {zh: 居民自己决定, en: residents decide}
        examples: [这件事交给居民自己定。]
        rules: ['自己定']
      - id: power.ask
        name: {zh: 征求意见, en: ask}
        basis: operationalisation
        definition: {zh: 只问居民意见, en: residents are asked}
        examples: [征求居民意见。]
        rules: ['征求']
"""
DECIDE, WATCH = "power.decide", "watch"


def everything_but_the_report(root):
    settings = load_settings(root)
    with open_study(root, create=True) as study:
        ingest(study, settings, survey(root, settings, []))
        segment(study, settings)
        find_actors(study, settings)
        code(study, settings, "rules")
        for sheet in settings.codings:
            import_sheet(study, settings, sheet)


@pytest.fixture
def coded(make_study, capsys):
    """coded({coder: {(document, segment): codes}}, settings) -> the study's folder. Documents and segments count from 0;
    codes are texts as in a sheet; a coder's name may end in @2 for the second round or @gold."""

    def make(sheets, settings="", documents=4, codebook=""):
        files = {f"corpus/甲社区/会议记录/2022-04-{d + 10}_第{d}次.txt": TALK.format(n=d) for d in range(documents)}
        root = make_study(files, settings)
        if codebook:
            (root / "codebooks" / "small.yaml").write_text(codebook, encoding="utf-8")
        everything_but_the_report(root)
        with open_study(root) as study:
            order = [d.id for d in rows.documents(study)]
            by_document = {d: [s.id for s in rows.segments(study) if s.document_id == d] for d in order}
        text = (root / "study.toml").read_text(encoding="utf-8")
        for name, said in sheets.items():
            lines = [f"{by_document[order[d]][s]},{codes},{'备注' if codes else ''}" for (d, s), codes in said.items()]
            path = f"codings/{name}.csv"
            (root / "codings").mkdir(exist_ok=True)
            (root / path).write_text("segment,codes,memo\n" + "\n".join(lines) + "\n", encoding="utf-8")
            coder, _, more = name.partition("@")
            kind, number = ("gold", 1) if more == "gold" else ("human", int(more or 1))
            text += f'[[codings]]\npath = "{path}"\ncoder = "{coder}"\nkind = "{kind}"\nround = {number}\n'
        (root / "study.toml").write_text(text, encoding="utf-8")
        everything_but_the_report(root)
        capsys.readouterr()
        return root

    return make


def everything(code, documents=4, but=()):
    """A sheet: segment 1 of each document has the code, the others none; `but` changes single cells."""
    said = {(d, s): (code if s == 1 else "") for d in range(documents) for s in range(4)}
    return {**said, **dict(but)}


def found(root, name="agreement"):
    with open_study(root) as study:
        return make_table(study, load_settings(root), name)


def row(table, coder, code):
    return next(r for r in table.records() if (r["coder"], r["code"]) == (coder, code))


def test_people_are_compared_on_what_both_saw_and_parents_are_rolled_up(coded) -> None:
    seen_less = {k: v for k, v in everything(DECIDE, but={(0, 1): "", (2, 2): WATCH}).items() if k[0] < 3}
    root = coded({"张三": everything(DECIDE), "李四": seen_less})
    table = found(root)
    decide, parent = row(table, "张三 × 李四", DECIDE), row(table, "张三 × 李四", "power")
    assert (decide["units"], decide["positives_a"], decide["positives_b"]) == (12, 3, 2)
    assert decide["percent"] == pytest.approx(11 / 12)
    assert {k: v for k, v in parent.items() if k not in ("code", "code_name")} == {
        k: v for k, v in decide.items() if k not in ("code", "code_name")
    }
    assert row(table, "张三 × 李四", WATCH)["krippendorff_alpha"] == pytest.approx(0.0, abs=1e-9)
    assert "linkage" not in table.column("code")
    assert any("12段，其中8段" in note for note in table.notes)


def test_three_coders_are_one_group_and_three_pairs(coded) -> None:
    root = coded({"张三": everything(DECIDE), "李四": everything(DECIDE), "王五": everything(DECIDE, but={(0, 1): ""})})
    table = found(root)
    together = row(table, "张三 × 李四 × 王五", DECIDE)
    assert together["positives"] == "张三 4、李四 4、王五 3" and together["cohen_kappa"] is None
    pairs = {r["coder"] for r in table.records() if r["coder"].count("×") == 1}
    assert {"张三 × 李四", "张三 × 王五", "李四 × 王五"} <= pairs


def test_coders_who_share_no_document_are_not_estimable(coded) -> None:
    whole = everything(DECIDE)
    first = {k: v for k, v in whole.items() if k[0] < 2}
    second = {k: v for k, v in whole.items() if k[0] >= 2}
    root = coded({"张三": first, "李四": second}, "[agree]\nthreshold = 0.667\n")
    only = [r for r in found(root).records() if r["coder"] == "张三 × 李四"]
    assert len(only) == 1 and only[0]["units"] == 0 and only[0]["verdict"] == "not estimable"
    assert {only[0][k] for k in ("percent", "krippendorff_alpha", "gwet_ac1", "low")} == {None}
    assert run_command(["agree", "--study", str(root)]) == 3


def test_a_code_that_nobody_used_is_undefined_and_not_1(coded) -> None:
    root = coded({"张三": everything(DECIDE), "李四": everything(DECIDE)})
    watch = row(found(root), "张三 × 李四", WATCH)
    assert watch["percent"] == 1.0
    assert {watch[k] for k in ("cohen_kappa", "krippendorff_alpha", "gwet_ac1")} == {None}
    together = row(found(root, "coefficients"), "张三 × 李四", WATCH)
    assert {together[k] for k in ("conger_kappa", "fleiss_kappa", "scott_pi", "brennan_prediger")} == {None}


@pytest.mark.parametrize(
    ("settings", "code", "verdicts"),
    [
        ("threshold = 0.667", 3, {DECIDE: "met on few", WATCH: "not met"}),
        ("threshold = 0.667\nthresholds = {watch = 0.2}", 0, {DECIDE: "met on few", WATCH: "met on few"}),
        ('threshold = 0.5\ncoefficient = "gwet_ac1"', 0, {DECIDE: "met on few", WATCH: "met on few"}),
        ('threshold = 0.2\nrests_on = "low"', 3, {WATCH: "not met"}),
        ("", 0, {}),
    ],
)
def test_thresholds_declared_beforehand(coded, capsys, settings, code, verdicts) -> None:
    second = everything(DECIDE, but={(0, 2): WATCH, (1, 2): WATCH, (2, 3): WATCH})
    first = everything(DECIDE, but={(0, 2): WATCH, (1, 3): WATCH})
    root = coded({"张三": first, "李四": second}, f"[agree]\n{settings}\n")
    assert run_command(["agree", "--study", str(root), "--json"]) == code
    shown = capsys.readouterr()
    records = {r["code"]: r for r in json.loads(shown.out) if r["coder"] == "张三 × 李四"}
    for name, verdict in verdicts.items():
        assert records[name]["verdict"] == verdict, records[name]
    assert ("declared thresholds" in shown.err) == bool(verdicts)
    assert "verdict" in records[DECIDE] or not verdicts


def test_a_code_given_often_enough_meets_its_threshold(coded, capsys) -> None:
    said = everything(DECIDE, documents=11)
    root = coded({"张三": said, "李四": said}, "[agree]\nthreshold = 0.8\n", documents=11)
    assert run_command(["agree", "--study", str(root)]) == 0
    shown = capsys.readouterr()
    assert "2 codes meet theirs" in shown.err and "共同编码段44段" in shown.out
    assert row(found(root), "张三 × 李四", DECIDE)["verdict"] == "met"
    assert run_command(["run", "--study", str(root)]) == 0
    assert "threshold met by 2 codes, by 0 with few codings, not by 0" in capsys.readouterr().err
    assert "编码者间一致性：张三 × 李四（共同编码段44段）" in (root / "reports/report.html").read_text(encoding="utf-8")
    assert row(found(root), "张三 × 李四", WATCH)["verdict"] == "not estimable"


def test_rules_stand_beside_gold_and_beside_people_without_gold(coded) -> None:
    root = coded({"张三": everything(DECIDE), "裁定@gold": everything(DECIDE)})
    labels = set(found(root).column("coder"))
    assert "rules × 裁定" in labels and "rules × 张三" not in labels
    root.joinpath("study.toml").write_text(
        root.joinpath("study.toml").read_text(encoding="utf-8").replace('kind = "gold"', 'kind = "human"'),
        encoding="utf-8",
    )
    everything_but_the_report(root)
    assert "rules × 张三" in set(found(root).column("coder"))


def test_the_three_states_of_a_segment(coded) -> None:
    half = {k: v for k, v in everything(DECIDE).items() if k[0] < 2}
    table = found(coded({"张三": half, "李四": everything(DECIDE)}), "coders")
    seen = {r["coder"]: r for r in table.records()}["张三"]
    assert (seen["seen_segments"], seen["coded_segments"], seen["without_code"], seen["not_seen"]) == (8, 2, 6, 8)
    assert (seen["documents"], seen["shared_segments"], seen["codings"], seen["purpose"]) == (2, 8, 2, "信度")
    rules = {r["coder"]: r for r in table.records()}["rules"]
    assert (rules["seen_segments"], rules["coded_segments"], rules["shared_segments"]) == (16, 8, 16)


def test_only_the_coders_asked_for(coded, capsys) -> None:
    root = coded({"张三": everything(DECIDE), "李四": everything(DECIDE), "王五": everything(DECIDE)})
    words = ["agree", "--study", str(root), "--between", "张三", "--between", "王五", "--json"]
    assert run_command(words) == 0
    assert {r["coder"] for r in json.loads(capsys.readouterr().out)} == {"张三 × 王五"}
    assert run_command(["agree", "--study", str(root), "--between", "赵六"]) == 2
    assert "张三" in capsys.readouterr().err
    assert run_command(["agree", "--study", str(root), "--between", "张三"]) == 1
    assert "nothing-to-compare" in capsys.readouterr().err


def test_coders_who_were_named_are_compared_whatever_they_are(coded, capsys) -> None:
    root = coded({"张三": everything(DECIDE), "裁定@gold": {(0, 1): DECIDE, (0, 2): WATCH}})
    words = ["agree", "--study", str(root), "--between", "张三", "--between", "裁定", "--between", "rules", "--json"]
    assert run_command(words) == 0
    records = json.loads(capsys.readouterr().out)
    assert {r["coder"] for r in records} == {"张三 × 裁定", "张三 × rules", "裁定 × rules"}
    assert {r["units"] for r in records if r["coder"] == "裁定 × rules" and r["code"]} == {2}


def test_settings_that_cannot_be(make_study, capsys) -> None:
    root = make_study(settings='[agree]\nthreshold = 1.2\nthresholds = {power = "high"}\nrests_on = "luck"\n')
    assert run_command(["status", "--study", str(root)]) == 1
    said = capsys.readouterr().err
    assert "between 0 and 1" in said and "a section of numbers" in said and "must be one of value, low" in said


def test_several_codes_on_a_segment_as_sets(coded) -> None:
    both = everything(DECIDE, but={(d, 1): f"{DECIDE};{WATCH}" for d in range(4)})
    table = found(coded({"张三": both, "李四": everything(DECIDE)}), "sets")
    leaf = next(r for r in table.records() if r["coder"] == "张三 × 李四" and r["level"] == "末级编码")
    assert (leaf["units"], leaf["any_code"], leaf["exact"], leaf["similarity"]) == (16, 4, 0.75, 0.5)
    assert 0 < leaf["alpha_masi"] < leaf["alpha_jaccard"] < 1


def test_spans_inside_segments() -> None:
    """王阿姨：居民自己定，结果公示 — one coder marks the whole segment, the other the first half."""
    from qda.model import Span
    from qda.steps.agree import Group
    from qda.steps.tables_sets_spans import _continua
    from qda.store.judgements import Judgements
    from qda.store.rows import SegmentPlace

    def coder(name, said):
        return Judgements(name, "human", 1, frozenset(), "b", said, {})

    places = tuple(
        SegmentPlace(f"s{i}", "d", "c", i, Span(10 * i + 3, 10 * i + 11), i, None, "speaker", None) for i in range(3)
    )
    first = coder("张三", {"s0": {WATCH: (Span(3, 11),)}, "s1": {}, "s2": {WATCH: (Span(23, 27), Span(25, 29))}})
    second = coder("李四", {"s0": {WATCH: (Span(3, 7),)}, "s1": {DECIDE: (Span(13, 21),)}, "s2": {}})
    group = Group("people", (first, second), places)
    (document,) = _continua(group, places, ((WATCH,),))
    assert document.length == 24
    assert document.coders == (((0, 8, 1), (16, 20, 1), (18, 22, 1)), ((0, 4, 1),))


def test_exclusive_codes_have_a_row_of_their_family(coded) -> None:
    """Two children that exclude each other: one coder takes the one for the other in a single segment of four."""
    from qda.steps.tables_sets_spans import spans

    root = coded({"张三": everything(DECIDE), "李四": everything(DECIDE, but={(0, 1): "power.ask"})}, codebook=FAMILY)
    with open_study(root) as study:
        table = spans(study, load_settings(root))
    own, family = (r for r in table.records() if (r["coder"], r["code"]) == ("张三 × 李四", "power"))
    assert "其下编码" in family["code_name"] and "其下编码" not in own["code_name"]
    assert own["u_alpha"] == pytest.approx(1) and 0 < family["u_alpha"] < 1
    assert family["unmarked"] == own["unmarked"] and family["character_percent"] < own["character_percent"] == 1
    assert family["cu_alpha"] is not None and own["cu_alpha"] is None


def test_whole_segments_as_spans_are_said_to_be_so(coded) -> None:
    table = found(coded({"张三": everything(DECIDE), "李四": everything(DECIDE, but={(0, 1): ""})}), "spans")
    decide = row(table, "张三 × 李四", DECIDE)
    assert 0 < decide["u_alpha"] < 1 and decide["marked_alpha"] == decide["u_alpha"] and decide["cu_alpha"] is None
    assert decide["overlap_f1"] == pytest.approx(2 * 3 / 7) and decide["spans"] == 7
    assert row(table, "张三 × 李四", WATCH)["u_alpha"] is None
    assert not [r for r in table.records() if "rules" in r["coder"]]
    assert any("都以整段为编码范围" in note for note in table.notes)


def test_people_with_each_other_beside_the_machine_with_people(coded) -> None:
    text = "[agree]\nmargin = 0.05\n"
    root = coded({"张三": everything(DECIDE), "李四": everything(DECIDE, but={(0, 1): "", (1, 3): DECIDE})}, text)
    decide = row(found(root, "machines"), "rules", DECIDE)
    assert decide["units"] == 16 and decide["verdict"] in ("no worse", "not shown")
    assert decide["difference"] == pytest.approx(decide["alpha_machine"] - decide["alpha_people"])
    assert decide["low"] < decide["difference"] < decide["high"]


def test_a_machine_that_copies_a_person_is_left_out(coded) -> None:
    as_rules = everything(DECIDE, but={(d, 2): WATCH for d in range(4)})
    root = coded({"张三": as_rules, "李四": everything(DECIDE)})
    (only,) = found(root, "machines").records()
    assert only["coder"] == "rules" and only["alpha_machine"] is None
    assert any("来源相同" in note for note in found(root, "machines").all_notes())


def test_rounds_drift_and_stability(coded) -> None:
    half = {k: v for k, v in everything(DECIDE).items() if k[0] < 2}
    worse = {**half, (0, 1): "", (1, 3): DECIDE}
    root = coded({"张三": half, "李四": worse, "张三@2": everything(DECIDE), "李四@2": everything(DECIDE)})
    table = found(root, "rounds")
    first, second = (r for r in table.records() if r["code"] == DECIDE)
    assert (first["stretch"], second["stretch"]) == ("第1轮", "第2轮")
    assert first["krippendorff_alpha"] < second["krippendorff_alpha"] == 1
    assert second["change"] == pytest.approx(1 - first["krippendorff_alpha"]) and first["change"] is None
    agreed = found(root)
    assert row(agreed, "张三 × 李四", DECIDE)["units"] == 16, "the last round is judged"
    assert row(agreed, "李四（第1轮） × 李四（第2轮）", DECIDE)["units"] == 8


def test_agreement_by_the_date_of_documents(coded) -> None:
    said = everything(DECIDE, documents=6)
    root = coded({"张三": said, "李四": {**said, (5, 1): ""}}, documents=6)
    periods = [r for r in found(root, "rounds").records() if r["code"] == DECIDE]
    assert [r["stretch"] for r in periods] == [
        "2022-04-10 至 2022-04-11",
        "2022-04-12 至 2022-04-13",
        "2022-04-14 至 2022-04-15",
    ]
    assert periods[0]["change"] is None and periods[2]["change"] < 0


def test_the_list_for_the_meeting(coded, tmp_path) -> None:
    import openpyxl

    first = everything(DECIDE, but={(0, 2): WATCH})
    second = everything(DECIDE, but={(0, 1): "", (1, 1): f"{DECIDE};{WATCH}"})
    root = coded({"张三": first, "李四": second, "裁定@gold": {(0, 1): DECIDE, (0, 2): ""}})
    table = found(root, "disagreements")
    listed = {(r["code"], r["text"]): r for r in table.records()}
    assert len(table.rows) == 3
    decide = listed[DECIDE, "这件事交给居民自己定。"]
    assert (decide["coded_by"], decide["not_coded_by"], decide["gold"]) == ("张三", "李四", True)
    assert "甲社区" in decide["source"] and "王阿姨" in decide["source"] and decide["memos"] == "张三：备注"
    assert listed[WATCH, "结果已经公示。"]["gold"] is False
    both = listed[WATCH, "这件事交给居民自己定。"]
    assert both["gold"] is None and both["other_codes"] == "张三：自主决定；李四：自主决定"
    out = tmp_path / "分歧.xlsx"
    assert run_command(["table", "disagreements", "--study", str(root), "--out", str(out)]) == 0
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet.max_row == 4 and sheet.freeze_panes
