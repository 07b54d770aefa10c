"""The report's section on agreement and accuracy, and one line about declared thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qda.table import Table

if TYPE_CHECKING:
    from qda.export.report import Block

NOBODY = "本研究尚无可比较的人工编码。机器编码的准确性未知；请勿把机器计数当作发生率。"
FOLDED = {
    "machines": "机器与人、人与人的一致性对照",
    "sets": "多重编码的集合一致性",
    "spans": "编码范围的一致性",
    "rounds": "各轮次、各时期的一致性",
    "coefficients": "各一致性系数对照",
    "coders": "各编码者读过的编码段",
}
"""Tables that are folded away in HTML and left to the tables folder in Word, with what the fold says."""


def reliability_blocks(tables: Mapping[str, Table]) -> tuple[Block, ...]:
    """The tables of agreement that have rows; without any, a warning instead."""
    from qda.export.report import Details, Paragraph, TableBlock

    blocks: list[Block] = []
    if tables["agreement"].rows:
        blocks.append(TableBlock(tables["agreement"]))
    else:
        blocks.append(Paragraph(NOBODY))
    if tables["accuracy"].rows:
        blocks.append(TableBlock(tables["accuracy"]))
    blocks.extend(Details(title, (TableBlock(tables[name]),)) for name, title in FOLDED.items() if tables[name].rows)
    return tuple(blocks)


def threshold_words(agreement: Table) -> str:
    """How many codes meet the declared threshold, "" if none was declared."""
    if all(column.key != "verdict" for column in agreement.columns):
        return ""
    verdicts = [v for v in agreement.column("verdict") if v is not None]
    met, failed = verdicts.count("met"), verdicts.count("not met")
    return f"{met} codes meet the declared threshold, {failed} do not, {verdicts.count('not estimable')} not estimable"
