"""Codebooks as spreadsheets, the way they travel between people: one row a code, several entries of a cell on lines of
their own. `read_sheet_codebook` reads them back, also those that people made by themselves.

Line ends inside one entry are written as ↵ (a ↵ of the text itself as \\↵). A rule with an id or a weight of its own is
written [id] rule, [×2] rule or [id ×2] rule. A workbook has the term lists on a sheet 词表 and what the codebook is
called on a sheet 说明; a CSV file has one row a term list ($name, its words in the last column), and nothing about the
codebook as a whole, since it is one table.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from qda.codebook.sheet_columns import ABOUT, BASIS_WORDS, COLUMNS, FACET_WORDS, LIST_COLUMNS, SHEETS, heading
from qda.codebook.sheet_grid import guarded
from qda.codebook.sheet_reading import read_sheet_codebook
from qda.codebook.whole import is_exclusive, minimum_of, weight_of
from qda.codebook.yaml_text import to_yaml
from qda.errors import UsageError
from qda.model import Code, Codebook, Rule
from qda.terms import Language

__all__ = ["read_sheet_codebook", "to_rows", "to_yaml", "write_csv", "write_xlsx"]

CELL_LIMIT = 32_767
"""Characters of one cell of Excel; longer lists go on in rows below, without id and name."""

_HINTS = (
    "一行一个编码；一格有多条时，一条一行（Alt+Enter）。编码用小写字母、数字和点，如 power.decide；上级填上级的编码。",
    "规则的写法见 qda 规则语言；词表在“词表”页，规则里写 $名称。↵ 表示一条之内的换行。",
    "改好后：qda codebook import 本文件。",
)


def to_rows(codebook: Codebook, language: Language = "zh") -> list[list[str]]:
    """The titles, then one row a code. facet and basis are in words of the language."""
    header = [heading(column, language) for column in COLUMNS]
    return [header, *([cells[c.key] for c in COLUMNS] for cells in (_cells(code, language) for code in codebook.codes))]


def write_xlsx(codebook: Codebook, language: Language = "zh") -> bytes:
    """A workbook of three sheets: codes, term lists, the codebook itself. The same codebook gives the same bytes.

    Raises UsageError for one entry that is longer than a cell of Excel.
    """
    import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    number = 0 if language == "zh" else 1
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)})
        rows = [cells for row in to_rows(codebook, language) for cells in _within_limit(row)]
        _sheet(book, SHEETS["codes"][number], rows, [column.width for column in COLUMNS], freeze=3)
        lists = [["词表", "词"] if language == "zh" else ["list", "words"]]
        lists += [[name, *_within(_joined(words))] for name, words in codebook.terms.items()]
        _sheet(book, SHEETS["terms"][number], lists, [18, 60], freeze=1)
        about = [[ABOUT[key][number], value] for key, value in _about(codebook).items()]
        about += [[], *([hint] for hint in _HINTS)] if language == "zh" else []
        _sheet(book, SHEETS["about"][number], about, [18, 90], freeze=1, header=False)
    return buffer.getvalue()


def write_csv(codebook: Codebook, language: Language = "zh") -> bytes:
    """One table, UTF-8 with a byte order mark. id, version, title and source of the codebook are not in it."""
    rows = to_rows(codebook, language)
    last = next(i for i, column in enumerate(COLUMNS) if column.key == "rules")
    for name, words in codebook.terms.items():
        row = [""] * len(COLUMNS)
        row[0], row[last] = f"${name}", _joined(words)
        rows.append(row)
    lines = (",".join(_quoted(guarded(cell)) for cell in row) + "\n" for row in rows)
    return "".join(lines).encode("utf-8-sig")


def _cells(code: Code, language: Language) -> dict[str, str]:
    rules = [_rule(rule, f"{code.id}.r{number}") for number, rule in enumerate(code.rules, start=1)]
    minimum = minimum_of(code)
    return {
        "id": code.id,
        "parent": code.parent_id or "",
        "name_zh": _one(code.name.get("zh", "")),
        "name_en": _one(code.name.get("en", "")),
        "facet": FACET_WORDS[code.facet].split()[0] if language == "zh" else code.facet,
        "basis": BASIS_WORDS[code.basis].split()[0] if language == "zh" else code.basis,
        "exclusive": ("是" if language == "zh" else "true") if is_exclusive(code) else "",
        "minimum": "" if minimum is None else repr(minimum).removesuffix(".0"),
        "definition_zh": _one(code.definition.get("zh", "")),
        "definition_en": _one(code.definition.get("en", "")),
        "include": _joined(code.include),
        "exclude": _joined(code.exclude),
        "examples": _joined(code.examples),
        "counterexamples": _joined(code.counterexamples),
        "rules": _joined(rules),
    }


def _rule(rule: Rule, numbered: str) -> str:
    """A rule with its id and its weight in front, where it has them."""
    parts = [rule.id] if rule.id != numbered else []
    parts += [f"×{repr(weight_of(rule)).removesuffix('.0')}"] if weight_of(rule) != 1 else []
    return f"[{' '.join(parts)}] {rule.find}" if parts else rule.find


def _about(codebook: Codebook) -> dict[str, str]:
    return {
        "id": codebook.id,
        "version": codebook.version,
        "title_zh": _one(codebook.title.get("zh", "")),
        "title_en": _one(codebook.title.get("en", "")),
        "source": _one(codebook.source),
    }


def _joined(texts: Sequence[str]) -> str:
    return "\n".join(_one(text) for text in texts)


def _one(text: str) -> str:
    """An entry on one line."""
    return text.replace("↵", "\\↵").replace("\n", "↵")


def _within_limit(row: Sequence[str]) -> Iterator[list[str]]:
    """A row, its long lists going on in rows below it that have nothing else."""
    pieces = [
        _within(cell) if column.key in LIST_COLUMNS else [_fitting(cell)]
        for column, cell in zip(COLUMNS, row, strict=True)
    ]
    for i in range(max(len(parts) for parts in pieces)):
        yield [parts[i] if i < len(parts) else "" for parts in pieces]


def _within(cell: str) -> list[str]:
    """A list cell in pieces that Excel holds."""
    made: list[str] = []
    for line in cell.split("\n"):
        if made and len(made[-1]) + 1 + len(_fitting(line)) <= CELL_LIMIT:
            made[-1] += "\n" + line
        else:
            made.append(_fitting(line))
    return made


def _fitting(text: str) -> str:
    if len(text) > CELL_LIMIT:
        raise UsageError(
            f"an entry of the codebook has {len(text)} characters; a cell of Excel holds {CELL_LIMIT}",
            "export it as CSV or YAML",
            "entry-too-long",
        )
    return text


def _sheet(
    book: Any, title: str, rows: Sequence[Sequence[str]], widths: Sequence[int], *, freeze: int, header: bool = True
) -> None:
    sheet = book.add_worksheet(title)
    base = {"font_name": "等线", "font_size": 11, "valign": "top", "text_wrap": True, "num_format": "@"}
    plain, bold = book.add_format(base), book.add_format({**base, "bold": True, "bottom": 1})
    for j, width in enumerate(widths):
        sheet.set_column(j, j, width, plain)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            sheet.write_string(i, j, cell, bold if header and i == 0 else plain)
    if header:
        sheet.freeze_panes(1, freeze)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\t\r\n]', cell) else cell
