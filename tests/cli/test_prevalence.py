"""qda prevalence: on a plain file, and in a study with a drawn sample."""

from __future__ import annotations

import csv
import random

import pytest

COLUMNS = ("--case", "社区", "--document", "文档", "--machine", "机器", "--human", "人工", "--probability", "概率")


def table(tmp_path, change=lambda row: row):
    rng, path = random.Random(1), tmp_path / "编码.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["社区", "文档", "机器", "人工", "概率"])
        for case, share in (("甲", 0.3), ("乙", 0.1)):
            for i in range(400):
                truth = rng.random() < share
                machine = rng.random() < (0.8 if truth else 0.1)
                seen = i % 4 == 0
                out.writerow(
                    change([case, f"{case}{i % 10}", int(machine), int(truth) if seen else "", 0.25 if seen else ""])
                )
    return path


def test_a_plain_file(qda, tmp_path) -> None:
    ran = qda("prevalence", "--codings", table(tmp_path), *COLUMNS, "--json")
    assert ran.code == 0, ran.err
    first, second = ran.data["cases"]
    assert (first["case"], first["segments"], first["labelled"]) == ("甲", 400, 100)
    assert first["corrected"]["low"] < 0.3 < first["corrected"]["high"]
    assert second["corrected"]["low"] < 0.1 < second["corrected"]["high"] < second["machine"] + 0.1
    for target in ("labels_only", "corrected", "communities"):
        assert set(first[target]) == {"value", "low", "high"}
    assert ran.data["targets"] == {"corrected": "these documents", "communities": "communities like these"}
    (difference,) = ran.data["differences"]
    assert difference["these_documents"]["low"] < 0.2 < difference["these_documents"]["high"]
    shown = qda("prevalence", "--codings", table(tmp_path), *COLUMNS, "--method", "ppi")
    assert shown.code == 0 and "仅人工" in shown.out and "PPI++" in shown.out


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        (lambda row: [*row[:2], 0.7, *row[3:]], "label-not-binary"),
        (lambda row: [*row[:2], "", *row[3:]], "label-not-binary"),
        (lambda row: [*row[:4], 7 if row[4] else ""], "probability-out-of-range"),
        (lambda row: [*row[:4], "许多" if row[4] else ""], "probability-out-of-range"),
    ],
)
def test_faults_of_a_file_name_the_line(qda, tmp_path, change, slug) -> None:
    ran = qda("prevalence", "--codings", table(tmp_path, change), *COLUMNS)
    assert ran.code == 1 and f"[{slug}]" in ran.err and "编码.csv:" in ran.err


def test_labels_without_a_chance_correct_nothing(qda, tmp_path) -> None:
    ran = qda("prevalence", "--codings", table(tmp_path, lambda row: [*row[:4], ""]), *COLUMNS, "--json")
    assert [case["corrected"]["value"] for case in ran.data["cases"]] == [None, None]
    assert ran.data["cases"][0]["unusable"] == 100


def test_faults_in_use(qda, tmp_path) -> None:
    path = table(tmp_path)
    assert qda("prevalence", "--codings", path, "--case", "社区").code == 2
    assert qda("prevalence", "--codings", path, *COLUMNS, "--method", "magic").code == 2
    assert qda("prevalence", "--codings", tmp_path / "none.csv", *COLUMNS).code == 1
    assert "is for a study" in qda("prevalence", "--codings", path, *COLUMNS, "--people", "张三").err


def test_in_a_study(qda, make_study) -> None:
    root = make_study()
    qda("ingest", study=root)
    qda("code", study=root)
    bare = qda("prevalence", "--json", study=root)
    assert bare.code == 0 and {row["corrected"] for row in bare.data} == {None}
    qda("sample", "全部", "--size", 1000, study=root)
    from openpyxl import load_workbook

    path = root / "sheets" / "全部-编码者.xlsx"
    book = load_workbook(path)
    rows = book["编码"]
    heads = [cell.value for cell in rows[1]]
    for i in range(2, rows.max_row + 1):
        found = "公示" in rows.cell(i, heads.index("文本") + 1).value
        rows.cell(i, heads.index("编码1" if found else "无编码") + 1, "watch" if found else "√")
    book.save(path)
    assert qda("import-codings", path, "--coder", "张三", "--purpose", "evaluate", study=root).code == 0
    ran = {(row["code"], row["case"]): row for row in qda("prevalence", "--json", study=root).data}
    one = ran["watch", "甲社区"]
    assert one["labelled"] == one["segments"] and one["corrected"] == one["labels_only"] == one["corrected_low"]
    assert qda("prevalence", "--differences", "--json", study=root).code == 0
    assert qda("prevalence", "--coder", "张三", study=root).code == 2
