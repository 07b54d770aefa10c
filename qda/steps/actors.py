"""Find who is named where, and which actor each speaker belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from qda.errors import Problem
from qda.steps.masking import mask_inputs, people_by_pseudonym
from qda.steps.people_file import people_rows
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256
from qda.steps.settings import Settings
from qda.steps.writing import begin, named_file, put_problems
from qda.store import rows
from qda.store.study import Study

BATCH = 2_000
"""Segments whose mentions are looked for at once."""

if TYPE_CHECKING:
    from pathlib import Path

    from qda.actors.load import Gazetteer


def load_gazetteer(root: Path, settings: Settings) -> tuple[Gazetteer, list[Problem]]:
    """The study's actor list with its table of people. Raises InputError (missing-path, …) or CodebookError."""
    from qda.actors.load import load_actors
    from qda.actors.people import with_people

    path = named_file(root, settings.actors.path, "the actor list", "path under [actors]")
    gazetteer, problems = load_actors(path, shown_as=settings.actors.path)
    if not settings.actors.people:
        return _with_pseudonyms(gazetteer, root, settings), problems
    people = named_file(root, settings.actors.people, "the table of people", "people under [actors]")
    lines, odd = people_rows(people, settings.actors.people)
    gazetteer, more = with_people(gazetteer, lines, shown_as=settings.actors.people)
    return _with_pseudonyms(gazetteer, root, settings), [*problems, *odd, *more]


def _with_pseudonyms(gazetteer: Gazetteer, root: Path, settings: Settings) -> Gazetteer:
    """The gazetteer that also knows masked people by their pseudonyms."""
    extra = people_by_pseudonym(root, settings, gazetteer)
    cases = {case: {**gazetteer.cases.get(case, {}), **extra.get(case, {})} for case in {*gazetteer.cases, *extra}}
    return replace(gazetteer, cases=cases) if extra else gazetteer


def plan_actors(study: Study | None, root: Path, settings: Settings) -> Plan:
    """What naming actors depends on: the segments and the actor list."""
    parent = study.current_run("segment") if study else None
    ingested = study.current_run("ingest") if study else None
    return Plan(
        "actors",
        actor_files(root, settings),
        digest([parent.outputs_sha256 if parent else "", ingested.outputs_sha256 if ingested else ""]),
        parents=(parent.record.id,) if parent else (),
        waiting="" if parent else "the texts have not been cut into segments",
    )


def actor_files(root: Path, settings: Settings) -> dict[str, object]:
    """The files that say who is who, with their hashes."""
    made: dict[str, object] = {}
    for name, relative in (("actors", settings.actors.path), ("people", settings.actors.people)):
        path = root / relative
        made[name] = relative
        made[f"{name}_sha256"] = file_sha256(path) if relative and path.is_file() else ""
    return made | ({"mask": mask_inputs(root, settings)} if settings.mask.enabled else {})


