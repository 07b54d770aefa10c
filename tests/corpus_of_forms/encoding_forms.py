"""Every encoding, with and without a mark, short and long, and every kind of line end."""

from __future__ import annotations

import codecs

from corpus_of_forms.containers import Maker, plain
from corpus_of_forms.notation import Form

FOLDER = "corpus/乙社区/会议记录/"

SIMPLIFIED = """
    第1次会议记录
    时间：2022年4月18日

    张书记：«s 张书记|今天说停车的事，请大家发言。»
    王阿姨：«s 王阿姨|结果要公示，这件事我们社区说了很多次。»
"""
TRADITIONAL = """
    第1次會議記錄
    時間：2022年4月18日

    張書記：«s 張書記|今天說停車的事，請大家發言。»
    王阿姨：«s 王阿姨|結果要公示，這件事我們社區說了很多次。»
"""
RARE = """
    第1次会议记录
    时间：2022年4月18日

    𠮷书记：«s 𠮷书记|今天说㸃停车的事😀，请大家发言。»
    王阿姨：«s 王阿姨|结果要公示。»
"""
HEAD = {"时间": "2022年4月18日"}


def marked(mark: bytes, encoding: str) -> Maker:
    return lambda text: mark + text.encode(encoding)


def _form(name: str, file: str, made: Maker, encoding: str, text: str = SIMPLIFIED) -> Form:
    # A text that differs from file to file, so that none is a second copy of another.
    return Form(
        name,
        f"{FOLDER}2022-04-18 {file}.txt",
        made,
        text.replace("第1次", f"第{len(name)}次"),
        head=HEAD,
        encoding=encoding,
    )


ENCODINGS = (
    _form("UTF-8 with a mark", "utf-8-sig", plain("utf-8-sig"), "utf-8"),
    _form("UTF-8 without a mark", "utf-8", plain("utf-8"), "utf-8"),
    _form("UTF-16 as Windows saves it", "utf-16-le", marked(codecs.BOM_UTF16_LE, "utf-16-le"), "utf-16"),
    _form("UTF-16, big end first", "utf-16-be", marked(codecs.BOM_UTF16_BE, "utf-16-be"), "utf-16"),
    _form("UTF-16 without a mark", "utf-16-le-bare", plain("utf-16-le"), "utf-16-le"),
    _form("UTF-16 big without a mark", "utf-16-be-bare", plain("utf-16-be"), "utf-16-be"),
    _form("GBK", "gbk", plain("gbk"), "gb18030"),
    _form("GB2312 as the old standard", "gb2312", plain("gb2312"), "gb18030"),
    _form("GB18030 with characters of four bytes", "gb18030", plain("gb18030"), "gb18030", RARE),
    _form("rare characters in UTF-8", "rare", plain("utf-8"), "utf-8", RARE),
    _form("Big5", "big5", plain("big5"), "big5", TRADITIONAL),
    _form("Traditional in GBK", "gbk-traditional", plain("gbk"), "gb18030", TRADITIONAL),
    _form("line ends of Windows", "crlf", plain("utf-8", "\r\n"), "utf-8"),
    _form("line ends of old Macs", "cr", plain("utf-8", "\r"), "utf-8"),
    _form("mixed line ends in GBK.", "mixed", plain("gbk", "\r\n|\n|\r"), "gb18030"),
    _form("mixed line ends in UTF-16.", "mixed-16", plain("utf-16", "\r\n|\n|\r"), "utf-16"),
    Form(
        "a short text in GBK",
        "corpus/乙社区/访谈/2022-04-18 短.txt",
        plain("gbk"),
        "问：«q 问|好吗？»\n答：«a 答|好。»",
        kind="interview",
        encoding="gb18030",
    ),
    Form(
        "a short text in Big5",
        "corpus/乙社区/访谈/2022-04-18 短繁.txt",
        plain("big5"),
        "問：«q 問|習慣嗎？»\n答：«a 答|習慣。»",
        kind="interview",
        encoding="big5",
    ),
)
