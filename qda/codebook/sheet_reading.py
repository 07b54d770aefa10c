"""A codebook from a workbook or CSV file: qda's own export, or what a scholar keeps in Excel.

Understood besides qda's own form: other titles, a title row above the header, blank rows, merged cells, a code that
goes on over several rows (one example a row), levels of the hierarchy in columns of their own, a parent given by its
name, a hierarchy shown by indentation or numbers, titles and names in two languages, ids that are missing or no ids,
lists that are numbered or have bullets, keywords instead of rules. What was made up on the way is said in a Problem. A
rule that cannot be read is left out with a Problem; everything that makes the codebook unusable is raised together, as
for YAML.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from qda.codebook import query, sheet_columns, whole
from qda.codebook.sheet_columns import ABOUT, BASIS_WORDS, FACET_WORDS, LEVELS, SHEETS, plain
from qda.codebook.sheet_grid import Sheet, read_sheets
from qda.codebook.sheet_rows import CodeRow, Reading, add_terms, entry, read_rows
from qda.errors import CodebookError, InputError, Problem
from qda.model import Basis, Code, Codebook, Facet, Rule
from qda.text.fold import fold
from qda.text.yaml_lines import Faults

_HEADER_WITHIN = 20
_RULE = re.compile(r"(?:\[([^\[\]×\s]+)?\s*(?:[×x*]\s*([0-9.]+))?\]\s*)?(.*)", re.DOTALL)
_YES = frozenset(("true", "yes", "y", "1", "是", "互斥", "√", "✓"))


def read_sheet_codebook(path: Path, *, shown_as: str = "") -> tuple[Codebook, list[Problem]]:
    """Read a codebook from .xlsx or .csv; lines of codes, rules and problems are row numbers.

    Returns the codebook and what was odd, made up or left out. Raises InputError for a file that is no such table, and
    CodebookError, with every fault, for a codebook that cannot be used.
    """
    shown = shown_as or str(path)
    sheets, data, problems = read_sheets(path, shown)
    reading = Reading(shown)
    reading.problems += problems
    about = _read_about(sheets)
    _read_terms(sheets, reading)
    sheet, header = _codes_sheet(sheets, shown)
    read_rows(sheet, header, reading)
    codes = _codes(reading)
    faults = Faults()
    whole.check_ids(codes, faults)
    codes = whole.in_order(codes, faults)
    used = whole.check_rules(codes, reading.terms, faults)
    if not codes:
        faults.add(header + 1, "codebook-without-codes", "there is no code below the row of titles")
    whole.raise_faults(faults, shown, "row")
    for name, words in reading.terms.items():
        if name not in used:
            reading.tell("note", "term-list-unused", f"no rule uses the term list ${name} ({len(words)} words)", None)
    reading.problems += whole.odd(codes, shown)
    if not about.get("id") or not about.get("version"):
        reading.tell(
            "warning", "codebook-without-version", "the codebook has no id or no version; results cannot name it", None
        )
    title = {language: about[f"title_{language}"] for language in ("zh", "en") if about.get(f"title_{language}")}
    return Codebook(
        id=about.get("id") or "codebook",
        version=about.get("version") or "0",
        title=title,
        source=about.get("source", ""),
        codes=tuple(codes),
        sha256=hashlib.sha256(data).hexdigest(),
        terms=reading.terms,
    ), sorted(reading.problems, key=lambda p: (p.line or 0, p.slug, p.message))


def _codes_sheet(sheets: Sequence[Sheet], shown: str) -> tuple[Sheet, int]:
    """The sheet with the codes, and the position of its row of titles."""
    best: tuple[int, int, int] | None = None
    for k, sheet in enumerate(sheets):
        if sheet.title in SHEETS["terms"] + SHEETS["about"]:
            continue
        for i, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
            found = sheet_columns.columns_of(cells)
            named = {"id", "name_zh", "name_en", *LEVELS} & found.keys()
            if named and len(found) >= 2 and (best is None or len(found) > best[0]):
                best = (len(found), k, i)
    if best is None:
        raise InputError(
            "no row of titles was found",
            "the first row names the columns, at least 编码 or 名称 and 定义",
            "codebook-sheet-without-header",
            path=shown,
        )
    return sheets[best[1]], best[2]


def _read_about(sheets: Iterable[Sheet]) -> dict[str, str]:
    keys = {plain(title): key for key, titles in ABOUT.items() for title in titles}
    found: dict[str, str] = {}
    for sheet in sheets:
        if sheet.title in SHEETS["about"]:
            for _, cells in sheet.rows:
                key = keys.get(plain(cells[0]))
                if key and len(cells) > 1:
                    found.setdefault(key, entry(cells[1]))
    return found


def _read_terms(sheets: Iterable[Sheet], reading: Reading) -> None:
    for sheet in sheets:
        if sheet.title in SHEETS["terms"]:
            for line, cells in sheet.rows[1:]:
                add_terms(cells[0], "\n".join(cells[1:]), line, reading)


def _codes(reading: Reading) -> list[Code]:
    """The records; parents found by id or name, rules that cannot be read left out."""
    called: dict[str, str] = {}
    for row in reading.rows.values():
        for name in row.names:
            called.setdefault(plain(name), row.id)
            called.setdefault(plain(sheet_columns.in_two_languages(name)[0]), row.id)
    without_facet = []
    made = []
    for row in reading.rows.values():
        parent = _parent(row.parent, reading, called) if row.parent else row.level_parent
        facet = _value("facet", row, FACET_WORDS, reading)
        if not facet and not parent:
            facet = "dimension"
            without_facet.append(row)
        code = Code(
            id=row.id,
            parent_id=parent,
            name=_names(row, reading),
            facet=cast(Facet, facet),
            basis=cast(Basis, _value("basis", row, BASIS_WORDS, reading) or "operationalisation"),
            definition=_languages(row, "definition"),
            include=tuple(row.lists["include"]),
            exclude=tuple(row.lists["exclude"]),
            examples=tuple(row.lists["examples"]),
            counterexamples=tuple(row.lists["counterexamples"]),
            rules=_rules(row, reading),
            line=row.line,
        )
        exclusive = row.values.get("exclusive", "").lower() in _YES
        made.append(whole.kept(code, exclusive=exclusive, minimum=_minimum(row, reading)))
    if without_facet:
        listed = "、".join(" ".join((row.names or [row.id])[0].split()) for row in without_facet[:5])
        message = f"{len(without_facet)} codes at the top say no facet (面向) and were taken as dimension: {listed}"
        reading.tell("warning", "sheet-facet-assumed", message, without_facet[0].line)
    return made


def _parent(written: str, reading: Reading, called: Mapping[str, str]) -> str:
    """The id of the code that a cell 上级 means: an id first, then a name."""
    as_id = fold(written).strip(" .。")
    return as_id if as_id in reading.rows else called.get(plain(written), as_id)


def _minimum(row: CodeRow, reading: Reading) -> float | None:
    written = row.values.get("minimum", "")
    minimum = whole.positive(written)
    if written and minimum is None:
        message = f"row {row.line}: the minimum {written!r} is no number above 0 and was left out"
        reading.tell("warning", "sheet-value-unknown", message, row.line)
    return minimum


def _value(key: str, row: CodeRow, words: Mapping[str, str], reading: Reading) -> str:
    written = row.values.get(key, "")
    if not written:
        return ""
    value = sheet_columns.value_of(written, words)
    if value is None:
        message = (
            f"row {row.line}: {key} {written!r} was not understood and left out; expected one of {', '.join(words)}"
        )
        reading.tell("warning", "sheet-value-unknown", message, row.line)
    return value or ""


def _languages(row: CodeRow, key: str) -> dict[str, str]:
    found = {language: row.values.get(f"{key}_{language}", "") for language in ("zh", "en")}
    return {language: text for language, text in found.items() if text}


def _names(row: CodeRow, reading: Reading) -> dict[str, str]:
    """The names; one cell with both languages (赋权 Empowerment) is taken apart."""
    found = _languages(row, "name")
    if not reading.literal and "zh" in found and "en" not in found:
        chinese, english = sheet_columns.in_two_languages(found["zh"])
        return {"zh": chinese, "en": english} if english else found
    return found


def _rules(row: CodeRow, reading: Reading) -> tuple[Rule, ...]:
    made = []
    for number, (written, line) in enumerate(zip(row.lists["rules"], row.rule_lines, strict=True), start=1):
        head, weight, find = _RULE.fullmatch(written).groups()  # type: ignore[union-attr]
        rule_id = head or f"{row.id}.r{number}"
        fault = _fault(find, reading)
        if fault:
            message = f"row {line}: {rule_id} was left out: {fault[1]}"
            reading.tell("error", fault[0], message, line)
        else:
            made.append(whole.kept(Rule(rule_id, find, line), weight=whole.positive(weight or "") or 1.0))
    return tuple(made)


def _fault(find: str, reading: Reading) -> tuple[str, str] | None:
    """(slug, message) of a rule that cannot be used."""
    try:
        root = query.parse(find)
    except CodebookError as error:
        return "rule-syntax", error.message
    for node in query.walk(root):
        if isinstance(node, query.ListRef) and node.name not in reading.terms:
            return "unknown-term-list", f"no term list ${node.name}; known: {', '.join(reading.terms) or 'none'}"
        if isinstance(node, query.CodeRef) and node.code not in reading.rows:
            return "unknown-code", f"no code #{node.code}"
    return None
