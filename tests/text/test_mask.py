"""Replacing, and the way between the places of both texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.model import Span
from qda.text.mask import OffsetMap, choose, mask
from qda.text.mask_patterns import Finding


def finding(start: int, end: int, key: str = "k", certainty: str = "sure") -> Finding:
    return Finding("name", Span(start, end), certainty, "", key)  # type: ignore[arg-type]


def test_replaces_and_keeps_the_rest() -> None:
    text = "王阿姨：找魏国强602商量。"
    masked = mask(text, [finding(0, 1, "王阿姨"), finding(5, 8, "魏国强")], {"王阿姨": "居民A01", "魏国强": "居民A02"})
    assert masked.text == "居民A01阿姨：找居民A02 602商量。"
    assert [each.masked.of(masked.text).strip() for each in masked.replaced] == ["居民A01", "居民A02"]
    assert [each.original.of(text) for each in masked.replaced] == ["王", "魏国强"]


def test_what_has_no_pseudonym_stays() -> None:
    assert mask("老王", [finding(0, 2)], {}).text == "老王"


def test_overlaps() -> None:
    sure, longer = finding(2, 4), finding(0, 6, certainty="doubtful")
    assert choose([longer, sure]) == (sure,)
    assert choose([finding(0, 2), finding(0, 4), finding(4, 5)]) == (finding(0, 4), finding(4, 5))


def test_bad_maps() -> None:
    with pytest.raises(ValueError, match="something"):
        OffsetMap(((Span(0, 0), Span(0, 2)),))
    with pytest.raises(ValueError, match="order"):
        OffsetMap(((Span(0, 2), Span(0, 4)), (Span(1, 3), Span(4, 6))))


TEXT = st.text(alphabet="王李建国说的好。\n，1a😀", min_size=1, max_size=40)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Finding], dict[str, str]]:
    text = draw(TEXT)
    places = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 4)), max_size=6))
    found = [finding(start, min(len(text), start + length), f"k{n}") for n, (start, length) in enumerate(places)]
    words = {f"k{n}": draw(st.sampled_from(["人物07", "〔电话01〕", "甲", "居民A1003"])) for n in range(len(places))}
    return text, found, words


@given(cases(), st.integers(0, 40), st.integers(0, 40))
def test_round_trips(case: tuple[str, list[Finding], dict[str, str]], first: int, second: int) -> None:
    text, found, words = case
    masked = mask(text, found, words)
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    there = masked.offsets.to_masked(Span(start, end))
    assert there.end <= len(masked.text)
    back = masked.offsets.to_original(there)
    assert back.holds(Span(start, end))
    if not any(r.original.start < place < r.original.end for r in masked.replaced for place in (start, end)):
        assert back == Span(start, end)
    if not any(r.original.start < end and start < r.original.end for r in masked.replaced):
        assert there.of(masked.text) == text[start:end]
    start, end = sorted((min(first, len(masked.text)), min(second, len(masked.text))))
    here = masked.offsets.to_original(Span(start, end))
    assert masked.offsets.to_masked(here).holds(Span(start, end))


@given(cases())
def test_monotone_and_whole(case: tuple[str, list[Finding], dict[str, str]]) -> None:
    text, found, words = case
    masked = mask(text, found, words)
    assert masked.offsets.to_masked(Span(0, len(text))) == Span(0, len(masked.text))
    spans = [masked.offsets.to_masked(Span(n, n + 1)) for n in range(len(text))]
    assert all(one.start <= two.start and one.end <= two.end for one, two in pairwise(spans))
    for replaced in masked.replaced:
        assert masked.offsets.to_masked(replaced.original) == replaced.masked
        assert masked.offsets.to_original(replaced.masked) == replaced.original
