"""What paths and manifests say."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from qda.readers.metadata import manifest_key, path_metadata, read_manifest


@pytest.mark.parametrize(
    ("path", "case", "kind", "date", "title"),
    [
        (
            "J社区/会议记录/2022-03-26_第31次议事会会议记录.docx",
            "J社区",
            "minutes",
            "2022-03-26",
            "第31次议事会会议记录",
        ),
        ("访谈/J社区/20200516 王阿姨.txt", "J社区", "interview", "2020-05-16", "王阿姨"),
        ("minutes/2017-06-28-社會企業交流座談（中區）.md", "中區", "minutes", "2017-06-28", "社會企業交流座談（中區）"),
        ("interviews/2018-07-20-「養成之路」訪談.md", None, "interview", "2018-07-20", "「養成之路」訪談"),
        ("资料/2022年/北桥社区/居民诉求台账.xlsx", "北桥社区", "requests", "2022", "居民诉求台账"),
        (
            "沙河口社区/会议/2022年6月_第2次会议（未成会）.txt",
            "沙河口社区",
            "minutes",
            "2022-06",
            "第2次会议（未成会）",
        ),
        ("会议记录/第2次会议（未成会）.txt", None, "minutes", None, "第2次会议（未成会）"),
        ("幸福社區\\訪談\\2020.5.16.txt", "幸福社區", "interview", "2020-05-16", "2020.5.16"),
        ("王阿姨.txt", None, None, None, "王阿姨"),
    ],
)
def test_paths(path: str, case: str | None, kind: str | None, date: str | None, title: str) -> None:
    found = {field: value for field, (value, _) in path_metadata(path, {}).items()}
    assert found == {
        field: value
        for field, value in {"case": case, "kind": kind, "date": date, "title": title}.items()
        if value is not None
    }


def test_origins() -> None:
    found = path_metadata("会议记录/2018-07-30-巡迴座談（桃園）.md", {})
    assert {field: origin for field, (_, origin) in found.items()} == {
        "kind": "folder",
        "case": "file name",
        "date": "file name",
        "title": "file name",
    }


def test_own_folder_names() -> None:
    found = path_metadata("J社区/入户走访/a.txt", {"入户走访": "interview"})
    assert found["kind"] == ("interview", "folder") and found["case"] == ("J社区", "folder")


def test_composed_and_decomposed_names_are_one() -> None:
    name = "é社区/会议/a.txt"
    assert path_metadata(unicodedata.normalize("NFD", name), {}) == path_metadata(name, {})
    assert manifest_key(unicodedata.normalize("NFD", ".\\" + name)) == name


def test_manifest(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(
        (
            "文件,社区,类型,日期,标题,主访人\r\n"
            "./会议/a.txt,J社区,会议记录,2022年4月18日,第一次,林\r\n"
            "会议\\b.txt,K社区,未知,去年,,\r\n"
            ",,,,,\r\n"
            ",M社区,,,,\r\n"
            "会议/a.txt,L社区,,,,\r\n"
        ).encode("gb18030")
    )
    rows, problems = read_manifest(path)
    assert rows == {
        "会议/a.txt": {"case": "J社区", "kind": "minutes", "date": "2022-04-18", "title": "第一次", "主访人": "林"},
        "会议/b.txt": {"case": "K社区"},
    }
    assert [(problem.slug, problem.line) for problem in problems] == [
        ("manifest-kind", 3),
        ("manifest-date", 3),
        ("manifest-row", 5),
        ("manifest-duplicate", 6),
    ]


def test_manifest_as_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["path", "place", "kind"])
    book.active.append(["a.txt", "中區", "interview"])
    book.save(tmp_path / "manifest.xlsx")
    assert read_manifest(tmp_path / "manifest.xlsx") == ({"a.txt": {"case": "中區", "kind": "interview"}}, [])


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        ("名称,社区\na,b\n".encode(), "manifest-without-path"),
        (b"", "empty-manifest"),
        (bytes(range(256)) * 4, "unreadable-manifest"),
    ],
)
def test_bad_manifests(tmp_path: Path, data: bytes, slug: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(data)
    rows, problems = read_manifest(path)
    assert rows == {} and [problem.slug for problem in problems] == [slug]
    assert read_manifest(tmp_path / "none.csv")[1][0].slug == "unreadable-manifest"
