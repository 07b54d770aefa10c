"""Results leave the program here: tables in seven formats, figures, and the report in HTML and Word.

An exporter is a plain function (table, language) -> bytes and one line in EXPORTERS; outsiders enter theirs under the
entry-point group "qda.exporters". The same table gives the same bytes in every format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qda.errors import UnknownName
from qda.export import csv, docx, html, json, latex, markdown, xlsx
from qda.table import Table
from qda.terms import Language

Exporter = Callable[[Table, Language], bytes]

EXPORTERS: Mapping[str, Exporter] = {
    "csv": csv.write,
    "json": json.write,
    "xlsx": xlsx.write,
    "docx": docx.write,
    "latex": latex.write,
    "md": markdown.write,
    "html": html.write,
}

SUFFIXES: Mapping[str, str] = {"latex": "tex"}
"""File name endings that differ from the format's name."""


def export(table: Table, format: str, language: Language = "zh") -> bytes:  # noqa: A002
    """The table in a format, as bytes to be written or printed. Raises UnknownName with the formats there are."""
    exporter = EXPORTERS.get(format) or _outside().get(format)
    if exporter is None:
        raise UnknownName("export format", format, sorted({*EXPORTERS, *_outside()}))
    return exporter(table, language)


def suffix(format: str) -> str:  # noqa: A002
    """The file name ending of a format, without the dot."""
    return SUFFIXES.get(format, format)


def _outside() -> dict[str, Exporter]:
    """Exporters of other packages. They are loaded when a name is not ours, so that ours cannot be replaced."""
    from importlib.metadata import entry_points

    return {point.name: point.load() for point in entry_points(group="qda.exporters")}
