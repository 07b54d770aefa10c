"""Segments: sentence ends, limits, and the properties that every scheme keeps."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import QdaError
from qda.model import Span
from qda.text.segment import cut, sentences
from qda.text.turns import TurnDraft, stripped

SCHEMES = ("turn", "paragraph", "sentence", "window")


def cut_text(text: str, scheme: str, **options: int) -> list[str]:
    turn = TurnDraft("张书记", "speaker", stripped(text, 0, len(text)))
    return [segment.span.of(text) for segment in cut(text, (turn,), scheme, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("开会了。请坐！好吗？", ["开会了。", "请坐！", "好吗？"]),
        ("他说：“好！”我走了。", ["他说：“好！”", "我走了。"]),
        ("“行！”，他说，“走。”", ["“行！”，他说，“走。”"]),
        ("“好！”他说。他走了。", ["“好！”他说。", "他走了。"]),
        ("“行？”张主任问，大家笑。“行！”我们走。", ["“行？”张主任问，大家笑。", "“行！”", "我们走。"]),
        ("我想……算了。", ["我想……", "算了。"]),
        ("真的？！（笑）是。", ["真的？！", "（笑）是。"]),
        ("（他没来。）散会。", ["（他没来。）", "散会。"]),
        ("见 https://a.cn/?id=3 这里。", ["见 https://a.cn/?id=3 这里。"]),
        ("没有句号的话", ["没有句号的话"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("OK! 走吧", ["OK!", "走吧"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert [span.of(text) for span in sentences(text, Span(0, len(text)))] == parts


def test_paragraphs_and_asides() -> None:
    assert cut_text("第一段。还是。\n\n（掌声）\n第二段。", "paragraph") == ["第一段。还是。\n\n（掌声）", "第二段。"]


def test_windows() -> None:
    assert cut_text("一。二。三。四。五。", "window", window=2) == ["一。二。", "三。四。", "五。"]


def test_long_units_are_cut_where_it_hurts_least() -> None:
    text = "甲" * 8 + "。" + "乙" * 5 + "，" + "丙" * 5 + "。" + "丁" * 25 + "。"
    parts = cut_text(text, "paragraph", max_characters=10)
    assert parts == ["甲" * 8 + "。", "乙" * 5 + "，", "丙" * 5 + "。", "丁" * 10, "丁" * 10, "丁" * 5 + "。"]


def test_apparatus_is_never_cut() -> None:
    text = "会议记录\n大家好。"
    turns = (TurnDraft(None, "apparatus", Span(0, 4)), TurnDraft("张书记", "speaker", Span(5, 9)))
    assert [(segment.turn_order, segment.span) for segment in cut(text, turns, "sentence")] == [(1, Span(5, 9))]


def test_bad_use() -> None:
    with pytest.raises(QdaError):
        cut("", (), "page")  # type: ignore[arg-type]
    with pytest.raises(QdaError) as caught:
        cut("", (), "turn", max_characters=0)
    assert caught.value.slug == "segment-size"


PIECES = st.sampled_from(
    [*"甲丙。！？，；”“）a?3 \n\u3000", "乙丙", "……", "👨‍👩‍👧", "🇨🇳", "e\u0301", "👍🏽", "辻\U000e0100", "❤\ufe0f"]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS, st.sampled_from(SCHEMES), st.integers(1, 40), st.integers(1, 4))
def test_every_character_lies_in_exactly_one_segment(text: str, scheme: str, limit: int, window: int) -> None:
    middle = len(text) // 2
    while middle and (text[middle : middle + 1].isspace() or unicodedata.category(text[middle])[0] in "MC"):
        middle -= 1
    roles = (("speaker", 0, middle), ("narration", middle, len(text)))
    turns = [TurnDraft(None, role, stripped(text, start, end)) for role, start, end in roles]  # type: ignore[arg-type]
    turns = [turn for turn in turns if len(turn.span)]
    segments = cut(text, turns, scheme, max_characters=limit, window=window)  # type: ignore[arg-type]
    held = [0] * len(text)
    last = 0
    for segment in segments:
        assert turns[segment.turn_order].span.holds(segment.span)
        assert segment.span.start >= last
        last = segment.span.end
        words = segment.span.of(text)
        assert words == words.strip() != ""
        for place in range(segment.span.start, segment.span.end):
            held[place] += 1
    for place, character in enumerate(text):
        if not character.isspace():
            assert held[place] == 1


@given(TEXTS, st.integers(1, 12))
def test_visible_characters_stay_whole(text: str, limit: int) -> None:
    turn = TurnDraft("a", "speaker", stripped(text, 0, len(text)))
    for segment in cut(text, (turn,), "turn", max_characters=limit) if len(turn.span) else ():
        for place in (segment.span.start, segment.span.end):
            if not turn.span.start < place < turn.span.end or text[place].isspace() or text[place - 1].isspace():
                continue
            assert text[place] not in "\u200d\ufe0f\u0301\U0001f3fd\U000e0100"
            assert text[place - 1] != "\u200d"
            assert text[place - 1 : place + 1] != "🇨🇳"


@given(TEXTS, st.integers(8, 60))
def test_limit_is_kept(text: str, limit: int) -> None:
    turn = TurnDraft("a", "speaker", stripped(text, 0, len(text)))
    if len(turn.span):
        for segment in cut(text, (turn,), "paragraph", max_characters=limit):
            assert len(segment.span) <= limit or "\u200d" in segment.span.of(text)
