"""Table: rounding once, missing cells marked, no NaN."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.table import Column, Missing, show, table


def one(cell, column=None):
    return table("t", {"zh": "表", "en": "table"}, (column or Column("value", digits=2),), [(cell,)])


@pytest.mark.parametrize(
    ("cell", "digits", "shown"),
    [
        (0.125, 2, "0.12"),
        (0.375, 2, "0.38"),
        (2.5, 0, "2"),
        (-0.001, 2, "0.00"),
        (0.1 + 0.2, 3, "0.300"),
        (1e25, 1, None),
    ],
)
def test_rounds_half_to_even_on_the_printed_number(cell, digits, shown):
    text = show(cell, Column("value", digits=digits))
    assert text == shown or (shown is None and text.startswith("10000000000000000"))


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_every_float_can_be_shown(value, digits):
    assert math.isclose(float(show(value, Column("value", digits=digits))), value, rel_tol=1e-9, abs_tol=10.0**-digits)


def test_share_is_shown_as_percent_and_kept_as_share():
    made = one(0.0345, Column("segment_share", percent=True, digits=1))
    assert next(made.formatted()) == ("3.4",)
    assert made.records() == [{"segment_share": 0.0345}]
    assert made.headings() == ("段占比 (%)",)


def test_nan_is_no_result():
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="use Missing"):
            one(bad)


def test_missing_is_marked_and_explained():
    made = one(Missing("文档过少。"))
    assert next(made.formatted()) == ("—",)
    assert made.records() == [{"value": None}]
    assert "—: 文档过少。" in made.all_notes()


def test_columns_need_a_term_or_a_title():
    with pytest.raises(KeyError, match="nonsense"):
        one(1, Column("nonsense"))
    one(1, Column("nonsense", title="自拟"))


def test_ragged_and_doubled_are_refused():
    with pytest.raises(ValueError, match="cells"):
        table("t", {"zh": "", "en": ""}, ("value",), [(1, 2)])
    with pytest.raises(ValueError, match="twice"):
        table("t", {"zh": "", "en": ""}, ("value", "value"), [])
