"""The networks of a study as something to look into: every tie with the passages behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.model import Span
from qda.steps.coded import excerpt, source_line
from qda.steps.settings import Settings
from qda.steps.tables_network import CO_MENTION, relation_names, weight_note
from qda.store import rows
from qda.store.events import linkage_events
from qda.store.study import Study
from qda.terms import VALUES

if TYPE_CHECKING:
    from qda.export.blocks import Explorer, ExplorerEvent

MOST_CHARACTERS = 4_000_000
"""Of passages in one report; beyond it a tie lists its first events only and says how many more there are."""
LISTED_BEYOND = 10


def explorer(study: Study, settings: Settings) -> Explorer:
    """Every community and relation. Positions are those of the figures."""
    from qda.export.blocks import Explorer, ExplorerNode, ExplorerTie
    from qda.network.layout import positions

    ties = rows.ties(study)
    known = rows.actors(study)
    cases = rows.cases(study)
    names = relation_names(study)
    relations = [relation for relation in names if any(t.relation == relation for t in ties)]
    passages = _Passages(study)
    modality = {(e.relation, e.segment_id, e.span): e.polarity for e in linkage_events(study) if e.counted == "yes"}
    tied = {actor for t in ties for actor in (t.source_id, t.target_id)}
    places = positions([t for t in ties if t.relation == CO_MENTION], seed=settings.report.seed, nodes=tied)
    made = []
    for t in ties:
        evidence = t.evidence if passages.size < MOST_CHARACTERS else t.evidence[:LISTED_BEYOND]
        events = []
        for e in evidence:
            said = modality.get((t.relation, e.segment_id, e.span))
            note = VALUES["polarity"][said] if said and said != "realised" else ""
            events.append(passages.event(e.segment_id, e.span, note))
        made.append(
            ExplorerTie(
                [c.id for c in cases].index(t.case_id),
                t.source_id,
                t.target_id,
                relations.index(t.relation),
                t.directed,
                tuple(events),
                len(t.evidence) - len(evidence),
            )
        )
    return Explorer(
        title="行动者联动网络：可筛选、可读原句",
        note=f"{weight_note(settings)}各社区同一行动者位置相同；按时间筛选时权重为该时段内的事件数。",
        cases=tuple(c.name for c in cases),
        relations=tuple(names[relation] for relation in relations),
        nodes=tuple(ExplorerNode(a, name, kind, places[a]) for a, (name, _, kind) in known.items() if a in tied),
        ties=tuple(made),
        texts=tuple(passages.texts),
    )


class _Passages:
    """The passages that events quote, each once."""

    def __init__(self, study: Study) -> None:
        self.texts: list[tuple[str, str]] = []
        self.size = 0
        self._names = {c.id: c.name for c in rows.cases(study)}
        self._documents = {d.id: d for d in rows.documents(study)}
        self._places = rows.places(study)
        self._known: dict[tuple[str, int, str], int] = {}

    def event(self, segment_id: str, span: Span, note: str) -> ExplorerEvent:
        """An event quoted from its passage. Spans count in the passage as it is shown."""
        from qda.export.blocks import ExplorerEvent

        place = self._places[segment_id]
        document = self._documents[place.document_id]
        text, start, lead = excerpt(document.text, place.span, [span])
        key = (place.document_id, start, text)
        if key not in self._known:
            self._known[key] = len(self.texts)
            self.texts.append((text, source_line(document, place, self._names[place.case_id])))
            self.size += len(text)
        shown = Span(max(span.start - start + lead, 0), max(span.end - start + lead, 0))
        return ExplorerEvent(self._known[key], shown, document.date or "", note)
