"""Plain lines are told apart by one search; looking at every line one by one must give the same layout."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.model import Draft, Mark, Span
from qda.text import lines, sections
from qda.text.labels import is_day, is_stamp, numbered_question, parse, unstamped
from qda.text.layout import Layout, read_layout
from qda.text.lines import read_lines
from qda.text.openings import numbering
from qda.text.plain_lines import signed_lines

BEGINNINGS = st.sampled_from(
    "张书记 王经理（物业） 【主持人】 [李梅] 〔李梅〕 <李梅> 问 答2 Q1 问1、 00:12:31 14:30 昨天 今天14:30 "
    "星期三 2022-04-18 1. （一） 一、 第三项、 "
    "壹、 ① - • # ## ###： > * ** __ | — ～ 会议内容 会议时间 决议 散会 附件 "
    "邀请小王加入了群聊 撤回了一条消息 https 好的 我们 大家 同意12票 "
    "讨论情况 李主任表示 会议决定 经讨论 （掌声） “好 《办法》 十一十二、 一）".split()
)
SIGNS = st.sampled_from(
    ["：", ":", "，", "。", " ", "\u3000", "\t", "|", "**", "（", "）", "】", "\n", "\n\n", "\u2028", "、", ""]
)
TEXTS = st.lists(st.one_of(BEGINNINGS, SIGNS, st.text("好说是我1A-一二：，。 \t\n*", max_size=8)), max_size=30).map(
    "".join
)


def one_by_one(draft: Draft) -> Layout:
    """The layout with every line signed."""
    with pytest.MonkeyPatch.context() as patch:
        starts = {0, *(place + 1 for place, character in enumerate(draft.text) if character == "\n")}
        patch.setattr(lines, "signed_lines", lambda text, marked=(): starts)
        return read_layout(draft)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_same_layout(text: str) -> None:
    draft = Draft(text, "plain")
    assert read_layout(draft) == one_by_one(draft)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_same_layout_where_headings_are_the_labels(text: str) -> None:
    draft = Draft(f"### 唐鳳：\n好。\n### 張三：\n{text}\n### 唐鳳：\n對。\n{text}", "plain")
    assert read_layout(draft) == one_by_one(draft)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_nothing_begins_on_a_plain_line(text: str) -> None:
    for line in read_lines(Draft(text, "plain")):
        if not line.plain:
            continue
        words = text[line.start : line.end]
        assert parse(text, line.start, line.end) is None
        assert numbered_question(text, line.start, line.end) is None
        assert numbering(words)[0] == 0
        assert not (is_stamp(words) or is_day(words) or sections.is_aside(words) or sections.is_list_item(words))
        assert unstamped(words) == words


def test_most_lines_of_speech_are_plain() -> None:
    text = "### 唐鳳：\n大家好，今天談三件事：電梯、停車、垃圾。\n\n先說電梯。\n1. 費用\n（鼓掌）\n會議時間：今天"
    assert [line.plain for line in read_lines(Draft(text, "plain"))] == [False, True, True, False, False, False]


def test_lines_that_a_format_marks_are_signed() -> None:
    text = "甲\n姓名 电话\n乙\n丙"
    assert signed_lines(text, [Span(2, 9)]) == {0, 2, 8}
    rows = [line.quote for line in read_lines(Draft(text, "docx", marks=(Mark(Span(2, 7), "quote"),)))]
    assert rows == [False, True, False, False]


def test_only_a_stamp_in_front_is_taken_off() -> None:
    assert unstamped("[00:12:31] 张书记：好。") == "张书记：好。"
    assert unstamped("张书记#00:12:31 开会") == "张书记#00:12:31 开会"
