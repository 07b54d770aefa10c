"""Word files: everything that is text, once, in order; nothing that was deleted."""

from __future__ import annotations

import io
import zipfile

import pytest

from qda.errors import Problem
from qda.model import Draft
from qda.readers.docx import read_docx
from qda.readers.numbering import counted
from qda.text.layout import read_layout

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def word_file(body: str, **parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {SPACES}>{inside}</w:{name}>")
    return target.getvalue()


def drafted(body: str, **parts: str) -> tuple[Draft, list[Problem]]:
    draft, problems = read_docx(word_file(body, **parts), "a.docx")
    assert draft is not None
    for mark in draft.marks:
        assert mark.span.of(draft.text)
    return draft, problems


def test_paragraphs_breaks_and_tabs() -> None:
    draft, problems = drafted(
        paragraph(run("张书记：") + "<w:r><w:br/></w:r>" + run("大家好。"))
        + paragraph("")
        + paragraph(run("一") + "<w:r><w:tab/></w:r>" + run("二"))
    )
    assert draft.text == "张书记：\n大家好。\n\n一\t二"
    assert problems == [] and draft.format == "docx" and draft.encoding == ""


def test_tracked_changes_links_and_controls() -> None:
    draft, problems = drafted(
        paragraph(
            run("甲")
            + f"<w:ins>{run('乙')}</w:ins>"
            + "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
            + f"<w:hyperlink>{run('丙')}</w:hyperlink>"
            + f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('丁')}</w:sdtContent></w:sdt>"
            + f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>"
            + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        )
        + f"<w:sdt><w:sdtContent>{paragraph(run('控件'))}</w:sdtContent></w:sdt>"
    )
    assert draft.text == "甲乙丙丁新\n控件"
    assert [problem.slug for problem in problems] == ["tracked-changes"]
    assert all(problem.severity == "note" for problem in problems)


def test_text_box_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('文本框'))}</w:txbxContent>"
    body = paragraph(
        run("正文")
        + f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        + f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert drafted(body)[0].text == "正文\n文本框"


def test_comments_and_footnotes_are_counted() -> None:
    body = paragraph(
        run("正文") + '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    draft, problems = drafted(body)
    assert draft.text == "正文"
    assert [(problem.severity, problem.slug) for problem in problems] == [
        ("note", "comments-left-out"),
        ("note", "footnotes-left-out"),
    ]


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def test_tables() -> None:
    body = (
        paragraph(run("会议记录"))
        + "<w:tbl>"
        + row(paragraph(run("时间")), paragraph(run("2022年4月18日")))
        + row(paragraph(run("会议内容")), paragraph(run("张书记：好。")) + paragraph(run("李主任：行。")))
        + "<w:tr><w:trPr><w:del/></w:trPr><w:tc>"
        + paragraph(run("删行"))
        + "</w:tc></w:tr>"
        + row(paragraph(""), paragraph(""))
        + "</w:tbl>"
    )
    draft, _ = drafted(body)
    assert draft.text == "会议记录\n时间\t2022年4月18日\n会议内容\t张书记：好。\n李主任：行。"
    assert [mark.kind for mark in draft.marks] == ["table-row", "table-row"]
    layout = read_layout(draft)
    assert layout.head["时间"] == "2022年4月18日"
    assert [turn.speaker for turn in layout.turns if turn.speaker] == ["张书记", "李主任"]


STYLES = (
    '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="2"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="L"><w:name w:val="清单"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def test_headings_and_title() -> None:
    body = (
        paragraph(run("幸福社区会议记录"), '<w:pStyle w:val="T"/>')
        + paragraph(run("开场"), '<w:pStyle w:val="2"/>')
        + paragraph(run("细节"), '<w:outlineLvl w:val="2"/>')
        + paragraph(run("张书记：好。"))
    )
    draft, _ = drafted(body, styles=STYLES)
    assert draft.title == "幸福社区会议记录"
    assert [(mark.kind, mark.level, mark.label) for mark in draft.marks] == [
        ("heading", 1, "幸福社区会议记录"),
        ("heading", 1, "开场"),
        ("heading", 3, "细节"),
    ]


def level(number: int, form: str, words: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.") + level(2, "bullet", "")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    + '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)  # fmt: skip


def item(words: str, depth: int, list_id: int = 1) -> str:
    return paragraph(run(words), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_automatic_numbers() -> None:
    body = (
        item("开场", 0) + item("甲", 1) + item("乙", 1) + item("丙", 2) + item("讨论", 0) + item("丁", 1)
        + paragraph(run("样式"), '<w:pStyle w:val="L"/>') + item("重起", 0, 2) + item("接着", 0, 2) + item("无", 0, 0)
    )  # fmt: skip
    draft, _ = drafted(body, numbering=NUMBERING, styles=STYLES)
    assert draft.text.split("\n") == [
        "一、开场", "1. 甲", "2. 乙", "丙", "二、讨论", "1. 丁", "三、样式", "五、重起", "六、接着", "无"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [
        (10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"), (105, "chineseCounting", "一百零五"),
        (3, "upperLetter", "C"), (28, "lowerLetter", "bb"), (4, "upperRoman", "IV"), (9, "lowerRoman", "ix"),
        (2, "decimalEnclosedCircle", "②"), (7, "decimalZero", "07"), (3, "decimal", "3"), (5, "unheard-of", "5"),
    ],
)  # fmt: skip
def test_counted(number: int, form: str, words: str) -> None:
    assert counted(number, form) == words


def test_only_pictures() -> None:
    draft, problems = read_docx(word_file(paragraph("<w:r><w:drawing/></w:r>")), "a.docx")
    assert draft is None
    assert [problem.slug for problem in problems] == ["empty-file"] and "OCR" in problems[0].message


def test_file_made_by_another_program() -> None:
    import docx

    document = docx.Document()
    document.add_heading("会议记录", 0)
    document.add_heading("一、讨论", 1)
    document.add_paragraph("张书记：大家好。")
    document.add_paragraph("编号项", style="List Number")
    document.sections[0].header.paragraphs[0].text = "页眉"
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "姓名", "签名"
    target = io.BytesIO()
    document.save(target)
    draft, _ = read_docx(target.getvalue(), "a.docx")
    assert draft is not None
    assert draft.text.rstrip("\n") == "会议记录\n一、讨论\n张书记：大家好。\n1. 编号项\n姓名\n\t签名"
    assert draft.title == "会议记录"
