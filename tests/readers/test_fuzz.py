"""No bytes make a reader raise: random ones, real files cut short, real files with bytes turned.

What was once found is kept below as a case of its own.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qda.readers.converted as converted
from qda.readers import SUFFIXES, members_of, read_bytes, sheet_documents
from qda.text.layout import read_layout

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KINDS = sorted(set(SUFFIXES) - {".docm", ".xlsm", ".text", ".markdown", ".xhtml", ".htm", ".akn"})


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is not started for rubbish."""
    monkeypatch.setattr(converted, "find_office", lambda: None)


def check(name: str, data: bytes) -> None:
    """The promise of every reader, and that its draft can be laid out."""
    draft, problems = read_bytes(name, data, shown_as=name)
    if draft is None:
        assert any(problem.severity == "error" for problem in problems)
        return
    assert draft.text.strip()
    draft.text.encode("utf-8")
    assert "\x00" not in draft.text
    for mark in draft.marks:
        assert mark.span.end <= len(draft.text)
    end = 0
    for turn in read_layout(draft).turns:
        assert end <= turn.span.start < turn.span.end <= len(draft.text)
        end = turn.span.end
    for problem in problems:
        assert problem.message and problem.path == name


@lru_cache(maxsize=1)
def samples() -> dict[str, bytes]:
    """A small real file of every format."""
    import docx
    import openpyxl

    words = ["社区协商会", "张书记：大家好，开会。", "李主任（女，50岁）：好的。", "散会。"]
    made: dict[str, bytes] = {}
    document = docx.Document()
    for word in words:
        document.add_paragraph(word)
    document.add_table(1, 2).cell(0, 0).text = "表"
    target = io.BytesIO()
    document.save(target)
    made[".docx"] = target.getvalue()
    book = openpyxl.Workbook()
    for row in (["会议", "发言人", "发言内容"], ["甲", "张三", "好"], ["乙", "李四", "不好"]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    made[".xlsx"] = target.getvalue()
    made[".csv"] = "标题,正文\n甲,好\n乙,不好\n".encode("gb18030")
    made[".txt"] = made[".md"] = "\n".join(words).encode("gb18030")
    made[".html"] = (
        "<html><meta charset=gbk><h1>会</h1><table><tr><td>甲<td>好</table><p>" + "<br>".join(words)
    ).encode("gbk")
    made[".rtf"] = (
        rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 Song;}}\f0 \'d5\'c5\'ca\'e9\'bc\'c7\'a3\'ba\u22909?\par"
        rb"\trowd a\cell b\cell\row {\*\x y}}"
    )
    made[".doc"] = made[".rtf"]
    made[".srt"] = (
        "1\n00:00:01,000 --> 00:00:02,000\n张三：<i>好</i>\n\n2\n00:00:02,000 --> 00:00:04,000\n&amp;\n".encode()
    )
    made[".vtt"] = b"WEBVTT\n\nNOTE x\n\na\n00:01.000 --> 00:02.000 align:left\n<v Li>hello\n"
    made[".xml"] = (
        '<akomaNtoso><debate><meta><references><TLCPerson id="a" showAs="张三"/></references></meta><debateBody>'
        '<debateSection><heading>会</heading><speech by="#a"><p>好</p></speech><narrative>（笑）</narrative>'
        "</debateSection></debateBody></debate></akomaNtoso>"
    ).encode()
    office = "urn:oasis:names:tc:opendocument:xmlns"
    made[".odt"] = zipped(
        {
            "content.xml": (
                f'<o:document-content xmlns:o="{office}:office:1.0" xmlns:t="{office}:text:1.0"><o:body><o:text>'
                '<t:h t:outline-level="1">会</t:h><t:p>张书记：<t:s t:c="3"/>好</t:p><t:list><t:list-item><t:p>一</t:p>'
                "</t:list-item></t:list></o:text></o:body></o:document-content>"
            ).encode()
        }
    )
    made[".pdf"] = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
        b"4 0 obj<</Length 42>>stream\nBT /F 12 Tf 50 200 Td (Zhang: hello) Tj ET\nendstream endobj "
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>"
    )
    return made


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("suffix", sorted(samples()))
def test_the_samples_are_read(suffix: str) -> None:
    draft, problems = read_bytes(f"a{suffix}", samples()[suffix], shown_as="a")
    assert draft is not None, problems
    check(f"a{suffix}", samples()[suffix])


@FUZZ
@given(data=st.binary(max_size=300), suffix=st.sampled_from(KINDS))
def test_random_bytes(data: bytes, suffix: str) -> None:
    check(f"a{suffix}", data)
    sheet_documents(f"a{suffix}", data, shown_as="a")


