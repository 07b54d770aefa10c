"""Networks that a reader can look into, inside the report's own file: no library, no request, no state.

The data stand in the page as JSON that no browser runs; one script, whose hash is in the page's content security policy,
draws them. It writes text as text only: a transcript may contain markup. Positions come from the caller, so that the
drawing and the figures of a report look alike.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path

from qda.export.blocks import Explorer
from qda.export.looks import RELATIONS, looks_of
from qda.terms import Language

_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "case": "社区",
        "relation": "关系",
        "weight": "最小权重",
        "from": "自",
        "to": "至",
        "find": "查找行动者",
        "all": "全部",
        "undated": "含日期不详者",
        "hint": "点一条线读它背后的句子；点一个行动者看它的联系；拖动可移动，滚轮缩放。",
        "ties": "条联系",
        "actors": "个行动者",
        "events": "个事件",
        "none": "没有符合条件的联系。",
        "list": "联系列表",
        "download": "下载 SVG",
        "reset": "还原",
        "left": "另有{n}个事件未列出，用 qda network edge 打印。",
        "script": "此处为交互图，需要浏览器运行脚本；不用也可以，静态图与联系表在本节其他地方。",
    },
    "en": {
        "case": "case",
        "relation": "relation",
        "weight": "least weight",
        "from": "from",
        "to": "to",
        "find": "find an actor",
        "all": "all",
        "undated": "with undated",
        "hint": "Click a line to read the sentences behind it, an actor to see its ties; drag to move, scroll to zoom.",
        "ties": "ties",
        "actors": "actors",
        "events": "events",
        "none": "No tie fits.",
        "list": "list of ties",
        "download": "download SVG",
        "reset": "reset",
        "left": "{n} more events are not listed; print them with  qda network edge",
        "script": "An interactive drawing that needs scripts; static figures and the table of ties stand elsewhere here.",
    },
}


def script() -> str:
    """The script of the page, the same for all explorers on it."""
    return (Path(__file__).parent / "templates" / "explorer.js").read_text(encoding="utf-8")


def policy(base: str) -> str:
    """A content security policy that also lets the explorer's own script run, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(script().encode("utf-8")).digest()).decode("ascii")
    return f"{base}; script-src 'sha256-{digest}'"


def fragment(explorer: Explorer, anchor: str, language: Language = "zh") -> str:
    """The explorer's place on the page with its data."""
    words = _WORDS[language]
    data = json.dumps(_data(explorer, words), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return "\n".join(
        [
            f'<figure class="explorer" id="{escape(anchor)}">',
            f'<figcaption class="caption">{escape(explorer.title)}</figcaption>',
            f'<div class="app"><p class="note">{escape(words["script"])}</p></div>',
            f'<script type="application/json">{data}</script>',
            *([f'<p class="note">{escape(explorer.note)}</p>'] if explorer.note else []),
            "</figure>",
        ]
    )


def _data(explorer: Explorer, words: dict[str, str]) -> dict[str, object]:
    kinds = {node.id: node.kind for node in explorer.nodes}
    looks = looks_of(kinds)
    return {
        "words": words,
        "cases": explorer.cases,
        "relations": explorer.relations,
        "colours": [RELATIONS[i % len(RELATIONS)] for i in range(len(explorer.relations))],
        "kinds": {kind or "—": looks[kind] for kind in sorted(set(kinds.values()))},
        "nodes": [[n.id, n.name, n.kind or "—", n.place[0], n.place[1]] for n in explorer.nodes],
        "ties": [
            [
                t.case,
                t.source,
                t.target,
                t.relation,
                int(t.directed),
                [[e.text, [[m.start, m.end] for m in e.marks], e.date, e.note] for e in t.events],
                t.left_out,
            ]
            for t in explorer.ties
        ],
        "texts": explorer.texts,
    }
