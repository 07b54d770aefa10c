"""What the other networks of a study are made of: places in stored texts that show a tie, one record a place.

attendance   two actors at one meeting: on the attendance list, or speaking
answers      an actor's turn right after another actor's turn of the same document
actor-codes  an actor named in a segment that carries a code
discourse    an actor speaks a segment that carries a code, said to be done, planned, demanded or denied
epistemic    a segment and the three before it in the document hold two codes (ENA, moving window)

A network is a group-by of these places: its weights are numbers of places, after repetitions within a document are left
out (`[network] collapse`). Doubts: attendance lists name persons, of whom only those count whose actor is known; a turn
after another need not answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from qda.errors import UnknownName
from qda.model import Document, Span
from qda.steps.actors import load_gazetteer
from qda.steps.coded import Coded, excerpt, read_coded, roll_up, source_line
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.network.epistemic import Lines

Kind = Literal["attendance", "answers", "actor-codes", "discourse", "epistemic"]
WINDOW = 4
"""Segments in the moving window of the epistemic networks, the segment itself among them."""
FACETS = ("dimension", "mechanism")
"""Facets whose top codes the epistemic networks connect."""

SPEAKING = ("speaker", "interviewee")
PRESENT = ("参会人员", "列席", "主持人", "记录人")
"""Lines of a head that name people at the meeting; the first is the attendance list. Tables to sign are one too."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that shows a tie. source, target: ids of actors or codes. qualifier: the polarity in discourse, else "".
    around: the stretch to quote from; spans: the words that show it. words: what stands in the quote's place ("" for the
    text itself). segment_id: "" where it is no segment."""

    case_id: str
    document_id: str
    source: str
    target: str
    qualifier: str
    around: Span
    spans: tuple[Span, ...]
    words: str = ""
    segment_id: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """listed, spoke: actor to the names or labels that stand for it. has_list: whether there is an attendance list."""

    document: Document
    listed: dict[str, tuple[str, ...]]
    spoke: dict[str, tuple[str, ...]]
    has_list: bool

    @property
    def present(self) -> tuple[str, ...]:
        """Every actor at the meeting."""
        return tuple(sorted(self.listed.keys() | self.spoke.keys()))


class Stored:
    """The stored study as these networks read it, each part once."""

    def __init__(self, study: Study, settings: Settings) -> None:
        self.study = study
        self.settings = settings

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return {d.id: d for d in rows.documents(self.study)}

    @cached_property
    def cases(self) -> dict[str, str]:
        """Names of communities by id."""
        return {c.id: c.name for c in rows.cases(self.study)}

    @cached_property
    def coded(self) -> Coded:
        """The first coder's codings."""
        return read_coded(self.study, self.settings)

    @cached_property
    def names(self) -> dict[str, str]:
        """Chinese names of actors."""
        return {actor: name for actor, (name, _, _) in rows.actors(self.study).items()}

    @cached_property
    def spoken(self) -> tuple[int, int]:
        """Turns whose speaker's actor is known, and turns with a speaker, interviewers' left out."""
        said = [t for turns in rows.turns(self.study).values() for t in turns if t.speaker and t.role in SPEAKING]
        return sum(1 for t in said if t.actor_id), len(said)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The minutes, with who was there."""
        from qda.actors.resolve import resolve_speaker

        gazetteer, _ = load_gazetteer(self.study.root, self.settings)
        turns = rows.turns(self.study)
        rosters = rows.attendees(self.study)
        made = []
        for d in self.documents.values():
            if d.kind != "minutes":
                continue
            fields = [d.variables.get(name, "") for name in PRESENT]
            # The store's list also has the absent, and titles that stand for a name: only these lines and tables count.
            roster = rosters.get(d.id, {})
            signed = {n for n in roster if f"{n}\t" in d.text}
            people = {n: post for n, post in roster.items() if n in signed or any(n in value for value in fields)}
            listed: dict[str, list[str]] = {}
            for name, post in people.items():
                actor = resolve_speaker(name, gazetteer, case=self.cases[d.case_id], attendees={name: post})
                if actor in self.names and actor is not None:
                    listed.setdefault(actor, []).append(f"{name}（{post}）" if post else name)
            spoke: dict[str, dict[str, None]] = {}
            for turn in turns.get(d.id, ()):
                if turn.actor_id and turn.speaker:
                    spoke.setdefault(turn.actor_id, {})[turn.speaker] = None
            made.append(
                Meeting(
                    d,
                    {actor: tuple(who) for actor, who in listed.items()},
                    {actor: tuple(who) for actor, who in spoke.items()},
                    bool(fields[0] or signed),
                )
            )
        return tuple(made)

    def shown(self, place: Place) -> tuple[str, str]:
        """(quote, source) of a place."""
        document = self.documents[place.document_id]
        case = self.cases[place.case_id]
        text = place.words or excerpt(document.text, place.around, place.spans)[0]
        if place.segment_id:
            return text, source_line(document, self.coded.places[place.segment_id], case)
        return text, "，".join((case, f"《{document.title}》", document.date or "日期不详"))


def places_of(stored: Stored, kind: str) -> list[Place]:
    """Every place of a kind of network, in the order of the texts. Raises UnknownName."""
    if kind not in MAKERS:
        raise UnknownName("kind of network", kind, tuple(MAKERS))
    return list(MAKERS[kind](stored))


def counted_places(places: list[Place], collapse: str) -> tuple[list[Place], list[Place]]:
    """(places that count, repetitions): with "document" a tie counts once a document, else every place counts."""
    if collapse != "document":
        return places, []
    kept: list[Place] = []
    dropped: list[Place] = []
    seen = set()
    for p in places:
        key = (p.case_id, p.document_id, p.source, p.target, p.qualifier)
        (dropped if key in seen else kept).append(p)
        seen.add(key)
    return kept, dropped


def _attendance(stored: Stored) -> Iterator[Place]:
    for meeting in stored.meetings:
        d = meeting.document
        for a, b in combinations(meeting.present, 2):
            words = "；".join(f"{stored.names[actor]}：{_how(meeting, actor)}" for actor in (a, b))
            yield Place(d.case_id, d.id, a, b, "", Span(0, max(len(d.text), 1)), (), words)


def _how(meeting: Meeting, actor: str) -> str:
    listed, spoke = meeting.listed.get(actor, ()), meeting.spoke.get(actor, ())
    parts = [f"名单{'、'.join(listed[:2])}{'等' if len(listed) > 2 else ''}"] if listed else []
    parts += [f"发言{'、'.join(spoke[:2])}{'等' if len(spoke) > 2 else ''}"] if spoke else []
    return "，".join(parts)


def _answers(stored: Stored) -> Iterator[Place]:
    from qda.network.incidence import answering

    for document_id, turns in rows.turns(stored.study).items():
        d = stored.documents[document_id]
        said = [t for t in turns if t.role not in {"apparatus", "narration"}]
        for now, before in answering([t.actor_id for t in said], [document_id] * len(said)):
            turn, other = said[now], said[before]
            source, target = str(turn.actor_id), str(other.actor_id)
            lead = f"（前：{other.speaker}）{turn.speaker}：{excerpt(d.text, turn.span, [_head(turn.span)])[0]}"
            yield Place(d.case_id, d.id, source, target, "", turn.span, (turn.span,), lead)


def _head(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + 20))


def _actor_codes(stored: Stored) -> Iterator[Place]:
    named: dict[str, dict[str, Span]] = {}
    for segment_id, actor, span, _ in rows.mentions(stored.study):
        named.setdefault(segment_id, {}).setdefault(actor, span)
    for c in stored.coded.codings:
        if stored.coded.code(c.code_id).facet != "linkage":
            for actor, span in sorted(named.get(c.segment_id, {}).items()):
                spans = (span, c.span)
                yield Place(
                    c.case_id, c.document_id, actor, c.code_id, "", c.segment_span, spans, segment_id=c.segment_id
                )


def _discourse(stored: Stored) -> Iterator[Place]:
    for c in stored.coded.codings:
        speaker = stored.coded.places[c.segment_id].actor_id
        if speaker and stored.coded.code(c.code_id).facet != "linkage":
            polarity = c.polarity or ""
            yield Place(
                c.case_id,
                c.document_id,
                speaker,
                c.code_id,
                polarity,
                c.segment_span,
                (c.span,),
                segment_id=c.segment_id,
            )


def _epistemic(stored: Stored) -> Iterator[Place]:
    from qda.network.epistemic import moving_window

    lines = epistemic_lines(stored, by="segment")
    found = moving_window(lines, WINDOW)
    rank = {unit: i for i, unit in enumerate(found.units)}
    for segment_id in lines.units:
        place = stored.coded.places[segment_id]
        row = found.values[rank[segment_id]]
        for (a, b), value in zip(found.pairs, row, strict=True):
            if value:
                one, other = sorted((found.codes[a], found.codes[b]))
                yield Place(
                    place.case_id,
                    place.document_id,
                    one,
                    other,
                    "",
                    place.span,
                    (_head(place.span),),
                    segment_id=segment_id,
                )


def epistemic_lines(stored: Stored, *, by: Literal["segment", "document"]) -> Lines:
    """The segments that were read as lines, with the top codes they carry. by: what a unit is."""
    from qda.network.epistemic import lines_of

    ours = stored.coded
    top = top_codes(ours)
    carried: dict[str, set[str]] = {}
    for c in ours.codings:
        if ours.code(c.code_id).facet in FACETS:
            carried.setdefault(c.segment_id, set()).add(top[c.code_id])
    table = []
    for place in sorted(ours.places.values(), key=lambda p: (p.document_id, p.order)):
        if place.segment_id in ours.seen:
            unit = place.segment_id if by == "segment" else place.document_id
            for code in sorted(carried.get(place.segment_id, ())) or [""]:
                table.append((unit, place.document_id, place.segment_id, code))
    return lines_of(table)


def top_codes(coded: Coded) -> dict[str, str]:
    """Code id to the id of the highest code above it, or its own."""
    below = roll_up(coded.codebook)
    return {code: top.id for top in coded.codebook.codes if top.parent_id is None for code in below[top.id]}


MAKERS: dict[str, Callable[[Stored], Iterator[Place]]] = {
    "attendance": _attendance,
    "answers": _answers,
    "actor-codes": _actor_codes,
    "discourse": _discourse,
    "epistemic": _epistemic,
}
