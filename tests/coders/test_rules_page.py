"""Every example on the page of the rule language, run through the rule coder: what the page says is found, is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest

from qda.actors.load import read_actors
from qda.actors.mentions import MentionFinder
from qda.codebook import query
from qda.codebook.load import read_codebook
from qda.coders.context import ALONE, Context
from qda.coders.rules import RuleCoder
from qda.errors import CodebookError
from qda.model import Codebook, CodingUnit

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
ACTORS = """\
id: page
version: "1"
types:
  - {id: residents, name: {zh: 居民}, aliases: [居民, 业主]}
  - {id: party, name: {zh: 党组织}, aliases: [党支部]}
  - {id: property, name: {zh: 物业}, aliases: [物业公司]}
"""


def tables() -> list[list[dict[str, str]]]:
    """The tables of the page: a list of rows, each title to cell."""
    made: list[list[dict[str, str]]] = []
    titles: list[str] = []
    for line in PAGE.splitlines():
        if not line.startswith("|"):
            titles = []
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not titles:
            titles = cells
            made.append([])
        elif not set(line) <= set("|- "):
            made[-1].append(dict(zip(titles, cells, strict=True)))
    return made


def rows_with(*titles: str) -> list[dict[str, str]]:
    return [row for rows in tables() for row in rows if set(titles) <= row.keys()]


def book(rule: str) -> Codebook:
    quoted = rule.replace("'", "''")
    return read_codebook(
        "terms: {hall: [议事厅, 议事会, '协商?会']}\ncodes:\n"
        "  - {id: deliberation, facet: mechanism, rules: [表决]}\n"
        f"  - {{id: c, facet: mechanism, rules: ['{quoted}']}}\n"
    )[0]


def given(rule: str, units: list[CodingUnit], context: Context) -> list[str]:
    codebook = book(rule)
    coder = RuleCoder(codebook, MentionFinder(read_actors(ACTORS)[0]), context=context)
    return [draft.segment_id for draft in coder.code(units, codebook) if draft.code_id == "c"]


def unit(text: str) -> CodingUnit:
    return CodingUnit("s", "d", "case", "minutes", "speaker", None, None, 0, text)


def told() -> tuple[list[CodingUnit], Context]:
    """The small material of the page."""
    units, at = [], 0
    turns, items, dates = {}, {}, {}
    for row in rows_with("段", "原话"):
        units.append(
            CodingUnit(
                row["段"], row["社区"], row["社区"], cast(Any, row["类型"]), cast(Any, row["角色"]), None,
                row["发言人属于"] or None, at, row["原话"],
            )
        )  # fmt: skip
        at += len(row["原话"])
        turns[row["段"]] = row["轮次"]
        if row["议题"]:
            items[row["段"]] = row["议题"]
        dates[row["社区"]] = row["日期"]
    return units, Context(turns, items, {row["社区"]: row["社区"] for row in rows_with("段", "原话")}, dates)


def texts(cell: str) -> list[str]:
    return [text.strip() for text in cell.split("／")]


@pytest.mark.parametrize("row", rows_with("写法", "命中", "不命中"), ids=lambda row: row["写法"])
def test_words_combinations_and_sentences(row: dict[str, str]) -> None:
    rule = row["写法"].strip("`")
    found = {text: bool(given(rule, [unit(text)], ALONE)) for text in [*texts(row["命中"]), *texts(row["不命中"])]}
    assert found == {text: text in texts(row["命中"]) for text in found}


@pytest.mark.parametrize("row", rows_with("写法", "命中的段"), ids=lambda row: row["写法"])
def test_conditions_and_what_lies_around(row: dict[str, str]) -> None:
    units, context = told()
    expected = [] if row["命中的段"] == "无" else row["命中的段"].split("、")
    assert given(row["写法"].strip("`"), units, context) == expected


@pytest.mark.parametrize("row", rows_with("写成", "程序说"), ids=lambda row: row["写成"])
def test_what_is_said_about_a_rule_that_cannot_be_read(row: dict[str, str]) -> None:
    with pytest.raises(CodebookError) as caught:
        query.parse(row["写成"].removeprefix("`").removesuffix("`"))
    assert row["程序说"] in caught.value.message


def test_weights() -> None:
    (block,) = re.findall(r"```yaml\n(- id: deliberation.+?)```", PAGE, flags=re.DOTALL)
    text = "codes:\n" + "".join(f"  {line}\n" for line in block.splitlines()) + "    facet: mechanism\n"
    codebook, _ = read_codebook(text)
    coder = RuleCoder(codebook, MentionFinder(read_actors(ACTORS)[0]), context=ALONE)
    for row in rows_with("一段话", "给出编码"):
        explained = coder.explain(unit(row["一段话"]), "deliberation")
        assert explained.given == (row["给出编码"] == "是"), row
        assert sum(rule.weight for rule in explained.rules if rule.matched) == float(row["权重合计"]), row
    assert len(rows_with("一段话", "给出编码")) == 3


def test_the_page_has_an_example_of_everything() -> None:
    rules = [row["写法"].strip("`") for row in rows_with("写法", "何时成立")] + [
        row["写法"].strip("`") for row in rows_with("写法", "找到什么")
    ]
    assert len(rules) > 35
    used = {type(node).__name__ for rule in rules for node in query.walk(query.parse(rule))}
    assert used == {kind.__name__ for kind in cast(Any, query.Node).__args__}
