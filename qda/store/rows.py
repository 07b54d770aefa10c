"""Reading records back from the study file: one function a record. Everything is sorted, so that what is made from it
does not depend on the order in which rows were written."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from qda.errors import Problem, Severity
from qda.model import (
    Case,
    CodingUnit,
    Document,
    DocumentKind,
    Evidence,
    Polarity,
    Proceeding,
    Role,
    Segment,
    SegmentScheme,
    Span,
    Tie,
    TieEvidence,
    Turn,
)
from qda.store.study import Study, Value


@dataclass(frozen=True, slots=True)
class Source:
    """A path named on the command line, with what was said about everything below it."""

    path: str
    case_name: str | None
    kind: str | None
    encoding: str | None


@dataclass(frozen=True, slots=True)
class CodedSpan:
    """A stored coding with what a reader needs to find it again. segment_span: of the whole segment, in the document."""

    coding_id: str
    coder: str
    segment_id: str
    document_id: str
    case_id: str
    code_id: str
    span: Span
    segment_span: Span
    polarity: Polarity | None
    memo: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """Where a segment stands. order: 0-based in the document. actor_id: of the speaker, None while unresolved."""

    segment_id: str
    document_id: str
    case_id: str
    order: int
    span: Span
    turn_order: int
    speaker: str | None
    role: Role
    actor_id: str | None


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _number(value: Value) -> int:
    return int(cast("int", value))


def _mapping(value: Value) -> Mapping[str, str]:
    return cast("dict[str, str]", json.loads(str(value)))


def sources(study: Study) -> list[Source]:
    """The paths named on the command line, by path."""
    found = study.rows("SELECT path, case_name, kind, encoding FROM sources ORDER BY path")
    return [Source(str(a), _text(b), _text(c), _text(d)) for a, b, c, d in found]


def cases(study: Study) -> list[Case]:
    """The communities that have a current document, by name."""
    found = study.rows(
        "SELECT id, name, kind, variables FROM cases WHERE id IN (SELECT case_id FROM current_documents) ORDER BY name"
    )
    return [Case(str(a), str(b), str(c), _mapping(d)) for a, b, c, d in found]


def documents(study: Study) -> list[Document]:
    """The current documents with their texts, by community, date and path."""
    found = study.rows(
        "SELECT d.id, d.case_id, d.kind, d.title, d.date, d.text, d.source_path, d.source_sha256, d.encoding, "
        "d.format, d.variables, d.origins FROM current_documents AS d JOIN cases AS k ON k.id = d.case_id "
        "ORDER BY k.name, d.date, d.source_path"
    )
    return [
        Document(
            id=str(r[0]),
            case_id=str(r[1]),
            kind=cast("DocumentKind", r[2]),
            title=str(r[3]),
            date=_text(r[4]),
            text=str(r[5]),
            source_path=str(r[6]),
            source_sha256=str(r[7]),
            encoding=str(r[8]),
            format=str(r[9]),
            variables=_mapping(r[10]),
            origins=_mapping(r[11]),
        )
        for r in found
    ]


def attendees(study: Study) -> dict[str, Mapping[str, str]]:
    """Document id to (name to post), as the attendance lists have them."""
    found = study.rows("SELECT id, attendees FROM current_documents ORDER BY id")
    return {str(a): _mapping(b) for a, b in found}


def turns(study: Study) -> dict[str, list[Turn]]:
    """Document id to its turns in order. actor_id is filled where the actors step has resolved the speaker."""
    made: dict[str, list[Turn]] = {}
    for r in study.rows(
        'SELECT t.id, t.document_id, t.ord, t.speaker, ta.actor_id, t.role, t.start, t."end" FROM current_turns AS t '
        "LEFT JOIN (SELECT x.* FROM turn_actors AS x JOIN current_runs AS q ON q.id = x.run_id) AS ta "
        "ON ta.turn_id = t.id ORDER BY t.document_id, t.ord"
    ):
        span = Span(_number(r[6]), _number(r[7]))
        turn = Turn(str(r[0]), str(r[1]), _number(r[2]), _text(r[3]), _text(r[4]), cast("Role", r[5]), span)
        made.setdefault(turn.document_id, []).append(turn)
    return made


def dates(study: Study) -> dict[str, str | None]:
    """Document id to its date, None where it is unknown."""
    return {str(a): _text(b) for a, b in study.rows("SELECT id, date FROM current_documents ORDER BY id")}


def document_ids(study: Study) -> list[str]:
    """The ids of the current documents, by id."""
    return [str(a) for (a,) in study.rows("SELECT id FROM current_documents ORDER BY id")]


def text_of(study: Study, document_id: str) -> str:
    """The text of one document."""
    return str(study.rows("SELECT text FROM documents WHERE id = ?", (document_id,))[0][0])


def turn_places(study: Study, document_id: str) -> list[tuple[str, str, int, int]]:
    """(id, role, start, end) of the current turns of one document in order: numbers for whole corpora, no records."""
    found = study.rows(
        'SELECT id, role, start, "end" FROM current_turns WHERE document_id = ? ORDER BY ord', (document_id,)
    )
    return cast("list[tuple[str, str, int, int]]", found)


def proceedings(study: Study) -> list[tuple[str, Proceeding]]:
    """(document id, agenda item, vote, resolution or task) of the current reading, by document and place."""
    made = []
    for r in study.rows(
        'SELECT p.document_id, p.kind, p.start, p."end", p.item_start, p.item_end, p.details FROM proceedings AS p '
        "JOIN current_runs AS q ON q.id = p.run_id JOIN current_documents AS d ON d.id = p.document_id "
        "ORDER BY p.document_id, p.ord"
    ):
        details = json.loads(str(r[6]))
        item = None if r[4] is None else Span(_number(r[4]), _number(r[5]))
        parts = {name: Span(*span) for name, span in details["parts"].items()}
        kind = cast("Literal['agenda', 'vote', 'resolution', 'task']", r[1])
        span = Span(_number(r[2]), _number(r[3]))
        made.append((str(r[0]), Proceeding(kind, span, item, details["numbers"], details["words"], parts)))
    return made


def segments(study: Study) -> list[Segment]:
    """The current segments, by document and order."""
    return [
        Segment(str(a), str(b), str(c), _number(d), Span(_number(e), _number(f)), cast("SegmentScheme", g))
        for a, b, c, d, e, f, g in study.rows(
            'SELECT id, document_id, turn_id, ord, start, "end", scheme FROM current_segments ORDER BY document_id, ord'
        )
    ]


def places(study: Study) -> dict[str, SegmentPlace]:
    """Segment id to its place."""
    made = {}
    for r in study.rows(
        'SELECT s.id, s.document_id, d.case_id, s.ord, s.start, s."end", t.ord, t.speaker, t.role, ta.actor_id '
        "FROM current_segments AS s JOIN documents AS d ON d.id = s.document_id JOIN turns AS t ON t.id = s.turn_id "
        "LEFT JOIN (SELECT x.* FROM turn_actors AS x JOIN current_runs AS q ON q.id = x.run_id) AS ta "
        "ON ta.turn_id = t.id ORDER BY s.document_id, s.ord"
    ):
        place = SegmentPlace(
            str(r[0]),
            str(r[1]),
            str(r[2]),
            _number(r[3]),
            Span(_number(r[4]), _number(r[5])),
            _number(r[6]),
            _text(r[7]),
            cast("Role", r[8]),
            _text(r[9]),
        )
        made[place.segment_id] = place
    return made


def coding_units(study: Study, *, leave_out: Sequence[Role] = ()) -> list[CodingUnit]:
    """The current segments as coders see them, by document and order. leave_out: roles that are not data."""
    made = []
    for r in study.rows(
        "SELECT s.id, s.document_id, d.case_id, d.kind, t.role, t.speaker, ta.actor_id, s.start, "
        'substr(d.text, s.start + 1, s."end" - s.start) '
        "FROM current_segments AS s JOIN documents AS d ON d.id = s.document_id JOIN turns AS t ON t.id = s.turn_id "
        "LEFT JOIN (SELECT x.* FROM turn_actors AS x JOIN current_runs AS q ON q.id = x.run_id) AS ta "
        "ON ta.turn_id = t.id ORDER BY s.document_id, s.ord"
    ):
        role = cast("Role", r[4])
        if role not in leave_out:
            made.append(
                CodingUnit(
                    str(r[0]),
                    str(r[1]),
                    str(r[2]),
                    cast("DocumentKind", r[3]),
                    role,
                    _text(r[5]),
                    _text(r[6]),
                    _number(r[7]),
                    str(r[8]),
                )
            )
    return made


def codings(study: Study, coder: str | None = None) -> list[CodedSpan]:
    """The current codings, by community, document, place, coder and code. coder: a coder's name, None for all."""
    evidence: dict[str, list[Evidence]] = {}
    for a, b, c, d, e in study.rows(
        'SELECT e.coding_id, e.start, e."end", e.rule_id, e.note FROM evidence AS e '
        "JOIN current_codings AS c ON c.id = e.coding_id ORDER BY e.coding_id, e.ord"
    ):
        evidence.setdefault(str(a), []).append(Evidence(Span(_number(b), _number(c)), str(d), str(e)))
    return [
        CodedSpan(
            coding_id=str(r[0]),
            coder=str(r[1]),
            segment_id=str(r[2]),
            document_id=str(r[3]),
            case_id=str(r[4]),
            code_id=str(r[5]),
            span=Span(_number(r[6]), _number(r[7])),
            segment_span=Span(_number(r[8]), _number(r[9])),
            polarity=cast("Polarity | None", r[10]),
            memo=str(r[11]),
            evidence=tuple(evidence.get(str(r[0]), ())),
        )
        for r in study.rows(
            "SELECT c.id, o.name, c.segment_id, s.document_id, d.case_id, c.code_id, c.start, "
            'c."end", s.start, s."end", c.polarity, c.memo FROM current_codings AS c JOIN coders AS o ON o.id = c.coder_id '
            "JOIN current_segments AS s ON s.id = c.segment_id JOIN documents AS d ON d.id = s.document_id "
            "JOIN cases AS k ON k.id = d.case_id WHERE (?1 IS NULL OR o.name = ?1) "
            "ORDER BY k.name, d.date, d.source_path, s.ord, o.name, c.code_id",
            (coder,),
        )
    ]


