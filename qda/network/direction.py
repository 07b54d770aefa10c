"""Who does what to whom, inside one sentence: typed linkage between actors that a sentence names.

A relation predicate (a hit of a linkage code's rule) is joined to the actors around it by the order of Chinese words:

    A P B (居委会协调物业)                   source before, target after
    由A P, 经A P, 在A的P下 (由党委牵头，物业配合) source A; target the actor before it in the same clause, else after,
                                          else further before
    B被A P, B受A P, B得到A的P (物业被街道约谈) source A; target before, else after
    A向B P, A对B P, A给B P (居民向居委会反映)   source before 向, target after 向
    A把X P B, A将X P B (党委把车棚交给业委会)    source before 把; target after P, X if nobody is there
    A和B P, nobody else (居委会与物业沟通)     source A, target B
    B需要A P, nobody else (居民需要街道协调)    source A, target B
    P A …, 感谢A的P, no subject (请街道出面)    the speaker asks A; A did P for the speaker

Actors joined by 、和与及 form a group, and each member takes part. Undirected relations (cooperates, conflicts) are
stored once, lower id first. A predicate that misses a side gives no event, unless the side is meant without being named
(`qda.network.unsaid`: 我们, 双方, the subject of the sentence before); such events say so in their grounds. Nothing else
reaches across ； ： or the end of a sentence.

What is no side, is told by `qda.network.grammar`: who is called (政委好), compared (跟菜市场似的), spoken about (居民反映物业漏水)
or stands behind another preposition (就业主名册请示街道); and a predicate that only describes a noun (合作单位) is none. The
target stands in the predicate's own clause, except behind 由 and 经.

Source: our own operationalisation, to be judged by agreement with people on (pair), (pair and direction), (pair,
direction and type). Doubts: a causative (A要求B解决…) gives only the outer event; who is complained of is no target
(居民投诉物业); long sentences with many clauses remain the main source of error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from qda.errors import UsageError
from qda.model import ActorId, CaseId, DocumentId, Polarity, SegmentId, Span
from qda.network.events import Grounds, LinkageEvent
from qda.network.grammar import (
    MODIFIER,
    asks,
    begins_anew,
    describes,
    needed,
    no_party,
    orders,
    others,
    reaches,
    talks,
    thanked,
    wished,
)
from qda.network.sides import (
    CLAUSE,
    STOP,
    TOWARDS_LIST,
    Named,
    Sentence,
    clause_start,
    clauses_between,
    cross,
    first_group,
    group_of,
    last_group,
    nearest_group,
    opens,
    subjects,
)
from qda.network.unsaid import left_out
from qda.text.fold import fold

UNDIRECTED = frozenset({"cooperates", "conflicts"})
_SURENESS: tuple[Grounds, ...] = get_args(Grounds)

_OPPOSITE = re.compile(r"\s*(?:和|与|跟|同)\s*")
_TOWARDS = re.compile(
    r"(?:(?<![方导])向|(?<![反面针])对|(?<![交送发借捐移留派])给|(?<![作认因成行以称人])为|(?<!代)替|(?<![寻])找|朝"
    r"|(?<![参赠给])与|(?<!柔)和|跟|(?<![会共不协合随陪相])同)" + MODIFIER + r"\Z"
)
_WITH = re.compile(r"(?:[跟同被]|(?<!参)与)(?:[^，,。；;：:]{0,6}|(?:[^，,。；;：:、]{1,6}、){1,3})\Z")
_BY_FOCUS = re.compile(
    r"(?:(?<![自理缘緣])由|(?<![已曾])[经經](?:[过過])?|(?<![现現正存])在|(?<![已经經表议議审審])通[过過]|透[过過])"
    + MODIFIER
    + r"\Z"
)
_BY_PASSIVE = re.compile(r"(?:被|遭到?|接受|受到?|得到|获得|拿到|领到|享受到?|收到|争取到)了?" + MODIFIER + r"\Z")
_TAKING = re.compile(r"(?:把|(?<!即)将)")
_TAKEN_AT_MOST = 6
_TAKEN = re.compile(r"(?:把|(?<!即)将)" + MODIFIER + r"\Z")


_Pairs = Callable[[Sentence, Named], list[tuple[Named, Named]]]


def linkage_events(
    sentence_text: str,
    start: int,
    actors: Sequence[tuple[ActorId, Span]],
    predicates: Sequence[tuple[str, Span]],
    *,
    document_id: DocumentId = "",
    segment_id: SegmentId = "",
    case_id: CaseId = "",
    undirected: Collection[str] = UNDIRECTED,
    polarities: Mapping[Span, Polarity] | None = None,
    meant: Sequence[tuple[ActorId, Span, Grounds]] = (),
    topic: ActorId | None = None,
    speaker: ActorId | None = None,
    verbs: Sequence[Span] = (),
) -> list[LinkageEvent]:
    """The linkage events of one sentence, in the order of the text.

    sentence_text: the sentence alone. start: its first code point in the document; all spans count in the document.
    actors: (actor, span of the mention). predicates: (relation, span of the words that express it); one that lies
    inside an actor's name (监督 in 居务监督委员会) is none. undirected: relations without a source; matched against the
    relation or its last part after a dot, colon, slash. polarities: by predicate span; a missing one is None in the
    event. meant: actors that other words stand for (`unsaid.meant`). topic: the subject of the sentence before
    (`unsaid.topic_of`), for a sentence that leaves its own out. speaker: whose turn it is, who is meant by a request or
    thanks without a subject (请街道出面; 感谢街道的支持). verbs: all predicates of the sentence, by which a clause that
    begins with one (找过街道) is known to leave its subject out.

    The span of an event reaches from the first to the last of source, predicate and target.
    Raises UsageError (span-outside-sentence) if a span does not lie inside the sentence.
    """
    named = [_inside(sentence_text, start, actor, span) for actor, span in actors]
    named += [replace(_inside(sentence_text, start, actor, span), grounds=how) for actor, span, how in meant]
    sentence_text = fold(sentence_text)
    begun = frozenset(span.start - start for span in verbs)
    named = [m for m in named if not no_party(sentence_text, m.start, m.end)]
    named.sort(key=lambda m: (m.start, m.end, m.actor_id))
    events: dict[tuple[object, ...], LinkageEvent] = {}
    for relation, span in sorted(predicates, key=lambda p: (p[1], p[0])):
        hit = _inside(sentence_text, start, relation, span)
        if any(m.start <= hit.start and hit.end <= m.end for m in named) or describes(
            sentence_text, hit.start, hit.end
        ):
            continue
        symmetric = relation in undirected or re.split(r"[.:/]", relation)[-1] in undirected
        pairs_of = _undirected_pairs if symmetric else _directed_pairs
        sentence = Sentence(sentence_text, named, begun)
        pairs = (
            _thanked_pairs(sentence, hit, speaker)
            or _ordered_pairs(sentence, hit, speaker)
            or pairs_of(sentence, hit)
            or _unnamed_pairs(sentence, hit, pairs_of, topic, speaker)
        )
        for source, target in pairs:
            if source.actor_id == target.actor_id:
                continue
            if symmetric and target.actor_id < source.actor_id:
                source, target = target, source
            reach = Span(
                start + min(source.start, target.start, hit.start), start + max(source.end, target.end, hit.end)
            )
            event = LinkageEvent(
                source.actor_id,
                target.actor_id,
                relation,
                document_id,
                segment_id,
                case_id,
                reach,
                directed=not symmetric,
                polarity=polarities.get(span) if polarities else None,
                grounds=max(source.grounds, target.grounds, key=_SURENESS.index),
                source_span=Span(start + source.start, start + source.end),
                predicate=span,
                target_span=Span(start + target.start, start + target.end),
            )
            events.setdefault((relation, span, source.actor_id, target.actor_id), event)
    return list(events.values())


def _inside(sentence: str, start: int, name: str, span: Span) -> Named:
    """The span counted from the sentence's start."""
    if not (start <= span.start and span.end <= start + len(sentence)):
        raise UsageError(
            f"{name} at {span.start}:{span.end} lies outside the sentence at {start}:{start + len(sentence)}",
            "give all spans in code points of the document, and the sentence's own start",
            slug="span-outside-sentence",
        )
    return Named(name, span.start - start, span.end - start)


