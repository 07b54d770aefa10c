"""The mentions of a sentence, its clauses, and who can be the subject of a predicate, for `qda.network.direction`.

Source: our own operationalisation. Sentences come folded; places count in their code points. Doubts: a subject that is no
actor and no pronoun (施工质量, 老太太) is not seen, and the actor before it is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qda.model import ActorId
from qda.network.events import Grounds
from qda.network.grammar import MODIFIER, acts_itself, called, led, reported, tells
from qda.network.unsaid import left_out

_JOIN = re.compile(r"(?:的人|的同志|这边|那边|方面)?\s*(?:、|和|与|跟|同|及|以及|还有|\s)\s*")
TOWARDS_LIST = re.compile(r"(?<![方导])[向与與跟](?:[^，,。；;：:、]{1,6}、){1,3}\Z")
_SPOKEN_TO = re.compile(r"(?:(?<![方导])向|(?<![反面针])对|跟|给)" + MODIFIER + r"\Z")
_ASIDE = re.compile(r"(?:(?<![方导])向|(?<![反面针])对|跟|给|没有)" + MODIFIER + r"\Z")
_ANY_MODIFIER = re.compile(MODIFIER + r"\Z")
CLAUSE = re.compile(r"[，,；;：:。！？!?\n]")
STOP = re.compile(r"[；;：:。！？!?\n]")
_ADVERBS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A mention inside the sentence; start, end count from the sentence's first character. Empty where it is left out."""

    actor_id: ActorId
    start: int
    end: int
    grounds: Grounds = "named"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A folded sentence, the mentions that can take part in it, and where its predicates begin."""

    text: str
    named: list[Named]
    begun: frozenset[int]

    def begun_by_verb(self, place: int) -> bool:
        """Whether a clause at a place begins with a predicate, adverbs aside: its subject is left out."""
        return any(
            place <= begin <= place + _ADVERBS_AT_MOST and left_out(self.text[place:begin]) for begin in self.begun
        )


def clauses_between(text: str, start: int, end: int) -> int:
    """How many clause ends lie between; a sentence end counts as two, so that nothing reaches across it."""
    return len(CLAUSE.findall(text, start, end)) + len(STOP.findall(text, start, end))


def group_of(text: str, named: list[Named], member: Named) -> list[Named]:
    """The mention with those joined to it by 、和与及 on either side, in the order of the text."""
    at = named.index(member)
    first = last = at
    while first > 0 and _joined(text, named[first - 1], named[first]):
        first -= 1
    while last + 1 < len(named) and _joined(text, named[last], named[last + 1]):
        last += 1
    return named[first : last + 1]


def _joined(text: str, a: Named, b: Named) -> bool:
    """Whether two mentions are joined by 、和与及, or are meant by the same word (双方)."""
    if a.start == b.start and a.end == b.end > a.start:
        return True
    return bool(_JOIN.fullmatch(text, a.end, b.start)) if a.end <= b.start else False


def subjects(sentence: Sentence, candidates: list[Named], place: int) -> list[Named]:
    """The group that can be the subject at a place: the nearest before it in the same clause; else, where this clause
    names no subject of its own, the one that begins the nearest earlier clause that has one (街道约谈物业，又督促了居委会;
    not 他打110，他找居委会)."""
    text, named = sentence.text, sentence.named
    clause = clause_start(text, place)
    while candidates:
        group = last_group(text, named, candidates)
        if group[-1].end < clause:
            break
        if not led(text, group[0].start) and not _SPOKEN_TO.search(text[: group[0].start]):
            own = acts_itself(text, group[-1].end, place) and not reported(text, group[-1].end, place)
            return group if own else []
        candidates = [m for m in candidates if m.end <= group[0].start]
    if candidates and candidates[0].start == 0 and called(text, candidates[0].end, clause):
        return candidates[:1]
    inside = min((m.start for m in named if clause <= m.start), default=place)
    if not left_out(TOWARDS_LIST.sub("与", text[clause : min(inside, place)])):
        return []
    for mention in reversed(candidates):
        begins = clause_start(text, mention.start)
        if any(begins <= m.start < mention.start for m in named):
            continue
        if _ASIDE.search(text[: mention.start]):
            continue
        if opens(text, mention.start):
            ends = CLAUSE.search(text, mention.end)
            group = group_of(text, named, mention)
            return [] if tells(text, group[-1].end, ends.start() if ends else len(text)) else group
        if not sentence.begun_by_verb(begins):
            return []
    return []


def opens(text: str, place: int) -> bool:
    """Whether a clause begins at a place, adverbs and 部分, 各 aside."""
    return left_out(_ANY_MODIFIER.sub("", text[clause_start(text, place) : place]))


def clause_start(text: str, place: int) -> int:
    """Where the clause of a place begins: behind the last comma or stop before it."""
    return max((m.end() for m in CLAUSE.finditer(text, 0, place)), default=0)


def last_group(text: str, named: list[Named], candidates: list[Named]) -> list[Named]:
    """The group that ends nearest before the predicate."""
    return [m for m in group_of(text, named, candidates[-1]) if m in candidates] if candidates else []


def first_group(text: str, named: list[Named], candidates: list[Named]) -> list[Named]:
    """The group that begins nearest after the predicate."""
    return [m for m in group_of(text, named, candidates[0]) if m in candidates] if candidates else []


def nearest_group(text: str, named: list[Named], earlier: list[Named], later: list[Named]) -> list[Named]:
    """Who is acted upon where the agent is marked: the actor before it if there is one, else the one after the
    predicate."""
    return last_group(text, named, earlier) or first_group(text, named, later)


def cross(sources: list[Named], targets: list[Named]) -> list[tuple[Named, Named]]:
    """Every source with every target."""
    return [(source, target) for source in sources for target in targets]
