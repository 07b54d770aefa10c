"""A codebook's own examples and counterexamples, run through a coder: the codebook's unit tests.

An example holds if the coder gives the code or one below it; a counterexample holds if it gives neither. Every text is
coded as one segment of direct speech in minutes by nobody in particular, so a rule that asks for a speaker, a kind or a
role of its own is judged on words alone only as far as these allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from qda.codebook import tree
from qda.model import Codebook, CodeId, CodingDraft, CodingUnit


class _Coder(Protocol):
    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """One text of the codebook. kind: example or counterexample. number: its place in the list, from 1. holds: whether
    the coder did what the codebook says. rule_ids: the rules that gave the code (or one below it). words: their
    evidence."""

    code_id: CodeId
    kind: Literal["example", "counterexample"]
    number: int
    text: str
    holds: bool
    rule_ids: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """One rule on its codebook's texts. examples, counterexamples: of its own code (or those above it), in which it
    fired; a rule that never fires in an example is untested, one that fires in a counterexample is wrong there."""

    rule_id: str
    code_id: CodeId
    examples: int
    counterexamples: int


def check_codebook(codebook: Codebook, coder: _Coder) -> list[Checked]:
    """Run all examples and counterexamples, in the codebook's order. `misses` has those that do not hold."""
    texts = [
        (code.id, kind, number, text)
        for code in codebook.codes
        for kind, group in (("example", code.examples), ("counterexample", code.counterexamples))
        for number, text in enumerate(group, start=1)
    ]
    units = [
        CodingUnit(f"{code_id}/{kind}/{number}", "codebook", "codebook", "minutes", "speaker", None, None, 0, text)
        for code_id, kind, number, text in texts
    ]
    given: dict[str, list[CodingDraft]] = {}
    for draft in coder.code(units, codebook):
        given.setdefault(draft.segment_id, []).append(draft)
    meaning = {code.id: {code.id, *(c.id for c in tree.descendants(codebook, code.id))} for code in codebook.codes}
    records = []
    for unit, (code_id, kind, number, text) in zip(units, texts, strict=True):
        drafts = [draft for draft in given.get(unit.segment_id, ()) if draft.code_id in meaning[code_id]]
        evidence = [one for draft in drafts for one in draft.evidence]
        records.append(
            Checked(
                code_id=code_id,
                kind="example" if kind == "example" else "counterexample",
                number=number,
                text=text,
                holds=bool(drafts) == (kind == "example"),
                rule_ids=tuple(dict.fromkeys(one.rule_id for one in evidence if one.rule_id)),
                words=tuple(dict.fromkeys(one.note or one.span.of(text) for one in evidence)),
            )
        )
    return records


def misses(records: Sequence[Checked]) -> list[Checked]:
    """The texts with which the coder did not do what the codebook says."""
    return [record for record in records if not record.holds]


def rule_records(codebook: Codebook, records: Sequence[Checked]) -> list[RuleRecord]:
    """How each rule did on the texts of its own code and of the codes above it."""
    made = []
    for code in codebook.codes:
        family = {code.id, *(above.id for above in tree.ancestors(codebook, code.id))}
        own = [record for record in records if record.code_id in family]
        for rule in code.rules:
            fired = [record.kind for record in own if rule.id in record.rule_ids]
            made.append(RuleRecord(rule.id, code.id, fired.count("example"), fired.count("counterexample")))
    return made
