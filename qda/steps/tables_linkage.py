"""The table of linkage events: who does what to whom, one row a place in the texts."""

from __future__ import annotations

from collections import Counter

from qda.steps.passages import Passages
from qda.steps.settings import Settings
from qda.steps.tables_network import relation_names
from qda.store import rows
from qda.store.events import linkage_events
from qda.store.study import Study
from qda.table import Column, Table, table


def events(study: Study, settings: Settings) -> Table:
    """One row an event, in the order of the texts, whether it counts in a tie or not."""
    passages = Passages(study)
    known = rows.actors(study)
    relations = relation_names(study)
    made = []
    counted: Counter[str] = Counter()
    for e in linkage_events(study):
        counted[e.counted] += 1
        made.append(
            (
                e.id,
                passages.cases[e.case_id],
                known[e.source_id][0],
                relations.get(e.relation, e.relation),
                "→" if e.directed else "—",
                known[e.target_id][0],
                e.polarity,
                e.polarity == "denied" if e.polarity else None,
                e.grounds,
                e.counted,
                passages.words(e.segment_id, e.source) or None,
                passages.words(e.segment_id, e.predicate),
                passages.words(e.segment_id, e.target) or None,
                passages.quote(e.segment_id, e.span)[0],
                passages.source(e.segment_id),
                passages.places[e.segment_id].turn_order + 1,
                e.document_id,
                e.segment_id,
                e.span.start,
                e.span.end,
                e.coder,
                e.rule_id or None,
                e.confidence,
            )
        )
    return table(
        "events",
        {"zh": "联动事件", "en": "Linkage events"},
        (
            Column("event", role="label"),
            Column("case", role="label"),
            "actor_a",
            "relation",
            Column("direction", title="方向"),
            "actor_b",
            Column("polarity", title="情态"),
            "negated",
            "grounds",
            "counted",
            Column("source_words", title="甲的原词"),
            Column("predicate", title="谓词"),
            Column("target_words", title="乙的原词"),
            "quote",
            "source",
            "turn",
            "document",
            "segment",
            "start",
            "end",
            "coder",
            "rule",
            Column("confidence", digits=3),
        ),
        made,
        (
            f"共{len(made)}个事件，其中{counted['yes']}个计入联系；"
            f"{counted['repetition']}个与同一文档（或同一段）内已计入的事件重复，或前一位编码者也给出过，"
            f"{counted['modality']}个的情态不在 [network] modalities 之内，均列出而不计入。",
            "事件由规则按词序判定，未经人工校正；方向与主体的判定依据见“依据”列，说明见 docs/linkage.md。",
        ),
    )
