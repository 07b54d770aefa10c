"""Who saw which segment in which round, and what they said about it: what agreement is computed from."""

from __future__ import annotations

from collections.abc import Mapping
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


def judgements(study: Study) -> list[Judgements]:
    """Every coder in every round, people first, then gold, rules and models, each by name and round."""
    said: dict[tuple[str, str, int], dict[str, dict[str, list[Span]]]] = {}
    purposes: dict[tuple[str, str, int], set[str]] = {}
    codebooks: dict[tuple[str, str, int], str] = {}
    memos: dict[tuple[str, str, int], dict[str, list[str]]] = {}
    for name, kind, number, segment, purpose, codebook in study.rows(
        "SELECT o.name, o.kind, a.round, a.segment_id, a.purpose, a.codebook_id FROM current_assignments AS a "
        "JOIN coders AS o ON o.id = a.coder_id ORDER BY o.name, a.round, a.segment_id"
    ):
        key = (str(name), str(kind), int(cast("int", number)))
        said.setdefault(key, {}).setdefault(str(segment), {})
        purposes.setdefault(key, set()).add(str(purpose))
        codebooks[key] = str(codebook)
    for name, kind, number, segment, code, start, end, memo in study.rows(
        'SELECT o.name, o.kind, a.round, c.segment_id, c.code_id, c.start, c."end", c.memo FROM current_codings AS c '
        "JOIN current_assignments AS a ON a.run_id = c.run_id AND a.coder_id = c.coder_id "
        "AND a.segment_id = c.segment_id JOIN coders AS o ON o.id = c.coder_id "
        "ORDER BY o.name, a.round, c.segment_id, c.code_id, c.start"
    ):
        key = (str(name), str(kind), int(cast("int", number)))
        span = Span(int(cast("int", start)), int(cast("int", end)))
        said[key][str(segment)].setdefault(str(code), []).append(span)
        if memo and str(memo) not in memos.setdefault(key, {}).setdefault(str(segment), []):
            memos[key][str(segment)].append(str(memo))
    order = {"human": 0, "gold": 1, "rule": 2, "model": 3}
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
        for key in sorted(said, key=lambda key: (order[key[1]], key[0], key[2]))
    ]
