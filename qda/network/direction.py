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
from dataclasses import dataclass, replace
from typing import get_args

from qda.errors import UsageError
from qda.model import ActorId, CaseId, DocumentId, Polarity, SegmentId, Span
from qda.network.events import Grounds, LinkageEvent
from qda.network.grammar import (
    MODIFIER,
    acts_itself,
    asks,
    begins_anew,
    called,
    describes,
    led,
    needed,
    no_party,
    reaches,
    reported,
    tells,
    thanked,
)
from qda.network.unsaid import left_out
from qda.text.fold import fold

UNDIRECTED = frozenset({"cooperates", "conflicts"})
_SURENESS: tuple[Grounds, ...] = get_args(Grounds)

_JOIN = re.compile(r"(?:的人|的同志|这边|那边|方面)?\s*(?:、|和|与|跟|同|及|以及|还有|\s)\s*")
_OPPOSITE = re.compile(r"\s*(?:和|与|與|跟|同)\s*")
_TOWARDS = re.compile(
    r"(?:(?<![方导導])向|(?<![反面针針])[对對]|(?<![交送发發借捐移留派])[给給]|(?<![作认認因成行以称稱人])[为為]|(?<!代)替"
    r"|(?<![寻尋])找|朝|(?<![参參赠贈给給])[与與]|(?<!柔)和|跟|(?<![会會共不协協合随隨陪相])同)" + MODIFIER + r"\Z"
)
_TOWARDS_LIST = re.compile(r"(?<![方导導])[向与與跟](?:[^，,。；;：:、]{1,6}、){1,3}\Z")
_WITH = re.compile(r"(?:[跟同被]|(?<![参参])与)(?:[^，,。；;：:]{0,6}|(?:[^，,。；;：:、]{1,6}、){1,3})\Z")
_ANY_MODIFIER = re.compile(MODIFIER + r"\Z")
_BY_FOCUS = re.compile(
    r"(?:(?<![自理缘緣])由|(?<![已曾])[经經](?:[过過])?|(?<![现現正存])在|(?<![已经經表议議审審])通[过過]|透[过過])"
    + MODIFIER
    + r"\Z"
)
_BY_PASSIVE = re.compile(r"(?:被|遭到?|接受|受到?|得到|获得|拿到|领到|享受到?|收到|争取到)了?" + MODIFIER + r"\Z")
_TAKING = re.compile(r"(?:把|(?<!即)将|(?<!即)將)")
_TAKEN = re.compile(r"(?:把|(?<!即)将)" + MODIFIER + r"\Z")
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n]")
_STOP = re.compile(r"[；;：:。！？!?\n]")
_ADVERBS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention inside the sentence; start, end count from the sentence's first character. Empty where it is left out."""

    actor_id: ActorId
    start: int
    end: int
    grounds: Grounds = "named"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A folded sentence, the mentions that can take part in it, and where its predicates begin."""

    text: str
    named: list[_Named]
    begun: frozenset[int]

    def begun_by_verb(self, place: int) -> bool:
        """Whether a clause at a place begins with a predicate, adverbs aside: its subject is left out."""
        return any(
            place <= begin <= place + _ADVERBS_AT_MOST and left_out(self.text[place:begin]) for begin in self.begun
        )


_Pairs = Callable[[_Sentence, _Named], list[tuple[_Named, _Named]]]


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
        sentence = _Sentence(sentence_text, named, begun)
        pairs = pairs_of(sentence, hit) or _unnamed_pairs(sentence, hit, pairs_of, topic, speaker)
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


def _inside(sentence: str, start: int, name: str, span: Span) -> _Named:
    """The span counted from the sentence's start."""
    if not (start <= span.start and span.end <= start + len(sentence)):
        raise UsageError(
            f"{name} at {span.start}:{span.end} lies outside the sentence at {start}:{start + len(sentence)}",
            "give all spans in code points of the document, and the sentence's own start",
            slug="span-outside-sentence",
        )
    return _Named(name, span.start - start, span.end - start)


def _unnamed_pairs(
    sentence: _Sentence, hit: _Named, pairs_of: _Pairs, topic: ActorId | None, speaker: ActorId | None
) -> list[tuple[_Named, _Named]]:
    """The pairs of a predicate with a side that is left out: the subject of the sentence before, or the speaker who
    asks or thanks."""
    text, named = sentence.text, sentence.named
    clause = _clause_start(text, hit.start)
    first = min((m.start for m in named if m.start >= clause), default=hit.start)
    opening = left_out(text[clause : min(first, hit.start)])
    alone = not any(m.start < clause for m in named)
    if topic and alone and left_out(text[: min(first, hit.start)]):
        return pairs_of(_with(sentence, _Named(topic, clause, clause, "ellipsis")), hit)
    if speaker and opening and alone and asks(text, hit.start, hit.end):
        return pairs_of(_with(sentence, _Named(speaker, clause, clause, "speaker")), hit)
    helpers = [m for m in named if clause <= m.start and m.end <= hit.start and m.grounds == "named"]
    if speaker and helpers and thanked(text, clause, helpers[-1].start, helpers[-1].end, hit.start):
        me = _Named(speaker, clause, clause, "speaker")
        return [(m, me) for m in _group(text, named, helpers[-1])]
    return []


