"""Shares with limits over documents."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError
from qda.prevalence.interval import COMMUNITIES_LIKE_THESE, clustered_share, document_share, wilson


def test_the_linearised_ratio_by_hand() -> None:
    coded, seen = [2, 0, 5, 1], [10, 8, 20, 12]
    p = 8 / 50
    v = 4 / 3 * sum((y - p * m) ** 2 for y, m in zip(coded, seen, strict=True)) / 50**2
    found = clustered_share(coded, seen)
    assert found.value == pytest.approx(p)
    assert found.high == pytest.approx(p + 3.182446 * sqrt(v), abs=1e-6)
    assert found.low == pytest.approx(max(0, p - 3.182446 * sqrt(v)), abs=1e-6)
    assert (found.documents, found.target) == (4, COMMUNITIES_LIKE_THESE)
    assert "t(3)" in found.method


def test_equal_documents_of_equal_size_are_a_mean() -> None:
    from scipy import stats

    shares = [0.1, 0.3, 0.2, 0.6]
    low, high = stats.t.interval(0.95, 3, 0.3, stats.sem(shares))
    found = clustered_share([10 * s for s in shares], [10] * 4)
    assert found.high == pytest.approx(high)
    assert low < 0 and found.low == 0.0


@pytest.mark.parametrize(
    ("coded", "seen", "value", "reason"),
    [
        ([], [], None, "nothing seen"),
        ([0, 0], [0, 0], None, "nothing seen"),
        ([3], [10], 0.3, "fewer than 2 documents"),
        ([3, 0], [10, 0], 0.3, "fewer than 2 documents"),
        ([0, 0, 0], [10, 9, 4], 0.0, "the documents do not differ"),
        ([4, 9], [4, 9], 1.0, "the documents do not differ"),
    ],
)
def test_no_limits_where_none_can_be_had(coded, seen, value, reason) -> None:
    found = clustered_share(coded, seen)
    assert (found.value, found.low, found.high, found.reason) == (value, None, None, reason)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=20))
def test_limits_hold_the_value_and_stay_in_range(pairs) -> None:
    found = clustered_share([min(a, b) for a, b in pairs], [max(a, b) for a, b in pairs])
    if found.low is not None:
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_share_of_documents_takes_wilson() -> None:
    found = document_share(15, 148)
    assert (found.low, found.high) == wilson(15, 148)
    assert document_share(0, 0).value is None
    assert wilson(0, 0) == (None, None)
    assert wilson(0, 5)[0] == 0.0 and wilson(5, 5)[1] == 1.0


def test_counts_that_do_not_fit_are_refused() -> None:
    for call in (
        lambda: clustered_share([5], [3]),
        lambda: clustered_share([1, 2], [3]),
        lambda: wilson(6, 5),
        lambda: document_share(3, 2),
    ):
        with pytest.raises(InputError) as fault:
            call()
        assert fault.value.slug == "counts-do-not-fit"
