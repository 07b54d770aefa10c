"""People's coding sheets: what comes back, in the formats and encodings that come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.codebook.load import read_codebook
from qda.coders.imported import read_sheet
from qda.errors import InputError

BOOK = read_codebook(
    "codes:\n"
    "  - {id: a, name: {zh: 赋权嵌入, en: empowerment}, facet: dimension, rules: [x]}\n"
    "  - {id: b.c, name: {zh: 协商议事}, facet: mechanism, rules: [x]}\n"
)[0]
KNOWN = {"s1", "s2", "s3", "s4"}
SHEET = """\
segment,text,codes,memo
s1,"大家说，行",b.c;a,想一想
s2,无,,
s3,某,赋权嵌入；协商议事,
s9,某,a,
s4,某,z,
,某,a,
s1,再,A,第二次
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_reads_a_csv_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "编码 表.csv"
    path.write_bytes(SHEET.replace("\n", "\r\n").encode(encoding))
    rows, problems = read_sheet(path, BOOK, KNOWN)
    assert rows == [
        ("s1", ("a", "b.c"), "想一想\n第二次"),
        ("s2", (), ""),
        ("s3", ("a", "b.c"), ""),
    ]
    assert [(problem.slug, problem.line) for problem in problems] == [
        ("sheet-unknown-segment", 5),
        ("sheet-unknown-code", 6),
        ("sheet-row-without-segment", 7),
        ("sheet-segment-twice", 8),
    ]


def test_reads_semicolons_and_chinese_headers(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text('说明行;;\n编码段;编码;备注\ns1;"a;b.c";好\n', encoding="utf-8", newline="\n")
    rows, problems = read_sheet(path, BOOK, KNOWN)
    assert (rows, problems) == ([("s1", ("a", "b.c"), "好")], [])


def test_reads_a_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.title = "说明"
    workbook.active.append(["怎样编码"])
    sheet = workbook.create_sheet("编码")
    for row in (["segment", "text", "codes", "memo"], ["s1", "某", "a; b.c", None], ["s2", "某", None, None]):
        sheet.append(row)
    path = tmp_path / "sheet.xlsx"
    workbook.save(path)
    rows, problems = read_sheet(path, BOOK, KNOWN)
    assert (rows, problems) == ([("s1", ("a", "b.c"), ""), ("s2", (), "")], [])


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match="no columns"):
        read_sheet(path, BOOK, KNOWN)
    broken = tmp_path / "sheet.xlsx"
    broken.write_bytes(b"no workbook")
    with pytest.raises(InputError) as caught:
        read_sheet(broken, BOOK, KNOWN)
    assert caught.value.slug == "sheet-unreadable"
    with pytest.raises(InputError):
        read_sheet(tmp_path / "none.csv", BOOK, KNOWN)
