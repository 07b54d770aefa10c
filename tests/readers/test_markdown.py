"""Markdown: raw text, marks for headings and quotes."""

from __future__ import annotations

from qda.readers.markdown import read_markdown

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
    assert [(mark.kind, mark.level, mark.label, mark.span.of(TEXT)) for mark in draft.marks] == [
        ("heading", 1, "2018-07-30\u3000座談（桃園）", "# 2018-07-30\u3000座談（桃園）"),
        ("quote", 0, "", "> （掌聲）"),
        ("heading", 3, "唐鳳：", "### 唐鳳："),
    ]


def test_front_matter_and_underlined_heading() -> None:
    text = "---\n地点: 会议室\n---\n会议记录\n====\n张书记：好。\n"
    draft, _ = read_markdown(text.encode(), "a.md")
    assert draft is not None
    assert dict(draft.metadata) == {"地点": "会议室"}
    assert [(mark.kind, mark.label) for mark in draft.marks] == [("heading", "会议记录")]


def test_running_text_above_a_rule_is_no_heading() -> None:
    draft, _ = read_markdown("张书记：好。\n---\n李主任：行。\n".encode(), "a.md")
    assert draft is not None and draft.marks == ()
