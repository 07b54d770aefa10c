"""Two versions of a codebook compared, in words: what a reader of both papers needs to know, and what has to be coded
again.

Two things are kept apart: what changed (`diff`), and which codes' stored rule codings are stale because of it
(`stale_codes`). Which numbers move takes a study to say (`qda.steps.codebook_diff`). A code is stale if its own rules, a
term list that they use, or the rules of a code that they refer to have changed; a changed definition leaves rule
codings as they are, but people's codings rest on it and want a second look (`Change.review`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from qda.codebook import query, tree
from qda.codebook.whole import is_exclusive, minimum_of, weight_of
from qda.model import Code, Codebook, CodeId, Rule

ChangeKind = Literal[
    "added", "removed", "moved", "renamed", "redefined", "include", "exclude", "facet", "basis", "exclusive",
    "examples", "rules", "terms", "codebook",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. kind: what sort. code_id: the code, "" for term lists and the codebook itself. message: in
    words. recode: whether codings made by rules with the old version may differ. review: whether people's codings rest
    on what changed. codes: for a term list, the codes whose rules use it."""

    kind: ChangeKind
    code_id: CodeId
    message: str
    recode: bool
    review: bool = False
    codes: tuple[CodeId, ...] = ()

    def __str__(self) -> str:
        return self.message


def diff(before: Codebook, after: Codebook) -> list[Change]:
    """What changed from `before` to `after`: codes removed, then those of `after` in its order, then term lists.

    A code whose id alone changed (same rules or same definition, same place, gone here and new there) is one renaming.
    """
    old = {code.id: code for code in before.codes}
    new = {code.id: code for code in after.codes}
    moved_ids, stale = _new_ids(before, after), stale_codes(before, after)
    changes = []
    if (before.id, before.version) != (after.id, after.version):
        message = f"{before.id} {before.version} → {after.id} {after.version}"
        changes.append(Change("codebook", "", message, False))
    for code in before.codes:
        if code.id not in new and code.id not in moved_ids:
            where = f" (was below {code.parent_id})" if code.parent_id else ""
            changes.append(Change("removed", code.id, f"{code.id} {_name(code)} removed{where}", True, True))
    back = {new_id: old_id for old_id, new_id in moved_ids.items()}
    for code in after.codes:
        if code.id in old:
            changes += _of_code(old[code.id], code, moved_ids, stale)
        elif code.id in back:
            message = f"{back[code.id]} {_name(code)}: id renamed to {code.id}; stored codings carry the old id"
            changes.append(Change("renamed", code.id, message, True, True))
            changes += _of_code(old[back[code.id]], code, moved_ids, stale)
        else:
            where = f" below {code.parent_id}" if code.parent_id else ""
            changes.append(Change("added", code.id, f"{code.id} {_name(code)} added{where}", True, True))
    changes += _of_terms(before, after)
    return changes


def stale_codes(before: Codebook, after: Codebook) -> tuple[CodeId, ...]:
    """The codes whose stored rule codings do not follow from `after`: to be coded again, or (removed codes) dropped.

    Codes of `after` in its order, then removed ones. Spelling, blanks and the order of words in a list play no part.
    """
    old, new = _fingerprints(before), _fingerprints(after)
    changed = [code.id for code in after.codes if old.get(code.id) != new[code.id]]
    gone = [code.id for code in before.codes if code.id not in new]
    with_rules = {code.id for book in (before, after) for code in book.codes if code.rules}
    return tuple(code_id for code_id in [*changed, *gone] if code_id in with_rules)


