"""Whom speakers say they are: evidence for the table of people, for a person to judge.

For every speaker whom the actor list does not know, five kinds of places are looked for, from the surest to the least
sure: the speaker's introduction (我是某某协会的理事长, 我在某某基金会服务), another's introduction by name or by surname and
title (请劳动部叶良琪, 中小企业处谢主任), the turn right behind a call upon one actor (接下来请农委会), how others
address them (唐政委), and own words (我们合作社,
said at least twice). Actors are those that the list names there; what it does not name is no evidence.

Source: our own operationalisation. Spans count in the code points of the text as received. Doubts: of an introduction the
last actor in the clause counts (台东县社会企业协会 is an association), a contractor who says on whose behalf he comes is
skipped, and a surname that two speakers share is no evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qda.actors.load import Gazetteer
from qda.actors.surnames import SURNAMES, TWO_CHARACTER, person_start
from qda.model import ActorId, Span
from qda.text.fold import fold

Ground = Literal["introduction", "introduced", "roster", "addressed", "called", "own"]
STRONG: frozenset[Ground] = frozenset({"introduction", "introduced", "roster"})
"""Evidence that outweighs the rest: how somebody is addressed, who was called upon, what somebody calls his own."""
STEADY = 2
"""How often 我们合作社 must be said before it is evidence."""

_WHO = r"(?P<who>我们这边|我这边|我们|咱们|我|本人|敝人|小弟|这边|这里)"
_BETWEEN = r"(?:本身|自己|目前|现在|今天|这次|同时|另外|一样|主要|本职|其实|应该|也|都|就)*"
_LINK = (
    r"(?P<link>是来自于?|来自于?|是代表|代表的?是?|服务于|任职于|就读于|隶属于?|任职|是在|在|是|叫做?"
    r"|所?(?:服务|任职)的(?:单位|机关|公司)(?:是|在|叫做?)|的?(?:公司|单位|协会|企业|团队|工作室)(?:名称)?(?:是|叫做?))"
)
_WHAT = r"(?P<what>[^，,。；;！!？?\n]{2,48})"
_INTRODUCTION = re.compile(rf"(?<![让叫给对跟被由和与请帮替说为当把道]){_WHO}{_BETWEEN}{_LINK}{_WHAT}")
_NO_INTRODUCTION = re.compile(
    r"(?:\d|不(?!分区)|没|很|非常|比较|蛮|满|挺|真|觉得|认为|感觉|说|讲|想|要|希望|建议|怕|支持|赞成|同意|第|最|从|因|为|跟|看|用|以|可以|会|"
    r"有(?!限)|把|被|写|站|对|针对|指|请|问|听|只|都|先|一直|刚|昨|前|后|曾|退休|这|那|如果|还|再|否|主张|做|什么|谁|哪|怎|透过|通过|利用|依|"
    r"根据|属于|受|向|接受|拿|嫁|按|照(?!顾)|帮|协助|承接|执行|负责|需要|必须|应该|能|去|来(?!自)|到|让|给|经过|由|负|就|也|走|申请|"
    r"参与|收|找|直接|相信|过去|今年)"
)
_IF = re.compile(r"(?:如果|假设|假如|假使|要是)[^，,。；;！!？?\n]{0,6}\Z")
_AT_WORK = re.compile(r"[^，,]{0,10}?(?:服务|工作|任职|上班|担任|教书|任教|就读|实习|当|做)(?!标|过|了)")
_ON_BEHALF = re.compile(
    r"补助|辅导(?!员|团)|委托|支持|执行(?!长|董事|秘书|总监)|核定|认证|底下|计[画划](?!主持|经理|管理|专员)|方案"
    r"|专案(?!经理|管理|总监|专员|主任|助理|执行)|推荐|合作(?!社|经济|及|事业)|赞助|得到|拿到|申请|承接|协力|邀请|提到|问题|部分|意见"
    r"|立场|角度|时候"
)
_TAIL = 16
"""Characters that may follow the actor in an introduction: a section, a title, a name."""
_OPENING = 60
"""Characters at the beginning of a turn where people introduce themselves."""
_CALLS = re.compile(r"(?:请|邀请|欢迎|有请|麻烦|换|轮到|交给|先由|再由|先从|接下来)[^，,。；;！!？?\n]{0,6}\Z")
_THANKS = re.compile(r"\A[^，,。]{0,4}(?:谢谢|感谢)[^，,。；;！!？?\n]{0,6}\Z")
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]*")
_CLAUSE_END = re.compile(r"[，,。；;！!？?\n:：]")
_CLAUSE = "，,。；;！!？?\n:："
_APPOSITION = re.compile(r"(?:的|同仁|代表|这边)?(?:[\u3400-\u9fff]{0,6})?\Z")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: who speaks, and where in the text the words stand."""

    speaker: str
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that says whom a speaker belongs to. span: the words to quote. words: those that name the actor, as
    written; "" where there is no actor (an introduction whose organisation the list does not know)."""

    label: str
    actor_id: ActorId | None
    ground: Ground
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class _Named:
    actor_id: ActorId
    start: int
    end: int


def evidence(
    text: str,
    turns: Sequence[Said],
    mentions: Sequence[tuple[ActorId, Span]],
    labels: Collection[str],
    gazetteer: Gazetteer,
) -> Iterator[Evidence]:
    """All evidence of a document for those speakers in it that are in `labels`. turns: in order. mentions: actors named
    in the text."""
    labels = {turn.speaker for turn in turns} & set(labels)
    folded = fold(text)
    named = sorted((_Named(a, s.start, s.end) for a, s in mentions), key=lambda m: (m.start, m.end))
    ours = _owned(gazetteer)
    titles = sorted({fold(title) for kind in gazetteer.types for title in kind.titles}, key=lambda t: (-len(t), t))
    names = {label: fold(label) for label in labels if _NAME.match(label) and len(label) > 2}
    bearers = _bearers(turns)
    turns_of = Counter(turn.speaker for turn in turns)
    starts = [m.start for m in named]
    for i, turn in enumerate(turns):
        near = named[bisect_left(starts, turn.span.start) : bisect_left(starts, turn.span.end)]
        inside = [m for m in near if m.end <= turn.span.end]
        if turn.speaker in labels:
            yield from _introductions(text, folded, turn, inside, gazetteer)
            yield from _own(text, folded, turn, inside, ours)
        yield from _introduced(text, folded, turn, inside, labels, names, bearers, titles)
        before, after = (turns[j].speaker if 0 <= j < len(turns) else "" for j in (i - 1, i + 1))
        yield from _called(text, folded, turn, inside, labels, turns_of, before, after)


def in_roster(
    text: str, line: Span, mentions: Sequence[tuple[ActorId, Span]], labels: Collection[str]
) -> Iterator[Evidence]:
    """Evidence of one line outside the turns (a list of those present): a label with an actor in front of it, or the
    only actor of the line. line: its place in the text; mentions: those in it, by places in the text."""
    for label in labels:
        at = text.find(label, line.start, line.end) if _NAME.match(label) else -1
        if at < 0:
            continue
        before = [(a, s) for a, s in mentions if s.end <= at]
        chosen = before[-1] if before else (mentions[0] if len({a for a, _ in mentions}) == 1 else None)
        if chosen:
            yield Evidence(label, chosen[0], "roster", line, chosen[1].of(text))


def _introductions(
    text: str, folded: str, turn: Said, inside: Sequence[_Named], gazetteer: Gazetteer
) -> Iterator[Evidence]:
    """What a speaker says to be."""
    for found in _INTRODUCTION.finditer(folded, turn.span.start, turn.span.end):
        start, end = found.span("what")
        several = found["who"] in {"我们", "咱们", "我们这边"}
        if _NO_INTRODUCTION.match(found["what"]) or _IF.search(folded, turn.span.start, found.start()):
            continue
        if found["link"] in {"在", "是在", "叫", "叫做"} and (several or found["who"] in {"这边", "这里"}):
            continue
        there = [m for m in inside if start <= m.start and m.end <= end]
        unit = [m for m in inside if found.start() < m.start and m.end <= start]
        span = Span(found.start(), end)
        if unit and not there:
            yield Evidence(turn.speaker, unit[0].actor_id, "introduction", span, text[start:end])
        elif not there:
            opening = turn.span.start + _OPENING > found.start() and found["link"] not in {"在", "是在"}
            if opening and found["what"] not in fold(turn.speaker):
                actor = _by_own_word(found["what"], gazetteer)
                yield Evidence(turn.speaker, actor, "introduction", span, text[start:end])
        else:
            last = _head(there, gazetteer)
            if not _said_of_others(folded, found["link"], start, end, there, last, several=several):
                yield Evidence(turn.speaker, last.actor_id, "introduction", span, text[last.start : last.end])
    yield from _by_own_name(text, folded, turn, inside, gazetteer)


def _head(there: Sequence[_Named], gazetteer: Gazetteer) -> _Named:
    """Of the actors in an introduction the last that can be somebody's own; else the last: an organisation, with its
    staff or clients behind it."""
    bodies = [m for m in there if gazetteer.of(m.actor_id).own]
    return bodies[-1] if bodies else there[-1]


def _by_own_word(what: str, gazetteer: Gazetteer) -> ActorId | None:
    """The one type that calls itself by the word at the end of an introduction, with a title of its own behind it or
    none: 某某社区, 某某社区的理事长."""
    found = set()
    for kind in gazetteer.types:
        words = "|".join(re.escape(fold(word)) for word in kind.own if len(word) > 1)
        titles = "|".join(re.escape(fold(title)) for title in kind.titles)
        if words and re.fullmatch(rf".+(?:{words})(?:的?(?:{titles}))?", what):
            found.add(kind.id)
    return found.pop() if len(found) == 1 else None


def _said_of_others(
    folded: str, link: str, start: int, end: int, there: Sequence[_Named], last: _Named, *, several: bool
) -> bool:
    """Whether the words at [start, end) only bring an actor in: 拿到劳动部补助的团队, 在总医院投标, 我们是相信政府的资料."""
    tail = folded[last.end : end]
    if (
        len(tail) > _TAIL
        or _ON_BEHALF.search(folded, last.end, end)
        or _ON_BEHALF.search(folded, start, there[0].start)
    ):
        return True
    if link in {"在", "是在"}:
        return not _AT_WORK.match(tail)
    return several and link == "是" and (last.start - start > _TAIL or bool(tail.strip("」』”")))


def _by_own_name(
    text: str, folded: str, turn: Said, inside: Sequence[_Named], gazetteer: Gazetteer
) -> Iterator[Evidence]:
    """An actor and the speaker's own name in one clause at the beginning of a turn: 农委会企划处林某某, 谢谢."""
    label = fold(turn.speaker)
    if not _NAME.match(label) or len(label) < 3:
        return
    opening, stop = turn.span.start, min(turn.span.end, turn.span.start + 2 * _OPENING)
    at = max(folded.find(label, opening, stop), folded.find(label[1:], opening, stop))
    if at < 0:
        return
    first = max(opening, *(folded.rfind(mark, opening, at) + 1 for mark in _CLAUSE))
    there = [m for m in inside if first <= m.start and m.end <= at]
    if there and "是" not in folded[first : there[0].start]:
        last = _head(there, gazetteer)
        if at - last.end <= _TAIL and not _ON_BEHALF.search(folded, last.end, at):
            words = text[last.start : last.end]
            yield Evidence(turn.speaker, last.actor_id, "introduction", Span(last.start, at), words)


