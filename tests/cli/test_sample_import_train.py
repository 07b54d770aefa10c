"""From sheet to score, as a user does it: sample, fill in, import, train, code, sample again, all again by qda run."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from openpyxl import load_workbook

SAYINGS = {
    "power.decide": ["这件事交给居民自己定", "大家商量着办，居民说了算", "方案由居民投票决定"],
    "watch": ["结果要在栏里公示", "每月检查一次进度", "账目公开让大家看"],
}
FILLER = ["今天天气不错", "电梯坏了两天", "三号楼门口有积水", "下一个问题是停车", "谢谢各位到场", "物业还没有回话"]


def corpus() -> dict[str, str]:
    """Two communities, six meetings each, of twelve speeches: one to two sentences, every third with a code's words."""
    rng = random.Random(4)
    files = {}
    for case in ("甲社区", "乙社区"):
        for number in range(1, 7):
            lines = [f"第{number}次议事会会议记录", f"时间：2022年{number}月18日", "地点：活动室", "主持人：张主任", ""]
            for i in range(12):
                said = [rng.choice(FILLER)]
                for sayings in SAYINGS.values():
                    if rng.random() < 0.3:
                        said.append(rng.choice(sayings))
                rng.shuffle(said)
                lines.append(f"{'王阿姨' if i % 2 else '李大爷'}：{'，'.join(said)}（{case}{number}之{i}）。")
            files[f"corpus/{case}/会议记录/2022-{number:02d}-18_第{number}次.txt"] = "\n".join(lines) + "\n"
    return files


def code_like_a_person(path: Path) -> None:
    book = load_workbook(path)
    rows = book["编码"]
    heads = [cell.value for cell in rows[1]]
    text, first, tick = heads.index("文本") + 1, heads.index("编码1") + 1, heads.index("无编码") + 1
    for i in range(2, rows.max_row + 1):
        found = [c for c, sayings in SAYINGS.items() if any(s in rows.cell(i, text).value for s in sayings)]
        for k, code in enumerate(found):
            rows.cell(i, first + k, code)
        if not found:
            rows.cell(i, tick, "√")
    book.save(path)


@pytest.fixture
def study(make_study, qda):
    root = make_study(corpus())
    assert qda("ingest", study=root).code == 0 and qda("code", study=root).code == 0
    return root


def test_from_sheet_to_score(study, qda) -> None:
    drawn = qda("sample", "第一轮", "--size", 80, "--coders", "张三,李四", "--double", 0.25, "--json", study=study)
    assert drawn.code == 0, drawn.err
    sheets = [study / "sheets" / f"第一轮-{who}.xlsx" for who in ("张三", "李四")]
    for path, who in zip(sheets, ("张三", "李四"), strict=True):
        code_like_a_person(path)
        read = qda("import-codings", path, "--coder", who, "--purpose", "evaluate", study=study)
        assert read.code == 0 and "[[codings]]" in read.err and "by " + who in read.err
    trained = qda("train", "--json", study=study)
    assert trained.code == 0, trained.err
    scores = {row["code"]: row for row in trained.data}
    decide = scores["power.decide"]  # draws that are all alike have no interval
    assert decide["f1"] > 0.8 and (decide["f1_low"] is None or decide["f1_low"] < decide["f1"])
    coded = qda("code", "--coder", "linear", study=study)
    assert coded.code == 0 and "编码者：linear" in coded.out  # not the table of the rules
    given = next(r for r in qda("segments", "--json", study=study).data if "居民说了算" in r["text"])
    (told,) = qda("explain", given["segment"], "--code", "power.decide", "--json", study=study).data[0]["models"]
    assert told["given"] and told["out_of_fold"] and told["whole_margin"] > told["threshold"] and told["score"] > 0.5
    assert any(clue["feature"] in given["text"] for clue in told["speaking"])
    shown = qda("explain", given["segment"], study=study).out
    assert "power.decide：模型 linear 给出，概率" in shown and "支持：“" in shown
    pairs = {row["coder"] for row in qda("table", "agreement", "--json", study=study).data}
    assert {"linear × 张三", "linear × 李四", "rules × 张三"} <= pairs
    following = qda("sample", "--next", "--size", 10, "--coders", "张三", study=study)
    assert following.code == 0, following.err
    assert len(list((study / "sheets").glob("next-1-*.xlsx"))) == 1
    planned = qda("sample", "--plan", "--width", 0.1, "--json", study=study)
    assert {row["basis_of_share"] for row in planned.data} == {"people"}
    assert all(row["needed"] <= row["segments"] for row in planned.data)
    again = qda("train", "--json", study=study)
    assert "nothing changed" in again.err


