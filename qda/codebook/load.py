"""A codebook from its YAML file. Every fault names its line, and all faults of a file are raised together.

The keys of the file and their meaning stand in `qda.codebook.schema`, what must hold of a codebook as a whole in
`qda.codebook.whole`. Codes nest by `children:`; a code may instead stand flat and name its
`parent:`. A nested code takes over the facet and the basis of the code above it unless it has its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qda.codebook.schema import BASES, BOOK, CODE, FACETS, ID_PATTERN, LIST_NAME_PATTERN, RULE, names
from qda.codebook.whole import check_ids, check_rules, find_circle, in_order, kept, odd, positive, raise_faults
from qda.errors import CodebookError, Problem
from qda.model import Basis, Code, Codebook, Facet, Rule
from qda.text import yaml_lines
from qda.text.yaml_lines import Faults

if TYPE_CHECKING:
    from yaml.nodes import Node

KEYS_OF_BOOK = names(BOOK)
KEYS_OF_CODE = names(CODE)
KEYS_OF_RULE = names(RULE)

_ID = re.compile(ID_PATTERN)
_LIST_NAME = re.compile(LIST_NAME_PATTERN)


__all__ = ["find_circle", "load_codebook", "read_codebook"]


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
    """The same from the text of a file; sha256 of the text if "". A text is read once: many tables of a report ask for
    the same codebook."""
    made, problems = _read(text, sha256 or hashlib.sha256(text.encode("utf-8")).hexdigest(), shown)
    return made, list(problems)


@lru_cache(maxsize=4)
def _read(text: str, sha256: str, shown: str) -> tuple[Codebook, tuple[Problem, ...]]:
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
    check_ids(codes, faults)
    codes = in_order(codes, faults)
    if not codes and not faults.found:
        faults.add(yaml_lines.line_of(root), "codebook-without-codes", "the codebook has no codes under `codes:`")
    problems: list[Problem] = []
    used_lists = check_rules(codes, terms, faults)
    raise_faults(faults, shown)
    for name, words in terms.items():
        if name not in used_lists:
            message = f"no rule uses the term list ${name} ({len(words)} words)"
            problems.append(Problem("note", "term-list-unused", message, shown, yaml_lines.line_of(book["terms"])))
    problems += odd(codes, shown)
    title = yaml_lines.by_language(book.get("title"), "title", faults)
    made = Codebook(
        id=yaml_lines.text_of(book.get("id"), "id", faults) or "codebook",
        version=yaml_lines.text_of(book.get("version"), "version", faults) or "0",
        title=title,
        source=yaml_lines.text_of(book.get("source"), "source", faults),
        codes=tuple(codes),
        sha256=sha256,
        terms=terms,
    )
    raise_faults(faults, shown)
    for key in ("id", "version"):
        if key not in book:
            message = f"the codebook has no `{key}:`; results cannot name it"
            problems.append(Problem("warning", "codebook-without-version", message, shown, 1))
    return made, tuple(problems)


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
    line, before = yaml_lines.line_of(node), len(faults.found)
    entries = yaml_lines.mapping(node, f"code below {parent.id}" if parent else "code", KEYS_OF_CODE, faults)
    code_id = yaml_lines.text_of(entries.get("id"), "id", faults)
    if not code_id:
        if entries or len(faults.found) == before:
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
    exclusive = _flag("exclusive", entries, what, faults, code_id)
    code = kept(code, exclusive=exclusive, minimum=_number("minimum", entries, what, faults, code_id))
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


def _flag(key: str, entries: Mapping[str, Node], what: str, faults: Faults, code_id: str) -> bool:
    """true or false; false for a missing key."""
    if key not in entries:
        return False
    value = yaml_lines.text_of(entries[key], f"{what}, {key}", faults, code_id).lower()
    if value not in {"true", "false"}:
        at = yaml_lines.line_of(entries[key])
        faults.add(at, "unknown-value", f"{what}: {key} {value!r}; expected true or false", code_id)
    return value == "true"


def _number(key: str, entries: Mapping[str, Node], what: str, faults: Faults, code_id: str) -> float | None:
    """A number above 0; None for a missing key."""
    if key not in entries:
        return None
    text = yaml_lines.text_of(entries[key], f"{what}, {key}", faults, code_id)
    number = positive(text)
    if number is None:
        at = yaml_lines.line_of(entries[key])
        faults.add(at, "rule-weight", f"{what}: {key} {text!r}; expected a number above 0", code_id)
    return number


def _rules(node: Node | None, code_id: str, faults: Faults) -> Iterator[Rule]:
    from yaml.nodes import MappingNode

    for number, item in enumerate(yaml_lines.items(node, f"code {code_id}, rules", faults, code_id), start=1):
        line, rule_id, weight = yaml_lines.line_of(item), f"{code_id}.r{number}", None
        if isinstance(item, MappingNode):
            entries = yaml_lines.mapping(item, f"rule {rule_id}", KEYS_OF_RULE, faults, code_id)
            rule_id = yaml_lines.text_of(entries.get("id"), "id", faults, code_id) or rule_id
            found = entries.get("find")
            weight = _number("weight", entries, f"rule {rule_id}", faults, code_id)
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
        yield kept(Rule(rule_id, text, line), weight=weight or 1.0)
