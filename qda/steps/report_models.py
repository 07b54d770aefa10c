"""The report's sections on trained coders (score sheet, transfer, learning curve) and on corrected prevalence.

The report shows what fits a page; every column stands in the tables folder and in `qda table`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qda.table import Missing, Table

if TYPE_CHECKING:
    from qda.export.report import Block, Section

SCORES = (
    "coder",
    "code_name",
    "positives",
    "precision",
    "recall",
    "f1",
    "f1_low",
    "f1_high",
    "kappa",
    "kappa_low",
    "kappa_high",
)
SHARES = (
    *("coder", "code_name", "case", "labelled", "machine_share", "labels_only"),
    *("corrected", "corrected_low", "corrected_high", "alike_low", "alike_high"),
)


def models_section(tables: Mapping[str, Table]) -> list[Section]:
    """One section, or none where nothing was trained."""
    from qda.export.report import Details, Paragraph, Section, TableBlock

    scores = tables["scores"]
    if not scores.rows:
        return []
    learnt = [i for i, cell in enumerate(scores.column("f1")) if not scores.column("message")[i]]
    blocks: list[Block] = [TableBlock(_narrowed(scores, SCORES, learnt))]
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
    top = [i for i, code in enumerate(made.column("code")) if "." not in str(code)]
    blocks: list[Block] = [
        TableBlock(_narrowed(made, SHARES, top)),
        Details(
            "下级编码的校正占比", (TableBlock(_retitled(_narrowed(made, SHARES, _others(made, top)), "下级编码")),)
        ),
    ]
    if tables["model-prevalence"].rows:
        models = tables["model-prevalence"]
        blocks.append(
            Details("以模型编码校正的占比", (TableBlock(_narrowed(models, SHARES, range(len(models.rows)))),))
        )
    return [Section("prevalence", "校正后的占比", tuple(blocks))]


def _narrowed(made: Table, keys: Sequence[str], rows: Collection[int]) -> Table:
    """Some columns and rows of a table, without the notes on columns (named in “ ” at their head) that are left out."""
    at = [made.index(key) for key in keys]
    body = tuple(tuple(made.rows[i][j] for j in at) for i in rows)
    gone = tuple(f"“{title.partition(' (')[0]}”" for j, title in enumerate(made.headings()) if j not in at)
    notes = tuple(note for note in made.notes if not note.startswith(gone)) if gone else made.notes
    return replace(made, columns=tuple(made.columns[j] for j in at), rows=body, notes=notes)


def _retitled(made: Table, what: str) -> Table:
    """The table with what its rows are in front of its Chinese title, so that no two tables bear one title."""
    return replace(made, title={**made.title, "zh": f"{what}：{made.title['zh']}"})


def _others(made: Table, rows: Collection[int]) -> list[int]:
    return [i for i in range(len(made.rows)) if i not in set(rows)]


def _refused(scores: Table, learnt: set[int]) -> str:
    """The codes that were not trained, by name and number of positives."""
    names, positives, coders = scores.column("code_name"), scores.column("positives"), scores.column("coder")
    by_coder: dict[str, list[str]] = {}
    for i in _others(scores, learnt):
        by_coder.setdefault(str(coders[i]), []).append(f"{names[i]}（{positives[i]}段）")
    return "".join(f"{coder}未训练的编码及其正例数：{'、'.join(found)}。" for coder, found in by_coder.items())
