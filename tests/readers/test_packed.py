"""Archives: names right, nothing dangerous opened, every member read or named."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

import qda.readers.packed as packed
from qda.readers import is_archive, members, members_of, read_bytes


def zipped(parts: dict[str, bytes], names: dict[str, bytes] | None = None) -> bytes:
    """A zip file. names: raw bytes of a name in place of the ASCII one, as programs without the UTF-8 flag write."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    made = target.getvalue()
    for name, raw in (names or {}).items():
        assert len(name) == len(raw)
        made = made.replace(name.encode(), raw)
    return made


def slugs(data: bytes, name: str = "a.zip") -> list[str]:
    return [problem.slug for problem in members_of(name, data, name)[1]]


def test_nested_folders_and_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "资料 一.zip"
    path.write_bytes(
        zipped(
            {
                "幸福社区/会议/2022-04-18 例会.txt": "张书记：好。".encode(),
                "幸福社区/": b"",
                "__MACOSX/._a.txt": b"x",
                ".DS_Store": b"x",
                "~$a.docx": b"x",
                "照片.jpg": b"x",
                "a.rar": b"x",
            }
        )
    )
    found, problems = members(path, "corpus/资料 一.zip")
    assert found == [("幸福社区/会议/2022-04-18 例会.txt", "张书记：好。".encode())]
    assert [(problem.slug, problem.path) for problem in problems] == [
        ("unsupported-format", "corpus/资料 一.zip/照片.jpg"),
        ("unsupported-format", "corpus/资料 一.zip/a.rar"),
    ]
    draft, _ = read_bytes(found[0][0], found[0][1], shown_as="x")
    assert draft is not None and draft.text == "张书记：好。"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
def test_names_without_a_flag(encoding: str) -> None:
    name = "社區會議記錄/議題.txt" if encoding == "big5" else "社区会议记录/议题一.txt"
    raw = name.encode(encoding)
    ascii_name = "x" * (len(raw) - 4) + ".txt"
    data = zipped({ascii_name: b"x"}, {ascii_name: raw})
    found, problems = members_of("a.zip", data, "a.zip")
    assert [inner for inner, _ in found] == [name] and problems == []


@pytest.mark.parametrize("name", ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt"])
def test_paths_that_lead_out(name: str) -> None:
    found, problems = members_of("a.zip", zipped({name: b"x", "b.txt": b"x"}), "a.zip")
    assert [inner for inner, _ in found] == ["b.txt"]
    assert [problem.slug for problem in problems] == ["archive-path"]


def test_links_are_not_followed() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert slugs(target.getvalue()) == ["archive-link"]


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    found, problems = members_of("a.zip", zipped({"a.txt": bytes(30_000_000), "b.txt": b"x"}), "a.zip")
    assert [inner for inner, _ in found] == ["b.txt"] and [problem.slug for problem in problems] == ["zip-bomb"]
    monkeypatch.setattr(packed, "LARGEST_SUM", 1000)
    assert slugs(zipped({"a.txt": b"a" * 600, "b.txt": b"b" * 600})) == ["zip-bomb"]
    monkeypatch.setattr(packed, "LARGEST_COUNT", 3)
    assert "zip-bomb" in slugs(zipped({f"{n}.txt": b"x" for n in range(5)}))


def test_a_member_that_lies_about_its_size() -> None:
    data = zipped({"a.txt": b"x" * 5000})
    size = (5000).to_bytes(4, "little")
    found, problems = members_of("a.zip", data.replace(size, (10).to_bytes(4, "little")), "a.zip")
    assert found == [] or len(found[0][1]) <= 5000
    assert found or problems


def test_passwords() -> None:
    data = bytearray(zipped({"a.txt": b"x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert slugs(bytes(data)) == ["encrypted"]


def test_archives_in_archives() -> None:
    inmost = zipped({"c.txt": b"x"})
    inner = zipped({"b.txt": b"x", "c.zip": inmost})
    found, problems = members_of("a.zip", zipped({"甲/b.zip": inner, "a.txt": b"y"}), "a.zip")
    assert [name for name, _ in found] == ["a.txt", "甲/b.zip/b.txt"]
    assert [(problem.slug, problem.path) for problem in problems] == [("archive-too-deep", "a.zip/甲/b.zip/c.zip")]


def test_a_name_that_comes_twice() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("a.txt", "1")
            archive.writestr("a.txt", "2")
    found, problems = members_of("a.zip", target.getvalue(), "a.zip")
    assert [name for name, _ in found] == ["a (2).txt", "a.txt"]
    assert [problem.slug for problem in problems] == ["archive-name-twice"]


@pytest.mark.parametrize("packing", ["", "gz", "xz", "bz2"])
def test_tar(packing: str) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=f"w:{packing}") as archive:
        for name, kind in (
            ("会议/记录.txt", tarfile.REGTYPE),
            ("x.txt", tarfile.SYMTYPE),
            ("../y.txt", tarfile.REGTYPE),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            entry.size = 2 if kind == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(b"hi"))
    found, problems = members_of(f"a.tar.{packing}" if packing else "a.tar", target.getvalue(), "a")
    assert found == [("会议/记录.txt", b"hi")]
    assert [problem.slug for problem in problems] == ["archive-link", "archive-path"]


def test_a_tar_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:xz") as archive:
        entry = tarfile.TarInfo("a.bin")
        entry.size = 3_000_000
        archive.addfile(entry, io.BytesIO(bytes(3_000_000)))
    monkeypatch.setattr(packed, "LARGEST_SUM", 1_000_000)
    assert "zip-bomb" in slugs(target.getvalue(), "a.tar.xz")


def test_broken_archives(tmp_path: Path) -> None:
    whole = zipped({"a.txt": b"hello " * 50, "b.txt": b"x"})
    assert slugs(whole[:60]) == ["damaged"] and slugs(b"no zip") == ["damaged"]
    assert slugs(b"no tar", "a.tar.gz") == ["damaged"]
    assert slugs(zipped({})) == ["empty-file"]
    assert members(tmp_path / "x.zip", "x.zip")[1][0].slug == "unreadable"


def test_which_files_are_archives() -> None:
    assert is_archive("A.ZIP") and is_archive("a.tar.xz") and not is_archive("a.docx") and not is_archive("a.rar")
