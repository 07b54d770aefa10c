"""Every format from one table: gold files, the same bytes each time, nothing that escapes its cell.

To renew the gold files after a wanted change: set QDA_RENEW_GOLD=1, run this file, read the diff.
"""

import csv
import io
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.errors import UnknownName
from qda.export import EXPORTERS, export, suffix
from qda.export import csv as csv_format
from qda.table import Column, Missing, Table, table

GOLD = Path(__file__).parents[1] / "gold" / "export"


def sample() -> Table:
    """A small table with everything that has ever broken an exporter."""
    return table(
        "code_prevalence",
        {"zh": "两个社区的编码占比", "en": "Codes in two communities"},
        [
            Column("code_name", role="label"),
            Column("quote"),
            Column("coded_segments", group="槐安社区 & 其他"),
            Column("segment_share", percent=True, digits=1, group="槐安社区 & 其他"),
            Column("p"),
        ],
        [
            ("协商议事机制", '=1+1 "x", <b>_50%#\\ | a\n第二行', 1234, 0.1225, 0.0325),
            ("赋权嵌入", "", 3, Missing("样本量不足"), 0.5),
            ("[特]*", "@SUM(A1)", 0, 0.0, None),
        ],
        ["段占比的分母为该社区全部已读段"],
    )


def readable(name: str, made: bytes) -> str:
    """The part of a format that a person can compare: the text itself, or the main parts of a package."""
    parts = {
        "docx": ["word/document.xml"],
        "xlsx": ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"],
    }
    if name not in parts:
        return made.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        text = "\n".join(package.read(part).decode("utf-8") for part in parts[name])
    return re.sub(r"(</w:(?:p|tc|tr|tblPr|trPr|tcPr)>|</(?:row|c|si)>)", r"\1\n", text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_gold(name: str, language: str) -> None:
    made = readable(name, export(sample(), name, language))
    path = GOLD / f"code_prevalence.{language}.{suffix(name)}{'.txt' if name in ('docx', 'xlsx') else ''}"
    if os.environ.get("QDA_RENEW_GOLD") == "1":
        path.write_text(made, encoding="utf-8", newline="\n")
    assert path.read_bytes().decode("utf-8") == made


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_same_table_same_bytes(name: str) -> None:
    assert export(sample(), name) == export(sample(), name)


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_an_empty_table_can_be_exported(name: str) -> None:
    assert export(table("documents", {"zh": "文档"}, ["case", "title"], []), name)


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        export(sample(), "spss")
    assert set(EXPORTERS) <= set(caught.value.known)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12), st.integers(), st.none()
)


@given(st.lists(st.tuples(CELLS, st.one_of(st.floats(-1e12, 1e12), st.none())), max_size=5))
def test_csv_round_trip(rows: list) -> None:
    made = table("t", {"zh": "表"}, ["text", "value"], rows)
    raw = csv_format.write(made)
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *back = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert head == list(made.headings())
    expected = [list(row) for row in made.formatted()]
    assert [[csv_format.unguarded(first), second] for first, second in back] == expected


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "'=1"])
def test_csv_text_is_never_a_formula_and_numbers_are_left_alone(text: str) -> None:
    made = csv_format.write(table("t", {"zh": "表"}, ["text", "value"], [(text, -1.5)])).decode("utf-8-sig")
    (_, (first, second)) = csv.reader(io.StringIO(made, newline=""))
    assert first == "'" + text
    assert second == "-1.500"


def test_json_keeps_values_and_says_why_a_number_is_missing() -> None:
    made = json.loads(export(sample(), "json"))
    assert made["rows"][0]["segment_share"] == 0.1225
    assert made["rows"][1]["segment_share"] is None
    assert made["missing"] == [{"row": 1, "key": "segment_share", "reason": "样本量不足"}]


def test_xlsx_keeps_numbers_as_numbers() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(export(sample(), "xlsx")))
    sheet, notes = book.worksheets
    assert (sheet["C3"].value, sheet["D3"].value, sheet["D3"].number_format) == (1234, 0.1225, "0.0%")
    assert sheet["D4"].value == "—"
    assert (sheet["B3"].data_type, sheet["B5"].value) == ("s", "@SUM(A1)")
    assert sheet["C1"].value == "槐安社区 & 其他"
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:E5"
    assert notes.title == "说明"
    said = [cell.value for row in notes.iter_rows() for cell in row]
    assert "segment_share" in said
    assert "注：(1) 段占比的分母为该社区全部已读段。" in said


def test_docx_is_a_three_line_table() -> None:
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(io.BytesIO(export(sample(), "docx")))
    (grid,) = document.tables
    sizes = {
        (b.tag.split("}")[1], b.get(qn("w:sz")))
        for b in grid._tbl.iter(qn("w:top"), qn("w:bottom"))
        if b.get(qn("w:sz"))
    }
    assert sizes == {("top", "12"), ("bottom", "12"), ("bottom", "6"), ("bottom", "4")}
    assert not list(grid._tbl.iter(qn("w:insideV")))
    assert len(list(grid._tbl.iter(qn("w:tblHeader")))) == 2
    assert {f.get(qn("w:eastAsia")) for f in grid._tbl.iter(qn("w:rFonts"))} == {"宋体"}
    words = [p.text for p in document.paragraphs if p.text]
    assert words[0] == "表1　两个社区的编码占比"
    assert words[1].startswith("注：(1)")


def test_docx_survives_characters_that_xml_cannot_hold() -> None:
    assert export(table("t", {"zh": "表"}, ["text"], [("坏\x00字\x0b符",)]), "docx")
    assert export(table("t", {"zh": "表"}, ["text"], [("坏\x00字\x0b符",)]), "xlsx")


@settings(max_examples=50)
@given(st.text(max_size=20))
def test_latex_leaves_no_command_of_the_text(text: str) -> None:
    from qda.export.latex import escaped

    made = escaped(text)
    # An empty group between two hyphens keeps LaTeX from making a dash of them.
    left = re.sub(r"\\(?:text[a-z]+\{\}|[{}$&#%_])|(?<=-)\{\}(?=-)", "", made)
    assert not set(left) & set('\\{}$&#%_^~<>|"`')
    assert "\n" not in made


def test_long_latex_table_repeats_its_head() -> None:
    made = export(table("t", {"zh": "表"}, ["case"], [("槐安",)] * 50), "latex").decode()
    assert "longtable" in made
    assert "续表" in made


def test_html_page_shows_markup_as_text_and_forbids_requests() -> None:
    made = export(sample(), "html").decode()
    assert "&lt;b&gt;" in made
    assert "<b>" not in made
    assert "default-src 'none'" in made


def test_importing_the_room_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, qda.export, qda.export.report, qda.export.figures, qda.network.measures, qda.network.layout;"
        "print([m for m in ('matplotlib','docx','xlsxwriter','jinja2','networkx','numpy','lxml') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"
