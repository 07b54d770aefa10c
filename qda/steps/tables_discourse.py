"""Who agrees with whom in what is said: the one-mode side of the discourse network, and its factors' places."""

from __future__ import annotations

from itertools import combinations

from qda.steps.document_networks import Shared
from qda.steps.settings import Settings
from qda.steps.study_networks import counted_places, places_of
from qda.store.study import Study
from qda.table import Cell, Column, Table, table

MEASURES = (
    ("congruence", "no", "一致"),
    ("conflict", "no", "对立"),
    ("subtract", "no", "一致减对立"),
    ("congruence", "average", "一致（平均活跃度归一）"),
    ("congruence", "cosine", "一致（余弦）"),
)


def discourse_pairs(study: Study, settings: Settings, shared: Shared) -> Table:
    """One row a pair of actors of a community that speak with a common code."""
    from qda.network.discourse import discourse_network
    from qda.network.statements import Statement, counted

    stored = shared.stored
    places, _ = counted_places(places_of(stored, "discourse"), settings.network.collapse)
    made: list[tuple[Cell, ...]] = []
    unjudged = sum(1 for p in places if not p.qualifier)
    for case_id, case in stored.cases.items():
        said = [
            Statement(p.source, p.target, p.qualifier, p.document_id)
            for p in places
            if p.case_id == case_id and p.qualifier
        ]
        if not said:
            continue
        counts = counted(said)
        found = [
            discourse_network(counts, "onemode", how, norm).values  # type: ignore[arg-type]
            for how, norm, _ in MEASURES
        ]
        pairs = [(i, j) for i, j in combinations(range(len(counts.actors)), 2) if found[0][i, j] or found[1][i, j]]
        for i, j in sorted(pairs, key=lambda pair: (-float(found[3][pair]), pair)):
            names = (stored.names[counts.actors[i]], stored.names[counts.actors[j]])
            made.append((case, *names, *(float(values[i, j]) for values in found)))
    once = "同一文档内同一陈述计一次" if settings.network.collapse == "document" else "每处都计"
    return table(
        "discourse-pairs",
        {"zh": "话语网络：谁与谁说法一致或对立", "en": "Discourse network: who says alike, who otherwise"},
        (
            Column("case", role="label"),
            Column("actor_a", role="label"),
            Column("actor_b", role="label"),
            *(Column(f"{how}.{norm}", title=title, digits=0 if norm == "no" else 3) for how, norm, title in MEASURES),
        ),
        made,
        (
            f"陈述：某方的发言段带有某编码（表 discourse）；{once}。一致：两方以同一情态说到同一编码，陈述数相乘后相加；"
            "对立：以不同情态。",
            "情态不同不等于立场相反：一方说“已经做了”、另一方要求去做，也计为对立。原值偏向说得多的行动者，宜看归一的两列。",
            f"没有情态的陈述{unjudged}条不计。",
            stored.coded.warning(),
        ),
    )
