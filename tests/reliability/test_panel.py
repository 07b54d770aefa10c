"""Counts that add up over documents give the same coefficients as the matrix of values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.reliability import nominal
from qda.reliability.interval import document_bootstrap
from qda.reliability.panel import BINARY_ONLY, COEFFICIENTS, Layout, coefficient, count, fixed_distance

values = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=coders, max_size=coders), min_size=1, max_size=25
    )
)


def matrix(codes):
    return [[None if v < 0 else int(v) for v in unit] for unit in codes]


def by_matrix(name, codes, metric="nominal", categories=(0, 1, 2)):
    given = matrix(codes)
    if name == "krippendorff_alpha":
        return nominal.krippendorff_alpha(given, metric)
    if name in ("gwet_ac1", "brennan_prediger"):
        return getattr(nominal, name)(given, categories)
    if name in ("cohen_kappa", "scott_pi") and len(given[0]) != 2:
        return None
    return getattr(nominal, name)(given)


def same(found, expected):
    assert np.isnan(found) == (expected is None)
    if expected is not None:
        assert found == pytest.approx(expected, abs=1e-10)


@given(values)
def test_every_coefficient_equals_the_one_of_the_matrix(units) -> None:
    codes = np.array(units)
    layout = Layout(3, codes.shape[1], 3)
    rows = count(codes, np.arange(len(codes)) % 4, layout)
    for name in COEFFICIENTS:
        same(coefficient(rows.sum(axis=0), name, layout), by_matrix(name, codes))


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
@given(units=values)
def test_alpha_of_every_metric(metric, units) -> None:
    codes = np.array(units)
    layout = Layout(3, codes.shape[1], 3, metric, fixed_distance([0, 1, 2], metric))
    rows = count(codes, np.zeros(len(codes), dtype=int), layout)
    same(coefficient(rows.sum(axis=0), "krippendorff_alpha", layout), by_matrix("krippendorff_alpha", codes, metric))


def test_two_coders_on_one_code_as_in_the_two_by_two_table() -> None:
    rng = np.random.default_rng(4)
    codes = rng.integers(0, 2, (60, 2))
    layout = Layout(2, 2, 2)
    total = count(codes, np.arange(60) // 10, layout).sum(axis=0)
    found = nominal.agreement(codes[:, 0], codes[:, 1])
    for name in ("percent", "cohen_kappa", "scott_pi", "krippendorff_alpha", "gwet_ac1", "brennan_prediger"):
        assert coefficient(total, name, layout) == pytest.approx(getattr(found, name), abs=1e-12)
    for name in BINARY_ONLY:
        assert coefficient(total, name, layout) == pytest.approx(getattr(found, name), abs=1e-12)


def test_positive_agreement_of_three_coders_is_the_chance_that_another_agrees() -> None:
    codes = np.array([[1, 1, 0], [1, 1, 1], [0, 0, 0], [1, 0, 0]])
    layout = Layout(2, 3, 2)
    total = count(codes, np.zeros(4, dtype=int), layout).sum(axis=0)
    # Six times a coder said yes; what the other two said: (1, 0), (1, 0), (1, 1) three times, (0, 0).
    assert coefficient(total, "positive_agreement", layout) == pytest.approx((0.5 + 0.5 + 3 * 1 + 0) / 6)
    assert np.isnan(coefficient(total, "bias_index", layout))


def test_a_resample_is_a_weighted_sum_of_documents() -> None:
    rng = np.random.default_rng(5)
    codes = rng.integers(-1, 2, (40, 3))
    documents = np.repeat(np.arange(8), 5)
    layout = Layout(2, 3, 2)
    rows = count(codes, documents, layout)
    drawn = [0, 0, 3, 5, 5, 5, 6, 7]
    again = count(np.vstack([codes[documents == d] for d in drawn]), np.zeros(40, dtype=int), layout)
    weights = np.bincount(drawn, minlength=8)
    for name in COEFFICIENTS:
        assert coefficient(weights @ rows, name, layout) == pytest.approx(
            coefficient(again[0], name, layout), nan_ok=True
        )


def test_how_probable_a_lower_alpha_is() -> None:
    rng = np.random.default_rng(6)
    truth = rng.random(600) < 0.4
    codes = np.column_stack([truth ^ (rng.random(600) < 0.05) for _ in range(2)]).astype(int)
    layout = Layout(2, 2, 2)
    for many in (12, 40):
        rows = count(codes, np.arange(600) % many, layout)

        def alpha(x):
            return coefficient(x, "krippendorff_alpha", layout)

        value = document_bootstrap(alpha, rows, rng=rng).value
        found = document_bootstrap(alpha, rows, rng=rng, marks=(0.5, value, 0.99))
        low, middle, high = found.below
        assert low < 0.001 and 0.3 < middle < 0.7 and high > 0.999


def test_units_are_counted_in_blocks(monkeypatch) -> None:
    from qda.reliability import panel

    codes = np.random.default_rng(7).integers(-1, 4, (50, 3))
    layout = Layout(4, 3, 4, "interval", fixed_distance([0, 1, 2, 5], "interval"))
    whole = count(codes, np.arange(50) % 7, layout)
    monkeypatch.setattr(panel, "BLOCK", 40)
    assert count(codes, np.arange(50) % 7, layout) == pytest.approx(whole)


def test_many_different_values_take_little_memory() -> None:
    import tracemalloc

    from qda.errors import InputError
    from qda.reliability.summary import Rating, summarise

    rng = np.random.default_rng(8)

    def ratings(decimals, size):
        return [
            Rating(f"u{i}", coder, round(v + e, decimals))
            for i, v in enumerate(rng.normal(50, 10, size))
            for coder, e in zip("甲乙", rng.normal(0, 3, 2), strict=True)
        ]

    given = ratings(1, 800)
    tracemalloc.start()
    found = summarise(given, metric="interval", rng=rng)
    assert tracemalloc.get_traced_memory()[1] < 200e6
    tracemalloc.stop()
    assert 0.85 < found.coefficients["krippendorff_alpha"] < 0.95
    with pytest.raises(InputError) as fault:
        summarise(ratings(6, 2100), metric="interval", rng=rng)
    assert fault.value.slug == "too-many-values"
