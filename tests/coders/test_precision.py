"""Precision of single rules on people's codings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.coders.precision import precision
from qda.prevalence.interval import wilson

CODES = {"a.r1": "a", "a.x.r1": "a.x", "b.r1": "b"}
BELOW = {"a": ("a", "a.x"), "a.x": ("a.x",), "b": ("b",)}


def test_right_is_the_code_or_one_below_it() -> None:
    people = {"s1": {"a.x"}, "s2": {"a"}, "s3": set(), "s4": {"b"}}
    hits = {"a.r1": {"s1", "s2", "s3", "unseen"}, "a.x.r1": {"s1", "s2"}}
    parent, child, silent = precision(hits, people, CODES, BELOW, wilson)
    assert (parent.hits, parent.n, parent.right, parent.precision) == (4, 3, 2, pytest.approx(2 / 3))
    assert (parent.low, parent.high) == wilson(2, 3)
    assert (child.n, child.right) == (2, 1), "people who gave the parent did not give the child"
    assert (silent.rule_id, silent.hits, silent.n, silent.precision, silent.low) == ("b.r1", 0, 0, None, None)


@given(
    st.dictionaries(st.sampled_from(sorted(CODES)), st.sets(st.integers(0, 9).map(str))),
    st.dictionaries(st.integers(0, 9).map(str), st.sets(st.sampled_from(["a", "a.x", "b"]))),
)
def test_bounds_and_a_slow_count(hits: dict[str, set[str]], people: dict[str, set[str]]) -> None:
    for record in precision(hits, people, CODES, BELOW, wilson):
        judged = right = 0
        for segment in hits.get(record.rule_id, set()):
            if segment in people:
                judged += 1
                right += any(
                    code == record.code_id or code.startswith(record.code_id + ".") for code in people[segment]
                )
        assert (record.n, record.right) == (judged, right)
        if record.n:
            assert record.low is not None and record.high is not None and record.precision is not None
            assert 0 <= record.low <= record.precision <= record.high <= 1
        else:
            assert record.precision is None
