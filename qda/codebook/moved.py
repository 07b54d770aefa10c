"""Which cells of a table of counts a changed codebook moves, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from qda.model import CaseId, CodeId
from qda.table import Cell, Column, Missing, Table, table

Counts = Mapping[tuple[CaseId, CodeId], tuple[int, int]]
"""(case, code) to (segments with the code, documents with it)."""

GONE = "此编码表中没有该编码，或没有该社区的资料。"


class _Count(Protocol):
    @property
    def case_id(self) -> CaseId: ...
    @property
    def code_id(self) -> CodeId: ...
    @property
    def coded_segments(self) -> int: ...
    @property
    def coded_documents(self) -> int: ...


@dataclass(frozen=True, slots=True)
class MovedCell:
    """One cell (case × code) that differs. before, after: (segments, documents); None where the code or case is not
    there at all, which is not the same as 0. segments, documents: by how much it moved; a cell that is not there
    counts 0."""

    case_id: CaseId
    code_id: CodeId
    before: tuple[int, int] | None
    after: tuple[int, int] | None

    @property
    def segments(self) -> int:
        """Segments more (or, negative, fewer)."""
        return (self.after or (0, 0))[0] - (self.before or (0, 0))[0]

    @property
    def documents(self) -> int:
        """Documents more (or, negative, fewer)."""
        return (self.after or (0, 0))[1] - (self.before or (0, 0))[1]


def cells(counts: Iterable[_Count]) -> dict[tuple[CaseId, CodeId], tuple[int, int]]:
    """Counts as the mapping that `results_diff` takes."""
    return {(c.case_id, c.code_id): (c.coded_segments, c.coded_documents) for c in counts}


def results_diff(before: Counts, after: Counts) -> tuple[MovedCell, ...]:
    """The cells that differ, those that moved most (segments, then documents) first, ties by code and case.

    Segments that leave and others that come in equal number cancel out here: equal counts are no proof of equal
    codings.
    """
    moved = [
        MovedCell(case_id, code_id, before.get((case_id, code_id)), after.get((case_id, code_id)))
        for case_id, code_id in before.keys() | after.keys()
        if before.get((case_id, code_id)) != after.get((case_id, code_id))
    ]
    return tuple(sorted(moved, key=lambda c: (-abs(c.segments), -abs(c.documents), c.code_id, c.case_id)))


def results_table(
    moved: Iterable[MovedCell], case_names: Mapping[CaseId, str], code_names: Mapping[CodeId, str]
) -> Table:
    """The moved cells as a table. Names that are missing fall back to ids."""
    rows: list[tuple[Cell, ...]] = []
    for cell in moved:
        one, other = cell.before, cell.after
        rows.append(
            (
                cell.code_id,
                code_names.get(cell.code_id, cell.code_id),
                case_names.get(cell.case_id, cell.case_id),
                one[0] if one else Missing(GONE),
                other[0] if other else Missing(GONE),
                f"{cell.segments:+d}",
                one[1] if one else Missing(GONE),
                other[1] if other else Missing(GONE),
                f"{cell.documents:+d}",
            )
        )
    return table(
        "moved",
        {"zh": "换用新编码表后变动的表格单元", "en": "Table cells that the changed codebook moves"},
        (
            Column("code", role="label"),
            Column("code_name", role="label"),
            Column("case", role="label"),
            Column("segments_before", title="原", group="段"),
            Column("segments_after", title="新", group="段"),
            Column("segments_moved", title="增减", group="段"),
            Column("documents_before", title="原", group="份"),
            Column("documents_after", title="新", group="份"),
            Column("documents_moved", title="增减", group="份"),
        ),
        rows,
        ("只列出有变动的单元。段：带有该编码的段数；份：至少有一段带有该编码的文档数。段数不变不等于编码的段落相同。",),
    )
