"""Named data frames: the only way from the study file to pandas, with declared columns and types.

Text is `str` or missing, counts are `Int64`, numbers `Float64`, so that a missing value never turns a count into a float.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.errors import UnknownName

if TYPE_CHECKING:
    import pandas

    from qda.store.study import Study

_CODINGS = """
    SELECT c.id AS coding, d.case_id AS case_id, k.name AS "case", c.segment_id AS segment, s.document_id AS document,
           d.kind AS kind, d.date AS date, d.title AS title, d.source_path AS path, t.speaker AS speaker, t.role AS role,
           ta.actor_id AS actor, o.name AS coder, o.kind AS coder_kind, c.code_id AS code, c.start AS start,
           c."end" AS "end", substr(d.text, c.start + 1, c."end" - c.start) AS quote, c.polarity AS polarity,
           c.score AS score, c.memo AS memo
    FROM current_codings AS c
    JOIN current_segments AS s ON s.id = c.segment_id
    JOIN documents AS d ON d.id = s.document_id
    JOIN cases AS k ON k.id = d.case_id
    JOIN turns AS t ON t.id = s.turn_id
    JOIN coders AS o ON o.id = c.coder_id
    LEFT JOIN (SELECT x.* FROM turn_actors AS x JOIN current_runs AS r ON r.id = x.run_id) AS ta ON ta.turn_id = t.id
    ORDER BY k.name, d.date, d.source_path, s.ord, o.name, c.code_id
