"""Codebooks from YAML: what is read, and that every fault is named with its line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.codebook import tree
from qda.codebook.load import find_circle, load_codebook, read_codebook
from qda.errors import CodebookError, UnknownName

BOOK = """\
id: small
version: "1.2.0"
title: {zh: 小编码本, en: small codebook}
source: made for a test
terms:
  meeting: [议事会, 协商会]
codes:
  - id: empowerment
    name: {zh: 赋权嵌入, en: empowerment embedding}
    facet: dimension
    basis: abstract
    definition: {zh: 权力交给居民}
    include: [权力下放]
    children:
      - id: empowerment.devolution
        name: {zh: 权力下放, en: devolution}
        definition: {zh: 交给居民决定}
        examples: [这件事交给居民决定。]
        counterexamples: [请出示授权书。]
        rules:
          - 授权 | 放权 | 赋权
          - {id: empowerment.devolution.gives, find: "(交给 | 让) NEAR/8 (居民 | 业主)"}
  - id: deliberation
    name: 协商议事
    facet: mechanism
    basis: abstract
    definition: {zh: 议事}
    examples: [大家在议事会上讨论。]
    rules:
      - $meeting
"""


def test_reads_a_codebook() -> None:
    codebook, problems = read_codebook(BOOK)
    assert problems == []
    assert (codebook.id, codebook.version, codebook.title["zh"]) == ("small", "1.2.0", "小编码本")
    assert [code.id for code in codebook.codes] == ["empowerment", "empowerment.devolution", "deliberation"]
    child = codebook.codes[1]
    assert (child.parent_id, child.facet, child.basis) == ("empowerment", "dimension", "abstract")
    assert [rule.id for rule in child.rules] == ["empowerment.devolution.r1", "empowerment.devolution.gives"]
    assert [rule.line for rule in child.rules] == [21, 22]
    assert codebook.codes[2].name == {"zh": "协商议事"}
    assert codebook.terms == {"meeting": ("议事会", "协商会")}
    assert len(codebook.sha256) == 64


def test_a_path_with_chinese_blanks_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "编码 手册.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BOOK.replace("\n", "\r\n").encode())
    codebook, _ = load_codebook(path, shown_as="codebooks/编码 手册.yaml")
    assert len(codebook.codes) == 3


def test_all_faults_at_once_each_with_its_line() -> None:
    broken = (
        BOOK.replace("facet: mechanism", "facet: mechanics")
        .replace("- 授权 | 放权 | 赋权", "- 授权 放权")
        .replace("- $meeting", "- '$meetings | #nothing'")
        .replace("    include: [权力下放]", "    includes: [权力下放]")
    )
    with pytest.raises(CodebookError) as caught:
        read_codebook(broken, shown="small.yaml")
    message = str(caught.value)
    assert caught.value.slug == "codebook-faults"
    assert caught.value.path == "small.yaml"
    assert "5 faults" in message
    assert "line 13: code below" not in message
    assert "line 13: code: unknown key 'includes'; known: id, name, facet" in message
    assert "line 21: empowerment.devolution.r1: rule `授权 放权`, column 4" in message
    assert "facet 'mechanics'; expected one of dimension, mechanism, effect, linkage" in message
    assert "no term list $meetings; known: meeting" in message
    assert "no code #nothing" in message


@pytest.mark.parametrize(
    ("old", "new", "slug", "words"),
    [
        ("codes:\n", "codes: [\n", "codebook-not-yaml", "not YAML"),
        ("id: deliberation", "id: empowerment", "code-id-twice", "stands twice (first on line 8)"),
        ("id: deliberation", "id: Deliberation!", "code-id", "lower-case"),
        ("  - id: deliberation\n", "  - id: deliberation\n    parent: nobody\n", "unknown-parent", "'nobody'"),
        ("    facet: mechanism\n", "", "code-without-facet", "facet"),
        ("      - $meeting", "      - '#deliberation'", "rule-circle", "deliberation → deliberation"),
        ("      - $meeting", "      - #deliberation", "rule-empty", "single quotes"),
        ("devolution.gives", "devolution.r1", "rule-id-twice", "stands twice"),
        ("meeting: [议事会, 协商会]", "meeting: []", "term-list-empty", "no words"),
        ("source: made", "source: a\nsource: made", "key-twice", "stands twice"),
    ],
)
def test_a_fault_has_a_name_and_a_line(old: str, new: str, slug: str, words: str) -> None:
    assert old in BOOK
    with pytest.raises(CodebookError) as caught:
        read_codebook(BOOK.replace(old, new))
    assert words in str(caught.value)
    assert caught.value.line is not None
    assert caught.value.slug in (slug, "codebook-faults")


@pytest.mark.parametrize("text", ["", "codes: []", "id: x\nversion: 1\n", "- a\n- b\n", "just words"])
def test_no_codes_is_an_error(text: str) -> None:
    with pytest.raises(CodebookError):
        read_codebook(text)


def test_unreadable_and_wrongly_encoded_files(tmp_path: Path) -> None:
    with pytest.raises(CodebookError) as caught:
        load_codebook(tmp_path / "none.yaml")
    assert caught.value.slug == "codebook-unreadable"
    path = tmp_path / "gbk.yaml"
    path.write_bytes(BOOK.encode("gb18030"))
    with pytest.raises(CodebookError) as caught:
        load_codebook(path)
    assert (caught.value.slug, caught.value.line) == ("codebook-encoding", 3)


def test_what_is_odd_is_reported_and_usable() -> None:
    odd = BOOK.replace("    examples: [大家在议事会上讨论。]\n", "").replace("      - $meeting", "      - 议事会")
    _, problems = read_codebook(odd)
    assert {problem.slug for problem in problems} == {"code-without-examples", "term-list-unused"}
    assert all(problem.line for problem in problems)


def test_the_tree() -> None:
    codebook, _ = read_codebook(BOOK)
    assert [code.id for code in tree.roots(codebook)] == ["empowerment", "deliberation"]
    assert [code.id for code in tree.leaves(codebook)] == ["empowerment.devolution", "deliberation"]
    assert [code.id for code in tree.children_of(codebook, "empowerment")] == ["empowerment.devolution"]
    assert [code.id for code in tree.ancestors(codebook, "empowerment.devolution")] == ["empowerment"]
    assert {facet: len(codes) for facet, codes in tree.by_facet(codebook).items()} == {"dimension": 2, "mechanism": 1}
    with pytest.raises(UnknownName):
        tree.find_code(codebook, "nothing")


def test_flat_codes_with_parents_in_any_order() -> None:
    flat = """\
codes:
  - {id: a.b, parent: a, name: 子, rules: [授权]}
  - {id: a, name: 父, facet: effect}
"""
    codebook, _ = read_codebook(flat)
    assert [(code.id, code.parent_id, code.facet) for code in codebook.codes] == [
        ("a", None, "effect"),
        ("a.b", "a", "effect"),
    ]
    with pytest.raises(CodebookError, match="each other's parents"):
        read_codebook("codes:\n  - {id: a, parent: b, facet: effect}\n  - {id: b, parent: a, facet: effect}\n")


def test_circles() -> None:
    assert find_circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert find_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def test_the_reference_codebook_can_be_used() -> None:
    path = Path(__file__).parents[2] / "codebooks" / "embedding.yaml"
    if not path.exists():
        pytest.skip("codebooks/embedding.yaml is not there")
    codebook, problems = load_codebook(path)
    assert codebook.codes
    assert not [problem for problem in problems if problem.severity == "error"]