def coders(study: Study) -> list[tuple[str, str]]:
    """(name, kind) of the coders that have a current assignment, by name."""
    return [
        (str(a), str(b))
        for a, b in study.rows(
            "SELECT DISTINCT o.name, o.kind FROM current_assignments AS a JOIN coders AS o ON o.id = a.coder_id "
            "ORDER BY o.name"
        )
    ]


def seen(study: Study, coder: str) -> set[str]:
    """The ids of the current segments that a coder saw."""
    found = study.rows(
        "SELECT a.segment_id FROM current_assignments AS a JOIN coders AS o ON o.id = a.coder_id WHERE o.name = ?",
        (coder,),
    )
    return {str(a) for (a,) in found}


def mentions(study: Study) -> list[tuple[str, str, Span, str]]:
    """(segment id, actor id, span in the document, surface) of every current mention, by segment and place."""
    return [
        (str(a), str(b), Span(_number(c), _number(d)), str(e))
        for a, b, c, d, e in study.rows(
            'SELECT segment_id, actor_id, start, "end", surface FROM current_mentions '
            "ORDER BY document_id, start, actor_id"
        )
    ]


def actors(study: Study) -> dict[str, tuple[str, str, str]]:
    """Actor id to (Chinese name, English name, sector), by id."""
    return {
        str(a): (str(b), str(c), str(d))
        for a, b, c, d in study.rows(
            "SELECT a.id, a.name_zh, a.name_en, a.kind FROM actors AS a JOIN current_runs AS r ON r.id = a.run_id "
            "ORDER BY a.id"
        )
    }


