"""The figures of a study: shares of codes by community, and one co-mention network a community."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from qda.steps.settings import Settings
from qda.steps.tables_network import co_mention_ties
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


def network_figures(
    study: Study, settings: Settings, kind: Literal["svg", "png"]
) -> Iterator[tuple[str, str, str, bytes]]:
    """(file name without ending, case id, title, picture) of each community; an actor has the same place in all."""
    from qda.export.figures import network_figure
    from qda.network.layout import positions

    by_case = co_mention_ties(study)
    known = rows.actors(study)
    names = {actor: name for actor, (name, _, _) in known.items()}
    sectors = {actor: sector for actor, (_, _, sector) in known.items()}
    places = positions([t for ties in by_case.values() for t in ties], seed=settings.report.seed)
    documents = Counter(d.case_id for d in rows.documents(study))
    for number, case in enumerate(rows.cases(study), 1):
        ties = [t for t in by_case.get(case.id, []) if t.weight >= settings.network.minimum]
        title = f"{case.name}：行动者共同提及网络"
        counts = {"documents": documents[case.id], "ties": len(ties)}
        content = network_figure(title, ties, names, sectors, places, counts=counts, format=kind)
        yield f"network-{number}-{_slug(case.name)}", case.id, title, content


def left_out_note(study: Study, settings: Settings, case_id: str) -> str:
    """How many weak ties a figure leaves out, "" if none."""
    weak = sum(1 for t in co_mention_ties(study).get(case_id, []) if t.weight < settings.network.minimum)
    return f"另有{weak}条权重小于{settings.network.minimum}的联系未画出，见“全部联系”。" if weak else ""


def _slug(name: str) -> str:
    kept = "".join(c for c in name if c.isalnum() or c in "-_")
    return kept[:40] or "case"
