"""Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. Sections A (binary, two observers), B
(nominal, two observers), C and D (any number of observers, missing data, all metrics).

A and B are printed there as .095 and .692, C as .743, .815, .849, .797. The further digits, and the other coefficients
on the same data, were computed with the R package irrCAC and the Python package krippendorff.
"""

import numpy as np
import pytest

from qda.reliability.nominal import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    scott_pi,
)

A = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
B = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
C_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
C = list(zip(*C_OBSERVERS, strict=True))


def test_example_a_binary_two_coders() -> None:
    assert krippendorff_alpha(A) == pytest.approx(0.095238, abs=1e-6)
    assert conger_kappa(A) == pytest.approx(0.090909, abs=1e-6)
    assert cohen_kappa(A) == pytest.approx(0.090909, abs=1e-6)
    assert gwet_ac1(A, [0, 1]) == pytest.approx(0.310345, abs=1e-6)
    assert brennan_prediger(A, [0, 1]) == pytest.approx(0.2)


def test_example_b_nominal_two_coders() -> None:
    assert krippendorff_alpha(B) == pytest.approx(0.691964, abs=1e-6)
    assert fleiss_kappa(B) == pytest.approx(0.678571, abs=1e-6)
    assert scott_pi(B) == pytest.approx(0.678571, abs=1e-6)
    assert cohen_kappa(B) == pytest.approx(0.684211, abs=1e-6)
    assert conger_kappa(B) == pytest.approx(0.684211, abs=1e-6)
    assert gwet_ac1(B, "abcde") == pytest.approx(0.689655, abs=1e-6)


@pytest.mark.parametrize(
    ("metric", "value"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_example_c_four_coders_with_holes(metric, value) -> None:
    assert krippendorff_alpha(C, metric) == pytest.approx(value, abs=1e-6)


def test_holes_may_be_nan_in_an_array() -> None:
    array = np.array([[np.nan if v is None else v for v in row] for row in C], dtype=float)
    assert krippendorff_alpha(array, "interval") == pytest.approx(0.849107, abs=1e-6)


def test_transposed_input_is_another_question() -> None:
    assert krippendorff_alpha(C_OBSERVERS) != pytest.approx(krippendorff_alpha(C), abs=0.1)
