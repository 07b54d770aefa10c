"""Two codebooks compared: what changed, which stored codings no longer follow from it, and which numbers it moves.

The numbers are not guessed: both codebooks code the study's segments in a copy of the study that is thrown away, the
networks are built on each, and the tables are compared cell by cell. The study itself is not written to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qda.codebook.diff import Change, diff, stale_codes
from qda.errors import QdaError, StudyError
from qda.model import CodeId
from qda.steps.code import code
from qda.steps.codebook_versions import FoundCodebook, find_codebook, kept
from qda.steps.network import build_networks
from qda.steps.progress import Progress, silent
from qda.steps.settings import CodebookSettings, Settings, load_settings
from qda.steps.tables import make_table
from qda.store import rows
from qda.store.study import DATABASE, Study, open_study
from qda.table import Cell, Column, Missing, Table, show, table

COMPARED = (
    "coded", "codes", "polarity", "compare", "agreement", "accuracy", "ties", "networks",
)  # fmt: skip
"""Tables whose numbers rest on the rules' codings; the lists of quotes, codings and rules are not compared."""
ABSENT = "该行或该列只在一种编码表下有。"


@dataclass(frozen=True, slots=True)
class Stale:
    """Stored codings that no longer follow. recode: codes to code anew. by_rules: current codings of these codes by
    machines. review: codes whose definition changed. by_people: current codings of these codes by people."""

    recode: tuple[CodeId, ...]
    by_rules: int
    review: tuple[CodeId, ...]
    by_people: int


def stale(old: FoundCodebook, new: FoundCodebook, study: Study | None) -> Stale:
    """Which codings that is about; counted where there is a study."""
    recode = stale_codes(old.book, new.book)
    review = tuple(dict.fromkeys(c.code_id for c in diff(old.book, new.book) if c.review and c.code_id))
    counted: Counter[tuple[str, CodeId]] = Counter()
    if study is not None:
        kinds = dict(rows.coders(study))
        for c in rows.codings(study):
            counted["people" if kinds[c.coder] in {"human", "gold"} else "machines", c.code_id] += 1
    return Stale(
        recode,
        sum(counted["machines", code_id] for code_id in recode),
        review,
        sum(counted["people", code_id] for code_id in review),
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """One cell that differs. row: its label cells as shown. before, after: None where the row or column is not there."""

    table: str
    row: tuple[str, ...]
    column: str
    before: Cell
    after: Cell
    shown: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Results:
    """moved: the cells that differ. counted: table to (cells that differ, cells compared). left_out: tables that could
    not be made, with the reason."""

    moved: tuple[Moved, ...]
    counted: dict[str, tuple[int, int]]
    left_out: dict[str, str]


def _results(study: Study, settings: Settings, old: FoundCodebook, new: FoundCodebook, progress: Progress) -> Results:
    """Code with both and compare the tables."""
    before, missing = _tables(study, settings, old, progress)
    after, also_missing = _tables(study, settings, new, progress)
    moved: list[Moved] = []
    counted: dict[str, tuple[int, int]] = {}
    for name in COMPARED:
        if name in before and name in after:
            found, compared = compare_tables(before[name], after[name])
            moved += found
            counted[name] = (len(found), compared)
    return Results(tuple(moved), counted, missing | also_missing)


def _tables(
    study: Study, settings: Settings, found: FoundCodebook, progress: Progress
) -> tuple[dict[str, Table], dict[str, str]]:
    with TemporaryDirectory(prefix="qda-") as folder, study.scratch() as copy:
        path = Path(folder) / "codebook.yaml"
        path.write_bytes(found.source.encode("utf-8"))
        ours = replace(settings, codebook=CodebookSettings(path=path.as_posix()))
        for name in dict.fromkeys((settings.code.coders[0], "rules")):
            code(copy, ours, name, progress=progress)
        build_networks(copy, ours, progress=progress)
        made: dict[str, Table] = {}
        missing: dict[str, str] = {}
        for name in COMPARED:
            try:
                made[name] = make_table(copy, ours, name)
            except QdaError as fault:
                missing[name] = fault.message
        return made, missing


def compare_tables(before: Table, after: Table) -> tuple[list[Moved], int]:
    """The numbers that differ, in the order of the rows, and how many cells were compared. Rows are known by their
    labels (and, where several have the same, by their order), columns by their key; text columns are not compared."""
    one, other = _cells(before), _cells(after)
    columns = {column.key: column for t in (before, after) for column in t.columns}
    titles = {
        column.key: title for t in (before, after) for column, title in zip(t.columns, t.flat_headings(), strict=True)
    }
    places = list(dict.fromkeys([*other, *one]))
    moved = []
    for row, key in places:
        was, now = one.get((row, key), Missing(ABSENT)), other.get((row, key), Missing(ABSENT))
        if was == now or (isinstance(was, Missing) and isinstance(now, Missing)):
            continue
        column = columns[key]
        change = ""
        if isinstance(was, (int, float)) and isinstance(now, (int, float)):
            change = show(float(now - was) if isinstance(now - was, float) else now - was, column)
            change = change if change.startswith("-") else f"+{change}"
        shown = (show(was, column), show(now, column), change)
        if shown[0] != shown[1]:
            moved.append(Moved(before.name, row[0], titles[key], was, now, shown))
    return moved, len(places)


def _cells(made: Table) -> dict[tuple[tuple[tuple[str, ...], int], str], Cell]:
    labels = [i for i, column in enumerate(made.columns) if column.role == "label"]
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[tuple[tuple[str, ...], int], str], Cell] = {}
    for row, shown in zip(made.rows, made.formatted(), strict=True):
        label = tuple(shown[i] for i in labels)
        for i, (column, cell) in enumerate(zip(made.columns, row, strict=True)):
            if i not in labels and isinstance(cell, (int, float, Missing)) and not isinstance(cell, bool):
                found[(label, seen[label]), column.key] = cell
        seen[label] += 1
    return found


