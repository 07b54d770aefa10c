"""Tables of requests: no row is lost, dates are ISO, names are kept."""

from __future__ import annotations

import io
from datetime import date, datetime

from qda.errors import Problem
from qda.model import Draft
from qda.readers.sheet import read_csv, read_xlsx
from qda.text.layout import read_layout

HEADER = ["编号", "日期", "来源", "诉求人", "诉求内容", "承办", "办理情况", "办结日期", "满意度"]


def workbook(*sheets: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def drafted(data: bytes) -> tuple[Draft, list[Problem]]:
    draft, problems = read_xlsx(data, "台账.xlsx")
    assert draft is not None
    return draft, problems


def test_records() -> None:
    draft, problems = drafted(
        workbook(
            [
                ["幸福社区诉求台账"],
                HEADER,
                [
                    1,
                    datetime(2022, 4, 18),
                    "热线",
                    "王阿姨",
                    "路灯不亮\n晚上看不见",
                    "物业",
                    "已修",
                    date(2022, 4, 20),
                    "满意",
                ],
                [2.0, "2022-05-01", "窗口", None, "没有热水", None, None, None, None],
                [None] * 9,
                [3, None, None, "李大爷", None, None, None, None, None],
            ]
        )
    )
    assert draft.title == "幸福社区诉求台账"
    assert draft.text == (
        "幸福社区诉求台账\n\n"
        "编号 1｜日期 2022-04-18｜来源 热线｜诉求人 王阿姨｜承办 物业｜办结日期 2022-04-20｜满意度 满意\n"
        "路灯不亮\n晚上看不见\n办理情况：已修\n\n"
        "编号 2｜日期 2022-05-01｜来源 窗口\n没有热水\n\n"
        "编号 3｜诉求人 李大爷"
    )
    assert [(mark.label, mark.span.of(draft.text)) for mark in draft.marks if mark.kind == "record"] == [
        ("王阿姨", "路灯不亮\n晚上看不见"),
        ("", "没有热水"),
    ]
    assert [(problem.slug, problem.line) for problem in problems] == [("empty-request", 6)]
    layout = read_layout(draft, "requests")
    assert [(turn.role, turn.speaker) for turn in layout.turns if turn.role != "apparatus"] == [
        ("speaker", "王阿姨"),
        ("narration", None),
        ("narration", None),
    ]
    assert "李大爷" in layout.turns[-1].span.of(draft.text)


def test_other_column_names_and_unknown_columns() -> None:
    data = workbook(
        [["工单号", "反映人", "问题描述（原文）", "楼栋", "处理结果"], ["A-1", "赵师傅", "漏水", "3栋", "已派单"]]
    )
    draft, problems = drafted(data)
    assert problems == []
    assert draft.text == "\n工单号 A-1｜反映人 赵师傅｜楼栋 3栋\n漏水\n处理结果：已派单"


def test_table_without_a_request_column_is_kept() -> None:
    draft, problems = drafted(workbook([["项目", "金额"], ["电梯", 500000]]))
    assert [problem.slug for problem in problems] == ["no-content-column"]
    assert draft.text == "项目\t金额\n电梯\t500000"
    assert {mark.kind for mark in draft.marks} == {"table-row"}


def test_every_sheet_is_read() -> None:
    draft, _ = drafted(workbook([HEADER, [1, "", "", "甲", "一"]], [HEADER, [1, "", "", "乙", "二"]]))
    assert [mark.label for mark in draft.marks if mark.kind == "record"] == ["甲", "乙"]
    assert [mark.label for mark in draft.marks if mark.kind == "heading"] == ["表1", "表2"]


def test_empty_workbook() -> None:
    draft, problems = read_xlsx(workbook([]), "a.xlsx")
    assert draft is None and [problem.slug for problem in problems] == ["empty-file"]


def test_csv_in_gb18030_with_quotes_and_semicolons() -> None:
    text = '编号;诉求人;诉求内容\r\n1;王阿姨;"路灯;\r\n不亮"\r\n2;;\r\n'
    draft, problems = read_csv(text.encode("gb18030"), "台账.csv")
    assert draft is not None and draft.encoding == "gb18030"
    assert [(mark.label, mark.span.of(draft.text)) for mark in draft.marks if mark.kind == "record"] == [
        ("王阿姨", "路灯;\n不亮")
    ]
    assert [(problem.slug, problem.line) for problem in problems] == [("empty-request", 4)]


def test_formula_words_stay_words() -> None:
    draft, _ = read_csv("编号,诉求内容\n1,=1+1\n".encode(), "a.csv")
    assert draft is not None and "=1+1" in draft.text
