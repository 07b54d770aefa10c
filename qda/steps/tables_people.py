"""The table of people, proposed: every speaker whom the actor list does not know, with whom the texts say they are.

Nothing is applied. The user checks the rows, keeps the file, and names it as `people` under [actors].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import StudyError
from qda.model import Span
from qda.steps.actors import load_gazetteer
from qda.steps.passages import Passages
from qda.steps.settings import Settings
from qda.steps.tables_actors import around
from qda.store import rows
from qda.store.rows import SegmentPlace
from qda.store.study import Study
from qda.table import Cell, Column, Table, table
from qda.terms import VALUES

if TYPE_CHECKING:
    from qda.actors.introductions import Evidence
    from qda.actors.load import Gazetteer
    from qda.actors.proposals import Proposal
    from qda.model import Document, Turn

AROUND = 60
"""Characters of a quote on either side of the words that say who somebody is."""
Key = tuple[str, str]
"""(community, speaker label)."""


def people(study: Study, settings: Settings) -> Table:
    """One row a speaker and proposed actor; speakers without evidence have none and come with their first words."""
    from qda.actors.proposals import proposals

    gazetteer, _ = load_gazetteer(study.root, settings)
    texts = Passages(study)
    found: dict[Key, list[tuple[str, Evidence]]] = {}
    turns: Counter[Key] = Counter()
    first: dict[Key, tuple[str, Span]] = {}
    for document_id, spoken in rows.turns(study).items():
        unknown = [t for t in spoken if t.speaker and t.actor_id is None and t.role != "interviewer"]
        case = texts.case(document_id)
        for turn in unknown:
            turns[case, turn.speaker or ""] += 1
            first.setdefault((case, turn.speaker or ""), (document_id, turn.span))
    for document_id, one in _evidence(study, texts, gazetteer, set(turns)):
        found.setdefault((texts.case(document_id), one.label), []).append((document_id, one))
    places = _places(texts)
    made: list[tuple[Cell, ...]] = []
    for key in sorted(turns, key=lambda k: (k[0], -turns[k], k[1])):
        pieces = found.get(key, [])
        where = {id(one): document_id for document_id, one in pieces}
        for proposal in proposals([one for _, one in pieces], gazetteer):
            document_id, span = first[key]
            if proposal.first:
                document_id, span = where[id(proposal.first)], proposal.first.span
            quote, source = _cited(texts, places, document_id, span)
            made.append((*key, *_cells(proposal, gazetteer), turns[key], quote, source))
    return table(
        "people",
        {"zh": "人物表（建议，待核对）", "en": "Table of people, proposed"},
        (
            Column("case", role="label"),
            Column("surface", role="label"),
            Column("actor_name", title="行动者", role="label"),
            Column("organisation", title="说明"),
            "ground_kinds",
            "agreeing",
            "opposing",
            "actor_turns",
            "quote",
            "source",
        ),
        made,
        (
            f"每行一个不属于任何行动者的发言人与一个建议；核对“行动者”一列（可写 {settings.actors.path} 中的名称或编号），"
            '空着的自己填或留空，然后在 study.toml 的 [actors] 里写 people = "这个文件"。没有写进设置之前，什么也不会改变。',
            "同一称谓有几行，是说法不一：留下对的一行。行动者为空的行，读入时略去并给出备注。",
            "佐证：说他属于这个行动者的处数；反证：说他属于别的行动者的处数。没有佐证的，引文是其自我介绍或最初的话。",
        ),
    )


def write_people(study: Study, settings: Settings, out: Path) -> Table:
    """The table, written to a CSV or XLSX file. Raises StudyError (people-exists) for a file that is there: it may hold
    somebody's work."""
    from qda.steps.export_table import exported, format_of

    chosen = format_of("", out)
    if out.exists():
        raise StudyError(
            f"{out.as_posix()} exists already and may hold rows that somebody has checked",
            "give another name, and copy over what you need",
            "people-exists",
        )
    made = people(study, settings)
    exported(made, chosen, "zh", out)
    return made


def _cells(proposal: Proposal, gazetteer: Gazetteer) -> tuple[Cell, ...]:
    """Actor, words for the organisation, grounds, places for and against."""
    words = proposal.first.words if proposal.first else None
    if proposal.actor_id is None:
        return None, words, None, 0, 0
    names = gazetteer.of(proposal.actor_id).name
    said = VALUES["ground_kinds"]
    grounds = "；".join(
        f"{said[kind]}{n}" for kind, n in sorted(proposal.grounds.items(), key=lambda g: list(said).index(g[0]))
    )
    return names.get("zh") or proposal.actor_id, words, grounds, proposal.agreeing, proposal.against


def _evidence(study: Study, texts: Passages, gazetteer: Gazetteer, unknown: set[Key]) -> Iterator[tuple[str, Evidence]]:
    """(document, evidence) of all documents, turns first, then lines outside them that name an unknown speaker."""
    from qda.actors.introductions import Said, evidence, in_roster
    from qda.actors.mentions import MentionFinder

    named: dict[str, list[tuple[str, Span]]] = {}
    for segment_id, actor, span, _ in rows.mentions(study):
        named.setdefault(texts.places[segment_id].document_id, []).append((actor, span))
    finder = MentionFinder(gazetteer)
    for document_id, spoken in rows.turns(study).items():
        case, document = texts.case(document_id), texts.documents[document_id]
        labels = {turn.speaker for turn in spoken if (case, turn.speaker) in unknown and turn.speaker}
        said = [Said(turn.speaker or "", turn.span) for turn in spoken]
        for one in evidence(document.text, said, named.get(document_id, []), labels, gazetteer):
            yield document_id, one
        for line in _lines_outside(document, spoken):
            if any(label in line.of(document.text) for label in labels):
                here = finder.find(line.of(document.text), case=case)
                mentions = [(m.actor_id, m.span.shifted(line.start)) for m in here]
                for one in in_roster(document.text, line, mentions, labels):
                    yield document_id, one


def _lines_outside(document: Document, spoken: list[Turn]) -> Iterator[Span]:
    """The lines of head and foot: before the first turn and behind the last."""
    ends = [turn.span for turn in spoken if turn.speaker]
    if not ends:
        return
    for start, stop in ((0, ends[0].start), (ends[-1].end, len(document.text))):
        at = start
        for line in document.text[start:stop].splitlines(keepends=True):
            yield Span(at, at + len(line.rstrip()))
            at += len(line)


def _places(texts: Passages) -> dict[str, list[SegmentPlace]]:
    """The segments of each document, in order."""
    found: dict[str, list[SegmentPlace]] = {}
    for place in sorted(texts.places.values(), key=lambda p: (p.document_id, p.order)):
        found.setdefault(place.document_id, []).append(place)
    return found


def _cited(texts: Passages, places: dict[str, list[SegmentPlace]], document_id: str, span: Span) -> tuple[str, str]:
    """The words around a span, and where they stand."""
    document = texts.documents[document_id]
    inside = [p for p in places.get(document_id, ()) if p.span.start < span.end and span.start < p.span.end]
    if inside:
        middle = Span(max(span.start, inside[0].span.start), min(span.end, inside[0].span.end))
        return around(document.text, inside[0].span, middle, AROUND), texts.source(inside[0].segment_id)
    return around(document.text, span, span, AROUND), f"{texts.case(document_id)}，《{document.title}》"
