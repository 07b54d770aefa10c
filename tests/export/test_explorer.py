"""Networks to look into: the data reach the page whole and as data, and nothing else may run there."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from qda.export.blocks import Explorer, ExplorerEvent, ExplorerNode, ExplorerTie, Paragraph, Report, Section
from qda.export.explorer import script
from qda.export.report import render_docx, render_html
from qda.model import Span

QUOTE = "居委会督促物业</script><script>alert(1)</script>"


def report() -> Report:
    explorer = Explorer(
        title="网络",
        note="权重：文档数。",
        cases=("甲社区",),
        relations=("共同提及", "监督督促"),
        nodes=(
            ExplorerNode("committee", "居委会", "群众自治组织", (-1.0, 0.0)),
            ExplorerNode("property", "物业", "", (1.0, 0.5)),
        ),
        ties=(
            ExplorerTie(
                0,
                "committee",
                "property",
                1,
                True,
                (ExplorerEvent(0, (Span(0, 3), Span(5, 7)), "2022-04"), ExplorerEvent(1, (Span(0, 2),), "", "要求")),
                left_out=3,
            ),
        ),
        texts=((QUOTE, "甲社区，第1段"), ("𠮷书记", "甲社区，第2段")),
    )
    return Report("报告", "", "", (Section("network", "网络", (Paragraph("前"), explorer, Paragraph("后"))),), "qda")


def test_data_are_whole_and_cannot_break_out_of_their_element():
    page = render_html(report())
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', page, flags=re.DOTALL)
    assert "<" not in data
    loaded = json.loads(data)
    assert loaded["texts"][0][0] == QUOTE
    ((case, source, target, relation, directed, events, left_out),) = loaded["ties"]
    assert (case, source, target, relation, directed, left_out) == (0, "committee", "property", 1, 1, 3)
    assert events == [[0, [[0, 3], [5, 7]], "2022-04", ""], [1, [[0, 2]], "", "要求"]]
    assert {node[0] for node in loaded["nodes"]} == {"committee", "property"}


def test_only_the_script_whose_hash_is_in_the_policy_may_run():
    page = render_html(report())
    running = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert running == [script()]
    digest = base64.b64encode(hashlib.sha256(running[0].encode("utf-8")).digest()).decode("ascii")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "</script" not in script()


def test_the_script_takes_text_as_text_and_asks_for_nothing():
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest"):
        assert word not in script()


def test_a_page_without_explorer_has_no_script():
    page = render_html(Report("报告", "", "", (Section("a", "甲", (Paragraph("字"),)),), "qda"))
    assert "<script" not in page
    assert "script-src" not in page


def test_word_leaves_it_out():
    assert render_docx(report())
