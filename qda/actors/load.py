"""The actor list from its YAML file. Every fault names its line, and all faults of a file are raised together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import CodebookError, Problem, UnknownName
from qda.model import Actor, ActorId
from qda.text import yaml_lines
from qda.text.fold import fold
from qda.text.yaml_lines import Faults

if TYPE_CHECKING:
    from yaml.nodes import Node

KEYS_OF_LIST = ("id", "version", "title", "source", "types", "cases")
KEYS_OF_TYPE = ("id", "name", "sector", "aliases", "titles", "prefixes", "labels", "own", "ambiguous", "not")
KEYS_OF_AMBIGUOUS = ("word", "after", "before")

_ID = re.compile(r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word that names the actor only beside others. after: words one of which stands directly before it; before:
    words one of which stands directly behind it. Either is enough."""

    word: str
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorType:
    """An actor type. sector: a wider group by language, which figures show by colour; empty for none. aliases: words
    that name it anywhere. titles: name it after a surname or an organisation. prefixes: stand before a surname (老).
    labels: speaker labels. own: count only in its own mouth after 我们, 咱们, 本. ambiguous: count only in context.
    false_friends: a word of the type inside one of these is no mention."""

    id: ActorId
    name: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    false_friends: tuple[str, ...] = ()
    line: int = 0
    sector: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The actor list. types: in the file's order. cases: per community, the names and titles that mean something there,
    to the actor's id. persons: per community, labels of people and who they are (张主任: 居委会主任张某). sha256: of the file
    as received."""

    id: str
    version: str
    types: tuple[ActorType, ...]
    cases: Mapping[str, Mapping[str, ActorId]] = field(default_factory=dict)
    persons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sha256: str = ""

    @property
    def actor_ids(self) -> tuple[ActorId, ...]:
        """The ids of the types, in the file's order."""
        return tuple(actor_type.id for actor_type in self.types)

    def of(self, actor_id: ActorId) -> ActorType:
        """A type by its id. Raises UnknownName."""
        for actor_type in self.types:
            if actor_type.id == actor_id:
                return actor_type
        raise UnknownName("actor type", actor_id, self.actor_ids)

    def actors(self) -> tuple[Actor, ...]:
        """The types as the records that the study stores: one actor a type, the same in every community."""
        return tuple(Actor(t.id, None, t.name.get("zh") or t.name.get("en") or t.id, t.id) for t in self.types)


