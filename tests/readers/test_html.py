"""Web pages: the words of the page, nothing of its machinery."""

from __future__ import annotations

import pytest

from qda.errors import Problem
from qda.model import Draft
from qda.readers import read_bytes
from qda.text.layout import read_layout


def drafted(page: str, encoding: str = "utf-8") -> tuple[Draft, list[Problem]]:
    draft, problems = read_bytes("a.html", page.encode(encoding), shown_as="a.html")
    assert draft is not None
    return draft, problems


def test_blocks_entities_and_marks() -> None:
    draft, problems = drafted(
        """<!DOCTYPE html><html><head><title>网站名</title><style>p{}</style><script>var x="不要";</script></head><body>
        <nav>首页 | 新闻</nav><h1>协商会 记录</h1><div>张书记：大家
        好，<b>开会</b>&amp;讨论。<p>李主任：&#22909;的。<br>第二行。<div>内层</div>外层</div>
        <blockquote><p>（鼓掌）</p></blockquote><ol start="3"><li>一项<li>二项</ol><pre>甲
  乙</pre><p hidden>藏</p><p style="display:none">藏</p><del>删</del><!-- 注 --></body></html>"""
    )
    assert draft.text.split("\n") == [
        *("协商会 记录", "张书记：大家好，开会&讨论。", "李主任：好的。", "第二行。", "内层", "外层", "（鼓掌）"),
        *("3. 一项", "4. 二项", "甲", "乙"),
    ]
    assert draft.title == "协商会 记录"
    assert [(mark.kind, mark.span.of(draft.text)) for mark in draft.marks] == [
        ("heading", "协商会 记录"),
        ("quote", "（鼓掌）"),
        ("list-item", "3. 一项"),
        ("list-item", "4. 二项"),
    ]
    assert [problem.slug for problem in problems] == ["page-parts-left-out", "tracked-changes"]


def test_tables() -> None:
    draft, _ = drafted(
        "<table><tr><th>时间<th>2022年<tr><td>地点<td>会议室<td></table>"
        "<table><tr><td><p>版面</p><table><tr><td>甲<td>乙</table></table>"
    )
    assert draft.text == "时间\t2022年\n地点\t会议室\n版面\n甲\t乙"
    assert [mark.kind for mark in draft.marks] == ["table-row"] * 3
    assert read_layout(draft).head["时间"] == "2022年"


@pytest.mark.parametrize(
    ("declared", "real", "found"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("GBK", "gb18030", "gb18030"),
        ("big5", "big5", "big5"),
        ("utf-8", "utf-8", "utf-8"),
        ("", "gb18030", "gb18030"),
        ("utf-8", "gb18030", "gb18030"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("utf-8", "utf-16", "utf-16"),
        ("nonsense", "utf-8-sig", "utf-8"),
    ],
)
def test_charsets(declared: str, real: str, found: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    words = "張書記：大家好，今天開會。" if real == "big5" else "张书记：大家好，今天开会讨论电梯。"
    draft, _ = drafted(f"<html><head>{meta}</head><body><p>{words}</p></body></html>", real)
    assert (draft.text, draft.encoding) == (words, found)


def test_xhtml_with_a_declaration() -> None:
    page = '<?xml version="1.0" encoding="gbk"?><html xmlns="http://www.w3.org/1999/xhtml"><p>张书记：好。</p></html>'
    draft, _ = drafted(page, "gbk")
    assert (draft.text, draft.encoding) == ("张书记：好。", "gb18030")


def test_pages_without_words() -> None:
    draft, problems = read_bytes("a.html", b"<html><script>x</script></html>", shown_as="a.html")
    assert draft is None and problems[-1].slug == "empty-file"


def test_tables_in_tables_take_no_longer_for_being_deep() -> None:
    """Found by fuzzing: every level was walked twice, so that thirty levels took for ever."""
    page = "<table><tr><td>张书记：第{}层。".format
    draft, _ = drafted("<html><body>" + "".join(page(n) for n in range(60)))
    assert [line for line in draft.text.split("\n") if line] == [f"张书记：第{n}层。" for n in range(60)]
