"""Two versions of a codebook compared, in words: what a reader of both papers needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qda.model import Code, Codebook, CodeId

ChangeKind = Literal[
    "added", "removed", "moved", "renamed", "redefined", "facet", "examples", "rules", "terms", "codebook"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. kind: what sort. code_id: the code, "" for term lists and the codebook itself. message: in
    words. recode: whether codings made by rules with the old version may differ."""

    kind: ChangeKind
    code_id: CodeId
    message: str
    recode: bool


def diff(before: Codebook, after: Codebook) -> list[Change]:
    """What changed from `before` to `after`: codes removed, then those of `after` in its order, then term lists."""
    old = {code.id: code for code in before.codes}
    new = {code.id: code for code in after.codes}
    changes = []
    if (before.id, before.version) != (after.id, after.version):
        message = f"{before.id} {before.version} → {after.id} {after.version}"
        changes.append(Change("codebook", "", message, False))
    for code in before.codes:
        if code.id not in new:
            where = f" (was below {code.parent_id})" if code.parent_id else ""
            changes.append(Change("removed", code.id, f"{code.id} {_name(code)} removed{where}", True))
    for code in after.codes:
        if code.id not in old:
            where = f" below {code.parent_id}" if code.parent_id else ""
            changes.append(Change("added", code.id, f"{code.id} {_name(code)} added{where}", True))
        else:
            changes += _of_code(old[code.id], code)
    changes += _of_terms(before.terms, after.terms)
    return changes


def _of_code(old: Code, new: Code) -> Iterator[Change]:
    if old.parent_id != new.parent_id:
        message = f"{new.id} moved from {old.parent_id or 'the top'} to {new.parent_id or 'the top'}"
        yield Change("moved", new.id, message, False)
    if dict(old.name) != dict(new.name):
        yield Change("renamed", new.id, f"{new.id} renamed from {_name(old)} to {_name(new)}", False)
    if old.facet != new.facet:
        yield Change("facet", new.id, f"{new.id}: facet {old.facet} → {new.facet}", False)
    parts = [
        what
        for what, one, other in (
            ("definition", dict(old.definition), dict(new.definition)),
            ("include", old.include, new.include),
            ("exclude", old.exclude, new.exclude),
            ("basis", old.basis, new.basis),
        )
        if one != other
    ]
    if parts:
        yield Change("redefined", new.id, f"{new.id} redefined: {', '.join(parts)}", False)
    yield from _of_examples(old, new)
    if {rule.id: rule.find for rule in old.rules} != {rule.id: rule.find for rule in new.rules}:
        yield Change("rules", new.id, f"{new.id}: {'; '.join(_rule_changes(old, new))}", True)


def _of_examples(old: Code, new: Code) -> Iterator[Change]:
    words = []
    for what, one, other in (
        ("examples", old.examples, new.examples),
        ("counterexamples", old.counterexamples, new.counterexamples),
    ):
        gone, come = len(set(one) - set(other)), len(set(other) - set(one))
        if gone or come:
            words.append(f"{what} {come} added, {gone} removed")
    if words:
        yield Change("examples", new.id, f"{new.id}: {'; '.join(words)}", False)


def _rule_changes(old: Code, new: Code) -> Iterator[str]:
    before = {rule.id: rule.find for rule in old.rules}
    after = {rule.id: rule.find for rule in new.rules}
    for rule_id, find in before.items():
        if rule_id not in after:
            yield f"rule {rule_id} removed ({find})"
    for rule_id, find in after.items():
        if rule_id not in before:
            yield f"rule {rule_id} added ({find})"
        elif before[rule_id] != find:
            yield f"rule {rule_id} changed from ({before[rule_id]}) to ({find})"


def _of_terms(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        one, other = old.get(name, ()), new.get(name, ())
        gone = [word for word in one if word not in other]
        come = [word for word in other if word not in one]
        words = [f"{', '.join(come)} added"] if come else []
        words += [f"{', '.join(gone)} removed"] if gone else []
        if words:
            yield Change("terms", "", f"term list ${name}: {'; '.join(words)}", True)


def _name(code: Code) -> str:
    return code.name.get("zh") or code.name.get("en") or code.id
