"""The table of people: which actor a label of a community belongs to (魏国强 = 居民), and whom it means (张主任 = 居委会主任张某).

A CSV that anybody can keep in Excel, with the columns 社区 (case), 称谓 (label) and 行动者 (actor: id or name of the actor
list), and 本人 (person) if wanted; further columns are for the reader. A row with a person and no actor gets the actor that
the person has: by a row of the person's own, or by the words (居委会主任张某). It fills `Gazetteer.cases` and `persons`,
beside what the actor list itself says. A row without an actor is one that nobody has filled in yet: it is left out, with
one note for all of them. Rows that name two actors for one label contradict each other: neither counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qda.actors.load import Gazetteer
from qda.actors.resolve import resolve_speaker
from qda.errors import InputError, Problem

_CASE = ("社区", "case", "community")
_LABEL = ("称谓", "label", "person", "name", "姓名")
_ACTOR = ("行动者", "actor")
_PERSON = ("本人", "即", "person")


def with_people(
    gazetteer: Gazetteer, rows: Iterable[tuple[int, Sequence[str]]], *, shown_as: str
) -> tuple[Gazetteer, list[Problem]]:
    """The gazetteer with the people of a table added. rows: (line, cells), the head first. Rows that cannot be used are
    Problems.

    Raises InputError: people-columns if a needed column is missing.
    """
    problems: list[Problem] = []
    lines = iter(rows)
    header = [cell.strip().lower() for cell in next(lines, (1, []))[1]]
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
    persons = {case: dict(people) for case, people in gazetteer.persons.items()}
    own = next((header.index(word) for word in _PERSON if word in header), -1)
    waiting: list[tuple[int, str, str, str]] = []
    open_rows: list[str] = []
    given: dict[tuple[str, str], set[str]] = {}
    for number, row in lines:
        cells = [row[i].strip() if i < len(row) else "" for i in columns]
        if not any(cells):
            continue
        case, label, actor = cells
        person = row[own].strip() if 0 <= own < len(row) else ""
        if case and label and person:
            persons.setdefault(case, {})[label] = person
            if not actor:
                waiting.append((number, case, label, person))
                continue
        if case and label and not actor:
            open_rows.append(label)
            continue
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
        given.setdefault((case, label), set()).add(by_name[actor])
        cases.setdefault(case, {})[label] = by_name[actor]
    problems += _contradicted(given, cases, shown_as)
    if open_rows:
        listed = "、".join(dict.fromkeys(open_rows[:5])) + ("……" if len(open_rows) > 5 else "")
        message = f"{len(open_rows)} rows without 行动者 are left out until somebody fills them in: {listed}"
        problems.append(Problem("note", "people-open", message, shown_as))
    everybody = replace(gazetteer, cases={case: dict(people) for case, people in cases.items()}, persons=persons)
    for number, case, label, person in waiting:
        if found := resolve_speaker(person, everybody, case=case):
            cases.setdefault(case, {})[label] = found
        else:
            message = (
                f"社区 {case!r}, 称谓 {label!r}: it is not known which actor {person!r} belongs to; fill in 行动者"
            )
            problems.append(Problem("error", "people-row", message, shown_as, number))
    return replace(everybody, cases=cases), problems


def _contradicted(
    given: dict[tuple[str, str], set[str]], cases: dict[str, dict[str, str]], shown_as: str
) -> Iterable[Problem]:
    """A Problem for each label that rows give to several actors; it is taken out of `cases`."""
    for (case, label), actors in given.items():
        if len(actors) > 1:
            del cases[case][label]
            message = (
                f"社区 {case!r}, 称谓 {label!r}: rows give it to {' and '.join(sorted(actors))}; keep the right one"
            )
            yield Problem("warning", "people-twice", message, shown_as)
