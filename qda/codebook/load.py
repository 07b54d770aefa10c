"""A codebook from its YAML file. Every fault names its line, and all faults of a file are raised together.

The shape of the file, its keys and their meaning stand in the documentation; `KEYS_OF_BOOK`, `KEYS_OF_CODE` and
`KEYS_OF_RULE` below are the whole list. Codes nest by `children:`; a code may instead stand flat and name its
`parent:`. A nested code takes over the facet and the basis of the code above it unless it has its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from qda.codebook import query
from qda.errors import CodebookError, Problem
from qda.model import Basis, Code, Codebook, Facet, Rule
from qda.text import yaml_lines
from qda.text.yaml_lines import Faults

if TYPE_CHECKING:
    from yaml.nodes import Node

KEYS_OF_BOOK = ("id", "version", "title", "source", "terms", "codes")
KEYS_OF_CODE = (
    "id",
    "name",
    "facet",
    "basis",
    "definition",
    "include",
    "exclude",
    "examples",
    "counterexamples",
    "rules",
    "parent",
    "children",
)
KEYS_OF_RULE = ("id", "find")
FACETS: tuple[str, ...] = get_args(Facet)
BASES: tuple[str, ...] = get_args(Basis)

_ID = re.compile(r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*")
_LIST_NAME = re.compile(r"[\w.\-]+")


def load_codebook(path: Path, *, shown_as: str = "") -> tuple[Codebook, list[Problem]]:
    """Read a codebook. shown_as: how messages call the file, the path as given if "".

    Returns the codebook and what is odd about it (warnings and notes; it can be used). Raises CodebookError when it
    cannot be used: the message has every fault found, each with its line.
    """
    shown = shown_as or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CodebookError(
            f"the codebook cannot be read: {error.strerror}",
            "check the path in study.toml",
            "codebook-unreadable",
            path=shown,
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CodebookError(
            "the codebook is not UTF-8", "save it again as UTF-8", "codebook-encoding", path=shown, line=line
        ) from None
    return read_codebook(text, hashlib.sha256(raw).hexdigest(), shown)


def read_codebook(text: str, sha256: str = "", shown: str = "codebook") -> tuple[Codebook, list[Problem]]:
    """The same from the text of a file; sha256 of the text if ""."""
    root, reason, line = yaml_lines.compose(text)
    if root is None:
        raise CodebookError(
            f"this is not YAML: {reason}",
            "look at the line named and the one above it: indentation, a colon, a quotation mark; a rule that begins "
            "with one of \" @ # * & [ { or has a blank before # stands in 'single quotes'",
            "codebook-not-yaml",
            path=shown,
            line=line,
        )
    faults = Faults()
    book = yaml_lines.mapping(root, "codebook", KEYS_OF_BOOK, faults)
    terms = _terms(book.get("terms"), faults)
    codes: list[Code] = []
    for node in yaml_lines.items(book.get("codes"), "codes", faults):
        _read_code(node, None, faults, codes)
    _check_ids(codes, faults)
    codes = _in_order(codes, faults)
    if not codes and not faults.found:
        faults.add(yaml_lines.line_of(root), "codebook-without-codes", "the codebook has no codes under `codes:`")
    problems: list[Problem] = []
    used_lists = _check_rules(codes, terms, faults)
    _raise(faults, shown)
    for name, words in terms.items():
        if name not in used_lists:
            message = f"no rule uses the term list ${name} ({len(words)} words)"
            problems.append(Problem("note", "term-list-unused", message, shown, yaml_lines.line_of(book["terms"])))
    problems += _odd(codes, shown)
    title = yaml_lines.by_language(book.get("title"), "title", faults)
    made = Codebook(
        id=yaml_lines.text_of(book.get("id"), "id", faults) or "codebook",
        version=yaml_lines.text_of(book.get("version"), "version", faults) or "0",
        title=title,
        source=yaml_lines.text_of(book.get("source"), "source", faults),
        codes=tuple(codes),
        sha256=sha256 or hashlib.sha256(text.encode("utf-8")).hexdigest(),
        terms=terms,
    )
    _raise(faults, shown)
    for key in ("id", "version"):
        if key not in book:
            message = f"the codebook has no `{key}:`; results cannot name it"
            problems.append(Problem("warning", "codebook-without-version", message, shown, 1))
    return made, problems


def _terms(node: Node | None, faults: Faults) -> dict[str, tuple[str, ...]]:
    if node is None:
        return {}
    found = {}
    for name, value in yaml_lines.mapping(node, "terms", (), faults).items():
        line = yaml_lines.line_of(value)
        if not _LIST_NAME.fullmatch(name):
            faults.add(line, "term-list-name", f"terms: the name {name!r} needs letters, digits, dots or dashes only")
        words = yaml_lines.texts(value, f"terms: {name}", faults)
        if not words:
            faults.add(line, "term-list-empty", f"terms: the list {name} has no words")
        if any("\n" in word for word in words):
            faults.add(line, "term-list-line-end", f"terms: the list {name} has a word with a line end in it")
        found[name] = tuple(dict.fromkeys(words))
    return found


def _read_code(node: Node, parent: Code | None, faults: Faults, codes: list[Code]) -> None:
    """One code and those below it, appended to `codes`, parents first."""
    line = yaml_lines.line_of(node)
    entries = yaml_lines.mapping(node, f"code below {parent.id}" if parent else "code", KEYS_OF_CODE, faults)
    code_id = yaml_lines.text_of(entries.get("id"), "id", faults)
    if not code_id:
        if entries:
            faults.add(
                line, "code-without-id", "a code has no `id:`; expected lower-case letters, digits, dots, dashes"
            )
        code_id = f"(line {line})"
    elif not _ID.fullmatch(code_id):
        faults.add(
            line, "code-id", f"code id {code_id!r}: expected lower-case letters and digits, dots for children", code_id
        )
    what = f"code {code_id}"
    parent_id = parent.id if parent else yaml_lines.text_of(entries.get("parent"), f"{what}, parent", faults) or None
    if parent and "parent" in entries:
        faults.add(line, "parent-twice", f"{what}: nested below {parent.id} and `parent:` as well; keep one", code_id)
    inherited_basis = parent.basis if parent else "operationalisation"
    code = Code(
        id=code_id,
        parent_id=parent_id,
        name=yaml_lines.by_language(entries.get("name"), f"{what}, name", faults, code_id),
        facet=cast(Facet, _one_of("facet", entries, FACETS, parent.facet if parent else "", what, line, faults)),
        basis=cast(Basis, _one_of("basis", entries, BASES, inherited_basis, what, line, faults)),
        definition=yaml_lines.by_language(entries.get("definition"), f"{what}, definition", faults, code_id),
        include=yaml_lines.texts(entries.get("include"), f"{what}, include", faults, code_id),
        exclude=yaml_lines.texts(entries.get("exclude"), f"{what}, exclude", faults, code_id),
        examples=yaml_lines.texts(entries.get("examples"), f"{what}, examples", faults, code_id),
        counterexamples=yaml_lines.texts(entries.get("counterexamples"), f"{what}, counterexamples", faults, code_id),
        rules=tuple(_rules(entries.get("rules"), code_id, faults)),
        line=line,
    )
    codes.append(code)
    for child in yaml_lines.items(entries.get("children"), f"{what}, children", faults, code_id):
        _read_code(child, code, faults, codes)


def _one_of(
    key: str, entries: Mapping[str, Node], known: tuple[str, ...], inherited: str, what: str, line: int, faults: Faults
) -> str:
    """The value of a key that has a fixed list of values, or what the code above has."""
    if key not in entries:
        if not inherited and "parent" not in entries:
            faults.add(line, "code-without-facet", f"{what}: no `{key}:`; expected one of {', '.join(known)}")
        return inherited
    value = yaml_lines.text_of(entries[key], f"{what}, {key}", faults)
    if value not in known:
        at = yaml_lines.line_of(entries[key])
        faults.add(at, "unknown-value", f"{what}: {key} {value!r}; expected one of {', '.join(known)}")
    return value


def _rules(node: Node | None, code_id: str, faults: Faults) -> Iterator[Rule]:
    from yaml.nodes import MappingNode

    for number, item in enumerate(yaml_lines.items(node, f"code {code_id}, rules", faults, code_id), start=1):
        line, rule_id = yaml_lines.line_of(item), f"{code_id}.r{number}"
        if isinstance(item, MappingNode):
            entries = yaml_lines.mapping(item, f"rule {rule_id}", KEYS_OF_RULE, faults, code_id)
            rule_id = yaml_lines.text_of(entries.get("id"), "id", faults, code_id) or rule_id
            found = entries.get("find")
            line = yaml_lines.line_of(found) if found is not None else line
            text = yaml_lines.text_of(found, f"rule {rule_id}, find", faults, code_id)
        else:
            text = yaml_lines.text_of(item, f"rule {rule_id}", faults, code_id)
        if not text:
            faults.add(
                line,
                "rule-empty",
                f"rule {rule_id} is empty (a rule that begins with # stands in 'single quotes')",
                code_id,
            )
            continue
        yield Rule(rule_id, text, line)


def _in_order(codes: list[Code], faults: Faults) -> list[Code]:
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


def _check_ids(codes: list[Code], faults: Faults) -> None:
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


def _check_rules(codes: list[Code], terms: Mapping[str, tuple[str, ...]], faults: Faults) -> set[str]:
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


def _odd(codes: list[Code], shown: str) -> Iterator[Problem]:
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


def _raise(faults: Faults, shown: str) -> None:
    """Raise all faults found as one CodebookError, if there are any."""
    if not faults.found:
        return
    ordered = sorted(faults.found, key=lambda fault: fault[0])
    line, slug, message, code_id = ordered[0]
    if len(ordered) > 1:
        listed = "\n".join(f"  line {at}: {text}" for at, _, text, _ in ordered)
        message = f"{len(ordered)} faults in the codebook:\n{listed}"
        slug = slug if len({fault[1] for fault in ordered}) == 1 else "codebook-faults"
    raise CodebookError(message, "correct the lines named", slug, path=shown, line=line, code_id=code_id or None)