def test_a_drawn_sample_stays_and_sheets_are_never_overwritten(study, qda) -> None:
    qda("sample", "一", "--size", 20, study=study)
    path = study / "sheets" / "一-编码者.xlsx"
    path.write_bytes(b"filled in")
    second = qda("sample", "一", "--size", 30, study=study)
    assert second.code == 0 and "stays" in second.err and path.read_bytes() == b"filled in"
    path.unlink()
    assert "wrote 1 sheets again" in qda("sample", "一", "--size", 30, study=study).err
    assert load_workbook(path)["编码"].max_row == 21


def test_everything_by_qda_run(study, qda) -> None:
    toml = study / "study.toml"
    text = toml.read_text(encoding="utf-8")
    more = '[[samples]]\nname = "一"\nsize = 90\ncoders = ["张三"]\n[[models]]\nname = "m"\nfeatures = ["characters", "rules"]\n'
    more += '[[models]]\nname = "both"\nkind = "combine"\nof = ["rules", "m"]\n'
    toml.write_text(text + more, encoding="utf-8")
    first = qda("run", study=study)
    assert first.code == 0 and "no person has coded anything yet" in first.err
    states = {(r["step"], r["name"]): r["state"] for r in qda("status", "--json", study=study).data}
    assert states["report", ""] == "done" and states["sample", "一"] == "done" and states["train", "m"] == "missing"
    qda("sample", "二", "--size", 20, study=study)
    (stale,) = (r for r in qda("status", "--json", study=study).data if r["state"] == "stale")
    assert (stale["step"], stale["reason"]) == ("report", "its input has changed")
    code_like_a_person(study / "sheets" / "一-张三.xlsx")
    toml.write_text(text + more + '[[codings]]\npath = "sheets/一-张三.xlsx"\ncoder = "张三"\n', encoding="utf-8")
    second = qda("run", study=study)
    assert second.code == 0, second.err
    assert "codes learnt from 90 segments by 张三" in second.err
    page = (study / "reports" / "report.html").read_text(encoding="utf-8")
    assert "机器学习编码器的成绩单" in page
    assert {r["state"] for r in qda("status", "--json", study=study).data} == {"done"}
    third = qda("run", "--json", study=study)
    assert [step["done"] for step in third.data] == [False] * len(third.data), third.err


def test_too_few_labels_are_said_and_hold_up_nothing(study, qda) -> None:
    qda("sample", "一", "--size", 4, study=study)
    code_like_a_person(study / "sheets" / "一-编码者.xlsx")
    qda("import-codings", study / "sheets" / "一-编码者.xlsx", "--coder", "张三", study=study)
    refused = qda("train", study=study)
    assert refused.code == 1 and "10 positives" in refused.err
    assert "Traceback" not in refused.err


def test_faults_in_use(study, qda) -> None:
    assert qda("train", study=study).code == 1
    assert qda("train", "unknown", study=study).code == 2
    assert qda("code", "--coder", "linear", study=study).code == 1
    assert qda("sample", study=study).code == 2
    assert qda("sample", "一", "--size", 20, "--purpose", "x", study=study).code == 2
    assert qda("sample", "一", "--size", 1, study=study).code == 2
    table = study / "t.csv"
    table.write_text("segment,codes\n", encoding="utf-8")
    assert qda("import-codings", table, study=study).code == 2
    assert qda("import-codings", table, "--coder", "张三", "--column", "codes", study=study).code == 2
    assert qda("import-codings", study / "none.csv", "--coder", "张三", study=study).code == 1


