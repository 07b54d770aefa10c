"""Agreement of every group of coders, per code and pooled, and whether the thresholds declared in study.toml are met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from qda.model import Code
from qda.steps.agree import Gathered, Group, decisions
from qda.steps.settings import Settings

if TYPE_CHECKING:
    from qda.reliability.codes import CodeAgreement
    from qda.reliability.panel import Layout, Numbers

Verdict = Literal["met", "met on few", "not met", "not estimable", ""]
FEWEST_POSITIVES = 10
"""A coder who gave a code less often than this has not shown much by agreeing on it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One group and one code. code: None for pooled codes, which `pooled` names (leaf, top). found: None where the coders
    share no segment. threshold: declared for it, None if none or if the group is not one that is judged."""

    group: Group
    code: Code | None
    pooled: str
    found: CodeAgreement | None
    threshold: float | None
    verdict: Verdict


def judge(gathered: Gathered, settings: Settings) -> Iterator[Judged]:
    """Every group, code by code, then the pooled codes. Thresholds are for people with people, all of a round together;
    pooled codes have none. A group without common segments is one row."""
    from qda.reliability.codes import count_codes

    for group in gathered.groups:
        if not group.units:
            threshold = settings.agree.threshold or None if group.kind == "people" else None
            yield Judged(group, None, "", None, threshold, "not estimable" if threshold else "")
            continue
        codes = gathered.codes
        rows, layout = count_codes(decisions(group, gathered, codes), group.documents())
        place = {code.id: i for i, code in enumerate(codes)}
        pooled = {
            name: rows[:, [place[c.id] for c in chosen]].sum(axis=1, keepdims=True)
            for name, chosen in (("leaf", gathered.leaves()), ("top", gathered.tops()))
            if chosen and len(codes) > 1
        }

        for code, found in zip(codes, _measured(rows, layout, settings), strict=True):
            threshold = _threshold(settings, code) if group.kind == "people" else None
            yield Judged(group, code, "", found, threshold, _verdict(found, threshold, settings))
        for name, counts in pooled.items():
            yield Judged(group, None, name, _measured(counts, layout, settings)[0], None, "")


def failed(judged: Sequence[Judged]) -> bool:
    """Whether a declared threshold was not met: by a code, or by none because nothing could be estimated."""
    verdicts = {j.verdict for j in judged if j.threshold is not None}
    return "not met" in verdicts or (bool(verdicts) and not verdicts & {"met", "met on few"})


def in_words(judged: Sequence[Judged]) -> str:
    """One line about the thresholds, "" if none was declared."""
    declared = [j for j in judged if j.threshold is not None]
    if not declared:
        return ""
    counts = {v: [j for j in declared if j.verdict == v] for v in get_args(Verdict)}
    line = (
        f"declared thresholds: {len(counts['met'])} codes meet theirs, {len(counts['met on few'])} do with fewer than "
        f"{FEWEST_POSITIVES} codings, {len(counts['not met'])} do not, {len(counts['not estimable'])} are not estimable"
    )
    names = [j.code.called() for j in counts["not met"] if j.code]
    if names:
        line += f"; not met by {'、'.join(names[:8])}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return line


def _measured(counts: Numbers, layout: Layout, settings: Settings) -> tuple[CodeAgreement, ...]:
    import numpy

    from qda.reliability.codes import agreement_of_codes

    wanted = tuple(dict.fromkeys(("krippendorff_alpha", settings.agree.coefficient)))
    rng = numpy.random.default_rng(settings.report.seed)
    return agreement_of_codes(counts, layout, wanted=wanted, draws=settings.report.draws, rng=rng)


def _threshold(settings: Settings, code: Code) -> float | None:
    return settings.agree.thresholds.get(code.id, settings.agree.threshold) or None


def _verdict(found: CodeAgreement, threshold: float | None, settings: Settings) -> Verdict:
    if threshold is None:
        return ""
    name = settings.agree.coefficient
    value = found.values[name] if settings.agree.rests_on == "value" else found.intervals[name].low
    if value is None:
        return "not estimable"
    if value < threshold:
        return "not met"
    return "met on few" if min(found.positives) < FEWEST_POSITIVES else "met"
