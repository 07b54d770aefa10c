"""How a thing is said to be: realised, planned, demanded, or denied (not so, refused, failed).

A cue-word judge for spoken and official Chinese: it looks at the clause before a hit (and inside it, between its words)
for negation, plans and demands, and behind the hit, to the end of the sentence, for failure. Source: our own
operationalisation; the words are in `qda.codebook.cues`. Doubts: irony, quoted speech and negation two clauses away are
not seen; a question (有没有…) counts as what it asks about; 将 as 把 is told from 将 as "will" only by a 了 behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from qda.codebook import cues as lists
from qda.model import Polarity, Span
from qda.text.fold import fold

ORDER: tuple[Polarity, ...] = ("realised", "planned", "demanded", "denied")
_STOPS = ",;。.!?:—…()"
"""The ends of a clause, folded; a line end is one too."""
_STOP = re.compile(rf"[{_STOPS}\n，；！？：（）]")
_DONE = re.compile(r"已经|已|了|过(?!程|后)")
_NO_WAY_ROUND = re.compile(r"[^，,。；;！!？?\n]{0,4}(?:不行|不可|不成)")
NEGATION_REACH = 16
CLOSE_REACH = 4
_NOT_YET_REACH = 8


def polarity_of(text: str, hit: Span, sentence: Span, words: Sequence[Span] | None = None) -> Polarity:
    """How what is found at `hit` is said to be.

    text: any text, hit and sentence: spans in it, the sentence around the hit. words: the stretches of the hit whose
    characters are no cues (a term such as 不配合 is not denied by its own 不); the whole hit if None.
    """
    folded = fold(text[sentence.start : sentence.end])
    start, end = max(hit.start - sentence.start, 0), min(hit.end, sentence.end) - sentence.start
    kept = [(start, end)] if words is None else [(w.start - sentence.start, w.end - sentence.start) for w in words]
    return judge(folded, start, end, kept)


def judge(sentence: str, start: int, end: int, words: Sequence[tuple[int, int]], seen: str = "ncof") -> Polarity:
    """`polarity_of` on one folded sentence, with offsets in it: for callers that fold whole batches. seen: the kinds of
    `signs` that stand where they could count; the others are not looked for."""
    first = _clause_start(sentence, start)
    own = list(words)
    turned = _turned(sentence, start, end, first, own, seen)
    if turned is not None:
        return turned
    if "o" not in seen:
        return "realised"
    cues, last = _cues(), _clause_end(sentence, end)
    calm = _found(cues["not_future"], sentence, max(first - 3, 0), end, ())
    plans = _found(cues["plans"], sentence, first, end, (*own, *calm))
    demands = _found(cues["demands"], sentence, first, end, (*own, *calm))
    if plans and _only_about_to(sentence, plans) and _DONE.search(sentence, end, last):
        plans = []
    if plans and (not demands or plans[-1][0] >= demands[-1][0]):
        return "planned"
    return "demanded" if demands else "realised"


def denied(sentence: str, start: int, end: int, words: Sequence[tuple[int, int]], seen: str = "ncf") -> bool:
    """Whether `judge` says denied; plans and demands are not looked for."""
    return _turned(sentence, start, end, _clause_start(sentence, start), list(words), seen) == "denied"


@lru_cache(maxsize=1)
def signs() -> Mapping[str, str]:
    """What `judge` looks for, folded, each with what it may be, by initials: n a negation, c a close one, o a plan or
    demand (these count in the clause, before or inside a hit, n and c up to NEGATION_REACH and CLOSE_REACH characters
    before it), f a failure (behind a hit, in its sentence), s the end of a clause.

    Where no sign stands in its place, what is found is realised: a caller with many hits need not judge them one by one.
    """
    named: dict[str, str] = {}
    for kind, group in (
        ("n", lists.NEGATIONS),
        ("c", lists.CLOSE_NEGATIONS),
        ("o", (*lists.PLANS, *lists.DEMANDS)),
        ("f", (*lists.FAILURES, *lists.NOT_YET)),
        ("s", _STOPS),
    ):
        for word in dict.fromkeys(map(fold, group)):
            named[word] = named.get(word, "") + kind
    return MappingProxyType(named)


def best(polarities: Iterable[Polarity]) -> Polarity:
    """The strongest claim among several: realised before planned before demanded before denied."""
    return min(polarities, key=ORDER.index)


def worst(polarities: Iterable[Polarity]) -> Polarity:
    """The weakest claim among several."""
    return max(polarities, key=ORDER.index)


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    """The cue lists, folded, longest first, as patterns."""
    named = {
        "negations": lists.NEGATIONS,
        "close": lists.CLOSE_NEGATIONS,
        "not_negations": lists.NOT_NEGATIONS,
        "failures": lists.FAILURES,
        "not_yet": lists.NOT_YET,
        "plans": lists.PLANS,
        "demands": lists.DEMANDS,
        "not_future": lists.NOT_FUTURE,
        "turns": lists.TURNS,
        "rhetorical": lists.RHETORICAL,
    }
    return {
        name: re.compile("|".join(re.escape(fold(cue)) for cue in sorted(set(cues), key=lambda cue: (-len(cue), cue))))
        for name, cues in named.items()
    }


def _turned(sentence: str, start: int, end: int, first: int, own: list[tuple[int, int]], seen: str) -> Polarity | None:
    """What failure and negation make of a hit: denied, demanded (不…不行), or None where they do not touch it."""
    cues = _cues()
    if "f" in seen:
        if cues["failures"].search(sentence, end):
            return "denied"
        if cues["not_yet"].search(sentence, end, min(_clause_end(sentence, end), end + _NOT_YET_REACH)):
            return "denied"
    harmless: list[tuple[int, int]] | None = None
    negated: list[int] = []
    for kind, name, reach in (("n", "negations", NEGATION_REACH), ("c", "close", CLOSE_REACH)):
        for at in _found(cues[name], sentence, first, end, own) if kind in seen else ():
            if harmless is None:
                harmless = _found(cues["not_negations"], sentence, max(first - 2, 0), end, ())
            harmed = not any(at[0] < y and x < at[1] for x, y in harmless)
            if harmed and _reaches(at, start, end, own, reach) and not _asks(sentence, at):
                negated.append(at[0])
    if negated and _NO_WAY_ROUND.match(sentence, end):
        return "demanded"
    if negated and not _rhetorical(sentence, min(negated)):
        return "denied"
    return None


def _found(
    pattern: re.Pattern[str], text: str, start: int, end: int, without: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Matches within [start, end) that do not overlap any stretch of `without`."""
    if start >= end:
        return []
    spans = (match.span() for match in pattern.finditer(text, start, end))
    return [(a, b) for a, b in spans if not any(a < y and x < b for x, y in without)]