def _fingerprints(codebook: Codebook) -> dict[CodeId, object]:
    """Code id to everything that decides which segments its rules give it to, and how the evidence is named."""
    by_id = {code.id: code for code in codebook.codes}
    made: dict[CodeId, object] = {}

    def of(code_id: CodeId) -> object:
        if code_id not in by_id:
            return None
        if code_id not in made:
            made[code_id] = "circle"  # the loader refuses circles; a codebook made by hand must not hang
            code = by_id[code_id]
            rules = frozenset((rule.id, rule_print(rule.find), weight_of(rule)) for rule in code.rules)
            made[code_id] = (rules, minimum_of(code))
        return made[code_id]

    def rule_print(find: str) -> object:
        root = query.parse(find)
        lists = {node.name for node in query.walk(root) if isinstance(node, query.ListRef)}
        others = {node.code for node in query.walk(root) if isinstance(node, query.CodeRef)}
        meant = {code for other in others for code in (other, *(c.id for c in tree.descendants(codebook, other)))}
        return (
            query.show(root),
            frozenset((name, frozenset(codebook.terms.get(name, ()))) for name in lists),
            frozenset((other, of(other)) for other in meant),
        )

    return {code.id: of(code.id) for code in codebook.codes}


def _new_ids(before: Codebook, after: Codebook) -> dict[CodeId, CodeId]:
    """Old id to new id of codes that are the same but for their id; only where there is no doubt which is which."""
    old_ids, new_ids = {code.id for code in before.codes}, {code.id for code in after.codes}
    gone = [code for code in before.codes if code.id not in new_ids]
    come = [code for code in after.codes if code.id not in old_ids]
    found: dict[CodeId, CodeId] = {}
    for code in gone:
        fits = [other for other in come if _same_but_id(code, other)]
        rivals = [other for other in gone if fits and _same_but_id(other, fits[0])]
        if len(fits) == 1 and len(rivals) == 1:
            found[code.id] = fits[0].id
    return found


def _same_but_id(one: Code, other: Code) -> bool:
    """Whether two codes are one under two ids: same name, and the same definition or the same rules."""
    if _name(one) == one.id or dict(one.name) != dict(other.name):
        return False
    same_rules = [r.find for r in one.rules] == [r.find for r in other.rules]
    same_definition = bool(one.definition) and dict(one.definition) == dict(other.definition)
    return same_definition or (same_rules and bool(one.rules))


def _of_code(old: Code, new: Code, moved_ids: Mapping[CodeId, CodeId], stale: Collection[CodeId]) -> Iterator[Change]:
    if moved_ids.get(old.parent_id or "", old.parent_id) != new.parent_id:
        message = f"{new.id} moved from {old.parent_id or 'the top'} to {new.parent_id or 'the top'}"
        yield Change("moved", new.id, message, False)
    if dict(old.name) != dict(new.name):
        yield Change("renamed", new.id, f"{new.id} renamed from {_name(old)} to {_name(new)}", False)
    if old.facet != new.facet:
        yield Change("facet", new.id, f"{new.id}: facet {old.facet} → {new.facet}", False)
    if old.basis != new.basis:
        yield Change("basis", new.id, f"{new.id}: basis {old.basis} → {new.basis}", False)
    if is_exclusive(old) != is_exclusive(new):
        now = "exclude each other" if is_exclusive(new) else "no longer exclude each other"
        yield Change("exclusive", new.id, f"{new.id}: the codes below it now {now}", False, True)
    if dict(old.definition) != dict(new.definition):
        yield Change("redefined", new.id, f"{new.id} redefined: {_texts(old, new)}", False, True)
    if old.include != new.include:
        yield Change("include", new.id, f"{new.id}: include: {_entries(old.include, new.include)}", False, True)
    if old.exclude != new.exclude:
        yield Change("exclude", new.id, f"{new.id}: exclude: {_entries(old.exclude, new.exclude)}", False, True)
    yield from _of_examples(old, new)
    words = [*_rule_changes(old, new), *_score_changes(old, new)]
    if words:
        yield Change("rules", new.id, f"{new.id}: {'; '.join(words)}", new.id in stale)


def _texts(old: Code, new: Code) -> str:
    """The definition in each language, before and after."""
    languages = dict.fromkeys([*old.definition, *new.definition])
    changed = [name for name in languages if old.definition.get(name, "") != new.definition.get(name, "")]
    return "; ".join(f"{n}: “{old.definition.get(n, '')}” → “{new.definition.get(n, '')}”" for n in changed)


