"""What stands around the segments of a study, for rules that look beyond one: turns, agenda items, cases, dates.

An agenda item reaches from its heading to the next heading, as the minutes were read (`qda table proceedings`); of two
that hold a segment the inner one counts. A segment before the first heading, or of a text without an agenda, has no
item and stands alone. The words of the heading itself are no segment and are not looked at. Doubt: an item is as good as
the reading of the headings, which nobody has checked by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qda.codebook import query, tree
from qda.codebook.whole import is_exclusive
from qda.errors import Problem
from qda.model import Codebook, CodingDraft, CodingUnit, DocumentId, Segment, SegmentId, Span
from qda.store import rows
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.coders.context import Context
    from qda.store.batches import StoredCodebook

SHOWN = 3
"""Segments that a message names."""


def study_context(study: Study, codebook: Codebook) -> Context:
    """The context of the current segments, as far as the rules of a codebook ask for it. Documents without a known date
    stand there with None."""
    from qda.coders.context import Context

    asked = {
        type(node) for code in codebook.codes for rule in code.rules for node in query.walk(query.parse(rule.find))
    }
    around = rows.segments(study) if asked & {query.Turn, query.Item} else []
    return Context(
        turns={segment.id: segment.turn_id for segment in around},
        items=agenda_items(study, around) if query.Item in asked else {},
        cases={case.id: case.name for case in rows.cases(study)},
        dates=rows.dates(study),
    )


def agenda_items(study: Study, segments: Sequence[Segment]) -> dict[SegmentId, str]:
    """The agenda item of each segment that has one, for rules and for networks alike."""
    agenda: dict[DocumentId, list[Span]] = {}
    for document_id, proceeding in rows.proceedings(study):
        if proceeding.kind == "agenda":
            agenda.setdefault(document_id, []).append(proceeding.span)
    items: dict[SegmentId, str] = {}
    for segment in segments:
        around = [span for span in agenda.get(segment.document_id, ()) if span.holds(segment.span)]
        if around:
            inner = max(around, key=lambda span: (span.start, -span.end))
            items[segment.id] = f"{segment.document_id}:{inner.start}-{inner.end}"
    return items


def whole_documents(units: Sequence[CodingUnit], least: int) -> list[Sequence[CodingUnit]]:
    """Units, which come by document, in blocks of at least `least` (but for the last), no document in two of them."""
    blocks: list[Sequence[CodingUnit]] = []
    first = 0
    for at in range(1, len(units) + 1):
        ends = at == len(units) or units[at].document_id != units[at - 1].document_id
        if ends and (at - first >= least or at == len(units)):
            blocks.append(units[first:at])
            first = at
    return blocks


def same_version(codebook: Codebook, stored: Sequence[StoredCodebook], shown: str) -> Iterator[Problem]:
    """A codebook that has changed since it was used and still goes by the same version: papers could not tell them apart."""
    others = [
        one.sha256[:8]
        for one in stored
        if (one.name, one.version) == (codebook.id, codebook.version) and one.sha256 != codebook.sha256
    ]
    if others:
        message = (
            f"the codebook has changed and still calls itself {codebook.id} {codebook.version}, as {', '.join(others)} "
            "did; raise its version"
        )
        yield Problem("warning", "codebook-version-kept", message, shown)


def unknown_cases(codebook: Codebook, names: Mapping[str, str], shown: str) -> Iterator[Problem]:
    """Rules that ask for a case that the study does not have: valid, but never true. names: of cases by id."""
    known = {*names, *names.values()}
    for code in codebook.codes:
        for rule in code.rules:
            asked = [node for node in query.walk(query.parse(rule.find)) if isinstance(node, query.CaseIs)]
            missing = sorted({name for node in asked for name in node.cases} - known)
            if missing:
                listed = ", ".join(sorted(names.values())) or "none"
                message = (
                    f"rule {rule.id} asks for case:{'|'.join(missing)}, which the study does not have; it has: {listed}"
                )
                yield Problem("warning", "unknown-case", message, shown, rule.line or None)


def blind_rules(codebook: Codebook, context: Context, shown: str) -> Iterator[Problem]:
    """Rules that ask for agenda items or dates where the study knows of none: ITEM() then looks at the segment alone, and
    date: is never true."""
    asks = {
        query.Item: (bool(context.items), "ITEM()", "no text has an agenda item, so each segment stands alone"),
        query.DateIs: (any((context.dates or {}).values()), "date:", "no document has a date, so it is never true"),
    }
    for kind, (known, sign, what) in asks.items():
        rules = [
            rule
            for code in codebook.codes
            for rule in code.rules
            if any(isinstance(node, kind) for node in query.walk(query.parse(rule.find)))
        ]
        if rules and not known:
            listed = ", ".join(rule.id for rule in rules[:SHOWN]) + (", …" if len(rules) > SHOWN else "")
            message = f"rules ask for {sign} ({listed}), and {what}"
            yield Problem("warning", "rule-asks-in-vain", message, shown, rules[0].line or None)


def exclusive_conflicts(codebook: Codebook, drafts: Sequence[CodingDraft], shown: str) -> Iterator[Problem]:
    """Segments that were given two codes of a family whose codes exclude each other.

    Both codings are kept: which of them is right is a judgement, and to drop one by the order of the rules would be a
    decision that nobody made. One problem a pair of codes, with how many segments and the first of them.
    """
    given: dict[SegmentId, list[str]] = {}
    for draft in drafts:
        given.setdefault(draft.segment_id, []).append(draft.code_id)
    for family in codebook.codes:
        if not is_exclusive(family):
            continue
        branch = tree.branches(codebook, family.id)
        together: dict[tuple[str, str], list[SegmentId]] = {}
        for segment, codes in given.items():
            met = sorted({branch[code] for code in codes if code in branch})
            for i, one in enumerate(met):
                for other in met[i + 1 :]:
                    together.setdefault((one, other), []).append(segment)
        for (one, other), segments in sorted(together.items()):
            listed = ", ".join(sorted(segments)[:SHOWN]) + (", …" if len(segments) > SHOWN else "")
            message = (
                f"codes below {family.id} exclude each other, but {one} and {other} were both given to {len(segments)} "
                f"segments ({listed}); both are kept: narrow the rules, or let a person decide"
            )
            yield Problem("warning", "exclusive-codes-together", message, shown, family.line or None)
