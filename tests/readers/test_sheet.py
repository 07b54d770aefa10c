"""Tables of requests: no row is lost, dates are ISO, names are kept."""

from __future__ import annotations

import io
from datetime import date, datetime

from qda.errors import Problem
from qda.model import Draft
from qda.readers import read_bytes
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
    return draft, [problem for problem in problems if problem.slug != "columns-guessed"]


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
    assert [(problem.slug, problem.line) for problem in problems] == [("columns-guessed", 1), ("empty-request", 4)]


def test_formula_words_stay_words() -> None:
    draft, _ = read_csv("编号,诉求内容\n1,=1+1\n".encode(), "a.csv")
    assert draft is not None and "=1+1" in draft.text


def turns_of(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.span.of(draft.text)) for turn in read_layout(draft).turns if turn.role != "apparatus"]


def test_one_row_a_turn() -> None:
    data = workbook(
        [
            ["幸福社区协商会"],
            ["序号", "时间", "发言人", "发言内容", "身份"],
            [1, "00:01:05", "iPhone 8", "大家好。\n开会。", None],
            [2, "00:02:05", "张书记：", "决议：同意。", "书记"],
            [3, None, None, "（众人鼓掌）", None],
            [4, None, "王阿姨", None, None],
        ]
    )
    draft, problems = drafted(data)
    assert draft.text == (
        "幸福社区协商会\n[00:01:05] iPhone 8（序号 1）：大家好。\n开会。\n[00:02:05] 张书记（序号 2｜身份 书记）：决议：同意。\n"
        "—（序号 3）：（众人鼓掌）\n王阿姨（序号 4）："
    )
    assert turns_of(draft) == [("iPhone 8", "大家好。\n开会。"), ("张书记", "决议：同意。"), (None, "（众人鼓掌）")]
    assert [(problem.slug, problem.line) for problem in problems] == [
        ("row-without-speaker", 5),
        ("row-without-text", 6),
    ]


def test_columns_that_were_guessed_are_shown() -> None:
    _, problems = read_csv("发言人,内容\n张三,好\n".encode(), "a.csv")
    assert [problem.slug for problem in problems] == ["columns-guessed"]
    assert 'columns = {speaker = "发言人", text = "内容"}' in problems[0].message


def test_declared_columns() -> None:
    data = "谁,说了啥,备注\n张三,好,笑\n".encode()
    draft, problems = read_bytes("a.csv", data, shown_as="a.csv", columns={"speaker": "谁", "text": "说了啥"})
    assert draft is not None and problems == []
    assert draft.text == "张三（备注 笑）：好" and turns_of(draft) == [("张三", "好")]


def test_declared_columns_that_are_not_there() -> None:
    data = "谁,说了啥\n张三,好\n".encode()
    columns = {"speaker": "谁", "text": "说了啥", "time": "几点"}
    _, problems = read_bytes("a.csv", data, shown_as="a.csv", columns=columns)
    assert [(problem.slug, problem.severity) for problem in problems] == [("column-missing", "warning")]
    draft, problems = read_bytes("a.csv", data, shown_as="a.csv", columns={"text": "正文"})
    assert draft is not None and [problem.slug for problem in problems] == ["column-missing", "no-content-column"]


def test_a_workbook_with_too_many_cells(monkeypatch) -> None:
    import qda.readers.sheet_rows as sheet_rows

    monkeypatch.setattr(sheet_rows, "LARGEST_CELLS", 10)
    draft, problems = read_bytes("a.xlsx", workbook([["x"] * 20]), shown_as="a.xlsx")
    assert draft is None and problems[-1].slug == "too-large"
