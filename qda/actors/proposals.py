"""From evidence to proposals: which actors a speaker may belong to, with the counts for and against. Never a decision.

Sure grounds (introductions, rosters) outweigh the others; among equals every actor with evidence is a proposal of its own,
and a speaker without any comes with none. 我们合作社 counts from the second time on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from qda.actors.introductions import STEADY, STRONG, Evidence, Ground
from qda.actors.load import Gazetteer
from qda.model import ActorId

RARE = 5
"""An actor with less than one fifth of the evidence for the best one is no proposal, but counted against it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One actor that a speaker may belong to. grounds: how often each kind of place says so. against: places that name
    another actor. first: the place to quote, of the surest kind. actor_id: None for a speaker without evidence, where
    `first` is an introduction that names nobody on the list, or None."""

    actor_id: ActorId | None
    grounds: Mapping[Ground, int]
    against: int
    first: Evidence | None

    @property
    def agreeing(self) -> int:
        """How many places say so."""
        return sum(self.grounds.values())


def proposals(found: Iterable[Evidence], gazetteer: Gazetteer) -> list[Proposal]:
    """The proposals for one speaker of one community, the best supported first; one without an actor if there is no
    evidence."""
    pieces = list(found)
    own = Counter(one.actor_id for one in pieces if one.ground == "own")
    counted = [one for one in pieces if one.actor_id and (one.ground != "own" or own[one.actor_id] >= STEADY)]
    sure = {one.actor_id for one in counted if one.ground in STRONG}
    chosen: Collection[str | None] = sure or {one.actor_id for one in counted}
    if not chosen:
        return [Proposal(None, {}, 0, next((one for one in pieces if one.actor_id is None), None))]
    made = []
    for actor in chosen:
        for_it = [
            one for one in counted if one.actor_id == actor or (one.ground == "own" and _shared(one, actor, gazetteer))
        ]
        order = sorted(
            for_it, key=lambda one: (one.ground not in STRONG, one.ground != "introduction", one.actor_id != actor)
        )
        grounds = Counter(one.ground for one in order)
        made.append(Proposal(actor, dict(grounds), len(counted) - len(for_it), order[0]))
    best = max(one.agreeing for one in made)
    kept = [one for one in made if one.agreeing * RARE >= best]
    return sorted(kept, key=lambda p: (-p.agreeing, p.actor_id or ""))


def _shared(one: Evidence, actor: str | None, gazetteer: Gazetteer) -> bool:
    """Whether 我们公司 speaks for this actor too: the word stands under `own` of several types."""
    from qda.text.fold import fold

    return actor is not None and fold(one.words) in {fold(word) for word in gazetteer.of(actor).own}
