"""Markdown: a pipe table (GitHub, Quarto, Pandoc) under a bold caption, with its notes.

Pipe tables have one header row; a group is written before the heading ("居委会：段占比"). Characters that Markdown or
HTML would read as marks are escaped, line breaks in a cell become <br>.
"""

from __future__ import annotations

import re

from qda.export.three_line import caption, note_lines, numeric
from qda.table import Table
from qda.terms import Language

_MARKS = re.compile(r"([\\`*_\[\]|~#$])")


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as Markdown."""
    colon = "：" if language == "zh" else ": "
    headings = [
        (column.group + colon if column.group else "") + heading
        for column, heading in zip(table.columns, table.headings(language), strict=True)
    ]
    lines = [f"**{escaped(caption(table, language))}**", ""]
    lines.append(_row(headings))
    lines.append("| " + " | ".join("---:" if right else ":---" for right in numeric(table)) + " |")
    lines += [_row(row) for row in table.formatted(language)]
    for note in note_lines(table, language):
        lines += ["", escaped(note)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"\r\n?|\n", "<br>", _MARKS.sub(r"\\\1", text))


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"
