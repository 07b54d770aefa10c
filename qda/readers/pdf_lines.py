"""From characters with places to lines in reading order: pieces, columns, rows.

A page is cut into pieces (stretches of one line without a wide gap), pieces into columns where a clear gutter runs down
the page, and columns into lines.

Doubts: three columns and more are read line by line; a table's cell of several lines is torn apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qda.readers.joining import glue, is_wide

_PIECE_GAP = 1.6
_BLANK_GAP = 0.18


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character. left, right: of its box; base: the height of its baseline above the bottom of the page; size: of its
    font. In points."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page. number: 1-based. glyphs: in the file's order."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]


@dataclass(slots=True)
class _Piece:
    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class Line:
    """A line with the edges of the column it stands in. first: of its column. row: of a table. full: it runs across
    the columns of its page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    column: tuple[float, float] = (0.0, 0.0)
    first: bool = False
    row: bool = False
    full: bool = False


def lines_of(page: Page) -> list[Line]:
    """The lines of a page in reading order."""
    pieces = _pieces(page.glyphs)
    if not pieces:
        return []
    gutter = _gutter(pieces)
    if gutter is None:
        return _in_column(pieces, page.number)
    made: list[Line] = []
    band: list[_Piece] = []
    across: list[_Piece] = []
    # What crosses the gutter (titles, summaries) parts the page into bands.
    for row in _rows(pieces):
        if any(piece.left < gutter - 2 and piece.right > gutter + 2 for piece in row):
            made += _two_columns(band, gutter, page.number)
            across, band = across + row, []
        else:
            made += _in_column(across, page.number, full=True)
            across, band = [], band + row
    return made + _in_column(across, page.number, full=True) + _two_columns(band, gutter, page.number)


def _two_columns(band: list[_Piece], gutter: float, number: int) -> list[Line]:
    left = [piece for piece in band if piece.right <= gutter + 2]
    right = [piece for piece in band if piece.right > gutter + 2]
    return _in_column(left, number) + _in_column(right, number)


def _pieces(glyphs: Sequence[Glyph]) -> list[_Piece]:
    """Stretches of one line without a wide gap."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs:
            last = runs[-1][-1]
            size = max(last.size, glyph.size, 1.0)
            same = abs(glyph.base - last.base) < 0.35 * size
            if same and glyph.left - last.right <= _PIECE_GAP * size and glyph.left >= last.left - 0.6 * size:
                # Bold that is drawn twice counts once.
                if glyph.text != last.text or abs(glyph.left - last.left) >= 0.12 * size or not glyph.text.strip():
                    runs[-1].append(glyph)
                continue
        runs.append([glyph])
    return [piece for run in _interleaved(runs) for piece in _piece(run)]


def _interleaved(runs: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Runs that lie in each other's gaps are one: programs draw the marks of another font after the rest of the line."""
    made: list[list[Glyph]] = []
    extents: list[tuple[float, float, float, float]] = []
    by_height: dict[int, list[int]] = {}
    for run in runs:
        left, right = min(glyph.left for glyph in run), max(glyph.right for glyph in run)
        base, size = run[0].base, max(glyph.size for glyph in run)
        near = [index for key in range(int(base // 8) - 1, int(base // 8) + 2) for index in by_height.get(key, ())]
        for index in near:
            other = extents[index]
            if abs(other[2] - base) < 0.35 * max(size, other[3]) and left < other[1] - 1 and right > other[0] + 1:
                made[index] = sorted(made[index] + run, key=lambda glyph: glyph.left)
                extents[index] = (min(left, other[0]), max(right, other[1]), other[2], max(size, other[3]))
                break
        else:
            by_height.setdefault(int(base // 8), []).append(len(made))
            made.append(run)
            extents.append((left, right, base, size))
    return made


def _piece(glyphs: Sequence[Glyph]) -> list[_Piece]:
    """The glyphs as text: gaps between words become blanks."""
    solid = [glyph for glyph in glyphs if glyph.text.strip()]
    if not solid:
        return []
    words = ""
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and glyph.text.strip() and before.text.strip():
            gap = glyph.left - before.right
            narrow = not is_wide(before.text[-1]) and not is_wide(glyph.text[0])
            if gap > (_BLANK_GAP if narrow else 0.7) * max(before.size, glyph.size):
                words += " "
        words += glyph.text
        before = glyph
    size = median(glyph.size for glyph in solid)
    return [_Piece(words.strip(" "), solid[0].left, max(glyph.right for glyph in solid), solid[0].base, size)]


def _rows(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces on one height, from the top down, each row from left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.base, one.left)):
        if rows and abs(rows[-1][0].base - piece.base) < 0.4 * max(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda one: one.left)
    return rows


def _gutter(pieces: Sequence[_Piece]) -> float | None:
    """The middle of an empty stripe between two columns of running text, None if the page has one column."""
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    width = right - left
    size = median(piece.size for piece in pieces)
    if width < 12 * size or len(pieces) < 12:
        return None
    best: tuple[int, float] | None = None
    for step in range(36, 65):
        place = left + width * step / 100
        crossing = sum(1 for piece in pieces if piece.left < place - 2 and piece.right > place + 2)
        if best is None or crossing < best[0]:
            best = crossing, place
    if best is None or best[0] > 0.15 * len(pieces):
        return None
    place = best[1]
    one = [piece for piece in pieces if piece.right <= place + 2]
    two = [piece for piece in pieces if piece.left >= place - 2]
    if min(len(one), len(two)) < 5:
        return None
    for side in (one, two):
        reach = max(piece.right for piece in side) - min(piece.left for piece in side)
        # Cells of a table are short; lines of running text fill their column.
        if median(piece.right - piece.left for piece in side) < 0.7 * reach or reach < 0.3 * width:
            return None
    return (max(piece.right for piece in one) + min(piece.left for piece in two)) / 2


def _in_column(pieces: Sequence[_Piece], number: int, *, full: bool = False) -> list[Line]:
    """Lines of one column; pieces side by side are cells if the row above or below has a gap there too."""
    if not pieces:
        return []
    rows = _rows(pieces)
    left = min(piece.left for piece in pieces)
    right = _edge([row[-1].right for row in rows], left)
    starts = [{round(piece.left / 6) for piece in row[1:]} for row in rows]
    made: list[Line] = []
    for place, row in enumerate(rows):
        near = (starts[place - 1] if place else set()) | (starts[place + 1] if place + 1 < len(rows) else set())
        aligned = any({start - 1, start, start + 1} & near for start in starts[place])
        words = row[0].text
        for before, piece in pairwise(row):
            gap = (piece.left - before.right) / max(before.size, piece.size, 1.0)
            wide = "\t" if aligned else "  "
            words = glue(words, piece.text) if gap < _PIECE_GAP / 2 else words + wide + piece.text
        size = median(piece.size for piece in row)
        made.append(
            Line(words, row[0].left, row[-1].right, row[0].base, size, number, (left, right), not place, aligned, full)
        )
    return made


def _edge(ends: Sequence[float], left: float) -> float:
    """The right edge of a column: where most long lines end, as marks may hang beyond it."""
    longest = max(ends)
    return median(end for end in ends if end - left >= 0.85 * (longest - left))
