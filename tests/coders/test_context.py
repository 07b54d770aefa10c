"""What surrounds a segment: turns, items, neighbours, cases, dates; and how rules add up."""

from __future__ import annotations

import pytest

from qda.actors.load import read_actors
from qda.actors.mentions import MentionFinder
from qda.codebook.load import read_codebook
from qda.coders.cache import ProgramCache
from qda.coders.context import ALONE, Context, Scoring, in_document_order, scoring_of, within
from qda.coders.rules import RuleCoder
from qda.errors import CodebookError
from qda.model import Codebook, CodingUnit

TEXTS = ["居民来了。", "主任说：", "表决通过。", "下一项。", "居民回家。"]
UNITS = [CodingUnit(f"s{i}", "d", "c1", "minutes", "speaker", None, None, 20 * i, text) for i, text in enumerate(TEXTS)]
CONTEXT = Context(
    turns={"s0": "t1", "s1": "t1", "s2": "t1", "s3": "t2"},
    items={"s0": "i1", "s1": "i1", "s2": "i1", "s3": "i2", "s4": "i2"},
    cases={"c1": "J社区"},
    dates={"d": "2022-05"},
)


def book(*rules: str) -> Codebook:
    listed = "\n".join(f"      - '{rule}'" for rule in rules)
    return read_codebook(f"codes:\n  - id: c\n    name: 码\n    facet: effect\n    rules:\n{listed}\n")[0]


def given(rule: str, context: Context | None = CONTEXT) -> list[str]:
    codebook = book(rule)
    return [draft.segment_id for draft in RuleCoder(codebook, context=context).code(UNITS, codebook)]


@pytest.mark.parametrize(
    ("rule", "segments"),
    [
        ("居民 & 表决", []),
        ("TURN(居民 & 表决)", ["s0", "s1", "s2"]),
        ("(居民 | 表决) & TURN(居民 & 表决)", ["s0", "s2"]),
        ("居民 & TURN(表决)", ["s0"]),
        ("居民 NOT TURN(表决)", ["s4"]),
        ("ITEM(下一项)", ["s3", "s4"]),
        ("NEIGHBOURS(1, 居民)", ["s0", "s1", "s3", "s4"]),
        ("NEIGHBOURS(1, 居民 & 主任)", ["s0", "s1"]),
        ("NEIGHBOURS(2, 主任) & 下一项", ["s3"]),
        ("表决 & case:J社区", ["s2"]),
        ("表决 & case:c1", ["s2"]),
        ("表决 & case:北桥", []),
        ("表决 & date:2022", ["s2"]),
        ("表决 & date:2022-05-15..", []),
    ],
)
def test_what_lies_around(rule: str, segments: list[str]) -> None:
    assert given(rule) == segments


def test_evidence_stays_in_the_segment() -> None:
    codebook = book("TURN(居民 & 表决)")
    drafts = list(RuleCoder(codebook, context=CONTEXT).code(UNITS, codebook))
    assert [[one.note for one in draft.evidence] for draft in drafts] == [["居民"], ["the whole segment"], ["表决"]]


@pytest.mark.parametrize("rule", ["TURN(居民)", "ITEM(居民)", "case:J社区", "date:2022 & 居民"])
def test_what_the_context_lacks_is_refused(rule: str) -> None:
    with pytest.raises(CodebookError) as caught:
        given(rule, None)
    assert caught.value.slug == "rule-needs-context"
    assert given(rule, ALONE) == (["s0", "s4"] if "(" in rule else [])


