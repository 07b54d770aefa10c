"""What lint finds in a codebook that can be used."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qda.codebook.lint import lint
from qda.codebook.load import load_codebook, read_codebook
from qda.model import Code

GOOD = """\
id: small
version: "1"
terms:
  vote: [表决, 投票]
codes:
  - id: a
    name: {zh: 甲}
    facet: effect
    definition: {zh: 定义}
    exclude: [不算的]
    examples: [放权给居民]
    counterexamples: [授权书丢了]
    rules:
      - 放权 | 赋权
      - 由 THEN/6 (居民 | 居民代表)
  - id: b
    name: {zh: 乙}
    facet: mechanism
    definition: {zh: 定义}
    exclude: [不算的]
    examples: [大家举手]
    counterexamples: [举手之劳]
    rules:
      - $vote
"""


def found(text: str) -> list[tuple[str, str, int | None]]:
    return [(p.severity, p.slug, p.line) for p in lint(read_codebook(text)[0], shown_as="small.yaml", source=text)]


def test_a_good_codebook_has_nothing_to_say() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("- 放权 | 赋权", "- 放权 | 表决", ("note", "rules-overlap", 24)),
        ("- $vote", "- 居民 & 定\n      - 定 AND 居民", ("note", "rule-repeats", 25)),
        ("- 放权 | 赋权", "- 放权 | 放权力", ("note", "term-contained", 14)),
        ("- 放权 | 赋权", "- 放权 | 放權", ("note", "term-contained", 14)),
        ("- 放权 | 赋权", "- 放权 | 权", ("warning", "term-one-character", 14)),
        ("- 放权 | 赋权", "- 放权 | 賦權", ("note", "term-traditional", 14)),
        ("    exclude: [不算的]\n    examples: [放", "    examples: [放", ("warning", "code-without-exclude", 6)),
        ("    examples: [大家举手]\n", "", ("warning", "code-without-examples", 16)),
        ("    counterexamples: [举手之劳]\n", "", ("warning", "code-without-counterexamples", 16)),
        ("[大家举手]", "[放權給居民。]", ("note", "example-shared", 16)),
        ("[举手之劳]", "[大家举手。]", ("error", "example-contradicts", 16)),
        ("- $vote", "- 举手", ("note", "term-list-unused", 4)),
        ("[表决, 投票]", "[表决, 投票, 投票箱]", ("note", "term-contained", 4)),
        ("[表决, 投票]", "[表决, 投]", ("warning", "term-one-character", 4)),
    ],
)
def test_each_fault_has_a_slug_and_a_line(old: str, new: str, expected: tuple[str, str, int]) -> None:
    assert old in GOOD
    assert expected in found(GOOD.replace(old, new))


def test_short_and_contained_words_are_right_in_near() -> None:
    assert found(GOOD.replace("- 放权 | 赋权", "- (定 | 决定) NEAR/4 (居民 | 老居民)")) == []
    assert found(GOOD.replace("- 放权 | 赋权", "- 放权 NOT (放 | 开放权)")) == []


def test_an_overlap_names_both_rules_and_their_words() -> None:
    (problem,) = lint(read_codebook(GOOD.replace("- 放权 | 赋权", "- 放权 | 投票"))[0])
    assert "rule b.r1 repeats 投票 of rule a.r1 (line 14): the same words give both a and b" in problem.message


@pytest.mark.skipif("exclusive" not in Code.__dataclass_fields__, reason="Code has no field `exclusive`")
def test_codes_that_exclude_each_other_must_not_share_words() -> None:
    text = """\
codes:
  - id: a
    facet: effect
    exclusive: true
    children:
      - {id: a.x, rules: [甲 | 表决]}
      - {id: a.y, rules: [表决]}
"""
    assert ("warning", "rules-overlap", 7) in found(text)
    assert ("warning", "rules-overlap", 7) not in found(text.replace("true", "false"))


def test_the_reference_codebook() -> None:
    path = Path(__file__).parents[2] / "codebooks" / "embedding.yaml"
    codebook, _ = load_codebook(path)
    begun = time.perf_counter()
    problems = lint(codebook, source=path.read_text(encoding="utf-8"))
    assert time.perf_counter() - begun < 5
    assert not [p for p in problems if p.severity == "error"]
    assert all(p.line for p in problems)
