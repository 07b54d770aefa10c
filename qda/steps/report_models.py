"""The report's sections on trained coders (score sheet, transfer, learning curve) and on corrected prevalence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qda.table import Table

if TYPE_CHECKING:
    from qda.export.report import Block, Section


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


def prevalence_section(tables: Mapping[str, Table]) -> list[Section]:
    """Corrected shares; no section where no label was drawn with a known chance."""
    from qda.export.report import Details, Section, TableBlock
    from qda.table import Missing

    if all(isinstance(cell, Missing) for cell in tables["prevalence"].column("labels_only")):
        return []
    blocks: list[Block] = [TableBlock(tables["prevalence"])]
    if tables["model-prevalence"].rows:
        blocks.append(Details("以模型编码校正的占比", (TableBlock(tables["model-prevalence"]),)))
    return [Section("prevalence", "校正后的占比", tuple(blocks))]
