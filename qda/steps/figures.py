"""The figure of shares of codes by community; networks are drawn by `qda.steps.figures_network`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study
from qda.table import Table

if TYPE_CHECKING:
    from qda.export.bars import BarRow

SHARES_CAPTION = "各社区各编码的段占比"


def shares_figure(study: Study, settings: Settings, codes: Table, kind: Literal["svg", "png"]) -> bytes:
    """Grouped bars with intervals, from the table `codes`: top-level codes only."""
    from qda.export.bars import Series
    from qda.export.figures import bar_figure

    names = [c.name for c in rows.cases(study)]
    seen = {str(row[codes.index("case")]): row[codes.index("seen_segments")] for row in codes.rows}
    series = [Series(name, seen[name] if isinstance(seen.get(name), int) else None) for name in names]  # type: ignore[arg-type]
    return bar_figure(
        SHARES_CAPTION, list(_bars(codes, names)), series, axis="带有该编码的段占已读段的百分比（%）", format=kind
    )


def _bars(codes: Table, names: list[str]) -> Iterator[BarRow]:
    from qda.export.bars import BarRow

    def number(cell: object) -> float | None:
        return float(cell) if isinstance(cell, (int, float)) else None

    grouped: dict[str, dict[str, tuple[float | None, ...]]] = {}
    for row in codes.rows:
        code = str(row[codes.index("code")])
        if "." in code or code == "linkage":
            continue
        label = str(row[codes.index("code_name")])
        cells = tuple(number(row[codes.index(key)]) for key in ("segment_share", "low", "high"))
        grouped.setdefault(label, {})[str(row[codes.index("case")])] = cells
    for label, by_case in grouped.items():
        none = (None, None, None)
        columns = [by_case.get(name, none) for name in names]
        yield BarRow(label, tuple(c[0] for c in columns), tuple(c[1] for c in columns), tuple(c[2] for c in columns))
