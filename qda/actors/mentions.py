"""Actors named in running text. The only module that imports spaCy, and only when the first text is searched.

A blank Chinese pipeline with one token a character carries a PhraseMatcher over the folded text, so that a token is a
code point and a match an offset, and no segmenter can cut a name in two. What the matcher finds is then judged:

1. a hit of a type inside one of its false friends (物业 in 物业费) is none;
2. a title (主任) counts after a surname (张主任), directly behind an organisation that may have it (合作社理事), or
   after both, where the organisation's type wins (业委会李主任); a title of several types counts only with an
   organisation or an entry for the community under `cases`;
3. a prefix (老) counts before a surname: 老张; words under `own` (社区) count in their owner's mouth after 我们, 咱们,
   本, and win there over an alias of another type (我们公司, said by a social enterprise); words under `ambiguous` count
   beside the words listed with them;
4. of overlapping mentions the longest wins, then the first: the 居民 of 居民委员会 is no mention of residents.

A pipeline of the user's choice only proposes (`entities`): what a statistical model takes for an organisation or person
is a word to look at, never an actor by itself.

Doubts: a person named without title (建国说) is found only through `cases`; verbs written like names (代表, 组织) are
kept out by not being listed bare.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from qda.actors.load import Ambiguous, Gazetteer
from qda.actors.surnames import AFTER_OLD, person_start
from qda.errors import UsageError
from qda.model import ActorId, Span
from qda.text.fold import fold

ENTITY_LABELS = frozenset({"ORG", "PERSON", "PER", "NORP", "FAC"})
"""Labels of organisations and persons in the usual schemes."""
_CHUNK = 16_384
_SELF = ("我们", "咱们", "我", "咱", "本")
_NOT_SELF = ("资本", "日本", "成本", "基本", "原本", "根本", "版本", "样本", "文本", "自我")


@dataclass(frozen=True, slots=True)
class FoundMention:
    """An actor named in a text. span: in the text that was searched. surface: the words there, as written."""

    actor_id: ActorId
    span: Span
    surface: str


@dataclass(slots=True)
class _Entry:
    """What a phrase may mean. Every field names actor types, in the order of the actor list."""

    aliases: list[ActorId]
    titles: list[ActorId]
    own: list[ActorId]
    false_friend_of: list[ActorId]
    prefix_of: list[ActorId]
    ambiguous: list[tuple[ActorId, Ambiguous]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    actor_id: ActorId


class MentionFinder:
    """Finds mentions of the actors of a gazetteer. Picklable; the pipeline is built at the first use."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._entries = _entries(gazetteer)
        self._matcher: Any = None
        self._tokenize: Any = None
        self._phrases: dict[int, str] = {}

    def __getstate__(self) -> dict[str, object]:
        return {"gazetteer": self.gazetteer}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__init__(state["gazetteer"])  # type: ignore[misc]

    def find(self, text: str, *, case: str = "", speaker_actor: ActorId | None = None) -> tuple[FoundMention, ...]:
        """The mentions in a text, in order, never overlapping.

        case: the community's id or name as under `cases`. speaker_actor: the type of whoever speaks, for 我们社区.
        """
        return self.find_many([text], cases=[case], speaker_actors=[speaker_actor])[0]

    def find_many(
        self,
        texts: Sequence[str],
        *,
        cases: Sequence[str] | None = None,
        speaker_actors: Sequence[ActorId | None] | None = None,
    ) -> list[tuple[FoundMention, ...]]:
        """The mentions of each of many texts; the sequences, where given, are as long as `texts`."""
        found: list[tuple[FoundMention, ...]] = []
        hits = self._hits(texts)
        for i, (text, (folded, text_hits)) in enumerate(zip(texts, hits, strict=True)):
            names = self._names_of(cases[i] if cases else "")
            speaker = speaker_actors[i] if speaker_actors else None
            chosen = self._judged(folded, text_hits, names, speaker) if text_hits or names else []
            found.append(tuple(FoundMention(c.actor_id, Span(c.start, c.end), text[c.start : c.end]) for c in chosen))
        return found

    def _names_of(self, case: str) -> dict[str, ActorId]:
        """The names that mean something in one community, folded."""
        return {fold(name): actor_id for name, actor_id in self.gazetteer.cases.get(case, {}).items() if name}

    def _hits(self, texts: Sequence[str]) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
        """For each text its folded form and the phrases in it: (start, end, phrase), all of them, overlapping."""
        self._build()
        at = 0
        while at < len(texts):
            end, size = at, 0
            while end < len(texts) and (size == 0 or size + len(texts[end]) <= _CHUNK):
                size += len(texts[end]) + 1
                end += 1
            joined = fold("\n".join(texts[at:end]))  # no phrase has a line end in it
            starts = [0, *accumulate(len(text) + 1 for text in texts[at:end])]
            by_text: list[list[tuple[int, int, str]]] = [[] for _ in range(end - at)]
            for key, start, stop in self._matcher(self._tokenize(joined)) if joined else ():
                i = bisect_right(starts, start) - 1
                by_text[i].append((start - starts[i], stop - starts[i], self._phrases[key]))
            for i, text_hits in enumerate(by_text):
                yield joined[starts[i] : starts[i + 1] - 1], text_hits
            at = end

    def _build(self) -> None:
        """The blank pipeline and its matcher."""
        if self._matcher is not None:
            return
        import spacy
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        pipeline = spacy.blank("zh")

        def tokenize(text: str) -> Doc:
            return Doc(pipeline.vocab, words=list(text), spaces=[False] * len(text))

        pipeline.tokenizer = tokenize
        matcher = PhraseMatcher(pipeline.vocab)
        for phrase in self._entries:
            matcher.add(phrase, [tokenize(phrase)])
            self._phrases[pipeline.vocab.strings[phrase]] = phrase
        self._matcher, self._tokenize = matcher, tokenize

    def _judged(
        self, folded: str, hits: list[tuple[int, int, str]], names: Mapping[str, ActorId], speaker: ActorId | None
    ) -> list[_Candidate]:
        """The mentions among the hits of one text."""
        friends = [
            (start, end, actor_id) for start, end, phrase in hits for actor_id in self._entries[phrase].false_friend_of
        ]

        def is_false(start: int, end: int, actor_id: ActorId) -> bool:
            return any(a <= start and end <= b and actor_id == of for a, b, of in friends)

        plain: list[_Candidate] = list(_named(folded, names))
        for start, end, phrase in hits:
            entry = self._entries[phrase]
            if speaker in entry.own and _ours(folded, start) and not is_false(start, end, speaker):
                plain.append(_Candidate(start, end, speaker))
            for actor_id in entry.aliases[:1]:
                if not is_false(start, end, actor_id):
                    plain.append(_Candidate(start, end, actor_id))
            plain += (
                _Candidate(start, end, actor_id)
                for actor_id, word in entry.ambiguous
                if _in_context(folded, start, end, word) and not is_false(start, end, actor_id)
            )
            plain += (
                _Candidate(start, end + 1, actor_id)
                for actor_id in entry.prefix_of
                if folded[end : end + 1] in AFTER_OLD and end < len(folded) and not is_false(start, end + 1, actor_id)
            )
        organisation_ending_at: dict[int, _Candidate] = {}
        for candidate in plain:
            other = organisation_ending_at.get(candidate.end)
            if other is None or candidate.start < other.start:
                organisation_ending_at[candidate.end] = candidate
        titles = [(start, end, phrase) for start, end, phrase in hits if self._entries[phrase].titles]
        whole = {start: end for start, end, _ in sorted(titles)}  # of 董事 and 董事长 the longer is the title
        titled = [
            candidate
            for start, end, phrase in titles
            if end == whole[start]
            for candidate in self._titled(folded, start, end, self._entries[phrase].titles, organisation_ending_at)
            if not any(is_false(at, end, candidate.actor_id) for at in (start, candidate.start))
        ]
        return _longest([*plain, *titled])

    def _titled(
        self, folded: str, start: int, end: int, types: list[ActorId], organisations: Mapping[int, _Candidate]
    ) -> Iterator[_Candidate]:
        """A title as a mention: after an organisation, after a surname, after both."""
        person = person_start(folded, start)
        if person < start:
            for before in (person, person - 1 if folded[person - 1 : person] == "的" else person):
                if before in organisations:
                    yield _Candidate(organisations[before].start, end, organisations[before].actor_id)
        if start in organisations and organisations[start].actor_id in types:
            yield _Candidate(organisations[start].start, end, organisations[start].actor_id)
        if person < start and len(types) == 1:
            yield _Candidate(person, end, types[0])


