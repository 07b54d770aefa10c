"""Explanations as text for the screen and as records for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from qda.model import Span
from qda.steps.coded import merged
from qda.steps.explain import Explained
from qda.terms import VALUES

if TYPE_CHECKING:
    from qda.coders.clues import Clues
    from qda.coders.explain import Explanation, Part, RuleExplanation

SHOWN = 4
"""Places of a part that are shown; the others are counted."""
SCOPES = {"turn": "整个发言轮次", "item": "整个议题", "neighbours": "前后各段"}
"""Parts whose inside looks at more than the segment: what stands below them is told of this segment alone."""
WORDS = ("term", "wild")


def as_records(found: Sequence[Explained]) -> list[dict[str, object]]:
    """Plain values."""
    return [asdict(one) for one in found]


def as_text(found: Sequence[Explained], every_rule: bool = False) -> str:
    """What was coded, and for each code its rules: matched or not, each part with what it found where, what is missing or
    vetoed it. The words on which the codings shown rest stand in 【】.

    Without every_rule, of a code that was given only the rules that matched, and of one that was not only those of which
    some part was found; the others are counted.
    """
    lines: list[str] = []
    for one in found:
        lines += [f"{one.segment_id}  {one.path}:{one.span.start}-{one.span.end}", one.source, "", _marked(one), ""]
        if one.role in {"interviewer", "apparatus"}:
            lines.append(f"（{VALUES['role'][one.role]}：按设置不编码）")
        given = "；".join(f"{code}（{coder}）" for coder, code in one.stored) or "无"
        lines += [f"已有编码：{given}", ""]
        if not one.explanations:
            lines.append("没有规则命中，也没有规则只差一项；用 --code 指定编码可看其每条规则。")
        for e in one.explanations:
            lines += [*_code_lines(e, every_rule), ""]
        for model in one.models:
            lines += [*_model_lines(model), ""]
        lines += [f"模型 {name} 无法说明：{why}" for name, why in one.silent]
    return "\n".join(lines).rstrip()


def _marked(one: Explained) -> str:
    """The text with the words of the rules that matched in 【】."""
    spans = merged(
        sorted({span for e in one.explanations if e.given for r in e.rules if r.matched for span in r.parts[0].spans})
    )
    made, at = "", one.span.start
    for span in (Span(max(s.start, one.span.start), min(s.end, one.span.end)) for s in spans):
        made += one.text[at - one.span.start : span.start - one.span.start]
        made += f"【{one.text[span.start - one.span.start : span.end - one.span.start]}】"
        at = span.end
    return made + one.text[at - one.span.start :]


def _code_lines(e: Explanation, every_rule: bool) -> Iterator[str]:
    polarity = f"（极性：{VALUES['polarity'][e.polarity]}）" if e.polarity else ""
    yield f"{e.code_id}：{'给出' if e.given else '不给出'}{polarity}"
    if e.reason:
        yield f"  {e.reason}"
    shown = [rule for rule in e.rules if every_rule or (rule.matched if e.given else _near(rule))]
    for rule in shown:
        weight = f"（权重 {rule.weight:g}）" if rule.weight != 1 else ""
        yield f"  {'✓' if rule.matched else '✗'} {rule.rule_id}{weight}  {rule.find}"
        if rule.parts[0].spans:
            yield f"      命中：{_places(rule.parts[0])}"
        elif rule.matched:
            yield "      命中：整段（依据在别的段，或只是条件成立）"
        yield from (f"      {line}" for line in _tree(rule.parts))
        if not rule.matched:
            yield from (f"      原因：{reason}" for reason in rule.reasons)
    if len(shown) < len(e.rules):
        yield f"  另有{len(e.rules) - len(shown)}条规则没有命中，加 --all 显示。"


def _model_lines(one: Clues) -> Iterator[str]:
    """A model's judgement and its clues. The threshold stands beside the margin that it is compared with."""
    score = "" if one.score is None else f"，概率 {one.score:.2f}"
    yield f"{one.code_id}：模型 {one.coder} {'给出' if one.given else '不给出'}{score}"
    if one.out_of_fold:
        yield f"  折外判定：间隔 {one.margin:+.2f}，由没有见过本文档的模型作出，其阈值与权重未存；以下取自整个模型"
    yield f"  整个模型：间隔 {one.whole_margin:+.2f}，大于阈值 {one.threshold:+.2f} 时给出"
    for sign, found in (("支持", one.speaking), ("反对", one.against)):
        if found:
            yield f"  {sign}：" + "，".join(f"“{_one_line(c.feature)}”{c.contribution:+.3f}" for c in found)
    if not one.speaking and not one.against:
        yield "  这种模型不能逐个特征说明。"


def _near(rule: RuleExplanation) -> bool:
    return rule.matched or any(part.spans for part in rule.parts)


def _tree(parts: Sequence[Part]) -> Iterator[str]:
    """The parts below the whole rule, set in by depth. Of alternatives only those that were found; a list of words stands
    for its words; of a part that was not found, nothing below it but what was."""
    skip: int | None = None
    above: list[Part] = []
    met: dict[int, int] = {}  # depth to how many parts of one parent have been met there
    for part in parts:
        met[part.depth] = met.get(part.depth, 0) + 1
        for deeper in [depth for depth in met if depth > part.depth]:
            del met[deeper]
        if skip is not None and part.depth > skip:
            continue
        skip = None
        del above[part.depth :]
        parent = above[-1] if above else None
        above.append(part)
        if part.depth == 0:
            continue
        if parent is not None and parent.kind == "or" and (not part.matched or part.kind in WORDS):
            skip = part.depth  # the places of found words stand with the alternatives as a whole
            continue
        vetoes = parent is not None and parent.kind == "not" and met[part.depth] == 2
        sign = "✓" if part.matched != vetoes else "✗"
        sign += " NOT" if vetoes else ""
        indent = "  " * (part.depth - 1)
        told = f"：{_places(part)}" if part.spans else ""
        if part.kind in SCOPES:
            told = f"（{SCOPES[part.kind]}；以下只就本段而言）"
        yield f"{indent}{sign} {part.text}{told}"
        if not part.matched and not any(below.spans for below in _below(parts, part)):
            skip = part.depth


def _below(parts: Sequence[Part], part: Part) -> Iterator[Part]:
    at = next(i for i, one in enumerate(parts) if one is part)
    for below in parts[at + 1 :]:
        if below.depth <= part.depth:
            return
        yield below


def _places(part: Part) -> str:
    pairs = list(zip(part.words, part.spans, strict=True))
    shown = "，".join(f"{_one_line(words)}@{span.start}-{span.end}" for words, span in pairs[:SHOWN])
    return shown + (f"，等{len(pairs)}处" if len(pairs) > SHOWN else "")


def _one_line(words: str) -> str:
    return " ".join(words.split())
