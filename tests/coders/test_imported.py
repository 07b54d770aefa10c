"""People's coding sheets: what comes back, in the formats and encodings that come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.codebook.load import read_codebook
from qda.coders.imported import read_sheet
from qda.coders.located import Locator
from qda.errors import InputError
from qda.model import Document, Span

BOOK = read_codebook(
    "codes:\n"
    "  - {id: a, name: {zh: 赋权嵌入, en: empowerment}, facet: dimension, rules: [x]}\n"
    "  - {id: b.c, name: {zh: 协商议事}, facet: mechanism, rules: [x]}\n"
)[0]
KNOWN = {"s1": "大家说行", "s2": "无", "s3": "某", "s4": "某"}
SHEET = """\
segment,text,codes,memo
s1,大家说 行,b.c;a,想一想
s2,无,,
s3,某,赋权嵌入；协商议事,
s9,某,a,
s4,某,z,
,某,a,
s1,大家说 行,A,第二次
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_reads_a_csv_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "编码 表.csv"
    path.write_bytes(SHEET.replace("\n", "\r\n").encode(encoding))
    sheet = read_sheet(path, BOOK, KNOWN)
    assert sheet.rows == (("s2", (), ""), ("s3", ("a", "b.c"), ""))
    assert [(problem.slug, problem.line) for problem in sheet.problems] == [
        ("sheet-unknown-segment", 5),
        ("sheet-unknown-code", 6),
        ("sheet-row-without-segment", 7),
        ("sheet-segment-twice", 8),
    ]


def test_reads_semicolons_and_chinese_headers(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text('说明行;;\n编码段;编码;备注\ns1;"a;b.c";好\n', encoding="utf-8", newline="\n")
    sheet = read_sheet(path, BOOK, KNOWN)
    assert (sheet.rows, sheet.problems) == ((("s1", ("a", "b.c"), "好"),), ())


def test_reads_a_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.title = "说明"
    workbook.active.append(["怎样编码"])
    sheet = workbook.create_sheet("编码")
    for row in (["segment", "text", "codes", "memo"], ["s1", "大家说行", "a; b.c", None], ["s2", "无", None, None]):
        sheet.append(row)
    path = tmp_path / "sheet.xlsx"
    workbook.save(path)
    sheet = read_sheet(path, BOOK, KNOWN)
    assert (sheet.rows, sheet.problems) == ((("s1", ("a", "b.c"), ""), ("s2", (), "")), ())


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


def read(tmp_path: Path, text: str, **more):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8", newline="\n")
    return read_sheet(path, BOOK, KNOWN, **more)


def slugs(sheet) -> list[tuple[str, int | None]]:
    return [(problem.slug, problem.line) for problem in sheet.problems]


def test_long_tables_with_columns_of_their_own(tmp_path: Path) -> None:
    text = "Unit,Tag,Who\ns1,a,甲\ns1,协商议事,甲\ns2,a,乙\ns3,,甲\n"
    columns = {"segment": "Unit", "codes": "Tag", "coder": "Who"}
    first = read(tmp_path, text, columns=columns, coder="甲")
    assert first.rows == (("s1", ("a", "b.c"), ""), ("s3", (), "")) and first.coders == ("乙", "甲")
    assert read(tmp_path, text, columns=columns, coder="乙").rows == (("s2", ("a",), ""),)
    assert slugs(read(tmp_path, text, columns=columns, coder="丙")) == [("sheet-other-coders", None)]
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, columns={**columns, "memo": "Note"})
    assert "Note (memo)" in str(caught.value)
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, columns={"unit": "Unit"})
    assert caught.value.slug == "sheet-unknown-column"


def test_wide_tables_with_a_column_a_code(tmp_path: Path) -> None:
    sheet = read(tmp_path, "segment,赋权嵌入,b.c\ns1,1,√\ns2,0,\ns3,?,1\n")
    assert sheet.rows == (("s1", ("a", "b.c"), ""), ("s2", (), ""))
    assert slugs(sheet) == [("sheet-flag-unclear", 4)]


def test_empty_rows_of_our_own_sheets_are_not_coded_yet(tmp_path: Path) -> None:
    sheet = read(tmp_path, "编码段,编码1,编码2,无编码\ns1,赋权嵌入（a）,协商议事（b.c）,\ns2,,,√\ns3,,,\ns4,a,,√\n")
    assert sheet.rows == (("s1", ("a", "b.c"), ""), ("s2", (), ""))
    assert slugs(sheet) == [("sheet-codes-and-tick", 5), ("sheet-rows-not-coded", 4)]


def test_words_that_are_not_the_segments_are_noticed(tmp_path: Path) -> None:
    sheet = read(tmp_path, "segment,text,codes\ns1,无,a\ns2,大家 说行,a\ns3, 某,a\n")
    assert sheet.rows == (("s3", ("a",), ""),)
    assert slugs(sheet) == [("sheet-text-moved", 2), ("sheet-text-moved", 3)]


def test_two_rows_that_agree_are_one(tmp_path: Path) -> None:
    sheet = read(tmp_path, "segment,codes\ns1,a\ns1,赋权嵌入\n")
    assert sheet.rows == (("s1", ("a",), ""),) and slugs(sheet) == [("sheet-segment-twice", 3)]


DOCUMENT = "大家说行。\n大家说不行，  要公示。\n散会。"


@pytest.fixture
def locator() -> Locator:
    made = Document("d1", "甲", "minutes", "第一次会", None, DOCUMENT, "corpus/甲/会议一.txt", "0" * 64)
    return Locator([made], {"s1": ("d1", Span(0, 5)), "s2": ("d1", Span(6, 18)), "s3": ("d1", Span(19, 22))})


def test_spans_are_located_exactly_or_reported(tmp_path: Path, locator: Locator) -> None:
    text = """document,quote,start,end,code
会议一.txt,要公示,,,a
会议一,大家说,,,a
第一次会,大家表决,,,a
d1,,0,8,b.c
d1,散会,6,8,a
d1,,6,800,a
别的,散会,,,a
,散会,,,z
,散会,,,b.c
"""
    sheet = read(tmp_path, text, locator=locator)
    assert sheet.rows == (("s2", ("a", "b.c"), ""), ("s1", ("b.c",), ""), ("s3", ("b.c",), ""))
    assert {key: DOCUMENT[s.start : s.end] for key, (s,) in sheet.spans.items()} == {
        ("s2", "a"): "要公示", ("s1", "b.c"): "大家说行。", ("s2", "b.c"): "大家", ("s3", "b.c"): "散会",
    }  # fmt: skip
    assert [line for slug, line in slugs(sheet) if slug == "sheet-not-located"] == [3, 4, 6, 7, 8]
    assert ("sheet-unknown-code", 9) in slugs(sheet)


def test_every_place_of_a_code_in_a_segment_is_kept(tmp_path: Path, locator: Locator) -> None:
    sheet = read(tmp_path, "document,quote,code\nd1,要公示,a\nd1,大家说不行,a\nd1,要公示,a\n", locator=locator)
    found = [DOCUMENT[s.start : s.end] for s in sheet.spans["s2", "a"]]
    assert found == ["大家说不行", "要公示"]


def test_documents_that_were_read_whole(tmp_path: Path, locator: Locator) -> None:
    sheet = read(tmp_path, "document,quote,code\nd1,散会,a\n", locator=locator, whole_documents=True)
    assert {s: c for s, c, _ in sheet.rows} == {"s1": (), "s2": (), "s3": ("a",)}
