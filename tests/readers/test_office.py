"""Rich text, OpenDocument and old Word files: the same words whichever program wrote them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import qda.readers.converted as converted
from qda.errors import InputError, Problem
from qda.model import Draft
from qda.readers import read_bytes
from qda.text.layout import read_layout

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{short}="{OFFICE}:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)


def drafted(name: str, data: bytes) -> tuple[Draft, list[Problem]]:
    draft, problems = read_bytes(name, data, shown_as=name)
    assert draft is not None, problems
    for mark in draft.marks:
        assert mark.span.of(draft.text).strip()
    return draft, problems


def odt(body: str, automatic: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return target.getvalue()


def test_opendocument() -> None:
    data = odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region>"
        '</text:tracked-changes><text:h text:outline-level="2">一、开场</text:h>'
        '<text:p>张书记：<text:span>大<text:s text:c="2"/>家</text:span><text:tab/>好<text:line-break/>坐'
        "<text:note><text:note-body><text:p>脚注</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>批注</text:p></office:annotation></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell>"
        "<table:table-cell><text:p>乙</text:p><text:p>丙</text:p></table:table-cell></table:table-row></table:table>"
        '<text:list text:style-name="L"><text:list-item><text:p>同意</text:p></text:list-item>'
        "<text:list-item><text:p>公示</text:p></text:list-item></text:list><text:p/>"
        "<text:p><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p>",
        f'<text:list-style style:name="L"><text:list-level-style-number xmlns:s="{OFFICE}:style:1.0" text:level="1" '
        'style:num-format="一, 二, 三, ..." style:num-suffix="、"/></text:list-style>',
    )
    draft, problems = drafted("a.odt", data)
    assert draft.text == "一、开场\n张书记：大  家\t好\n坐\n甲\t乙\n丙\n一、同意\n二、公示\n\n\n框"
    assert [mark.kind for mark in draft.marks] == ["heading", "table-row", "list-item", "list-item"]
    assert [problem.slug for problem in problems] == ["comments-left-out", "footnotes-left-out", "tracked-changes"]


def test_opendocument_that_is_none() -> None:
    for data, slug in ((odt("<text:p/>"), "empty-file"), (b"PK\x03\x04", "damaged"), (odt("<x"), "damaged")):
        draft, problems = read_bytes("a.odt", data, shown_as="a.odt")
        assert draft is None and problems[-1].slug == slug


def rtf(body: str) -> bytes:
    return (
        r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset136 M;}{\f2\fcharset0 T;}}"
        rf"{{\info{{\title x}}}}{{\header 页眉}}\viewkind4\f0 {body}}}"
    ).encode("gbk")


def test_rich_text() -> None:
    body = (
        r"\'d5\'c5\'ca\'e9\'bc\'c7\'a3\'ba\uc1\u22909?\u-10174?\u-8265?\uc2\u22351\'bb\'b5\uc0\u12290 {\b 粗\b0}\tab\ldblquote x"
        r"\rdblquote\line 行\par{\f1 \'a6\'6e}\f0{\deleted 删}{\v 藏}{\*\unknown 不要}{\pict 0102}{\footnote 注}\par "
        r"\trowd\cellx1 甲\cell 乙\par 丙\cell\row\pard 尾\emdash\~{\listtext 1.\tab}项\\\{\}\par"
    )
    draft, problems = drafted("a.rtf", rtf(body))
    assert draft.text == "张书记：好𠮷坏。粗\t“x”\n行\n好\n甲\t乙\n丙\n尾—\xa01. 项\\{}"
    assert [(mark.kind, mark.span.of(draft.text)) for mark in draft.marks] == [("table-row", "甲\t乙\n丙")]
    assert [problem.slug for problem in problems] == ["footnotes-left-out", "tracked-changes"]


def test_remarks_of_rich_text() -> None:
    """As Word writes them: the words a comment is about stand between two numbers; LibreOffice gives a place only."""
    body = (
        r"\u24352?\u20070?\u35760?\'a3\'ba{\*\atrfstart 7}{\b 电梯}{\*\atrfend 7}"
        r"{\v{\*\atnid LS}{\*\atnauthor 李四}\chatn{\*\annotation{\*\atnref 7}{\*\atndate 12}\pard\plain 谁说的？\par 再问}}要装"
        r"{\super\chftn}{\footnote\pard{\super\chftn} 三号楼{\i 一}单元}。\par "
        r"{\*\atnauthor 王五}\chatn{\*\annotation 只有位置}好\par{\header{\footnote 页眉注}}"
    )
    draft, problems = drafted("a.rtf", rtf(body))
    assert draft.text == "张书记：电梯要装。\n好"
    told = [(r.kind, r.span.of(draft.text), r.author, r.text) for r in draft.remarks]
    assert told == [
        ("comment", "电梯", "李四", "谁说的？\n再问"),
        ("footnote", "", "", "三号楼一单元"),
        ("comment", "", "王五", "只有位置"),
    ]
    assert [problem.slug for problem in problems] == ["comments-left-out", "footnotes-left-out"]


def test_rich_text_without_a_code_page() -> None:
    draft, _ = drafted("a.rtf", b"{\\rtf1\\ansi " + "张书记：".encode("gbk") + b"\\'ba\\'c3}")
    assert draft.text == "张书记：好"


def test_rich_text_that_breaks_off() -> None:
    draft, problems = drafted("a.rtf", rtf("张书记：好")[:-1])
    assert draft.text == "张书记：好" and [problem.slug for problem in problems] == ["cut-file"]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (rtf("张书记：好"), "rtf"),
        ("<html><meta charset=gbk><p>张书记：好".encode("gbk"), "html"),
        (odt("<text:p>张书记：好</text:p>"), "odt"),
    ],
)
def test_other_formats_called_doc(data: bytes, form: str) -> None:
    draft, problems = drafted("a.doc", data)
    assert (draft.text, draft.format) == ("张书记：好", form)
    assert [problem.slug for problem in problems] == ["other-format"]


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converted, "find_office", lambda: None)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for name, slug, advice in (("a.doc", "legacy-doc", "另存为 .docx"), ("a.xls", "legacy-xls", "另存为 .xlsx")):
        draft, problems = read_bytes(name, ole + bytes(600), shown_as=name)
        assert draft is None and problems[0].slug == slug and advice in problems[0].message


def test_a_program_that_hangs_or_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(converted, "TIMEOUT", 0.5)
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 30\n", encoding="utf-8", newline="\n")
    slow.chmod(0o755)
    for program in (str(slow), str(tmp_path / "nothing")):
        with pytest.raises(InputError) as fault:
            converted.convert(program, b"x", "doc", "docx", "MS Word 97", "a.doc")
        assert fault.value.slug == "conversion-failed"


def written() -> bytes:
    """A Word file with what real minutes have."""
    import docx

    document = docx.Document()
    document.add_heading("协商会议记录", 1)
    for words in ("时间：2022年4月18日", "张书记：“好”—行…𠮷", "李主任：（笑）\n第二行，ABC。"):
        document.add_paragraph(words)
    table = document.add_table(2, 2)
    for place, words in enumerate(("姓名", "发言内容", "王阿姨", "没有意见。")):
        table.cell(place // 2, place % 2).text = words
    document.add_paragraph("第一", style="List Number")
    document.add_paragraph("第二", style="List Number")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


needs_office = pytest.mark.skipif(converted.find_office() is None, reason="LibreOffice is not installed")


def saved_as(suffix: str, name: str = "", data: bytes = b"") -> bytes:
    office = converted.find_office()
    assert office is not None
    target = f"{suffix}:{name}" if name else suffix
    return converted.convert(office, data or written(), "docx", target, "MS Word 2007 XML", "a.docx")


@needs_office
@pytest.mark.parametrize(
    ("suffix", "name"),
    [("doc", "MS Word 97"), ("rtf", "Rich Text Format"), ("odt", "writer8"), ("html", ""), ("pdf", "")],
)
def test_files_that_libreoffice_wrote(suffix: str, name: str) -> None:
    draft, problems = drafted(f"a.{suffix}", saved_as(suffix, name))
    expected, _ = drafted("a.docx", written())
    lines = expected.text.replace("\n第二行", "" if suffix == "x" else "\n第二行").split("\n")
    if suffix == "pdf":
        # Blanks behind the numbers of a list are gaps there.
        lines = [line.replace("1. ", "1.").replace("2. ", "2.") for line in lines]
    assert [line for line in draft.text.split("\n") if line.strip()] == lines
    assert all(problem.severity == "note" for problem in problems)
    layout = read_layout(draft)
    assert [turn.speaker for turn in layout.turns if turn.speaker] == ["张书记", "李主任", "王阿姨"]
    assert layout.head["时间"] == "2022年4月18日"


@needs_office
def test_rubbish_given_to_libreoffice() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    draft, problems = read_bytes("a.doc", ole + bytes(4000), shown_as="a.doc")
    assert draft is None and problems[-1].slug == "conversion-failed"
