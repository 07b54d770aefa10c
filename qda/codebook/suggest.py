"""Words for the rules of a code, from what people gave that code: proposals with counts and quotes, for a person to
accept. Nothing is added to a codebook here.

Candidates are the words of a segmenter and new words: character strings that are frequent, hold together (every way of
cutting them in two is far rarer than chance would make the whole) and stand in varied company on both sides, so that
neither 居民自 nor 民自治 is proposed for 居民自治. They are ranked by log-odds with an informative Dirichlet prior over
the number of segments, not of occurrences, so that one speaker who repeats himself does not decide.

Source: Monroe, Colaresi & Quinn 2008, Political Analysis 16:372 (ranking); branching entropy and cohesion of new words
after Sun, Shen & Tsou 1998, ACL 36 (mutual information) and Jin & Tanaka-Ishii 2006, COLING/ACL (branching entropy).
Doubts: z ranks, it is no test; terms that people's codings happen to share with a place or a person come out as well,
which is why a person reads the quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Protocol

from qda.codebook import query, tree
from qda.model import Codebook, CodeId, CodingUnit, SegmentId
from qda.text.fold import fold

LONGEST = 6
"""Characters of the longest new word that is looked for."""
_CONTEXT = 18
"""Characters of a quote on either side of the term."""
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ebef]+")
_EMPTY = """
的 了 是 在 我 你 他 她 它 们 我们 你们 他们 咱们 这 那 这个 那个 这样 那样 什么 怎么 就 都 也 还 又 很 不 没 没有 有 一
一个 一些 个 和 跟 与 及 或 但 但是 所以 因为 如果 然后 现在 时候 自己 可以 能 会 要 想 说 去 来 到 给 对 把 被 让 从 上 下
里 啊 呢 吧 吗 嘛 呀 哦 嗯 就是 还是 不是 已经 之
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that say nothing about a code; no new word begins or ends with one."""


class _Tokenizer(Protocol):
    def words(self, text: str) -> list[tuple[str, int, int]]: ...


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a suggested term stands. start, end: of the term in `text`, which is a stretch of the segment."""

    segment_id: SegmentId
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One term. in_code, elsewhere: segments with the term among those that people gave, and did not give, the code.
    z: its rank. new: segments of in_code in which the rules do not find the code yet. is_new_word: not a word of the
    segmenter."""

    term: str
    in_code: int
    elsewhere: int
    z: float
    quotes: tuple[Quote, ...]
    new: int = 0
    is_new_word: bool = False


def suggest(
    code: CodeId,
    units: Sequence[CodingUnit],
    codings: Mapping[SegmentId, Collection[CodeId]],
    *,
    known_terms: Collection[str],
    tokenizer: _Tokenizer,
    below: Collection[CodeId] = (),
    found: Collection[SegmentId] = (),
    at_least: int = 3,
    limit: int = 40,
    quotes: int = 3,
    prior_size: float = 500.0,
) -> list[Suggestion]:
    """Terms that are typical of a code, most typical first.

    codings: every segment that people have seen to the codes they gave it; other units are not looked at. known_terms:
    words of the code's rules (`terms_of`), not proposed again. below: codes whose segments count for the code. found:
    segments to which the rules give the code already. at_least: segments of the code that a term needs. prior_size: how
    many terms the prior of the log-odds is worth.
    Formula: y_x segments of group x with the term, n_x their sum over all candidates, a = prior_size · share of the term
    in both groups; δ = log((y_1+a)/(n_1+a0-y_1-a)) - log((y_2+a)/(n_2+a0-y_2-a)); z = δ/√(1/(y_1+a) + 1/(y_2+a)).
    Missing rule: [] where people gave the code to fewer than `at_least` segments. Ties by term, so that the order of
    the units plays no part but in the choice of quotes.
    """
    meant = {code, *below}
    seen = [unit for unit in units if unit.segment_id in codings]
    folded = {unit.segment_id: fold(unit.text) for unit in seen}
    inside = {unit.segment_id for unit in seen if not meant.isdisjoint(codings[unit.segment_id])}
    if len(inside) < at_least:
        return []
    words = {unit.segment_id: _words(unit.text, tokenizer) for unit in seen}
    vocabulary = {word for group in words.values() for word in group}
    of_code = [folded[segment] for segment in sorted(inside)]
    strings = _new_words(list(folded.values()), of_code, at_least) - vocabulary
    where: dict[str, set[SegmentId]] = {}
    for segment, group in words.items():
        for word in group:
            where.setdefault(word, set()).add(segment)
    for segment, text in folded.items():
        for string in _strings(text) & strings:
            where.setdefault(string, set()).add(segment)
    ranked = _ranked(where, inside, prior_size)
    known = {fold(term) for term in known_terms}
    chosen: list[Suggestion] = []
    for term, z in ranked:
        segments = where[term]
        in_code = len(segments & inside)
        if z <= 0 or len(chosen) >= limit:
            break
        if in_code < at_least or term in known or any(_says_the_same(term, c.term, where) for c in chosen):
            continue
        new = len((segments & inside) - set(found))
        shown = tuple(_quotes(term, [unit for unit in seen if unit.segment_id in segments & inside], quotes))
        chosen.append(Suggestion(term, in_code, len(segments) - in_code, z, shown, new, term in strings))
    return chosen


def terms_of(codebook: Codebook, code: CodeId) -> frozenset[str]:
    """Every word in the rules of a code and of those below it, term lists included. Raises UnknownName."""
    own = [tree.find_code(codebook, code), *tree.descendants(codebook, code)]
    lists = dict(codebook.terms)
    rules = (rule for one in own for rule in one.rules)
    return frozenset(word for rule in rules for word in query.literals(query.parse(rule.find), lists))


def _words(text: str, tokenizer: _Tokenizer) -> set[str]:
    """The words of a text that could be terms: two characters or more, Chinese, not empty of meaning."""
    made = {fold(word) for word, _, _ in tokenizer.words(text)}
    return {word for word in made if len(word) > 1 and word not in _EMPTY_WORDS and _RUN.fullmatch(word)}


def _strings(text: str) -> set[str]:
    return {string for string, _, _ in _grams(text)}


def _grams(text: str) -> Iterator[tuple[str, str, str]]:
    """Every stretch of 2 to LONGEST Chinese characters with its neighbours, "" at the end of a run."""
    for run in _RUN.finditer(text):
        stretch = run.group()
        for i in range(len(stretch)):
            for j in range(i + 2, min(i + LONGEST, len(stretch)) + 1):
                yield stretch[i:j], stretch[i - 1 : i] if i else "", stretch[j : j + 1]


def _new_words(
    texts: Sequence[str], inside: Sequence[str], at_least: int, cohesion: float = 3.0, entropy: float = 0.8
) -> set[str]:
    """Strings that behave like words. texts: all that is seen, by which a string is judged; inside: those of the code,
    in which it must stand `at_least` times. cohesion: least pointwise mutual information (natural log) over all cuts in
    two. entropy: least branching entropy (natural log) on the poorer side; an end of a clause counts as a new neighbour
    each time."""
    frequent = Counter(string for text in inside for string, _, _ in _grams(text))
    candidates = {
        string for string, n in frequent.items() if n >= at_least and not {string, string[0], string[-1]} & _EMPTY_WORDS
    }
    parts = {part for string in candidates for k in range(1, len(string)) for part in (string[:k], string[k:])}
    counts: Counter[str] = Counter()
    sides: dict[str, tuple[Counter[str], Counter[str]]] = {string: (Counter(), Counter()) for string in candidates}
    total = ends = 0
    for text in texts:
        for run in _RUN.findall(text):
            total += len(run)
            counts.update(character for character in run if character in parts)
        for string, before, after in _grams(text):
            if string in parts or string in candidates:
                counts[string] += 1
            if string in candidates:
                ends += 1
                sides[string][0][before or f"#{ends}"] += 1
                sides[string][1][after or f"#{ends}"] += 1
    made = set()
    for string, (left, right) in sides.items():
        cuts = (counts[string[:k]] * counts[string[k:]] for k in range(1, len(string)))
        holds_together = log(counts[string] * total / max(cuts)) >= cohesion
        if holds_together and min(_entropy(left), _entropy(right)) >= entropy:
            made.add(string)
    return made


def _entropy(neighbours: Counter[str]) -> float:
    n = sum(neighbours.values())
    return -sum(count / n * log(count / n) for count in neighbours.values())


def _ranked(where: Mapping[str, set[SegmentId]], inside: set[SegmentId], a0: float) -> list[tuple[str, float]]:
    """Terms with z, falling; the same formula as `qda.compare.keyness`, which stands in a room above this one."""
    ones = {term: len(segments & inside) for term, segments in where.items()}
    twos = {term: len(segments) - ones[term] for term, segments in where.items()}
    n1, n2 = sum(ones.values()), sum(twos.values())
    made = []
    for term in where if len(where) > 1 else ():
        y1, y2 = ones[term], twos[term]
        a = a0 * (y1 + y2) / (n1 + n2)
        delta = log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a))
        made.append((term, delta / sqrt(1 / (y1 + a) + 1 / (y2 + a))))
    return sorted(made, key=lambda entry: (-entry[1], -len(entry[0]), entry[0]))


def _says_the_same(term: str, chosen: str, where: Mapping[str, set[SegmentId]]) -> bool:
    """Whether one of two terms contains the other and both stand in the same segments."""
    return (term in chosen or chosen in term) and where[term] == where[chosen]


def _quotes(term: str, units: Sequence[CodingUnit], number: int) -> Iterator[Quote]:
    """Stretches around the first place of a term, from different documents before second ones of the same."""
    taken: Counter[str] = Counter()
    order: list[tuple[int, int, CodingUnit]] = []
    for unit in units:
        order.append((taken[unit.document_id], len(order), unit))
        taken[unit.document_id] += 1
    for _, _, unit in sorted(order, key=lambda entry: entry[:2])[:number]:
        at = fold(unit.text).find(term)
        if at < 0:
            continue
        first, last = max(0, at - _CONTEXT), min(len(unit.text), at + len(term) + _CONTEXT)
        yield Quote(unit.segment_id, unit.text[first:last].replace("\n", " "), at - first, at - first + len(term))
