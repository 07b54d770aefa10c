"""Which column of a table of codings is what: found by title, in either language, or as the study says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qda.coders.sheet_files import Row
from qda.errors import InputError
from qda.model import Codebook, CodeId
from qda.text.fold import fold

SEGMENT_COLUMNS = ("segment", "segment_id", "编码段", "片段", "段", "段落编号")
TITLES: Mapping[str, tuple[str, ...]] = {
    "segment": SEGMENT_COLUMNS,
    "codes": ("codes", "code", "编码", "代码", "编码结果"),
    "no_code": ("no code", "no_code", "无编码"),
    "memo": ("memo", "备注", "备忘", "说明"),
    "text": ("text", "文本", "内容"),
    "document": ("document", "document_id", "file", "path", "文档", "文件"),
    "quote": ("quote", "quotation", "引文", "选文"),
    "start": ("start", "begin", "起", "开始"),
    "end": ("end", "止", "结束"),
    "coder": ("coder", "编码者", "编码员"),
    "round": ("round", "轮次"),
}
"""What a column can be, and the titles by which it is found."""
DISPUTED = ("未给编码", "not coded by", "not_coded_by")
"""A column that only the list of disagreements has."""
_NUMBERED = re.compile(r"(?:codes?|编码|代码)[ _]?[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class Head:
    """at: index of the head among the rows. columns: what to index. code_columns: cells with codes in them. flags: index
    to code, for tables with a column a code. long: a row is a coding, so that a segment may have several."""

    at: int
    columns: Mapping[str, int]
    code_columns: tuple[int, ...]
    flags: Mapping[int, CodeId]
    long: bool = False

    def cell(self, row: Sequence[str], what: str) -> str:
        """The cell of a column, "" where the table has none."""
        i = self.columns.get(what, -1)
        return row[i].strip() if 0 <= i < len(row) else ""


def code_names(codebook: Codebook) -> dict[str, CodeId]:
    """What people may write for a code, folded: its id, a name that only one code has, or name（id）."""
    owners: dict[str, set[CodeId]] = {}
    for code in codebook.codes:
        for name in code.name.values():
            owners.setdefault(fold(name).strip(), set()).add(code.id)
    names = {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1 and name}
    labels = {fold(f"{name}({code.id})"): code.id for code in codebook.codes for name in code.name.values()}
    return {**names, **labels, **{fold(code.id): code.id for code in codebook.codes}}


def find_head(rows: Sequence[Row], given: Mapping[str, str], names: Mapping[str, CodeId], shown: str) -> Head:
    """The head among the first ten rows. given: what to the column's title, as the study says; the rest is found by known
    titles. Raises InputError (sheet-without-header) where no row has a segment (or a document, quote or text) and codes."""
    unknown = sorted(set(given) - set(TITLES))
    if unknown:
        raise InputError(
            f"columns for {', '.join(unknown)} are not known",
            f"known: {', '.join(TITLES)}",
            "sheet-unknown-column",
            path=shown,
        )
    missing: list[str] = []
    for at, (_, row) in enumerate(rows[:10]):
        heads = [fold(head).strip() for head in row]
        columns = {}
        for what, known in TITLES.items():
            wanted = (given[what],) if what in given else known
            columns[what] = next((heads.index(fold(t).strip()) for t in wanted if fold(t).strip() in heads), -1)
        columns = {what: i for what, i in columns.items() if i >= 0}
        absent = [f"{given[what]} ({what})" for what in given if what not in columns]
        taken = set(columns.values())
        numbered = tuple(i for i, head in enumerate(heads) if _NUMBERED.match(head) and i not in taken)
        flags = {i: names[h] for i, h in enumerate(heads) if h in names and i not in taken and i not in numbered}
        code_columns = (*((columns["codes"],) if "codes" in columns else ()), *numbered)
        placed = (
            "segment" in columns or "quote" in columns or "text" in columns or {"document", "start"} <= set(columns)
        )
        if placed and (code_columns or flags) and not absent:
            plural = "codes" in columns and heads[columns["codes"]] in {"codes", "编码结果"}
            _no_list_of_disagreements(heads, shown)
            long = not (plural or numbered or not code_columns or "no_code" in columns)
            return Head(at, columns, code_columns, {} if code_columns else flags, long or "segment" not in columns)
        missing = missing or absent
    first = ", ".join(rows[0][1]) if rows else "an empty file"
    what = f"no column {', '.join(missing)}" if missing else "no columns `segment` and `codes` found"
    raise InputError(
        f"{what}; the first row is: {first}",
        "keep the header row of the coding sheet as it was handed out, or say under columns what each column is called",
        "sheet-without-header", path=shown, line=1,
    )  # fmt: skip


def _no_list_of_disagreements(heads: Sequence[str], shown: str) -> None:
    """Its rows are codes that somebody did not give: read as codings, every dispute would be decided for the code."""
    if set(DISPUTED) & set(heads):
        raise InputError(
            "this is the list of disagreements: its rows are codes that one person gave and another did not, not codings",
            "copy the coding sheet of one coder, change it as the meeting decided, and read the copy with --kind gold",
            "sheet-of-disagreements",
            path=shown,
        )
