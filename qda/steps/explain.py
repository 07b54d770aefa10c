"""Why a stretch of text was, or was not, given a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qda.errors import QdaError, UnknownName, UsageError
from qda.model import Codebook, CodingUnit, Document, Span
from qda.steps.code import left_out_roles, load_study_codebook, make_coder, units_by_id
from qda.steps.coded import source_line
from qda.steps.settings import Settings
from qda.steps.surroundings import study_context
from qda.store import rows
from qda.store.rows import SegmentPlace
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.coders.clues import Clues
    from qda.coders.explain import Explanation
    from qda.coders.linear import LinearCoder


@dataclass(frozen=True, slots=True)
class Explained:
    """One segment, explained. stored: (coder, code id) of what the study has for it. explanations: of the rule coder with
    the codebook as it is now. models: what each trained model with a current coding run makes of the segment. silent:
    (model, why it cannot be asked)."""

    segment_id: str
    source: str
    path: str
    span: Span
    role: str
    text: str
    stored: tuple[tuple[str, str], ...]
    explanations: tuple[Explanation, ...]
    models: tuple[Clues, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()


def explain(study: Study, settings: Settings, place: str, codes: list[str]) -> list[Explained]:
    """Explain a segment (its id) or the segments that a stretch DOCUMENT:START-END touches (document id, path or its end).

    codes: which codes to explain; none means those that were given, or, if none was, all that have a rule that came near.
    Raises UsageError (bad-place), UnknownName.
    """
    codebook, _, _ = load_study_codebook(study.root, settings)
    known = [c.id for c in codebook.codes]
    for one in codes:
        if one not in known:
            raise UnknownName("code", one, tuple(known))
    coder = make_coder("rules", study.root, settings, codebook, study_context(study, codebook))
    all_units = units_by_id(study)
    left_out = left_out_roles(settings)
    company: dict[str, list[CodingUnit]] = {}  # what a coding run would see of each document
    for unit in all_units.values():
        if unit.role not in left_out:
            company.setdefault(unit.document_id, []).append(unit)
    documents = {d.id: d for d in rows.documents(study)}
    names = {c.id: c.name for c in rows.cases(study)}
    places = rows.places(study)
    stored: dict[str, list[tuple[str, str]]] = {}
    for c in rows.codings(study):
        stored.setdefault(c.segment_id, []).append((c.coder, c.code_id))
    asked, silent = _models(study, settings, codebook)
    made = []
    for segment_id in _segments_at(place, documents, places):
        unit, where = all_units[segment_id], places[segment_id]
        given = stored.get(segment_id, [])
        told = _told(asked, unit, company.get(unit.document_id, ()), codes) if unit.role not in left_out else ()
        wanted = codes or list(dict.fromkeys(code for _, code in given if code in known))
        if not wanted:
            wanted = [c.id for c in codebook.codes if c.rules]
        explanations = [coder.explain(unit, code_id, company.get(unit.document_id, ())) for code_id in wanted]  # type: ignore[attr-defined]
        if not codes and not given:
            explanations = [e for e in explanations if _came_near(e)]
        document = documents[where.document_id]
        made.append(
            Explained(
                segment_id,
                source_line(document, where, names[where.case_id]),
                document.source_path,
                where.span,
                where.role,
                unit.text,
                tuple(given),
                tuple(explanations),
                told,
                silent,
            )
        )
    return made


def _models(
    study: Study, settings: Settings, codebook: Codebook
) -> tuple[list[LinearCoder], tuple[tuple[str, str], ...]]:
    """The trained models that have coded the study, and those that cannot be asked, with why."""
    from qda.steps.train import chosen_models, load_model

    asked, silent = [], []
    for model in chosen_models(settings, ""):
        if study.current_run("code", model.name):
            try:
                asked.append(load_model(study.root, settings, model, codebook))
            except QdaError as fault:
                silent.append((model.name, str(fault)))
    return asked, tuple(silent)


def _told(
    asked: Sequence[LinearCoder], unit: CodingUnit, company: Sequence[CodingUnit], codes: Sequence[str]
) -> tuple[Clues, ...]:
    """What the models say of these codes; without any, of the codes they give."""
    from qda.coders.clues import clues

    found = [one for model in asked for one in clues(model, unit, company)]
    return tuple(one for one in found if (one.code_id in codes if codes else one.given))


def _came_near(explanation: Explanation) -> bool:
    """Whether any part of any rule found something."""
    return any(part.matched and part.depth > 0 for rule in explanation.rules for part in rule.parts)


def _segments_at(place: str, documents: dict[str, Document], places: dict[str, SegmentPlace]) -> list[str]:
    if place in places:
        return [place]
    name, _, span = place.rpartition(":")
    start, dash, end = span.partition("-")
    if not name or not dash or not start.isdigit() or not end.isdigit() or int(end) <= int(start):
        raise UsageError(
            f"{place!r} is neither a segment nor DOCUMENT:START-END",
            "give a segment id from  qda segments  , or a document (id or file name) with a span, as in d1a2b3c4d5:120-180",
            "bad-place",
        )
    matching = [d for d in documents.values() if name in {d.id, d.source_path} or d.source_path.endswith("/" + name)]
    if len(matching) != 1:
        what = "matches no document" if not matching else f"matches {len(matching)} documents"
        raise UsageError(f"{name!r} {what}", "see  qda documents  for ids and paths", "bad-place")
    wanted = Span(int(start), int(end))
    found = [
        p.segment_id
        for p in sorted(places.values(), key=lambda p: p.order)
        if p.document_id == matching[0].id and p.span.start < wanted.end and wanted.start < p.span.end
    ]
    if not found:
        raise UsageError(
            f"no segment of {name} touches {start}-{end}",
            f"the text has {len(matching[0].text)} characters; heads and headings are not cut into segments",
            "bad-place",
        )
    return found
