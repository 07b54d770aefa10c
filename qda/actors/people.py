"""The table of people: which actor a person or label of a community belongs to (魏国强 = 居民, 张主任 = 居委会).

A CSV that anybody can keep in Excel, with the columns 社区 (case), 称谓 (label) and 行动者 (actor: id or name of the actor
list); further columns are for the reader. It fills `Gazetteer.cases`, beside what the actor list itself says.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from qda.actors.load import Gazetteer
from qda.errors import InputError, Problem
from qda.text.encoding import decode

_CASE = ("社区", "case", "community")
_LABEL = ("称谓", "label", "person", "name", "姓名")
_ACTOR = ("行动者", "actor")


def with_people(gazetteer: Gazetteer, path: Path, *, shown_as: str) -> tuple[Gazetteer, list[Problem]]:
    """The gazetteer with the people of a table added. Rows that cannot be used are Problems.

    Raises InputError: people-columns if a needed column is missing, and what `decode` raises for a file that is no text.
    """
    text, _, problems = decode(path.read_bytes(), shown_as)
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip().lower() for cell in next(rows, [])]
    columns = [next((header.index(word) for word in words if word in header), -1) for words in (_CASE, _LABEL, _ACTOR)]
    if min(columns) < 0:
        raise InputError(
            f"the table of people needs the columns {_CASE[0]}, {_LABEL[0]} and {_ACTOR[0]}; it has {', '.join(header)}",
            "name the columns in the first row",
            "people-columns",
            path=shown_as,
            line=1,
        )
    by_name = {t.id: t.id for t in gazetteer.types} | {name: t.id for t in gazetteer.types for name in t.name.values()}
    cases = {case: dict(people) for case, people in gazetteer.cases.items()}
    for number, row in enumerate(rows, 2):
        cells = [row[i].strip() if i < len(row) else "" for i in columns]
        if not any(cells):
            continue
        case, label, actor = cells
        if not case or not label or actor not in by_name:
            known = ", ".join(gazetteer.actor_ids)
            problems.append(
                Problem(
                    "error",
                    "people-row",
                    f"社区 {case!r}, 称谓 {label!r}, 行动者 {actor!r}: needs all three, and an actor of the list ({known})",
                    shown_as,
                    number,
                )
            )
            continue
        cases.setdefault(case, {})[label] = by_name[actor]
    return replace(gazetteer, cases=cases), problems
