"""Brennan, R. L. & Prediger, D. J. (1981). Coefficient kappa: some uses, misuses, and alternatives. Educational and
Psychological Measurement 41:687. Examples on p. 689 and p. 691 (proportions times 100): kappa .27 and .29, kappa_n .40.
"""

import pytest

from qda.reliability.nominal import brennan_prediger, cohen_kappa, percent

P689 = [(1, 1)] * 50 + [(2, 1)] * 10 + [(2, 2)] * 10 + [(2, 3)] * 10 + [(3, 1)] * 20
P691 = [(1, 1)] * 50 + [(1, 3)] * 10 + [(2, 2)] * 10 + [(2, 3)] * 10 + [(3, 1)] * 10 + [(3, 2)] * 10


@pytest.mark.parametrize(("table", "kappa"), [(P689, 0.27), (P691, 0.29)])
def test_examples(table, kappa) -> None:
    assert percent(table) == pytest.approx(0.60)
    assert cohen_kappa(table) == pytest.approx(kappa, abs=5e-3)
    assert brennan_prediger(table, [1, 2, 3]) == pytest.approx(0.40)
