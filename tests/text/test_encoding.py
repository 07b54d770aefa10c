"""Decoding: the right encoding on short texts, nothing dropped in silence."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qda.errors import InputError
from qda.text.encoding import decode

HANS = "张书记：今天请大家来，商量加装电梯的事。"
HANT = "張書記：今天請大家來，商量加裝電梯的事。"
SHORT_HANS = ("会议记录", "居民代表", "加装电梯", "物业费", "垃圾分类问题", "楼道堆物", "停车难", "协商议事厅")
SHORT_HANT = ("會議記錄", "居民代表", "加裝電梯", "物業費用", "垃圾分類問題", "社區發展", "停車困難", "協商議事廳")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_simplified(encoding: str) -> None:
    text, found, problems = decode(HANS.encode(encoding), "a.txt")
    assert text == HANS
    assert found == encoding.replace("-sig", "")
    assert problems == []


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional(encoding: str) -> None:
    text, found, _ = decode(HANT.encode(encoding), "a.txt")
    assert (text, found) == (HANT, encoding)


@pytest.mark.parametrize("text", SHORT_HANS)
def test_short_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030"), "a.txt")[:2] == (text, "gb18030")


@pytest.mark.parametrize("text", SHORT_HANT)
def test_short_big5(text: str) -> None:
    assert decode(text.encode("big5"), "a.txt")[:2] == (text, "big5")


def test_utf16_without_mark() -> None:
    text = "会议\n2022-04-18\n张书记: 开会。\n"
    assert decode(text.encode("utf-16-le"), "a.txt")[:2] == (text, "utf-16-le")
    assert decode(text.encode("utf-16-be"), "a.txt")[:2] == (text, "utf-16-be")


@pytest.mark.parametrize("text", [*SHORT_HANS, *SHORT_HANT, HANS, HANT, "你好吗？", "一起一起"])
def test_short_utf16_without_mark(text: str) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding), "a.txt")[:2] == (text, encoding)


@pytest.mark.parametrize(
    "text", ["Hello world!", "Bush hid the facts", "ok", "Q1: yes\nA1: no!", "2022-04-18", "résumé"]
)
def test_words_are_not_taken_for_utf16(text: str) -> None:
    assert decode(text.encode(), "a.txt")[:2] == (text, "utf-8")


@pytest.mark.parametrize("text", ["囍囍囍", "喺度啲咗嘅"])
def test_rare_characters_are_text(text: str) -> None:
    assert decode(text.encode("gb18030"), "a.txt")[:2] == (text, "gb18030")


def test_hong_kong_characters() -> None:
    text = "喺度傾下加裝𨋢嘅嘢，啲街坊話冇問題。"
    assert decode(text.encode("big5hkscs"), "a.txt")[:2] == (text, "big5hkscs")


def test_line_ends() -> None:
    assert decode("一\r\n二\r三\n".encode(), "a.txt")[0] == "一\n二\n三\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_cut_inside_a_character(encoding: str) -> None:
    data = (HANS * 3).encode(encoding)[:-1]
    text, found, problems = decode(data, "断.txt")
    assert found == encoding
    assert text == (HANS * 3)[:-1]
    assert [problem.slug for problem in problems] == ["cut-character"]
    assert str(len(data) - len(HANS[-1].encode(encoding)) + 1) in problems[0].message


def test_nul_characters_are_reported() -> None:
    text, _, problems = decode("张书记：\x00好。".encode(), "a.txt")
    assert text == "张书记： 好。"
    assert [problem.slug for problem in problems] == ["nul-characters"]


def test_binary_is_no_text() -> None:
    for data in (bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(range(255, 0, -1)) * 4):
        with pytest.raises(InputError) as caught:
            decode(data, "a.txt")
        assert caught.value.slug == "not-text"


@pytest.mark.parametrize("forced", ["utf-8", "klingon", "ascii", "base64"])
def test_wrong_declaration(forced: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(HANS.encode("gb18030"), "a.txt", forced)
    assert caught.value.slug == "wrong-encoding"


def test_declaration_wins() -> None:
    assert decode(HANS.encode("gbk"), "a.txt", "gb2312")[0] == HANS
    assert decode(HANT.encode("big5"), "a.txt", "big5")[1] == "big5"


@given(st.binary(max_size=300))
def test_bytes_give_text_or_an_input_error(data: bytes) -> None:
    try:
        text, name, _ = decode(data, "a.txt")
    except InputError:
        return
    assert isinstance(text, str) and name and "\r" not in text and "\x00" not in text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1))
def test_utf8_round_trip(text: str) -> None:
    # A few ASCII bytes may be Chinese in UTF-16 without a mark ("N0N0" is 丰丰); words are told apart, codes are not.
    assume(len(text.encode()) % 2 or len(text.encode()) > 128 or max(text) >= "\u0800")
    assert decode(text.encode(), "a.txt")[0] == text.removeprefix("\ufeff")
