"""Artstein, R. & Poesio, M. (2008). Inter-coder agreement for computational linguistics. Computational Linguistics
34:555. The 2 × 2 example on p. 558 (S .4, pi .341, kappa .348) and the 3 × 3 one on p. 568 (pi .799, kappa .801, alpha
.800; with a distance of one half from "C", alpha .8156).
"""

import numpy as np
import pytest

from qda.reliability.nominal import (
    agreement,
    brennan_prediger,
    cohen_kappa,
    krippendorff_alpha,
    percent,
    scott_pi,
)
from qda.reliability.panel import Layout, coefficient, count

P558 = [("S", "S")] * 20 + [("I", "S")] * 20 + [("S", "I")] * 10 + [("I", "I")] * 50
P568 = [("S", "S")] * 46 + [("I", "S")] * 6 + [("I", "I")] * 32 + [("I", "C")] * 6 + [("C", "C")] * 10


def test_page_558() -> None:
    assert percent(P558) == pytest.approx(0.7)
    assert brennan_prediger(P558, ["S", "I"]) == pytest.approx(0.4)
    assert scott_pi(P558) == pytest.approx(0.341, abs=5e-4)
    assert cohen_kappa(P558) == pytest.approx(0.348, abs=5e-4)


def test_page_558_as_one_binary_code() -> None:
    found = agreement([int(a == "S") for a, _ in P558], [int(b == "S") for _, b in P558])
    assert found.scott_pi == pytest.approx(0.341, abs=5e-4)
    assert found.cohen_kappa == pytest.approx(0.348, abs=5e-4)
    assert found.positive_agreement == pytest.approx(0.571, abs=5e-4)
    assert found.negative_agreement == pytest.approx(0.769, abs=5e-4)


def test_page_568() -> None:
    assert percent(P568) == pytest.approx(0.88)
    assert brennan_prediger(P568, ["S", "I", "C"]) == pytest.approx(0.82, abs=5e-4)
    assert scott_pi(P568) == pytest.approx(0.7995, abs=5e-5)
    assert cohen_kappa(P568) == pytest.approx(0.8013, abs=5e-5)
    assert krippendorff_alpha(P568) == pytest.approx(0.800, abs=1e-3)


def test_page_568_with_distances_between_categories() -> None:
    distance = np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    codes = np.array([["SIC".index(value) for value in unit] for unit in P568])
    layout = Layout(3, 2, 3, "interval", distance)
    total = count(codes, np.zeros(len(codes), dtype=int), layout).sum(axis=0)
    assert coefficient(total, "krippendorff_alpha", layout) == pytest.approx(0.8156, abs=5e-5)
