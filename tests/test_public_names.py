"""What a notebook imports: light until used, complete, and documented by examples that run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import qda
from qda.cli.app import run_command

PAGE = Path(__file__).parent.parent / "docs" / "notebook.md"


def test_importing_qda_loads_none_of_its_rooms_and_no_library() -> None:
    seen = "import sys; before = set(sys.modules); import qda; print(*sorted(set(sys.modules) - before))"
    made = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)

    loaded = made.stdout.split()

    assert "qda" in loaded
    assert not [name for name in loaded if name.startswith("qda.")]
    assert not {"numpy", "pandas", "scipy", "sqlite3", "spacy", "matplotlib", "typing_extensions"} & set(loaded)


@pytest.mark.parametrize("name", qda.__all__)
def test_every_public_name_is_there_and_stands_on_the_page(name: str) -> None:
    assert getattr(qda, name) is not None
    assert not (PAGE.parent.parent / "qda" / name).is_dir(), "the room would hide the name"
    assert name == "__version__" or f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_another_name_is_refused_and_the_public_ones_are_told() -> None:
    with pytest.raises(AttributeError, match="open_study"):
        qda.open_studdy  # noqa: B018


def test_the_examples_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(["init", "我的研究"]) == 0
    folder = tmp_path / "我的研究" / "corpus" / "甲社区" / "会议记录"
    folder.mkdir(parents=True)
    (folder / "2022-03-01_议事会.txt").write_text(
        "张书记：今天大家坐下来协商停车的事，先听居民意见，再表决。\n李居民：我同意。\n", encoding="utf-8"
    )
    for words in (["ingest"], ["code"]):
        assert run_command([*words, "--study", str(tmp_path / "我的研究")]) == 0
    capsys.readouterr()

    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL):
        exec(compile(block, "docs/notebook.md", "exec"), {})

    out = capsys.readouterr().out
    assert "deliberation ['商量', '表决']" in out
    assert "各编码在各社区的分布" in out