def find_actors(study: Study, settings: Settings, *, progress: Progress = silent) -> Outcome:
    """Resolve the speakers, then find the mentions in every segment."""
    from qda.actors.mentions import MentionFinder
    from qda.actors.resolve import resolve_speaker

    plan = plan_actors(study, study.root, settings)
    if stored := current(study, plan):
        return Outcome("actors", False, stored.record.id, "nothing changed")
    started = datetime.now().astimezone()
    gazetteer, problems = load_gazetteer(study.root, settings)
    finder = MentionFinder(gazetteer)
    names = {case.id: case.name for case in rows.cases(study)}
    documents = {d.id: d for d in rows.documents(study)}
    rosters = rows.attendees(study)
    speakers: dict[str, str] = {}
    unresolved: dict[tuple[str, str], int] = {}
    for document_id, turns in sorted(rows.turns(study).items()):
        document = documents[document_id]
        for turn in turns:
            if turn.speaker is None:
                continue
            actor = resolve_speaker(
                turn.speaker,
                gazetteer,
                case=names[document.case_id],
                attendees=rosters.get(document_id, {}),
            )
            actor = actor or _by_pseudonym(turn.speaker, gazetteer.cases.get(names[document.case_id], {}))
            actor = actor or _from_head(turn.role, document.variables, gazetteer, names[document.case_id])
            if actor:
                speakers[turn.id] = actor
            elif turn.role != "interviewer":
                key = (document.source_path, turn.speaker)
                unresolved[key] = unresolved.get(key, 0) + 1
    problems += _of_no_case(gazetteer, sorted(set(names.values())), settings)
    segments = rows.segments(study)
    found = []
    batches = [segments[at : at + BATCH] for at in range(0, len(segments), BATCH)]
    for batch in watched(batches, "finding actors", len(batches), progress):
        mentions = finder.find_many(
            [s.span.of(documents[s.document_id].text) for s in batch],
            cases=[names[documents[s.document_id].case_id] for s in batch],
            speaker_actors=[speakers.get(s.turn_id) for s in batch],
        )
        found += [
            (m.actor_id, s.document_id, s.id, s.span.start + m.span.start, s.span.start + m.span.end, m.surface)
            for s, inside in zip(batch, mentions, strict=True)
            for m in inside
        ]
    for (path, label), count in sorted(unresolved.items()):
        problems.append(
            Problem(
                "note",
                "unknown-speaker",
                f"speaker {label!r} ({count} turns) belongs to no actor of the list; add a title or label, or a "
                "row to the table of people (qda actors --people FILE proposes rows)",
                path,
            )
        )
    with begin(study, plan, started) as run:
        run.add(
            "actors",
            ("run_id", "id", "name_zh", "name_en", "kind"),
            [
                (run.id, t.id, t.name.get("zh") or t.id, t.name.get("en") or t.id, t.sector.get("zh", ""))
                for t in gazetteer.types
            ],
        )
        run.add(
            "mentions",
            ("run_id", "actor_id", "document_id", "segment_id", "start", "end", "surface"),
            [(run.id, *one) for one in found],
        )
        run.add("turn_actors", ("run_id", "turn_id", "actor_id"), [(run.id, t, a) for t, a in sorted(speakers.items())])
        put_problems(run, problems)
        run.digest(sorted(speakers.items()))
        run.digest(sorted(found, key=lambda m: (m[1], m[3], m[0])))
        run.digest([[t.id, dict(t.name), dict(t.sector)] for t in gazetteer.types])
        run_id = run.id
    message = f"{len(found)} mentions of {len({m[0] for m in found})} actors"
    if unresolved:
        message += f"; {len(unresolved)} speaker labels belong to no actor of the list"
    return Outcome("actors", True, run_id, message)


def _of_no_case(gazetteer: Gazetteer, known: Sequence[str], settings: Settings) -> list[Problem]:
    """A Problem where people stand under communities that the study has not: renamed ones, or those of another study."""
    others = {case: people for case, people in gazetteer.cases.items() if people and case not in known}
    if not others:
        return []
    listed = "、".join([*sorted(others)[:5], *(["……"] if len(others) > 5 else [])])
    message = (
        f"{sum(map(len, others.values()))} people stand under {listed}; the study has {'、'.join(known[:8])} and no community "
        "of that name, so they are not used here; write the names of communities as  qda documents  shows them"
    )
    lost = not any(gazetteer.cases.get(case) for case in known)
    return [
        Problem("warning" if lost else "note", "people-case", message, settings.actors.people or settings.actors.path)
    ]


def _by_pseudonym(label: str, people: Mapping[str, str]) -> str | None:
    """The actor of a label that begins with a known name or pseudonym and goes on with a title: 居民A03师傅."""
    known = [name for name in people if len(name) > 1 and label.startswith(name)]
    return people[max(known, key=len)] if known else None


def _from_head(role: str, variables: object, gazetteer: Gazetteer, case: str) -> str | None:
    """The actor of an interviewee whose label says nothing (答, A, W): from the head's 身份 or 访谈对象."""
    from qda.actors.resolve import resolve_speaker

    if role != "interviewee" or not isinstance(variables, dict):
        return None
    for name in ("身份", "访谈对象"):
        if value := variables.get(name):
            found = resolve_speaker(value, gazetteer, case=case)
            if found:
                return found
    return None
