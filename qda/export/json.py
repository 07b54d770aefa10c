"""JSON: the whole table for other programs. Values are not rounded; shares stay shares in [0, 1].

A number that could not be estimated is null in "rows" and stands with its reason in "missing", so that it can be told
from a cell that is simply empty.
"""

from __future__ import annotations

import json

from qda.export.three_line import title_of
from qda.table import Column, Missing, Table
from qda.terms import TERMS, Language


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as JSON: name, title, titles, columns, rows (one object a row), missing, notes."""
    content = {
        "name": table.name,
        "title": title_of(table, language),
        "titles": dict(sorted(table.title.items())),
        "columns": [_column(column, language) for column in table.columns],
        "rows": table.records(),
        "missing": [
            {"row": i, "key": column.key, "reason": cell.reason}
            for i, row in enumerate(table.rows)
            for column, cell in zip(table.columns, row, strict=True)
            if isinstance(cell, Missing)
        ],
        "notes": list(table.notes),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _column(column: Column, language: Language) -> dict[str, object]:
    entry = TERMS.get(column.key)
    return {
        "key": column.key,
        "title": column.heading(language),
        "definition": entry.definition if entry else "",
        "type": entry.type if entry else "",
        "unit": entry.unit if entry else "",
        "digits": column.digits,
        "percent": column.percent,
        "group": column.group,
        "role": column.role,
    }