def load_actors(path: Path, *, shown_as: str = "") -> tuple[Gazetteer, list[Problem]]:
    """Read an actor list. shown_as: how messages call the file, the path as given if "".

    Returns the list and what is odd about it. Raises CodebookError when it cannot be used, with every fault found.
    """
    shown = shown_as or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CodebookError(
            f"the actor list cannot be read: {error.strerror}",
            "check the path in study.toml",
            "actors-unreadable",
            path=shown,
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CodebookError(
            "the actor list is not UTF-8", "save it again as UTF-8", "actors-encoding", path=shown, line=line
        ) from None
    return read_actors(text, hashlib.sha256(raw).hexdigest(), shown)


def read_actors(text: str, sha256: str = "", shown: str = "actors") -> tuple[Gazetteer, list[Problem]]:
    """The same from the text of a file; sha256 of the text if ""."""
    root, reason, line = yaml_lines.compose(text)
    if root is None:
        raise CodebookError(
            f"this is not YAML: {reason}",
            "look at the line named and the one above it",
            "actors-not-yaml",
            path=shown,
            line=line,
        )
    faults, problems = Faults(), list[Problem]()
    book = yaml_lines.mapping(root, "actor list", KEYS_OF_LIST, faults)
    types = [_type(node, faults) for node in yaml_lines.items(book.get("types"), "types", faults)]
    if not types:
        faults.add(yaml_lines.line_of(root), "actors-without-types", "the actor list has no types under `types:`")
    known = [actor_type.id for actor_type in types]
    for i, actor_type in enumerate(types):
        if actor_type.id in known[:i]:
            faults.add(actor_type.line, "actor-id-twice", f"actor id {actor_type.id!r} stands twice; rename one")
    cases = _cases(book.get("cases"), known, faults)
    gazetteer = Gazetteer(
        id=yaml_lines.text_of(book.get("id"), "id", faults) or "actors",
        version=yaml_lines.text_of(book.get("version"), "version", faults) or "0",
        types=tuple(types),
        cases=cases,
        sha256=sha256 or hashlib.sha256(text.encode("utf-8")).hexdigest(),
    )
    _raise(faults, shown)
    problems += _odd(types, shown)
    return gazetteer, problems


def _type(node: Node, faults: Faults) -> ActorType:
    line = yaml_lines.line_of(node)
    entries = yaml_lines.mapping(node, "actor type", KEYS_OF_TYPE, faults)
    actor_id = yaml_lines.text_of(entries.get("id"), "id", faults)
    if entries and not _ID.fullmatch(actor_id):
        faults.add(line, "actor-id", f"actor id {actor_id!r}: expected lower-case letters and digits")
    what = f"actor {actor_id}"

    def words(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(yaml_lines.texts(entries.get(key), f"{what}, {key}", faults)))

    ambiguous = []
    for item in yaml_lines.items(entries.get("ambiguous"), f"{what}, ambiguous", faults):
        parts = yaml_lines.mapping(item, f"{what}, ambiguous", KEYS_OF_AMBIGUOUS, faults)
        word = yaml_lines.text_of(parts.get("word"), f"{what}, word", faults)
        if parts and not word:
            faults.add(yaml_lines.line_of(item), "actor-word-missing", f"{what}: an ambiguous entry has no `word:`")
        after = yaml_lines.texts(parts.get("after"), f"{what}, after", faults)
        ambiguous.append(Ambiguous(word, after, yaml_lines.texts(parts.get("before"), f"{what}, before", faults)))
    return ActorType(
        id=actor_id,
        name=yaml_lines.by_language(entries.get("name"), f"{what}, name", faults),
        aliases=words("aliases"),
        titles=words("titles"),
        prefixes=words("prefixes"),
        labels=words("labels"),
        own=words("own"),
        ambiguous=tuple(ambiguous),
        false_friends=words("not"),
        line=line,
        sector=yaml_lines.by_language(entries.get("sector"), f"{what}, sector", faults),
    )


def _cases(node: Node | None, known: list[str], faults: Faults) -> dict[str, dict[str, ActorId]]:
    if node is None or node.value in ("", "~", "null"):
        return {}
    cases: dict[str, dict[str, ActorId]] = {}
    for case, value in yaml_lines.mapping(node, "cases", (), faults).items():
        cases[case] = {}
        for name, target in yaml_lines.mapping(value, f"cases, {case}", (), faults).items():
            actor_id = yaml_lines.text_of(target, f"cases, {case}, {name}", faults)
            if actor_id not in known:
                message = f"cases, {case}: {name} is {actor_id!r}, no actor type; known: {', '.join(known)}"
                faults.add(yaml_lines.line_of(target), "unknown-actor", message)
            cases[case][name] = actor_id
    return cases


def _odd(types: list[ActorType], shown: str) -> Iterator[Problem]:
    """What does not stop an actor list from being used, but should be looked at."""
    owner: dict[str, str] = {}
    for actor_type in types:
        if not actor_type.name:
            yield Problem("warning", "actor-without-name", f"actor {actor_type.id} has no name", shown, actor_type.line)
        for alias in dict.fromkeys(fold(word) for word in actor_type.aliases):
            if alias in owner:
                message = f"{alias} is an alias of {owner[alias]} and of {actor_type.id}; the first one gets it"
                yield Problem("warning", "alias-twice", message, shown, actor_type.line)
            owner.setdefault(alias, actor_type.id)


def _raise(faults: Faults, shown: str) -> None:
    if not faults.found:
        return
    ordered = sorted(faults.found)
    line, slug, message, _ = ordered[0]
    if len(ordered) > 1:
        listed = "\n".join(f"  line {at}: {text}" for at, _, text, _ in ordered)
        message = f"{len(ordered)} faults in the actor list:\n{listed}"
        slug = slug if len({fault[1] for fault in ordered}) == 1 else "actors-faults"
    raise CodebookError(message, "correct the lines named", slug, path=shown, line=line)