@FUZZ
@given(text=st.text(max_size=300), suffix=st.sampled_from([".txt", ".md", ".html", ".csv", ".srt", ".vtt", ".xml"]))
def test_random_text(text: str, suffix: str) -> None:
    check(f"a{suffix}", text.encode("utf-8", "surrogatepass"))


MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                b"{",
                b"}",
                b"\\par ",
                b"\\u22909 ?",
                b"\\u-10179 ",
                b"\\'b4",
                b"\\uc0 ",
                b"\\cell ",
                b"\\row ",
                b"\\bin3 ",
                b"\\*",
            ),
            *(
                b"\\fonttbl",
                b"\\f1 ",
                b"\\fcharset134 ",
                b"\\v ",
                b"\\deleted ",
                b"\\footnote ",
                b"x",
                b"\\",
                b"\xd6\xd0",
            ),
        ]
    ),
    max_size=40,
)


@FUZZ
@given(parts=MARKUP)
def test_any_rtf(parts: list[bytes]) -> None:
    check("a.rtf", b"{\\rtf1 " + b"".join(parts))


TAGS = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ol>", "<li>", "<h1>", "</h1>", "<br>", "<pre>"),
            *("<del>", "<nav>", "&#55357;", "&#0;", "&lt;", "<!--", "]]>", "张三：", "好", "\n"),
        ]
    ),
    max_size=40,
)


@FUZZ
@given(parts=TAGS)
def test_any_html(parts: list[str]) -> None:
    check("a.html", "".join(parts).encode())


CUES = st.lists(
    st.sampled_from(
        ["00:01.000 --> 00:02.000", "1", "", "张三：好", "<v 李>好", "NOTE a", "WEBVTT", "-->", "&amp;", "- 好"]
    ),
    max_size=30,
)


@FUZZ
@given(lines=CUES)
def test_any_subtitles(lines: list[str]) -> None:
    check("a.vtt", "\n".join(lines).encode())


STAMPED = st.lists(
    st.sampled_from(
        [
            "张三 00:00:01",
            "李四(00:01:02): 好",
            "[王五] 2022-04-18 10:00",
            "00:03 张三：好",
            "好。",
            "",
            "记录人：李四",
            "00:05",
        ]
    ),
    min_size=3,
    max_size=30,
)


@FUZZ
@given(lines=STAMPED)
def test_any_transcript(lines: list[str]) -> None:
    check("a.txt", "\n".join(lines).encode())


@FUZZ
@given(data=st.data(), suffix=st.sampled_from(sorted(samples())))
def test_cut_and_turned(data: st.DataObject, suffix: str) -> None:
    whole = bytearray(samples()[suffix])
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    check(f"a{suffix}", bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    sheet_documents(f"a{suffix}", bytes(whole), shown_as="a")


@lru_cache(maxsize=1)
def archives() -> dict[str, bytes]:
    inner = zipped({"一/会议.txt": "张三：好。".encode("gbk"), "b.docx": samples()[".docx"]})
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        entry = tarfile.TarInfo("会议.txt")
        entry.size = 6
        archive.addfile(entry, io.BytesIO("会议".encode()))
    return {"a.zip": zipped({"c.zip": inner, "d.txt": b"x"}), "a.tar.gz": target.getvalue()}


@FUZZ
@given(data=st.data(), name=st.sampled_from(sorted(archives())))
def test_any_archive(data: st.DataObject, name: str) -> None:
    whole = bytearray(archives()[name])
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found, problems = members_of(name, bytes(whole[: data.draw(st.integers(0, len(whole)))]), name)
    assert found or any(problem.severity == "error" for problem in problems)
    for inner, content in found:
        assert not inner.startswith("/") and ".." not in inner.split("/") and isinstance(content, bytes)
        inner.encode("utf-8")


FOUND: list[tuple[str, bytes]] = [
    ("a.html", b"<p>" * 5000 + "好".encode()),
    ("a.html", b"&#xd800;&#0;\xe5\xa5\xbd"),
    ("a.rtf", b"{\\rtf1 " + b"{" * 3000 + b"x"),
    ("a.rtf", b"{\\rtf1 \\u-10179?\\u-8704?\\u55357?x\\par}"),
    ("a.rtf", b"{\\rtf1 \\bin99999999999 x}"),
    ("a.xml", b"<debate>" + b"<p>" * 3000),
    ("a.txt", "一\x00二".encode()),
    ("a.vtt", b"WEBVTT"),
    ("a.srt", b"00:00:01,000 --> 00:00:02,000"),
    ("a.pdf", b"%PDF-1.7\n%%EOF"),
]


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_found_cases(name: str, data: bytes) -> None:
    check(name, data)
