"""Newcombe, R. G. (1998). Statistics in Medicine 17:857 (Wilson's limits, table I) and 17:873 (differences, table II,
method 10 on the data sets a to h).
"""

import pytest

from qda.compare.effects import odds_ratio, risk_difference
from qda.prevalence.interval import wilson


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_limits(x, n, low, high) -> None:
    assert wilson(x, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_difference_method_10(table, low, high) -> None:
    found = risk_difference(*table)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_case_study_sized_table() -> None:
    found = risk_difference(34, 100, 21, 150)
    assert found.value == pytest.approx(0.20)
    assert (found.low, found.high) == (pytest.approx(0.093, abs=5e-4), pytest.approx(0.308, abs=5e-4))
    ratio = odds_ratio(34, 100, 21, 150)
    assert ratio.value == pytest.approx(3.165, abs=5e-4)
    assert (ratio.low, ratio.high) == (pytest.approx(1.703, abs=5e-4), pytest.approx(5.880, abs=5e-4))
