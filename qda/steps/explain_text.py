"""Explanations as text for the screen and as records for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from qda.steps.explain import Explained

if TYPE_CHECKING:
    from qda.coders.explain import Explanation, RuleExplanation


def as_records(found: Sequence[Explained]) -> list[dict[str, object]]:
    """Plain values."""
    return [asdict(one) for one in found]


def as_text(found: Sequence[Explained], every_rule: bool = False) -> str:
    """What was coded, and for each code its rules: matched or not, what matched where, what is missing or vetoed it.

    Without every_rule, of a code that was given only the rules that matched, and of one that was not only those of which
    some part was found; the others are counted.
    """
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
            lines += [*_code_lines(e, every_rule), ""]
    return "\n".join(lines).rstrip()


def _code_lines(e: Explanation, every_rule: bool) -> Iterator[str]:
    yield f"{e.code_id}：{'给出' if e.given else '不给出'}" + (f"（极性 {e.polarity}）" if e.polarity else "")
    if e.reason:
        yield f"  {e.reason}"
    shown = [rule for rule in e.rules if every_rule or (rule.matched if e.given else _near(rule))]
    for rule in shown:
        yield f"  {'✓' if rule.matched else '✗'} {rule.rule_id}  {rule.find}"
        for text, places in _found(rule).items():
            yield f"      {text}：{'，'.join(places)}"
        if not rule.matched:
            yield from (f"      未满足：{reason}" for reason in rule.reasons)
    if len(shown) < len(e.rules):
        yield f"  另有{len(e.rules) - len(shown)}条规则没有命中，加 --all 显示。"


def _near(rule: RuleExplanation) -> bool:
    return rule.matched or any(part.spans for part in rule.parts)


def _found(rule: RuleExplanation) -> dict[str, list[str]]:
    """Each word that was found, with its places; parts that are made of others are left to these."""
    made: dict[str, list[str]] = {}
    for number, part in enumerate(rule.parts):
        below = rule.parts[number + 1].depth > part.depth if number + 1 < len(rule.parts) else False
        if part.spans and not below:
            made[part.text] = [f"{w}@{s.start}-{s.end}" for w, s in zip(part.words, part.spans, strict=True)]
    return made
