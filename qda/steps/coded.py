"""What the tables about codes share: the coder they speak of, its units, its counts, its quotes. Read once a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from qda.errors import StudyError
from qda.model import Case, Code, Codebook, Document, Polarity, Span
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.rows import CodedSpan, SegmentPlace
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.prevalence.design import CodeCount, UnitCodes

QUOTE_LIMIT = 180
"""Longer segments are quoted in part, around the evidence; in characters."""


@dataclass(frozen=True, slots=True)
class Coded:
    """The codings of one coder with everything needed to count and quote them."""

    coder: str
    kind: str
    codebook: Codebook
    cases: tuple[Case, ...]
    documents: Mapping[str, Document]
    places: Mapping[str, SegmentPlace]
    seen: frozenset[str]
    codings: tuple[CodedSpan, ...]

    def name(self, code_id: str, language: str = "zh") -> str:
        """A code's name."""
        return self.code(code_id).called(language)

    def code(self, code_id: str) -> Code:
        """A code by id. Raises KeyError."""
        for code in self.codebook.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    def warning(self) -> str:
        """What a reader has to know about these counts."""
        if self.kind in {"rule", "model"}:
            return f"编码者：{self.coder}（机器编码）。计数为未经人工校正的机器编码计数，不是发生率的估计值。"
        return f"编码者：{self.coder}（人工编码）。"


def read_coded(study: Study, settings: Settings, coder: str | None = None) -> Coded:
    """One coder's codings; the first of [code] coders unless named. Raises StudyError (nothing-coded)."""
    name = coder or settings.code.coders[0]
    kinds = dict(rows.coders(study))
    if name not in kinds:
        if study.current_run("code", name):
            raise StudyError(
                f"there was nothing for {name} to code: no document has a coding unit",
                "see  qda documents  and  qda segments ; heads, headings and interviewers' words are none",
                "nothing-to-code",
            )
        raise StudyError(f"{name} has coded nothing yet", "run  qda code  or  qda run  first", "nothing-coded")
    return Coded(
        coder=name,
        kind=kinds[name],
        codebook=used_codebook(study, name),
        cases=tuple(rows.cases(study)),
        documents={d.id: d for d in rows.documents(study)},
        places=rows.places(study),
        seen=frozenset(rows.seen(study, name)),
        codings=tuple(rows.codings(study, name)),
    )


def used_codebook(study: Study, coder: str) -> Codebook:
    """The codebook as it was when the coder used it, whatever the file says now."""
    from qda.codebook.load import read_codebook

    source = rows.stored_codebook(study, coder)
    if source is None:
        raise StudyError(f"{coder} has coded nothing yet", "run  qda code  or  qda run  first", "nothing-coded")
    key = sha256(source.encode("utf-8")).hexdigest()
    return read_codebook(source.removeprefix("\ufeff"), key, "codebook in study.sqlite")[0]


