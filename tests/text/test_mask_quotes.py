"""k of a quote, rare stretches, small cells."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.text.mask_quotes import age_band, quote_risk, rare_strings, shared_by, small_cells

PEOPLE = [{"社区": "甲", "角色": "居民", "性别": "女"}] * 5 + [
    {"社区": "甲", "角色": "居民", "性别": "男"},
    {"社区": "甲", "角色": "书记", "性别": "女"},
]


def test_verdicts() -> None:
    shown = ["社区", "角色", "性别"]
    assert quote_risk("好。", PEOPLE[0], PEOPLE, shown).verdict == "free"
    alone = quote_risk("好。", PEOPLE[5], PEOPLE, shown)
    assert (alone.k, alone.verdict, alone.drop) == (1, "block", "性别")
    assert quote_risk("好。", PEOPLE[6], PEOPLE, shown, reason="公职，书面同意").verdict == "care"
    assert quote_risk("好。", PEOPLE[6], PEOPLE, ["社区"]).k == 7


def test_unknown_attributes_are_no_match() -> None:
    assert shared_by({"角色": "居民"}, [{"角色": ""}, {}, {"角色": "居民"}], ["角色"]) == 1


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy")), min_size=1, max_size=12))
def test_fewer_attributes_never_lower_k(people: list[dict[str, str]]) -> None:
    ks = [shared_by(people[0], people, list("abc")[:n]) for n in range(4)]
    assert all(1 <= later <= earlier <= len(people) for earlier, later in pairwise(ks))


def test_rare_strings() -> None:
    quote = "那个沟它不是直的我拿脸盆往外淘，好。"
    assert rare_strings(quote, []) == ("那个沟它不是直的我拿脸盆往外淘",)
    assert rare_strings(quote, ["他说那個溝它不是直的 我拿臉盆往外淘呢"]) == ()


def test_bands_and_cells() -> None:
    assert age_band(67) == "60—69"
    with pytest.raises(ValueError, match="age band"):
        age_band(-1)
    assert small_cells(["女", "女", "女", "男"]) == {"男"}
