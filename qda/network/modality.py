"""How a linkage is said to be: done, meant to be done, asked for, or denied, by the grammar of its sentence.

`qda.codebook.polarity` judges any coding by cue words of its clause. A linkage has a subject and a predicate, so more
can be told. Who is asked to act (请街道协调物业) has not acted; what one will, may, can or wants to do, what is supposed
(如果), what something is for (为了), and what is asked (有没有) has not happened. What counts:

    了 or 过 behind the predicate or a verb that leads to it,   done; the word nearest the predicate decides (已经决定要…)
    已经, 正在, 去年, 之前, 有 (有去参访) before it
    每月, 经常, 一直                                       standing practice, which is done; so even with 会 or 要
    a modal word in the predicate's clause                 planned or demanded. An earlier clause counts as far as
                                                           its subject is still that of the predicate (要修灯，通知居民)
    a modal inside a description (对需要帮助的老人)             does not reach the predicate
    感谢, 多亏, 要不是                                      their object has happened
    希望, 建议, 要求, 反映 as the predicate; 我要请            an appeal that is made by saying so (我希望街道…)
    希望 whose subject is to act himself                   planned (我们希望陪伴老人)
    由 behind 认为, 提出                                   planned (学校认为由物业出钱不合适)
    a yes-no question                                      demanded: it is open whether it is so; 是吗, 对吧 only ask for assent
    no aspect word, in a resolution, task or list of       planned: minutes assign a duty in the words of a report
    things to be done (`assigned`)                         (街道负责对接企业)

Source: our own operationalisation; the words are in `qda.network.modals`. Doubts: irony; what a quoted speaker wants;
habit without a word for it; 会, which says both habit and future.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qda.codebook.polarity import judge
from qda.model import Polarity, Span
from qda.network import modals
from qda.network.events import LinkageEvent
from qda.network.grammar import MODIFIER
from qda.network.unsaid import left_out
from qda.text.fold import fold

_ENDS = re.compile(r"[。！!？?；;\n]+[”」』)）]?")
_CLAUSE = re.compile(r"[，,：:]|但是|不过|可是|然而|而是|所以|因此|因而|因为|由于")
_COMMA = re.compile(r"[，,：:]")
_ASPECT = r"(?:了(?!解)|(?<![透通经超不难越路])过(?![程后去来]))"
_DONE = re.compile(r"[^，,。；;！？!?的]{0,4}" + _ASPECT)
_DONE_OR = re.compile(r"[^，,。；;！？!?]{0,12}[了过][^，,。；;！？!?]{0,6}(?:没有?|吗|么)[？?]?\s*\Z")
_CARRIED_ON = re.compile(_ASPECT)
_PASSED = re.compile(_ASPECT + r"|但是|不过|可是|然而|因为|由于")
_OF = re.compile(r"的" + MODIFIER + r"\Z")
_LEADS_TO_NOUN = re.compile(r"(?:[对为给把将向帮找与和让]|支持|帮助|协助|服务|走访|慰问|看望|联系|(?<!没)有)\Z")
_WHILE = re.compile(r"的时候|的过程|(?:时候?|期间|之前|以前)(?:[，,]|\Z)")
_HOW_IT_WAS = re.compile(r"[^，,。；;！？!?]{0,12}的[。？?！!”」]*\s*\Z")
_NOUN = re.compile(r"要求|建议|期望|期待|希望|计划|主张|提议|承诺")
_BEFORE_NOUN = re.compile(
    r"(?:按照?|根据|依照|依据|应|遵照|响应|因应|采纳|听取|收集|收到|满足|达到|符合|就)[^，,]{0,10}\Z"
)
_OPENINGS: tuple[tuple[re.Pattern[str], Polarity], ...] = (
    (modals.ASKED, "demanded"),
    (modals.MEANT, "planned"),
    (modals.MAY, "planned"),
)
_ANNOUNCEMENTS: tuple[tuple[re.Pattern[str], Polarity], ...] = (
    (modals.ANNOUNCED, "demanded"),
    (modals.FROM_NOW, "planned"),
    (modals.VOWED, "planned"),
)
_SHORT = 3
"""A predicate of more characters holds its own adverbs (并没有想要主导)."""
_NEAR = 6
"""Characters between a subject and its modal word, in a clause before that of the predicate."""
_REACH = 3
"""Clauses that a supposition, a request or a time to come reaches."""
_FAR = 5
"""Clauses that a modal word reaches whose subject is that of the predicate too."""


def modality(event: LinkageEvent, sentence: str, start: int, assigned: bool = False) -> Polarity | None:
    """The event's polarity, judged by its own sentence.

    sentence: the text around the event, of one sentence or more; start: its first code point in the document. assigned:
    whether it stands in a resolution, a task, or a list of things to be done. An event without a predicate's place or
    without a polarity comes back as it is.
    """
    if event.polarity is None or event.predicate is None or event.source_span is None:
        return event.polarity
    folded = fold(sentence)
    hit, end = event.predicate.start - start, event.predicate.end - start
    first = max((m.end() for m in _ENDS.finditer(folded, 0, hit)), default=0)
    close = _ENDS.search(folded, end)

    def placed(span: Span | None) -> Span:
        outside = span is None or span.start - start < first or span.start - start > hit
        return Span(hit - first, hit - first) if span is None or outside else span.shifted(-start - first)

    said = _Sentence(
        folded[first : close.end() if close else len(folded)],
        hit - first,
        end - first,
        placed(event.source_span),
        placed(event.target_span),
        term=event.relation.endswith("conflicts"),
        appeal=event.relation.endswith("appeals"),
        speaker=event.grounds == "speaker",
    )
    return said.polarity(event.polarity, assigned)


def announces(sentence: str) -> bool:
    """Whether a list of things to be done follows a sentence or heading (下一步工作安排：)."""
    return bool(modals.ANNOUNCES.search(fold(sentence)))


def continues(sentence: str) -> bool:
    """Whether a sentence begins as a point of a list does (1. 二是 其次)."""
    return bool(modals.LISTED.match(fold(sentence)))


def hands_out(sentence: str) -> bool:
    """Whether a point of a list gives several a duty together (1. 修灯由街道和物业共同负责)."""
    return continues(sentence) and bool(modals.TOGETHER.search(fold(sentence)))


def assigns(title: str) -> bool:
    """Whether what stands below a heading is still to be done (会议决定, 下一步工作, 任务分工)."""
    return bool(modals.HEADING.search(fold(title)))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One folded sentence with the predicate at [hit, end), and the words for either side before it, or an empty span at
    the predicate. term: whether a denial within the predicate belongs to it (不配合). appeal: whether it is a request.
    speaker: whether one side is the speaker."""

    text: str
    hit: int
    end: int
    source: Span
    target: Span
    term: bool = False
    appeal: bool = False
    speaker: bool = False

    def polarity(self, judged: Polarity, assigned: bool) -> Polarity:
        """How the predicate is said to be. judged: by cue words."""
        text, clause = self.text, self.clause
        presumed = modals.PRESUMED.search(text, 0, self.hit) and self.source.end < self.hit
        if presumed and text.find("的", self.end, self.end + _NEAR) >= 0:
            return "realised"
        if self.denied(judged):
            return "denied"
        wish = bool(modals.WISH.search(text, self.hit, self.end))
        told = wish and modals.FIRST.match(text[clause : self.hit])
        if (told and not self.has(modals.ANOTHER_TIME)) or self.has(modals.THANKS):
            return "realised"
        supposed, asked = self.supposed(wish), self.asked()
        if self.uttered() and not supposed:
            return "realised"
        if self.done() and not (supposed or asked or self.has(modals.OPEN)):
            return "realised"
        governing, set_aside = self.governing(wish)
        if governing:
            return "demanded" if asked else governing
        if supposed or self.promised(wish):
            return "planned"
        if asked or modals.ORDERS.search(text[: self.hit]):
            return "demanded"
        if judged in {"planned", "demanded"} and not set_aside:
            return judged
        if self.offered():
            return "planned"
        decided = assigned or self.has(modals.DECIDED, 0)
        if decided and not (wish or self.has(modals.PAST) or self.has(modals.HABIT)):
            return "planned"
        return "realised"

    @property
    def clause(self) -> int:
        """Where the predicate's clause begins."""
        return max((m.end() for m in _CLAUSE.finditer(self.text, 0, self.hit)), default=0)

    def opening(self, place: int) -> str:
        """The words of a clause before a place in it."""
        return self.text[max((m.end() for m in _CLAUSE.finditer(self.text, 0, place)), default=0) : place]

    @property
    def scope(self) -> int:
        """Where words that can govern the predicate end."""
        return self.end if self.end - self.hit > _SHORT else self.hit

    def within(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
        """Matches inside [start, end), which may look beyond its ends."""
        return (m for m in pattern.finditer(self.text, start) if m.end() <= end)

    def has(self, pattern: re.Pattern[str], start: int | None = None) -> bool:
        """Whether a word stands before the predicate, in its clause or from a place on."""
        return any(True for _ in self.within(pattern, self.clause if start is None else start, self.hit))

    @property
    def between(self) -> str:
        """What stands between the subject and the predicate; of a subject left out, all of the clause."""
        return self.text[self.source.end if len(self.source) else self.clause : self.hit]

    def done(self) -> bool:
        """Whether 了 or 过 stands behind the predicate, at its end, or behind a verb before it (去找过物业反映)."""
        if _DONE.match(self.text, self.end):
            return True
        if any(True for _ in self.within(modals.PERHAPS, self.clause, self.hit)):
            return False
        chain = modals.CHAIN.search(self.text, max(self.clause, self.source.end if len(self.source) else 0), self.hit)
        return bool(modals.PASSED.search(self.text, self.hit, self.end) or chain)

    def uttered(self) -> bool:
        """Whether the predicate is a request that the speaker makes by saying so (我可能也要请街道帮忙)."""
        first = modals.ME.fullmatch(self.text, self.source.start, self.source.end) if len(self.source) else self.speaker
        asks = self.appeal and modals.ASKING.match(self.text, self.hit)
        here = self.clause <= self.source.start and not self.has(modals.ANOTHER_TIME)
        return bool(first and asks and here and modals.POLITE.fullmatch(self.between))

    def own(self, found: re.Match[str]) -> bool:
        """Whether who wishes is who would do it (我们希望陪伴老人), or has a duty of his own to ask (我得问街道)."""
        behind = self.clause <= self.source.start and self.source.end <= found.start()
        opening = self.opening(found.start())
        carried = self.source.end <= self.clause and left_out(self.opening(self.source.start)) and left_out(opening)
        if not (behind or carried if len(self.source) else self.speaker):
            return False
        before = self.text[self.source.end : found.start()] if behind and len(self.source) else opening
        if found[0] == "得":
            return self.appeal and not before
        aim = self.target if found.end() <= self.target.start < self.hit else Span(self.hit, self.hit)
        rest = self.text[found.end() : aim.start] + self.text[aim.end : self.hit]
        mine = len(self.source) or not modals.ME.search(self.text, self.end, self.end + _NEAR)
        wished = modals.WISHED.fullmatch(found[0]) and modals.ADVERBS.fullmatch(before)
        return bool(wished and mine and modals.BY_ONESELF.fullmatch(rest))

    def offered(self) -> bool:
        """Whether who should do it is only spoken about (物业认为由学校出钱不合适)."""
        by = self.text.endswith("由", 0, self.source.start)
        held = modals.HELD.search(self.text, self.clause, self.source.start)
        return by and bool(held or modals.UNFIT.match(self.text, self.end))

    def going_on(self) -> int:
        """Where the last word in the clause stands that says the predicate was done or is going on; -1 if none does."""
        found = [m.start() for m in self.within(modals.PAST, self.clause, self.scope)]
        found += [self.hit for m in self.within(modals.HAVE, self.clause, self.hit) if self.has_done(m)]
        if len(self.source) and modals.BEFORE_NOW.match(self.text, self.source.end, self.hit):
            found.append(self.source.end)
        return max(found, default=-1)

    def has_done(self, found: re.Match[str]) -> bool:
        """Whether 有 before verbs says that they were done (有去参访), with nothing but those before the predicate: not
        where something may or should be there (会有合作的机会), or is asked for."""
        before = self.text[max(self.clause, self.source.end if len(self.source) else 0) : found.start()]
        thing = found.end() == self.hit and modals.THING.match(self.text, self.end)
        bound = any(pattern.search(before) for pattern, _ in _OPENINGS)
        polite = self.text.startswith("请", found.end()) and not (before or len(self.source))
        return bool(modals.VERBS.fullmatch(self.text[found.end() : self.hit])) and not (bound or thing or polite)

    def denied(self, judged: Polarity) -> bool:
        """Whether a negation reaches the predicate, and no second one takes it back (没有一家不配合)."""
        twice = [m.span() for m in self.within(modals.NOT_NO, self.clause, self.scope)]
        if judged == "denied" and not twice:
            # A failure is told soon behind what failed: not five clauses on, and not by 有没有用.
            commas = [m.start() for m in _COMMA.finditer(self.text, self.end)]
            near = self.text[: commas[_REACH - 1] if len(commas) >= _REACH else len(self.text)]
            told = near[: self.end] + near[self.end :].replace("有没有", "有否")
            cut = max((m.end() for m in self.within(modals.BUT_RATHER, 0, self.hit)), default=0)
            hit, end = self.hit - cut, self.end - cut
            return judge(told[cut:], hit, end, [(hit, end)]) == "denied"
        if judged == "denied":
            return False
        found = self.within(modals.REFUSED, self.clause, self.scope)
        long = self.scope > self.hit and not self.term and modals.NOT_INSIDE.search(self.text, self.hit, self.end)
        return bool(long) or any(not any(m.start() < b and a < m.end() for a, b in twice) for m in found)

    def supposed(self, wish: bool) -> bool:
        """Whether a supposition before the predicate reaches it: a wish only one in its own clause."""
        found = [m.end() for m in self.within(modals.IF, self.clause if wish else 0, self.hit)]
        usual = self.has(modals.PAST) or self.has(modals.HABIT)
        return bool(found) and self.near(found[-1]) and not usual

    def near(self, place: int, reach: int = _REACH) -> bool:
        """Whether only few clauses lie between a place and the predicate."""
        return len(_COMMA.findall(self.text, place, self.hit)) < reach

    def asked(self) -> bool:
        """Whether the sentence asks if the predicate is so, or may be so."""
        if modals.TAG.search(self.text, self.end):
            return False
        if modals.CONSENT.search(self.text, self.end) or _DONE_OR.match(self.text, self.end):
            return True
        if self.has(modals.WHY, 0):
            return False
        if self.text.rstrip("”」』)）\n ")[-1:] in "？?" and any(
            self.near(m.end()) for m in self.within(modals.OPEN, 0, self.hit)
        ):
            return True
        return bool(modals.ASKS.search(self.text, self.end)) and not _COMMA.search(self.text, self.end)

    def promised(self, wish: bool) -> bool:
        """Whether the predicate is said twice (反映反映), or is what somebody says he does (物业说交给厂里)."""
        word = self.text[self.hit : self.end]
        twice = self.text.startswith(word, self.end) or self.text.endswith(word, 0, self.hit)
        before = self.text[self.clause : self.hit]
        return twice or bool(modals.FOR.search(before)) or (not wish and bool(modals.SAID.search(before)))

    def governing(self, wish: bool) -> tuple[Polarity | None, bool]:
        """What the modal words that reach the predicate make of it, and whether any was set aside because it does not."""
        kinds: list[Polarity] = []
        set_aside = False
        usual = self.has(modals.HABIT) or any(self.near(m.end()) for m in self.within(modals.ALWAYS, 0, self.hit))
        going_on = self.going_on()
        plain = going_on >= 0 and "的" not in self.text[going_on : self.hit]
        behind_source = self.text[self.source.end : self.hit] if len(self.source) else ""
        will = modals.WILL.match(behind_source) and not (usual or going_on >= 0)
        if will or modals.LATER.match(self.text[self.source.end : self.hit]):
            kinds.append("planned")
        for pattern, kind in (*_OPENINGS, (modals.LATER, "planned")):
            for found in self.within(pattern, self.clause, self.scope):
                if found.start() < self.source.end and self.source.start < found.end():
                    continue
                carried_on = _CARRIED_ON.search(self.text, found.end(), self.hit)
                idle = found.start() < going_on or (carried_on and not modals.PERHAPS.fullmatch(found[0]))
                if (
                    idle
                    or self.usual(found, usual, going_on >= 0)
                    or self.noun(found)
                    or self.describes(found, self.scope)
                ):
                    set_aside = True
                else:
                    kinds.append("planned" if self.own(found) else kind)
        if self.has(modals.WHY):
            return None, True
        if not (kinds or usual or wish or going_on >= 0):
            kinds = list(self.from_before())
        mine = self.clause <= self.source.start and modals.ME.fullmatch(self.text, self.source.start, self.source.end)
        before = () if mine or not kinds else self.within(modals.ASKED, 0, self.clause)
        if any(not modals.OPEN.fullmatch(m[0]) and self.reaches(m.end()) for m in before):
            kinds.append("demanded")
        set_aside = set_aside or plain or self.has(modals.NAMED)
        return ("demanded" if "demanded" in kinds else kinds[0] if kinds else None), set_aside

    def usual(self, found: re.Match[str], usual: bool, going_on: bool) -> bool:
        """Whether a modal word only says what is done all the time: 每月会, 都会."""
        if not modals.WEAK.search(found[0]):
            return False
        each = found[0] == "会" and (going_on or self.text[found.start() - 1 : found.start()] == "都")
        return usual or each

    def reaches(self, place: int, reach: int = _REACH) -> bool:
        """Whether a word of an earlier clause that ends at a place reaches the predicate: near, nothing done between."""
        return self.near(place, reach) and not _PASSED.search(self.text, place, self.clause)

    def from_before(self) -> Iterator[Polarity]:
        """What modal words of earlier clauses make of the predicate: a time to come; a request announced; what stands
        behind the subject that both clauses have (街道要开会，协调物业)."""
        opening = self.opening(min(self.hit, max(self.target.start, self.clause))).replace("持续", "")
        joined = modals.SO_AS_TO.match(opening)
        if joined:
            yield from self.behind(self.clause - len(self.opening(self.clause - 1)) - 1, joined=True)
        elif self.source.end <= self.clause and left_out(opening):
            yield from self.behind(self.source.end)
        called = self.source.end <= self.clause and modals.ASKS_HIM.search(self.text, 0, self.source.start)
        if called and left_out(opening.rpartition("再")[2]) and self.reaches(self.source.end):
            yield "demanded"
        for pattern, kind in _ANNOUNCEMENTS:
            if any(self.reaches(m.end()) for m in self.within(pattern, 0, self.clause)):
                yield kind

    def behind(self, place: int, *, joined: bool = False) -> Iterator[Polarity]:
        """What the modal words between a place and the predicate's clause make of it. joined: whether the clause only says
        what the one before is for, and has no subject."""
        for pattern, kind in _OPENINGS:
            for found in self.within(pattern, place, self.clause):
                own = joined or found.start() - place <= _NEAR or left_out(self.opening(found.start()))
                idle = self.noun(found) or self.describes(found, self.hit) or not self.reaches(found.end(), _FAR)
                if own and not idle:
                    yield kind

    def noun(self, found: re.Match[str]) -> bool:
        """Whether a modal word is a noun here: 按照街道要求."""
        before = self.text[max(found.start() - 12, 0) : found.start()]
        return bool(_NOUN.fullmatch(found[0]) and _BEFORE_NOUN.search(before))

    def describes(self, found: re.Match[str], end: int) -> bool:
        """Whether a modal word stands in a description that ends before the predicate: 想装电梯的居民找物业, 对需要帮助的老人,
        需要资料的时候; or says what for (为了这事) or how it was done (怎么协调的)."""
        if found.end() <= self.source.start and _OF.search(self.text[found.end() : self.source.start]):
            return True
        rest = self.text[found.end() : end]
        if _WHILE.search(rest):
            return True
        if modals.PURPOSE.fullmatch(found[0]) and modals.MATTER.search(rest):
            return True
        if modals.MANNER.fullmatch(found[0]) and _HOW_IT_WAS.match(self.text, self.end):
            return True
        return "的" in rest and bool(_LEADS_TO_NOUN.search(self.text[: found.start()]))