def ties(study: Study) -> list[Tie]:
    """The current ties with their evidence, by case, relation, source and target."""
    grouped: dict[tuple[str, str, str, str, bool], list[TieEvidence]] = {}
    for r in study.rows(
        "SELECT t.case_id, t.relation, t.source_id, t.target_id, t.directed, t.document_id, t.segment_id, t.start, "
        't."end", t.weight FROM current_ties AS t JOIN cases AS k ON k.id = t.case_id '
        "ORDER BY k.name, t.relation, t.source_id, t.target_id, t.document_id, t.start"
    ):
        key = (str(r[0]), str(r[1]), str(r[2]), str(r[3]), bool(r[4]))
        event = TieEvidence(str(r[5]), str(r[6]), Span(_number(r[7]), _number(r[8])), float(cast("float", r[9])))
        grouped.setdefault(key, []).append(event)
    return [
        Tie(source, target, relation, directed, sum(e.weight for e in events), case_id, tuple(events))
        for (case_id, relation, source, target, directed), events in grouped.items()
    ]


def problems(study: Study, runs: Collection[str] | None = None) -> list[tuple[str, Problem]]:
    """(step, problem) of every current run, or of these runs, by path and line."""
    return [
        (
            str(r[0]),
            Problem(
                cast("Severity", r[1]),
                str(r[2]),
                str(r[3]),
                str(r[4]),
                None if r[5] is None else _number(r[5]),
                None if r[6] is None else _number(r[6]),
                None if r[7] is None else _number(r[7]),
            ),
        )
        for r in study.rows(
            'SELECT r.step, p.severity, p.slug, p.message, p.path, p.line, p.start, p."end", r.id FROM problems AS p '
            "JOIN current_runs AS r ON r.id = p.run_id ORDER BY p.path, p.line, p.slug, p.message"
        )
        if runs is None or r[8] in runs
    ]


def stored_codebook(study: Study, coder: str) -> str | None:
    """The text of the codebook that a coder's current run used, None if there is none."""
    found = study.rows(
        "SELECT b.source FROM current_assignments AS a JOIN coders AS o ON o.id = a.coder_id "
        "JOIN codebooks AS b ON b.id = a.codebook_id WHERE o.name = ? LIMIT 1",
        (coder,),
    )
    return str(found[0][0]) if found else None


def artefacts(study: Study) -> list[tuple[str, str]]:
    """(path, SHA-256) of the files that current runs wrote, by path."""
    found = study.rows(
        "SELECT a.path, a.sha256 FROM artefacts AS a JOIN current_runs AS r ON r.id = a.run_id ORDER BY a.path"
    )
    return [(str(a), str(b)) for a, b in found]
