"""One table, several documents: nothing lost, nothing read twice."""

from __future__ import annotations

import io

from qda.readers import read_bytes, sheet_documents
from qda.text.layout import read_layout


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_one_row_a_document() -> None:
    data = workbook(
        {
            "汇总": [
                ["标题", "日期", "类型", "社区", "正文", "整理人"],
                ["第一次协商会", "2022年4月18日", "会议记录", "幸福社区", "张书记：开会。\n李主任：好。", "小陈"],
                ["王阿姨访谈", "不详", "访谈", "", "问：您好。\n答：好。", ""],
                ["空的", "", "", "", "", ""],
            ]
        }
    )
    documents, problems = sheet_documents("表.xlsx", data, shown_as="corpus/表.xlsx")
    assert [(one.path, one.line) for one in documents] == [
        ("corpus/表.xlsx/第一次协商会", 2),
        ("corpus/表.xlsx/王阿姨访谈", 3),
    ]
    assert dict(documents[0].fields) == {
        "title": "第一次协商会",
        "date": "2022-04-18",
        "kind": "minutes",
        "case": "幸福社区",
        "整理人": "小陈",
    }
    assert dict(documents[1].fields) == {"title": "王阿姨访谈", "kind": "interview"}
    layout = read_layout(documents[0].draft, "minutes")
    assert [turn.speaker for turn in layout.turns] == ["张书记", "李主任"]
    assert [(problem.slug, problem.line) for problem in problems] == [
        ("columns-guessed", 1),
        ("row-date", 3),
        ("row-without-text", 4),
    ]


def test_rows_of_several_meetings() -> None:
    text = "会议,发言人,内容\n2022-04-18例会,张三,甲\n2022-05-18例会,李四,乙\n2022-04-18例会,王五,丙\n"
    documents, _ = sheet_documents("a.csv", text.encode("gb18030"), shown_as="a.csv")
    assert [(one.path, dict(one.fields)["date"]) for one in documents] == [
        ("a.csv/2022-04-18例会", "2022-04-18"),
        ("a.csv/2022-05-18例会", "2022-05-18"),
    ]
    first = documents[0].draft
    assert first.text == "张三：甲\n王五：丙" and first.encoding == "gb18030"
    assert [(turn.speaker, turn.span.of(first.text)) for turn in read_layout(first).turns] == [
        ("张三", "甲"),
        ("王五", "丙"),
    ]
    draft, _ = read_bytes("a.csv", text.encode("gb18030"), shown_as="a.csv")
    assert draft is not None and [mark.label for mark in draft.marks if mark.kind == "turn"] == ["张三", "李四", "王五"]


def test_the_same_title_twice() -> None:
    documents, _ = sheet_documents("a.csv", "标题,正文\n会,一\n会,二\n".encode(), shown_as="a.csv")
    assert [one.path for one in documents] == ["a.csv/会 (第2行)", "a.csv/会 (第3行)"]


def test_declared_columns() -> None:
    data = "名,话\n甲,一\n乙,二\n".encode()
    documents, problems = sheet_documents("a.csv", data, shown_as="a.csv", columns={"title": "名", "text": "话"})
    assert [one.draft.text for one in documents] == ["一", "二"] and problems == []


def test_tables_that_are_one_document() -> None:
    for text in (
        "编号,诉求人,诉求内容\n1,王,漏水\n",
        "发言人,内容\n张三,好\n",
        "会议,发言人,内容\n甲,张三,好\n",
        "项目,金额\n电梯,5\n",
    ):
        assert sheet_documents("a.csv", text.encode(), shown_as="a.csv") == ([], [])
    assert sheet_documents("a.txt", b"x", shown_as="a.txt") == ([], [])
    assert sheet_documents("a.xlsx", b"x", shown_as="a.xlsx") == ([], [])


def test_sheets_that_hold_something_else_are_named() -> None:
    data = workbook({"文": [["标题", "正文"], ["甲", "一"]], "账": [["项目", "金额"], ["电梯", 5]]})
    documents, problems = sheet_documents("a.xlsx", data, shown_as="a.xlsx")
    assert [one.path for one in documents] == ["a.xlsx/文/甲"]
    assert "sheet-left-out" in [problem.slug for problem in problems]
