"""A coding sheet goes out, is filled in and mangled as people and their programs do, and comes back."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qda.codebook.load import read_codebook
from qda.coders.imported import read_sheet
from qda.export.coding_sheet import CODE_COLUMNS, HEADS, SheetCode, SheetLine, coding_sheet

BOOK = read_codebook(
    "codes:\n"
    "  - {id: a, name: {zh: 赋权嵌入}, facet: dimension, rules: [x]}\n"
    "  - {id: b.c, name: {zh: 协商议事}, facet: mechanism, rules: [x]}\n"
)[0]
TEXTS = {f"s{i:012x}": text for i, text in enumerate(
    ["大家说行。", "=1+1 不是公式", "换行\n还在这一段", "经费两万元，12.50", "😀表情和𠀀字", "2022-04-18", "没编的", "无编码的"]
)}  # fmt: skip
IDS = list(TEXTS)
FIRST = len(HEADS)


def sheet() -> bytes:
    lines = [SheetLine(i, "第一次会", "王阿姨", "前", text, "后") for i, text in TEXTS.items()]
    codes = [SheetCode(c.id, c.called(), 0, "", "", "", "") for c in BOOK.codes]
    return coding_sheet(lines, codes, sample="第一轮", coder="张三", title="试验")


def filled(tmp_path: Path) -> Path:
    """As handed out, the first six rows coded, the seventh left, the eighth ticked."""
    path = tmp_path / "第一轮-张三.xlsx"
    path.write_bytes(sheet())
    book = load_workbook(path)
    rows = book["编码"]
    for i in range(6):
        rows.cell(i + 2, FIRST + 1, ["赋权嵌入（a）", "b.c", "协商议事"][i % 3])
    rows.cell(3, FIRST + 2, "赋权嵌入（a）")
    rows.cell(9, FIRST + CODE_COLUMNS + 1, "√")
    rows.cell(2, FIRST + CODE_COLUMNS + 2, "想一想")
    book.save(path)
    return path


EXPECTED = {
    **{i: (["a", "b.c", "b.c"][k % 3],) for k, i in enumerate(IDS[:6])},
    IDS[1]: ("a", "b.c"),
    IDS[7]: (),
}


def read(path: Path):
    return read_sheet(path, BOOK, TEXTS)


def check(path: Path) -> None:
    found = read(path)
    assert {segment: codes for segment, codes, _ in found.rows} == EXPECTED
    assert [p.slug for p in found.problems] == ["sheet-rows-not-coded"]
    assert found.sample == "第一轮"


def test_same_content_same_bytes_and_no_machine_codes() -> None:
    assert sheet() == sheet()


def test_what_people_see(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet())
    book = load_workbook(path)
    rows = book["编码"]
    assert book.sheetnames == ["编码", "编码表", "说明"]
    assert rows.freeze_panes == "C2" and rows.protection.sheet
    lists = {str(v.sqref): v.formula1 for v in rows.data_validations.dataValidation}
    assert lists == {"H2:L9": "编码表!$A$2:$A$3", "M2:M9": '"√"'}
    assert rows.cell(2, 2).protection.locked and not rows.cell(2, FIRST + 1).protection.locked


def test_filled_in(tmp_path: Path) -> None:
    check(filled(tmp_path))
    assert read(filled(tmp_path)).rows[0][2] == "想一想"


def test_rows_sorted_columns_added_formats_changed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book = load_workbook(path)
    rows = book["编码"]
    body = [[cell.value for cell in row] for row in rows.iter_rows(min_row=2)]
    random.Random(1).shuffle(body)
    for i, row in enumerate(body, start=2):
        for j, value in enumerate(row, start=1):
            rows.cell(i, j).value = value
            rows.cell(i, j).number_format = "0.00"
    rows.insert_cols(3)
    rows.cell(1, 3).value = "我的看法"
    rows.insert_rows(1)
    rows.cell(1, 1).value = "张三的表"
    del book["编码表"]
    book.move_sheet("说明", -1)
    book.save(path)
    check(path)


def test_columns_sorted_apart_are_noticed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book = load_workbook(path)
    rows = book["编码"]
    for i, text in enumerate(reversed(TEXTS.values()), start=2):
        rows.cell(i, 6).value = text.replace("=", "等于")
    book.save(path)
    found = read(path)
    assert found.rows == () and [p.slug for p in found.problems] == ["sheet-text-moved"] * 8


def test_saved_as_csv_by_a_spreadsheet_program(tmp_path: Path) -> None:
    path = filled(tmp_path)
    rows = load_workbook(path)["编码"]
    import csv

    out = tmp_path / "sheet.csv"
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["" if v is None else v for v in row] for row in rows.iter_rows(values_only=True)])
    assert {segment: codes for segment, codes, _ in read(out).rows} == EXPECTED


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_through_libreoffice(tmp_path: Path, kind: str) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.skip("LibreOffice is not installed")
    path, there = filled(tmp_path), tmp_path / "there"

    def convert(source: Path, ending: str, folder: Path) -> None:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        subprocess.run(
            [program, profile, "--headless", "--convert-to", ending, "--outdir", folder, source],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip

    convert(path, kind, there)
    if kind == "ods":
        convert(there / f"{path.stem}.ods", "xlsx", there)
    check(there / f"{path.stem}.xlsx")
