"""A codebook written as YAML, in the form that `qda.codebook.load` reads back as the same codebook.

Codes are nested where their order allows it, else they stand flat with `parent:`. Comments of the file that a codebook
came from are not in the record and are lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qda.codebook import tree
from qda.codebook.whole import is_exclusive, minimum_of, weight_of
from qda.model import Code, Codebook, Rule

_WIDTH = 1_000_000
"""Texts are never folded over lines: one entry, one line, readable differences between versions."""


class _OneLine(dict[str, str]):
    """A mapping written as {zh: …, en: …}."""


class _Words(list[str]):
    """A list written as [a, b]."""


def to_yaml(codebook: Codebook) -> str:
    """The codebook as the text of a YAML file."""
    book: dict[str, Any] = {"id": codebook.id, "version": codebook.version}
    if codebook.title:
        book["title"] = _OneLine(codebook.title)
    if codebook.source:
        book["source"] = codebook.source
    if codebook.terms:
        book["terms"] = {name: _Words(words) for name, words in codebook.terms.items()}
    if _depth_first(codebook):
        book["codes"] = [_code(codebook, code, None) for code in tree.roots(codebook)]
    else:
        book["codes"] = [_flat(code) for code in codebook.codes]
    return _dumped(book)


def _depth_first(codebook: Codebook) -> bool:
    """Whether the order of the codes is that in which nested codes are read."""
    order = [below.id for code in tree.roots(codebook) for below in _with_below(codebook, code)]
    return order == [code.id for code in codebook.codes]


def _with_below(codebook: Codebook, code: Code) -> list[Code]:
    made = [code]
    for child in tree.children_of(codebook, code.id):
        made += _with_below(codebook, child)
    return made


def _code(codebook: Codebook, code: Code, above: Code | None) -> dict[str, Any]:
    entry = _entries(code, above)
    children = [_code(codebook, child, code) for child in tree.children_of(codebook, code.id)]
    return {**entry, "children": children} if children else entry


def _flat(code: Code) -> dict[str, Any]:
    entry = _entries(code, None)
    return {"id": entry.pop("id"), "parent": code.parent_id, **entry} if code.parent_id else entry


def _entries(code: Code, above: Code | None) -> dict[str, Any]:
    """The keys of a code; facet and basis only where they are not taken over from the code above."""
    entry: dict[str, Any] = {"id": code.id}
    if code.name:
        entry["name"] = _OneLine(code.name)
    if above is None or code.facet != above.facet:
        entry["facet"] = code.facet
    if above is None or code.basis != above.basis:
        entry["basis"] = code.basis
    if code.definition:
        entry["definition"] = dict(code.definition)
    if is_exclusive(code):
        entry["exclusive"] = True
    minimum = minimum_of(code)
    if minimum is not None:
        entry["minimum"] = _number(minimum)
    for key, texts in (
        ("include", code.include),
        ("exclude", code.exclude),
        ("examples", code.examples),
        ("counterexamples", code.counterexamples),
    ):
        if texts:
            entry[key] = list(texts)
    if code.rules:
        entry["rules"] = [_rule(rule, f"{code.id}.r{number}") for number, rule in enumerate(code.rules, start=1)]
    return entry


def _rule(rule: Rule, numbered: str) -> str | dict[str, Any]:
    """A rule as one line; as keys where it has an id or a weight of its own."""
    own = {"id": rule.id} if rule.id != numbered else {}
    weight = {"weight": _number(weight_of(rule))} if weight_of(rule) != 1 else {}
    return {**own, "find": rule.find, **weight} if own or weight else rule.find


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _dumped(book: Mapping[str, Any]) -> str:
    import yaml

    class Writer(yaml.SafeDumper):
        """Lists indented below their key, as people write them."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

    def one_line(writer: Any, data: Mapping[str, str]) -> Any:
        return writer.represent_mapping("tag:yaml.org,2002:map", dict(data).items(), flow_style=True)

    def words(writer: Any, data: list[str]) -> Any:
        return writer.represent_sequence("tag:yaml.org,2002:seq", list(data), flow_style=True)

    Writer.add_representer(_OneLine, one_line)
    Writer.add_representer(_Words, words)
    return str(yaml.dump(book, Dumper=Writer, allow_unicode=True, sort_keys=False, width=_WIDTH))
