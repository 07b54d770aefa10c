"""The network figures of a study: co-mention by community, typed linkage side by side, and what differs between two.

An actor has the same colour and shape in all of them, and the same place in every panel of a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qda.errors import StudyError, UsageError
from qda.model import Tie
from qda.steps.settings import Settings
from qda.steps.tables_network import CO_MENTION, co_mention_ties, relation_names
from qda.store import rows
from qda.store.study import Study

Kind = Literal["svg", "png"]
APART = 0.32
"""Least distance of two nodes of a dense figure, where the drawing reaches from -1 to 1."""
CROWDED = 16
"""Actors of which a figure of few ties can stand where the figures of many ties have them."""
LINKAGE_CAPTION = "各社区的联动关系：谁对谁做了什么"


@dataclass(frozen=True, slots=True)
class DrawnActors:
    """names, sectors: by actor. places: of those that have a tie, within [-1, 1], the same in every drawing."""

    names: dict[str, str]
    sectors: dict[str, str]
    places: dict[str, tuple[float, float]]


def drawn_actors(study: Study, settings: Settings) -> DrawnActors:
    """How every drawing of this study shows its actors."""
    from qda.network.layout import positions

    known = rows.actors(study)
    ties = rows.ties(study)
    tied = {actor for t in ties for actor in (t.source_id, t.target_id)}
    return DrawnActors(
        {actor: name for actor, (name, _, _) in known.items()},
        {actor: sector for actor, (_, _, sector) in known.items()},
        positions([t for t in ties if t.relation == CO_MENTION], seed=settings.report.seed, nodes=tied),
    )


def network_figures(study: Study, settings: Settings, kind: Kind) -> Iterator[tuple[str, str, str, bytes]]:
    """(file name without ending, case id, title, picture) of each community; an actor has the same place in all."""
    from qda.export.figures import network_figure

    by_case = co_mention_ties(study)
    actors = drawn_actors(study, settings)
    documents = Counter(d.case_id for d in rows.documents(study))
    for number, case in enumerate(rows.cases(study), 1):
        ties = [t for t in by_case.get(case.id, []) if t.weight >= settings.network.minimum]
        title = f"{case.name}：行动者共同提及网络"
        counts = {"documents": documents[case.id], "ties": len(ties)}
        content = network_figure(title, ties, actors.names, actors.sectors, actors.places, counts=counts, format=kind)
        yield f"network-{number}-{_slug(case.name)}", case.id, title, content


def linkage_figure(study: Study, settings: Settings, kind: Kind, case_id: str = "") -> bytes:
    """Typed linkage, one panel a community, each relation with a colour and a dash. case_id: only that community.

    Actors stand where they do in the co-mention networks; of more than CROWDED, they are placed by typed ties alone, as
    most of them have none. Raises StudyError (no-linkage) if there is no typed tie.
    """
    from qda.export.figures import NetworkPanel, network_panels
    from qda.network.layout import positions

    ties = [t for t in rows.ties(study) if t.relation != CO_MENTION and case_id in ("", t.case_id)]
    if not ties:
        raise StudyError("there is no typed linkage to draw", "see  qda table events  for what was found", "no-linkage")
    actors = drawn_actors(study, settings)
    places = actors.places
    if len(places) > CROWDED:
        places = positions(ties, seed=settings.report.seed, nearest=APART)
    documents = Counter(d.case_id for d in rows.documents(study))
    panels = []
    for case in rows.cases(study):
        ours = tuple(t for t in ties if t.case_id == case.id)
        if case_id in ("", case.id):
            panels.append(NetworkPanel(case.name, ours, {"documents": documents[case.id], "ties": len(ours)}))
    return network_panels(
        LINKAGE_CAPTION,
        panels,
        actors.names,
        actors.sectors,
        places,
        relations=relation_names(study),
        format=kind,
    )


def difference_figure(study: Study, settings: Settings, kind: Kind, first: str, second: str) -> bytes:
    """The co-mention networks of two communities taken from each other: a line where one has more, as wide as the
    difference of the shares of documents in which the two actors are named together.

    first, second: ids of communities. Raises UsageError (same-case).
    """
    from qda.export.figures import network_figure

    if first == second:
        raise UsageError("a difference needs two communities", "name two with --case and --against", "same-case")
    actors = drawn_actors(study, settings)
    named = {c.id: c.name for c in rows.cases(study)}
    documents = Counter(d.case_id for d in rows.documents(study))
    shares: dict[tuple[str, str], dict[str, float]] = {}
    for t in rows.ties(study):
        if t.relation == CO_MENTION and t.case_id in (first, second):
            in_documents = len({e.document_id for e in t.evidence})
            shares.setdefault((t.source_id, t.target_id), {})[t.case_id] = in_documents / documents[t.case_id]
    ties = []
    for (a, b), by_case in sorted(shares.items()):
        difference = by_case.get(first, 0.0) - by_case.get(second, 0.0)
        if difference:
            relation = "first" if difference > 0 else "second"
            ties.append(Tie(a, b, relation, False, abs(difference), first, ()))
    return network_figure(
        f"{named[first]}与{named[second]}：共同提及之差",
        ties,
        actors.names,
        actors.sectors,
        actors.places,
        counts={"documents": documents[first] + documents[second], "ties": len(ties)},
        relations={
            "first": f"{named[first]}较多（n={documents[first]}份）",
            "second": f"{named[second]}较多（n={documents[second]}份）",
        },
        width_words="线的粗细：文档占比之差",
        format=kind,
    )


def left_out_note(study: Study, settings: Settings, case_id: str) -> str:
    """How many weak ties a figure leaves out, "" if none."""
    weak = sum(1 for t in co_mention_ties(study).get(case_id, []) if t.weight < settings.network.minimum)
    return f"另有{weak}条权重小于{settings.network.minimum}的联系未画出，见“全部联系”。" if weak else ""


def _slug(name: str) -> str:
    kept = "".join(c for c in name if c.isalnum() or c in "-_")
    return kept[:40] or "case"
