"""Words: user words stay whole, offsets fit, nothing global is touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qda.text.tokenize import Tokenizer, make_tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return make_tokenizer(["365协商议事厅", "业委会", "楼栋长"])


def test_user_words_stay_whole(tokenizer: Tokenizer) -> None:
    words = [word for word, _, _ in tokenizer.words("楼栋长和业委会在365协商议事厅开会。")]
    assert {"楼栋长", "业委会", "365协商议事厅"} <= set(words)


def test_traditional_text_is_cut_like_simplified(tokenizer: Tokenizer) -> None:
    text = "樓棟長在協商會議上發言"
    words = tokenizer.words(text)
    assert words[0] == ("樓棟長", 0, 3)
    assert [(start, end) for _, start, end in words] == [
        (start, end) for _, start, end in tokenizer.words("楼栋长在协商会议上发言")
    ]


def test_offsets(tokenizer: Tokenizer) -> None:
    text = "𠮷书记说：\n  今天（笑）开会 OK。"
    for word, start, end in tokenizer.words(text):
        assert text[start:end] == word and word.strip()


def test_order_of_user_words_does_not_matter() -> None:
    text = "社区网格员议事厅长"
    one, two = make_tokenizer(["网格员", "议事厅"]), make_tokenizer(["议事厅", "网格员", "网格员"])
    assert one.words(text) == two.words(text)
    assert one.dictionary_sha256 == two.dictionary_sha256 != make_tokenizer(["网格员"]).dictionary_sha256


def test_tokenizers_do_not_touch_each_other(tokenizer: Tokenizer) -> None:
    plain = make_tokenizer()
    assert "365协商议事厅" not in [word for word, _, _ in plain.words("365协商议事厅")]
    assert tokenizer.words("365协商议事厅") == [("365协商议事厅", 0, 8)]


def test_cache_stays_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "缓存 一"
    one = make_tokenizer(["业委会"], folder)
    assert [path.suffix for path in folder.iterdir()] == [".cache"]
    assert make_tokenizer(["业委会"], folder).words("业委会换届") == one.words("业委会换届")


def test_silent_and_no_shared_cache(tmp_path: Path) -> None:
    code = "from qda.text.tokenize import make_tokenizer; make_tokenizer(['业委会']).words('业委会')"
    root = Path(__file__).parents[2]
    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "PATH": "", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout == made.stderr == ""
    assert list(tmp_path.iterdir()) == []
