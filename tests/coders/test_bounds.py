"""Sentences of a whole block are those of `qda.text.segment.sentences`, text by text."""

from __future__ import annotations

import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.coders import bounds
from qda.coders.bounds import sentence_starts
from qda.coders.joined import join
from qda.model import Span
from qda.text.segment import sentences

TEXTS = st.lists(
    st.text("。！？!?｡…⋯～~”’」)】*\"'，、,;: \u3000\t\n好a3😀\u200d\u0301\ufe0f🇨🇳🏽", max_size=24)
    | st.text(max_size=12),
    max_size=6,
)


def slow(texts: list[str]) -> list[list[int]]:
    return [[0, *(span.start for span in sentences(text, Span(0, len(text)))[1:])] for text in texts]


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
def test_the_same_sentences(texts: list[str]) -> None:
    joined = join(texts)
    starts = sentence_starts(joined, texts.__getitem__)
    units = joined.unit_of(starts)
    found = [(starts[units == i] - joined.starts[i]).tolist() for i in range(len(texts))]
    assert found == slow(texts)


@given(TEXTS, st.data())
@settings(max_examples=200, deadline=None)
def test_texts_that_nobody_needs_are_one_sentence(texts: list[str], data: st.DataObject) -> None:
    needed = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))), dtype=bool)
    joined = join(texts)
    starts = sentence_starts(joined, texts.__getitem__, needed)
    units = joined.unit_of(starts)
    found = [(starts[units == i] - joined.starts[i]).tolist() for i in range(len(texts))]
    assert found == [firsts if wanted else [0] for firsts, wanted in zip(slow(texts), needed, strict=True)]


def test_every_combining_mark_is_known() -> None:
    classes = bounds._classes()
    marks = [code for code in range(0x110000) if unicodedata.category(chr(code)).startswith("M")]
    assert (classes[marks] & bounds._CLINGS > 0).all()