def _clause_start(sentence: str, hit: int) -> int:
    """Where the clause of a hit begins: after the last comma or turning word before it."""
    first = 0
    for match in _STOP.finditer(sentence, 0, hit):
        first = match.end()
    for match in _cues()["turns"].finditer(sentence, first, hit):
        first = match.end()
    return first


def _clause_end(sentence: str, hit_end: int) -> int:
    match = _STOP.search(sentence, hit_end)
    return match.start() if match else len(sentence)


def _asks(sentence: str, cue: tuple[int, int]) -> bool:
    """Whether a single 不 or 没 stands in an A-not-A question: 同不同意, 来没来."""
    a, b = cue
    return b - a == 1 and a > 0 and b < len(sentence) and sentence[a] in "不没" and sentence[a - 1] == sentence[b]


def _reaches(cue: tuple[int, int], start: int, end: int, words: Sequence[tuple[int, int]], reach: int) -> bool:
    """Whether a cue stands close enough before a word of the hit."""
    return any(0 <= word - cue[1] <= reach for word, _ in (words or [(start, end)]))


def _rhetorical(sentence: str, negation: int) -> bool:
    """Whether a word before the negation turns it round (难道不…, 谁不…)."""
    match = _cues()["rhetorical"].search(sentence)
    return match is not None and match.start() <= negation


def _only_about_to(sentence: str, plans: Sequence[tuple[int, int]]) -> bool:
    """Whether the only cue is a bare 将, which may also mean 把."""
    return all(sentence[a:b] == "将" for a, b in plans)