def _own(
    text: str, folded: str, turn: Said, inside: Sequence[_Named], ours: Mapping[str, Collection[ActorId]]
) -> Iterator[Evidence]:
    """我们合作社, 本协会: an alias that the actor itself uses with 我们."""
    for m in inside:
        word = folded[m.start : m.end]
        if (
            m.actor_id in ours.get(word, ())
            and folded.endswith(("我们", "本"), turn.span.start, m.start)
            and not folded.endswith(("资本", "日本", "成本", "基本"), turn.span.start, m.start)
        ):
            yield Evidence(turn.speaker, m.actor_id, "own", Span(m.start - 1, m.end), text[m.start : m.end])


def _introduced(
    text: str,
    folded: str,
    turn: Said,
    inside: Sequence[_Named],
    labels: Collection[str],
    names: Mapping[str, str],
    bearers: Mapping[str, Collection[str]],
    titles: Sequence[str],
) -> Iterator[Evidence]:
    """Others named in a turn: an actor and a name in one clause (劳动部叶良琪), or surname and title (谢主任)."""
    for m in inside:
        words = folded[m.start : m.end]
        title = next((t for t in titles if words.endswith(t) and len(t) < len(words)), "")
        called = words[person_start(words, len(words) - len(title)) : len(words) - len(title)] if title else ""
        people = bearers.get(called, ()) if called else ()
        if len(people) == 1 and (one := next(iter(people))) in labels and one != turn.speaker:
            ground: Ground = "introduced" if len(called) > 1 or len(words) > len(called + title) else "addressed"
            yield Evidence(one, m.actor_id, ground, Span(m.start, m.end), text[m.start : m.end])
        window = folded[m.end : min(m.end + 14, turn.span.end)]
        clause = _CLAUSE_END.split(window, maxsplit=1)[0]
        for label, name in names.items():
            at = clause.find(name)
            if at < 0 or label == turn.speaker or not _APPOSITION.match(clause[:at]):
                continue
            if not any(m.end <= other.start < m.end + at for other in inside):
                span = Span(m.start, m.end + at + len(name))
                yield Evidence(label, m.actor_id, "introduced", span, text[m.start : m.end])


