"""Where the labels of a drawing go, so that they cover neither each other nor the nodes. Plain geometry, in pixels.

Greedy: the most important node first, each label at the cheapest of many places around its node. Deterministic.
Source: Christensen, Marks & Shieber (1995), An Empirical Study of Algorithms for Point-Feature Label Placement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
_LIKED = [12.0 * gap + 1.5 * direction for gap in range(len(_GAPS)) for direction in range(len(_DIRECTIONS))]
"""What a place costs where all are free, by gap and direction."""


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
    import numpy as np

    liked = np.array(_LIKED)
    edges = np.array([[b.left, b.bottom, b.right, b.top] for b in (disc.box() for disc in discs)]).reshape(-1, 4)
    frame = np.array([[bounds.left, bounds.bottom, bounds.right, bounds.top]])
    lines = np.array(segments, dtype=np.float64).reshape(-1, 4)
    taken = np.empty((0, 4))
    made = []
    for disc, (wide, high) in zip(discs, sizes, strict=True):
        places = _places(disc, wide, high, padding)
        half = np.array([wide / 2 + padding, high / 2 + padding])
        boxes = np.hstack([places - half, places + half])
        covered = _shared(boxes, taken).sum(axis=1) + _shared(boxes, edges).sum(axis=1)
        outside = 4 * half[0] * half[1] - _shared(boxes, frame)[:, 0]
        cost = (100.0 * (covered + outside) + liked).round(6)
        # Lines cost too; only places that without them cost less than the cheapest with them can still win.
        bound = cost.min() + 6.0 * _crossed(boxes[[cost.argmin()]], lines).sum()
        left = np.flatnonzero(cost <= bound)
        best = int(left[(cost[left] + 6.0 * _crossed(boxes[left], lines).sum(axis=1)).argmin()])
        taken = np.vstack([taken, boxes[best]])
        made.append((float(places[best, 0]), float(places[best, 1])))
    return made


def _places(disc: Disc, wide: float, high: float, padding: float) -> NDArray[np.float64]:
    """places × 2: the label's centre in every direction from the node, its edge every gap away from the disc."""
    import numpy as np

    reach = disc.radius + padding + np.repeat(_GAPS, len(_DIRECTIONS))
    angle = np.radians(np.tile(_DIRECTIONS, len(_GAPS)))
    x = disc.x + np.cos(angle) * (reach + wide / 2)
    y = disc.y + np.sin(angle) * (reach + high / 2)
    return np.column_stack([x, y])


def _shared(boxes: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """boxes × others: the shared area, 0 where they do not touch."""
    import numpy as np

    sides = [
        np.minimum(boxes[:, axis + 2, None], others[:, axis + 2]) - np.maximum(boxes[:, axis, None], others[:, axis])
        for axis in (0, 1)
    ]
    made: NDArray[np.float64] = np.maximum(sides[0], 0.0) * np.maximum(sides[1], 0.0)
    return made


def _crossed(boxes: NDArray[np.float64], lines: NDArray[np.float64]) -> NDArray[np.bool_]:
    """boxes × lines: whether the line runs through the box (Liang-Barsky clipping)."""
    import numpy as np

    begin, end = np.zeros((len(boxes), len(lines))), np.ones((len(boxes), len(lines)))
    for axis in (0, 1):
        first, step = lines[:, axis], lines[:, axis + 2] - lines[:, axis]
        low, high = boxes[:, axis, None], boxes[:, axis + 2, None]
        still = np.abs(step) < 1e-12
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (low - first) / step, (high - first) / step
        # A line across this axis is within the box's range of it all the way, or never.
        within = (first >= low) & (first <= high)
        begin = np.maximum(begin, np.where(still, np.where(within, 0.0, 2.0), np.minimum(one, other)))
        end = np.minimum(end, np.where(still, 1.0, np.maximum(one, other)))
    made: NDArray[np.bool_] = begin <= end
    return made
