"""People's codings read back: the program's own coding sheets, and the long and wide tables of other tools.

Columns are found by title (see `sheet_heads`) or named by the study; others are for the coder's eyes and are ignored.
Codes stand in one cell with ; between them (，、 and line ends will do), in several columns 编码1, 编码2, …, or as a column a
code with 1 or √ in it; as ids, as names, or as name（id）. Rows are placed by segment id; by document and offsets; or by a
quote that stands in one place only. A row with no code is a decision too (seen, no code) unless the sheet has a column 无编码:
then an empty row is one nobody has coded yet.

Nothing is guessed: what cannot be placed, names no code, contradicts itself or another row is a Problem and is not used.
Doubts: a cell that a spreadsheet program turned into a date cannot be mended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qda.coders.located import Locator
from qda.coders.sheet_files import read_cells
from qda.coders.sheet_heads import SEGMENT_COLUMNS, Head, code_names, find_head
from qda.errors import Problem, Severity
from qda.model import Codebook, CodeId, SegmentId, Span
from qda.text.fold import fold

_BETWEEN = re.compile(r"[;；,，、\n|]+")
_YES = {"1", "√", "✓", "✔", "x", "是", "有", "y", "yes", "true", "对"}
_NO = {"", "0", "否", "无", "-", "—", "n", "no", "false"}

SheetRow = tuple[SegmentId, tuple[CodeId, ...], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a table says. rows: (segment, codes in the codebook's order, memo), one a segment. spans: the coded words
    where the table names them, every place of a code once, in order. problems: what could not be used, and why.
    sample: the sample it says it was drawn by. coders: who the table says has coded, where it has such a column."""

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    spans: Mapping[tuple[SegmentId, CodeId], tuple[Span, ...]] = field(default_factory=dict)
    sample: str = ""
    coders: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """A table while it is read."""

    head: Head
    names: Mapping[str, CodeId]
    texts: Mapping[SegmentId, str]
    locator: Locator | None
    shown: str
    codebook_id: str
    problems: list[Problem] = field(default_factory=list)
    codes: dict[SegmentId, dict[CodeId, None]] = field(default_factory=dict)
    memos: dict[SegmentId, list[str]] = field(default_factory=dict)
    spans: dict[tuple[SegmentId, CodeId], set[Span]] = field(default_factory=dict)
    refused: set[SegmentId] = field(default_factory=set)
    blank: list[int] = field(default_factory=list)

    def problem(self, severity: Severity, slug: str, message: str, line: int | None) -> None:
        self.problems.append(Problem(severity, slug, message, self.shown, line))


def read_sheet(
    path: Path,
    codebook: Codebook,
    texts: Mapping[SegmentId, str],
    *,
    shown_as: str = "",
    columns: Mapping[str, str] | None = None,
    locator: Locator | None = None,
    coder: str = "",
    number: int | None = None,
    whole_documents: bool = False,
) -> Sheet:
    """Read one CSV or XLSX table.

    texts: every segment the study ever had, with its words; a row whose own text differs from them was mixed up, and is not
    used ("" is not compared). columns: what a column is to its title. locator: for rows without a segment id. coder, number:
    where the table has columns for coder or round, only these rows are taken. whole_documents: the table lists only what was
    coded; every other segment of a document that it names was read too.

    Raises InputError when the file is no table or has no usable head.
    """
    shown = shown_as or str(path)
    cells = read_cells(path, shown, (*SEGMENT_COLUMNS, *(columns or {}).values()))
    names = code_names(codebook)
    head = find_head(cells.rows, columns or {}, names, shown)
    reading = _Reading(head, names, texts, locator, shown, codebook.id)
    others: dict[str, int] = {}
    documents: set[str] = set()
    for line, row in cells.rows[head.at + 1 :]:
        who, which = head.cell(row, "coder"), head.cell(row, "round")
        if who:
            others[who] = others.get(who, 0) + 1
        if (coder and who and who != coder) or (number is not None and which and which != str(number)):
            continue
        documents |= _row(reading, line, row)
    for segment in reading.refused:
        reading.codes.pop(segment, None)
    if whole_documents and locator:
        for segment in (s for d in sorted(documents) for s in locator.segments_of(d) if s not in reading.refused):
            reading.codes.setdefault(segment, {})
    if reading.blank:
        message = (
            f"neither a code nor a tick under 无编码: taken as not coded yet; rows like this: {len(reading.blank)}"
        )
        reading.problem("note", "sheet-rows-not-coded", message, reading.blank[0])
    if coder and others and coder not in others:
        message = f"no row is by {coder}; the table has rows by {', '.join(sorted(others))}"
        reading.problem("error", "sheet-other-coders", message, None)
    order = {code.id: i for i, code in enumerate(codebook.codes)}
    rows = tuple(
        (segment, tuple(sorted(codes, key=order.__getitem__)), "\n".join(reading.memos.get(segment, ())))
        for segment, codes in reading.codes.items()
    )
    spans = {key: tuple(sorted(found)) for key, found in reading.spans.items()}
    return Sheet(rows, tuple(reading.problems), spans, cells.sample, tuple(sorted(others)))


