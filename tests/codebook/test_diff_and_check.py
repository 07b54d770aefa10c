"""Two versions in words, and a codebook's examples as its tests."""

from __future__ import annotations

from qda.codebook.check import check_codebook, misses, rule_records
from qda.codebook.diff import diff
from qda.codebook.load import read_codebook
from qda.coders.rules import RuleCoder

OLD = """\
id: small
version: "1"
terms: {vote: [表决, 投票]}
codes:
  - id: a
    name: {zh: 甲}
    facet: dimension
    definition: {zh: 旧}
    children:
      - id: a.x
        name: {zh: 子}
        definition: {zh: d}
        examples: [放权给居民, 我们表决了]
        counterexamples: [授权书丢了]
        rules: [授权 | 放权, 不出现]
  - {id: b, name: {zh: 乙}, facet: effect, definition: {zh: d}, examples: [投票], rules: [$vote]}
"""


def test_no_difference_is_no_change() -> None:
    codebook, _ = read_codebook(OLD)
    assert diff(codebook, codebook) == []


def test_every_change_in_words() -> None:
    old, _ = read_codebook(OLD)
    new, _ = read_codebook(
        OLD.replace('version: "1"', 'version: "2"')
        .replace("{zh: 甲}", "{zh: 甲一}")
        .replace("{zh: 旧}", "{zh: 新}")
        .replace("授权 | 放权", "授权 | 放权 | 赋权")
        .replace("[表决, 投票]", "[表决, 举手]")
        .replace("id: b,", "id: c,")
        .replace("我们表决了", "我们投了票")
    )
    changes = diff(old, new)
    assert [change.kind for change in changes] == [
        "codebook",
        "removed",
        "renamed",
        "redefined",
        "examples",
        "rules",
        "added",
        "terms",
    ]
    words = " / ".join(change.message for change in changes)
    assert "a renamed from 甲 to 甲一" in words
    assert "rule a.x.r1 changed from (授权 | 放权) to (授权 | 放权 | 赋权)" in words
    assert "term list $vote: 举手 added; 投票 removed" in words
    assert {change.kind for change in changes if change.recode} == {"removed", "rules", "added", "terms"}


def test_moved() -> None:
    old, _ = read_codebook("codes:\n  - {id: a, facet: effect}\n  - {id: b, facet: effect, rules: [x]}\n")
    new, _ = read_codebook("codes:\n  - {id: a, facet: effect}\n  - {id: b, parent: a, facet: effect, rules: [x]}\n")
    assert [change.message for change in diff(old, new)] == ["b moved from the top to a"]


def test_examples_are_the_tests_of_a_codebook() -> None:
    codebook, _ = read_codebook(OLD)
    records = check_codebook(codebook, RuleCoder(codebook))
    assert [(r.code_id, r.kind, r.number, r.holds) for r in records] == [
        ("a.x", "example", 1, True),
        ("a.x", "example", 2, False),
        ("a.x", "counterexample", 1, False),
        ("b", "example", 1, True),
    ]
    missed = misses(records)
    assert missed[1].rule_ids == ("a.x.r1",)
    assert missed[1].words == ("授权",)
    by_rule = {record.rule_id: (record.examples, record.counterexamples) for record in rule_records(codebook, records)}
    assert by_rule == {"a.x.r1": (1, 1), "a.x.r2": (0, 0), "b.r1": (1, 0)}
