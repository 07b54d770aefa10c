"""Two versions in words, and a codebook's examples as its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.codebook import tree
from qda.codebook.check import check_codebook, check_problems, misses, rule_records
from qda.codebook.diff import diff, stale_codes
from qda.codebook.load import load_codebook, read_codebook
from qda.coders.rules import RuleCoder
from qda.model import Code, Codebook

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
        "renamed",
        "redefined",
        "examples",
        "rules",
        "renamed",
        "terms",
    ]
    words = " / ".join(str(change) for change in changes)
    assert "a renamed from 甲 to 甲一" in words
    assert "a redefined: zh: “旧” → “新”" in words
    assert "examples: added “我们投了票”; removed “我们表决了”" in words
    assert "rule a.x.r1 changed from (授权 | 放权) to (授权 | 放权 | 赋权)" in words
    assert "b 乙: id renamed to c; stored codings carry the old id" in words
    assert "term list $vote: 举手 added; 投票 removed (used by c, b)" in words
    assert [change.kind for change in changes if change.recode] == ["rules", "renamed", "terms"]
    assert stale_codes(old, new) == ("a.x", "c", "b")


def test_a_code_that_goes_and_another_that_comes() -> None:
    old, _ = read_codebook(OLD)
    new, _ = read_codebook(OLD.replace("id: b, name: {zh: 乙}", "id: c, name: {zh: 丙}"))
    assert [(change.kind, change.code_id, change.review) for change in diff(old, new)] == [
        ("removed", "b", True),
        ("added", "c", True),
    ]


def test_include_exclude_and_basis_are_named_apart() -> None:
    old, _ = read_codebook("codes:\n  - {id: a, facet: effect, include: [甲, 乙], exclude: [丙], rules: [x]}\n")
    new, _ = read_codebook(
        "codes:\n  - {id: a, facet: effect, basis: literature, include: [乙, 丁], exclude: [], rules: [x]}\n"
    )
    assert [str(change) for change in diff(old, new)] == [
        "a: basis operationalisation → literature",
        "a: include: added “丁”; removed “甲”",
        "a: exclude: removed “丙”",
    ]
    assert not any(change.recode for change in diff(old, new))
    assert stale_codes(old, new) == ()


def test_a_rule_that_goes_does_not_rewrite_all_below_it() -> None:
    def book(*rules: str) -> Codebook:
        listed = "".join(f"\n      - {rule}" for rule in rules)
        return read_codebook(f"codes:\n  - id: a\n    facet: effect\n    rules:{listed}\n")[0]

    old = book("甲", "乙", "丙", "丁")
    assert [str(c) for c in diff(old, book("乙", "丙 | 戊", "丁"))] == [
        "a: rule a.r1 removed (甲); rule a.r2 changed from (丙) to (丙 | 戊)"
    ]
    assert [str(c) for c in diff(old, book("甲", "乙", "丙", "丁", "戊"))] == ["a: rule a.r5 added (戊)"]


def test_spelling_alone_makes_nothing_stale() -> None:
    old, _ = read_codebook("codes:\n  - {id: a, facet: effect, rules: ['甲  |  乙']}\n")
    new, _ = read_codebook("codes:\n  - {id: a, facet: effect, rules: ['甲 OR 乙']}\n")
    assert [(change.kind, change.recode) for change in diff(old, new)] == [("rules", False)]
    assert stale_codes(old, new) == ()


def test_what_a_rule_refers_to_makes_it_stale() -> None:
    text = """\
terms: {vote: [表决]}
codes:
  - {id: a, facet: effect, children: [{id: a.x, rules: [甲]}]}
  - {id: b, facet: effect, rules: ['#a & 乙']}
  - {id: c, facet: effect, rules: ['$vote & 丙']}
  - {id: d, facet: effect, rules: [丁]}
"""
    old, _ = read_codebook(text)
    assert stale_codes(old, read_codebook(text.replace("[甲]", "[甲 | 戊]"))[0]) == ("a.x", "b")
    assert stale_codes(old, read_codebook(text.replace("[表决]", "[表决, 投票]"))[0]) == ("c",)
    moved = text.replace(", children: [{id: a.x, rules: [甲]}]}", "}\n  - {id: a.x, facet: effect, rules: [甲]}")
    assert stale_codes(old, read_codebook(moved)[0]) == ("b",)


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


def test_rules_are_named_that_never_fire_or_fire_in_counterexamples() -> None:
    codebook, _ = read_codebook(OLD)
    found = check_problems(codebook, check_codebook(codebook, RuleCoder(codebook)), shown_as="small.yaml")
    assert [(p.severity, p.slug, p.path, p.line) for p in found] == [
        ("error", "rule-hits-counterexample", "small.yaml", 15),
        ("note", "rule-without-hits", "small.yaml", 15),
    ]
    assert "a.x.r1 fires in 1 counterexamples of its code: 授权书丢了" in found[0].message
    assert "a.x.r2 (不出现) fires in no example" in found[1].message


def test_a_rule_record_says_where_else_it_fires() -> None:
    text = """\
codes:
  - {id: a, facet: effect, examples: [投票表决, 举手], rules: [投票]}
  - {id: b, facet: effect, examples: [我们投票了], rules: [表决 | 我们]}
"""
    codebook, _ = read_codebook(text)
    records = rule_records(codebook, check_codebook(codebook, RuleCoder(codebook)))
    assert [(r.rule_id, r.examples, r.elsewhere, r.hits) for r in records] == [("a.r1", 1, 1, 1), ("b.r1", 1, 1, 1)]


@pytest.mark.skipif("exclusive" not in Code.__dataclass_fields__, reason="Code has no field `exclusive`")
def test_codes_that_exclude_each_other_are_not_given_together() -> None:
    text = """\
codes:
  - id: a
    facet: effect
    exclusive: true
    children:
      - {id: a.x, examples: [投票表决, 投票], rules: [投票]}
      - {id: a.y, examples: [表决], rules: [表决]}
"""
    codebook, _ = read_codebook(text)
    found = check_problems(codebook, check_codebook(codebook, RuleCoder(codebook)))
    assert [p.slug for p in found] == ["exclusive-codes-together"]
    assert "the rules give a.x and a.y to example 1 of a.x: 投票表决" in found[0].message
    relaxed, _ = read_codebook(text.replace("true", "false"))
    assert check_problems(relaxed, check_codebook(relaxed, RuleCoder(relaxed))) == []
    assert [change.kind for change in diff(codebook, relaxed)] == ["exclusive"]


REFERENCE = Path(__file__).parents[2] / "codebooks" / "embedding.yaml"


def test_the_reference_codebook_passes_its_own_test() -> None:
    codebook, _ = load_codebook(REFERENCE)
    records = check_codebook(codebook, RuleCoder(codebook))
    wrong = [(r.code_id, r.text) for r in misses(records) if r.kind == "counterexample"]
    assert wrong == []
    for code in codebook.codes:
        own = [r for r in records if r.code_id == code.id and r.kind == "example"]
        if code.rules:
            # Examples without any key word are kept on purpose: they show what rules cannot find.
            assert sum(r.holds for r in own) >= 0.7 * len(own), code.id
    assert not [p for p in check_problems(codebook, records) if p.severity != "note"]


def test_every_leaf_of_the_reference_codebook_has_five_examples_and_five_counterexamples() -> None:
    codebook, _ = load_codebook(REFERENCE)
    for code in tree.leaves(codebook):
        assert len(set(code.examples)) >= 5, code.id
        assert len(set(code.counterexamples)) >= 5, code.id
        assert not set(code.examples) & set(code.counterexamples), code.id