def _unnamed_pairs(
    sentence: Sentence, hit: Named, pairs_of: _Pairs, topic: ActorId | None, speaker: ActorId | None
) -> list[tuple[Named, Named]]:
    """The pairs of a predicate whose subject is left out: that of the sentence before, or the speaker who asks."""
    text, named = sentence.text, sentence.named
    clause = clause_start(text, hit.start)
    first = min((m.start for m in named if m.start >= clause), default=hit.start)
    opening = left_out(text[clause : min(first, hit.start)])
    alone = not any(m.start < clause for m in named)
    if topic and alone and left_out(text[: min(first, hit.start)]):
        return pairs_of(_with(sentence, Named(topic, clause, clause, "ellipsis")), hit)
    led_up = [m.start for m in named if clause <= m.start and m.end <= hit.start]
    free = asks(text, hit.start, hit.end) or not (
        others(text, hit.start) or any(not _addressed(text, place) for place in led_up)
    )
    if speaker and opening and alone and free:
        return pairs_of(_with(sentence, Named(speaker, clause, clause, "speaker")), hit)
    return []


def _ordered_pairs(sentence: Sentence, hit: Named, speaker: ActorId | None) -> list[tuple[Named, Named]]:
    """The speaker with whom a clause without a subject asks to do something: 窗户坏了，请物业来修."""
    text = sentence.text
    clause = clause_start(text, hit.start)
    if not speaker or not orders(text, hit.start, hit.end) or not left_out(text[clause : hit.start]):
        return []
    if any(m.end > clause and m.start < hit.start for m in sentence.named):
        return []
    targets = first_group(text, sentence.named, [m for m in sentence.named if m.start >= hit.end])
    if not targets or not reaches(text, hit.start, hit.end, targets[0].start):
        return []
    return [(Named(speaker, clause, clause, "speaker"), m) for m in targets]


