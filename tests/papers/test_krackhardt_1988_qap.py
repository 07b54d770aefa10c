"""Krackhardt, D. (1988). Predicting with networks. Social Networks 10:359; Dekker, D., Krackhardt, D. & Snijders, T. (2007),
Psychometrika 72:563. On the Florentine families' marriages; against loops over permutations."""

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from qda.compare.qap import mrqap, qap
from qda.errors import InputError, NotEstimable


def test_qap_is_the_correlation_and_its_permutations() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random((6, 6)), rng.random((6, 6))
    off = ~np.eye(6, dtype=bool)
    found = qap(a, b, directed=True, draws=4000, rng=rng)
    assert found.r == pytest.approx(np.corrcoef(a[off], b[off])[0, 1])
    every = [np.corrcoef(a[np.ix_(o, o)][off], b[off])[0, 1] for o in permutations(range(6))]
    assert found.p == pytest.approx(np.mean(np.abs(every) >= abs(found.r) - 1e-12), abs=0.03)
    upper = np.triu_indices(6, 1)
    s, t = a + a.T, b + b.T
    assert qap(s, t, draws=9, rng=rng).r == pytest.approx(np.corrcoef(s[upper], t[upper])[0, 1])


def test_a_network_is_related_to_itself_whatever_it_is() -> None:
    """Which is why QAP cannot show that two communities differ."""
    marriages = nx.to_numpy_array(nx.florentine_families_graph())
    found = qap(marriages, marriages, draws=999, rng=np.random.default_rng(0))
    assert (found.r, found.p) == (pytest.approx(1), 1 / 1000)


def test_double_semi_partialling_is_its_definition() -> None:
    rng = np.random.default_rng(4)
    n = 8
    x, z = (np.triu(rng.random((n, n)), 1) for _ in range(2))
    y = 0.8 * x + 0.3 * z + np.triu(rng.random((n, n)), 1)
    x, z, y = (m + m.T for m in (x, z, y))
    i, j = np.triu_indices(n, 1)
    found = mrqap(y, [("x", x), ("z", z)], draws=2000, rng=np.random.default_rng(1))
    design = np.column_stack([np.ones(len(i)), x[i, j], z[i, j]])
    beta, *_ = np.linalg.lstsq(design, y[i, j], rcond=None)
    rest = y[i, j] - design @ beta
    error = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * (rest @ rest) / (len(i) - 3))
    assert [p.coefficient for p in found] == pytest.approx(beta[1:])
    assert [p.t for p in found] == pytest.approx(beta[1:] / error[1:])
    # permute the residual of x on z as a matrix, put it in x's place, compare t
    other = design[:, [0, 2]]
    residual = np.zeros((n, n))
    residual[i, j] = x[i, j] - other @ np.linalg.lstsq(other, x[i, j], rcond=None)[0]
    residual = residual + residual.T
    draws = np.random.default_rng(2)
    beyond = 0
    for _ in range(500):
        o = draws.permutation(n)
        shuffled = np.column_stack([other, residual[np.ix_(o, o)][i, j]])
        b, *_ = np.linalg.lstsq(shuffled, y[i, j], rcond=None)
        e = y[i, j] - shuffled @ b
        t = b[2] / np.sqrt(np.linalg.inv(shuffled.T @ shuffled)[2, 2] * (e @ e) / (len(i) - 3))
        beyond += abs(t) >= abs(found[0].t)
    assert found[0].p == pytest.approx((1 + beyond) / 501, abs=0.03)


def test_what_cannot_be_related_is_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InputError):
        qap(np.ones((4, 4)), np.ones((5, 5)), rng=rng)
    with pytest.raises(NotEstimable):
        qap(np.ones((5, 5)), rng.random((5, 5)), rng=rng)
    x = rng.random((6, 6))
    with pytest.raises(NotEstimable):
        mrqap(rng.random((6, 6)), [("x", x), ("twice x", 2 * x)], directed=True, rng=rng)
