"""Permuting documents: by hand, by level, by time; adjustments for many codes."""

import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.compare.permute import benjamini_hochberg, holm, permute_codes, permute_documents
from qda.errors import InputError


def permuted(coded, seen, cases, draws=999, seed=0):
    return permute_documents(coded, seen, cases, draws=draws, rng=np.random.default_rng(seed))


def test_exact_by_hand() -> None:
    coded, seen, cases = [9, 8, 7, 1, 2, 3], [10, 10, 12, 10, 9, 10], list("甲甲甲乙乙乙")
    y, m = np.array(coded, float), np.array(seen, float)
    p = y.sum() / m.sum()

    def statistic(first):
        inside = np.isin(np.arange(6), first)
        return sum(m[s].sum() * (y[s].sum() / m[s].sum() - p) ** 2 for s in (inside, ~inside))

    every = [statistic(first) for first in combinations(range(6), 3)]
    found = permuted(coded, seen, cases)
    assert found.statistic == pytest.approx(statistic((0, 1, 2)))
    assert found.exact and found.draws == 20
    assert found.p == pytest.approx(sum(t >= found.statistic - 1e-9 for t in every) / 20)
    assert found.p == found.smallest_p == 0.10


@pytest.mark.parametrize(
    ("sizes", "smallest"), [((4, 4), 2 / 70), ((3, 3), 0.10), ((2, 3), 0.10), ((2, 2, 2), 6 / 90), ((1, 1), 1.0)]
)
def test_the_smallest_attainable_p(sizes, smallest) -> None:
    cases = [str(c) for c, size in enumerate(sizes) for _ in range(size)]
    coded = [int(c) * 4 + i % 2 for i, c in enumerate(cases)]
    assert permuted(coded, [10] * len(cases), cases).smallest_p == pytest.approx(smallest)


def test_many_documents_are_drawn() -> None:
    rng = np.random.default_rng(4)
    cases = [c for c in "甲乙丙" for _ in range(10)]
    alike = permuted(rng.binomial(50, 0.2, 30), [50] * 30, cases)
    apart = permuted(rng.binomial(50, np.repeat([0.1, 0.3, 0.5], 10)), [50] * 30, cases)
    assert not alike.exact and alike.draws == 999 and alike.p > 0.05
    assert apart.p == apart.smallest_p == 1 / 1000


def test_documents_without_anything_seen_are_left_out() -> None:
    with_empty = permuted([1, 3, 0, 4, 2], [5, 5, 0, 5, 5], list("甲甲甲乙乙"))
    without = permuted([1, 3, 4, 2], [5, 5, 5, 5], list("甲甲乙乙"))
    assert with_empty == without
    assert with_empty.documents == 4


def test_what_cannot_be_tested_says_why() -> None:
    one = permuted([1, 2], [5, 5], ["甲", "甲"])
    assert (one.statistic, one.p, one.smallest_p) == (None, None, None) and "communities" in one.reason
    flat = permuted([0, 0, 0, 0], [5, 9, 5, 7], list("甲甲乙乙"))
    assert flat.p is None and "no variation" in flat.reason
    empty = permuted([], [], [])
    assert empty.p is None


def test_totals_of_pseudo_outcomes_may_be_fractions() -> None:
    assert permuted([1.25, -0.1, 3.5, 4.0], [10, 10, 10, 10], list("甲甲乙乙")).p == pytest.approx(2 / 6)


def test_same_generator_same_p_and_the_names_of_communities_do_not_matter() -> None:
    rng = np.random.default_rng(1)
    coded, seen = rng.binomial(20, 0.3, 30), [20] * 30
    cases = [c for c in "abc" for _ in range(10)]
    assert permuted(coded, seen, cases) == permuted(coded, seen, cases)
    renamed = [{"a": "一", "b": "二", "c": "三"}[c] for c in cases]
    assert permuted(coded, seen, renamed) == permuted(coded, seen, cases)


def test_forty_codes_are_quick_and_equal_one_by_one() -> None:
    rng = np.random.default_rng(2)
    coded = rng.binomial(60, 0.1, (50, 40))
    cases = [str(i % 5) for i in range(50)]
    start = time.perf_counter()
    found = permute_codes(coded, [60] * 50, cases, draws=1999, rng=np.random.default_rng(3))
    assert time.perf_counter() - start < 3
    assert len(found) == 40
    assert found[7] == permuted(coded[:, 7], [60] * 50, cases, draws=1999, seed=3)


def test_level_with_documents_that_differ() -> None:
    """400 runs without any difference between communities; segments alone would reject in two of five."""
    rng = np.random.default_rng(11)
    cases = [c for c in "甲乙丙" for _ in range(8)]
    chance = 1 / (1 + np.exp(-(-1.5 + 0.5 * rng.standard_normal((24, 400)))))
    found = permute_codes(rng.binomial(58, chance), [58] * 24, cases, draws=499, rng=rng)
    assert 0.02 < np.mean([r.p <= 0.05 for r in found]) < 0.085


def test_holm_and_benjamini_hochberg_as_in_r() -> None:
    """R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm") and "BH"."""
    p = [0.01, 0.02, 0.03, 0.04, 0.05]
    assert holm(p) == pytest.approx((0.05, 0.08, 0.09, 0.09, 0.09))
    assert benjamini_hochberg(p) == pytest.approx((0.05, 0.05, 0.05, 0.05, 0.05))


def test_none_passes_through_and_is_not_counted() -> None:
    assert holm([0.01, None, 0.04]) == (0.02, None, 0.04)
    assert benjamini_hochberg([None, 0.03]) == (None, 0.03)
    assert holm([]) == () and benjamini_hochberg([None]) == (None,)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
def test_adjusted_is_at_least_p_and_against_scipy(p_values) -> None:
    from scipy.stats import false_discovery_control

    known = [p for p in p_values if p is not None]
    for rule in (holm, benjamini_hochberg):
        adjusted = rule(p_values)
        assert [a is None for a in adjusted] == [p is None for p in p_values]
        assert all(p <= a + 1e-15 and a <= 1 for p, a in zip(p_values, adjusted, strict=True) if p is not None)
    if known:
        ours = [a for a in benjamini_hochberg(p_values) if a is not None]
        assert ours == pytest.approx(false_discovery_control(known).tolist())
        assert all(h >= b - 1e-12 for h, b in zip([h for h in holm(p_values) if h is not None], ours, strict=True))


def test_faults_in_use() -> None:
    with pytest.raises(InputError) as fault:
        permuted([1, 2], [5], ["甲", "乙"])
    assert fault.value.slug == "documents-differ-in-length"
