"""Risk differences over documents, and what has no size. Published values: tests/papers/test_newcombe_1998.py."""

import numpy as np
import pytest

from qda.compare.effects import odds_ratio, risk_difference, risk_difference_documents
from qda.errors import InputError


def over_documents(a, b, seed=0, **options):
    return risk_difference_documents(*a, *b, rng=np.random.default_rng(seed), **options)


def test_few_documents_of_equal_size_are_welchs_test() -> None:
    from scipy import stats

    a, b = [2, 5, 3, 6], [1, 0, 2]
    found = over_documents((a, [10] * 4), (b, [10] * 3))
    other = stats.ttest_ind(np.array(a) / 10, np.array(b) / 10, equal_var=False).confidence_interval()
    assert found.value == pytest.approx(0.4 - 0.1)
    assert (found.low, found.high) == (pytest.approx(other.low), pytest.approx(other.high))


def test_many_documents_are_resampled_and_come_near_the_linearised_form() -> None:
    rng = np.random.default_rng(1)
    seen = rng.integers(30, 80, 200)
    a, b = rng.binomial(seen, 0.3), rng.binomial(seen, 0.2)
    found = over_documents((a, seen), (b, seen), draws=4000)
    p_a, p_b = a.sum() / seen.sum(), b.sum() / seen.sum()
    error = np.sqrt(sum(200 / 199 * ((y - p * seen) ** 2).sum() / seen.sum() ** 2 for y, p in ((a, p_a), (b, p_b))))
    assert found.method == "document bootstrap"
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.06)
    assert found == over_documents((a, seen), (b, seen), draws=4000)


def test_documents_widen_what_segments_make_narrow() -> None:
    a, b = ([9, 1, 8, 2], [10] * 4), ([5, 0, 4, 1], [10] * 4)
    by_document = over_documents(a, b)
    by_segment = risk_difference(20, 40, 10, 40)
    assert by_document.value == by_segment.value
    assert by_document.high - by_document.low > 1.5 * (by_segment.high - by_segment.low)


@pytest.mark.parametrize(
    ("a", "b", "value", "reason"),
    [
        (([], []), ([1], [2]), None, "nothing seen on one side"),
        (([1], [2]), ([0], [0]), None, "nothing seen on one side"),
        (([1], [2]), ([1, 0], [4, 4]), 0.375, "fewer than 2 documents on one side"),
        (([1, 1], [2, 2]), ([0, 0], [4, 4]), 0.5, "the documents do not differ"),
    ],
)
def test_what_has_no_limits(a, b, value, reason) -> None:
    found = over_documents(a, b)
    assert (found.value, found.low, found.high, found.reason) == (value, None, None, reason)


def test_nothing_seen_and_empty_cells() -> None:
    assert risk_difference(0, 0, 3, 5).value is None
    assert odds_ratio(0, 5, 3, 5).value is None
    assert "0" in odds_ratio(0, 5, 3, 5).reason


def test_counts_that_do_not_fit_are_refused() -> None:
    for call in (
        lambda: risk_difference(6, 5, 1, 2),
        lambda: odds_ratio(6, 5, 1, 2),
        lambda: over_documents(([1, 2], [3]), ([1], [2])),
    ):
        with pytest.raises(InputError) as fault:
            call()
        assert fault.value.slug == "counts-do-not-fit"
