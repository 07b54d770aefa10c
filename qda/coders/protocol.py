"""What a coder is: anything that says who it is and gives codes to coding units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from qda.model import Codebook, Coder, CodingDraft, CodingUnit


@runtime_checkable
class CoderProtocol(Protocol):
    """A coder works on batches of units, keeps no state between them, and gives the same drafts for the same units in
    whatever order they come. Its codes are ids of the codebook; its spans lie inside the unit, in document offsets."""

    def describe(self) -> Coder:
        """Who codes, and by which settings."""
        ...

    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]:
        """The codes given, unit by unit in the order of `units`, at most one draft for a unit and a code."""
        ...