def _thanked_pairs(sentence: Sentence, hit: Named, speaker: ActorId | None) -> list[tuple[Named, Named]]:
    """Everybody whom the speaker thanks for what the predicate says, with the speaker."""
    text = sentence.text
    clause = clause_start(text, hit.start)
    helpers = [m for m in sentence.named if clause <= m.start and m.end <= hit.start and m.grounds == "named"]
    if not speaker or not helpers:
        return []
    group = group_of(text, sentence.named, helpers[-1])
    if not thanked(text, clause, group[0].start, helpers[-1].end, hit.start, hit.end):
        return []
    return [(m, Named(speaker, clause, clause, "speaker")) for m in group]


def _with(sentence: Sentence, mute: Named) -> Sentence:
    """The sentence with a mention of no words."""
    return replace(sentence, named=sorted([*sentence.named, mute], key=lambda m: (m.start, m.end)))


def _directed_pairs(sentence: Sentence, hit: Named) -> list[tuple[Named, Named]]:
    """(source, target) mentions of a directed predicate, by the first pattern that fits."""
    text, named = sentence.text, sentence.named
    before = [m for m in named if m.end <= hit.start and not STOP.search(text, m.end, hit.start)]
    after = [m for m in named if m.start >= hit.end and clauses_between(text, hit.end, m.start) <= 1]
    after = [m for m in after if m.grounds != "speaker" or not begins_anew(text, m.end)]
    clause = [m for m in before if not CLAUSE.search(text, m.end, hit.start)]

    for agent in reversed(clause):
        sources = group_of(text, named, agent)
        earlier = [m for m in before if m.end <= sources[0].start and m.actor_id != agent.actor_id]
        later = [m for m in after if m.actor_id != agent.actor_id]
        lead = text[: sources[0].start]
        if _BY_PASSIVE.search(lead):
            return cross(sources, nearest_group(text, named, earlier, later))
        spoken_to = any(m.start > agent.end and _addressed(text, m.start) for m in clause)
        focus = None if spoken_to else _BY_FOCUS.search(lead)
        if focus and (focus[0][0] != "在" or text.startswith("下", hit.end)):
            if later and CLAUSE.search(text, hit.end, later[0].start) and not opens(text, later[0].start):
                later = []
            near = [m for m in earlier if not CLAUSE.search(text, m.end, sources[0].start)]
            near = [] if near and wished(text, near[-1].end, focus.start()) else near
            if not near and not later and len(sources) == 2 and talks(text, hit.start, hit.end):
                return [(sources[0], sources[1])]
            through = focus[0][0] in "通透"
            last = [m for m in earlier if not through and clauses_between(text, m.end, sources[0].start) <= 1]
            last = [m for m in last if opens(text, m.start) or _BY_FOCUS.search(text[: m.start])]
            return cross(sources, nearest_group(text, named, near, later) or nearest_group(text, named, last, []))

    taking = [m for m in _TAKING.finditer(text, 0, hit.start) if not CLAUSE.search(text, m.end(), hit.start)]
    # 只要把比例降下来街道就可以补助: a subject of its own stands between what is taken and the predicate
    begun = clause and taking and clause[-1].start > taking[-1].end() + _TAKEN_AT_MOST
    if taking and not (begun and left_out(text[clause[-1].end : hit.start])):
        mark = taking[-1]
        sources = subjects(sentence, [m for m in before if m.end <= mark.start()], mark.start())
        targets = first_group(text, named, [m for m in after if not CLAUSE.search(text, hit.end, m.start)])
        if targets and not reaches(text, hit.start, hit.end, targets[0].start):
            targets = []
        given = text[hit.end - 1] == "给"  # to somebody who is not known: 把学校的钥匙交给他
        return cross(sources, targets or [m for m in clause if m.start >= mark.end() and not given][:1])

    for towards in reversed(clause):
        targets = group_of(text, named, towards)
        first = targets[0] if _addressed(text, targets[0].start) else towards
        if _addressed(text, first.start):
            sources = subjects(
                sentence, [m for m in before if m.end <= first.start and m.actor_id != first.actor_id], first.start
            )
            if sources:
                return cross(sources, [m for m in targets if m.start >= first.start])
    sources = subjects(sentence, before, hit.start)
    targets = first_group(text, named, [m for m in after if m.actor_id not in {s.actor_id for s in sources}])
    if sources and targets and reaches(text, hit.start, hit.end, targets[0].start):
        return cross(sources, targets)
    if sources and not targets and (need := needed(text, sources[0].start, hit.end)) is not None:
        return cross(sources, subjects(sentence, [m for m in before if m.end <= need], need))
    if len(sources) == 2 and sources[0] in clause and _OPPOSITE.fullmatch(text, sources[0].end, sources[1].start):
        return [(sources[0], sources[1])]
    return []