def entities(texts: Sequence[str], pipeline: str) -> Iterator[list[tuple[str, Span]]]:
    """For each text the organisations and persons that an installed spaCy pipeline recognises: (label, span).

    pipeline: name of an installed package, or the folder of a saved pipeline. Nothing is fetched. Raises UsageError
    (unknown-pipeline, pipeline-without-entities).
    """
    import spacy

    try:
        loaded = spacy.load(pipeline)
    except OSError:
        raise UsageError(
            f"there is no spaCy pipeline {pipeline!r} on this machine",
            "pipeline under [actors] names an installed package or the folder of a saved pipeline; install one from its "
            "makers (spaCy's Chinese pipelines are not on the package registry), or leave the setting out",
            "unknown-pipeline",
        ) from None
    if not {"ner", "entity_ruler", "span_ruler"} & set(loaded.pipe_names):
        raise UsageError(
            f"the spaCy pipeline {pipeline!r} recognises no entities (it has {', '.join(loaded.pipe_names) or 'nothing'})",
            "choose one with the component ner, entity_ruler or span_ruler",
            "pipeline-without-entities",
        )
    for document in loaded.pipe(texts):
        yield [
            (entity.label_, Span(entity.start_char, entity.end_char))
            for entity in document.ents
            if entity.label_ in ENTITY_LABELS
        ]


