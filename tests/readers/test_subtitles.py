"""Subtitles: who speaks, when, and every word once."""

from __future__ import annotations

import pytest

from qda.model import Draft
from qda.readers import read_bytes
from qda.text.layout import read_layout


def drafted(name: str, text: str, encoding: str = "utf-8") -> Draft:
    draft, problems = read_bytes(name, text.encode(encoding), shown_as=name)
    assert draft is not None and problems == []
    return draft


def turns_of(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.span.of(draft.text)) for turn in read_layout(draft).turns]


SRT = """1
00:00:01,000 --> 00:00:02,500
张三：楼道里的灯

2
00:00:02,500 --> 00:00:04,000
坏了三个月了。

3
00:00:05,000 --> 00:00:06,000
李主任：<i>知道了</i>，
明天就修。

4
01:00:07,000 --> 01:00:08,000
张三：谢谢&amp;再见。
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_prefixes_in_any_encoding(encoding: str, line_end: str) -> None:
    draft = drafted("a.srt", SRT.replace("\n", line_end), encoding)
    assert draft.text == (
        "[00:00:01] 张三：楼道里的灯坏了三个月了。\n[00:00:05] 李主任：知道了，明天就修。\n[01:00:07] 张三：谢谢&再见。"
    )
    assert turns_of(draft) == [
        ("张三", "楼道里的灯坏了三个月了。"),
        ("李主任", "知道了，明天就修。"),
        ("张三", "谢谢&再见。"),
    ]


def test_voices() -> None:
    text = """WEBVTT - 协商会
Kind: captions

NOTE 由工具生成
第二行

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 align:start position:10%
<v 王阿姨>电梯什么时候

00:02.000 --> 00:03.000
<v.loud 王阿姨>能装？</v>

00:03.000 --> 00:04.000
<v 5栋 阿芳><c.yellow>快了</c><00:00:03.500>吧。

00:04.000 --> 00:05.000
（掌声）
"""
    draft = drafted("a.vtt", text)
    assert turns_of(draft) == [("王阿姨", "电梯什么时候能装？"), ("5栋 阿芳", "快了吧。"), (None, "（掌声）")]


def test_no_speakers_and_pauses() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n大家好，\n\n00:02.100 --> 00:03.000\n开会。\n\n00:09.000 --> 00:10.000\n散会。\n"
    draft = drafted("a.vtt", text)
    assert draft.text == "[00:00:01] 大家好，开会。\n[00:00:09] 散会。"
    assert turns_of(draft) == [(None, "大家好，开会。"), (None, "散会。")]


def test_cues_without_punctuation_keep_their_ends() -> None:
    cues = [
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{words}\n"
        for n, words in enumerate(["大家好", "今天开会", "hello", "world"])
    ]
    assert drafted("a.srt", "\n".join(cues)).text == "[00:00:00] 大家好\n今天开会\nhello\nworld"


def test_rolling_captions_once() -> None:
    lines = [f"第{n}句。" for n in range(6)]
    cues = [
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{lines[n - 1]}\n{lines[n]}" if n else f"00:00.000 --> 00:01.000\n{lines[0]}"
        for n in range(6)
    ]
    draft = drafted("a.vtt", "WEBVTT\n\n" + "\n\n".join(cues))
    assert draft.text == "[00:00:00] " + "".join(lines)


def test_lines_outside_of_cues_are_named() -> None:
    draft, problems = read_bytes("a.srt", ("说明\n\n" + SRT).encode(), shown_as="a.srt")
    assert draft is not None and [(problem.slug, problem.line) for problem in problems] == [("lines-left-out", 1)]


def test_interviews_have_two_sides() -> None:
    text = SRT.replace("张三：", "访谈者：").replace("李主任", "被访者")
    draft = drafted("a.srt", text)
    assert [turn.role for turn in read_layout(draft, "interview").turns] == [
        "interviewer",
        "interviewee",
        "interviewer",
    ]