def _row(reading: _Reading, line: int, row: Sequence[str]) -> set[str]:
    """Take one row; return the documents it names."""
    head = reading.head
    words, bad = _words(reading, row, line)
    ticked = _ticked(head.cell(row, "no_code"))
    memo = head.cell(row, "memo")
    places, documents = _places(reading, line, row, bool(words or memo or ticked))
    if not places or bad:
        reading.refused |= {segment for segment, _ in places} if bad else set()
        return documents
    known = [reading.names[fold(word)] for word in words if fold(word) in reading.names]
    unknown = [word for word in words if fold(word) not in reading.names]
    shown = places[0][0] if len(places) == 1 else f"{places[0][0]} and {len(places) - 1} more"
    if unknown:
        rest = "the other codes of the row were used" if known else "the row was not used"
        message = f"segment {shown}: no code {', '.join(unknown)} in codebook {reading.codebook_id}; {rest}"
        reading.problem("error", "sheet-unknown-code", message, line)
        if not known:
            return documents
    if ticked and known:
        message = f"segment {shown} has codes and the tick “no code”; the row was not used: take one of them away"
        reading.problem("error", "sheet-codes-and-tick", message, line)
        return documents
    if not known and not ticked and "no_code" in head.columns:
        reading.blank.append(line)
        return documents
    for segment, span in places:
        _give(reading, segment, known, span, memo, line)
    return documents


def _give(reading: _Reading, segment: SegmentId, known: list[CodeId], span: Span | None, memo: str, line: int) -> None:
    """Store a decision. One row a coding is how long tables are made; two different decisions in a wide one are a fault."""
    if segment in reading.codes and not reading.head.long:
        if set(reading.codes[segment]) == set(known):
            reading.problem("note", "sheet-segment-twice", f"segment {segment} stands in two rows that agree", line)
        else:
            message = f"segment {segment} stands in several rows with different codes; none of them was used: keep one"
            reading.problem("error", "sheet-segment-twice", message, line)
            reading.refused.add(segment)
    elif segment in reading.codes and span is None:
        reading.problem("note", "sheet-segment-twice", f"segment {segment} stands in several rows", line)
    reading.codes.setdefault(segment, {}).update(dict.fromkeys(known))
    reading.memos.setdefault(segment, []).extend([memo] if memo else [])
    for code_id in known if span else ():
        reading.spans.setdefault((segment, code_id), set()).update({span} if span else ())


def _words(reading: _Reading, row: Sequence[str], line: int) -> tuple[list[str], bool]:
    """The codes of a row as written, and whether a cell of a column a code is neither yes nor no."""
    words: list[str] = []
    for i in reading.head.code_columns:
        cell = row[i] if i < len(row) else ""
        whole = cell.strip()
        words += [whole] if fold(whole) in reading.names else [w.strip() for w in _BETWEEN.split(whole) if w.strip()]
    for i, code_id in reading.head.flags.items():
        cell = fold(row[i]).strip() if i < len(row) else ""
        if cell in _YES:
            words.append(code_id)
        elif cell not in _NO:
            message = f"the column of {code_id} says {cell!r}; expected 1 or √, 0 or nothing; the row was not used"
            reading.problem("error", "sheet-flag-unclear", message, line)
            return [], True
    return list(dict.fromkeys(words)), False