def _called(
    text: str,
    folded: str,
    turn: Said,
    inside: Sequence[_Named],
    labels: Collection[str],
    turns_of: Mapping[str, int],
    before: str,
    after: str,
) -> Iterator[Evidence]:
    """Who speaks next after one actor was called upon, and who spoke before one actor was thanked; by somebody who
    speaks more often, as a chair does."""
    sentences = list(_SENTENCE.finditer(folded, turn.span.start, turn.span.end))
    if not sentences:
        return
    if after in labels and turns_of[turn.speaker] > turns_of[after]:
        last = sentences[-1]
        there = [m for m in inside if last.start() <= m.start]
        asked = [m for m in there if _CALLS.search(folded, max(last.start(), m.start - 24), m.start)]
        if asked and len({m.actor_id for m in there}) == 1:
            yield Evidence(after, asked[0].actor_id, "called", Span(*last.span()), text[asked[0].start : asked[0].end])
    if before in labels and turns_of[turn.speaker] > turns_of[before]:
        first = sentences[0]
        there = [m for m in inside if m.end <= first.end()]
        if (
            there
            and len({m.actor_id for m in there}) == 1
            and folded[there[0].end] not in "、跟和与及"
            and _THANKS.match(folded[first.start() : there[0].start])
        ):
            yield Evidence(
                before, there[0].actor_id, "called", Span(*first.span()), text[there[0].start : there[0].end]
            )


def _owned(gazetteer: Gazetteer) -> dict[str, frozenset[ActorId]]:
    """Aliases that their own type also has under `own`, folded: 合作社, 公司, 协会."""
    words: dict[str, set[ActorId]] = {}
    for kind in gazetteer.types:
        for word in {fold(w) for w in kind.aliases} & {fold(w) for w in kind.own}:
            words.setdefault(word, set()).add(kind.id)
    return {word: frozenset(types) for word, types in words.items()}


def _bearers(turns: Sequence[Said]) -> dict[str, set[str]]:
    """Surnames and full names of the speakers, folded, to their labels."""
    found: dict[str, set[str]] = {}
    for label in {turn.speaker for turn in turns}:
        folded = fold(label)
        if not _NAME.match(folded):
            continue
        surname = folded[:2] if folded[:2] in TWO_CHARACTER else folded[0]
        if surname in TWO_CHARACTER or surname in SURNAMES:
            found.setdefault(surname, set()).add(label)
        found.setdefault(folded, set()).add(label)
    return found
