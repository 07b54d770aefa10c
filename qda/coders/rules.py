"""The rule coder: gives a code to a segment because a rule of the code says so, and says which words made it.

One draft a segment and code, however many rules fired; its span is the smallest one around all the evidence. A code
above others is not given because one below it is: tables roll up. The polarity of a rule that needs several things
(AND) is that of the weakest of them, of several rules or places that of the strongest: 居民没有授权 is denied, but a
segment that says elsewhere that it was done is realised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qda.codebook.polarity import best, worst
from qda.coders.evaluate import Block
from qda.coders.program import Program, compile_codebook
from qda.errors import CodebookError, UnknownName
from qda.model import Codebook, CodeId, Coder, CodingDraft, CodingUnit, Evidence, Polarity, Span

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder
    from qda.codebook import query
    from qda.coders.explain import Explanation

VERSION = "1"
"""Raised whenever the same rules may give other codings."""
BLOCK_UNITS = 16_384
BLOCK_CHARACTERS = 2_000_000


class RuleCoder:
    """Codes by the rules of a codebook.

    mentions: finds actors, for rules with @type; a codebook with such rules and no finder is refused. Picklable.
    """

    def __init__(self, codebook: Codebook, mentions: MentionFinder | None = None) -> None:
        self.codebook = codebook
        self.mentions = mentions
        self._program = self._compiled(codebook)

    def describe(self) -> Coder:
        """The coder's record; its settings are the actor list and this module's version."""
        actors = self.mentions.gazetteer.sha256 if self.mentions else ""
        settings = hashlib.sha256(f"rules {VERSION} {actors}".encode()).hexdigest()
        return Coder(id="rules", name="rules", kind="rule", version=VERSION, settings_sha256=settings)

    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]:
        """The codes that the rules give, unit by unit, codes in the codebook's order."""
        program = self._program if codebook is self.codebook else self._program_for(codebook)
        for block in _blocks(units):
            yield from drafts_of(Block(block, program, self.mentions))

    def explain(self, unit: CodingUnit, code_id: CodeId) -> Explanation:
        """Why a unit is, or is not, given a code: each rule, what matched where, what was missing or vetoed it.

        Raises UnknownName for a code that the codebook does not have.
        """
        from qda.coders.explain import explain_unit

        return explain_unit(Block([unit], self._program, self.mentions), code_id)

    def rule_hits(self, units: Sequence[CodingUnit]) -> dict[str, int]:
        """In how many units each rule fires; a rule that never fires stands there with 0."""
        hits = {rule.id: 0 for rules in self._program.rules.values() for rule, _ in rules}
        for batch in _blocks(units):
            block = Block(batch, self._program, self.mentions)
            for rules in self._program.rules.values():
                for rule, root in rules:
                    hits[rule.id] += int(block.find(root).truth.sum())
        return hits

    def _program_for(self, codebook: Codebook) -> Program:
        return self._program if codebook == self.codebook else self._compiled(codebook)

    def _compiled(self, codebook: Codebook) -> Program:
        program = compile_codebook(codebook)
        if program.needs_actors and self.mentions is None:
            listed = ", ".join("@" + actor for actor in program.needs_actors)
            raise CodebookError(
                f"rules ask for actors ({listed}) and there is no actor list",
                "name one in study.toml, or take these rules out", "rule-needs-actors",
            )  # fmt: skip
        if self.mentions is not None:
            known = self.mentions.gazetteer.actor_ids
            for actor in program.needs_actors:
                if actor not in known:
                    raise UnknownName("actor type", actor, known)
        return program


def drafts_of(block: Block) -> Iterator[CodingDraft]:
    """The drafts of one block, unit by unit, codes in the codebook's order."""
    drafts: list[tuple[int, int, CodingDraft]] = []
    for order, (code_id, rules) in enumerate(block.program.rules.items()):
        by_unit: dict[int, list[tuple[str, query.Node, list[tuple[int, int, int]]]]] = {}
        for rule, root in rules:
            for unit, spans in _by_unit(block, root).items():
                by_unit.setdefault(unit, []).append((rule.id, root, spans))
        drafts += ((unit, order, _draft(block, unit, code_id, fired)) for unit, fired in by_unit.items())
    for _, _, draft in sorted(drafts, key=lambda entry: entry[:2]):
        yield draft


def _blocks(units: Sequence[CodingUnit]) -> Iterator[Sequence[CodingUnit]]:
    """Batches of bounded size, so that memory does not grow with the corpus."""
    first = size = 0
    for i, unit in enumerate(units):
        if i > first and (i - first >= BLOCK_UNITS or size + len(unit.text) > BLOCK_CHARACTERS):
            yield units[first:i]
            first, size = i, 0
        size += len(unit.text)
    if first < len(units):
        yield units[first:]


def _by_unit(block: Block, root: query.Node) -> Mapping[int, list[tuple[int, int, int]]]:
    """The units in which a rule is true, each with its spans (start, end, part) in joined positions."""
    found = block.find(root)
    fired: dict[int, list[tuple[int, int, int]]] = {unit: [] for unit in found.truth.nonzero()[0].tolist()}
    units = block.joined.unit_of(found.start).tolist()
    rows = zip(units, found.start.tolist(), found.end.tolist(), found.part.tolist(), strict=True)
    for unit, start, end, part in rows:
        fired[unit].append((start, end, part))
    return fired


def _draft(
    block: Block, index: int, code_id: CodeId, fired: list[tuple[str, query.Node, list[tuple[int, int, int]]]]
) -> CodingDraft:
    """One coding from the rules that fired. A rule without spans (conditions only) rests on the whole segment."""
    unit, base = block.units[index], int(block.joined.starts[index])
    evidence: list[Evidence] = []
    polarities: list[Polarity] = []
    for rule_id, root, spans in fired:
        if not spans:
            whole = Span(unit.start, unit.start + len(unit.text))
            evidence.append(Evidence(whole, rule_id, "the whole segment"))
            continue
        by_part: dict[int, list[Polarity]] = {}
        for start, end, part in spans:
            by_part.setdefault(part, []).append(block.polarity_at(root, start, end))
        polarities.append(worst(best(group) for group in by_part.values()))
        for start, end in sorted({(start - base, end - base) for start, end, _ in spans}):
            evidence.append(Evidence(Span(unit.start + start, unit.start + end), rule_id, unit.text[start:end]))
    evidence.sort(key=lambda one: (one.span, one.rule_id))
    span = Span(min(one.span.start for one in evidence), max(one.span.end for one in evidence))
    return CodingDraft(
        segment_id=unit.segment_id,
        code_id=code_id,
        span=span,
        score=None,
        polarity=best(polarities) if polarities else None,
        evidence=tuple(evidence),
    )