def _ticked(cell: str) -> bool:
    return fold(cell) not in _NO


_Placed = list[tuple[SegmentId, Span | None]]


def _places(reading: _Reading, line: int, row: Sequence[str], used: bool) -> tuple[_Placed, set[str]]:
    """The segments a row speaks of, and the documents it names. used: the row says something, so that a row without a place
    is a fault."""
    head = reading.head
    if "segment" in head.columns:
        segment = head.cell(row, "segment")
        if segment:
            return _by_id(reading, segment, head.cell(row, "text"), line), set()
        if used:
            message = "a row with codes or a memo names no segment; it was not used"
            reading.problem("error", "sheet-row-without-segment", message, line)
        return [], set()
    if not any(cell.strip() for cell in row):
        return [], set()
    if reading.locator is None:
        reading.problem("error", "sheet-not-located", "a row without a segment id cannot be placed here", line)
        return [], set()
    name, document = head.cell(row, "document"), None
    if name:
        document = reading.locator.document(name)
        if document.startswith("!"):
            reading.problem("error", "sheet-not-located", f"{document[1:]}; the row was not used", line)
            return [], set()
    found = _stretch(reading.locator, head, row, document)
    if isinstance(found, str):
        reading.problem("error", "sheet-not-located", f"{found}; the row was not used", line)
        return [], {document} if document else set()
    places = reading.locator.inside(*found)
    if not places:
        message = f"code points {found[1].start} to {found[1].end} are in no segment (a heading or a list of names?)"
        reading.problem("error", "sheet-not-located", f"{message}; the row was not used", line)
    return [(place.segment_id, place.span) for place in places], {found[0]}


def _by_id(reading: _Reading, segment: SegmentId, text: str, line: int) -> _Placed:
    if segment not in reading.texts:
        message = f"segment {segment!r} is not in the study; the row was not used (was the text cut again since?)"
        reading.problem("error", "sheet-unknown-segment", message, line)
        return []
    if text and reading.texts[segment] and not _same_words(text, reading.texts[segment]):
        shown = text if len(text) <= 24 else text[:24] + "……"
        message = (
            f"the row of segment {segment} shows the words “{shown}”, which are not that segment's; the row was not used: "
            "columns were sorted apart, or the text was edited"
        )
        reading.problem("error", "sheet-text-moved", message, line)
        return []
    return [(segment, None)]


def _same_words(a: str, b: str) -> bool:
    """Blanks do not count; a text that a sheet had to cut is compared as far as it goes."""
    a, b = "".join(fold(a).split()), "".join(fold(b).split())
    return a == b or (len(a) > 10_000 and b.startswith(a))


def _stretch(locator: Locator, head: Head, row: Sequence[str], document: str | None) -> tuple[str, Span] | str:
    """Document and span of a row: from its offsets (checked against its quote), or from its quote; else why not."""
    quote = head.cell(row, "quote") or head.cell(row, "text")
    if "start" in head.columns and head.cell(row, "start"):
        try:
            span = Span(int(head.cell(row, "start")), int(head.cell(row, "end")))
        except ValueError:
            return f"{head.cell(row, 'start')!r} and {head.cell(row, 'end')!r} are no offsets"
        if document is None:
            return "a row with offsets names no document"
        text = locator.documents[document].text
        if not 0 <= span.start < span.end <= len(text):
            return f"code points {span.start} to {span.end} are outside the document, which has {len(text)}"
        if quote and not _same_words(quote, text[span.start : span.end]):
            return f"at {span.start} to {span.end} stands “{text[span.start : span.end][:30]}”, not the row's quote"
        return document, span
    if not quote:
        return "a row has neither a segment nor offsets nor a quote"
    return locator.words(quote, document)
