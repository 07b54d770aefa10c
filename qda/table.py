"""Table and Column: the only way a result leaves the program. Rounding happens here, once, half to even.

A cell is a str, int, float, bool or None (nothing to say: an empty cell), or a `Missing` (a number that could not be
estimated: a marked empty cell with a note). A float that is not finite is refused, so no table can carry NaN as a result.
Exporters read `Table.formatted`; only formats that keep numbers as numbers (JSON, XLSX) read `Table.rows` themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from qda.terms import VALUES, Language, term


@dataclass(frozen=True, slots=True)
class Missing:
    """A number that is not there, and why. reason: for the table's note."""

    reason: str


Cell = str | int | float | bool | Missing | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. key: its name in data formats, a term of `qda.terms` (which has its title, unit and definition in
    both languages) unless `title` overrides it. digits: decimals shown for floats; None shows a float as it is
    (repr). percent: show a share as a percentage (the stored value stays a share in [0, 1]). group: a heading over
    several neighbouring columns, "" for none. role: "label" columns come first and identify the row."""

    key: str
    title: str = ""
    digits: int | None = 3
    percent: bool = False
    group: str = ""
    role: str = "value"

    def heading(self, language: Language = "zh") -> str:
        """The title in a language, with the unit in brackets where there is one."""
        if self.title:
            return self.title
        entry = term(self.key)
        unit = "%" if self.percent else entry.unit_in(language)
        name = entry.zh if language == "zh" else entry.en
        return f"{name} ({unit})" if unit else name


@dataclass(frozen=True, slots=True)
class Table:
    """A result. name: stable, what `qda table NAME` takes. title: by language. columns: in order. rows: one tuple a
    row, one cell a column. notes: printed under the table, each a full sentence. sources: where the numbers come from
    (run ids are not among them: they differ between machines)."""

    name: str
    title: dict[Language, str]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"table {self.name}: a column key stands twice in {keys}")
        for column in self.columns:
            if not column.title:
                term(column.key)
        for i, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}: row {i} has {len(row)} cells for {len(self.columns)} columns")
            for column, cell in zip(self.columns, row, strict=True):
                if isinstance(cell, float) and not math.isfinite(cell):
                    raise ValueError(f"table {self.name}: row {i}, {column.key}: {cell} is no result; use Missing")

    def index(self, key: str) -> int:
        """The position of a column. Raises KeyError."""
        for i, column in enumerate(self.columns):
            if column.key == key:
                return i
        raise KeyError(key)

    def column(self, key: str) -> list[Cell]:
        """The cells of one column."""
        i = self.index(key)
        return [row[i] for row in self.rows]

    def flat_headings(self, language: Language = "zh") -> tuple[str, ...]:
        """The column titles with their group in front, for formats with one header line."""
        return tuple(
            f"{column.group} {heading}" if column.group else heading
            for column, heading in zip(self.columns, self.headings(language), strict=True)
        )

    def formatted(self, language: Language = "zh") -> Iterator[tuple[str, ...]]:
        """The rows as text, rounded: what a reader of a paper sees. A `Missing` cell is an em dash."""
        for row in self.rows:
            yield tuple(show(cell, column, language) for column, cell in zip(self.columns, row, strict=True))

    def headings(self, language: Language = "zh") -> tuple[str, ...]:
        """The column titles."""
        return tuple(column.heading(language) for column in self.columns)

    def all_notes(self) -> tuple[str, ...]:
        """The notes, followed by one for each distinct reason of a missing cell."""
        reasons: dict[str, None] = {}
        for row in self.rows:
            for cell in row:
                if isinstance(cell, Missing):
                    reasons[cell.reason] = None
        return self.notes + tuple(f"—: {reason}" for reason in reasons)

    def records(self) -> list[dict[str, object]]:
        """The rows as dictionaries of plain values for JSON; a `Missing` cell is None. Floats are not rounded."""
        return [
            {c.key: (None if isinstance(v, Missing) else v) for c, v in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]


def show(cell: Cell, column: Column, language: Language = "zh") -> str:
    """One cell as text. Words of the program (kinds, roles, polarities, states) are translated. Floats are rounded half
    to even at `column.digits` decimals, after scaling to percent."""
    if cell is None:
        return ""
    if isinstance(cell, Missing):
        return "—"
    if isinstance(cell, bool):
        return ("是" if cell else "否") if language == "zh" else ("yes" if cell else "no")
    if isinstance(cell, float) or (isinstance(cell, int) and column.percent):
        if column.digits is None and not column.percent:
            return repr(cell)
        value = Decimal(repr(cell)).scaleb(2) if column.percent else Decimal(repr(cell))
        digits = column.digits if column.digits is not None else 1
        with localcontext(prec=400):  # enough for any float, so that no number is too large to be shown
            rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
        return f"{rounded:f}" if rounded != 0 else f"{abs(rounded):f}"
    text = str(cell)
    return VALUES.get(column.key, {}).get(text, text) if language == "zh" else text


def table(
    name: str,
    title: dict[Language, str],
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[Cell]],
    notes: Sequence[str] = (),
) -> Table:
    """Make a Table; a column may be given by its key alone."""
    made = tuple(c if isinstance(c, Column) else Column(c) for c in columns)
    return Table(name, title, made, tuple(tuple(row) for row in rows), tuple(notes))
