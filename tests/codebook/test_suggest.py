"""Terms proposed for a code from people's codings, on a small made corpus."""

from __future__ import annotations

import random
import re

import pytest

from qda.codebook.load import read_codebook
from qda.codebook.suggest import suggest, terms_of
from qda.compare.keyness import log_odds
from qda.errors import UnknownName
from qda.model import CodingUnit
from qda.text.tokenize import make_tokenizer

POWER = [
    "这笔钱怎么花，居民议事厅说了算，街道不插手。",
    "楼里的事先到居民议事厅商量，再举手表决。",
    "我们那个居民议事厅每月开一次，表决以后公示。",
    "有了居民议事厅，谁家的意见都能摆上桌面表决。",
    "居民议事厅定了的事，物业得照办，大家举手表决过。",
    "方案交给居民議事廳，最後由業主表決。",
]
OTHER = [
    "物业把楼道的灯换了，垃圾桶也挪了地方。",
    "停车位不够，晚上回来找不到地方停。",
    "电梯坏了三天，物业说配件没到。",
    "楼道堆物太多，消防检查没有通过。",
    "夏天停水两次，热线打了也没人接。",
    "孩子放学没人接，想办一个托管班。",
    "物业费涨了，服务没有跟上。",
    "充电桩装在车棚里，晚上排队。",
]


class Words:
    """Cuts at punctuation and by a small list of words, so that the test does not hang on a dictionary."""

    known = ("表决", "居民", "街道", "物业", "楼道", "停车", "电梯", "公示", "举手", "没有", "我们", "方案")

    def words(self, text: str) -> list[tuple[str, int, int]]:
        return [(m.group(), m.start(), m.end()) for m in re.finditer("|".join((*self.known, "表決")), text)]


def unit(name: str, text: str, document: str = "d") -> CodingUnit:
    return CodingUnit(name, document, "J", "minutes", "speaker", None, None, 0, text)


UNITS = [unit(f"p{i}", text, f"d{i % 3}") for i, text in enumerate(POWER)] + [
    unit(f"o{i}", text) for i, text in enumerate(OTHER)
]
CODINGS = {u.segment_id: ({"power.decide"} if u.segment_id[0] == "p" else set()) for u in UNITS}


def test_words_and_new_words_that_set_the_code_apart() -> None:
    found = suggest("power", UNITS, CODINGS, known_terms=(), tokenizer=Words(), below=("power.decide",))
    by_term = {s.term: s for s in found}
    vote = by_term["表决"]
    assert (vote.in_code, vote.elsewhere, vote.is_new_word) == (5, 0, False)
    hall = by_term["居民议事厅"]
    assert (hall.in_code, hall.elsewhere, hall.is_new_word) == (6, 0, True), "the traditional text counts too"
    assert found[0].term == "居民议事厅"
    assert not {"议事厅", "民议事", "居民议", "居民议事", "物业"} & set(by_term), (
        "neither pieces nor words of other segments"
    )
    assert [s.z for s in found] == sorted((s.z for s in found), reverse=True)


def test_quotes_show_the_term_in_its_place_from_several_documents() -> None:
    (first, *_) = suggest("power.decide", UNITS, CODINGS, known_terms=(), tokenizer=Words())
    assert len(first.quotes) == 3
    assert {quote.text[quote.start : quote.end] for quote in first.quotes} == {"居民议事厅"}
    documents = {u.segment_id: u.document_id for u in UNITS}
    assert len({documents[quote.segment_id] for quote in first.quotes}) == 3


def test_known_terms_are_left_out_and_what_the_rules_miss_is_counted() -> None:
    codebook, _ = read_codebook(
        "terms: {vote: [表决, 举手]}\n"
        "codes:\n  - id: power\n    facet: effect\n    children:\n      - {id: power.decide, rules: [$vote | 公示]}\n"
    )
    known = terms_of(codebook, "power")
    assert known == {"表决", "举手", "公示"}
    found = suggest(
        "power.decide", UNITS, CODINGS, known_terms={*known, "居民議事廳"}, tokenizer=Words(), found={"p1", "p2", "p3"}
    )
    assert not {"表决", "举手", "公示", "居民议事厅"} & {s.term for s in found}
    (again, *_) = suggest(
        "power.decide", UNITS, CODINGS, known_terms=known, tokenizer=Words(), found={"p1", "p2", "p3"}
    )
    assert (again.term, again.in_code, again.new) == ("居民议事厅", 6, 3)
    with pytest.raises(UnknownName):
        terms_of(codebook, "nothing")


def test_segments_that_nobody_has_seen_say_nothing() -> None:
    seen = {key: codes for key, codes in CODINGS.items() if key not in {"p4", "p5"}}
    found = suggest("power.decide", UNITS, seen, known_terms=(), tokenizer=Words())
    assert {s.term: s.in_code for s in found}["居民议事厅"] == 4
    assert suggest("power.decide", UNITS, {}, known_terms=(), tokenizer=Words()) == []
    assert suggest("power.decide", UNITS, {"p0": {"power.decide"}}, known_terms=(), tokenizer=Words()) == []
    assert suggest("power.decide", UNITS, CODINGS, known_terms=(), tokenizer=Words(), at_least=7) == []


def test_the_order_of_units_does_not_matter() -> None:
    shuffled = UNITS[:]
    random.Random(1).shuffle(shuffled)
    one = suggest("power.decide", UNITS, CODINGS, known_terms=(), tokenizer=Words())
    other = suggest("power.decide", shuffled, CODINGS, known_terms=(), tokenizer=Words())
    assert [(s.term, s.in_code, s.elsewhere, s.z) for s in one] == [
        (s.term, s.in_code, s.elsewhere, s.z) for s in other
    ]


def test_the_ranking_is_that_of_keyness() -> None:
    found = suggest("power.decide", UNITS, CODINGS, known_terms=(), tokenizer=Words(), at_least=1, limit=1000)
    every = suggest("other", UNITS, {k: ({"other"} if not v else set()) for k, v in CODINGS.items()},
                    known_terms=(), tokenizer=Words(), at_least=1, limit=1000)  # fmt: skip
    assert {s.term for s in found}.isdisjoint({s.term for s in every})
    one = {"表决": 5, "居民": 5, "物业": 1}
    two = {"物业": 3, "电梯": 1}
    expected = {entry.word: entry.z for entry in log_odds(one, two)}
    from qda.codebook.suggest import _ranked

    segments = {
        word: {f"i{k}" for k in range(one.get(word, 0))} | {f"e{k}" for k in range(two.get(word, 0))}
        for word in {*one, *two}
    }
    assert dict(_ranked(segments, {f"i{k}" for k in range(9)}, 500.0)) == pytest.approx(expected)


def test_with_the_words_of_jieba() -> None:
    found = suggest("power.decide", UNITS, CODINGS, known_terms=(), tokenizer=make_tokenizer())
    assert {"居民议事厅", "表决"} <= {s.term for s in found}
