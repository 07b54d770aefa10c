"""File names as people and systems make them: every file is found, shown so that it can be stored, and read."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from qda.errors import Problem
from qda.steps.discover import Found, discover, readable
from qda.steps.settings import CorpusSettings

NAMES = [
    "2022-04-18 第1次（终稿）.txt",
    "全角　空格.txt",
    "[草稿] 1.txt",
    "a%20b&c#d.txt",
    "😀会议.txt",
    "双.后.缀.txt",
    "-rf.txt",
    "长" * 70 + ".txt",
    "大写.TXT",
]
NOT_ON_WINDOWS = [
    "CON.txt",
    "aux.txt",
    "com1.纪要.txt",
    "末尾空格 .txt",
    "it's “引号”?.txt",
    "换\n行.txt",
    "反\\斜.txt",
]


def found_in(root: Path) -> tuple[list[Found], list[Problem]]:
    found, _, problems = discover(root, CorpusSettings())
    return found, problems


def written(root: Path, names: list[str]) -> None:
    folder = root / "corpus" / "甲 社区" / "会议记录"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(f"张主任：{name!r}。\n王阿姨：好。\n", encoding="utf-8")


def test_every_name_is_found_and_read(qda, make_study, tmp_path):
    names = NAMES + ([] if sys.platform == "win32" else NOT_ON_WINDOWS)
    root = make_study({"corpus/x.md": "# 空\n张主任：好。\n王阿姨：行。"})
    written(root, names)
    assert qda("ingest", study=root).code == 0
    documents = qda("documents", "--json", study=root).data
    assert {row["path"].rpartition("会议记录/")[2] for row in documents} >= set(names)
    assert all(row["turns"] == 2 for row in documents if "会议记录" in row["path"])
    (one,) = [row for row in documents if "[草稿]" in row["path"]]
    assert "[草稿]" in qda("documents", study=root).out and "\\[" not in qda("documents", study=root).out
    assert one["case"] == "甲 社区"


def test_decomposed_names_and_backslashes_meet_their_manifest(qda, make_study):
    """A Mac writes é as two characters, a manifest from Windows has "\\" between folders."""
    root = make_study(
        {
            unicodedata.normalize("NFD", "corpus/甲/会议/Café.txt"): "张主任：好。\n王阿姨：行。\n",
            "corpus/manifest.csv": "文件,日期\n甲\\会议\\Café.txt,2022年5月1日\n",
        }
    )
    assert qda("ingest", study=root).code == 0
    (row,) = qda("documents", "--json", study=root).data
    assert row["path"] == unicodedata.normalize("NFC", "corpus/甲/会议/Café.txt") and row["date"] == "2022-05-01"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems keep names in Unicode")
def test_names_in_gbk_of_an_old_disk(qda, make_study):
    root = make_study({"corpus/甲/a.txt": "张主任：好。\n王阿姨：行。\n"})
    raw = os.fsencode(root / "corpus/甲") + "/旧会议.txt".encode("gbk")
    Path(os.fsdecode(raw)).write_text("张主任：旧。\n王阿姨：行。\n", encoding="utf-8")
    assert qda("ingest", study=root).code == 0
    assert "corpus/甲/旧会议.txt" in {row["path"] for row in qda("documents", "--json", study=root).data}
    assert readable(os.fsdecode(raw)).endswith("甲/旧会议.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are no files of a folder there")
def test_what_is_no_file_is_named_and_never_waited_for(qda, make_study):
    root = make_study({"corpus/甲/a.txt": "张主任：好。\n王阿姨：行。\n"})
    os.mkfifo(root / "corpus/甲/管.txt")
    (root / "corpus/甲/断.txt").symlink_to("nowhere")
    (root / "corpus/甲/圈").symlink_to("..")
    found, problems = found_in(root)
    assert [one.path.name for one in found] == ["a.txt"]
    assert [(p.slug, p.path) for p in problems] == [
        ("unreadable", "corpus/甲/断.txt"),
        ("unreadable", "corpus/甲/管.txt"),
    ]
    ran = qda("ingest", study=root)
    assert ran.code == 0 and "2 files NOT read" in ran.err
