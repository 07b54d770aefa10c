"""The rule language: what it reads, that it writes back what it read, and what it says when a rule breaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.codebook import query
from qda.codebook.query import (
    ActorRef,
    Affirmed,
    And,
    AtWords,
    CaseIs,
    CodeRef,
    DateIs,
    Item,
    KindIs,
    ListRef,
    Near,
    Neighbours,
    Node,
    Not,
    Or,
    Regex,
    RoleIs,
    Segment,
    Sentence,
    SpeakerIs,
    Term,
    Turn,
    Wild,
    parse,
    show,
)
from qda.errors import CodebookError


@pytest.mark.parametrize(
    ("rule", "tree"),
    [
        ("授权", Term("授权")),
        ("365", Term("365")),
        ('"没有 下文"', Term("没有 下文")),
        ("“（原话）”", Term("（原话）")),
        ('"OR"', Term("OR")),
        ("由*牵头", Wild("由*牵头")),
        ("第?次", Wild("第?次")),
        (r"/[0-9]+\s*户/", Regex(r"[0-9]+\s*户")),
        ("授权 | 放权 | 赋权", Or((Term("授权"), Term("放权"), Term("赋权")))),
        ("授权 OR 放权", Or((Term("授权"), Term("放权")))),
        ("a & b | c", Or((And((Term("a"), Term("b"))), Term("c")))),
        ("a AND b", And((Term("a"), Term("b")))),
        ("a & b NOT c", Not(And((Term("a"), Term("b"))), Term("c"))),
        ("a NOT b NOT c", Not(Not(Term("a"), Term("b")), Term("c"))),
        (
            "(交给 | 让) NEAR/8 (居民 | 业主)",
            Near(8, Or((Term("交给"), Term("让"))), Or((Term("居民"), Term("业主")))),
        ),
        ("由 THEN/6 牵头 & 会", And((Near(6, Term("由"), Term("牵头"), True), Term("会")))),
        ("a NEAR/3 b THEN/4 c", Near(4, Near(3, Term("a"), Term("b")), Term("c"), True)),
        ("$meeting~ | 授权~", Or((Affirmed(ListRef("meeting")), Affirmed(Term("授权"))))),
        ("@residents & speaker:@party", And((ActorRef("residents"), SpeakerIs("party")))),
        ("kind:minutes|interview & 会", And((KindIs(("minutes", "interview")), Term("会")))),
        ("role:speaker | 授权", Or((RoleIs(("speaker",)), Term("授权")))),
        ("SENTENCE(居民 & 表决)", Sentence(And((Term("居民"), Term("表决"))))),
        ("#empowerment.voice NOT 授权书", Not(CodeRef("empowerment.voice"), Term("授权书"))),
        ("交给 NEAR/1s 居民", Near(1, Term("交给"), Term("居民"), False, True)),
        ("公示 THEN/2s 异议", Near(2, Term("公示"), Term("异议"), True, True)),
        ("a NEAR/3 sms", Near(3, Term("a"), Term("sms"))),
        ("TURN(居民 & 表决)", Turn(And((Term("居民"), Term("表决"))))),
        ("ITEM（居民）", Item(Term("居民"))),
        ("SENTENCE(SEGMENT(a) & b)", Sentence(And((Segment(Term("a")), Term("b"))))),
        ("NEIGHBOURS(2, a | b)", Neighbours(2, Or((Term("a"), Term("b"))))),
        ("代表^~", Affirmed(AtWords(Term("代表")))),
        ("（a | b）＾", AtWords(Or((Term("a"), Term("b"))))),
        ("case:J社区|北桥社区 & a", And((CaseIs(("J社区", "北桥社区")), Term("a")))),
        ('case:"北 桥"', CaseIs(("北 桥",))),
        ("date:2022", DateIs("2022", "2022")),
        ("date:2022-05..2023-01 & a", And((DateIs("2022-05", "2023-01"), Term("a")))),
        ("date:2022-05.. | date:..2021", Or((DateIs("2022-05", ""), DateIs("", "2021")))),
        ("turn | item | neighbours", Or((Term("turn"), Term("item"), Term("neighbours")))),
        ("（授权｜放权）～ ＆ ＠party", And((Affirmed(Or((Term("授权"), Term("放权")))), ActorRef("party")))),
    ],
)
def test_reads(rule: str, tree: Node) -> None:
    assert parse(rule) == tree


@pytest.mark.parametrize(
    ("rule", "column", "words"),
    [
        ("", 1, "empty"),
        ("授权 放权", 4, "two words side by side"),
        ("授权，放权", 3, "| for either"),
        ("(授权 | 放权", 9, "expected )"),
        ("授权 |", 5, "ends too early"),
        ("a | b NOT c", 7, "brackets"),
        ("a NOT b & c", 9, "brackets"),
        ("授权 NEAR 居民", 4, "NEAR/8"),
        ("授权OR放权", 2, "a blank on either side"),
        ("授权 or 放权", 4, "two words"),
        ("授权*", 1, "wildcard at the end"),
        ('"授权', 1, "never closed"),
        ("/[0-9/", 2, "regular expression"),
        ("/a*/", 1, "matches nothing"),
        ("kind:letters", 1, "minutes | interview"),
        ("授权 NEAR/4 kind:minutes", 4, "words on both sides"),
        ("kind:minutes~", 1, "~ follows a condition"),
        ("授权 NEAR/4000 居民", 4, "at most 200"),
        ("$ | 授权", 1, "without a name"),
        ("授权 NEAR/30s 居民", 4, "at most 20 sentences"),
        ("TURN", 1, "stands as a word"),
        ("NEIGHBOURS(居民)", 11, "without a number"),
        ("NEIGHBOURS(0, 居民)", 1, "1 to 50 segments"),
        ("TURN(居民)~", 1, "~ follows a condition"),
        ("kind:minutes^", 1, "^ follows a condition"),
        ("TURN(a) NEAR/4 b", 9, "words on both sides"),
        ("date:2022-13", 6, "is no date"),
        ("date:2023..2022", 6, "the earlier date first"),
    ],
)
def test_says_where_and_what_was_expected(rule: str, column: int, words: str) -> None:
    with pytest.raises(CodebookError) as caught:
        parse(rule)
    assert caught.value.slug == "rule-syntax"
    assert f"`{rule}`, column {column}:" in caught.value.message
    assert words in caught.value.message
    assert "expected" in caught.value.message


_NAMES = st.sampled_from(["meeting", "empowerment.voice", "a-b", "名单"])
_WORDS = st.text("授权居民AZ09没有 |&()~@#$?*.。“", min_size=1, max_size=6).filter(lambda word: word.strip())
_LEAVES = st.one_of(
    _WORDS.map(Term),
    st.sampled_from(["由*牵头", "第?次", "a?*b"]).map(Wild),
    st.sampled_from([r"[0-9]+户", r"授\/权", "居民{1,2}"]).map(Regex),
    _NAMES.map(ListRef),
    _NAMES.map(ActorRef),
    _NAMES.map(CodeRef),
)
_CONDITIONS = st.one_of(
    _NAMES.map(SpeakerIs),
    st.lists(st.sampled_from(query.KINDS), min_size=1, max_size=3, unique=True).map(lambda k: KindIs(tuple(k))),
    st.sampled_from(query.ROLES).map(lambda role: RoleIs((role,))),
    st.sampled_from([("J社区",), ("北 桥", "a-b")]).map(CaseIs),
    st.sampled_from([("2022", "2022"), ("2022-05", ""), ("", "2021-01-31")]).map(lambda ends: DateIs(*ends)),
)


def _several(below: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(below, min_size=2, max_size=3).map(tuple)


TREES: st.SearchStrategy[Node] = st.recursive(
    _LEAVES | _CONDITIONS,
    lambda below: st.one_of(
        _several(below).map(Or),
        _several(below).map(And),
        st.builds(Not, below, below),
        st.builds(
            Near,
            st.integers(0, 20),
            below.filter(query.finds_words),
            below.filter(query.finds_words),
            st.booleans(),
            st.booleans(),
        ),
        st.one_of([below.map(scope) for scope in (Sentence, Segment, Turn, Item)]),
        st.builds(Neighbours, st.integers(1, 9), below),
        below.filter(query.finds_words).map(AtWords),
        below.filter(query.finds_words).map(Affirmed),
    ),
    max_leaves=8,
)


@given(TREES)
@settings(max_examples=400, deadline=None)
def test_reads_back_what_it_shows(tree: Node) -> None:
    written = show(tree)
    assert parse(written) == tree
    assert show(parse(written)) == written


PAGE = Path(__file__).parents[2] / "docs/rules.md"


def test_the_page_has_every_operator_and_its_blocks_can_be_read() -> None:
    """Its single examples are run in tests/coders/test_rules_page.py."""
    page = PAGE.read_text(encoding="utf-8")
    signs = ("~", "^", "@", "#", "$", "*", "?", "/", "|", "&", "NEAR/8", "NEAR/1s", "THEN/6", "THEN/2s")
    for word in (*query.KEYWORDS, *query.SCOPES, *signs, "speaker:", "kind:", "role:", "case:", "date:", "weight:"):
        assert word in page, word
    for block in re.findall(r"```yaml\nrules:\n(.+?)```", page, flags=re.DOTALL):
        for rule in yaml.safe_load(block):
            parse(rule["find"] if isinstance(rule, dict) else rule)


def test_pieces_of_a_word_with_wildcards() -> None:
    assert query.wild_parts("由*牵头") == (("由", 0, 0), ("牵头", 0, 8))
    assert query.wild_parts("第??次*会") == (("第", 0, 0), ("次", 2, 2), ("会", 0, 8))
    assert query.wild_parts("a?*b") == (("a", 0, 0), ("b", 1, 9))
