"""How a file of the corpus of forms is written down: its text with its turns marked in it.

    张书记：«s 张书记|大家好，今天说停车。»

stands for the text "张书记：大家好，今天说停车。" and for one turn: role s, speaker 张书记, and the span of the words between
"|" and "»". So every offset is exact without being counted by hand. Roles: s speaker, q interviewer, a interviewee,
n narration (without a speaker). What is not marked is label, head or apparatus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent

ROLES = {"s": "speaker", "q": "interviewer", "a": "interviewee", "n": "narration"}
_MARK = re.compile(r"«([sqan])(?: ([^|»]*))?\|([^«»]*)»")

Turn = tuple[str, str | None, int, int]
"""Role, speaker, first character, character after the last."""


@dataclass(frozen=True)
class Form:
    """One document. name: what it is a case of. path: where it is found in the corpus. made: the file's bytes, from the
    bare text. marked: the text with its turns. head, people, proceedings, problems: what else must be found, exactly.
    file: the file it lies in, if that is not its path (an archive, a table of documents); the first form of a file makes
    it. oracle: whether the turns' words must stand in the file's own characters."""

    name: str
    path: str
    made: Callable[[str], bytes]
    marked: str
    kind: str = "minutes"
    head: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    proceedings: tuple[tuple[str, str, Mapping[str, int]], ...] = ()
    problems: tuple[str, ...] = ()
    encoding: str = "utf-8"
    file: str = ""
    title: str = ""
    date: str | None = "2022-04-18"

    @property
    def text(self) -> str:
        """The text as it must be stored."""
        return _MARK.sub(lambda found: found[3], self._raw)

    @property
    def turns(self) -> list[Turn]:
        """The turns that must be found, in order."""
        made, shorter = [], 0
        for found in _MARK.finditer(self._raw):
            start = found.start() - shorter
            made.append((ROLES[found[1]], found[2], start, start + len(found[3])))
            shorter += len(found[0]) - len(found[3])
        return made

    @property
    def _raw(self) -> str:
        return dedent(self.marked).strip("\n")
