"""What of a table fits a page of the report: some of its rows and columns, limits in words, nothing that says one thing
in every row. Every column stands in the tables folder and in `qda table`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from qda.table import Cell, Column, Missing, Table, show


def narrowed(made: Table, keys: Sequence[str], rows: Collection[int] | None = None) -> Table:
    """Some columns and rows of a table, without the notes on columns (named in “ ” at their head) that are left out."""
    at = [made.index(key) for key in keys]
    body = tuple(tuple(row[j] for j in at) for i, row in enumerate(made.rows) if rows is None or i in rows)
    gone = tuple(f"“{title.partition(' (')[0]}”" for j, title in enumerate(made.headings()) if j not in at)
    notes = tuple(note for note in made.notes if not note.startswith(gone)) if gone else made.notes
    return replace(made, columns=tuple(made.columns[j] for j in at), rows=body, notes=notes)


def with_interval(made: Table, low: str, high: str, column: Column) -> Table:
    """The columns of the two limits as one, “low 至 high”, in the place of the first; missing where the lower one is."""
    i, j = made.index(low), made.index(high)

    def words(row: tuple[Cell, ...]) -> Cell:
        if isinstance(row[i], Missing):
            return row[i]
        return f"{show(row[i], made.columns[i])} 至 {show(row[j], made.columns[j])}"

    columns = [column if k == i else one for k, one in enumerate(made.columns) if k != j]
    rows = [tuple(words(row) if k == i else cell for k, cell in enumerate(row) if k != j) for row in made.rows]
    return replace(made, columns=tuple(columns), rows=tuple(rows))


def of_one_coder(made: Table, coder: str, title: str = "") -> Table:
    """The rows of one coder without its column; it stands in the title (the table's own if "")."""
    at = made.index("coder")
    rows = tuple((*row[:at], *row[at + 1 :]) for row in made.rows if row[at] == coder)
    columns = (*made.columns[:at], *made.columns[at + 1 :])
    named = {**made.title, "zh": f"{title or made.title['zh']}（{coder}）"}
    return replace(made, title=named, columns=columns, rows=rows)


def coders_of(made: Table) -> list[str]:
    """The coders of a table, in its order."""
    return list(dict.fromkeys(str(cell) for cell in made.column("coder")))
