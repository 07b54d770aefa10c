"""Coefficients on small tables: undefined cases, holes, agreement of the binary and the general forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError, UnknownName
from qda.reliability.nominal import (
    agreement,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent,
    scott_pi,
)

CORRECTED = ("cohen_kappa", "scott_pi", "krippendorff_alpha", "gwet_ac1", "brennan_prediger")
decisions = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), max_size=40)
ratings = st.lists(st.lists(st.sampled_from([None, "甲", "乙", "丙"]), min_size=3, max_size=3), max_size=25)


@pytest.mark.parametrize("value", [0, 1])
def test_no_variation_is_undefined_for_every_coefficient(value) -> None:
    found = agreement([value] * 12, [value] * 12)
    assert found.percent == 1.0
    assert [getattr(found, name) for name in CORRECTED] == [None] * 5
    same = [("无", "无")] * 12
    categories = ["有", "无"]
    assert percent(same) == 1.0
    general = [
        cohen_kappa(same),
        conger_kappa(same),
        fleiss_kappa(same),
        scott_pi(same),
        krippendorff_alpha(same),
        gwet_ac1(same, categories),
        brennan_prediger(same, categories),
    ]
    assert general == [None] * 7


def test_no_units_is_undefined() -> None:
    found = agreement([], [])
    assert (found.n, found.positives_a, found.percent, found.krippendorff_alpha) == (0, 0, None, None)
    assert percent([]) is None and krippendorff_alpha([]) is None and cohen_kappa([]) is None
    assert gwet_ac1([], ["有", "无"]) is None


def test_coders_who_share_no_unit_are_not_estimable() -> None:
    apart = [("有", None), (None, "有"), ("无", None), (None, "无")]
    assert percent(apart) is None
    assert krippendorff_alpha(apart) is None
    assert cohen_kappa(apart) is None
    assert conger_kappa(apart) is None
    assert gwet_ac1(apart, ["有", "无"]) is None


def test_one_disagreement_on_a_rare_code() -> None:
    found = agreement([0] * 10, [0] * 9 + [1])
    assert found.krippendorff_alpha == pytest.approx(0.0)
    assert found.gwet_ac1 == pytest.approx(0.8895, abs=5e-5)
    assert found.cohen_kappa == 0.0
    assert (found.positives_a, found.positives_b, found.positive_agreement) == (0, 1, 0.0)


def test_nobody_positive_has_no_positive_agreement() -> None:
    found = agreement([0, 0], [0, 0])
    assert found.positive_agreement is None
    assert found.negative_agreement == 1.0


@given(decisions)
def test_binary_and_general_forms_agree(pairs) -> None:
    found = agreement([a for a, _ in pairs], [b for _, b in pairs])
    general = {
        "percent": percent(pairs),
        "cohen_kappa": cohen_kappa(pairs),
        "scott_pi": scott_pi(pairs),
        "krippendorff_alpha": krippendorff_alpha(pairs),
        "gwet_ac1": gwet_ac1(pairs, [0, 1]),
        "brennan_prediger": brennan_prediger(pairs, [0, 1]),
    }
    for name, value in general.items():
        ours = getattr(found, name)
        assert (ours is None) == (value is None), name
        if value is not None:
            assert ours == pytest.approx(value, abs=1e-12), name


@given(ratings)
def test_values_are_finite_and_at_most_one(values) -> None:
    categories = ["甲", "乙", "丙"]
    for found in (
        percent(values),
        fleiss_kappa(values),
        conger_kappa(values),
        krippendorff_alpha(values),
        krippendorff_alpha(values, "ordinal", order=categories),
        gwet_ac1(values, categories),
        brennan_prediger(values, categories),
    ):
        assert found is None or (math.isfinite(found) and found <= 1 + 1e-12)


@given(ratings, st.randoms(use_true_random=False))
def test_neither_the_order_of_units_nor_of_coders_matters(values, random) -> None:
    units = [list(unit) for unit in values]
    random.shuffle(units)
    coders = [2, 0, 1]
    turned = [[unit[i] for i in coders] for unit in units]
    for statistic in (percent, fleiss_kappa, conger_kappa, krippendorff_alpha):
        before, after = statistic(values), statistic(turned)
        assert (before is None and after is None) or before == pytest.approx(after, abs=1e-12)


def test_a_unit_seen_by_one_coder_adds_nothing_to_alpha() -> None:
    seen = [("有", "有", None), ("无", "有", None), ("无", "无", "无")]
    assert krippendorff_alpha([*seen, (None, None, "有")]) == krippendorff_alpha(seen)


def test_kappa_against_scikit_learn() -> None:
    from sklearn.metrics import cohen_kappa_score

    rng = np.random.default_rng(7)
    a = rng.integers(0, 4, 200)
    b = np.where(rng.random(200) < 0.6, a, rng.integers(0, 4, 200))
    assert cohen_kappa(np.column_stack([a, b])) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_against_a_loop_over_pairs(metric) -> None:
    rng = np.random.default_rng(3)
    values = [[None if rng.random() < 0.2 else int(v) for v in unit] for unit in rng.integers(0, 5, (30, 4))]
    pairable = [[v for v in unit if v is not None] for unit in values]
    pairable = [unit for unit in pairable if len(unit) > 1]
    every = [v for unit in pairable for v in unit]

    def distance(c, k):
        if metric == "nominal":
            return float(c != k)
        if metric == "interval":
            return float((c - k) ** 2)
        if metric == "ratio":
            return ((c - k) / (c + k)) ** 2 if c != k else 0.0
        low, high = sorted((c, k))
        between = sum(every.count(g) for g in range(low, high + 1))
        return (between - (every.count(c) + every.count(k)) / 2) ** 2 if c != k else 0.0

    observed = sum(
        distance(unit[i], unit[j]) / (len(unit) - 1)
        for unit in pairable
        for i in range(len(unit))
        for j in range(len(unit))
        if i != j
    ) / len(every)
    expected = sum(distance(c, k) for c in every for k in every) / (len(every) * (len(every) - 1))
    assert krippendorff_alpha(values, metric) == pytest.approx(1 - observed / expected, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "slug"),
    [
        (lambda: agreement([1, 0], [1]), "coders-differ-in-units"),
        (lambda: agreement([1, 2], [1, 0]), "decision-not-binary"),
        (lambda: percent([["有", "无"], ["有"]]), "ratings-not-a-matrix"),
        (lambda: gwet_ac1([("有", "别的")], ["有", "无"]), "value-outside-categories"),
        (lambda: cohen_kappa([("有", "无", "有")]), "not-two-coders"),
        (lambda: krippendorff_alpha([("高", "低")], "interval"), "values-not-numbers"),
        (lambda: krippendorff_alpha([(-1, 1)], "ratio"), "ratio-negative"),
    ],
)
def test_faults_in_use_are_named(call, slug) -> None:
    with pytest.raises(InputError) as fault:
        call()
    assert fault.value.slug == slug
    assert fault.value.hint


def test_an_unknown_metric_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="circular") as fault:
        krippendorff_alpha([(1, 2)], "circular")  # type: ignore[arg-type]
    assert "ordinal" in fault.value.hint
