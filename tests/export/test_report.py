"""The report: one file that asks for nothing, says only what it was given, and can be followed back to the words."""

import io
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import UsageError
from qda.export.figures import BarRow, Series, bar_figure
from qda.export.report import (
    Details,
    Figure,
    KeyValues,
    Paragraph,
    Quote,
    Quotes,
    Report,
    Section,
    Subheading,
    TableBlock,
    pieces,
    render_docx,
    render_html,
)
from qda.export.svg import inlined
from qda.model import Span
from qda.table import Column, table

TEXT = "这事得大家<b>一人一票</b>，居委会不替代。"


def quote(anchor: str = "q-1") -> Quote:
    start = TEXT.index("一人一票")
    return Quote(TEXT, (Span(start, start + 4),), "槐安社区 · 第3次会议记录 · 张书记", anchor, "已实现")


def sample(format: str = "svg") -> Report:  # noqa: A002
    rows = [BarRow("参与表达", (0.2, 0.1))]
    series = [Series("槐安社区", 34), Series("柳荫社区", 21)]
    drawing, picture = bar_figure("占比", rows, series), bar_figure("占比", rows, series, format="png")
    counts = table("counts", {"zh": "编码段数"}, ["code_name", Column("coded_segments")], [("参与表达", 7)], ["样例"])
    return Report(
        "四个社区的比较",
        "副题",
        "虚构语料，仅用于演示",
        (
            Section(
                "codes", "编码", (Subheading("分布", "spread"), TableBlock(counts, {(0, "coded_segments"): "q-1"}))
            ),
            Section(
                "figures", "图", (Figure("占比一", drawing, "样例", picture), Figure("占比二", drawing, "", picture))
            ),
            Section("quotes", "引文", (Quotes("参与表达", (quote(), quote())), Details("更多", (TableBlock(counts),)))),
            Section("facts", "记录", (Paragraph("第一行\n第二行"), KeyValues((("版本", "<0.1>"),)))),
        ),
        "由 qda 生成",
    )


class _Page(HTMLParser):
    """Ids, links and tags of a page; raises on a tag that is closed but was not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        for key, value in attrs:
            if key == "id":
                self.ids.append(value)
            if key in ("href", "xlink:href"):
                self.links.append(value)
            if key in ("src", "srcset", "data", "action", "poster"):
                self.sources.append(value)


def test_page_asks_for_nothing_and_runs_nothing() -> None:
    made = render_html(sample())
    page = _Page(made)
    assert "default-src 'none'" in unescape(made)
    assert not page.tags & {"script", "link", "iframe", "object", "img", "form"}
    assert page.sources == []
    assert all(link.startswith("#") for link in page.links)
    assert "@import" not in made
    assert not re.search(r"url\((?!#)", made)


def test_every_id_is_given_once_and_every_link_arrives() -> None:
    page = _Page(render_html(sample()))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert {"codes", "spread", "table-counts", "table-counts-2", "figure-1", "q-1", "q-1-2"} <= set(page.ids)


def test_quotes_are_text_and_their_evidence_is_marked() -> None:
    made = render_html(sample())
    assert "&lt;b&gt;<mark>一人一票</mark>&lt;/b&gt;" in made
    assert "&lt;0.1&gt;" in made


def test_tables_and_figures_are_numbered_through() -> None:
    made = render_html(sample())
    for caption in ("表1　编码段数", "表2　编码段数", "图1　占比一", "图2　占比二"):
        assert caption in made
    assert '<a href="#q-1">7</a>' in made


def test_same_report_same_bytes() -> None:
    report = sample()
    assert render_html(report) == render_html(report)
    assert render_docx(report) == render_docx(report)


def test_notice_is_shown_only_if_there_is_one() -> None:
    assert 'class="notice"' in render_html(sample())
    assert 'class="notice"' not in render_html(Report("题", "", "", (), ""))


def test_english_words_of_the_page() -> None:
    made = render_html(Report("T", "", "", (Section("q", "Quotes", (Quotes("voice", (quote(),)),)),), ""), "en")
    assert "Contents" in made
    assert '<html lang="en">' in made


def test_word_has_the_same_numbers_pictures_and_headings() -> None:
    import docx

    document = docx.Document(io.BytesIO(render_docx(sample())))
    words = [p.text for p in document.paragraphs]
    for caption in ("表1　编码段数", "表2　编码段数", "图1　占比一", "图2　占比二"):
        assert caption in words
    assert len(document.inline_shapes) == 2
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["编码", "图", "引文", "记录"]
    assert any(r.underline and r.text == "一人一票" for p in document.paragraphs for r in p.runs)


def test_word_says_where_a_figure_without_picture_is() -> None:
    import docx

    report = Report("题", "", "", (Section("s", "节", (Figure("占比", b"<svg></svg>"),)),), "")
    document = docx.Document(io.BytesIO(render_docx(report)))
    assert any("见网页版报告" in p.text for p in document.paragraphs)


@pytest.mark.parametrize(
    "svg",
    [
        b"<svg><script>1</script></svg>",
        b"<svg onload='x()'></svg>",
        b'<svg><use xlink:href="http://example.org/a.svg#b"/></svg>',
        b"<svg><image href='data:image/png;base64,'/></svg>",
        b"<svg><style>@import 'x';</style></svg>",
        b"<svg><rect style='fill:url(http://example.org)'/></svg>",
    ],
)
def test_a_drawing_that_could_run_or_fetch_is_refused(svg: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        inlined(svg, "f1-", "图")
    assert caught.value.slug == "unsafe-svg"


def test_ids_of_drawings_do_not_collide() -> None:
    svg = (
        b'<?xml version="1.0"?><svg width="72pt" height="10pt">'
        b'<g id="a"/><use xlink:href="#a"/><g clip-path="url(#a)"/></svg>'
    )
    made = inlined(svg, "f2-", '图"一')
    assert made.count("f2-a") == 3
    assert 'aria-label="图&quot;一"' in made
    assert "max-width:96px" in made
    with pytest.raises(UsageError):
        inlined(b"png", "f", "")


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_pieces_put_together_are_the_text(text: str, raw: list) -> None:
    spans = [Span(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in raw]
    made = list(pieces(text, spans))
    assert "".join(piece for piece, _ in made) == text
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert sum(len(piece) for piece, marked in made if marked) == len(covered)


def test_a_highlight_beyond_the_quote_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        list(pieces("短", [Span(0, 5)]))
    assert caught.value.slug == "highlight-outside-quote"