def _with(sentence: _Sentence, mute: _Named) -> _Sentence:
    """The sentence with a mention of no words."""
    return replace(sentence, named=sorted([*sentence.named, mute], key=lambda m: (m.start, m.end)))


def _directed_pairs(sentence: _Sentence, hit: _Named) -> list[tuple[_Named, _Named]]:
    """(source, target) mentions of a directed predicate, by the first pattern that fits."""
    text, named = sentence.text, sentence.named
    before = [m for m in named if m.end <= hit.start and not _STOP.search(text, m.end, hit.start)]
    after = [m for m in named if m.start >= hit.end and _clauses_between(text, hit.end, m.start) <= 1]
    after = [m for m in after if m.grounds != "speaker" or not begins_anew(text, m.end)]
    clause = [m for m in before if not _CLAUSE.search(text, m.end, hit.start)]

    for agent in reversed(clause):
        sources = _group(text, named, agent)
        earlier = [m for m in before if m.end <= sources[0].start and m.actor_id != agent.actor_id]
        later = [m for m in after if m.actor_id != agent.actor_id]
        lead = text[: sources[0].start]
        if _BY_PASSIVE.search(lead):
            return _cross(sources, _nearest_group(text, named, earlier, later))
        if (focus := _BY_FOCUS.search(lead)) and (focus[0][0] != "在" or text.startswith("下", hit.end)):
            if later and _CLAUSE.search(text, hit.end, later[0].start) and not _opens(text, later[0].start):
                later = []
            near = [m for m in earlier if not _CLAUSE.search(text, m.end, sources[0].start)]
            through = focus[0][0] in "通透"
            last = [m for m in earlier if not through and _clauses_between(text, m.end, sources[0].start) <= 1]
            return _cross(sources, _nearest_group(text, named, near, later) or _nearest_group(text, named, last, []))

    taking = [m for m in _TAKING.finditer(text, 0, hit.start) if not _CLAUSE.search(text, m.end(), hit.start)]
    if taking:
        mark = taking[-1]
        sources = _subjects(sentence, [m for m in before if m.end <= mark.start()], mark.start())
        targets = _first_group(text, named, [m for m in after if not _CLAUSE.search(text, hit.end, m.start)])
        if targets and not reaches(text, hit.start, hit.end, targets[0].start):
            targets = []
        return _cross(sources, targets or [m for m in clause if m.start >= mark.end()][:1])

    for towards in reversed(clause):
        targets = _group(text, named, towards)
        first = targets[0] if _addressed(text, targets[0].start) else towards
        if _addressed(text, first.start):
            sources = _subjects(
                sentence, [m for m in before if m.end <= first.start and m.actor_id != first.actor_id], first.start
            )
            if sources:
                return _cross(sources, [m for m in targets if m.start >= first.start])
    sources = _subjects(sentence, before, hit.start)
    targets = _first_group(text, named, [m for m in after if m.actor_id not in {s.actor_id for s in sources}])
    if sources and targets and reaches(text, hit.start, hit.end, targets[0].start):
        return _cross(sources, targets)
    if sources and not targets and (need := needed(text, sources[0].start)) is not None:
        return _cross(sources, _subjects(sentence, [m for m in before if m.end <= need], need))
    if len(sources) == 2 and sources[0] in clause and _OPPOSITE.fullmatch(text, sources[0].end, sources[1].start):
        return [(sources[0], sources[1])]
    return []


def _undirected_pairs(sentence: _Sentence, hit: _Named) -> list[tuple[_Named, _Named]]:
    """The pairs of a predicate that has no source: whom the subject acts with (与A合作); else the subject and who stands
    close behind; else the parties named before."""
    text, named = sentence.text, sentence.named
    before = [m for m in named if m.end <= hit.start and not _STOP.search(text, m.end, hit.start)]
    nearest = _last_group(text, named, before)
    clause = _clause_start(text, hit.start)
    if nearest and nearest[0].start >= clause and (mark := _WITH.search(text, clause, nearest[0].start)):
        return _cross(_subjects(sentence, [m for m in before if m.end <= mark.start()], mark.start()), nearest)
    near = _subjects(sentence, before, hit.start)
    taken = [m for m in before if m.start >= clause and _TAKEN.search(text[: m.start])]
    if near and taken:
        return _cross(near, taken[-1:])
    ids = {m.actor_id for m in near}
    far = _first_group(text, named, [m for m in named if m.start >= hit.end and m.actor_id not in ids])
    if near and far and reaches(text, hit.start, hit.end, far[0].start, close=True):
        return _cross(near, far)
    if len(near) > 1:
        return [(a, b) for i, a in enumerate(near) for b in near[i + 1 :]]
    return []


