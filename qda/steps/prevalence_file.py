"""`qda prevalence --codings FILE`: corrected shares of anybody's long table, without a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qda.errors import InputError, Problem, UsageError
from qda.steps.long_table import read_long_table
from qda.steps.prevalence import METHOD_WORDS, share_cells, share_columns
from qda.table import Column, Table, table

if TYPE_CHECKING:
    from qda.prevalence.correct import CorrectedShare

Shares = dict[str, "CorrectedShare"]
NEEDED = ("case", "machine", "human", "probability")
_LABELS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "false": 0, "true": 1, "否": 0, "是": 1}
_NOTHING = {"", "na", "nan", "n/a", "null", "none", ".", "缺失", "未编码"}


def prevalence_of_file(
    path: Path, columns: Mapping[str, str], method: str = "post-stratified"
) -> tuple[Shares, list[Problem]]:
    """Community to its corrected share, in the order of first appearance.

    columns: case, document ("" for none), machine, human, probability to titles. One row a segment; human is blank where no
    person coded it. Raises UsageError, UnknownName (method), InputError (table-…, label-not-binary, probability-…)."""
    from qda.prevalence.pseudo import share_by

    for option in NEEDED:
        if not columns.get(option):
            raise UsageError(f"--{option} is needed with --codings", f"name the column: --{option} TITLE", "usage")
    lines, problems = read_long_table(path, columns)
    found: dict[str, tuple[list[int], list[int | None], list[float | None], list[str]]] = {}
    for line in lines:
        case = line.cells["case"]
        if not case:
            message = "a row names no community; it was not used"
            problems.append(Problem("error", "row-without-case", message, path.name, line.line))
            continue
        machine, human = _label(line.cells["machine"], path, line.line), _label(line.cells["human"], path, line.line)
        if machine is None:
            raise InputError(
                "the machine's label is missing: it must stand in every row",
                "give 1 where the machine coded the segment and 0 where it did not",
                "label-not-binary",
                path=path.name,
                line=line.line,
            )
        chance = _chance(line.cells["probability"], path, line.line) if human is not None else None
        ours = found.setdefault(case, ([], [], [], []))
        ours[0].append(machine)
        ours[1].append(human)
        ours[2].append(chance)
        ours[3].append(line.cells.get("document", ""))
    with_documents = bool(columns.get("document"))
    made = {
        case: share_by(method, machine, human, chance, documents=documents if with_documents else None)
        for case, (machine, human, chance, documents) in found.items()
    }
    return made, problems


def _label(cell: str, path: Path, line: int) -> int | None:
    text = cell.strip().lower()
    if text in _NOTHING:
        return None
    if text not in _LABELS:
        raise InputError(
            f"{cell!r} is no label: 1 or 0 was expected",
            "write 1 where the code was given and 0 where it was not; cut scores at the coder's threshold first",
            "label-not-binary",
            path=path.name, line=line,
        )  # fmt: skip
    return _LABELS[text]


def _chance(cell: str, path: Path, line: int) -> float | None:
    if cell.strip().lower() in _NOTHING:
        return None
    try:
        made = float(cell)
    except ValueError:
        made = -1.0
    if not 0 < made <= 1:
        raise InputError(
            f"{cell!r} is no probability: above 0 and at most 1 was expected",
            "give the chance with which the segment was drawn for people to code",
            "probability-out-of-range", path=path.name, line=line,
        )  # fmt: skip
    return made


def file_table(found: Shares, method: str) -> Table:
    """One row a community."""
    return table(
        "file-prevalence",
        {"zh": "各社区的占比：机器、人工样本与校正", "en": "Prevalence, corrected by the human sample"},
        (Column("case", role="label"), *share_columns()),
        [(case, *share_cells(share)) for case, share in found.items()],
        (f"方法：{METHOD_WORDS[method]}。", "“这些文档”与“同类社区”是两个不同的对象，区间不可混用。"),
    )


def file_json(found: Shares, method: str, problems: list[Problem], path: Path) -> dict[str, Any]:
    """Everything, as plain values; null where it cannot be estimated."""
    from qda.prevalence.pseudo import difference

    names = list(found)
    return {
        "file": path.name,
        "method": method,
        "level": 0.95,
        "targets": {"corrected": "these documents", "communities": "communities like these"},
        "cases": [{"case": case, **asdict(share)} for case, share in found.items()],
        "differences": [
            {"a": a, "b": b, "these_documents": asdict(difference(found[a].corrected, found[b].corrected)),
             "communities": asdict(difference(found[a].communities, found[b].communities))}
            for i, a in enumerate(names) for b in names[i + 1 :]
        ],
        "problems": [{"severity": p.severity, "slug": p.slug, "message": p.message, "line": p.line} for p in problems],
    }  # fmt: skip
