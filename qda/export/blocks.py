"""What a report is made of: records only. `qda.export.report` renders them in HTML and in Word.

A report says nothing of its own: every sentence, number and quote comes from the caller. Tables and figures
are numbered in the order in which they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qda.model import Span
from qda.table import Table

_NO_LINKS: Mapping[tuple[int, str], str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break starts a new line. id: an anchor, "" for none."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section. id: an anchor; with one, the heading also stands in the table of contents."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; its anchor is "table-" and its name. links: a cell, as (row from 0, column key), to the id of the quote,
    table or section that it points to: the way from a number back to the words behind it. HTML only."""

    table: Table
    links: Mapping[tuple[int, str], str] = field(default_factory=lambda: _NO_LINKS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. svg: for HTML; png: for Word (without it, Word shows the caption and says that the figure is
    in the HTML report). note: under the caption, "" for none."""

    caption: str
    svg: bytes
    note: str = ""
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation. highlights: the evidence, as spans of `text` itself. source: community, document, date, speaker,
    place. id: anchor, unique in the report where possible. label: a word beside the source (the polarity, say)."""

    text: str
    highlights: tuple[Span, ...]
    source: str
    id: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotations of one code. id: an anchor, "" for none."""

    code_name: str
    items: tuple[Quote, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Settings or facts, one a row."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that are folded away until asked for (printed and in Word they are always open)."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ExplorerNode:
    """An actor of an explorer. place: (x, y) within [-1, 1], y upwards, the same in every community."""

    id: str
    name: str
    kind: str
    place: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ExplorerEvent:
    """One event of a tie. text: number of its passage in `Explorer.texts`. marks: the words that show it, in
    the passage, one stretch or two, in order. date: ISO 8601, may be a year or a year and month, "" if unknown. note: how
    it is said to be, in words, "" for nothing worth saying."""

    text: int
    marks: tuple[Span, ...]
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExplorerTie:
    """A tie with every event behind it: its weight is their number. relation: number in `Explorer.relations`; case: in
    `Explorer.cases`. left_out: events that are not listed, to keep the page small; they count in the weight."""

    case: int
    source: str
    target: str
    relation: int
    directed: bool
    events: tuple[ExplorerEvent, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Explorer:
    """Networks to look into: filter by community, relation, time and weight; a tie shows its sentences. texts: (passage,
    where it stands). In print and in Word there is none."""

    title: str
    note: str
    cases: tuple[str, ...]
    relations: tuple[str, ...]
    nodes: tuple[ExplorerNode, ...]
    ties: tuple[ExplorerTie, ...]
    texts: tuple[tuple[str, str], ...]


Block = Paragraph | Subheading | TableBlock | Figure | Quotes | KeyValues | Details | Explorer


@dataclass(frozen=True, slots=True)
class Section:
    """A section. id: its anchor. title: stands in the table of contents."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report. notice: shown in a banner on top of everything (that the corpus is invented, say), "" for none.
    generated_by: the last line: program, version, run."""

    title: str
    subtitle: str
    notice: str
    sections: tuple[Section, ...]
    generated_by: str
