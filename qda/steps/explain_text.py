"""Explanations as text for the screen and as records for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from qda.steps.explain import Explained

if TYPE_CHECKING:
    from qda.coders.explain import Explanation


def as_records(found: Sequence[Explained]) -> list[dict[str, object]]:
    """Plain values."""
    return [asdict(one) for one in found]


def as_text(found: Sequence[Explained]) -> str:
    """What was coded, and for each code every rule: matched or not, what matched where, what vetoed it."""
    lines: list[str] = []
    for one in found:
        lines += [f"{one.segment_id}  {one.path}:{one.span.start}-{one.span.end}", one.source, "", one.text, ""]
        if one.role in {"interviewer", "apparatus"}:
            lines.append(f"（{one.role}：按设置不编码）")
        given = "；".join(f"{code}（{coder}）" for coder, code in one.stored) or "无"
        lines += [f"已有编码：{given}", ""]
        if not one.explanations:
            lines.append("没有规则命中，也没有规则只差一项；用 --code 指定编码可看其每条规则。")
        for e in one.explanations:
            lines += [*_code_lines(e), ""]
    return "\n".join(lines).rstrip()


def _code_lines(e: Explanation) -> Iterator[str]:
    yield f"{e.code_id}：{'给出' if e.given else '不给出'}" + (f"（极性 {e.polarity}）" if e.polarity else "")
    if e.reason:
        yield f"  {e.reason}"
    for rule in e.rules:
        yield f"  {'✓' if rule.matched else '✗'} {rule.rule_id}  {rule.find}"
        for part in rule.parts:
            if part.spans and (rule.matched or part.depth > 0):
                places = "，".join(f"{w}@{s.start}-{s.end}" for w, s in zip(part.words, part.spans, strict=True))
                yield f"      {'  ' * part.depth}{part.text}：{places}"
        if not rule.matched:
            yield from (f"      未满足：{reason}" for reason in rule.reasons)