def _ours(folded: str, start: int) -> bool:
    """Whether 我们, 咱们, 我, 咱 or 本 stands directly before `start`; not the 本 of 资本 or 日本."""
    return folded.endswith(_SELF, 0, start) and not folded.endswith(_NOT_SELF, 0, start)


def _entries(gazetteer: Gazetteer) -> dict[str, _Entry]:
    """Every phrase of the list, folded, with what it may mean."""
    entries: dict[str, _Entry] = {}

    def entry(phrase: str) -> _Entry:
        return entries.setdefault(fold(phrase), _Entry([], [], [], [], [], []))

    for actor_type in gazetteer.types:
        for alias in actor_type.aliases:
            entry(alias).aliases.append(actor_type.id)
        for title in actor_type.titles:
            entry(title).titles.append(actor_type.id)
        for word in actor_type.own:
            entry(word).own.append(actor_type.id)
        for friend in actor_type.false_friends:
            entry(friend).false_friend_of.append(actor_type.id)
        for prefix in actor_type.prefixes:
            entry(prefix).prefix_of.append(actor_type.id)
        for word_in_context in actor_type.ambiguous:
            entry(word_in_context.word).ambiguous.append((actor_type.id, word_in_context))
    return entries


def _named(folded: str, names: Mapping[str, ActorId]) -> Iterator[_Candidate]:
    """The names of the community's own list."""
    for name, actor_id in names.items():
        at = folded.find(name)
        while at >= 0:
            yield _Candidate(at, at + len(name), actor_id)
            at = folded.find(name, at + len(name))


def _in_context(folded: str, start: int, end: int, word: Ambiguous) -> bool:
    before = any(folded.endswith(fold(other), 0, start) for other in word.after)
    return before or any(folded.startswith(fold(other), end) for other in word.before)


def _longest(candidates: list[_Candidate]) -> list[_Candidate]:
    """Of overlapping candidates the longest, then the first, then the first in the actor list's order."""
    taken: list[_Candidate] = []
    used = bytearray(max((candidate.end for candidate in candidates), default=0))
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, c.start)):
        if not any(used[candidate.start : candidate.end]):
            used[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
            taken.append(candidate)
    return sorted(taken, key=lambda c: c.start)
