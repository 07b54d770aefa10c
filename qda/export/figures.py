"""Figures: the actor-linkage network and the shares of codes. The only importer of matplotlib (Agg, never a window).

The same input gives the same bytes: no date, fixed salt for ids. Text is drawn as paths, so that Chinese shows on every
machine. Nothing is computed here beyond sizes on paper: weights, shares and counts come from the caller.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from qda.export.bars import BarRow, Series, bar_height, draw_bars
from qda.export.fonts import cjk_font_path, missing_characters, system_cjk_fonts
from qda.export.labels import Box, Disc, place_labels
from qda.export.looks import INK, WORDS, Dash, Stroke, counted, lines_of, looks_of, strengths
from qda.export.space import Group, Point, draw_space
from qda.model import ActorId, Tie
from qda.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FigureFormat = Literal["svg", "png"]

_FAMILY = "qda CJK"
_ROOMY = 16
"""Nodes a panel holds at full size; of more, each is drawn smaller."""


@dataclass(frozen=True, slots=True)
class NetworkPanel:
    """One network of a figure. counts: what it rests on, by "documents", "segments", "ties"; shown under the title."""

    title: str
    ties: tuple[Tie, ...]
    counts: Mapping[str, int]


def network_figure(
    title: str,
    ties: Sequence[Tie],
    actors: Mapping[ActorId, str],
    kinds: Mapping[ActorId, str],
    positions: Mapping[ActorId, tuple[float, float]],
    *,
    counts: Mapping[str, int] | None = None,
    relations: Mapping[str, str] | None = None,
    width_words: str = "",
    language: Language = "zh",
    format: FigureFormat = "svg",  # noqa: A002
) -> bytes:
    """One network. Node size shows strength, line width weight; colour and shape show the kind of actor.

    actors: name by actor; kinds: kind by actor, in words. Give the same mappings and positions for every community, and
    an actor looks the same and stands in the same place in each. counts: what the figure rests on ("documents",
    "segments", "ties"). relations: names of the relations; with more than one, each has a colour and a dash of its own.
    width_words: what the width of a line shows, where it is not the weight. Only actors with a tie are drawn.
    """
    panel = NetworkPanel(title, tuple(ties), counts or {})
    return network_panels(
        "",
        (panel,),
        actors,
        kinds,
        positions,
        relations=relations,
        width_words=width_words,
        language=language,
        format=format,
    )


def network_panels(
    title: str,
    panels: Sequence[NetworkPanel],
    actors: Mapping[ActorId, str],
    kinds: Mapping[ActorId, str],
    positions: Mapping[ActorId, tuple[float, float]],
    *,
    relations: Mapping[str, str] | None = None,
    width_words: str = "",
    size_words: str = "",
    looks: Mapping[str, tuple[str, str]] | None = None,
    lines: Mapping[str, tuple[str, Dash]] | None = None,
    language: Language = "zh",
    format: FigureFormat = "svg",  # noqa: A002
) -> bytes:
    """Several networks side by side, two a row, drawn to the same scale. See `network_figure`.

    looks: colour and shape of each kind, where they mean something (two modes). lines: colour and dash of each relation,
    where they mean something; all of them stand in the legend.
    """
    words = dict(WORDS[language])
    words |= {key: given for key, given in (("width", width_words), ("size", size_words)) if given}
    names = dict(relations or {})
    found = sorted({tie.relation for panel in panels for tie in panel.ties})
    dashes = dict(lines or (lines_of(found) if len(found) > 1 else {}))
    looks = {**looks_of(kinds), **(looks or {})}
    scale = max((w for panel in panels for w in strengths(panel.ties).values()), default=1.0)
    stroke = Stroke.of([panel.ties for panel in panels])
    columns = 1 if len(panels) == 1 else 2
    rows = max(1, math.ceil(len(panels) / columns))
    side = 7.2 if columns == 1 else 5.4
    drawn = "".join([title, *actors.values(), *kinds.values(), *names.values(), *(p.title for p in panels)])
    with _style(drawn + "".join(words.values())) as new_figure:
        figure = new_figure(figsize=(side * columns, side * 0.82 * rows + 0.9))
        grid = figure.subplots(rows, columns, squeeze=False)
        if title:
            figure.suptitle(title, fontsize=13)
        for axes in grid.flat:
            axes.set_axis_off()
        shown: set[str] = set()
        for axes, panel in zip(grid.flat, panels, strict=False):
            rests = counted(panel.counts, language)
            axes.set_title(panel.title, fontsize=11.5, color=INK, pad=16 if rests else 6)
            axes.text(
                0.5, 1.008, rests, transform=axes.transAxes, ha="center", va="bottom", fontsize=8.5, color="#666666"
            )
            axes.set_xlim(-1.18, 1.18)
            axes.set_ylim(-1.12, 1.12)
            if not panel.ties:
                axes.text(0, 0, words["none"], ha="center", va="center", color="#777777")
            shown |= {kinds.get(a, "") for tie in panel.ties for a in (tie.source_id, tie.target_id)}
        _legend(figure, {k: v for k, v in looks.items() if k in shown}, dashes, names, words, 4 if columns == 1 else 6)
        figure.tight_layout(rect=(0, 0.075 / rows + 0.02, 1, 0.98 if title else 1))
        figure.canvas.draw()
        for axes, panel in zip(grid.flat, panels, strict=False):
            _draw_network(axes, panel.ties, actors, kinds, positions, looks, dashes, scale, stroke)
        return _bytes(figure, format)


def bar_figure(
    title: str,
    rows: Sequence[BarRow],
    series: Sequence[Series],
    *,
    axis: str = "",
    note: str = "",
    language: Language = "zh",
    format: FigureFormat = "svg",  # noqa: A002
) -> bytes:
    """Grouped horizontal bars: the share of segments that carry a code, by community.

    rows: one a code, from top to bottom. series: one a community; its n stands in the legend. axis: what the shares are
    of, with the unit ("段占比 (%)" by default). A share that is None is marked with a dash, never drawn as 0.
    """
    axis = axis or ("段占比 (%)" if language == "zh" else "share of segments (%)")
    drawn = "".join([title, axis, note, *(row.label for row in rows), *(one.name for one in series)])
    with _style(drawn + "—") as new_figure:
        figure = new_figure(figsize=(7.6, bar_height(rows, series)))
        draw_bars(figure, title, rows, series, axis, note)
        return _bytes(figure, format)


def space_figure(
    title: str,
    groups: Sequence[Group],
    codes: Sequence[tuple[str, Point]],
    axes_words: tuple[str, str],
    words: tuple[str, str, str],
    *,
    format: FigureFormat = "svg",  # noqa: A002
) -> bytes:
    """An epistemic space: points of units, means of groups with intervals, codes. See `qda.export.space.draw_space`."""
    drawn = "".join([title, *axes_words, *words, *(g.name for g in groups), *(name for name, _ in codes)])
    with _style(drawn) as new_figure:
        figure = new_figure(figsize=(7.2, 7.6))
        draw_space(figure, title, groups, codes, axes_words, words)
        return _bytes(figure, format)


def _draw_network(
    axes: Axes,
    ties: Sequence[Tie],
    actors: Mapping[ActorId, str],
    kinds: Mapping[ActorId, str],
    positions: Mapping[ActorId, tuple[float, float]],
    looks: Mapping[str, tuple[str, str]],
    lines: Mapping[str, tuple[str, Dash]],
    scale: float,
    stroke: Stroke,
) -> None:
    """Ties, nodes and labels. The axes must have their final size, because labels are placed in pixels."""
    from matplotlib.patches import FancyArrowPatch

    strength = strengths(ties)
    order = sorted(strength, key=lambda actor: (-strength[actor], actor))
    crowded = min(1.0, math.sqrt(_ROOMY / max(len(order), 1)))
    radius = {actor: crowded * (4.0 + 11.0 * math.sqrt(strength[actor] / scale)) for actor in order}
    lanes: dict[tuple[ActorId, ActorId], int] = {}
    straight = []
    for tie in sorted(ties, key=lambda t: (t.weight, t.relation, t.source_id, t.target_id)):
        a, b = tie.source_id, tie.target_id
        pair = (min(a, b), max(a, b))
        lane = lanes[pair] = lanes.get(pair, -1) + 1
        bend = (0.1 if tie.directed else 0.0) + 0.13 * ((lane + 1) // 2) * (-1 if lane % 2 else 1) * (
            1 if a < b else -1
        )
        colour, dash = lines.get(tie.relation, ("#8a8a8a", "solid"))
        axes.add_patch(
            FancyArrowPatch(
                positions[a],
                positions[b],
                arrowstyle="-|>" if tie.directed else "-",
                mutation_scale=8,
                connectionstyle=f"arc3,rad={bend:.3f}",
                shrinkA=radius[a],
                shrinkB=radius[b] + (1 if tie.directed else 0),
                linewidth=stroke.width(tie.weight),
                color=colour,
                linestyle=dash,
                alpha=stroke.alpha(tie.weight),
                zorder=1,
            )
        )
        straight.append((a, b))
    for actor in order:
        colour, shape = looks[kinds.get(actor, "")]
        axes.plot(
            *positions[actor],
            marker=shape,
            markersize=(1.6 if shape == "D" else 2) * radius[actor],  # a diamond stands on its corner
            color=colour,
            markeredgecolor="white",
            markeredgewidth=1.0,
            zorder=2,
        )
    _draw_labels(axes, order, actors, positions, radius, straight)


def _draw_labels(
    axes: Axes,
    order: Sequence[ActorId],
    actors: Mapping[ActorId, str],
    positions: Mapping[ActorId, tuple[float, float]],
    radius: Mapping[ActorId, float],
    lines: Sequence[tuple[ActorId, ActorId]],
) -> None:
    """Names beside the nodes, moved apart; a thin line leads to a label that had to go further away."""
    from matplotlib.figure import Figure

    root = axes.figure
    if not isinstance(root, Figure) or not order:
        return
    canvas: Any = root.canvas
    pixels = root.dpi / 72
    at = {a: tuple(map(float, axes.transData.transform(positions[a]))) for a in order}
    texts = [
        axes.text(
            0,
            0,
            actors.get(a, a),
            fontsize=8.5,
            ha="center",
            va="center",
            color=INK,
            zorder=4,
            bbox={"boxstyle": "round,pad=0.06", "facecolor": "white", "edgecolor": "none", "alpha": 0.72},
        )
        for a in order
    ]
    extents = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    frame = axes.get_window_extent(canvas.get_renderer())
    places = place_labels(
        [Disc(at[a][0], at[a][1], (radius[a] + 1) * pixels) for a in order],
        [(e.width, e.height) for e in extents],
        Box(frame.x0, frame.y0, frame.x1, frame.y1),
        [(*at[a], *at[b]) for a, b in lines],  # type: ignore[misc]
        padding=1.2 * pixels,
    )
    back = axes.transData.inverted()
    for actor, text, extent, (x, y) in zip(order, texts, extents, places, strict=True):
        text.set_position(tuple(back.transform((x, y))))
        away = math.hypot(
            max(abs(x - at[actor][0]) - extent.width / 2, 0), max(abs(y - at[actor][1]) - extent.height / 2, 0)
        )
        if away > (radius[actor] + 12) * pixels:
            near = back.transform((x, y))
            axes.plot(
                [positions[actor][0], near[0]],
                [positions[actor][1], near[1]],
                color="#999999",
                linewidth=0.5,
                zorder=1.5,
            )


def _legend(
    figure: Figure,
    looks: Mapping[str, tuple[str, str]],
    lines: Mapping[str, tuple[str, Dash]],
    names: Mapping[str, str],
    words: Mapping[str, str],
    columns: int,
) -> None:
    """Kinds, relations (where there are several) and what size and width mean, under the panels."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="", marker=shape, color=colour, markersize=7, label=kind)
        for kind, (colour, shape) in looks.items()
        if kind
    ]
    if lines:
        handles += [
            Line2D([], [], color=colour, ls=dash, lw=2, label=names.get(relation, relation))
            for relation, (colour, dash) in lines.items()
        ]
    handles += [Line2D([], [], linestyle="", label=words[key]) for key in ("size", "width")]
    figure.legend(
        handles=handles,
        loc="lower center",
        ncols=columns,
        frameon=False,
        fontsize=8.5,
        handletextpad=0.4,
        columnspacing=1.2,
    )


