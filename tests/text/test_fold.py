"""Folding keeps length and offsets, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.text.fold import fold, simplify
from qda.text.script import script_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("社區會議裏眾人", "社区会议里众人"),
        ("裡面、裏面、里面", "里面、里面、里面"),
        ("臺灣、台灣", "台湾、台湾"),
        ("ＡＢＣ３６５：（Ｑ）", "abc365:(q)"),
        ("365協商議事廳", "365协商议事厅"),
        ("⼈⼤", "人大"),
        ("　", " "),
        ("𠮷书记", "𠮷书记"),
    ],
)
def test_folds(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_length_kept_and_idempotent(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)))
def test_han_stays_han_one_by_one(text: str) -> None:
    assert fold(text) == "".join(fold(character) for character in text)
    assert len(simplify(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("我们在会上讨论垃圾分类", "Hans"),
        ("我們在會上討論垃圾分類", "Hant"),
        ("我们在会上讨论，我們在會上討論", "mixed"),
        ("上海 365", ""),
        ("", ""),
        ("后里台干只了", ""),
    ],
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script
