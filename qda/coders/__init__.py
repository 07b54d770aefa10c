"""Coders: whoever or whatever gives codes to segments. `CODERS` names them; `coder` makes one.

A package outside adds its own by an entry point in the group `qda.coders`: a callable like those below.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from qda.errors import UnknownName

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder
    from qda.coders.context import Context
    from qda.coders.protocol import CoderProtocol
    from qda.model import Codebook

    CoderFactory = Callable[[Codebook, MentionFinder | None], CoderProtocol]

ENTRY_POINTS = "qda.coders"


def _rules(codebook: Codebook, mentions: MentionFinder | None = None) -> CoderProtocol:
    from qda.coders.rules import RuleCoder

    return RuleCoder(codebook, mentions)


CODERS: MappingProxyType[str, CoderFactory] = MappingProxyType({"rules": _rules})
"""Coders that need no training, by name: what makes one from a codebook and a finder of actors."""


def known_coders() -> dict[str, CoderFactory]:
    """CODERS and what installed packages add, by name; a package cannot replace one of CODERS."""
    from importlib.metadata import entry_points

    known: dict[str, CoderFactory] = {}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        known[entry.name] = entry.load()
    return {**known, **CODERS}


def coder(
    name: str, codebook: Codebook, mentions: MentionFinder | None = None, context: Context | None = None
) -> CoderProtocol:
    """The coder of a name. context: what stands around the segments; the rules alone ask for it. Raises UnknownName,
    which lists the known ones."""
    if name == "rules":
        from qda.coders.rules import RuleCoder

        return RuleCoder(codebook, mentions, context=context)
    if name in CODERS:
        return CODERS[name](codebook, mentions)
    known = known_coders()
    if name not in known:
        raise UnknownName("coder", name, list(known))
    return known[name](codebook, mentions)
