"""Tables about actors and the networks between them."""

from __future__ import annotations

from collections import Counter

from qda.model import Tie
from qda.steps.passages import Passages
from qda.steps.settings import Settings
from qda.steps.units import ONE_UNIT, UNIT_NAMES
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Table, table

CO_MENTION = "co-mention"


def relation_names(study: Study) -> dict[str, str]:
    """Relation id to Chinese name: the linkage codes of the codebook that the rules used, and co-mention."""
    from qda.steps.coded import used_codebook

    names = {CO_MENTION: "共同提及"}
    for coder, _ in rows.coders(study):
        if rows.stored_codebook(study, coder):
            names |= {c.id: c.called() for c in used_codebook(study, coder).codes if c.facet == "linkage"}
    return names


def actors(study: Study, settings: Settings) -> Table:
    """One row an actor and community."""
    names = {c.id: c.name for c in rows.cases(study)}
    known = rows.actors(study)
    documents = {d.id: d for d in rows.documents(study)}
    places = rows.places(study)
    mentions: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], set[str]] = {}
    surfaces: dict[tuple[str, str], Counter[str]] = {}
    for segment, actor, _, surface in rows.mentions(study):
        key = (places[segment].case_id, actor)
        mentions[key] += 1
        where.setdefault(key, set()).add(places[segment].document_id)
        surfaces.setdefault(key, Counter())[surface] += 1
    spoken: Counter[tuple[str, str]] = Counter()
    for document_id, turns in rows.turns(study).items():
        for t in turns:
            if t.actor_id:
                key = (documents[document_id].case_id, t.actor_id)
                spoken[key] += 1
                where.setdefault(key, set()).add(document_id)
    made = []
    for case_id, actor in sorted(where, key=lambda k: (names[k[0]], -mentions[k], k[1])):
        key = (case_id, actor)
        common = sorted(surfaces.get(key, Counter()).items(), key=lambda item: (-item[1], item[0]))[:6]
        made.append(
            (
                names[case_id],
                known[actor][0],
                actor,
                mentions[key],
                spoken[key],
                len(where[key]),
                "、".join(f"{word}({count})" for word, count in common),
            )
        )
    return table(
        "actors",
        {"zh": "各社区的行动者", "en": "Actors by community"},
        (
            Column("case", role="label"),
            Column("actor_name", role="label"),
            Column("actor", role="label"),
            "mentions",
            "actor_turns",
            "documents",
            Column("text", title="常见称谓（次数）"),
        ),
        made,
        ("提及次数不含发言人称谓；发言轮次为属于该行动者的发言人的轮次。",),
    )


def ties(study: Study, settings: Settings) -> Table:
    """One row a tie; the quote is its first event, `qda network edge A B` prints them all."""
    passages = Passages(study)
    names = passages.cases
    known = rows.actors(study)
    relations = relation_names(study)
    made = []
    ordered = sorted(
        rows.ties(study), key=lambda t: (names[t.case_id], t.relation, -t.weight, t.source_id, t.target_id)
    )
    for t in ordered:
        first = passages.passage(t.evidence[0].segment_id, t.evidence[0].span, (t.source_id, t.target_id))
        made.append(
            (
                names[t.case_id],
                relations.get(t.relation, t.relation),
                known[t.source_id][0],
                "→" if t.directed else "—",
                known[t.target_id][0],
                t.weight,
                first.text,
                first.source,
            )
        )
    return table(
        "ties",
        {"zh": "行动者联系", "en": "Ties between actors"},
        (
            Column("case", role="label"),
            Column("relation", role="label"),
            Column("actor_a", role="label"),
            Column("direction", title="方向"),
            Column("actor_b", role="label"),
            Column("weight", title=weight_title(settings), digits=0),
            "quote",
            "source",
        ),
        made,
        (
            weight_note(settings),
            f"共同提及：两个行动者在同一{UNIT_NAMES[settings.network.unit]}中被提到，不等于共同行动。其余关系由谓词规则判定，有方向者以→标出。",
        ),
    )


def weight_title(settings: Settings) -> str:
    """The unit of a tie's weight."""
    if settings.network.collapse == "document":
        return "权重（份文档）"
    return f"权重（{UNIT_NAMES[settings.network.unit]}）"


def weight_note(settings: Settings) -> str:
    """What a tie's weight counts."""
    typed = "" if settings.network.unit == "sentence" else "类型化联动总以句为单位。"
    if settings.network.collapse == "document":
        return f"权重：至少有{ONE_UNIT[settings.network.unit]}支持该联系的文档数；同一文档内重复出现只计一次。{typed}"
    return f"权重：支持该联系的{UNIT_NAMES[settings.network.unit]}数。{typed}"


def co_mention_ties(study: Study) -> dict[str, list[Tie]]:
    """Case id to its co-mention ties."""
    made: dict[str, list[Tie]] = {}
    for t in rows.ties(study):
        if t.relation == CO_MENTION:
            made.setdefault(t.case_id, []).append(t)
    return made


def networks(study: Study, settings: Settings) -> Table:
    """One row a community: how large its networks are."""
    from qda.network.measures import network_measures

    by_case = co_mention_ties(study)
    counted = Counter(d.case_id for d in rows.documents(study))
    typed = Counter(t.case_id for t in rows.ties(study) if t.relation != CO_MENTION)
    made: list[tuple[Cell, ...]] = []
    for case in rows.cases(study):
        m = network_measures(by_case.get(case.id, []), case.id)
        made.append(
            (
                case.name,
                counted[case.id],
                m.nodes,
                m.ties,
                typed[case.id],
            )
        )
    return table(
        "networks",
        {"zh": "各社区网络的规模", "en": "Size of each community's networks"},
        (
            Column("case", role="label"),
            "documents",
            "nodes",
            "ties",
            Column("typed", title="类型化联动（条）"),
        ),
        made,
        (
            weight_note(settings),
            "行动者数、联系数：共同提及网络中至少有一条联系的行动者，与其间的联系；行动者为行动者表中的类型。类型化联动：各关系分别计条。",
            "规模随文档数量与篇幅增大，不宜直接比较社区；指标见表 network-indices。",
        ),
    )
