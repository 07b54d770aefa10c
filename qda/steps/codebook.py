"""Validate, test, export and import codebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import CodebookError, InputError, Problem, UnknownName, UsageError
from qda.model import Codebook
from qda.steps.actors import load_gazetteer
from qda.steps.codebook_versions import FoundCodebook, find_codebook
from qda.steps.files import write_file
from qda.steps.settings import Settings, load_settings
from qda.steps.surroundings import unknown_cases
from qda.store import rows
from qda.store.study import DATABASE, open_study
from qda.table import Cell, Column, Table, table
from qda.terms import Language

if TYPE_CHECKING:
    from qda.codebook.check import Checked as Example


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: problems, and a line a file."""

    problems: tuple[Problem, ...]
    lines: tuple[str, ...]

    def as_record(self) -> dict[str, object]:
        """For JSON."""
        return {"problems": [asdict(p) for p in self.problems], "files": list(self.lines)}


def check(root: Path | None, name: str = "") -> Checked:
    """Load the codebook, and the study's actor list. Raises CodebookError with every fault that makes it unusable."""
    found = find_codebook(root, name)
    book, problems = found.book, list(found.problems)
    rules = sum(len(c.rules) for c in book.codes)
    lines = [f"codebook {book.id} {book.version}: {len(book.codes)} codes, {rules} rules, SHA-256 {book.sha256}"]
    if root is not None:
        settings: Settings = load_settings(root)
        gazetteer, more = load_gazetteer(root, settings)
        _check_actors(found, gazetteer.actor_ids)
        problems = [*problems, *more, *_unknown_cases(root, found)]
        lines.append(
            f"actors {gazetteer.id} {gazetteer.version}: {len(gazetteer.types)} types, SHA-256 {gazetteer.sha256}"
        )
    return Checked(tuple(problems), tuple(lines))


def _check_actors(found: FoundCodebook, known: tuple[str, ...]) -> None:
    """Raises CodebookError (unknown-actor-type) for rules that ask for actor types that the actor list does not have."""
    from qda.codebook import query

    faults: list[tuple[int, str]] = []
    for code in found.book.codes:
        for rule in code.rules:
            nodes = query.walk(query.parse(rule.find))
            asked = {node.actor for node in nodes if isinstance(node, query.ActorRef | query.SpeakerIs)}
            faults += [(rule.line, f"{rule.id}: no actor type @{actor}") for actor in sorted(asked - set(known))]
    if faults:
        listed = "\n".join(f"  line {line}: {message}" for line, message in sorted(faults))
        raise CodebookError(
            f"rules ask for actor types that the actor list does not have; it has {', '.join(known)}\n{listed}",
            "correct the lines named, or add the types to the actor list", "unknown-actor-type",
            path=found.shown, line=min(faults)[0] or None,
        )  # fmt: skip


def _unknown_cases(root: Path, found: FoundCodebook) -> list[Problem]:
    """Rules that ask for cases that the study, if anything has been read, does not have."""
    if not (root / DATABASE).is_file():
        return []
    with open_study(root) as study:
        names = {case.id: case.name for case in rows.cases(study)}
    return list(unknown_cases(found.book, names, found.shown)) if names else []


def linted(root: Path | None, name: str = "") -> list[Problem]:
    """What is valid and still doubtful: overlapping rules, one-character words, codes without exclusion."""
    from qda.codebook.lint import lint

    found = find_codebook(root, name)
    remarks = lint(found.book, shown_as=found.shown, source=found.source.removeprefix("\ufeff"))
    return list(dict.fromkeys([*found.problems, *remarks]))


def exported(root: Path | None, name: str, out: Path, language: str) -> int:
    """Write the codebook as .yaml, .xlsx, .csv, or as a paper's appendix table in .docx; return the number of codes.
    A stored version comes out in .yaml as the very file that it was, so that codings made with it fit it again."""
    from qda.codebook.appendix import appendix_table
    from qda.codebook.sheets import to_yaml, write_csv, write_xlsx
    from qda.export import export

    if language not in {"zh", "en"}:
        raise UnknownName("language", language, ("zh", "en"))
    words: Language = "zh" if language == "zh" else "en"
    found = find_codebook(root, name)
    book = found.book
    makers: dict[str, Callable[[], bytes]] = {
        ".yaml": lambda: (found.source if found.stored else to_yaml(book)).encode("utf-8"),
        ".xlsx": lambda: write_xlsx(book, words),
        ".csv": lambda: write_csv(book, words),
        ".docx": lambda: export(appendix_table(book, language=words), "docx", words),
    }
    if out.suffix.lower() not in makers:
        known = ", ".join(makers)
        raise UsageError(f"the ending of {out.name} names no format", f"known: {known}", "unknown-ending")
    write_file(out, makers[out.suffix.lower()]())
    return len(book.codes)