def _undirected_pairs(sentence: Sentence, hit: Named) -> list[tuple[Named, Named]]:
    """The pairs of a predicate that has no source: whom the subject acts with (与A合作); else the subject and who stands
    close behind; else the parties named before."""
    text, named = sentence.text, sentence.named
    before = [m for m in named if m.end <= hit.start and not STOP.search(text, m.end, hit.start)]
    nearest = last_group(text, named, before)
    clause = clause_start(text, hit.start)
    if nearest and nearest[0].start >= clause and (mark := _WITH.search(text, clause, nearest[0].start)):
        return cross(subjects(sentence, [m for m in before if m.end <= mark.start()], mark.start()), nearest)
    near = subjects(sentence, before, hit.start)
    taken = [m for m in before if m.start >= clause and _TAKEN.search(text[: m.start])]
    if near and taken:
        return cross(near, taken[-1:])
    ids = {m.actor_id for m in near}
    far = first_group(text, named, [m for m in named if m.start >= hit.end and m.actor_id not in ids])
    if near and far and reaches(text, hit.start, hit.end, far[0].start, close=True):
        return cross(near, far)
    if len(near) > 1:
        return [(a, b) for i, a in enumerate(near) for b in near[i + 1 :]]
    return []


def _addressed(text: str, place: int) -> bool:
    """Whether 向, 对, 给, 与 or the like stands before a place, with names of others at most between: 与厂方、街道."""
    return bool(_TOWARDS.search(text[:place]) or TOWARDS_LIST.search(text[:place]))
