"""Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20:37.

The example on p. 45 (N = 200): p_o = .70, p_c = .41, kappa = .492. The example on p. 37: p_o = .29, p_c = .35.
"""

import pytest

from qda.reliability.nominal import cohen_kappa, conger_kappa, gwet_ac1, percent


def expanded(table):
    return [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


P45 = expanded([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
P37 = expanded([[25, 12, 3], [13, 2, 15], [12, 16, 2]])


def test_page_45() -> None:
    assert percent(P45) == pytest.approx(0.70)
    assert cohen_kappa(P45) == pytest.approx(0.492, abs=5e-4)
    assert conger_kappa(P45) == pytest.approx(cohen_kappa(P45))


def test_page_37() -> None:
    assert percent(P37) == pytest.approx(0.29)
    assert cohen_kappa(P37) == pytest.approx((0.29 - 0.35) / (1 - 0.35), abs=1e-9)


def test_ac1_on_the_same_tables_by_gwets_definition() -> None:
    assert gwet_ac1(P45, [0, 1, 2]) == pytest.approx(0.5760, abs=5e-5)
    assert gwet_ac1(P37, [0, 1, 2]) == pytest.approx(-0.0480, abs=5e-5)
