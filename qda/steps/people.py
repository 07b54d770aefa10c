"""What people gave the segments, as one judgement a segment: what rules are measured against and words are proposed from.

The adjudicated codings where the study has any; else those of its human coders taken together, a code counting where at
least half of those who saw the segment gave it. Doubt: with two coders that is a code either of them gave, which
flatters a rule; adjudicate, and the gold alone counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from qda.model import CodeId, SegmentId
from qda.store import rows
from qda.store.study import Study


@dataclass(frozen=True, slots=True)
class PeoplesCodings:
    """coders: whose. gold: whether these are adjudicated. given: every segment they saw to its codes; none is seen and
    empty."""

    coders: tuple[str, ...]
    gold: bool
    given: Mapping[SegmentId, frozenset[CodeId]]

    def note(self) -> str:
        """Whose codings these are, for the notes of a table."""
        if not self.coders:
            return "研究里还没有人工编码。"
        if self.gold:
            return f"人工编码：裁定编码（{'、'.join(self.coders)}），{len(self.given)}段。"
        rule = "；读过该段者至少半数给出，即算该段有此编码" if len(self.coders) > 1 else ""
        return f"人工编码：{'、'.join(self.coders)}，{len(self.given)}段{rule}。"


def peoples_codings(study: Study) -> PeoplesCodings:
    """The study's gold, or else its human coders; empty if nobody has coded."""
    kinds = dict(rows.coders(study))
    gold = sorted(name for name, kind in kinds.items() if kind == "gold")
    names = gold or sorted(name for name, kind in kinds.items() if kind == "human")
    saw: Counter[SegmentId] = Counter()
    gave: dict[SegmentId, Counter[CodeId]] = {}
    for name in names:
        saw.update(rows.seen(study, name))
        for segment, code in {(c.segment_id, c.code_id) for c in rows.codings(study, name)}:
            gave.setdefault(segment, Counter())[code] += 1
    given = {
        segment: frozenset(code for code, times in gave.get(segment, Counter()).items() if 2 * times >= n)
        for segment, n in saw.items()
    }
    return PeoplesCodings(tuple(names), bool(gold), given)
