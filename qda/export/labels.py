"""Where the labels of a drawing go, so that they cover neither each other nor the nodes. Plain geometry, in pixels.

Greedy: the most important node first, each label at the cheapest of many places around its node. Deterministic.
Source: Christensen, Marks & Shieber (1995), An Empirical Study of Algorithms for Point-Feature Label Placement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """The shared area, 0 where they do not touch."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Disc:
    """A node: centre and radius."""

    x: float
    y: float
    radius: float

    def box(self) -> Box:
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


_DIRECTIONS = (0, 180, 90, 270, 45, 135, 225, 315, 20, 160, 200, 340, 65, 115, 245, 295)
_GAPS = (2.0, 7.0, 14.0, 24.0, 38.0)


def place_labels(
    discs: Sequence[Disc],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    segments: Sequence[tuple[float, float, float, float]] = (),
    padding: float = 1.5,
) -> list[tuple[float, float]]:
    """The centre of each label, in the order of `discs` (the first is placed first, so put the important ones first).

    sizes: (width, height) of each label. bounds: labels stay inside it as far as possible. segments: the ties (x1, y1,
    x2, y2), which a label covers only if nothing better is free. padding: free space around each label.
    """
    taken: list[Box] = []
    nodes = [disc.box() for disc in discs]
    made = []
    for disc, (wide, high) in zip(discs, sizes, strict=True):
        best: tuple[float, float, float, Box] | None = None
        for gap_rank, gap in enumerate(_GAPS):
            for direction_rank, degrees in enumerate(_DIRECTIONS):
                x, y = _centre(disc, wide, high, degrees, gap + padding)
                box = Box(
                    x - wide / 2 - padding, y - high / 2 - padding, x + wide / 2 + padding, y + high / 2 + padding
                )
                cost = 100.0 * sum(box.overlap(other) for other in taken)
                cost += 100.0 * sum(box.overlap(other) for other in nodes)
                cost += 100.0 * _outside(box, bounds) + 12.0 * gap_rank + 1.5 * direction_rank
                if best is None or cost < best[0]:
                    cost += 6.0 * sum(_crosses(box, segment) for segment in segments)
                if best is None or cost < best[0]:
                    best = (cost, x, y, box)
        if best is None:
            continue
        taken.append(best[3])
        made.append((best[1], best[2]))
    return made


def _centre(disc: Disc, wide: float, high: float, degrees: int, gap: float) -> tuple[float, float]:
    """The label's centre in a direction from the node, so that the label's edge is a gap away from the disc."""
    dx, dy = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    reach = disc.radius + gap
    return disc.x + dx * (reach + wide / 2), disc.y + dy * (reach + high / 2)


def _outside(box: Box, bounds: Box) -> float:
    """How much of the box lies outside."""
    whole = (box.right - box.left) * (box.top - box.bottom)
    return whole - box.overlap(bounds)


def _crosses(box: Box, segment: tuple[float, float, float, float]) -> bool:
    """Whether the line runs through the box (Liang-Barsky clipping)."""
    x1, y1, x2, y2 = segment
    low, high = 0.0, 1.0
    for step, room in (
        (x1 - x2, x1 - box.left),
        (x2 - x1, box.right - x1),
        (y1 - y2, y1 - box.bottom),
        (y2 - y1, box.top - y1),
    ):
        if abs(step) < 1e-12:
            if room < 0:
                return False
        elif step < 0:
            low = max(low, room / step)
        else:
            high = min(high, room / step)
        if low > high:
            return False
    return True
