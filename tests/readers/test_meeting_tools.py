"""Exports of meeting tools: exactly their speakers, whatever these are called, and the file's own words."""

from __future__ import annotations

import io

import pytest

from qda.model import Draft
from qda.readers import read_bytes
from qda.text.layout import Layout, read_layout

BODY = [
    ("张三", "大家好，开会。"),
    ("iPhone 8", "决议：我听不清。"),
    ("阿芳", "第一段。\n\n第二段。"),
    ("张三", "散会。"),
]
STAMPS = ["00:00:05", "00:01:10", "00:02:15", "01:03:20"]


def read_text(text: str, encoding: str = "utf-8") -> tuple[Draft, Layout]:
    draft, problems = read_bytes("会议.txt", text.encode(encoding), shown_as="会议.txt")
    assert draft is not None and problems == [] and draft.text == text
    return draft, read_layout(draft)


def turns_of(draft: Draft, layout: Layout) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.span.of(draft.text)) for turn in layout.turns if turn.role != "apparatus"]


@pytest.mark.parametrize(
    "form",
    [
        "{name}({stamp}): {words}",
        "{name}（{stamp}）：{words}",
        "{name} {stamp}\n{words}",
        "{name}  {stamp}\n\n{words}",
        "{name}\t{stamp}\n{words}",
        "{stamp} {name}\n{words}",
        "[{name}] 2022-04-18 {stamp}\n{words}",
        "{name} [{stamp}]\n{words}",
        "{name} {stamp} --> 01:05:00\n{words}",
        "[{stamp}] {name}: {words}",
        "{name} 2022/04/18 {stamp}\n{words}",
        "{name}({stamp}):\n{words}",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_form(form: str, between: str, encoding: str) -> None:
    parts = [
        form.format(name=name, stamp=stamp, words=words) for (name, words), stamp in zip(BODY, STAMPS, strict=True)
    ]
    draft, layout = read_text(between.join(parts), encoding)
    assert turns_of(draft, layout) == BODY and layout.kind == "minutes"


def test_numbered_speakers() -> None:
    draft, layout = read_text("发言人1  00:00:05\n大家好。\n说话人 2 00:05:00\n你好。\n发言人1  00:06:00\n再见。")
    assert turns_of(draft, layout) == [("发言人1", "大家好。"), ("说话人 2", "你好。"), ("发言人1", "再见。")]


def test_head_and_tool_summary() -> None:
    text = (
        "幸福社区协商会\n2022年4月18日 10:00|45分钟\n参会人员：张三、阿芳\n关键词：\n垃圾分类、停车\n智能摘要\n"
        "本次会议讨论了垃圾分类，大家一致同意在小区东门设点，由物业公司负责管理，居委会监督，下月开始试行三个月。\n文字记录：\n\n"
        "张三 00:00:05\n大家好。\n\n阿芳 00:01:05\n好的。\n\n张三 00:02:05\n散会。\n\n记录人：李小明\n"
    )
    draft, layout = read_text(text)
    assert turns_of(draft, layout) == [("张三", "大家好。"), ("阿芳", "好的。"), ("张三", "散会。")]
    assert layout.title == "幸福社区协商会" and layout.head["参会人员"] == "张三、阿芳"
    assert {attendee.name for attendee in layout.attendees} == {"张三", "阿芳"}


def test_word_export() -> None:
    import docx

    document = docx.Document()
    for (name, words), stamp in zip(BODY, STAMPS, strict=True):
        document.add_paragraph(f"{name} {stamp}")
        document.add_paragraph(words.replace("\n\n", "\n"))
    target = io.BytesIO()
    document.save(target)
    draft, _ = read_bytes("a.docx", target.getvalue(), shown_as="a.docx")
    assert draft is not None
    found = turns_of(draft, read_layout(draft))
    assert found == [(name, words.replace("\n\n", "\n")) for name, words in BODY]


@pytest.mark.parametrize(
    "text",
    [
        "00:00:26 问：您好。\n00:01:00 答：好。\n00:02:00 问：几点？\n00:03:00 答：十点。",
        "10:00 开会\n11:00 讨论\n12:00 散会\n张书记：好。",
        "张书记：好。\n李主任：9:30 开门。\n王阿姨：行。",
        "张三 00:05:00\n甲\n李四 00:03:00\n乙\n王五 00:01:00\n丙",
        "张三 00:00:05\n甲\n李四 00:03:00\n乙",
        "张三 00:00:05\n王阿姨：甲\n李主任：丙\n李四 00:03:00\n张书记：乙\n张三 00:04:00\n丁",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    draft, _ = read_bytes("a.txt", text.encode(), shown_as="a.txt")
    assert draft is not None and draft.marks == ()
