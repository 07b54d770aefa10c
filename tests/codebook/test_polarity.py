"""Polarity on sentences as people say them. The word judged stands in 【】."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.codebook.polarity import ORDER, best, polarity_of, worst
from qda.model import Span


def judged(marked: str) -> str:
    start = marked.index("【")
    end = marked.index("】") - 1
    text = marked.replace("【", "").replace("】", "")
    return polarity_of(text, Span(start, end), Span(0, len(text)))


@pytest.mark.parametrize(
    "marked",
    [
        "去年街道把这笔钱【授权】给我们用了。",
        "我们不仅【协商】了，还签了字。",
        "不但要听，居民也【表决】了。",
        "不得不【协商】，最后谈成了。",
        "没有不【同意】的。",
        "他们不是不【支持】。",
        "难道我们没有【协商】过吗？",
        "谁不【满意】呢。",
        "没想到【协商】这么顺。",
        "过去没有钱，现在有了【经费】。",
        "无论如何都【协商】解决了。",
        "大家的意见建议都【公示】了。",
        "将诉求【转交】给了街道。",
        "非常【满意】。",
        "有没有【协商】？有。",
        "同不同意【加梯】，一户一票。",
    ],
)
def test_realised(marked: str) -> None:
    assert judged(marked) == "realised"


@pytest.mark.parametrize(
    "marked",
    [
        "这件事没有【授权】给我们。",
        "我們從來沒有【協商】過。",
        "谈不上什么【参与】。",
        "物业拒绝【整改】。",
        "无法【协调】。",
        "并非真的【放权】。",
        "居委会不【公开】账目。",
        "这个方案没【公示】。",
        "当时【承诺】过，后来没有下文。",
        "【整改】的事不了了之。",
        "所谓【协商】就是走过场。",
        "【表决】还没进行。",
        "我不是说没人管，而是没有【监督】。",
    ],
)
def test_denied(marked: str) -> None:
    assert judged(marked) == "denied"


@pytest.mark.parametrize(
    "marked",
    [
        "下一步【公示】结果。",
        "计划六月【表决】。",
        "我们准备再【协商】一次。",
        "拟【授权】楼门长。",
        "街道将组织【评估】。",
    ],
)
def test_planned(marked: str) -> None:
    assert judged(marked) == "planned"


@pytest.mark.parametrize(
    "marked",
    [
        "希望多【协商】。",
        "物业应该【公开】账目。",
        "建议【公示】七天。",
        "必须【整改】。",
        "不【协商】不行。",
        "还得【协商】。",
    ],
)
def test_demanded(marked: str) -> None:
    assert judged(marked) == "demanded"


def test_a_term_is_not_denied_by_its_own_negation() -> None:
    assert judged("物业一直【不配合】。") == "realised"


def test_negation_between_the_words_of_a_hit_counts() -> None:
    text = "居民没有表决。"
    assert polarity_of(text, Span(0, 6), Span(0, 7), [Span(0, 2), Span(4, 6)]) == "denied"
    assert polarity_of(text, Span(0, 6), Span(0, 7)) == "realised"


def test_only_the_sentence_counts() -> None:
    text = "没有授权。协商成了。后来没有下文。"
    assert polarity_of(text, Span(5, 7), Span(5, 10)) == "realised"


@given(st.text("授权不没有将应该，。难道了", min_size=1, max_size=20), st.data())
def test_always_one_of_the_four(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert polarity_of(text, Span(start, end), Span(0, len(text))) in ORDER


def test_best_and_worst() -> None:
    assert best(["denied", "planned"]) == "planned"
    assert worst(["realised", "denied", "planned"]) == "denied"
