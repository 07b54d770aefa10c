"""The report's section on trained coders: score sheet, confusion by community, transfer, learning curve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qda.table import Table

if TYPE_CHECKING:
    from qda.export.report import Section


def models_section(tables: Mapping[str, Table]) -> list[Section]:
    """One section, or none where nothing was trained."""
    from qda.export.report import Details, Section, TableBlock

    if not tables["scores"].rows:
        return []
    blocks = (
        TableBlock(tables["scores"]),
        TableBlock(tables["transfer"]),
        TableBlock(tables["learning-curve"]),
        Details("各社区的混淆", (TableBlock(tables["score-communities"]),)),
    )
    return [Section("models", "机器学习编码", blocks)]
