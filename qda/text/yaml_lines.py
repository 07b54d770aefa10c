"""YAML read as nodes that know their lines, so that every message about a codebook or an actor list can name one.

PyYAML's `safe_load` forgets where a value stood and silently keeps the last of two equal keys; `compose` does neither.
Doubts: anchors and merge keys (<<) are followed by PyYAML for anchors only; a merge key is reported as an unknown key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml.nodes import Node


@dataclass(slots=True)
class Faults:
    """What is wrong with a file, collected while it is read. found: (line, slug, message, code id or "")."""

    found: list[tuple[int, str, str, str]] = field(default_factory=list)

    def add(self, line: int, slug: str, message: str, code_id: str = "") -> None:
        """One more fault."""
        self.found.append((line, slug, message, code_id))


def compose(text: str) -> tuple[Node | None, str, int]:
    """The document's node, or None with the reason and the 1-based line."""
    import yaml

    node = None
    # The fast parser is not everywhere: what is wrong is said by the other one, in the same words everywhere.
    with suppress(yaml.YAMLError, UnicodeError):
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        node = node or yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        return None, str(reason), (mark.line + 1 if mark else 1)
    if node is None:
        return None, "the file is empty", 1
    return node, "", 0


def line_of(node: Node) -> int:
    """The 1-based line a node starts at."""
    return int(node.start_mark.line) + 1


def mapping(node: Node, what: str, known: tuple[str, ...], faults: Faults, code_id: str = "") -> dict[str, Node]:
    """The entries of a mapping; keys outside `known` (if it is not empty) and keys that stand twice are faults."""
    from yaml.nodes import MappingNode

    if not isinstance(node, MappingNode):
        wanted = f" with the keys {', '.join(known)}" if known else ""
        faults.add(line_of(node), "yaml-shape", f"{what}: expected a mapping{wanted}", code_id)
        return {}
    entries: dict[str, Node] = {}
    for key_node, value in node.value:
        key = str(key_node.value)
        if known and key not in known:
            faults.add(
                line_of(key_node), "unknown-key", f"{what}: unknown key {key!r}; known: {', '.join(known)}", code_id
            )
        elif key in entries:
            faults.add(line_of(key_node), "key-twice", f"{what}: the key {key!r} stands twice; keep one", code_id)
        else:
            entries[key] = value
    return entries


def items(node: Node | None, what: str, faults: Faults, code_id: str = "") -> Iterator[Node]:
    """The items of a list; nothing for a missing one."""
    from yaml.nodes import ScalarNode, SequenceNode

    if node is None or (isinstance(node, ScalarNode) and node.value in {"", "~", "null"}):
        return
    if not isinstance(node, SequenceNode):
        faults.add(line_of(node), "yaml-shape", f"{what}: expected a list, each item behind a dash", code_id)
        return
    yield from node.value


def text_of(node: Node | None, what: str, faults: Faults, code_id: str = "") -> str:
    """A text; "" for a missing one. A number or yes/no is taken as written."""
    from yaml.nodes import ScalarNode

    if node is None:
        return ""
    if not isinstance(node, ScalarNode):
        faults.add(
            line_of(node),
            "yaml-shape",
            f'{what}: expected a text; one with a colon or brackets needs "quotes"',
            code_id,
        )
        return ""
    return str(node.value).strip()


def texts(node: Node | None, what: str, faults: Faults, code_id: str = "") -> tuple[str, ...]:
    """A list of texts, empty ones left out."""
    found = (text_of(item, what, faults, code_id) for item in items(node, what, faults, code_id))
    return tuple(text for text in found if text)


def by_language(node: Node | None, what: str, faults: Faults, code_id: str = "") -> dict[str, str]:
    """{zh: …, en: …}; a bare text counts as zh."""
    from yaml.nodes import ScalarNode

    if node is None:
        return {}
    if isinstance(node, ScalarNode):
        text = str(node.value).strip()
        return {"zh": text} if text else {}
    entries = mapping(node, what, ("zh", "en"), faults, code_id)
    return {language: text_of(value, what, faults, code_id) for language, value in entries.items()}
