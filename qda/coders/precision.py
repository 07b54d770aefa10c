"""How right each rule is, on the segments that people have coded.

A rule is judged by what people gave the segments it fires in: right if they gave the rule's code or one below it. The
unit is the segment; segments that nobody has coded say nothing. Doubts: people's codings are a sample, and a rule with
few hits in it is hardly known, which is why the interval stands beside the share; hits in one document hang together,
so an interval that takes segments as independent is too narrow rather than too wide (the table of rules takes documents
as the sample where there are enough).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qda.model import CodeId, SegmentId

Interval = Callable[[float, float], tuple[float | None, float | None]]
"""Successes and number to the limits of the share, (None, None) for a number of 0."""


@dataclass(frozen=True, slots=True)
class RulePrecision:
    """One rule. hits: segments in which it fires. n: those of them that people have coded. right: those of n that
    people gave the code or one below it. precision: right / n, None where n is 0; low, high: its interval."""

    rule_id: str
    code_id: CodeId
    hits: int
    n: int
    right: int
    precision: float | None
    low: float | None
    high: float | None


def precision(
    hits: Mapping[str, AbstractSet[SegmentId]],
    people: Mapping[SegmentId, Collection[CodeId]],
    codes: Mapping[str, CodeId],
    below: Mapping[CodeId, Sequence[CodeId]],
    interval: Interval,
) -> tuple[RulePrecision, ...]:
    """The record of each rule, in the order of `codes`.

    hits: rule id to the segments it fires in; a rule that is not there has none. people: every segment that people have
    seen to the codes they gave it; no codes means seen and empty. codes: rule id to its code. below: code to the ids
    that count for it, itself among them (the roll-up). interval: limits of a share (Wilson's).
    Formula: right / n. Missing rule: unseen segments count in hits only; n = 0 gives None. Range: [0, 1].
    Source: van Rijsbergen 1979, Information Retrieval, chapter 7. Checked against a loop over segments.
    """
    made = []
    for rule_id, code_id in codes.items():
        fired = hits.get(rule_id, frozenset())
        meant = frozenset(below.get(code_id, (code_id,)))
        judged = [segment for segment in fired if segment in people]
        right = sum(1 for segment in judged if not meant.isdisjoint(people[segment]))
        n = len(judged)
        low, high = interval(right, n) if n else (None, None)
        made.append(RulePrecision(rule_id, code_id, len(fired), n, right, right / n if n else None, low, high))
    return tuple(made)
