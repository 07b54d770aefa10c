"""The rule coder: gives a code to a segment because a rule of the code says so, and says which words made it.

One draft a segment and code, however many rules fired; its span is the smallest one around all the evidence. A code
above others is not given because one below it is: tables roll up. The polarity of a rule that needs several things
(AND) is that of the weakest of them, of several rules or places that of the strongest: 居民没有授权 is denied, but a
segment that says elsewhere that it was done is realised.

Texts are worked on in blocks of bounded size, so memory does not grow with the corpus.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from qda.coders.cache import ProgramCache
from qda.coders.coded import CodedSpans, coded_spans, drafts_of
from qda.coders.compile import compile_codebook
from qda.coders.context import Context, Scoring, in_document_order
from qda.coders.evaluate import Block
from qda.coders.program import Program
from qda.errors import CodebookError, UnknownName
from qda.model import Codebook, CodeId, Coder, CodingDraft, CodingUnit

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder
    from qda.coders.explain import Explanation
    from qda.text.tokenize import Tokenizer

VERSION = "1"
"""Raised whenever the same rules may give other codings."""
BLOCK_UNITS = 131_072
BLOCK_CHARACTERS = 3_000_000
_ASKED = {
    "turns": ("TURN()", "the turn of each segment"),
    "items": ("ITEM()", "the agenda item of each segment"),
    "cases": ("case:", "the names of the cases"),
    "dates": ("date:", "the dates of the documents"),
}


class RuleCoder:
    """Codes by the rules of a codebook.

    mentions: finds actors, for rules with @type; a codebook with such rules and no finder is refused. context: turns,
    agenda items, cases and dates, for rules that ask for them. scoring: weights of rules and minima of codes, those of the
    codebook if None. engine: "automaton" or "numpy", "" for the faster one; they give the same. cache: keeps compiled
    codebooks beyond this coder. tokenizer: for ^; one with jieba's own dictionary if None. Picklable.
    """

    def __init__(
        self,
        codebook: Codebook,
        mentions: MentionFinder | None = None,
        *,
        context: Context | None = None,
        scoring: Scoring | None = None,
        engine: str = "",
        cache: ProgramCache | None = None,
        tokenizer: Tokenizer | None = None,
    ) -> None:
        self.codebook = codebook
        self.mentions = mentions
        self.context = context
        self.scoring = scoring
        self._engine = engine
        self._cache = cache if cache is not None else ProgramCache(2)
        self._tokenizer = tokenizer
        self._detailed: Program | None = None
        self._program = self._compiled(codebook)

    @property
    def needs_whole_documents(self) -> bool:
        """Whether rules look beyond a segment (TURN, ITEM, NEIGHBOURS), so that all segments of a document have to be
        given in one call of `code`."""
        return "documents" in self._program.asks

    def describe(self) -> Coder:
        """The coder's record; its settings are the actor list, the weights and this module's version."""
        actors = self.mentions.gazetteer.sha256 if self.mentions else ""
        weights = ""
        if self.scoring is not None:
            weights = f" {sorted(self.scoring.weights.items())} {sorted(self.scoring.minima.items())}"
        settings = hashlib.sha256(f"rules {VERSION} {actors}{weights}".encode()).hexdigest()
        return Coder(id="rules", name="rules", kind="rule", version=VERSION, settings_sha256=settings)

    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]:
        """The codes that the rules give, unit by unit in the order of `units`, codes in the codebook's order.

        Raises CodebookError (rule-needs-context) if a rule asks for what the context does not have.
        """
        program = self._program_for(codebook)
        if "documents" not in program.asks:
            for _, block in self._blocks(units, program):
                yield from drafts_of(block)
                del block  # before the next one is made
            return
        made: list[list[CodingDraft]] = [[] for _ in units]
        for places, block in self._blocks(units, program):
            for at, draft in drafts_of(block, with_place=True):
                made[places[at]].append(draft)
        for drafts in made:
            yield from drafts

    def spans(
        self, units: Sequence[CodingUnit], codebook: Codebook | None = None, *, polarity: bool = True
    ) -> Iterator[CodedSpans]:
        """The same codings as arrays, a block at a time: for corpora too large for one object a coding."""
        for places, block in self._blocks(units, self._program_for(codebook or self.codebook)):
            table = coded_spans(block, places, polarity=polarity)
            del block  # before the next one is made
            yield table

    def explain(self, unit: CodingUnit, code_id: CodeId, company: Sequence[CodingUnit] = ()) -> Explanation:
        """Why a unit is, or is not, given a code: each rule, what matched where, what was missing or vetoed it.

        company: the other segments of its document, for rules that look beyond a segment. Raises UnknownName for a code
        that the codebook does not have.
        """
        from qda.coders.explain import explain_unit

        if self._detailed is None:
            self._detailed = compile_codebook(self.codebook, self.scoring, engine=self._engine, in_detail=True)
        units = [unit]
        if self.needs_whole_documents:
            units += [other for other in company if other.segment_id != unit.segment_id]
        (places, block), *_ = self._blocks(units, self._detailed, whole=True)
        return explain_unit(block, places.index(0), code_id)

    def rule_hits(self, units: Sequence[CodingUnit]) -> dict[str, int]:
        """In how many units each rule fires; a rule that never fires stands there with 0."""
        hits: Counter[str] = Counter()
        for _, block in self._blocks(units, self._program):
            for rules in block.program.rules:
                hits.update({one.rule.id: len(block.found(one.op).true) for one in rules})
        return {one.rule.id: hits[one.rule.id] for rules in self._program.rules for one in rules}

    def _blocks(
        self, units: Sequence[CodingUnit], program: Program, *, whole: bool = False
    ) -> Iterator[tuple[Sequence[int], Block]]:
        """Batches of bounded size, each with the places of its units among all. Documents stay whole, and their units in
        order, where rules look beyond a segment."""
        self._check_context(program)
        documents = "documents" in program.asks
        order: Sequence[int] = in_document_order(units) if documents else range(len(units))
        for first, last in [(0, len(units))] if whole else _cuts(units, order, documents):
            yield order[first:last], self._block(units, order[first:last], program)

    def _block(self, units: Sequence[CodingUnit], places: Sequence[int], program: Program) -> Block:
        chosen = units[places.start : places.stop] if isinstance(places, range) else [units[at] for at in places]
        return Block(chosen, program, self.mentions, self.context, self._words if program.at_words else None)

    def _words(self) -> Tokenizer:
        if self._tokenizer is None:
            from qda.text.tokenize import make_tokenizer

            self._tokenizer = make_tokenizer()
        return self._tokenizer

    def _check_context(self, program: Program) -> None:
        context = self.context or Context()
        for asked, (sign, what) in _ASKED.items():
            if asked in program.asks and getattr(context, asked) is None:
                raise CodebookError(
                    f"a rule asks for {sign}, and the coder was not told {what}",
                    "give the rule coder a Context that has them, or take these rules out", "rule-needs-context",
                )  # fmt: skip

    def _program_for(self, codebook: Codebook) -> Program:
        return self._program if codebook is self.codebook or codebook == self.codebook else self._compiled(codebook)

    def _compiled(self, codebook: Codebook) -> Program:
        program = self._cache.compiled(codebook, self.scoring, self._engine)
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


def _cuts(units: Sequence[CodingUnit], order: Sequence[int], documents: bool) -> Iterator[tuple[int, int]]:
    """Stretches of `order` of bounded size; a document that is larger is one, where documents have to stay whole."""
    texts = map(attrgetter("text"), units if isinstance(order, range) else (units[place] for place in order))
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(order)))
    first = 0
    while first < len(order):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + BLOCK_CHARACTERS, side="right")), first + 1)
        last = min(last, first + BLOCK_UNITS, len(order))
        if documents:
            last = _document_end(units, order, first, last)
        yield first, last
        first = last


def _document_end(units: Sequence[CodingUnit], order: Sequence[int], first: int, last: int) -> int:
    """The last place up to `last` at which a document ends, or, if there is none behind `first`, the next one."""

    def within_document(i: int) -> bool:
        return i < len(order) and units[order[i]].document_id == units[order[i - 1]].document_id

    end = last
    while end > first and within_document(end):
        end -= 1
    if end == first:
        end = last
        while within_document(end):
            end += 1
    return end
