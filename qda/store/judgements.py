"""Who saw which segment in which round, and what they said about it: what agreement is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from qda.model import CodeId, CoderKind, SegmentId, Span
from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class Judgements:
    """One coder in one round. purposes: what the codings were made for. said: every segment seen to the codes given and
    the words that each was given to, in the document; no code is an empty mapping, a segment not seen is not there.
    memos: remarks by segment, for those that have one. codebook_id: against which codebook."""

    coder: str
    kind: CoderKind
    round: int
    purposes: frozenset[str]
    codebook_id: str
    said: Mapping[SegmentId, Mapping[CodeId, tuple[Span, ...]]]
    memos: Mapping[SegmentId, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How much one coder read in one round. documents, seen, coded: of current documents and segments; codings: given."""

    coder: str
    kind: CoderKind
    round: int
    purposes: tuple[str, ...]
    documents: int
    seen: int
    coded: int
    codings: int
    shared: int


def judgements(study: Study, coders: Sequence[str] = ()) -> list[Judgements]:
    """Every coder in every round, people first, then gold, rules and models, each by name and round.

    coders: only these, with all they saw; () takes all, machines only where a person or the gold saw the segment too,
    because a machine may have seen millions and agreement needs two.
    """
    limit, names = _limit(coders)
    said: dict[_Key, dict[str, dict[str, list[Span]]]] = {}
    purposes: dict[_Key, set[str]] = {}
    codebooks: dict[_Key, str] = {}
    memos: dict[_Key, dict[str, list[str]]] = {}
    for name, kind, number, segment, purpose, codebook in study.rows(
        "SELECT o.name, o.kind, a.round, a.segment_id, a.purpose, a.codebook_id FROM current_assignments AS a "
        f"JOIN coders AS o ON o.id = a.coder_id WHERE {limit} ORDER BY o.name, a.round, a.segment_id",
        names,
    ):
        key = (str(name), str(kind), int(cast("int", number)))
        said.setdefault(key, {}).setdefault(str(segment), {})
        purposes.setdefault(key, set()).add(str(purpose))
        codebooks[key] = str(codebook)
    for name, kind, number, segment, code, start, end, memo in study.rows(
        'SELECT o.name, o.kind, a.round, c.segment_id, c.code_id, c.start, c."end", c.memo FROM current_codings AS c '
        "JOIN current_assignments AS a ON a.run_id = c.run_id AND a.coder_id = c.coder_id "
        f"AND a.segment_id = c.segment_id JOIN coders AS o ON o.id = c.coder_id WHERE {limit} "
        "ORDER BY o.name, a.round, c.segment_id, c.code_id, c.start",
        names,
    ):
        key = (str(name), str(kind), int(cast("int", number)))
        span = Span(int(cast("int", start)), int(cast("int", end)))
        said[key][str(segment)].setdefault(str(code), []).append(span)
        if memo and str(memo) not in memos.setdefault(key, {}).setdefault(str(segment), []):
            memos[key][str(segment)].append(str(memo))
    return [
        Judgements(
            coder=key[0],
            kind=cast("CoderKind", key[1]),
            round=key[2],
            purposes=frozenset(purposes[key]),
            codebook_id=codebooks[key],
            said={s: {c: tuple(spans) for c, spans in codes.items()} for s, codes in said[key].items()},
            memos={s: "；".join(words) for s, words in memos.get(key, {}).items()},
        )
        for key in sorted(said, key=lambda key: (_ORDER[key[1]], key[0], key[2]))
    ]


def readings(study: Study) -> list[Reading]:
    """How much every coder read in every round, in the order of `judgements`. shared: segments another coder saw too."""
    made = []
    for r in study.rows(
        "SELECT o.name, o.kind, a.round, group_concat(DISTINCT a.purpose), count(DISTINCT s.document_id), "
        "count(DISTINCT a.segment_id), count(DISTINCT c.segment_id), count(DISTINCT c.id), "
        "count(DISTINCT CASE WHEN m.coders > 1 THEN a.segment_id END) FROM current_assignments AS a "
        "JOIN coders AS o ON o.id = a.coder_id JOIN current_segments AS s ON s.id = a.segment_id "
        "JOIN (SELECT x.segment_id, count(DISTINCT y.name) AS coders FROM current_assignments AS x "
        "JOIN coders AS y ON y.id = x.coder_id GROUP BY x.segment_id) AS m ON m.segment_id = a.segment_id "
        "LEFT JOIN codings AS c ON c.run_id = a.run_id AND c.coder_id = a.coder_id AND c.segment_id = a.segment_id "
        "GROUP BY o.name, o.kind, a.round"
    ):
        numbers = [int(cast("int", value)) for value in r[4:]]
        purposes = tuple(sorted(str(r[3]).split(",")))
        made.append(Reading(str(r[0]), cast("CoderKind", r[1]), int(cast("int", r[2])), purposes, *numbers))
    return sorted(made, key=lambda r: (_ORDER[r.kind], r.coder, r.round))


_Key = tuple[str, str, int]
_ORDER = {"human": 0, "gold": 1, "rule": 2, "model": 3}


def _limit(coders: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The condition on rows of alias `a` or `c` and `o`, and its values."""
    if coders:
        return f"o.name IN ({', '.join('?' * len(coders))})", tuple(coders)
    return (
        "(o.kind IN ('human', 'gold') OR a.segment_id IN (SELECT x.segment_id FROM current_assignments AS x "
        "JOIN coders AS y ON y.id = x.coder_id WHERE y.kind IN ('human', 'gold')))",
        (),
    )
