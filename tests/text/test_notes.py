"""Non-verbal notes: what is one and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.model import Span
from qda.text.notes import nonverbal


@pytest.mark.parametrize(
    "note",
    [
        "（笑）",
        "（大笑）",
        "（沉默）",
        "（沉默约十秒）",
        "（叹气）",
        "（电话响）",
        "［听不清］",
        "[听不清]",
        "[00:12:31]",
        "（鼓掌）",
        "（众人笑）",
        "（李阿姨笑了）",
        "（点头）",
        "（停顿3秒）",
        "(laughs)",
        "[inaudible]",
        "【录音中断】",
        "（哽咽）",
        "（略）",
        "（聽不清）",
        "（指窗外）",
        "（有人敲门）",
        "[图片]",
        "（约5秒）",
        "（笑声）",
        "（哈哈）",
    ],
)
def test_notes(note: str) -> None:
    text = f"我说{note}嗯。"
    assert [span.of(text) for span in nonverbal(text)] == [note]


@pytest.mark.parametrize(
    "bracket",
    [
        "（每月两元）",
        "（李主任）",
        "（3号楼）",
        "（一）",
        "（2022年）",
        "（物业）",
        "（女，62岁）",
        "（电话：13900000000）",
        "【决议】",
        "（试行）",
        "（12票）",
        "[1]",
    ],
)
def test_words_in_brackets(bracket: str) -> None:
    assert nonverbal(f"我说{bracket}嗯。") == ()


def test_inside_a_span_only() -> None:
    text = "（笑）好（沉默）"
    assert nonverbal(text, Span(1, len(text))) == (Span(4, 8),)


@given(st.text(alphabet="（）()[]笑沉默好12:\n"))
def test_spans_are_brackets_in_order(text: str) -> None:
    place = 0
    for span in nonverbal(text):
        assert span.start >= place
        assert text[span.start] in "（([" and text[span.end - 1] in "）)]"
        place = span.end