"""

# name -> (query, {column: pandas dtype}, meaning)
FRAMES: dict[str, tuple[str, dict[str, str], str]] = {
    "documents": (
        'SELECT d.id AS document, k.name AS "case", d.kind AS kind, d.date AS date, d.title AS title, '
        "d.source_path AS path, d.encoding AS encoding, d.format AS format, length(d.text) AS characters, "
        "d.source_sha256 AS sha256 FROM current_documents AS d JOIN cases AS k ON k.id = d.case_id "
        "ORDER BY k.name, d.date, d.source_path",
        {
            "document": "str",
            "case": "str",
            "kind": "str",
            "date": "str",
            "title": "str",
            "path": "str",
            "encoding": "str",
            "format": "str",
            "characters": "Int64",
            "sha256": "str",
        },
        "One row a document.",
    ),
    "turns": (
        'SELECT t.document_id AS document, t.ord + 1 AS "order", t.speaker AS speaker, t.role AS role, '
        'ta.actor_id AS actor, t.start AS start, t."end" AS "end", substr(d.text, t.start + 1, t."end" - t.start) AS text '
        "FROM current_turns AS t JOIN documents AS d ON d.id = t.document_id "
        "LEFT JOIN (SELECT x.* FROM turn_actors AS x JOIN current_runs AS r ON r.id = x.run_id) AS ta "
        "ON ta.turn_id = t.id ORDER BY t.document_id, t.ord",
        {
            "document": "str",
            "order": "Int64",
            "speaker": "str",
            "role": "str",
            "actor": "str",
            "start": "Int64",
            "end": "Int64",
            "text": "str",
        },
        "One row a turn, narration and apparatus among them.",
    ),
    "segments": (
        'SELECT s.id AS segment, k.name AS "case", s.document_id AS document, d.kind AS kind, d.date AS date, '
        'd.source_path AS path, s.ord + 1 AS "order", t.speaker AS speaker, t.role AS role, s.start AS start, '
        's."end" AS "end", substr(d.text, s.start + 1, s."end" - s.start) AS text '
        "FROM current_segments AS s JOIN documents AS d ON d.id = s.document_id JOIN cases AS k ON k.id = d.case_id "
        "JOIN turns AS t ON t.id = s.turn_id ORDER BY k.name, d.date, d.source_path, s.ord",
        {
            "segment": "str",
            "case": "str",
            "document": "str",
            "kind": "str",
            "date": "str",
            "path": "str",
            "order": "Int64",
            "speaker": "str",
            "role": "str",
            "start": "Int64",
            "end": "Int64",
            "text": "str",
        },
        "One row a coding unit.",
    ),
    "codings": (
        _CODINGS,
        {
            "coding": "str",
            "case_id": "str",
            "case": "str",
            "segment": "str",
            "document": "str",
            "kind": "str",
            "date": "str",
            "title": "str",
            "path": "str",
            "speaker": "str",
            "role": "str",
            "actor": "str",
            "coder": "str",
            "coder_kind": "str",
            "code": "str",
            "start": "Int64",
            "end": "Int64",
            "quote": "str",
            "polarity": "str",
            "score": "Float64",
            "memo": "str",
        },
        "One row a coding, of every coder.",
    ),
    "assignments": (
        "SELECT o.name AS coder, o.kind AS coder_kind, a.segment_id AS segment, s.document_id AS document, "
        'k.name AS "case", a.round AS round, a.purpose AS purpose, a.inclusion_probability AS inclusion_probability '
        "FROM current_assignments AS a JOIN coders AS o ON o.id = a.coder_id "
        "JOIN current_segments AS s ON s.id = a.segment_id JOIN documents AS d ON d.id = s.document_id "
        "JOIN cases AS k ON k.id = d.case_id ORDER BY o.name, k.name, d.date, d.source_path, s.ord",
        {
            "coder": "str",
            "coder_kind": "str",
            "segment": "str",
            "document": "str",
            "case": "str",
            "round": "Int64",
            "purpose": "str",
            "inclusion_probability": "Float64",
        },
        "One row a segment that a coder saw.",
    ),
    "mentions": (
        'SELECT k.name AS "case", m.document_id AS document, m.segment_id AS segment, m.actor_id AS actor, '
        'm.start AS start, m."end" AS "end", m.surface AS surface FROM current_mentions AS m '
        "JOIN documents AS d ON d.id = m.document_id JOIN cases AS k ON k.id = d.case_id "
        "ORDER BY k.name, m.document_id, m.start, m.actor_id",
        {
            "case": "str",
            "document": "str",
            "segment": "str",
            "actor": "str",
            "start": "Int64",
            "end": "Int64",
            "surface": "str",
        },
        "One row a mention of an actor.",
    ),
    "ties": (
        'SELECT k.name AS "case", t.source_id AS source, t.target_id AS target, t.relation AS relation, '
        "t.directed AS directed, t.document_id AS document, t.segment_id AS segment, t.start AS start, "
        't."end" AS "end", t.weight AS weight, t.polarity AS polarity FROM current_ties AS t '
        "JOIN cases AS k ON k.id = t.case_id "
        "ORDER BY k.name, t.relation, t.source_id, t.target_id, t.document_id, t.start",
        {
            "case": "str",
            "source": "str",
            "target": "str",
            "relation": "str",
            "directed": "Int64",
            "document": "str",
            "segment": "str",
            "start": "Int64",
            "end": "Int64",
            "weight": "Float64",
            "polarity": "str",
        },
        "One row an event behind a tie; a tie's weight is the sum over its rows.",
    ),
    "problems": (
        "SELECT severity, slug, message, path, line FROM problems AS p JOIN current_runs AS r ON r.id = p.run_id "
        "ORDER BY path, line, slug",
        {"severity": "str", "slug": "str", "message": "str", "path": "str", "line": "Int64"},
        "One row a fault found in a file.",
    ),
}


def frame(study: Study, name: str) -> pandas.DataFrame:
    """The named frame. Raises UnknownName with the known names."""
    import pandas

    if name not in FRAMES:
        raise UnknownName("frame", name, tuple(FRAMES))
    query, types, _meaning = FRAMES[name]
    made = pandas.DataFrame.from_records(study.rows(query), columns=list(types))
    return made.astype({key: ("string" if dtype == "str" else dtype) for key, dtype in types.items()})
