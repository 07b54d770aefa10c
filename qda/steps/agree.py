"""Whose codings are compared with whose, on which segments: the groups of coders behind every table of agreement.

A group is a set of coders with the segments that at least two of them saw. People are compared in one round, the last
that two of them coded unless [agree] says otherwise; machines with the adjudicated gold, or with every person where there
is none; coders who were named are compared pair by pair, whatever they are. A person with codings of several rounds on the
same segments is also compared with itself (stability).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from qda.errors import UnknownName
from qda.model import Code
from qda.steps.coded import roll_up, used_codebook
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.judgements import Judgements, judgements
from qda.store.rows import SegmentPlace
from qda.store.study import Study

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

GroupKind = Literal["people", "pair", "machine", "stability"]


@dataclass(frozen=True, slots=True)
class Group:
    """Coders who are compared. kind: people (all persons of a round together), pair (two of several persons), machine
    (a machine with gold or with a person; where coders were named, any pair that is not of two persons) or stability (one
    person in two rounds). units: the segments that at least two of them saw, by document and place."""

    kind: GroupKind
    raters: tuple[Judgements, ...]
    units: tuple[SegmentPlace, ...]

    def label(self) -> str:
        """The coders' names; with their rounds where a name stands twice."""
        names = [r.coder for r in self.raters]
        if len(set(names)) < len(names):
            return " × ".join(f"{r.coder}（第{r.round}轮）" for r in self.raters)
        return " × ".join(names)

    def documents(self) -> NDArray[numpy.int64]:
        """The index of each unit's document, from 0."""
        import numpy

        index = {d: i for i, d in enumerate(dict.fromkeys(u.document_id for u in self.units))}
        return numpy.array([index[u.document_id] for u in self.units], dtype=numpy.int64)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All judgements of a study and the groups to compare. codes: those compared, in the codebook's order. below: code to
    the codes that count for it. round: of people's codings. notes: what was left out, in words."""

    raters: tuple[Judgements, ...]
    groups: tuple[Group, ...]
    codes: tuple[Code, ...]
    below: Mapping[str, tuple[str, ...]]
    places: Mapping[str, SegmentPlace]
    round: int
    notes: tuple[str, ...] = field(default=())

    def name(self, code_id: str) -> str:
        """A code's name; its id if it is not among the codes compared."""
        return next((code.called() for code in self.codes if code.id == code_id), code_id)

    def leaves(self) -> tuple[Code, ...]:
        """The codes without codes below them."""
        return tuple(code for code in self.codes if len(self.below[code.id]) == 1)

    def tops(self) -> tuple[Code, ...]:
        """The codes at the top."""
        return tuple(code for code in self.codes if code.parent_id is None)


def gather(study: Study, settings: Settings) -> Gathered:
    """Everything that agreement is computed from. Raises UnknownName for a coder in [agree] coders who coded nothing, or a
    code in [agree] thresholds that the codebook does not have."""
    declared = [sheet.coder for sheet in settings.codings]
    wanted = settings.agree.coders
    known = tuple(name for name, _ in rows.coders(study))
    if unknown := [name for name in wanted if name not in known]:
        raise UnknownName("coder", unknown[0], known)
    raters = tuple(
        sorted(
            judgements(study, wanted), key=lambda r: declared.index(r.coder) if r.coder in declared else len(declared)
        )
    )
    if not raters:
        return Gathered((), (), (), {}, {}, 1)
    places = rows.places(study)
    codebook = used_codebook(study, raters[0].coder)
    ids = tuple(code.id for code in codebook.codes)
    if absent := [code_id for code_id in settings.agree.thresholds if code_id not in ids]:
        raise UnknownName("code in [agree] thresholds", absent[0], ids)
    notes = []
    if len({r.codebook_id for r in raters}) > 1:
        listed = "；".join(f"{r.coder} {r.codebook_id.rsplit('@', 1)[0]}" for r in raters)
        notes.append(f"编码者所用编码表的版本不同（{listed}），按{raters[0].coder}所用的版本比较。")
    people = [r for r in raters if r.kind in {"human", "gold"}]
    facets = {code.id: code.facet for code in codebook.codes}
    used = {facets.get(c) for r in people for codes in r.said.values() for c in codes}
    left_out = people and "linkage" not in used and any(code.facet == "linkage" for code in codebook.codes)
    codes = tuple(code for code in codebook.codes if not (left_out and code.facet == "linkage"))
    if left_out:
        notes.append("人工编码者没有使用联动关系的编码，这一面向不作比较。")
    number = _round(raters, settings.agree.round)
    return Gathered(
        raters,
        tuple(_groups(raters, places, number, bool(wanted))),
        codes,
        roll_up(codebook),
        places,
        number,
        tuple(notes),
    )


def decisions(group: Group, gathered: Gathered, codes: Sequence[Code]) -> NDArray[numpy.int64]:
    """codes × units × coders: 1 coded (with the code or one below it), 0 seen and not coded, -1 not seen."""
    import numpy

    made = numpy.full((len(codes), len(group.units), len(group.raters)), -1, dtype=numpy.int64)
    above: dict[str, list[int]] = {}
    for i, code in enumerate(codes):
        for below in gathered.below[code.id]:
            above.setdefault(below, []).append(i)
    for j, rater in enumerate(group.raters):
        for u, unit in enumerate(group.units):
            said = rater.said.get(unit.segment_id)
            if said is None:
                continue
            made[:, u, j] = 0
            for code_id in said:
                made[above.get(code_id, []), u, j] = 1
    return made


def shared_units(
    raters: Sequence[Judgements], places: Mapping[str, SegmentPlace], least: int
) -> tuple[SegmentPlace, ...]:
    """The current segments that at least so many of the coders saw, by document and place."""
    times: dict[str, int] = {}
    for rater in raters:
        for segment in rater.said:
            times[segment] = times.get(segment, 0) + 1
    chosen = [places[s] for s, n in times.items() if n >= least and s in places]
    return tuple(sorted(chosen, key=lambda p: (p.case_id, p.document_id, p.order)))


def _round(raters: Sequence[Judgements], asked: int) -> int:
    """The round of people's codings that is compared."""
    if asked:
        return asked
    rounds = [r.round for r in raters if r.kind == "human"]
    double = [n for n in rounds if rounds.count(n) > 1]
    return max(double or rounds or [1])


def _groups(
    raters: Sequence[Judgements], places: Mapping[str, SegmentPlace], number: int, every_pair: bool
) -> list[Group]:
    """every_pair: coders were named, so each pair of them is compared, machines with machines and gold with people too."""
    people = [r for r in raters if r.kind == "human" and r.round == number]
    machines = [r for r in raters if r.kind in {"rule", "model"}]
    gold = [r for r in raters if r.kind == "gold"]
    made: list[Group] = []

    def add(kind: GroupKind, *of: Judgements) -> None:
        made.append(Group(kind, of, shared_units(of, places, 2)))

    if len(people) > 1:
        add("people", *people)
    if len(people) > 2:
        for pair in combinations(people, 2):
            add("pair", *pair)
    if every_pair:
        for first, second in combinations([*people, *gold, *machines], 2):
            if first.kind != "human" or second.kind != "human":
                add("machine", first, second)
    else:
        for machine in machines:
            for other in gold or people:
                add("machine", machine, other)
    for first, second in combinations([r for r in raters if r.kind == "human"], 2):
        if first.coder == second.coder and set(first.said) & set(second.said):
            add("stability", first, second)
    return made