def test_the_order_of_units_does_not_matter_and_is_kept() -> None:
    codebook = book("NEIGHBOURS(1, 居民)", "TURN(表决)")
    coder = RuleCoder(codebook, context=CONTEXT)
    assert coder.needs_whole_documents
    assert not RuleCoder(book("居民")).needs_whole_documents
    drafts = {draft.segment_id: draft for draft in coder.code(UNITS, codebook)}
    turned = list(coder.code(UNITS[::-1], codebook))
    assert {draft.segment_id: draft for draft in turned} == drafts
    assert [draft.segment_id for draft in turned] == [
        unit.segment_id for unit in UNITS[::-1] if unit.segment_id in drafts
    ]
    assert list(in_document_order(UNITS)) == [0, 1, 2, 3, 4]
    assert list(in_document_order(UNITS[::-1])) == [4, 3, 2, 1, 0]
    two = [UNITS[0], CodingUnit("x", "a", "c1", "minutes", "speaker", None, None, 0, ""), UNITS[1]]
    assert list(in_document_order(two)) == [1, 0, 2]


def test_explained_with_its_company() -> None:
    coder = RuleCoder(book("居民 & TURN(表决)"), context=CONTEXT)
    assert coder.explain(UNITS[0], "c", UNITS).given
    alone = coder.explain(UNITS[0], "c")
    assert not alone.given
    assert alone.rules[0].reasons[0] == "所在的发言轮次里不成立：表决"


@pytest.mark.parametrize(
    ("date", "first", "last", "inside"),
    [
        ("2022-05-03", "2022-05", "2022-05", True),
        ("2022-05-03", "2022-05-04", "", False),
        ("2022-04", "", "2022-04-30", True),
        ("2022-02", "2022-02-01", "2022-02-28", True),
        ("2022", "2022-01", "2022-11", False),
        ("2022", "2022", "2022", True),
        (None, "", "2022", False),
    ],
)
def test_dates(date: str | None, first: str, last: str, inside: bool) -> None:
    assert within(date, first, last) is inside


def test_weights_come_from_the_codebook() -> None:
    codebook, _ = read_codebook(
        "codes:\n  - id: c\n    name: 码\n    facet: effect\n    minimum: 1\n    rules:\n"
        "      - {find: 居民, weight: 0.5}\n      - {find: 回家, weight: 0.5}\n      - 表决\n"
    )
    assert scoring_of(codebook).minima == {"c": 1.0}
    coder = RuleCoder(codebook)
    assert [draft.segment_id for draft in coder.code(UNITS, codebook)] == ["s2", "s4"]
    assert coder.explain(UNITS[0], "c").reason == "成立的规则权重合计 0.5，须达到最低分 1"
    every = RuleCoder(codebook, scoring=Scoring())
    assert [draft.segment_id for draft in every.code(UNITS, codebook)] == ["s0", "s2", "s4"]
    assert every.describe() != coder.describe()
    with pytest.raises(CodebookError) as caught:
        Scoring({"c.r1": 0.0})
    assert caught.value.slug == "rule-weight"


def test_compiled_once() -> None:
    cache = ProgramCache(2)
    first = cache.compiled(book("居民"))
    assert cache.compiled(book("居民")) is first
    assert cache.compiled(book("居民"), engine="automaton") is not first
    cache.compiled(book("表决"))
    assert len(cache) == 2
    assert RuleCoder(book("表决"), cache=cache)._program is cache.compiled(book("表决"))


def test_actors_are_looked_for_only_where_a_rule_could_need_them() -> None:
    asked: list[str] = []

    class Watched(MentionFinder):
        def find_many(self, texts, **more):  # type: ignore[no-untyped-def]
            asked.extend(texts)
            return super().find_many(texts, **more)

    finder = Watched(read_actors("types:\n  - {id: residents, name: 居民, aliases: [居民]}\n")[0])
    codebook = book("@residents THEN/4 回家", "表决 & (@residents | 通过)")
    drafts = list(RuleCoder(codebook, finder).code(UNITS, codebook))
    assert [draft.segment_id for draft in drafts] == ["s2", "s4"]
    assert asked == ["表决通过。", "居民回家。"]


def test_words_at_their_borders() -> None:
    codebook = book("代表^")
    units = [
        CodingUnit("s", "d", "c", "minutes", "speaker", None, None, 0, text) for text in ["他是代表", "开代表大会"]
    ]
    drafts = [list(RuleCoder(codebook).code([unit], codebook)) for unit in units]
    assert [len(found) for found in drafts] == [1, 0]
