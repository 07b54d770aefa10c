"""The scan finds every occurrence, in code points, and none across two texts."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.coders import scan
from qda.coders.scan import TermScanner, join

TEXTS = st.lists(st.text("授权书居民😀𠀀a\n", max_size=30), max_size=8)
TERMS = st.lists(st.text("授权书居民😀𠀀a", min_size=1, max_size=3), max_size=8, unique=True)


def slow(texts: list[str], terms: list[str]) -> set[tuple[int, int, int, int]]:
    return {
        (unit, at, at + len(term), number)
        for unit, text in enumerate(texts)
        for number, term in enumerate(terms)
        for at in range(len(text))
        if text.startswith(term, at)
    }


def fast(texts: list[str], terms: list[str]) -> set[tuple[int, int, int, int]]:
    joined = join(texts)
    hits = TermScanner(terms).scan(joined)
    units = joined.unit_of(hits.start)
    base = joined.starts[units]
    rows = np.stack([units, hits.start - base, hits.end - base, hits.term], axis=1)
    assert len(rows) == len({tuple(row) for row in rows.tolist()})
    return {tuple(row) for row in rows.tolist()}


@given(TEXTS, TERMS)
@settings(max_examples=200, deadline=None)
def test_finds_what_looking_everywhere_finds(texts: list[str], terms: list[str]) -> None:
    assert fast(texts, terms) == slow(texts, terms)


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["授权给居民" * n for n in (1, 0, 7, 3, 50, 2)]
    whole = fast(texts, ["授权", "居民", "民授"])
    for size in (1, 10, 40, 100):
        monkeypatch.setattr(scan, "CHUNK", size)
        assert fast(texts, ["授权", "居民", "民授"]) == whole


def test_offsets_by_term() -> None:
    hits = TermScanner(["乙", "甲"]).scan(join(["甲乙甲", "乙"]))
    assert hits.of(0)[0].tolist() == [1, 4]
    assert hits.of(1)[0].tolist() == [0, 2]


def test_a_word_must_be_a_word() -> None:
    with pytest.raises(ValueError, match="not a word"):
        TermScanner(["甲\n乙"])
    with pytest.raises(ValueError, match="not a word"):
        TermScanner([""])


def test_pickled_it_finds_the_same() -> None:
    scanner = TermScanner(["授权"])
    scanner.scan(join(["授权"]))
    assert pickle.loads(pickle.dumps(scanner)).scan(join(["授权授权"])).start.tolist() == [0, 2]
