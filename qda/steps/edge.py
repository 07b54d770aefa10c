"""The sentences behind a tie."""

from __future__ import annotations

from qda.errors import UnknownName
from qda.steps.actors import load_gazetteer
from qda.steps.coded import excerpt, source_line
from qda.steps.settings import Settings
from qda.steps.tables_network import relation_names, weight_note
from qda.store import rows
from qda.store.study import Study
from qda.table import Column, Table, table


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


def edge_table(study: Study, settings: Settings, a: str, b: str, case: str, relation: str) -> Table:
    """One row an event: as many rows as the weights of the ties between the two actors add up to."""
    pair = {actor_id(study, settings, a), actor_id(study, settings, b)}
    wanted = case_ids(study, case)
    relations = relation_names(study)
    if relation and relation not in relations:
        raise UnknownName("relation", relation, tuple(relations))
    names = {c.id: c.name for c in rows.cases(study)}
    known = rows.actors(study)
    documents = {d.id: d for d in rows.documents(study)}
    places = rows.places(study)
    made = []
    for t in rows.ties(study):
        if {t.source_id, t.target_id} != pair or t.case_id not in wanted or (relation and t.relation != relation):
            continue
        for e in t.evidence:
            document, place = documents[e.document_id], places[e.segment_id]
            text, _, _ = excerpt(document.text, place.span, [e.span])
            made.append(
                (
                    names[t.case_id],
                    relations.get(t.relation, t.relation),
                    f"{known[t.source_id][0]} {'→' if t.directed else '—'} {known[t.target_id][0]}",
                    e.span.of(document.text).replace("\n", " "),
                    text,
                    source_line(document, place, names[t.case_id]),
                    e.segment_id,
                )
            )
    return table(
        "edge",
        {"zh": f"{a} 与 {b} 之间的联系：例句", "en": f"Events between {a} and {b}"},
        (
            Column("case", role="label"),
            Column("relation", role="label"),
            Column("pair", title="行动者"),
            "evidence",
            "quote",
            "source",
            "segment",
        ),
        made,
        (weight_note(settings), f"共{len(made)}条，即各联系权重之和。"),
    )
