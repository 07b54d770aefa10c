"""The sentences behind a tie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qda.errors import UnknownName
from qda.model import Span
from qda.steps.actors import load_gazetteer
from qda.steps.passages import Passages
from qda.steps.settings import Settings
from qda.steps.tables_network import relation_names, weight_note
from qda.steps.units import SegmentsAt, Units
from qda.store import rows
from qda.store.events import linkage_events
from qda.store.study import Study
from qda.table import Cell, Column, Table, table

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Uncounted:
    """An event that adds to no tie. counted: why not, "repetition" or "modality"."""

    source_id: str
    target_id: str
    relation: str
    directed: bool
    case_id: str
    segment_id: str
    span: Span
    counted: str


def actor_id(study: Study, settings: Settings, given: str) -> str:
    """An actor by id, name or alias. Raises UnknownName."""
    known = rows.actors(study)
    if given in known:
        return given
    for key, (zh, en, _) in known.items():
        if given in {zh, en}:
            return key
    gazetteer, _ = load_gazetteer(study.root, settings)
    for entry in gazetteer.types:
        if given in entry.aliases:
            return str(entry.id)
    raise UnknownName("actor", given, [f"{key} {zh}" for key, (zh, _, _) in known.items()])


def case_ids(study: Study, given: str) -> set[str]:
    """The ids of the communities asked for: all, or the one of that name. Raises UnknownName."""
    cases = rows.cases(study)
    if not given:
        return {c.id for c in cases}
    found = {c.id for c in cases if given in {c.name, c.id}}
    if not found:
        raise UnknownName("case", given, [c.name for c in cases])
    return found


def edge_table(
    study: Study, settings: Settings, a: str, b: str, case: str, relation: str, everything: bool = False
) -> Table:
    """One row an event: as many rows as the weights of the ties between the two actors add up to. everything: also the
    events that do not count, marked with why."""
    pair = {actor_id(study, settings, a), actor_id(study, settings, b)}
    wanted = case_ids(study, case)
    relations = relation_names(study)
    if relation and relation not in relations:
        raise UnknownName("relation", relation, tuple(relations))
    known = rows.actors(study)
    passages = Passages(study)

    def row(source: str, target: str, directed: bool, kind: str, segment: str, span: Span, counted: str) -> Row:
        shown = passages.passage(segment, span, (source, target))
        return (
            passages.cases[passages.places[segment].case_id],
            relations.get(kind, kind),
            f"{known[source][0]} {'→' if directed else '—'} {known[target][0]}",
            counted,
            shown.words,
            shown.text,
            shown.source,
            segment,
            shown.segments[-1],
        )

    made = [
        row(t.source_id, t.target_id, t.directed, t.relation, e.segment_id, e.span, "yes")
        for t in rows.ties(study)
        if {t.source_id, t.target_id} == pair and t.case_id in wanted and (not relation or t.relation == relation)
        for e in t.evidence
    ]
    count = len(made)
    if everything:
        made += [
            row(e.source_id, e.target_id, e.directed, e.relation, e.segment_id, e.span, e.counted)
            for e in uncounted(study, settings)
            if {e.source_id, e.target_id} == pair and e.case_id in wanted and (not relation or e.relation == relation)
        ]
    columns: list[Column | str] = [
        Column("case", role="label"),
        Column("relation", role="label"),
        Column("pair", title="行动者"),
        "counted",
        "evidence",
        "quote",
        "source",
        "segment",
        "last_segment",
    ]
    if settings.network.unit in {"sentence", "segment"}:
        columns.pop()
        made = [one[:-1] for one in made]
    if not everything:
        columns.remove("counted")
        made = [(*one[:3], *one[4:]) for one in made]
    return table(
        "edge",
        {"zh": f"{a} 与 {b} 之间的联系：例句", "en": f"Events between {a} and {b}"},
        columns,
        made,
        (weight_note(settings), f"计入的共{count}条，即各联系权重之和。"),
    )


def uncounted(study: Study, settings: Settings) -> Iterator[Uncounted]:
    """The events of the current networks that add to no tie: typed ones as stored, co-mentions found again."""
    from qda.network.build import co_mention_events, collapsed

    for e in linkage_events(study):
        if e.counted != "yes":
            yield Uncounted(
                e.source_id, e.target_id, e.relation, e.directed, e.case_id, e.segment_id, e.span, e.counted
            )
    units = list(Units(study, settings).of())
    _, dropped = collapsed(co_mention_events(units), "document" if settings.network.collapse == "document" else "none")
    segments = SegmentsAt(rows.places(study).values())
    for one in dropped:
        segment = segments.at(one.document_id, one.span.start)
        yield Uncounted(one.source_id, one.target_id, one.relation, False, one.case_id, segment, one.span, "repetition")