def test_a_table_of_another_tool_by_several_coders(study, qda) -> None:
    table, path = study / "export.csv", "corpus/甲社区/会议记录/2022-01-18_第1次.txt"
    table.write_text(
        "文件名,选文,标签,谁\n"
        f"{path},甲社区1之3,watch,张三\n"
        f"{path},甲社区1之4,自主决定,李四\n"
        f"{path},没有这句话,watch,李四\n"
        "2022-01-18_第1次.txt,甲社区1之5,watch,李四\n",  # so are two documents called
        encoding="utf-8",
    )
    names = {"document": "文件名", "quote": "选文", "codes": "标签", "coder": "谁"}
    columns = [word for pair in names.items() for word in ("--column", "=".join(pair))]
    ran = qda("import-codings", table, *columns, "--whole-documents", study=study)
    assert ran.code == 0, ran.err
    assert ran.err.count("[[codings]]") == 2 and 'columns = { document = "文件名"' in ran.err
    assert "nowhere in the document" in ran.err and "2 documents are called" in ran.err
    coders = {row["coder"]: row for row in qda("table", "coders", "--json", study=study).data}
    assert {"张三", "李四"} <= set(coders)


def test_only_what_is_wrong_with_this_sheet_is_told(study, qda) -> None:
    """And rows that nobody filled in are found by their line."""
    qda("sample", "一", "--size", 20, "--coders", "张三,李四", "--double", 1, study=study)
    one, other = (study / "sheets" / f"一-{who}.xlsx" for who in ("张三", "李四"))
    code_like_a_person(one)
    code_like_a_person(other)
    book = load_workbook(one)
    rows = book["编码"]
    first = [cell.value for cell in rows[1]].index("编码1") + 1
    rows.cell(3, first, "wach")
    for i in range(first, first + 6):
        rows.cell(5, i).value = None
    book.save(one)
    read = qda("import-codings", one, "--coder", "张三", study=study)
    assert "sheet-unknown-code" in read.err and "一-张三.xlsx:5: neither a code nor a tick" in read.err
    assert "张三" not in qda("import-codings", other, "--coder", "李四", study=study).err


def test_the_list_of_disagreements_is_not_taken_for_codings(study, qda) -> None:
    """Read as a long table it would give every disputed code."""
    table = study / "分歧.csv"
    table.write_text(
        "编码名称,编码,编码段,文本,给了编码,未给编码,会议决定\n监督,watch,s1,x,张三,李四,不给\n", encoding="utf-8"
    )
    read = qda("import-codings", table, "--coder", "会议", "--kind", "gold", study=study)
    assert read.code == 1 and "sheet-of-disagreements" in read.err and "--kind gold" in read.err


def test_why_a_code_was_not_trained_is_said_in_the_words_of_the_table() -> None:
    from qda.steps.tables_models import _why_refused

    assert "正例9段，至少要10段" in _why_refused({"positives": 9, "documents": 3})
    assert "一份文档" in _why_refused({"positives": 12, "documents": 1})
    assert "没有一段不带" in _why_refused({"positives": 12, "documents": 4})


def test_a_model_of_another_codebook_is_refused(study, qda) -> None:
    """Through the command line: an edited codebook, and the model that was trained before."""
    qda("sample", "一", "--size", 90, "--coders", "张三", study=study)
    code_like_a_person(study / "sheets" / "一-张三.xlsx")
    qda("import-codings", study / "sheets" / "一-张三.xlsx", "--coder", "张三", study=study)
    assert qda("train", study=study).code == 0 and qda("code", "--coder", "linear", study=study).code == 0
    book = study / "codebooks" / "small.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("公示", "公告"), encoding="utf-8")
    refused = qda("code", "--coder", "linear", study=study)
    assert refused.code == 1 and "model-other-codebook" in refused.err and "Traceback" not in refused.err
    assert qda("train", study=study).code == 0 and qda("code", "--coder", "linear", study=study).code == 0