def _addressed(text: str, place: int) -> bool:
    """Whether 向, 对, 给, 与 or the like stands before a place, with names of others at most between: 与厂方、街道."""
    return bool(_TOWARDS.search(text[:place]) or _TOWARDS_LIST.search(text[:place]))


def _clauses_between(text: str, start: int, end: int) -> int:
    """How many clause ends lie between; a sentence end counts as two, so that nothing reaches across it."""
    return len(_CLAUSE.findall(text, start, end)) + len(_STOP.findall(text, start, end))


def _group(text: str, named: list[_Named], member: _Named) -> list[_Named]:
    """The mention with those joined to it by 、和与及 on either side, in the order of the text."""
    at = named.index(member)
    first = last = at
    while first > 0 and _joined(text, named[first - 1], named[first]):
        first -= 1
    while last + 1 < len(named) and _joined(text, named[last], named[last + 1]):
        last += 1
    return named[first : last + 1]


def _joined(text: str, a: _Named, b: _Named) -> bool:
    """Whether two mentions are joined by 、和与及, or are meant by the same word (双方)."""
    if a.start == b.start and a.end == b.end > a.start:
        return True
    return bool(_JOIN.fullmatch(text, a.end, b.start)) if a.end <= b.start else False


def _subjects(sentence: _Sentence, candidates: list[_Named], place: int) -> list[_Named]:
    """The group that can be the subject at a place: the nearest before it in the same clause; else, where this clause
    names no subject of its own, the one that begins the nearest earlier clause that has one (街道约谈物业，又督促了居委会;
    not 他打110，他找居委会)."""
    text, named = sentence.text, sentence.named
    clause = _clause_start(text, place)
    while candidates:
        group = _last_group(text, named, candidates)
        if group[-1].end < clause:
            break
        if not led(text, group[0].start):
            own = acts_itself(text, group[-1].end, place) and not reported(text, group[-1].end, place)
            return group if own else []
        candidates = [m for m in candidates if m.end <= group[0].start]
    if candidates and candidates[0].start == 0 and called(text, candidates[0].end, clause):
        return candidates[:1]
    inside = min((m.start for m in named if clause <= m.start), default=place)
    if not left_out(_TOWARDS_LIST.sub("与", text[clause : min(inside, place)])):
        return []
    for mention in reversed(candidates):
        begins = _clause_start(text, mention.start)
        if any(begins <= m.start < mention.start for m in named):
            continue
        if _opens(text, mention.start):
            ends = _CLAUSE.search(text, mention.end)
            group = _group(text, named, mention)
            return [] if tells(text, group[-1].end, ends.start() if ends else len(text)) else group
        if not sentence.begun_by_verb(begins):
            return []
    return []


def _opens(text: str, place: int) -> bool:
    """Whether a clause begins at a place, adverbs and 部分, 各 aside."""
    return left_out(_ANY_MODIFIER.sub("", text[_clause_start(text, place) : place]))


def _clause_start(text: str, place: int) -> int:
    """Where the clause of a place begins: behind the last comma or stop before it."""
    return max((m.end() for m in _CLAUSE.finditer(text, 0, place)), default=0)


def _last_group(text: str, named: list[_Named], candidates: list[_Named]) -> list[_Named]:
    """The group that ends nearest before the predicate."""
    return [m for m in _group(text, named, candidates[-1]) if m in candidates] if candidates else []


def _first_group(text: str, named: list[_Named], candidates: list[_Named]) -> list[_Named]:
    """The group that begins nearest after the predicate."""
    return [m for m in _group(text, named, candidates[0]) if m in candidates] if candidates else []


def _nearest_group(text: str, named: list[_Named], earlier: list[_Named], later: list[_Named]) -> list[_Named]:
    """Who is acted upon where the agent is marked: the actor before it if there is one, else the one after the
    predicate."""
    return _last_group(text, named, earlier) or _first_group(text, named, later)


def _cross(sources: list[_Named], targets: list[_Named]) -> list[tuple[_Named, _Named]]:
    """Every source with every target."""
    return [(source, target) for source in sources for target in targets]
