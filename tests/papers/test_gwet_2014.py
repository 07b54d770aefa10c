"""Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th edition: the raw table of four raters, 12 units,
five categories and holes; the same table is `cac.raw4raters` of the R package irrCAC, whose documentation prints the values.

Also Gwet, K. L. (2008), British Journal of Mathematical and Statistical Psychology 61:29, for AC1 itself.
"""

import pytest

from qda.reliability.nominal import (
    agreement,
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent,
)

_ = None
RATERS = [
    [1, 1, _, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [_, 5, 5, 5],
    [_, _, 1, 1],
    [_, _, 3, _],
]
CATEGORIES = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        (percent(RATERS), 0.81818),
        (gwet_ac1(RATERS, CATEGORIES), 0.77544),
        (fleiss_kappa(RATERS), 0.76117),
        (conger_kappa(RATERS), 0.76282),
        (krippendorff_alpha(RATERS), 0.74342),
        (brennan_prediger(RATERS, CATEGORIES), 0.77273),
    ],
)
def test_raw_four_rater_table(found, printed) -> None:
    assert found == pytest.approx(printed, abs=5e-6)


def test_q_comes_from_the_codebook_not_from_the_values() -> None:
    assert brennan_prediger(RATERS, range(1, 11)) == pytest.approx((9 / 11 - 0.1) / 0.9)
    assert gwet_ac1(RATERS, range(1, 11)) > gwet_ac1(RATERS, CATEGORIES)


@pytest.mark.parametrize(
    ("table", "kappa", "pi", "alpha", "s", "ac1"),
    [
        ((40, 9, 6, 45), 0.6995, 0.6992, 0.7008, 0.70, 0.7007),
        ((80, 10, 5, 5), 0.3182, 0.3143, 0.3177, 0.70, 0.8080),
    ],
)
def test_the_prevalence_paradox(table, kappa, pi, alpha, s, ac1) -> None:
    """The two tables of the kappa paradox (Feinstein & Cicchetti 1990; Byrt 1993): same percent, other coefficients."""
    both, only_a, only_b, neither = table
    found = agreement(
        [1] * both + [1] * only_a + [0] * only_b + [0] * neither,
        [1] * both + [0] * only_a + [1] * only_b + [0] * neither,
    )
    assert found.percent == pytest.approx(0.85)
    assert found.cohen_kappa == pytest.approx(kappa, abs=5e-5)
    assert found.scott_pi == pytest.approx(pi, abs=5e-5)
    assert found.krippendorff_alpha == pytest.approx(alpha, abs=5e-5)
    assert found.brennan_prediger == pytest.approx(s)
    assert found.gwet_ac1 == pytest.approx(ac1, abs=5e-5)


def test_positive_and_negative_agreement() -> None:
    """Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43:551: 2a/(2a+b+c) and 2d/(2d+b+c)."""
    found = agreement([1] * 90 + [0] * 10, [1] * 80 + [0] * 10 + [1] * 5 + [0] * 5)
    assert (found.positive_agreement, found.negative_agreement) == (pytest.approx(0.914, abs=5e-4), 0.4)
    assert (found.prevalence_index, found.bias_index) == (0.75, 0.05)