@contextmanager
def _style(text: str) -> Iterator[Any]:
    """matplotlib set up for one figure: Agg, our font under a name of its own, nothing left behind.

    A font of the system may bear the same family name as ours (and be a variable font, of which matplotlib draws the
    thinnest instance); so ours is entered under another name, and taken out again.
    """
    import matplotlib
    from matplotlib import font_manager
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    def make(**settings: Any) -> Figure:
        figure = Figure(**settings)
        FigureCanvasAgg(figure)
        return figure

    paths = [cjk_font_path()]
    lacking = missing_characters(text, paths[0])
    for path in system_cjk_fonts() if lacking else ():
        still = missing_characters(lacking, path)
        if still != lacking:
            paths.append(path)
            lacking = still
    if lacking:
        warnings.warn(f"the figure's fonts lack {len(lacking)} characters, drawn as boxes: {lacking}", stacklevel=3)
    known = font_manager.fontManager.ttflist
    before = list(known)
    families = []
    try:
        for i, path in enumerate(paths):
            font_manager.fontManager.addfont(str(path))
            families.append(f"{_FAMILY} {i}")
            known[-1] = replace(known[-1], name=families[-1])
        settings = {
            "font.family": [*families, "DejaVu Sans"],
            "svg.fonttype": "path",
            "svg.hashsalt": "qda",
            "axes.unicode_minus": False,
            "text.usetex": False,
            "axes.edgecolor": "#888888",
            "axes.labelcolor": INK,
            "figure.facecolor": "white",
            "figure.dpi": 100,
        }
        with matplotlib.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*Glyph .* missing from")
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(settings)  # type: ignore[arg-type]
            yield make
    finally:
        known[:] = before


def _bytes(figure: Figure, format: FigureFormat) -> bytes:  # noqa: A002
    """The figure's bytes, without a date."""
    buffer = io.BytesIO()
    if format == "png":
        figure.savefig(buffer, format="png", dpi=200, metadata={"Software": None})
    else:
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "qda"})
    return buffer.getvalue()
