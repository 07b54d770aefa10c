"""A report in one HTML file and in Word.

The HTML is self-contained: no request to anywhere, no script but that of an explorer if there is one (its content
security policy forbids all else), drawings inline with ids of their own, fonts of the reader's machine. Every piece of
text is escaped, because transcripts may contain markup. Same report, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from qda.errors import UsageError
from qda.export import explorer as explorers
from qda.export.blocks import (
    Block,
    Details,
    Explorer,
    Figure,
    KeyValues,
    Paragraph,
    Quote,
    Quotes,
    Report,
    Section,
    Subheading,
    TableBlock,
)
from qda.export.html import POLICY, fragment
from qda.export.svg import inlined
from qda.model import Span
from qda.terms import Language

__all__ = [
    "Block",
    "Details",
    "Explorer",
    "Figure",
    "KeyValues",
    "Paragraph",
    "Quote",
    "Quotes",
    "Report",
    "Section",
    "Subheading",
    "TableBlock",
    "pieces",
    "render_docx",
    "render_html",
]

_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "contents": "目录",
        "figure": "图",
        "note": "注：",
        "quotes": "条引文",
        "anchor": "本条引文的链接",
        "lang": "zh-CN",
        "top": "跳到正文",
        "gap": "　",
    },
    "en": {
        "contents": "Contents",
        "figure": "Figure ",
        "note": "Note. ",
        "quotes": " quotes",
        "anchor": "link to this quote",
        "lang": "en",
        "top": "skip to text",
        "gap": ". ",
    },
}


def render_html(report: Report, language: Language = "zh") -> str:
    """The report as one HTML page. Raises UsageError (highlight-outside-quote, unsafe-svg, not-an-svg)."""
    import jinja2

    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    state = _Numbering(language)
    for section in report.sections:
        state.anchors.add(section.id)
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "blocks": [_prepared(block, state) for block in section.blocks],
            "parts": [block for block in section.blocks if isinstance(block, Subheading) and block.id],
        }
        for section in report.sections
    ]
    template = environment.get_template("report.html")
    script = explorers.script() if state.explorers else ""
    policy = explorers.policy(POLICY) if state.explorers else POLICY
    return template.render(report=report, sections=sections, words=_WORDS[language], policy=policy, script=script)


def render_docx(report: Report, language: Language = "zh") -> bytes:
    """The report as a Word document: headings that Word can list, three-line tables, figures as pictures."""
    from qda.export import report_docx

    return report_docx.render(report, language)


def pieces(text: str, highlights: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """The text cut into (piece, highlighted or not); overlapping highlights are joined.

    Raises UsageError (highlight-outside-quote) for a span that reaches beyond the text.
    """
    at = 0
    for span in sorted(highlights):
        if span.end > len(text):
            raise UsageError(
                f"highlight {span.start}:{span.end} reaches beyond the quote of {len(text)} characters",
                "highlights count within the quote's own text, not within the document",
                slug="highlight-outside-quote",
            )
        start = max(span.start, at)
        if span.end <= start:
            continue
        if start > at:
            yield text[at:start], False
        yield text[start : span.end], True
        at = span.end
    if at < len(text):
        yield text[at:], False


@dataclass(slots=True)
class _Numbering:
    """Running numbers of tables and figures while one report is made, and the anchors already given away."""

    language: Language
    tables: int = 0
    figures: int = 0
    explorers: int = 0
    anchors: set[str] = field(default_factory=set)

    def anchor(self, wanted: str, fallback: str) -> str:
        """An anchor that no other element of the page has."""
        stem = re.sub(r"\s+", "-", wanted.strip()) or fallback
        name, k = stem, 2
        while name in self.anchors:
            name, k = f"{stem}-{k}", k + 1
        self.anchors.add(name)
        return name


def _prepared(block: Block, state: _Numbering) -> dict[str, object]:
    """A block as the template takes it: its kind and ready parts."""
    from markupsafe import Markup

    words = _WORDS[state.language]
    match block:
        case Paragraph():
            return {"kind": "paragraph", "lines": block.text.split("\n"), "id": block.id}
        case Subheading():
            return {"kind": "subheading", "text": block.text, "id": block.id}
        case TableBlock():
            state.tables += 1
            anchor = state.anchor(f"table-{block.table.name}", "table")
            made = fragment(block.table, state.language, number=state.tables, anchor=anchor, links=block.links)
            return {"kind": "markup", "markup": Markup(made)}
        case Figure():
            state.figures += 1
            caption = f"{words['figure']}{state.figures}{words['gap']}{block.caption}"
            svg = inlined(block.svg, f"f{state.figures}-", block.caption)
            anchor = state.anchor(f"figure-{state.figures}", "figure")
            return {"kind": "figure", "svg": Markup(svg), "caption": caption, "note": block.note, "id": anchor}
        case Explorer():
            state.explorers += 1
            anchor = state.anchor("explorer", "explorer")
            return {"kind": "markup", "markup": Markup(explorers.fragment(block, anchor, state.language))}
        case Quotes():
            anchor = state.anchor(block.id, "quotes") if block.id else ""
            return {
                "kind": "quotes",
                "name": block.code_name,
                "items": [_quote(q, state) for q in block.items],
                "id": anchor,
            }
        case KeyValues():
            return {"kind": "values", "rows": block.rows}
        case Details():
            return {"kind": "details", "summary": block.summary, "blocks": [_prepared(b, state) for b in block.blocks]}


def _quote(quote: Quote, state: _Numbering) -> dict[str, object]:
    from markupsafe import Markup

    made = "".join(
        f"<mark>{escape(piece)}</mark>" if marked else escape(piece)
        for piece, marked in pieces(quote.text, quote.highlights)
    )
    anchor = state.anchor(quote.id, "quote")
    return {"id": anchor, "text": Markup(made), "source": quote.source, "label": quote.label}
