"""One table to one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from qda.errors import UnknownName, UsageError
from qda.steps.files import write_file
from qda.steps.tables import TABLES
from qda.table import Column, Table, table
from qda.terms import Language

ENDINGS = {
    ".csv": "csv",
    ".json": "json",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".tex": "latex",
    ".md": "md",
    ".html": "html",
}
BINARY = ("xlsx", "docx")


def format_of(given: str, out: Path | None) -> str:
    """The format: as given, else from the file's ending, else "" for the screen. Raises UsageError, UnknownName."""
    from qda.export import EXPORTERS

    chosen = given or (ENDINGS.get(out.suffix.lower(), "") if out else "")
    if out and not chosen:
        raise UsageError(
            f"the ending of {out.name} names no format", f"known endings: {', '.join(ENDINGS)}", "unknown-ending"
        )
    if chosen and chosen not in EXPORTERS:
        raise UnknownName("format", chosen, tuple(EXPORTERS))
    if chosen in BINARY and out is None:
        raise UsageError(f"{chosen} is no text for the screen", "give a file with --out", "needs-out")
    return chosen


def exported(made: Table, chosen: str, language: str, out: Path | None) -> bytes:
    """The table in a format, written to `out` if there is one."""
    from qda.export import export

    if language not in {"zh", "en"}:
        raise UnknownName("language", language, ("zh", "en"))
    content = export(made, chosen, language=cast("Language", language))
    if out is not None:
        write_file(out, content)
    return content


def narrowed(made: Table, conditions: Sequence[str]) -> Table:
    """The rows of which every COLUMN=TEXT holds: the cell as data or as shown is TEXT. Raises UsageError, UnknownName."""
    if not conditions:
        return made
    wanted: list[tuple[int, str]] = []
    keys = tuple(column.key for column in made.columns)
    for condition in conditions:
        key, sign, text = condition.partition("=")
        if not sign:
            raise UsageError(f"{condition!r} is no COLUMN=TEXT", f"columns: {', '.join(keys)}", "bad-where")
        if key.strip() not in keys:
            raise UnknownName("column", key.strip(), keys)
        wanted.append((made.index(key.strip()), text.strip()))
    kept = [
        row
        for row, shown in zip(made.rows, made.formatted(), strict=True)
        if all(text in (str(row[i]), shown[i]) for i, text in wanted)
    ]
    return replace(made, rows=tuple(kept))


def table_list() -> Table:
    """Every table that can be made."""
    return table(
        "tables",
        {"zh": "可导出的表", "en": "Tables"},
        (Column("table", role="label"), Column("meaning", title="内容")),
        [(name, kind.meaning) for name, kind in TABLES.items()],
    )
