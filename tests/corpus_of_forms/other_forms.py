"""Web pages, subtitles, meeting tools, Akoma Ntoso, chats and archives."""

from __future__ import annotations

from corpus_of_forms.containers import constant, old_zip, plain, tarred, web, zipped
from corpus_of_forms.notation import Form

FOLDER = "corpus/丁社区/会议记录/"
HEAD = {"时间": "2022年4月18日"}

SPOKEN = """
    第{n}次会议记录
    时间：2022年4月18日

    张书记：«s 张书记|今天说停车的事。»
    王阿姨：«s 王阿姨|结果要公示。»
"""

TIGHT = SPOKEN.replace("\n\n", "\n")
"""Without the blank line, which a web page does not have."""


def spoken(number: int) -> str:
    """The bare text of SPOKEN, for files in archives."""
    return Form("", "", constant(b""), SPOKEN.format(n=number)).text


AKOMA = """<?xml version="1.0" encoding="utf-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0/CSD13"><debate>
<meta><identification><FRBRWork><FRBRdate date="2022-04-18" name="x"/></FRBRWork></identification>
<references><TLCPerson href="/o/z" id="z" showAs="张主任"/><TLCPerson href="/o/w" id="w" showAs="王阿姨"/></references></meta>
<debateBody><debateSection><heading>第1次会</heading>
<narrative>(鼓掌)</narrative>
<speech by="#z"><from>主任</from><p>今天说停车。</p><p>第二件事。</p></speech>
<speech by="#w"><p>结果要公示。</p></speech>
</debateSection></debateBody></debate></akomaNtoso>
"""

SRT = """1
00:00:01,000 --> 00:00:03,000
张主任：今天说停车。

2
00:00:03,500 --> 00:00:05,000
我先讲。

3
00:00:06,000 --> 00:00:09,000
王阿姨：要公示。
"""

VTT = """WEBVTT

NOTE 录音整理

00:01.000 --> 00:04.000
<v 张主任>今天说停车 &amp; 收费。

00:06.000 --> 00:09.000
<v 王阿姨>要公示。
"""

OTHERS = (
    Form("web page", FOLDER + "2022-04-18 一.html", web(), TIGHT.format(n=1), head=HEAD),
    Form("web page in GBK", FOLDER + "2022-04-18 二.htm", web("gbk"), TIGHT.format(n=2), head=HEAD, encoding="gb18030"),
    Form(
        "web page with a table",
        FOLDER + "2022-04-18 三.html",
        constant(
            "<html><meta charset=utf-8><body><h1>第3次会议记录</h1><table><tr><th>发言人<th>发言内容"
            "<tr><td>张书记<td>停车。<tr><td>王阿姨<td>公示。</table></body></html>"
        ),
        """
        第3次会议记录
        发言人\t发言内容
        张书记\t«s 张书记|停车。»
        王阿姨\t«s 王阿姨|公示。»
        """,
    ),
    Form(
        "subtitles",
        FOLDER + "2022-04-18 录音.srt",
        constant(SRT, "gb18030"),
        """
        [00:00:01] 张主任：«s 张主任|今天说停车。我先讲。»
        [00:00:06] 王阿姨：«s 王阿姨|要公示。»
        """,
        encoding="gb18030",
    ),
    Form(
        "subtitles with voices",
        FOLDER + "2022-04-18 录音.vtt",
        constant(VTT),
        """
        [00:00:01] 张主任：«s 张主任|今天说停车 & 收费。»
        [00:00:06] 王阿姨：«s 王阿姨|要公示。»
        """,
    ),
    Form(
        "腾讯会议",
        FOLDER + "2022-04-18 腾讯会议.txt",
        plain(),
        """
        张主任(00:00:01):
        «s 张主任|今天说停车。»

        iPhone(00:00:09):
        «s iPhone|要公示。»

        张主任(00:00:15):
        «s 张主任|好。»
        """,
    ),
    Form(
        "飞书妙记",
        FOLDER + "2022-04-18 飞书妙记.txt",
        plain(),
        """
        张主任 00:00:01
        «s 张主任|今天说停车。»

        阿芳 00:00:09
        «s 阿芳|要公示。
        真的要公示。»

        张主任 00:00:15
        «s 张主任|好。»
        """,
    ),
    Form(
        "讯飞听见",
        FOLDER + "2022-04-18 讯飞听见.txt",
        plain("utf-8-sig", "\r\n"),
        """
        发言人1  00:00:05
        «s 发言人1|今天说停车。»

        发言人2  00:00:09
        «s 发言人2|要公示。»

        发言人1  00:00:15
        «s 发言人1|好。»
        """,
    ),
    Form(
        "a group chat",
        "corpus/丁社区/群聊/2022-04-18 群聊.txt",
        plain(),
        """
        2022-04-18 10:01:22 张三
        «s 张三|明天停水吗？»
        2022-04-18 10:02:22 物业小王
        «s 物业小王|不停。
        大家放心。»
        2022-04-18 10:03:10 阳光总在风雨后
        «s 阳光总在风雨后|收到👍»
        """,
        kind="other",
    ),
    Form(
        "Akoma Ntoso",
        FOLDER + "2022-04-18 纪要.xml",
        constant(AKOMA),
        """
        第1次会
        (鼓掌)

        张主任：
        «s 张主任|今天说停车。
        第二件事。»

        王阿姨：
        «s 王阿姨|结果要公示。»
        """,
        encoding="",
    ),
    Form(
        "a zip archive with folders (1)",
        "corpus/丁社区/旧材料.zip/会议记录/2022-04-18 会.txt",
        constant(
            zipped(
                {
                    "会议记录/2022-04-18 会.txt": spoken(5).encode("gbk"),
                    "访谈/2022-04-18 谈.txt": "问：好吗？\n答：好，都好。".encode(),
                    "__MACOSX/._会.txt": b"\0\1",
                }
            )
        ),
        SPOKEN.format(n=5),
        head=HEAD,
        encoding="gb18030",
        file="corpus/丁社区/旧材料.zip",
    ),
    Form(
        "a zip archive with folders (2)",
        "corpus/丁社区/旧材料.zip/访谈/2022-04-18 谈.txt",
        constant(b""),
        """
        问：«q 问|好吗？»
        答：«a 答|好，都好。»
        """,
        kind="interview",
        file="corpus/丁社区/旧材料.zip",
    ),
    Form(
        "a zip archive of old Windows",
        "corpus/丁社区/旧名.zip/会议记录/2022-04-18 议事会.txt",
        constant(old_zip({"会议记录/2022-04-18 议事会.txt": spoken(6).encode()})),
        SPOKEN.format(n=6),
        head=HEAD,
        file="corpus/丁社区/旧名.zip",
    ),
    *(
        Form(
            f"a tar archive, packed as {packing or 'nothing'}",
            f"corpus/丁社区/{name}/会议记录/2022-04-18 会.txt",
            constant(tarred({"会议记录/2022-04-18 会.txt": spoken(number).encode()}, packing)),
            SPOKEN.format(n=number),
            head=HEAD,
            file=f"corpus/丁社区/{name}",
        )
        for number, (name, packing) in enumerate(
            {"a.tar": "", "b.tar.gz": "gz", "c.tar.xz": "xz", "d.tar.bz2": "bz2"}.items(), 7
        )
    ),
)
