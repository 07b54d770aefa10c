"""What must hold of a codebook as a whole, whatever file it came from: order, ids, references, circles.

Faults go into `Faults` with the line (of a sheet: the row) of the code or rule at fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from qda.codebook import query
from qda.codebook.schema import FACETS
from qda.errors import CodebookError, Problem
from qda.model import Code, Rule
from qda.text.yaml_lines import Faults

Record = TypeVar("Record", Code, Rule)


def in_order(codes: list[Code], faults: Faults) -> list[Code]:
    """Parents before children, else the file's order; unknown parents and circles are faults; facets passed down."""
    by_id = {code.id: code for code in codes}
    done: dict[str, Code] = {}
    waiting = list(codes)
    while waiting:
        later = []
        for code in waiting:
            if code.parent_id is not None and code.parent_id not in by_id:
                known = ", ".join(by_id)
                message = f"code {code.id}: unknown parent {code.parent_id!r}; known: {known}"
                faults.add(code.line, "unknown-parent", message, code.id)
            elif code.parent_id is not None and code.parent_id not in done:
                later.append(code)
                continue
            done.setdefault(code.id, _with_facet(code, done, faults))
        if len(later) == len(waiting):
            circle = ", ".join(code.id for code in later)
            faults.add(later[0].line, "parent-circle", f"these codes are each other's parents: {circle}", later[0].id)
            break
        waiting = later
    return list(done.values())


def _with_facet(code: Code, done: Mapping[str, Code], faults: Faults) -> Code:
    """A code with the facet of its parent where it has none of its own."""
    if code.facet:
        return code
    parent = done.get(code.parent_id or "")
    if parent is None:
        faults.add(code.line, "code-without-facet", f"code {code.id}: no `facet:`; expected one of {', '.join(FACETS)}")
        return code
    return replace(code, facet=parent.facet)


def check_ids(codes: list[Code], faults: Faults) -> None:
    """No code id and no rule id twice."""
    lines: dict[str, int] = {}
    rule_lines: dict[str, int] = {}
    for code in codes:
        if code.id in lines:
            message = f"code id {code.id!r} stands twice (first on line {lines[code.id]}); rename one"
            faults.add(code.line, "code-id-twice", message, code.id)
        lines.setdefault(code.id, code.line)
        for rule in code.rules:
            if rule.id in rule_lines:
                message = f"rule id {rule.id!r} stands twice (first on line {rule_lines[rule.id]}); rename one"
                faults.add(rule.line, "rule-id-twice", message, code.id)
            rule_lines.setdefault(rule.id, rule.line)


def check_rules(codes: list[Code], terms: Mapping[str, tuple[str, ...]], faults: Faults) -> set[str]:
    """Parse every rule, look up its lists and codes, refuse circles. Returns the names of the lists in use."""
    known = {code.id for code in codes}
    used: set[str] = set()
    needs: dict[str, set[str]] = {code.id: set() for code in codes}
    for code in codes:
        if code.parent_id in needs:
            needs[code.parent_id].add(code.id)  # what a code means to a rule includes the codes below it
        for rule in code.rules:
            try:
                tree = query.parse(rule.find)
            except CodebookError as error:
                faults.add(rule.line, "rule-syntax", f"{rule.id}: {error.message}", code.id)
                continue
            for node in query.walk(tree):
                if isinstance(node, query.ListRef):
                    used.add(node.name)
                    if node.name not in terms:
                        listed = ", ".join(terms) or "none"
                        message = f"{rule.id}: no term list ${node.name}; known: {listed}"
                        faults.add(rule.line, "unknown-term-list", message, code.id)
                elif isinstance(node, query.CodeRef):
                    needs[code.id].add(node.code)
                    if node.code not in known:
                        message = f"{rule.id}: no code #{node.code}; known: {', '.join(sorted(known))}"
                        faults.add(rule.line, "unknown-code", message, code.id)
    circle = find_circle(needs)
    if circle:
        code = next(code for code in codes if code.id == circle[0])
        way = " → ".join(circle)
        faults.add(code.line, "rule-circle", f"rules ask for each other's codes in a circle: {way}", code.id)
    return used


def find_circle(needs: Mapping[str, set[str]]) -> list[str]:
    """A way from a code back to itself, [] if there is none. needs: code id to the ids it has to know first."""
    state: dict[str, int] = {}

    def visit(code_id: str, way: list[str]) -> list[str]:
        if state.get(code_id) == 1:
            return [*way[way.index(code_id) :], code_id]
        if state.get(code_id) == 2 or code_id not in needs:
            return []
        state[code_id] = 1
        for other in sorted(needs[code_id]):
            found = visit(other, [*way, code_id])
            if found:
                return found
        state[code_id] = 2
        return []

    for code_id in needs:
        found = visit(code_id, [])
        if found:
            return found
    return []


def odd(codes: list[Code], shown: str) -> Iterator[Problem]:
    """What does not stop a codebook from being used, but should be looked at."""
    parents = {code.parent_id for code in codes}
    for code in codes:
        leaf = code.id not in parents
        if not code.name.get("zh") and not code.name.get("en"):
            yield Problem("warning", "code-without-name", f"code {code.id} has no name", shown, code.line)
        if leaf and not code.rules:
            message = f"code {code.id} has no rules and no children: only people and models can give it"
            yield Problem("note", "code-without-rules", message, shown, code.line)
        if leaf and not code.examples:
            yield Problem("warning", "code-without-examples", f"code {code.id} has no examples", shown, code.line)
        if not code.definition:
            yield Problem("warning", "code-without-definition", f"code {code.id} has no definition", shown, code.line)
        if leaf and is_exclusive(code):
            message = f"code {code.id} says exclusive: true and has no children that could exclude each other"
            yield Problem("note", "exclusive-without-children", message, shown, code.line)


def raise_faults(faults: Faults, shown: str, place: str = "line") -> None:
    """Raise all faults found as one CodebookError, if there are any. place: what lines are called (line, row)."""
    if not faults.found:
        return
    ordered = sorted(faults.found, key=lambda fault: fault[0])
    line, slug, message, code_id = ordered[0]
    if len(ordered) > 1:
        listed = "\n".join(f"  {place} {at}: {text}" for at, _, text, _ in ordered)
        message = f"{len(ordered)} faults in the codebook:\n{listed}"
        slug = slug if len({fault[1] for fault in ordered}) == 1 else "codebook-faults"
    raise CodebookError(message, f"correct the {place}s named", slug, path=shown, line=line, code_id=code_id or None)


def is_exclusive(code: Code) -> bool:
    """Whether the codes directly below a code exclude each other."""
    return bool(getattr(code, "exclusive", False))


def weight_of(rule: Rule) -> float:
    """What a rule counts towards the minimum of its code."""
    return float(getattr(rule, "weight", 1.0))


def minimum_of(code: Code) -> float | None:
    """What the weights of the rules that fire must add up to; None: one rule is enough."""
    minimum: float | None = getattr(code, "minimum", None)
    return minimum


def positive(text: str) -> float | None:
    """A finite number above 0 as written; None for anything else."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def kept(record: Record, **fields: object) -> Record:
    """The record with those of the fields that it has a place for."""
    known = {name: value for name, value in fields.items() if name in type(record).__dataclass_fields__}
    return replace(record, **known)  # type: ignore[type-var, arg-type, unused-ignore]