TEMPLATE = """\
# yaml-language-server: $schema=codebook.schema.json
# 自己的编码表。写法见 docs/codebook.md，规则见 docs/rules.md。改好后：qda codebook check，qda codebook test，qda code。
id: {id}
version: "0.1"             # 改动后改版本；旧版本都留在研究里
title: {{zh: 我的编码表}}
source: 依据……

terms:                     # 词表：写一次，规则里用 $名称
  people: [居民, 业主, 住户]

codes:
  - id: demand             # 小写字母、数字；下级用点隔开
    name: {{zh: 诉求, en: demand}}
    facet: dimension       # 四选一：dimension 维度、mechanism 机制、effect 效果、linkage 联动（只有 linkage 进入网络）
    definition: {{zh: 发言者请求别人去做一件事。}}
    children:
      - id: demand.facility
        name: {{zh: 设施诉求, en: facility}}
        definition: {{zh: 请求修建、维修或更换设施。}}
        include: [路灯、电梯、车位等公共设施]
        exclude: [只说设施坏了、没有请求的，不编码]
        examples:          # 正例、反例就是测试：qda codebook test
          - 居民希望把路灯修一修。
          - 业主要求物业把电梯换掉。
        counterexamples:
          - 路灯上个月已经修好了。
        rules:
          - (希望 | 建议 | 要求) NEAR/12 (修 | 装 | 换)
          - '$people THEN/6 (要求 | 请求) THEN/12 (路灯 | 电梯 | 车位)'   # 以 $ @ # " * 开头的规则放在单引号里
  - id: reply
    name: {{zh: 答复, en: reply}}
    facet: mechanism
    definition: {{zh: 负责的一方对诉求的答复。}}
    exclusive: true        # 下面的编码互斥：一段话至多归入一个
    children:
      - id: reply.promise
        name: {{zh: 承诺, en: promise}}
        definition: {{zh: 答应去做，有或没有期限。}}
        examples: [这件事我们下周就派人来修。]
        counterexamples: [这件事不归我们管。]
        rules:
          - 我们 THEN/10 (派人 | 安排 | 解决)
      - id: reply.refusal
        name: {{zh: 推辞, en: refusal}}
        definition: {{zh: 说不做、做不了，或归别人管。}}
        examples: [这件事不归我们管。]
        counterexamples: [这件事我们下周就派人来修。]
        rules:
          - 不归 THEN/4 管 | 管不了 | 没办法
"""
"""A codebook to begin with: every key once, small enough to be read whole; it passes its own tests."""


def begun(out: Path) -> list[Path]:
    """Write a short codebook to begin with, and the schema beside it where there is none. Raises UsageError (file-exists)."""
    if out.exists():
        raise UsageError(f"{out} exists already", "give another name", "file-exists")
    if out.suffix.lower() not in {".yaml", ".yml"}:
        raise UsageError(f"the ending of {out.name} is not .yaml", "codebooks are YAML files", "unknown-ending")
    name = re.sub(r"[^a-z0-9]+", "-", out.stem.lower()).strip("-") or "mine"
    write_file(out, TEMPLATE.format(id=name).encode("utf-8"))
    schema = out.with_name("codebook.schema.json")
    if schema.exists():
        return [out]
    write_file(schema, schema_text().encode("utf-8"))
    return [out, schema]


def schema_text() -> str:
    """The JSON Schema of a codebook file."""
    from qda.codebook.schema import codebook_schema

    return json.dumps(codebook_schema(), ensure_ascii=False, indent=2) + "\n"


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


@dataclass(frozen=True, slots=True)
class Tested:
    """codes: one row a code with rules. rules: one row a rule. problems: rules that fire in counterexamples or nowhere,
    codes of an exclusive family given together. failed: codes that do not pass."""

    codes: Table
    rules: Table
    problems: tuple[Problem, ...]
    failed: int


def tested(root: Path | None, name: str = "") -> Tested:
    """The codebook's own examples and counterexamples run through its rules, each text a segment that stands alone."""
    from qda.actors.mentions import MentionFinder
    from qda.codebook.check import check_codebook, check_problems, rule_records
    from qda.coders import coder
    from qda.coders.context import ALONE

    found = find_codebook(root, name)
    finder = MentionFinder(load_gazetteer(root, load_settings(root))[0]) if root is not None else None
    records = check_codebook(found.book, coder("rules", found.book, finder, ALONE))
    rows, failed = _by_code(found.book, records)
    problems = check_problems(found.book, records, shown_as=found.shown)
    return Tested(
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
            rows,
            ("未命中的正例可以是有意保留的：没有关键词的说法，规则找不到。误中反例一律须改。",),
        ),
        table(
            "codebook-test-rules",
            {"zh": "编码表自测：每条规则的命中", "en": "Hits of every rule in the codebook's own texts"},
            (
                Column("rule", role="label"),
                Column("rules", title="规则"),
                Column("line", title="行"),
                Column("in_examples", title="命中正例"),
                Column("in_counterexamples", title="误中反例"),
                Column("elsewhere", title="命中其他编码的正例"),
                Column("false_hits", title="误中的反例"),
            ),
            [
                (r.rule_id, r.find, r.line, r.examples, r.counterexamples, r.elsewhere, "；".join(r.wrong))
                for r in rule_records(found.book, records)
            ],
            ("正例、反例是本编码及其上级编码的。命中为零的规则没有检验过：补一条正例，或删去规则。",),
        ),
        tuple(problems),
        failed,
    )


def _by_code(book: Codebook, records: Sequence[Example]) -> tuple[list[tuple[Cell, ...]], int]:
    """(one row a code with rules, how many codes fail)."""
    made: list[tuple[Cell, ...]] = []
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
        found, hit = f"{len(examples) - len(missed)}/{len(examples)}", f"{len(wrong)}/{len(counter)}"
        verdict = "" if ok else "✗"
        made.append((code.id, code.called(), found, hit, verdict, "；".join(missed), "；".join(wrong)))
    return made, failed