def results_table(found: Results, limit: int) -> Table:
    """One row a moved cell, at most `limit` a table (0: all)."""
    per_table: Counter[str] = Counter()
    made: list[tuple[Cell, ...]] = []
    for m in found.moved:
        per_table[m.table] += 1
        if not limit or per_table[m.table] <= limit:
            made.append((m.table, "，".join(part for part in m.row if part), m.column, *m.shown))
    return table(
        "moved",
        {"zh": "换用新编码表后变动的表格单元", "en": "Table cells that the changed codebook moves"},
        (
            Column("table", title="表", role="label"),
            Column("row", title="行", role="label"),
            Column("column", title="列", role="label"),
            Column("before", title="原"),
            Column("after", title="新"),
            Column("change", title="增减"),
        ),
        made,
        tuple(_notes(found, limit)),
    )


def _notes(found: Results, limit: int) -> Iterator[str]:
    counts = "；".join(f"{name}：{n}/{cells}" for name, (n, cells) in found.counted.items())
    yield f"变动的单元／比较的单元：{counts}。"
    hidden = [name for name, (n, _) in found.counted.items() if limit and n > limit]
    if hidden:
        yield f"每表至多列{limit}个单元；{'、'.join(hidden)} 另有变动未列出，加 --limit 0 全部列出。"
    for name, reason in found.left_out.items():
        yield f"{name} 没有比较：{reason}"
    yield "两种编码表都用现在的程序、资料与设置在临时副本上重新编码，研究文件不变。"
    yield "增减按未取整的数计算；数字不变不等于编码的段落相同。"
    yield "人工编码照旧；引文、编码清单与规则记录不作比较。"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two codebooks compared. counted: whether there is a study whose codings were counted. results: None unless asked."""

    old: FoundCodebook
    new: FoundCodebook
    changes: tuple[Change, ...]
    stale: Stale
    counted: bool
    results: Results | None = None


def compared(root: Path | None, old: str, new: str, *, results: bool = False, progress: Progress = silent) -> Compared:
    """Compare two codebooks by their names; "" is what the study's first coder used last, and study.toml's file.

    Raises UsageError (codebook-version), InputError, CodebookError, StudyError."""
    one, other = (find_codebook(root, old) if old else _in_use(root)), find_codebook(root, new)
    changed = tuple(diff(one.book, other.book))
    if root is None or not (root / DATABASE).is_file():
        if results:
            raise StudyError("there are no codings yet to compare", "run  qda run  first", "nothing-ingested")
        return Compared(one, other, changed, stale(one, other, None), counted=False)
    with open_study(root) as study:
        moved = _results(study, load_settings(root), one, other, progress) if results else None
        return Compared(one, other, changed, stale(one, other, study), counted=True, results=moved)


def _in_use(root: Path | None) -> FoundCodebook:
    """The codebook of the current batch of the first coder of [code]."""
    versions = kept(root)
    coder = load_settings(root).code.coders[0] if root else ""
    for version in versions:
        if coder in version.coders:
            return find_codebook(root, version.sha256)
    raise StudyError("nothing has been coded yet", "run  qda code  first, or name two codebooks", "nothing-coded")


def record(found: Compared) -> dict[str, object]:
    """For JSON."""
    made: dict[str, object] = {
        "old": found.old.shown,
        "new": found.new.shown,
        "changes": [asdict(change) for change in found.changes],
        "stale": asdict(found.stale),
    }
    if found.results:
        made["moved"] = results_table(found.results, 0).records()
        made["compared"] = {name: list(counts) for name, counts in found.results.counted.items()}
        made["left_out"] = found.results.left_out
    return made


def lines(found: Compared) -> list[str]:
    """The changes and what follows from them, for the screen."""
    if not found.changes:
        return ["no difference in codes, definitions or rules"]
    made = [str(change) for change in found.changes]
    if found.stale.recode:
        count = f" ({found.stale.by_rules} stored codings)" if found.counted else ""
        made.append(f"to be coded again by  qda code{count}: {', '.join(found.stale.recode)}")
    else:
        made.append("no rule coding is affected: what the rules find is the same")
    if found.stale.review:
        count = f" ({found.stale.by_people} stored codings)" if found.counted else ""
        made.append(f"people's codings to look at again{count}: {', '.join(found.stale.review)}")
    return made
