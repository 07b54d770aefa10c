"""Counting codes: segments and documents per case and code, with the base they are counted on.

The base is what the coder saw, coded or not: a segment that nobody looked at is not a segment without the code. A
parent code counts a segment once if it or any code below it was given, so parents are never the sum of their children.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qda.errors import InputError
from qda.model import CaseId, CodeId, DocumentId, Polarity, SegmentId

POLARITIES: tuple[Polarity, ...] = ("realised", "planned", "demanded", "denied")
"""In order of precedence: the polarity of a parent is the first of these that one of its codes has in the segment."""


@dataclass(frozen=True, slots=True)
class UnitCodes:
    """A segment that the coder saw. characters: its length in code points. codes: the codes it was given, each with its
    polarity (None where not judged); empty for "seen, no code"."""

    segment_id: SegmentId
    document_id: DocumentId
    case_id: CaseId
    characters: int
    codes: Mapping[CodeId, Polarity | None]


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One code in one case. coded_segments of seen_segments, coded_documents of seen_documents. characters: of all
    segments seen, the base of rates per 1,000. by_polarity: coded segments for each of realised, planned, demanded and
    denied; segments without a judged polarity are in none of them, so the four may sum to less than coded_segments."""

    case_id: CaseId
    code_id: CodeId
    coded_segments: int
    seen_segments: int
    coded_documents: int
    seen_documents: int
    characters: int
    by_polarity: Mapping[str, int]


@dataclass(slots=True)
class _Base:
    segments: int = 0
    characters: int = 0
    documents: set[DocumentId] = field(default_factory=set)


@dataclass(slots=True)
class _Found:
    segments: int = 0
    documents: set[DocumentId] = field(default_factory=set)
    by_polarity: dict[str, int] = field(default_factory=lambda: dict.fromkeys(POLARITIES, 0))


def count_codes(
    units: Iterable[UnitCodes], codes: Sequence[CodeId], roll_up: Mapping[CodeId, tuple[CodeId, ...]]
) -> tuple[CodeCount, ...]:
    """Segments and documents of every case and code, zeros included.

    units: every segment the coder saw, once. codes: what to count, in the order wanted. roll_up: a code to the codes
    that count for it, itself among them; a code that is not a key counts for itself only.
    Returns one CodeCount for each case and code: cases in the order of first appearance, codes in the order given.
    Polarity of a parent in a segment: the first of realised, planned, demanded, denied that any of its codes there has.
    Missing rule: a code that a unit carries and that counts for none of `codes` is ignored here.
    Raises InputError where a segment is given twice: it would be counted twice.
    """
    wanted = tuple(dict.fromkeys(codes))
    counts_for: dict[CodeId, list[CodeId]] = {}
    for code_id in wanted:
        for below in dict.fromkeys(roll_up.get(code_id, (code_id,))):
            counts_for.setdefault(below, []).append(code_id)
    bases: dict[CaseId, _Base] = {}
    found: dict[tuple[CaseId, CodeId], _Found] = {}
    seen: set[SegmentId] = set()
    for unit in units:
        if unit.segment_id in seen:
            raise InputError(
                f"segment {unit.segment_id} is counted twice",
                "give every segment once, with all its codes; count one coder and one round at a time",
                "segment-twice",
            )
        seen.add(unit.segment_id)
        base = bases.setdefault(unit.case_id, _Base())
        base.segments += 1
        base.characters += unit.characters
        base.documents.add(unit.document_id)
        for code_id, rank in _ranks(unit.codes, counts_for).items():
            entry = found.setdefault((unit.case_id, code_id), _Found())
            entry.segments += 1
            entry.documents.add(unit.document_id)
            if rank < len(POLARITIES):
                entry.by_polarity[POLARITIES[rank]] += 1
    made = []
    for case_id, base in bases.items():
        for code_id in wanted:
            entry = found.get((case_id, code_id)) or _Found()
            made.append(
                CodeCount(
                    case_id=case_id,
                    code_id=code_id,
                    coded_segments=entry.segments,
                    seen_segments=base.segments,
                    coded_documents=len(entry.documents),
                    seen_documents=len(base.documents),
                    characters=base.characters,
                    by_polarity=entry.by_polarity,
                )
            )
    return tuple(made)


def _ranks(given: Mapping[CodeId, Polarity | None], counts_for: Mapping[CodeId, list[CodeId]]) -> dict[CodeId, int]:
    """The codes that a segment counts for, each with the place of its polarity in POLARITIES, 4 where not judged."""
    ranks: dict[CodeId, int] = {}
    for code_id, polarity in given.items():
        rank = POLARITIES.index(polarity) if polarity in POLARITIES else len(POLARITIES)
        for counted in counts_for.get(code_id, ()):
            ranks[counted] = min(rank, ranks.get(counted, rank))
    return ranks
