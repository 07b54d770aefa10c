"""Markdown: raw text, marks for headings and quotes."""

from __future__ import annotations

from qda.readers import read_bytes
from qda.readers.markdown import headings, read_markdown
from qda.text.lines import read_lines

TEXT = """# 2018-07-30\u3000座談（桃園）

> （掌聲）

### 唐鳳：
大家好。
#不是标题
"""


def test_marks() -> None:
    draft, problems = read_markdown(TEXT.encode(), "a.md")
    assert draft is not None and problems == []
    assert draft.text == TEXT
    assert [(mark.kind, mark.span.of(TEXT)) for mark in draft.marks] == [("quote", "> （掌聲）")]
    assert [(mark.kind, mark.level, mark.label, mark.span.of(TEXT)) for mark in headings(TEXT)] == [
        ("heading", 1, "2018-07-30\u3000座談（桃園）", "# 2018-07-30\u3000座談（桃園）"),
        ("heading", 3, "唐鳳：", "### 唐鳳："),
    ]


def test_headings_that_do_not_say_so_at_the_front_of_their_line_are_marked() -> None:
    text = "## 一、情况\n  ## 二、讨论 ##\n###\u3000三、决议\n##四、不是\n"
    draft, _ = read_markdown(text.encode(), "a.md")
    assert draft is not None
    assert [(mark.level, mark.label) for mark in draft.marks] == [(2, "二、讨论"), (3, "三、决议")]
    assert [mark.label for mark in headings(text)] == ["一、情况", "二、讨论", "三、决议"]
    assert [line.heading for line in read_lines(draft)][:3] == [2, 2, 3]


def test_headings_between_the_turns_of_a_meeting_tool_are_no_speech() -> None:
    text = "张三 00:00:01\n先说第一件。\n\n## 第二部分\n\n李四 00:01:02\n我同意。\n\n王五 00:02:03\n我也同意。\n"
    draft, _ = read_bytes("a.md", text.encode(), shown_as="a.md")
    assert draft is not None
    assert [mark.kind for mark in draft.marks].count("heading") == 1
    assert [mark.label for mark in draft.marks if mark.kind == "turn"] == ["张三", "李四", "王五"]


def test_front_matter_and_underlined_heading() -> None:
    text = "---\n地点: 会议室\n---\n会议记录\n====\n张书记：好。\n"
    draft, _ = read_markdown(text.encode(), "a.md")
    assert draft is not None
    assert dict(draft.metadata) == {"地点": "会议室"}
    assert [(mark.kind, mark.label) for mark in draft.marks] == [("heading", "会议记录")]


def test_running_text_above_a_rule_is_no_heading() -> None:
    draft, _ = read_markdown("张书记：好。\n---\n李主任：行。\n".encode(), "a.md")
    assert draft is not None and draft.marks == ()
