"""CSV: one row a line, UTF-8 with a byte order mark so that Excel reads the Chinese, lines end in "\\n".

Cells are as shown (rounded, shares in percent where the heading says so), the header holds the headings in the chosen
language; for unrounded values under stable keys take JSON. Title and notes are not part of a CSV file.

A text cell that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets
a leading apostrophe; `unguarded` takes it off again. Numbers are never guarded. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import re

from qda.table import Table
from qda.terms import Language

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as CSV."""
    lines = [_line([guarded(heading) for heading in table.flat_headings(language)])]
    for raw, shown in zip(table.rows, table.formatted(language), strict=True):
        lines.append(_line([guarded(s) if isinstance(cell, str) else s for cell, s in zip(raw, shown, strict=True)]))
    return "".join(lines).encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put there."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _line(cells: list[str]) -> str:
    """One line. Written here because the csv module of Python 3.11 and 3.12 leaves a lone carriage return
    unquoted, which breaks the row in two. A row of one empty cell is quoted, or it would be an empty line."""
    quoted = ['"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell for cell in cells]
    return (",".join(quoted) or '""') + "\n"
