"""Grouped horizontal bars: what is drawn, onto a matplotlib figure that the caller made.

A share that is None is marked with a dash and never drawn as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qda.export.looks import INK, SERIES


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a bar figure, a community say. n: what its shares rest on, None where it has no meaning."""

    name: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row of a bar figure, a code say. shares: one a series, in [0, 1]; None where there is none to show.
    lows, highs: limits of the intervals, empty where none are known."""

    label: str
    shares: tuple[float | None, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()


def bar_height(rows: Sequence[BarRow], series: Sequence[Series]) -> float:
    """The height in inches that the rows need."""
    return max(2.2, 1.5 + len(rows) * (len(series) * 0.13 + 0.14))


def draw_bars(figure: Any, title: str, rows: Sequence[BarRow], series: Sequence[Series], axis: str, note: str) -> None:
    """Draw the rows from top to bottom, one bar a series, its interval as a thin line."""
    axes = figure.subplots()
    step = 0.82 / max(len(series), 1)
    largest = max((h for row in rows for h in (*row.shares, *row.highs) if h is not None), default=0.0)
    for k, one in enumerate(series):
        places = [i - 0.41 + (k + 0.5) * step for i in range(len(rows))]
        values = [row.shares[k] for row in rows]
        label = f"{one.name} (n = {one.n})" if one.n is not None else one.name
        axes.barh(
            places,
            [100 * (v or 0.0) for v in values],
            height=step * 0.92,
            color=SERIES[k % len(SERIES)],
            label=label,
        )
        for place, value, row in zip(places, values, rows, strict=True):
            if value is None:
                axes.text(0.3, place, "—", va="center", fontsize=7.5, color="#777777")
            elif row.lows and row.highs:
                low, high = row.lows[k], row.highs[k]
                if low is not None and high is not None:
                    axes.plot([100 * low, 100 * high], [place, place], color=INK, linewidth=0.7)
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_xlim(0, max(100 * largest * 1.08, 1.0))
    axes.set_xlabel(axis)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    if title:
        axes.set_title(title, fontsize=12, pad=26 + 12 * ((len(series) - 1) // 4))
    if series:
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1.0),
            ncols=min(len(series), 4),
            frameon=False,
            fontsize=8.5,
            borderaxespad=0.2,
            columnspacing=1.2,
            handlelength=1.2,
        )
    if note:
        figure.text(0.01, 0.005, note, fontsize=8, color="#555555")
    figure.tight_layout(rect=(0, 0.25 / bar_height(rows, series) if note else 0, 1, 1))
