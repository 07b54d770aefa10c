"""Writing files that people open: whole or not at all, and what a full disk or an open Word says."""

from __future__ import annotations

import errno
from hashlib import sha256
from pathlib import Path

import pytest

from qda.errors import StudyError
from qda.steps.files import write_file


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "报告.html"
    write_file(path, b"old")

    def full(self: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StudyError) as caught:
        write_file(path, b"new")
    assert caught.value.slug == "disk-full"
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["报告.html"]


def test_a_file_open_elsewhere_is_named(tmp_path, monkeypatch):
    path = tmp_path / "表.docx"
    write_file(path, b"old")

    def locked(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("os.replace", locked)
    with pytest.raises(StudyError) as caught:
        write_file(path, b"new")
    assert caught.value.slug == "file-locked" and "Word" in caught.value.hint
    assert path.read_bytes() == b"old"


def test_an_edited_file_is_moved_aside_and_never_lost(tmp_path):
    path = tmp_path / "r.html"
    write_file(path, b"one")
    ours = sha256(b"one").hexdigest()
    assert write_file(path, b"two", ours) is None
    path.write_bytes(b"edited")
    assert write_file(path, b"three", sha256(b"two").hexdigest()) == tmp_path / "r.edited.html"
    path.write_bytes(b"edited again")
    kept = write_file(path, b"four", sha256(b"three").hexdigest())
    assert kept == tmp_path / "r.edited2.html" and kept.read_bytes() == b"edited again"


def test_a_name_as_part_of_a_file_name() -> None:
    from qda.steps.files import file_stem

    assert file_stem("../第一轮: 张三?") == "第一轮 张三"
    assert file_stem("...") == "unnamed"
