"""The networks of a study as something to look into: every tie with the passages behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.model import Span
from qda.steps.figures_network import drawn_actors
from qda.steps.passages import Passages
from qda.steps.settings import Settings
from qda.steps.tables_network import relation_names, weight_note
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

    ties = rows.ties(study)
    actors = drawn_actors(study, settings)
    cases = rows.cases(study)
    number_of = {c.id: i for i, c in enumerate(cases)}
    names = relation_names(study)
    relations = [relation for relation in names if any(t.relation == relation for t in ties)]
    quoted = _Quoted(study)
    modality = {(e.relation, e.segment_id, e.span): e.polarity for e in linkage_events(study) if e.counted == "yes"}
    made = []
    for t in ties:
        evidence = t.evidence if quoted.size < MOST_CHARACTERS else t.evidence[:LISTED_BEYOND]
        events = []
        for e in evidence:
            said = modality.get((t.relation, e.segment_id, e.span))
            note = VALUES["polarity"][said] if said and said != "realised" else ""
            events.append(quoted.event(e.segment_id, e.span, (t.source_id, t.target_id), note))
        made.append(
            ExplorerTie(
                number_of[t.case_id],
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
        nodes=tuple(
            ExplorerNode(a, name, actors.sectors[a], actors.places[a])
            for a, name in actors.names.items()
            if a in actors.places
        ),
        ties=tuple(made),
        texts=tuple(quoted.texts),
    )


class _Quoted:
    """The passages that events quote, each once."""

    def __init__(self, study: Study) -> None:
        self.texts: list[tuple[str, str]] = []
        self.size = 0
        self._passages = Passages(study)
        self._known: dict[tuple[str, str], int] = {}

    def event(self, segment_id: str, span: Span, actors: tuple[str, str], note: str) -> ExplorerEvent:
        """An event quoted from its passage. Marks count in the passage as it is shown."""
        from qda.export.blocks import ExplorerEvent

        shown = self._passages.passage(segment_id, span, actors)
        key = (shown.text, shown.source)
        if key not in self._known:
            self._known[key] = len(self.texts)
            self.texts.append(key)
            self.size += len(shown.text)
        return ExplorerEvent(self._known[key], shown.marks, self._passages.document(segment_id).date or "", note)
