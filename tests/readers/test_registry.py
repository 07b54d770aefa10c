"""Every file gives a draft, or an error that says what to do; nothing raises."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qda.readers.registry as registry
from qda.readers import READERS, SUFFIXES, read


def refused(path: Path) -> str:
    """The slug with which a file is refused."""
    draft, problems = read(path, shown_as=path.name)
    assert draft is None
    errors = [problem for problem in problems if problem.severity == "error"]
    assert len(errors) == 1 and errors[0].path == path.name and errors[0].message
    return errors[0].slug


def test_every_suffix_has_a_reader() -> None:
    assert set(SUFFIXES.values()) == set(READERS)


def test_plain_text_in_any_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / f"会议 记录_{encoding}.TXT"
        path.write_bytes("张书记：\r\n开会了，大家坐。".encode(encoding))
        draft, problems = read(path, shown_as=path.name)
        assert draft is not None and problems == []
        assert (draft.text, draft.format) == ("张书记：\n开会了，大家坐。", "plain")
        assert draft.encoding == encoding.replace("-sig", "")


def test_declared_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("中文".encode("gb18030"))
    assert read(path, shown_as="a.txt", encoding="utf-8")[1][0].slug == "wrong-encoding"


@pytest.mark.parametrize(
    ("name", "data", "slug"),
    [
        ("a.pdf", b"%PDF", "unsupported-format"),
        ("没有后缀", b"x", "unsupported-format"),
        ("a.txt", b"", "empty-file"),
        ("a.txt", b"\xef\xbb\xbf \n", "empty-file"),
        ("a.md", "\u3000\n".encode(), "empty-file"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "legacy-doc"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "legacy-doc"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "legacy-xls"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", "其实是文本".encode(), "damaged"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.txt", bytes(range(256)) * 4, "not-text"),
    ],
)
def test_refused(tmp_path: Path, name: str, data: bytes, slug: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path) == slug


def test_unsupported_names_what_is_supported(tmp_path: Path) -> None:
    path = tmp_path / "a.pages"
    path.write_bytes(b"x")
    assert ".docx" in read(path, shown_as="a.pages")[1][0].message


def test_missing_and_unreadable(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.txt") == "unreadable"
    folder = tmp_path / "文件夹.txt"
    folder.mkdir()
    assert refused(folder) == "unreadable"


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="needs permissions"
)
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    path.chmod(0)
    assert refused(path) == "unreadable"


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(registry, "LARGEST", 99)
    assert refused(path) == "too-large"


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_zip_bomb(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(zipped({"word/document.xml": b" " * 30_000_000}))
    assert refused(path) == "zip-bomb"


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_entities(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xx">]><a>&x;</a>'
    path.write_bytes(zipped({"word/document.xml": bomb, "xl/workbook.xml": bomb}))
    assert refused(path) == "xml-entities"


def test_word_file_without_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped({"hello.txt": b"x"}))
    assert refused(path) == "damaged"


@given(st.binary(max_size=200), st.sampled_from(sorted(SUFFIXES)))
def test_rubbish_never_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"rubbish{suffix}"
    path.write_bytes(data)
    draft, problems = read(path, shown_as=path.name)
    assert draft is not None or any(problem.severity == "error" for problem in problems)


def test_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata as metadata

    from qda.model import Draft

    class Entry:
        name, value = "srt", "somewhere:reader"

        def load(self) -> registry.Reader:
            return lambda data, shown_as, encoding: (Draft(data.decode(), "srt"), [])

    monkeypatch.setattr(metadata, "entry_points", lambda group: [Entry()] if group == "qda.readers" else [])
    path = tmp_path / "a.srt"
    path.write_bytes("你好".encode())
    draft, _ = read(path, shown_as="a.srt")
    assert draft is not None and draft.text == "你好"
    assert ".srt" in registry.supported()
