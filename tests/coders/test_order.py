"""Rows sorted as one number are the rows sorted as rows, whether they fit one number or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.coders.order import distinct, in_order, stretches

SMALL = st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 1))
LARGE = st.tuples(st.integers(0, 3), st.integers(0, 2**40), st.integers(0, 2**40))


@pytest.mark.parametrize("kind", [SMALL, LARGE], ids=["fits", "does not fit"])
@given(data=st.data())
def test_rows_in_order(kind: st.SearchStrategy[tuple[int, int, int]], data: st.DataObject) -> None:
    rows = data.draw(st.lists(kind, max_size=12))
    columns = [np.array([row[i] for row in rows], dtype=np.int64) for i in range(3)]
    assert list(zip(*(column.tolist() for column in in_order(*columns)), strict=True)) == sorted(rows)
    once = in_order(*columns, each_once=True)
    assert list(zip(*(column.tolist() for column in once), strict=True)) == sorted(set(rows))


@given(st.lists(st.integers(0, 9), max_size=9))
def test_each_once(values: list[int]) -> None:
    assert distinct(np.array(values, dtype=np.int64)).tolist() == sorted(set(values))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=6))
def test_stretches_end_to_end(pairs: list[tuple[int, int]]) -> None:
    begins, counts = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in range(2))
    assert stretches(begins, counts).tolist() == [i for begin, count in pairs for i in range(begin, begin + count)]
