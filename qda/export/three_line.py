"""What surrounds the cells of a three-line table (三线表): caption, header levels, alignment, note. One place for every
format, so that a table says the same in Word, LaTeX, Markdown and HTML.

Source: CY/T 170-2019 and GB/T 7713.2-2022 for Chinese tables: number, one blank, title above, no full stop
after it; top, header and bottom rule only; thin rules between header levels; notes below, 注 first, each ending
with 。; continued pages repeat the head with 续表.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from qda.table import Column, Missing, Table
from qda.terms import Language

_ENDS = "。.！!？?；;…"


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the header. text: "" where nothing stands. columns: how many columns it spans. rows: how many header
    rows it spans. ruled: a thin rule belongs under it (a heading over several columns)."""

    text: str
    columns: int = 1
    rows: int = 1
    ruled: bool = False


def title_of(table: Table, language: Language = "zh") -> str:
    """The title in a language, else in the other one, else the table's name; without a full stop."""
    title = table.title.get(language) or next((t for t in table.title.values() if t), "") or table.name
    return title.strip().rstrip("。.")


def caption(table: Table, language: Language = "zh", number: int = 1) -> str:
    """The line above the table: "表1　标题" or "Table 1. Title"."""
    title = title_of(table, language)
    return f"表{number}　{title}" if language == "zh" else f"Table {number}. {title}"


def note_lines(table: Table, language: Language = "zh") -> tuple[str, ...]:
    """The lines below the table: 注 before the first, numbered where there are several, each ending with a full
    stop."""
    notes = [_ended(note.strip(), language) for note in table.all_notes() if note.strip()]
    head = "注：" if language == "zh" else "Note. "
    if len(notes) < 2:
        return tuple(head + note for note in notes)
    numbered = [f"({i}) {note}" for i, note in enumerate(notes, start=1)]
    return (head + numbered[0], *numbered[1:])


def header(table: Table, language: Language = "zh") -> tuple[tuple[HeadCell, ...], ...]:
    """The header rows, outermost first: one row, or two if any column belongs to a group. Neighbouring columns of the
    same group share a cell; a column without a group reaches through both rows and stands in the first only."""
    headings = table.headings(language)
    if not any(column.group for column in table.columns):
        return (tuple(HeadCell(text) for text in headings),)
    upper: list[HeadCell] = []
    lower: list[HeadCell] = []
    i = 0
    while i < len(headings):
        group = table.columns[i].group
        if not group:
            upper.append(HeadCell(headings[i], rows=2))
            i += 1
            continue
        end = i
        while end < len(headings) and table.columns[end].group == group:
            lower.append(HeadCell(headings[end]))
            end += 1
        upper.append(HeadCell(group, columns=end - i, ruled=True))
        i = end
    return tuple(upper), tuple(lower)


def numeric(table: Table) -> tuple[bool, ...]:
    """For each column whether it holds numbers: no text and no flag, and at least one number or missing number."""
    return tuple(_is_numeric(table, column) for column in table.columns)


def widths(table: Table, language: Language = "zh") -> tuple[int, ...]:
    """The widest cell or heading of each column, counted in half-width characters (a Chinese character is two)."""
    rows = [table.headings(language), *table.formatted(language)]
    return tuple(
        max(max((width(line) for line in cell.split("\n")), default=0) for cell in cells)
        for cells in zip(*rows, strict=True)
    )


def width(text: str) -> int:
    """The width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _is_numeric(table: Table, column: Column) -> bool:
    cells = [cell for cell in table.column(column.key) if cell is not None]
    numbers = [c for c in cells if isinstance(c, (int, float, Missing)) and not isinstance(c, bool)]
    return bool(numbers) and len(numbers) == len(cells)


def _ended(note: str, language: Language) -> str:
    return note if note[-1] in _ENDS else note + ("。" if language == "zh" else ".")
