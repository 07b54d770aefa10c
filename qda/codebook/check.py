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
from qda.codebook.whole import is_exclusive
from qda.errors import Problem
from qda.model import Codebook, CodeId, CodingDraft, CodingUnit

_QUOTE = 24
"""Characters of an example that a message quotes."""


class _Coder(Protocol):
    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """One text of the codebook. kind: example or counterexample. number: its place in the list, from 1. holds: whether
    the coder did what the codebook says. rule_ids: the rules that gave the code (or one below it). words: their
    evidence. given: all codes that the coder gave the text. others: the rules of other codes that fired in it."""

    code_id: CodeId
    kind: Literal["example", "counterexample"]
    number: int
    text: str
    holds: bool
    rule_ids: tuple[str, ...]
    words: tuple[str, ...]
    given: tuple[CodeId, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """One rule on its codebook's texts. examples, counterexamples: of its own code (or those above it), in which it
    fired; a rule that never fires in an example is untested, one that fires in a counterexample is wrong there.
    elsewhere: examples of other codes in which it fired, where the texts of two codes may well overlap. wrong: the
    counterexamples. find, line: of the rule."""

    rule_id: str
    code_id: CodeId
    examples: int
    counterexamples: int
    elsewhere: int = 0
    wrong: tuple[str, ...] = ()
    find: str = ""
    line: int = 0

    @property
    def hits(self) -> int:
        """Texts of its own code in which the rule fired."""
        return self.examples + self.counterexamples


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
        every = given.get(unit.segment_id, ())
        drafts = [draft for draft in every if draft.code_id in meaning[code_id]]
        evidence = [one for draft in drafts for one in draft.evidence]
        other = [one.rule_id for draft in every if draft.code_id not in meaning[code_id] for one in draft.evidence]
        records.append(
            Checked(
                code_id=code_id,
                kind="example" if kind == "example" else "counterexample",
                number=number,
                text=text,
                holds=bool(drafts) == (kind == "example"),
                rule_ids=tuple(dict.fromkeys(one.rule_id for one in evidence if one.rule_id)),
                words=tuple(dict.fromkeys(one.note or one.span.of(text) for one in evidence)),
                given=tuple(dict.fromkeys(draft.code_id for draft in every)),
                others=tuple(dict.fromkeys(rule_id for rule_id in other if rule_id)),
            )
        )
    return records


def misses(records: Sequence[Checked]) -> list[Checked]:
    """The texts with which the coder did not do what the codebook says."""
    return [record for record in records if not record.holds]


def rule_records(codebook: Codebook, records: Sequence[Checked]) -> list[RuleRecord]:
    """How each rule did on the texts of its own code and of the codes above it, and in the examples of other codes."""
    fired: dict[str, list[Checked]] = {}
    for record in records:
        for rule_id in (*record.rule_ids, *record.others):
            fired.setdefault(rule_id, []).append(record)
    made = []
    for code in codebook.codes:
        family = {code.id, *(above.id for above in tree.ancestors(codebook, code.id))}
        for rule in code.rules:
            found = fired.get(rule.id, [])
            own = [record for record in found if record.code_id in family]
            wrong = tuple(record.text for record in own if record.kind == "counterexample")
            elsewhere = sum(1 for r in found if r.code_id not in family and r.kind == "example")
            made.append(
                RuleRecord(
                    rule_id=rule.id,
                    code_id=code.id,
                    examples=len(own) - len(wrong),
                    counterexamples=len(wrong),
                    elsewhere=elsewhere,
                    wrong=wrong,
                    find=rule.find,
                    line=rule.line,
                )
            )
    return made


def check_problems(codebook: Codebook, records: Sequence[Checked], *, shown_as: str = "codebook") -> list[Problem]:
    """What the examples show, by line: rules that fire in a counterexample of their code (error), rules that fire in no
    example (note: nothing tests them), and examples that are given two codes of a family that exclude each other."""
    found = []
    for record in rule_records(codebook, records):
        if record.wrong:
            listed = "; ".join(_short(text) for text in record.wrong[:3])
            message = f"rule {record.rule_id} fires in {len(record.wrong)} counterexamples of its code: {listed}"
            found.append(Problem("error", "rule-hits-counterexample", message, shown_as, record.line or None))
        elif not record.examples:
            message = (
                f"rule {record.rule_id} ({record.find}) fires in no example of its code; add one, or drop the rule"
            )
            found.append(Problem("note", "rule-without-hits", message, shown_as, record.line or None))
    found += _exclusive(codebook, records, shown_as)
    return sorted(found, key=lambda p: (p.line or 0, p.slug, p.message))


def _exclusive(codebook: Codebook, records: Sequence[Checked], shown: str) -> Iterator[Problem]:
    """Examples to which the rules give two codes of a family whose codes exclude each other."""
    lines = {code.id: code.line for code in codebook.codes}
    for family in codebook.codes:
        if not is_exclusive(family):
            continue
        branch = tree.branches(codebook, family.id)
        for record in records:
            met = list(dict.fromkeys(branch[code_id] for code_id in record.given if code_id in branch))
            if record.kind == "example" and record.code_id in branch and len(met) > 1:
                message = (
                    f"codes below {family.id} exclude each other, but the rules give {' and '.join(met)} "
                    f"to example {record.number} of {record.code_id}: {_short(record.text)}"
                )
                yield Problem("warning", "exclusive-codes-together", message, shown, lines[record.code_id] or None)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTE else flat[:_QUOTE] + "…"
