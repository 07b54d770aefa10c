"""The scans find every occurrence, in code points, and none across two texts; both engines find the same."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.coders import scan, scan_numpy
from qda.coders.joined import join
from qda.coders.scan import ENGINES, Scanner, TermScanner, scanner_for
from qda.coders.scan_numpy import NumpyScanner
from qda.errors import UnknownName
from qda.text.fold import fold

TEXTS = st.lists(st.text("授权权书居民😀𠀀𠀁aＡ\n權", max_size=30), max_size=8)
TERMS = st.lists(st.text("授权书居民😀𠀀𠀁a", min_size=1, max_size=5), max_size=8, unique=True)
Rows = set[tuple[int, int, int, int]]


def slow(texts: list[str], terms: list[str]) -> Rows:
    return {
        (unit, at, at + len(term), number)
        for unit, text in enumerate(map(fold, texts))
        for number, term in enumerate(terms)
        for at in range(len(text))
        if text.startswith(term, at)
    }


def fast(scanner: Scanner, texts: list[str]) -> Rows:
    joined = join(texts)
    hits = scanner.scan(joined)
    units = joined.unit_of(hits.start)
    assert (np.diff(units) >= 0).all()
    base = joined.starts[units]
    rows = np.stack([units, hits.start - base, hits.end - base, hits.term], axis=1)
    assert len(rows) == len({tuple(row) for row in rows.tolist()})
    return {tuple(row) for row in rows.tolist()}


@pytest.mark.parametrize("engine", ENGINES)
@given(texts=TEXTS, terms=TERMS)
@settings(max_examples=300, deadline=None)
def test_finds_what_looking_everywhere_finds(engine: str, texts: list[str], terms: list[str]) -> None:
    assert fast(scanner_for(terms, engine), texts) == slow(texts, terms)


@pytest.mark.parametrize("engine", ENGINES)
def test_chunks_change_nothing(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["授权给居民" * n for n in (1, 0, 7, 3, 50, 2)]
    scanner = scanner_for(["授权", "居民", "民授", "居"], engine)
    whole = fast(scanner, texts)
    for size in (1, 10, 40, 100):
        monkeypatch.setattr(scan, "CHUNK", size)
        monkeypatch.setattr(scan_numpy, "_CHUNK", size)
        assert fast(scanner, texts) == whole


@given(st.lists(st.text(max_size=40), max_size=6))
@settings(max_examples=200, deadline=None)
def test_joined_texts_are_the_folded_ones(texts: list[str]) -> None:
    joined = join(texts)
    assert [joined.text_of(i) for i in range(len(texts))] == [fold(text) for text in texts]
    assert "".join(map(chr, joined.codes)) == "".join(text + "\n" for text in texts)


def test_half_a_surrogate_pair_does_no_harm() -> None:
    texts = ["授\ud83d权", "授权"]
    for engine in ENGINES:
        assert fast(scanner_for(["授权"], engine), texts) == {(1, 0, 2, 0)}


@pytest.mark.parametrize("engine", [TermScanner, NumpyScanner])
def test_a_word_must_be_a_word(engine: type) -> None:
    with pytest.raises(ValueError, match="not a word"):
        engine(["甲\n乙"])
    with pytest.raises(ValueError, match="not a word"):
        engine([""])


@pytest.mark.parametrize("engine", ENGINES)
def test_pickled_it_finds_the_same(engine: str) -> None:
    scanner = scanner_for(["授权"], engine)
    scanner.scan(join(["授权"]))
    assert pickle.loads(pickle.dumps(scanner)).scan(join(["授权授权"])).start.tolist() == [0, 2]


def test_the_faster_engine_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(scanner_for(["授权"]), NumpyScanner)
    assert isinstance(scanner_for(["授权"], "automaton"), TermScanner)
    monkeypatch.setattr(scan, "MANY", 1)
    assert isinstance(scanner_for(["授权", "居民"]), TermScanner)
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    assert isinstance(scanner_for(["授权", "居民"]), NumpyScanner)
    with pytest.raises(UnknownName):
        scanner_for(["授权"], "regex")
