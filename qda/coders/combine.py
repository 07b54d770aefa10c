"""Several coders as one: any of them, most of them, or the first as a veto over the others.

any: a code is given where one coder gives it. vote: where more than half do. veto: where one of the others gives it and the
first does not object, that is, gives it too. Span and evidence are the first giving coder's; the score is a model's, if one
gives it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qda.coders.protocol import CoderProtocol
from qda.errors import UnknownName, UsageError
from qda.model import Codebook, CodeId, Coder, CoderKind, CodingDraft, CodingUnit, SegmentId

WAYS = ("any", "vote", "veto")


class CombinedCoder:
    """See the top of the module. name: its id. parts: two or more coders. how: any, vote or veto."""

    def __init__(self, name: str, parts: Sequence[CoderProtocol], how: str = "any") -> None:
        if how not in WAYS:
            raise UnknownName("way to combine", how, WAYS)
        if len(parts) < 2:
            raise UsageError(f"{name} combines {len(parts)} coders", "name two or more under of", "combine-too-few")
        self.name, self.parts, self.how = name, tuple(parts), how

    def describe(self) -> Coder:
        """The coder; its settings hash covers its parts'."""
        made = [part.describe() for part in self.parts]
        digest = hashlib.sha256("|".join([self.how, *(one.settings_sha256 for one in made)]).encode()).hexdigest()
        kind: CoderKind = "model" if any(one.kind == "model" for one in made) else "rule"
        return Coder(self.name, self.name, kind, f"combine-{self.how}", digest)

    def code(self, units: Sequence[CodingUnit], codebook: Codebook) -> Iterator[CodingDraft]:
        """The combined codes, unit by unit, codes in the codebook's order."""
        given: dict[tuple[SegmentId, CodeId], dict[int, CodingDraft]] = {}
        for k, part in enumerate(self.parts):
            for draft in part.code(units, codebook):
                given.setdefault((draft.segment_id, draft.code_id), {})[k] = draft
        order = [code.id for code in codebook.codes]
        for unit in units:
            for code_id in order:
                votes = given.get((unit.segment_id, code_id))
                if votes and self._agreed(votes):
                    first = votes[min(votes)]
                    scores = [draft.score for draft in votes.values() if draft.score is not None]
                    yield replace(first, score=scores[0] if scores else None)

    def unsure(self, units: Sequence[CodingUnit]) -> Iterator[tuple[SegmentId, CodeId, float]]:
        """What a part is unsure of."""
        seen = set()
        for part in self.parts:
            for segment, code_id, score in getattr(part, "unsure", lambda _: ())(units):
                if (segment, code_id) not in seen:
                    seen.add((segment, code_id))
                    yield segment, code_id, score

    def _agreed(self, votes: dict[int, CodingDraft]) -> bool:
        if self.how == "any":
            return True
        if self.how == "vote":
            return 2 * len(votes) > len(self.parts)
        return 0 in votes and len(votes) > 1
