"""An SVG put into an HTML page: ids made unique, size left to the page, nothing in it that could run or fetch.

Several figures in one page would share ids (matplotlib numbers its glyphs and clip paths alike), and a browser
would draw the first one's clip path in all of them.
"""

from __future__ import annotations

import re
from html import escape

from qda.errors import UsageError

_ID = re.compile(r"(\bid=\")([^\"]+)\"")
_USES = re.compile(r"((?:xlink:)?href=\"#|url\(#)([^\")]+)")
_UNSAFE = re.compile(
    r"<\s*(?:script|foreignObject|iframe|object|embed|a|image|animate|set)\b|\son\w+\s*=|javascript:"
    r"|(?:xlink:)?href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)|@import|<!ENTITY",
    re.IGNORECASE,
)


def inlined(svg: bytes, prefix: str, label: str) -> str:
    """The <svg> element for a page. prefix: put before each id. label: what a screen reader says.

    Raises UsageError (unsafe-svg) if the drawing holds a script, an event handler, or a reference out of itself.
    """
    text = svg.decode("utf-8")
    start = text.find("<svg")
    if start < 0:
        raise UsageError("the figure is not an SVG", "give the bytes that network_figure returns", slug="not-an-svg")
    text = re.sub(r"<metadata>.*?</metadata>", "", text[start:], flags=re.DOTALL)
    fault = _UNSAFE.search(text)
    if fault:
        raise UsageError(
            f"the figure holds {fault.group().strip()!r}, which could run or fetch something",
            "a report takes drawings only: shapes, text and references inside the same file",
            slug="unsafe-svg",
        )
    text = _ID.sub(lambda m: f'{m[1]}{prefix}{m[2]}"', text)
    text = _USES.sub(lambda m: f"{m[1]}{prefix}{m[2]}", text)
    end = text.index(">")
    head, body = text[:end], text[end:]
    wide = re.search(r'\swidth="([\d.]+)(?:pt|px)?"', head)
    head = re.sub(r'\s(?:width|height|role|aria-label|style)="[^"]*"', "", head)
    style = f' style="max-width:{float(wide[1]) * 4 / 3:.0f}px"' if wide else ""
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    return f'{head} role="img" aria-label="{escape(label)}"{style}{body}'.strip()
