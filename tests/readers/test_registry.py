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

import qda.readers.converted as converted
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
        ("a.pages", b"x", "unsupported-format"),
        ("a.pdf", b"%PDF", "damaged"),
        ("a.xml", b"<x/>", "unsupported-format"),
        ("a.rtf", b"hello", "damaged"),
        ("a.odt", b"hello", "damaged"),
        ("a.srt", b"hello", "no-cues"),
        ("a.doc", b"hello", "damaged"),
        ("a.xls", b"hello", "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.txt", b"x" * 1_000_001, "endless-line"),
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
def test_refused(tmp_path: Path, name: str, data: bytes, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converted, "find_office", lambda: None)
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


def test_more_text_than_one_document_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "LONGEST", 5)
    draft, problems = registry.read_bytes("a.txt", "一二三四五六".encode(), shown_as="a.txt")
    assert draft is None and problems[-1].slug == "too-large"
    draft, problems = registry.read_bytes("a.txt", b"x" * 21, shown_as="a.txt")
    assert draft is None and problems[-1].slug == "too-large"


def test_characters_that_cannot_be_stored() -> None:
    draft, problems = registry.read_bytes("a.html", "<p>张书记：好</p>\uffff".encode(), shown_as="a.html")
    assert draft is not None and "\uffff" not in draft.text
    assert not any(problem.severity == "error" for problem in problems)


def test_bytes_and_files_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "会议.txt"
    path.write_bytes("张书记：好。".encode("gb18030"))
    assert read(path, shown_as="会议.txt") == registry.read_bytes("会议.txt", path.read_bytes(), shown_as="会议.txt")


@given(st.binary(max_size=200), st.sampled_from(sorted(SUFFIXES)))
def test_rubbish_never_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    if data.startswith(b"\xd0\xcf"):
        return
    path = tmp_path_factory.getbasetemp() / f"rubbish{suffix}"
    path.write_bytes(data)
    draft, problems = read(path, shown_as=path.name)
    assert draft is not None or any(problem.severity == "error" for problem in problems)


def test_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata as metadata

    from qda.model import Draft

    class Entry:
        name, value = "mindmap", "somewhere:reader"

        def load(self) -> registry.Reader:
            return lambda data, shown_as, encoding: (Draft(data.decode(), "mindmap"), [])

    monkeypatch.setattr(metadata, "entry_points", lambda group: [Entry()] if group == "qda.readers" else [])
    path = tmp_path / "a.mindmap"
    path.write_bytes("你好".encode())
    draft, _ = read(path, shown_as="a.mindmap")
    assert draft is not None and draft.text == "你好"
    assert ".mindmap" in registry.supported()


@pytest.mark.parametrize("name", ["记录.txt", "记录.md", "表.csv"])
def test_a_text_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch, name):
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(registry.largest(name) + 1)

    def never(_: Path) -> bytes:
        raise AssertionError("the file was read")

    monkeypatch.setattr(Path, "read_bytes", never)
    draft, problems = registry.read(path, shown_as=name)
    assert draft is None and [problem.slug for problem in problems] == ["too-large"]
    assert registry.largest(name) == 80_000_000 < registry.largest("会.docx")
