"""The report's sections on trained coders (score sheet, transfer, learning curve) and on corrected prevalence.

The report shows what fits a page; every column stands in the tables folder and in `qda table`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from qda.steps.report_columns import coders_of, narrowed, of_one_coder, with_interval
from qda.table import Column, Missing, Table

if TYPE_CHECKING:
    from qda.export.report import Block, Section

SCORES = ("coder", "code_name", "positives", "precision", "recall", "f1", "f1_low", "f1_high", "kappa", "kappa_low",
          "kappa_high")  # fmt: skip
SHARES = ("coder", "code_name", "case", "labelled", "machine_share", "labels_only", "corrected", "corrected_low",
          "corrected_high", "alike_low", "alike_high")  # fmt: skip


def models_section(tables: Mapping[str, Table]) -> list[Section]:
    """One section, or none where nothing was trained."""
    from qda.export.report import Details, Paragraph, Section, TableBlock

    scores = tables["scores"]
    if not scores.rows:
        return []
    learnt = [i for i, cell in enumerate(scores.column("f1")) if not scores.column("message")[i]]
    shown = narrowed(scores, SCORES, learnt)
    shown = with_interval(shown, "f1_low", "f1_high", Column("f1_interval", title="F1的95%区间"))
    shown = with_interval(shown, "kappa_low", "kappa_high", Column("kappa_interval", title="κ的95%区间"))
    blocks: list[Block] = [TableBlock(of_one_coder(shown, coder)) for coder in coders_of(shown)]
    if refused := _refused(scores, set(learnt)):
        blocks.append(Paragraph(refused))
    blocks += [
        TableBlock(tables["transfer"]),
        TableBlock(tables["learning-curve"]),
        Details("各社区的混淆", (TableBlock(tables["score-communities"]),)),
    ]
    return [Section("models", "机器学习编码", tuple(blocks))]


def prevalence_section(tables: Mapping[str, Table]) -> list[Section]:
    """Corrected shares; no section where no label was drawn with a known chance."""
    from qda.export.report import Details, Section, TableBlock

    made = tables["prevalence"]
    if all(isinstance(cell, Missing) for cell in made.column("labels_only")):
        return []
    blocks: list[Block] = []
    for coder in coders_of(made):
        above, below = _shares(made, coder, parents=True), _shares(made, coder, parents=False)
        if above.rows:
            blocks.append(TableBlock(of_one_coder(above, coder)))
        if below.rows:
            title = "下级编码的占比：机器、人工样本与校正"
            blocks.append(Details("下级编码的校正占比", (TableBlock(of_one_coder(below, coder, title)),)))
    models = tables["model-prevalence"]
    for coder in coders_of(models):
        both = (_shares(models, coder, parents=True), _shares(models, coder, parents=False))
        titles = (models.title["zh"], f"下级编码：{models.title['zh']}")
        shown = [
            TableBlock(of_one_coder(one, coder, title)) for one, title in zip(both, titles, strict=True) if one.rows
        ]
        blocks.append(Details(f"以模型编码校正的占比：{coder}", tuple(shown)))
    return [Section("prevalence", "校正后的占比", tuple(blocks))]


def _shares(made: Table, coder: str, *, parents: bool) -> Table:
    """The shares of one coder, of codes at the top or of those below, with the limits of each target as one column."""
    codes, coders = made.column("code"), made.column("coder")
    rows = [i for i, code in enumerate(codes) if coders[i] == coder and ("." not in str(code)) == parents]
    shown = narrowed(made, SHARES, rows)
    shown = with_interval(shown, "corrected_low", "corrected_high", Column("here", title="区间：这些文档 (%)"))
    return with_interval(shown, "alike_low", "alike_high", Column("alike", title="区间：同类社区 (%)"))


def _others(made: Table, rows: Collection[int]) -> list[int]:
    return [i for i in range(len(made.rows)) if i not in set(rows)]


def _refused(scores: Table, learnt: set[int]) -> str:
    """The codes that were not trained, by name and number of positives."""
    names, positives, coders = scores.column("code_name"), scores.column("positives"), scores.column("coder")
    by_coder: dict[str, list[str]] = {}
    for i in _others(scores, learnt):
        by_coder.setdefault(str(coders[i]), []).append(f"{names[i]}（{positives[i]}段）")
    return "".join(f"{coder}未训练的编码及其正例数：{'、'.join(found)}。" for coder, found in by_coder.items())
