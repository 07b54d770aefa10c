"""The plot of an epistemic space: units as points, groups' means with intervals, codes at their places. Drawn on a figure
that `qda.export.figures` has set up; the same numbers give the same picture.

A mean is a large hollow mark with a box: the box's sides are the interval on each axis, as users of ENA know it. Groups
differ in colour and shape.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qda.export.labels import Box, Disc, place_labels
from qda.export.looks import COLOURS, INK, SHAPES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of units. name: with its n, for the legend. points: of each unit. mean: None where there is
    none. half: half the length of the interval on each axis, None where it is not given."""

    name: str
    points: tuple[Point, ...]
    mean: Point | None
    half: tuple[float, ...] | None


def draw_space(
    figure: Figure,
    title: str,
    groups: Sequence[Group],
    codes: Sequence[tuple[str, Point]],
    axes_words: tuple[str, str],
    words: tuple[str, str, str],
) -> None:
    """Points, means, boxes and codes. axes_words: of the horizontal and the vertical axis. words: of a point, a mean with
    its box, and a code, for the legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    axes = figure.subplots()
    axes.set_title(title, fontsize=12, color=INK)
    every = [p for g in groups for p in g.points] + [p for _, p in codes]
    reach = 1.12 * max((abs(c) for p in every for c in p), default=1.0) or 1.0
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal")
    axes.axhline(0, color="#BBBBBB", lw=0.7, zorder=0)
    axes.axvline(0, color="#BBBBBB", lw=0.7, zorder=0)
    axes.set_xlabel(axes_words[0])
    axes.set_ylabel(axes_words[1])
    axes.tick_params(labelsize=8, colors="#666666")
    handles = []
    for i, group in enumerate(groups):
        colour, shape = COLOURS[i % len(COLOURS)], SHAPES[i % len(SHAPES)]
        axes.plot(*_split(group.points), ls="", marker=shape, ms=4.6, color=colour, alpha=0.8, mew=0, zorder=2)
        if group.mean:
            if group.half:
                corner = (group.mean[0] - group.half[0], group.mean[1] - group.half[1])
                sides = (2 * group.half[0], 2 * group.half[1])
                axes.add_patch(Rectangle(corner, *sides, fill=False, edgecolor=colour, lw=1.3, zorder=3))
            axes.plot(*group.mean, ls="", marker=shape, ms=11, mfc="white", mec=colour, mew=2.0, zorder=4)
        handles.append(Line2D([], [], ls="", marker=shape, color=colour, ms=6, label=group.name))
    axes.plot(*_split([p for _, p in codes]), ls="", marker="x", ms=6, color="#222222", mew=1.4, zorder=3.5)
    handles.append(Line2D([], [], ls="", marker="o", color="#888888", alpha=0.8, ms=4.6, label=words[0]))
    if any(g.mean for g in groups):
        handles.append(Line2D([], [], ls="", marker="s", mfc="white", mec="#888888", mew=2, ms=9, label=words[1]))
    handles.append(Line2D([], [], ls="", marker="x", color="#222222", mew=1.4, ms=6, label=words[2]))
    figure.legend(handles=handles, loc="lower center", ncols=3, frameon=False, fontsize=8.5, handletextpad=0.4)
    rows = math.ceil(len(handles) / 3)
    figure.tight_layout(rect=(0, 0.035 * rows + 0.01, 1, 0.985))
    figure.canvas.draw()
    _label(axes, codes, [g.mean for g in groups if g.mean])


def _split(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _label(axes: Axes, codes: Sequence[tuple[str, Point]], means: Sequence[Point]) -> None:
    """Names of the codes, clear of each other and of the means."""
    canvas: Any = axes.figure.canvas
    pixels = axes.figure.dpi / 72
    texts = [
        axes.text(
            0,
            0,
            name,
            fontsize=8.5,
            ha="center",
            va="center",
            color=INK,
            zorder=5,
            bbox={"boxstyle": "round,pad=0.06", "facecolor": "white", "edgecolor": "none", "alpha": 0.72},
        )
        for name, _ in codes
    ]
    sizes = [(e.width, e.height) for e in (t.get_window_extent(canvas.get_renderer()) for t in texts)]
    frame = axes.get_window_extent(canvas.get_renderer())
    at = [tuple(map(float, axes.transData.transform(p))) for _, p in codes]
    held = [tuple(map(float, axes.transData.transform(p))) for p in means]
    discs = [Disc(x, y, 4 * pixels) for x, y in at] + [Disc(x, y, 7 * pixels) for x, y in held]
    places = place_labels(
        discs, [*sizes, *((0.0, 0.0) for _ in held)], Box(frame.x0, frame.y0, frame.x1, frame.y1), padding=1.5 * pixels
    )
    back = axes.transData.inverted()
    for text, (x, y), (px, py), (wide, high) in zip(texts, places, at, sizes, strict=False):
        text.set_position(tuple(back.transform((x, y))))
        away = math.hypot(max(abs(x - px) - wide / 2, 0), max(abs(y - py) - high / 2, 0))
        if away > 12 * pixels:
            near, here = back.transform((x, y)), back.transform((px, py))
            axes.plot([here[0], near[0]], [here[1], near[1]], color="#999999", lw=0.5, zorder=1.5)