def roll_up(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Code id to the ids that count for it: itself and everything below it."""
    below: dict[str, list[str]] = {code.id: [code.id] for code in codebook.codes}
    parents = {code.id: code.parent_id for code in codebook.codes}
    for code in codebook.codes:
        above = code.parent_id
        while above is not None:
            below[above].append(code.id)
            above = parents[above]
    return {key: tuple(value) for key, value in below.items()}


def counts(coded: Coded, codes: Sequence[str] | None = None) -> tuple[CodeCount, ...]:
    """Segments and documents per case and code, cases in the order of the study; a parent counts a segment once."""
    from qda.prevalence.design import count_codes

    wanted = list(codes) if codes is not None else [c.id for c in coded.codebook.codes]
    order = {case.id: i for i, case in enumerate(coded.cases)}
    return tuple(sorted(count_codes(units(coded), wanted, roll_up(coded.codebook)), key=lambda c: order[c.case_id]))


def units(coded: Coded) -> list[UnitCodes]:
    """The segments that the coder saw, with their codes."""
    from qda.prevalence.design import UnitCodes

    carried: dict[str, dict[str, Polarity | None]] = {}
    for c in coded.codings:
        carried.setdefault(c.segment_id, {})[c.code_id] = c.polarity
    return [
        UnitCodes(p.segment_id, p.document_id, p.case_id, len(p.span), carried.get(p.segment_id, {}))
        for p in sorted(coded.places.values(), key=lambda p: (p.document_id, p.order))
        if p.segment_id in coded.seen
    ]


def source_line(document: Document, place: SegmentPlace, case: str) -> str:
    """Where a quote stands, as a paper cites it: community, title, date, speaker, place in the text."""
    parts = [case, f"《{document.title}》", document.date or "日期不详"]
    parts.append(place.speaker or ("叙述" if place.role == "narration" else ""))
    parts.append(f"第{place.order + 1}段")
    return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote: its words, the evidence inside them, and where it stands. highlights: relative to `text`."""

    coding: CodedSpan
    code: Code
    case: Case
    text: str
    highlights: tuple[Span, ...]
    source: str


def quotations(coded: Coded, limit: int, facets: Sequence[str] | None = None) -> list[Quotation]:
    """Example quotes per leaf code, by turns from each community, from different documents first.

    Chosen, not sampled: the segments with the most evidence that are neither too short nor too long to read. An aid to
    reading, never a basis of counting.
    """
    per_code: dict[str, dict[str, list[CodedSpan]]] = {}
    for c in coded.codings:
        per_code.setdefault(c.code_id, {}).setdefault(c.case_id, []).append(c)
    made = []
    for code in coded.codebook.codes:
        if facets is not None and code.facet not in facets:
            continue
        by_case = {case_id: _best_first(found) for case_id, found in per_code.get(code.id, {}).items()}
        taken = 0
        while taken < limit and any(by_case.values()):
            for case in coded.cases:
                queue = by_case.get(case.id)
                if queue and taken < limit:
                    made.append(_quotation(coded, code, case, queue.pop(0)))
                    taken += 1
    return made


def _best_first(found: list[CodedSpan]) -> list[CodedSpan]:
    """By number of evidence spans and readable length; a document's second quote comes after every other's first."""

    def rank(c: CodedSpan) -> tuple[int, int, int, str]:
        length = len(c.segment_span)
        readable = 0 if 25 <= length <= QUOTE_LIMIT else 1
        return (readable, -len({e.span for e in c.evidence}), abs(length - 80), c.segment_id)

    ordered = sorted(found, key=rank)
    used: dict[str, int] = {}
    nth = {}
    for c in ordered:
        nth[c.segment_id] = used.get(c.document_id, 0)
        used[c.document_id] = nth[c.segment_id] + 1
    return sorted(ordered, key=lambda c: nth[c.segment_id])


def _quotation(coded: Coded, code: Code, case: Case, c: CodedSpan) -> Quotation:
    document = coded.documents[c.document_id]
    place = coded.places[c.segment_id]
    text, start, lead = excerpt(document.text, c.segment_span, [e.span for e in c.evidence])
    spans = sorted(
        {
            Span(max(0, e.span.start - start) + lead, e.span.end - start + lead)
            for e in c.evidence
            if e.span.start >= start and e.span.end - start + lead <= len(text)
        }
    )
    return Quotation(c, code, case, text, tuple(merged(spans)), source_line(document, place, case.name))


def excerpt(text: str, segment: Span, evidence: Sequence[Span]) -> tuple[str, int, int]:
    """(words, first code point of the words taken, length of a leading ellipsis): the segment, or the sentences of it
    around the evidence if it is long. Line breaks become blanks of the same length."""
    from qda.text.segment import sentences

    start, end = segment.start, segment.end
    if len(segment) > QUOTE_LIMIT and evidence:
        first, last = min(e.start for e in evidence), max(e.end for e in evidence)
        inside = [s for s in sentences(text, segment) if s.end > first and s.start < last]
        if inside:
            start, end = inside[0].start, inside[-1].end
            if end - start > 2 * QUOTE_LIMIT:
                start, end = max(segment.start, first - 60), min(segment.end, max(last, first + QUOTE_LIMIT))
    lead = "……" if start > segment.start else ""
    tail = "……" if end < segment.end else ""
    return lead + text[start:end].replace("\n", " ") + tail, start, len(lead)


def merged(spans: Sequence[Span]) -> list[Span]:
    """Overlapping or touching spans joined."""
    made: list[Span] = []
    for span in spans:
        if made and span.start <= made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return made
