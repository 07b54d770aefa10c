"""Word, Excel, rich text, OpenDocument, PDF: what office programs and printers make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus_of_forms.containers import (
    constant,
    odt,
    old_word,
    pdf,
    rtf,
    with_footnote,
    word,
    workbook,
)
from corpus_of_forms.notation import Form

FOLDER = "corpus/丙社区/会议记录/"

SPOKEN = """
    第{n}次会议记录
    时间：2022年4月18日

    张书记：«s 张书记|今天说停车的事。»
    王阿姨：«s 王阿姨|结果要公示。»
"""
HEAD = {"时间": "2022年4月18日"}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _paragraph(document: Any, words: str) -> Any:
    return next(p for p in document.paragraphs if words in p.text)


def _tracked(document: Any) -> None:
    """The last word of a speech inserted, another one deleted, with change tracking on."""
    from docx.oxml import parse_xml

    paragraph = _paragraph(document, "结果要公示")._p
    paragraph.remove(paragraph.r_lst[0])
    run = "<w:r><w:{0} xml:space='preserve'>{1}</w:{0}></w:r>"
    parts = (
        run.format("t", "王阿姨：结果"),
        "<w:del w:id='1' w:author='甲'>" + run.format("delText", "不") + "</w:del>",
        "<w:ins w:id='2' w:author='甲'>" + run.format("t", "要公示。") + "</w:ins>",
    )
    for inner in parse_xml(f"<w:p xmlns:w='{W}'>{''.join(parts)}</w:p>"):
        paragraph.append(inner)


def _commented(document: Any) -> None:
    run = _paragraph(document, "结果要公示").runs[0]
    document.add_comment(runs=run, text="此处语气激动，请核对录音。", author="课题组小李", initials="李")


def _running_heads(document: Any) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "张书记：页眉不是发言"
    section.footer.paragraphs[0].text = "第1页"


def _boxed(document: Any) -> None:
    """A text box behind the last paragraph, stored twice as Word does."""
    from docx.oxml import parse_xml

    box = "<w:txbxContent><w:p><w:r><w:t>李主任：我在文本框里。</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        f"xmlns:w='{W}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
        "xmlns:v='urn:schemas-microsoft-com:vml'"
    )
    document.paragraphs[-1]._p.append(
        parse_xml(
            f"<w:r {spaces}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )


def _numbered(document: Any) -> None:
    """Numbers that Word counts by itself: they stand in the stored text and not in the file."""
    for paragraph in document.paragraphs:
        if paragraph.text[:2] in ("1.", "2."):
            paragraph.runs[0].text = paragraph.text[3:]
            paragraph.style = document.styles["List Number"]


WRAPPED = [
    "张书记：今天请大家来，主要是商量三号楼加装电",
    "梯的事情，这件事已经拖了两年，低层住户和高层",
    "住户意见不统一。",
]
LEFT = (
    "张书记：今天请大家来，主要是",
    "商量三号楼加装电梯的事情，这",
    "件事拖了两年，低层住户和高层",
    "住户意见不统一。",
    "李主任：我先说一下业委会的想",
    "法，我们上个月做了入户调查，",
    "一共走访了四十八户，其中同意",
    "的有三十九户。",
)
RIGHT = (
    "王经理：电梯公司给了两个报价",
    "方案，便宜的每户出一万二，贵",
    "的每户出一万八。",
    "冯阿姨：太贵了，我们低层住户",
    "都不同意这个方案，采光也受影",
    "响，请你们再想想办法。",
)


def _lines(lines: Sequence[str], left: float, top: float) -> list[tuple[float, float, str]]:
    return [(left, top + 18 * i, line) for i, line in enumerate(lines)]


OFFICE = (
    Form("Word", FOLDER + "2022-04-18 一.docx", word(), SPOKEN.format(n=1), head=HEAD, encoding=""),
    Form(
        "Word: a table as head and a table of speeches",
        FOLDER + "2022-04-18 表格.docx",
        word(),
        """
        第2次会议记录
        时间\t2022年4月18日
        地点\t活动室
        主持人\t周敏

        发言人\t发言内容
        周敏\t«s 周敏|今天说停车的事。»
        王阿姨\t«s 王阿姨|结果要公示。»
        """,
        head={"时间": "2022年4月18日", "地点": "活动室", "主持人": "周敏"},
        people={"周敏": ""},
        encoding="",
    ),
    Form(
        "Word: tracked changes accepted",
        FOLDER + "2022-04-18 修订.docx",
        word(_tracked),
        SPOKEN.format(n=3),
        head=HEAD,
        encoding="",
        problems=("tracked-changes",),
    ),
    Form(
        "Word: comments kept apart",
        FOLDER + "2022-04-18 批注.docx",
        word(_commented),
        SPOKEN.format(n=4),
        head=HEAD,
        encoding="",
        problems=("comments-left-out",),
    ),
    Form(
        "Word: footnotes kept apart",
        FOLDER + "2022-04-18 脚注.docx",
        with_footnote("停车的事", "指三号楼门前的车位。"),
        SPOKEN.format(n=5),
        head=HEAD,
        encoding="",
        problems=("footnotes-left-out",),
    ),
    Form(
        "Word: headers and footers dropped",
        FOLDER + "2022-04-18 页眉.docx",
        word(_running_heads),
        SPOKEN.format(n=6),
        head=HEAD,
        encoding="",
    ),
    Form(
        "Word: a text box once",
        FOLDER + "2022-04-18 文本框.docx",
        lambda text: word(_boxed)(text.rpartition("\n")[0]),
        SPOKEN.format(n=7) + "    李主任：«s 李主任|我在文本框里。»",
        head=HEAD,
        encoding="",
    ),
    Form(
        "Word: automatic numbers",
        FOLDER + "2022-04-18 编号.docx",
        word(_numbered),
        """
        第8次会议记录
        时间：2022年4月18日

        1. 张书记：«s 张书记|开会。»
        2. 王经理发言：«s 王经理|好的。»
        """,
        head=HEAD,
        encoding="",
    ),
    Form("rich text", FOLDER + "2022-04-18 二.rtf", rtf, SPOKEN.format(n="𠮷"), head=HEAD, encoding=""),
    Form(
        "rich text called .doc",
        FOLDER + "2022-04-18 三.doc",
        rtf,
        SPOKEN.format(n=10),
        head=HEAD,
        encoding="",
        problems=("other-format",),
    ),
    Form("OpenDocument", FOLDER + "2022-04-18 四.odt", odt, SPOKEN.format(n=11), head=HEAD, encoding=""),
    Form(
        "PDF: joined lines, running heads and page numbers removed",
        FOLDER + "2022-04-18 五.pdf",
        pdf(
            [
                [
                    (150, 40, "幸福社区居委会"),
                    *_lines(WRAPPED, 60, 100),
                    *_lines(["李主任：2022年4月的账已公示。"], 60, 160),
                    (210, 560, "第 1 页"),
                ],
                [(150, 40, "幸福社区居委会"), *_lines(["王阿姨：我同意。"], 60, 100), (210, 560, "第 2 页")],
            ]
        ),
        """
        张书记：«s 张书记|今天请大家来，主要是商量三号楼加装电梯的事情，这件事已经拖了两年，低层住户和高层住户意见不统一。»
        李主任：«s 李主任|2022年4月的账已公示。»
        王阿姨：«s 王阿姨|我同意。»
        """,
        encoding="",
        problems=("running-heads",),
    ),
    Form(
        "PDF: two columns",
        FOLDER + "2022-04-18 分栏.pdf",
        pdf([[*_lines(LEFT, 24, 60), *_lines(RIGHT, 226, 60)]]),
        """
        张书记：«s 张书记|今天请大家来，主要是商量三号楼加装电梯的事情，这件事拖了两年，低层住户和高层住户意见不统一。»
        李主任：«s 李主任|我先说一下业委会的想法，我们上个月做了入户调查，一共走访了四十八户，其中同意的有三十九户。»
        王经理：«s 王经理|电梯公司给了两个报价方案，便宜的每户出一万二，贵的每户出一万八。»
        冯阿姨：«s 冯阿姨|太贵了，我们低层住户都不同意这个方案，采光也受影响，请你们再想想办法。»
        """,
        encoding="",
    ),
    Form(
        "Excel: one row a turn",
        FOLDER + "2022-04-18 发言表.xlsx",
        workbook({"Sheet1": [["发言人", "发言内容"], ["张主任", "第一件事是停车。"], ["王阿姨", "要公示。\n要快。"]]}),
        """
        张主任：«s 张主任|第一件事是停车。»
        王阿姨：«s 王阿姨|要公示。
        要快。»
        """,
        head={"sheet": "Sheet1"},
        encoding="",
    ),
    Form(
        "Excel: one row a request",
        "corpus/丙社区/诉求台账/2022年台账.xlsx",
        workbook(
            {
                "台账": [
                    ["2022年诉求台账"],
                    ["编号", "日期", "来源", "诉求人", "诉求内容", "承办", "办理情况"],
                    ["001", "2022-04-18", "热线", "王阿姨", "楼道灯不亮", "物业", "已修"],
                    ["002", "2022-04-19", "走访", "李大爷", "停车难", "居委会", ""],
                ]
            }
        ),
        """
        2022年诉求台账

        编号 001｜日期 2022-04-18｜来源 热线｜诉求人 王阿姨｜承办 物业
        «s 王阿姨|楼道灯不亮»
        «n|办理情况：已修»

        编号 002｜日期 2022-04-19｜来源 走访｜诉求人 李大爷｜承办 居委会
        «s 李大爷|停车难»
        """,
        kind="requests",
        head={"sheet": "台账"},
        encoding="",
        date="2022",
    ),
    Form(
        "Excel: one row a document (1)",
        "corpus/丙社区/汇总.xlsx/第一次协商会",
        workbook(
            {
                "汇总": [
                    ["标题", "日期", "类型", "正文", "整理人"],
                    ["第一次协商会", "2022年4月18日", "会议记录", "张书记：开会。\n李主任：好。", "小陈"],
                    ["王阿姨访谈", "2022-05-16", "访谈", "问：您好。\n答：好。", ""],
                ]
            }
        ),
        """
        张书记：«s 张书记|开会。»
        李主任：«s 李主任|好。»
        """,
        head={"整理人": "小陈"},
        encoding="",
        file="corpus/丙社区/汇总.xlsx",
    ),
    Form(
        "Excel: one row a document (2)",
        "corpus/丙社区/汇总.xlsx/王阿姨访谈",
        constant(b""),
        """
        问：«q 问|您好。»
        答：«a 答|好。»
        """,
        kind="interview",
        encoding="",
        file="corpus/丙社区/汇总.xlsx",
        date="2022-05-16",
    ),
    Form(
        "a table as text in GBK",
        FOLDER + "2022-04-18 发言.csv",
        constant('发言人,内容,备注\r\n张主任,"第一，停车",\r\n王阿姨,要公示,激动\r\n', "gbk"),
        """
        张主任：«s 张主任|第一，停车»
        王阿姨（备注 激动）：«s 王阿姨|要公示»
        """,
        encoding="gb18030",
    ),
    Form(
        "a table parted by tabs",
        FOLDER + "2022-04-18 发言.tsv",
        constant("说话人\t说话内容\n张三\t好。\n李四\t行。\n"),
        """
        张三：«s 张三|好。»
        李四：«s 李四|行。»
        """,
    ),
)
OLD_WORD = Form("old Word", FOLDER + "2022-04-18 旧.doc", old_word, SPOKEN.format(n=12), head=HEAD, encoding="")
