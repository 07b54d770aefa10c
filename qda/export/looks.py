"""What things look like in figures: colours, shapes and the words of a legend. No drawing here.

Colours are those of Paul Tol (colour-blind safe); each kind of actor also has a shape, so that a figure
survives a black and white copy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qda.model import ActorId, Tie
from qda.terms import UNITS, Language

COLOURS = (
    *("#4477AA", "#CC6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#EE7733", "#777777"),
    *("#44AA99", "#882255", "#332288", "#999933", "#117733", "#DDAA33", "#6699CC", "#222222"),
)
SERIES = ("#44648A", "#C9806F", "#86A36F", "#D6B35E", "#8A7AA3", "#6BA3A8", "#A8755A", "#8C8C8C")
"""Calmer colours for bars, which cover much paper."""
SHAPES = ("o", "s", "D", "^", "v", "h", "p", "8", "P", "X")
_CLEAR = 60
"""Ties a panel holds at full width; of more, each is drawn thinner."""
_WIDEST = 4.0
"""How many times the lightest weight the heaviest must be for the full range of widths: ties that are all alike are thin."""
RELATIONS = (
    "#555555",
    "#B2182B",
    "#2166AC",
    "#1B7837",
    "#762A83",
    "#B35806",
    "#01665E",
    "#8C510A",
    "#C51B7D",
    "#4D4D4D",
)
Dash = str | tuple[float, tuple[float, ...]]
DASHES: tuple[Dash, ...] = (
    "solid",
    (0, (5, 2)),
    (0, (1.2, 1.6)),
    (0, (7, 2, 1.5, 2)),
    (0, (9, 3)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (2, 2)),
    (0, (12, 2, 2, 2)),
    (0, (4, 4)),
    (0, (1, 3)),
)
"""Of lines, relation by relation beside `RELATIONS`, so that a figure of several relations survives a grey copy too."""
INK = "#222222"
WORDS: dict[Language, Mapping[str, str]] = {
    "zh": {
        "size": "点的大小：联系强度",
        "width": "线的粗细：权重",
        "documents": "文档",
        "meetings": "会议",
        "segments": "段",
        "ties": "联系",
        "none": "无联系",
    },
    "en": {
        "size": "node size: strength",
        "width": "line width: weight",
        "documents": "documents",
        "meetings": "meetings",
        "segments": "segments",
        "ties": "ties",
        "none": "no ties",
    },
}


def strengths(ties: Sequence[Tie]) -> dict[ActorId, float]:
    """Sum of the weights of each actor's ties."""
    made: dict[ActorId, float] = {}
    for tie in ties:
        for actor in (tie.source_id, tie.target_id):
            made[actor] = made.get(actor, 0.0) + tie.weight
    return made


def looks_of(kinds: Mapping[ActorId, str]) -> dict[str, tuple[str, str]]:
    """Colour and shape of each kind; the same for the same mapping, whoever is drawn."""
    every = [*sorted({kind for kind in kinds.values() if kind}), ""]
    return {
        k: (COLOURS[i % len(COLOURS)], SHAPES[(i + 3 * (i // len(SHAPES))) % len(SHAPES)]) for i, k in enumerate(every)
    }


def lines_of(relations: Sequence[str]) -> dict[str, tuple[str, Dash]]:
    """Colour and dash of each relation, in the order given."""
    return {r: (RELATIONS[i % len(RELATIONS)], DASHES[i % len(DASHES)]) for i, r in enumerate(relations)}


def two_mode_looks(first: Sequence[str], second: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and shape of the kinds of a two-mode network: discs in colours for the first mode, dark angular shapes for the
    second, so that modes are told apart in a grey copy."""
    made = {kind: (COLOURS[i % len(COLOURS)], "o") for i, kind in enumerate(first)}
    greys, shapes = ("#333333", "#6F6F6F", "#9A9A9A", "#4D4D4D"), ("s", "D", "^", "v")
    return made | {kind: (greys[i % len(greys)], shapes[i % len(shapes)]) for i, kind in enumerate(second)}


OPPOSED: tuple[tuple[str, Dash], tuple[str, Dash]] = (("#2166AC", "solid"), ("#B2182B", (0, (4, 2.2))))
"""Lines of two opposites (agreeing and not, more and less): colour and dash, told apart in a grey copy too."""


def counted(counts: Mapping[str, int], language: Language) -> str:
    """What a figure rests on: "文档 12 份 · 段 340 段 · 联系 25 条"."""
    parts = []
    for key in ("documents", "meetings", "segments", "ties"):
        if key in counts:
            word = WORDS[language][key]
            if language == "en":
                parts.append(f"{counts[key]} {word}")
            else:
                parts.append(f"{word} {counts[key]} {UNITS[key]}" if key != "segments" else f"{counts[key]} 段")
    if not parts:
        return ""
    return "n = " + (", ".join(parts) if language == "en" else "，".join(parts))


@dataclass(frozen=True, slots=True)
class Stroke:
    """How thick and how dark ties are drawn, the same in all panels. range: of 1, how much of the range weights use;
    clear: of 1, how thick lines may be where there are many."""

    heaviest: float
    range: float
    clear: float

    @classmethod
    def of(cls, panels: Sequence[Sequence[Tie]]) -> Stroke:
        weights = [tie.weight for ties in panels for tie in ties if tie.weight > 0] or [1.0]
        most = max(map(len, panels), default=0)
        heaviest = max(weights)
        return cls(heaviest, min(1.0, heaviest / min(weights) / _WIDEST), min(1.0, math.sqrt(_CLEAR / max(most, 1))))

    def width(self, weight: float) -> float:
        """In points."""
        return (0.5 + 4.5 * self.range * weight / self.heaviest) * self.clear

    def alpha(self, weight: float) -> float:
        return 0.4 + 0.45 * self.range * weight / self.heaviest
