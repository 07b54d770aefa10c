"""The report's section on agreement and accuracy, and one line about declared thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qda.steps.report_columns import coders_of, narrowed, of_one_coder, with_interval
from qda.table import Column, Table

if TYPE_CHECKING:
    from qda.export.report import Block

NOBODY = "本研究尚无可比较的人工编码。机器编码的准确性未知；请勿把机器计数当作发生率。"
LEFT_OUT = {"coder", "code", "units", "cohen_kappa", "threshold"}
ACCURACY = ("coder", "code_name", "positives_a", "positives_b", "precision", "recall", "f1", "low", "high")
SEE_NOTES = ("单位、区间与判定的说明见本节第一张表。",)
FOLDED = {
    "machines": "机器与人、人与人的一致性对照",
    "sets": "多重编码的集合一致性",
    "spans": "编码范围的一致性",
    "event-agreement": "联动事件的一致性",
    "rounds": "各轮次、各时期的一致性",
    "coefficients": "各一致性系数对照",
    "coders": "各编码者读过的编码段",
}
"""Tables that are folded away in HTML and left to the tables folder in Word, with what the fold says."""


def reliability_blocks(tables: Mapping[str, Table]) -> tuple[Block, ...]:
    """The tables of agreement that have rows; without any, a warning instead."""
    from qda.export.report import Details, Paragraph, TableBlock

    blocks: list[Block] = []
    groups = by_coders(tables["agreement"])
    blocks.append(TableBlock(groups[0]) if groups else Paragraph(NOBODY))
    blocks.extend(Details(group.title["zh"], (TableBlock(group),)) for group in groups[1:])
    if tables["accuracy"].rows:
        accuracy = with_interval(
            narrowed(tables["accuracy"], ACCURACY), "low", "high", Column("f1_interval", title="F1的95%区间")
        )
        first, *others = (of_one_coder(accuracy, pair) for pair in coders_of(accuracy))
        blocks.append(TableBlock(first))
        blocks.extend(Details(one.title["zh"], (TableBlock(one),)) for one in others)
    blocks.extend(Details(title, (TableBlock(tables[name]),)) for name, title in FOLDED.items() if tables[name].rows)
    return tuple(blocks)


def by_coders(agreement: Table) -> tuple[Table, ...]:
    """One table for each group of coders, in order: the columns that fit on a page, limits as one interval; the rest is in
    the tables folder."""
    agreement = with_interval(agreement, "low", "high", Column("interval"))
    at = agreement.index("coder")
    units = agreement.index("units")
    kept = [i for i, column in enumerate(agreement.columns) if column.key not in LEFT_OUT]
    made = []
    labels = list(dict.fromkeys(agreement.column("coder")))
    for label in labels:
        rows = [row for row in agreement.rows if row[at] == label]
        filled = [i for i in kept if any(row[i] is not None for row in rows)]
        made.append(
            Table(
                agreement.name,
                {
                    "zh": f"编码者间一致性：{label}（共同编码段{rows[0][units]}段）",
                    "en": f"Agreement between coders: {label} ({rows[0][units]} segments)",
                },
                tuple(agreement.columns[i] for i in filled),
                tuple(tuple(row[i] for i in filled) for row in rows),
                agreement.notes if label == labels[0] else SEE_NOTES,
            )
        )
    return tuple(made)


def threshold_words(agreement: Table) -> str:
    """How many codes meet the declared threshold, "" if none was declared."""
    if all(column.key != "verdict" for column in agreement.columns):
        return ""
    verdicts = [v for v in agreement.column("verdict") if v is not None]
    met, few = verdicts.count("met"), verdicts.count("met on few")
    failed, unknown = verdicts.count("not met"), verdicts.count("not estimable")
    return f"threshold met by {met} codes, by {few} with few codings, not by {failed}, not estimable for {unknown}"
