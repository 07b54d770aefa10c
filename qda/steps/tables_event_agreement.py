"""The table of agreement on linkage events: do two coders see the same actors linked, the same way round, by the same relation?"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from qda.steps.settings import Settings
from qda.steps.tables_agreement import APART, UNDEFINED, limits_of
from qda.steps.tables_network import relation_names
from qda.store import rows
from qda.store.events import linkage_events, linkage_predicates, without_words
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.reliability.events import CodedEvent

LEVEL_NAMES = {"pair": "哪两方", "direction": "哪两方、方向", "type": "哪两方、方向、关系"}
FEWEST = 10
"""Events of both coders together from which on a relation has a row of its own."""


def event_agreement_table(study: Study, settings: Settings) -> Table:
    """One row two coders of `[network] linkage` and a level; then one a relation of which there is enough."""
    coders = list(dict.fromkeys(settings.network.linkage))
    seen = {coder: rows.seen(study, coder) for coder in coders}
    whole = {coder: without_words(study, coder) for coder in coders}
    events = _events(study)
    relations = relation_names(study)
    made: list[tuple[Cell, ...]] = []
    told: list[str] = []
    for first, second in combinations(coders, 2):
        label = f"{first} — {second}"
        read = seen[first] & seen[second]
        compared = read - whole[first] - whole[second]
        if len(compared) < len(read):
            told.append(
                f"{label}：{len(read) - len(compared)}段有人只给了整段的联动编码，说不出是哪几个词，不成事件，不参加比较。"
            )
        mute = [_why_mute(study, coder, bool(whole[coder])) for coder in (first, second) if coder not in events]
        if mute:
            why = Missing("".join(mute))
            made.extend((label, name, "全部", len(read), *[why] * 8) for name in LEVEL_NAMES.values())
            continue
        a, b = ([e for e in events.get(coder, ()) if e.segment_id in compared] for coder in (first, second))
        made.extend(_rows(label, len(compared), a, b, relations, settings))
    if len(coders) < 2:
        told.append("[network] linkage 只有一位编码者，没有可比较的；写上两位（人、规则或模型）并重建网络。")
    return table(
        "event-agreement",
        {"zh": "联动事件的编码者间一致性", "en": "Agreement on linkage events"},
        (
            Column("coder", role="label"),
            Column("level", title="一致到", role="label"),
            Column("relation", role="label"),
            Column("units", role="label"),
            "events_a",
            "events_b",
            "events_both",
            Column("share_a", percent=True, digits=1),
            Column("share_b", percent=True, digits=1),
            "events_f1",
            "low",
            "high",
        ),
        made,
        (
            "只比较两位编码者都读过的编码段，段内逐个配对，词句可以不同；情态不在比较之内。事件由各人标出的词句按词序得出，"
            "所以这里比较的是标出的词句与关系，不是各人对方向的判断。",
            "没有“两人都说没有”的清单，偶然一致无从扣除，故给F1而不给κ；行动者少时“哪两方”容易偏高。",
            f"区间：以文档为单位重抽样（种子{settings.report.seed}），只含至少一人给出事件的文档。"
            f"逐个关系的行要求两人合计至少{FEWEST}个事件。",
            *told,
        ),
    )


def _events(study: Study) -> dict[str, list[CodedEvent]]:
    """Each coder's events, whether they count in a tie or not."""
    from qda.reliability.events import CodedEvent

    made: dict[str, list[CodedEvent]] = {}
    for e in linkage_events(study):
        one = CodedEvent(e.document_id, e.segment_id, e.source_id, e.target_id, e.relation, e.directed)
        made.setdefault(e.coder, []).append(one)
    return made


def _why_mute(study: Study, coder: str, whole: bool) -> str:
    """Why a coder has no event at all: an F1 of 0 would say that it looked for linkage and saw none."""
    if any(linkage_predicates(study, [coder])):
        return f"{coder}标出的词句都认不出两方，没有一个事件可比较。"
    if whole:
        return f"{coder}只给了整段的联动编码，没有一个事件可比较。"
    return f"{coder}没有给过联动编码，不知是没有读联动还是没有找到。"


def _rows(
    label: str, units: int, a: list[CodedEvent], b: list[CodedEvent], relations: dict[str, str], settings: Settings
) -> list[tuple[Cell, ...]]:
    """The rows of two coders."""
    if not units:
        return [(label, name, "全部", 0, *[APART] * 8) for name in LEVEL_NAMES.values()]
    made = [(label, LEVEL_NAMES[level], "全部", units, *_cells(a, b, level, settings)) for level in LEVEL_NAMES]
    counted = Counter(event.relation for event in (*a, *b))
    for relation, name in relations.items():
        if counted[relation] >= FEWEST:
            ours, theirs = ([e for e in events if e.relation == relation] for events in (a, b))
            made.append((label, LEVEL_NAMES["type"], name, units, *_cells(ours, theirs, "type", settings)))
    return made


def _cells(a: list[CodedEvent], b: list[CodedEvent], level: str, settings: Settings) -> tuple[Cell, ...]:
    """Counts, shares, F1 and its limits."""
    import numpy

    from qda.reliability.events import LEVELS, event_agreement, event_counts

    if not a and not b:
        return (0, 0, 0, *[Missing("两人都没有给出事件。")] * 5)
    at = list(LEVELS).index(level)
    both, first, second = (int(n) for n in event_counts(a, b)[:, at].sum(axis=0))
    rng = numpy.random.default_rng(settings.report.seed)
    found = event_agreement(a, b, rng=rng, draws=settings.report.draws)[level]
    shares: list[Cell] = [both / n if n else UNDEFINED for n in (both + first, both + second)]
    return both + first, both + second, both, *shares, *limits_of(found)
