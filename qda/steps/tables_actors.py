"""Tables that let a person check who counts as which actor: the audit of names, and what the actor list misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.model import Span
from qda.steps.actors import load_gazetteer
from qda.steps.passages import Passages
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.rows import SegmentPlace
from qda.store.study import Study
from qda.table import Cell, Column, Table, table

if TYPE_CHECKING:
    from qda.actors.load import Gazetteer


AROUND = 30
"""Characters of a quote on either side of a name: these tables are lists to go through, not to read."""


def around(text: str, segment: Span, span: Span, characters: int = AROUND) -> str:
    """The words around a name within its segment, on one line; of a whole segment its beginning."""
    middle = min(span.end, span.start + characters)
    start, end = max(segment.start, span.start - characters), min(segment.end, middle + characters)
    lead, tail = "……" if start > segment.start else "", "……" if end < segment.end else ""
    return lead + " ".join(text[start:end].split()) + tail


@dataclass(slots=True)
class _Seen:
    """What is known of one surface form in one community."""

    mentions: int = 0
    turns: int = 0
    documents: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    quote: str = ""
    source: str = ""


class _Texts(Passages):
    """Passages that quote a few words only."""

    def cited(self, place: SegmentPlace, span: Span) -> tuple[str, str]:
        """The words around a span, and where they stand."""
        return around(self.document(place.segment_id).text, place.span, span), self.source(place.segment_id)


def names(study: Study, settings: Settings) -> Table:
    """One row a community, actor and surface form: who is who, why, and how often."""
    gazetteer, _ = load_gazetteer(study.root, settings)
    known = rows.actors(study)
    texts = _Texts(study)
    seen: dict[tuple[str, str, str], _Seen] = {}
    for segment_id, actor, span, surface in rows.mentions(study):
        place = texts.places[segment_id]
        one = seen.setdefault((texts.cases[place.case_id], actor, surface), _Seen())
        one.mentions += 1
        one.documents.add(place.document_id)
        if not one.quote:
            one.quote, one.source = texts.cited(place, span)
    for document_id, turns in rows.turns(study).items():
        for turn in turns:
            if turn.speaker and turn.actor_id:
                one = seen.setdefault((texts.case(document_id), turn.actor_id, turn.speaker), _Seen())
                one.turns += 1
                one.documents.add(document_id)
    for case, actor, name, post, document_id in _rosters(study, gazetteer, texts):
        one = seen.setdefault((case, actor, name), _Seen())
        one.documents.add(document_id)
        one.posts.add(post)
    made = [
        (
            case,
            known[actor][0],
            surface,
            _why(surface, actor, gazetteer, case, one),
            "；".join(sorted(one.posts)),
            one.mentions,
            one.turns,
            len(one.documents),
            one.quote or None,
            one.source or None,
        )
        for (case, actor, surface), one in sorted(
            seen.items(), key=lambda item: (item[0][0], item[0][1], -item[1].mentions - item[1].turns, item[0][2])
        )
        if actor in known
    ]
    return table(
        "names",
        {"zh": "称谓核对表", "en": "Names and whom they stand for"},
        (
            Column("case", role="label"),
            Column("actor_name", role="label"),
            Column("surface", role="label"),
            "recognised",
            "post",
            "mentions",
            "actor_turns",
            "documents",
            "quote",
            "source",
        ),
        made,
        (
            f"同一行动者名下的各种称谓在网络中合为一个行动者；改动见 {settings.actors.path} 与人员表。",
            "识别依据：该称谓由行动者表的哪一类条目识别；职务来自参会名单。",
        ),
    )


def unlisted(study: Study, settings: Settings) -> Table:
    """One row a community and word: speakers, attendees and words that look like actors, and belong to none."""
    gazetteer, _ = load_gazetteer(study.root, settings)
    texts = _Texts(study)
    counts: Counter[tuple[str, str, str]] = Counter()
    where: dict[tuple[str, str, str], set[str]] = {}
    first: dict[tuple[str, str, str], tuple[str, str]] = {}

    def note(case: str, kind: str, word: str, document_id: str, quote: tuple[str, str] | None = None) -> None:
        key = (case, kind, word)
        counts[key] += 1
        where.setdefault(key, set()).add(document_id)
        if quote:
            first.setdefault(key, quote)

    speaking = {(p.document_id, p.turn_order): p for p in reversed(list(texts.places.values()))}
    for document_id, turns in rows.turns(study).items():
        for turn in turns:
            if turn.speaker and turn.actor_id is None and turn.role != "interviewer":
                place = speaking.get((document_id, turn.order))
                quote = texts.cited(place, place.span) if place else None
                note(texts.case(document_id), "speaker", turn.speaker, document_id, quote)
    for document_id, people in rows.attendees(study).items():
        resolved = {name for _, _, name, _, _ in _rosters_of(document_id, people, gazetteer, texts)}
        for name in people:
            if name not in resolved:
                note(texts.case(document_id), "roster", name, document_id)
    for kind, place, word, span in _words(study, settings, gazetteer, texts):
        note(texts.cases[place.case_id], kind, word, place.document_id, texts.cited(place, span))
    made: list[tuple[Cell, ...]] = []
    for key in sorted(counts, key=lambda k: (k[0], k[1], -counts[k], k[2])):
        made.append((*key, counts[key], len(where[key]), *first.get(key, (None, None))))
    return table(
        "unlisted",
        {"zh": "行动者表之外的称谓", "en": "Names that belong to no actor of the list"},
        (
            Column("case", role="label"),
            Column("found_as", role="label"),
            Column("surface", role="label"),
            Column("mentions", title="次数"),
            "documents",
            "quote",
            "source",
        ),
        made,
        (
            f"这些称谓不进入网络。要使其成为行动者，在 {settings.actors.path} 中加条目，"
            "或在人员表中写明属于谁（qda actors --people 给出建议）。",
            "“文中词语”只是形似机构或人物的词，“模型实体”是 [actors] pipeline 所指模型的判断，都须由人判断。",
        ),
    )


def _why(surface: str, actor: str, gazetteer: Gazetteer, case: str, one: _Seen) -> str:
    from qda.actors.audit import reason

    found = reason(surface, actor, gazetteer, case)
    return "roster" if found == "unknown" and one.posts else found


def _rosters(study: Study, gazetteer: Gazetteer, texts: _Texts) -> Iterator[tuple[str, str, str, str, str]]:
    for document_id, people in rows.attendees(study).items():
        yield from _rosters_of(document_id, people, gazetteer, texts)


def _rosters_of(
    document_id: str, people: object, gazetteer: Gazetteer, texts: _Texts
) -> Iterator[tuple[str, str, str, str, str]]:
    """(community, actor, name, post, document) of every attendee whose actor is known."""
    from qda.actors.resolve import resolve_speaker

    case = texts.case(document_id)
    for name, post in dict(people).items():  # type: ignore[call-overload]
        actor = resolve_speaker(name, gazetteer, case=case, attendees={name: post})
        if actor:
            yield case, actor, name, post, document_id


def _words(
    study: Study, settings: Settings, gazetteer: Gazetteer, texts: _Texts
) -> Iterator[tuple[str, SegmentPlace, str, Span]]:
    """(found as, segment, word, place) of words in the texts that look like actors and lie in no mention."""
    from qda.actors.audit import candidates, shared_titles
    from qda.actors.mentions import entities
    from qda.text.tokenize import make_tokenizer

    tokenizer = make_tokenizer(word for kind in gazetteer.types for word in kind.aliases)
    titles = sorted(shared_titles(gazetteer))
    mentioned: dict[str, list[Span]] = {}
    for segment_id, _, span, _ in rows.mentions(study):
        mentioned.setdefault(segment_id, []).append(span)
    left_out = {"apparatus"} if settings.code.interviewer else {"apparatus", "interviewer"}
    places = [
        place
        for place in sorted(texts.places.values(), key=lambda p: (p.document_id, p.order))
        if place.role not in left_out
    ]
    said = [place.span.of(texts.documents[place.document_id].text) for place in places]
    for place, text in zip(places, said, strict=True):
        spans = [span.shifted(-place.span.start) for span in mentioned.get(place.segment_id, [])]
        for word, span in candidates(text, spans, tokenizer, titles):
            yield "word", place, word, span.shifted(place.span.start)
    if not settings.actors.pipeline:
        return
    folder = study.root / settings.actors.pipeline
    name = str(folder) if folder.is_dir() else settings.actors.pipeline
    for place, text, found in zip(places, said, entities(said, name), strict=True):
        for _, inside in found:
            span = inside.shifted(place.span.start)
            if not any(m.start < span.end and span.start < m.end for m in mentioned.get(place.segment_id, [])):
                yield "entity", place, inside.of(text), span