def _entries(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """Entries of a list that came and went."""
    come = [text for text in new if text not in old]
    gone = [text for text in old if text not in new]
    words = [f"added “{text}”" for text in come] + [f"removed “{text}”" for text in gone]
    return "; ".join(words) or "order changed"


def _of_examples(old: Code, new: Code) -> Iterator[Change]:
    words = []
    for what, one, other in (
        ("examples", old.examples, new.examples),
        ("counterexamples", old.counterexamples, new.counterexamples),
    ):
        if set(one) != set(other):
            words.append(f"{what}: {_entries(one, other)}")
    if words:
        yield Change("examples", new.id, f"{new.id}: {'; '.join(words)}", False)


def _rule_changes(old: Code, new: Code) -> Iterator[str]:
    """Rules with an id of their own by id; numbered ones by their text, since one that goes renumbers all below it."""
    before, after = _own_ids(old), _own_ids(new)
    for rule_id, find in before.items():
        if rule_id not in after:
            yield f"rule {rule_id} removed ({find})"
    for rule_id, find in after.items():
        if rule_id not in before:
            yield f"rule {rule_id} added ({find})"
        elif before[rule_id] != find:
            yield f"rule {rule_id} changed from ({before[rule_id]}) to ({find})"
    yield from _numbered_changes(_numbered(old), _numbered(new))


def _score_changes(old: Code, new: Code) -> Iterator[str]:
    """Weights of rules that stand in both, and the minimum of the code."""
    before = {rule.find: weight_of(rule) for rule in old.rules}
    for rule in new.rules:
        if before.get(rule.find, weight_of(rule)) != weight_of(rule):
            yield f"rule {rule.id}: weight {before[rule.find]:g} → {weight_of(rule):g}"
    if minimum_of(old) != minimum_of(new):
        shown = ["none" if value is None else f"{value:g}" for value in (minimum_of(old), minimum_of(new))]
        yield f"minimum {shown[0]} → {shown[1]}"


def _numbered_changes(old: list[Rule], new: list[Rule]) -> Iterator[str]:
    one, other = [rule.find for rule in old], [rule.find for rule in new]
    for what, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = min(j - i, m - k)
        for left, right in zip(old[i : i + pairs], new[k : k + pairs], strict=True):
            yield f"rule {right.id} changed from ({left.find}) to ({right.find})"
        yield from (f"rule {rule.id} removed ({rule.find})" for rule in old[i + pairs : j])
        yield from (f"rule {rule.id} added ({rule.find})" for rule in new[k + pairs : m])


def _is_numbered(code: Code, rule: Rule) -> bool:
    return rule.id.startswith(f"{code.id}.r") and rule.id[len(code.id) + 2 :].isdecimal()


def _numbered(code: Code) -> list[Rule]:
    return [rule for rule in code.rules if _is_numbered(code, rule)]


def _own_ids(code: Code) -> dict[str, str]:
    return {rule.id: rule.find for rule in code.rules if not _is_numbered(code, rule)}


def _of_terms(before: Codebook, after: Codebook) -> Iterator[Change]:
    old, new = before.terms, after.terms
    for name in [*old, *(name for name in new if name not in old)]:
        one, other = old.get(name, ()), new.get(name, ())
        gone = [word for word in one if word not in other]
        come = [word for word in other if word not in one]
        words = [f"{', '.join(come)} added"] if come else []
        words += [f"{', '.join(gone)} removed"] if gone else []
        if words:
            codes = tuple(dict.fromkeys([*_users(after, name), *_users(before, name)]))
            used = f" (used by {', '.join(codes)})" if codes else " (no rule uses it)"
            yield Change("terms", "", f"term list ${name}: {'; '.join(words)}{used}", bool(codes), codes=codes)


def _users(codebook: Codebook, name: str) -> Iterator[CodeId]:
    """The codes with a rule that uses a term list."""
    for code in codebook.codes:
        nodes = (node for rule in code.rules for node in query.walk(query.parse(rule.find)))
        if any(isinstance(node, query.ListRef) and node.name == name for node in nodes):
            yield code.id


def _name(code: Code) -> str:
    return code.name.get("zh") or code.name.get("en") or code.id
