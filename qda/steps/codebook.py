"""Validate, compare and test codebook files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from qda.errors import InputError, Problem, UnknownName, UsageError
from qda.model import Codebook
from qda.steps.actors import load_gazetteer
from qda.steps.code import load_study_codebook
from qda.steps.files import write_file
from qda.steps.settings import Settings, load_settings
from qda.table import Column, Table, table
from qda.terms import Language


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: problems, and a line a file."""

    problems: tuple[Problem, ...]
    lines: tuple[str, ...]

    def as_record(self) -> dict[str, object]:
        """For JSON."""
        return {"problems": [asdict(p) for p in self.problems], "files": list(self.lines)}


def chosen(root: Path | None, file: Path | None) -> tuple[Codebook, list[Problem]]:
    """The codebook of a file, or of the study. Raises CodebookError, InputError."""
    from qda.codebook.load import load_codebook

    if file is not None:
        if not file.is_file():
            raise InputError("there is no such file", "check the path", "missing-path", path=file.as_posix())
        return load_codebook(file, shown_as=file.as_posix())
    if root is None:
        raise ValueError("neither a study nor a file")
    book, problems, _ = load_study_codebook(root, load_settings(root))
    return book, problems


def check(root: Path | None, file: Path | None) -> Checked:
    """Load the codebook, and the study's actor list. Raises CodebookError with every fault that makes it unusable."""
    book, problems = chosen(root, file)
    rules = sum(len(c.rules) for c in book.codes)
    lines = [f"codebook {book.id} {book.version}: {len(book.codes)} codes, {rules} rules, SHA-256 {book.sha256}"]
    if root is not None:
        settings: Settings = load_settings(root)
        gazetteer, more = load_gazetteer(root, settings)
        problems = [*problems, *more]
        lines.append(
            f"actors {gazetteer.id} {gazetteer.version}: {len(gazetteer.types)} types, SHA-256 {gazetteer.sha256}"
        )
    return Checked(tuple(problems), tuple(lines))


def compared(old: Path, new: Path) -> list[str]:
    """What differs, in words."""
    from qda.codebook.diff import diff

    return [str(change) for change in diff(chosen(None, old)[0], chosen(None, new)[0])]


def linted(root: Path | None, file: Path | None) -> list[Problem]:
    """What is valid and still doubtful: overlapping rules, one-character words, codes without exclusion."""
    from qda.codebook.lint import lint

    book, problems = chosen(root, file)
    path = file if file is not None else root / load_settings(root).codebook.path if root else Path()
    return [*problems, *lint(book, shown_as=path.name, source=path.read_text(encoding="utf-8-sig"))]


def exported(root: Path | None, file: Path | None, out: Path, language: str) -> int:
    """Write the codebook as .yaml, .xlsx, .csv, or as a paper's appendix table in .docx; return the number of codes."""
    from qda.codebook.appendix import appendix_table
    from qda.codebook.sheets import to_yaml, write_csv, write_xlsx
    from qda.export import export

    if language not in {"zh", "en"}:
        raise UnknownName("language", language, ("zh", "en"))
    words: Language = "zh" if language == "zh" else "en"
    book, _ = chosen(root, file)
    makers: dict[str, Callable[[], bytes]] = {
        ".yaml": lambda: to_yaml(book).encode("utf-8"),
        ".xlsx": lambda: write_xlsx(book, words),
        ".csv": lambda: write_csv(book, words),
        ".docx": lambda: export(appendix_table(book, language=words), "docx", words),
    }
    if out.suffix.lower() not in makers:
        known = ", ".join(makers)
        raise UsageError(f"the ending of {out.name} names no format", f"known: {known}", "unknown-ending")
    write_file(out, makers[out.suffix.lower()]())
    return len(book.codes)


def imported(sheet: Path, out: Path) -> tuple[int, list[Problem]]:
    """Read a codebook from .xlsx or .csv and write it as YAML; (number of codes, problems). Never over a file."""
    from qda.codebook.sheets import read_sheet_codebook, to_yaml

    if not sheet.is_file():
        raise InputError("there is no such file", "check the path", "missing-path", path=sheet.as_posix())
    if out.exists():
        raise UsageError(f"{out} exists already", "give another name with --out", "file-exists")
    book, problems = read_sheet_codebook(sheet, shown_as=sheet.as_posix())
    write_file(out, to_yaml(book).encode("utf-8"))
    return len(book.codes), problems


def tested(root: Path | None, file: Path | None) -> tuple[Table, int]:
    """(one row a code with examples: how many its rules find, and the texts that went wrong; how many codes fail)."""
    from qda.actors.mentions import MentionFinder
    from qda.codebook.check import check_codebook
    from qda.coders import coder

    book, _ = chosen(root, file)
    finder = MentionFinder(load_gazetteer(root, load_settings(root))[0]) if root is not None else None
    records = check_codebook(book, coder("rules", book, finder))
    made = []
    failed = 0
    for code in book.codes:
        if not code.rules:
            continue
        examples = [r for r in records if r.code_id == code.id and r.kind == "example"]
        counter = [r for r in records if r.code_id == code.id and r.kind == "counterexample"]
        missed = [r.text for r in examples if not r.holds]
        wrong = [r.text for r in counter if not r.holds]
        ok = not wrong and (len(missed) < len(examples) or not examples)
        failed += not ok
        made.append(
            (
                code.id,
                code.called(),
                f"{len(examples) - len(missed)}/{len(examples)}",
                f"{len(wrong)}/{len(counter)}",
                "" if ok else "✗",
                "；".join(missed),
                "；".join(wrong),
            )
        )
    return (
        table(
            "codebook-test",
            {"zh": "编码表自测：规则对照其正例与反例", "en": "The codebook's own examples"},
            (
                Column("code", role="label"),
                Column("code_name", role="label"),
                Column("found", title="命中正例"),
                Column("wrong", title="误中反例"),
                Column("verdict", title="未通过"),
                Column("misses", title="未命中的正例"),
                Column("false_hits", title="误中的反例"),
            ),
            made,
            ("未命中的正例可以是有意保留的：没有关键词的说法，规则找不到。误中反例一律须改。",),
        ),
        failed,
    )
