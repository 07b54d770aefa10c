"""Neal, Z. P., Domagalski, R. & Sagan, B. (2021), Scientific Reports 11:23929; Neal, Z. P. & Neal, J. W. (2023), SDSM-EC;
Saracco et al. (2015), BiCM. Davis's Southern women: at .05 uncorrected SDSM keeps no tie and a fixed row 17, as the R
package backbone does; the tail against enumeration of all outcomes."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.errors import InputError
from qda.network.backbone import null_backbone
from qda.network.bipartite import bicm, poisson_binomial_tail, shared_occasions
from qda.network.swaps import traded


def davis() -> np.ndarray:
    graph = nx.davis_southern_women_graph()
    women = [n for n, d in graph.nodes(data=True) if d["bipartite"] == 0]
    events = [n for n, d in graph.nodes(data=True) if d["bipartite"] == 1]
    return nx.bipartite.biadjacency_matrix(graph, women, events).toarray().astype(float)


def test_southern_women() -> None:
    b = davis()
    p = bicm(b)
    np.testing.assert_allclose(p.sum(axis=1), b.sum(axis=1), atol=1e-6)
    np.testing.assert_allclose(p.sum(axis=0), b.sum(axis=0), atol=1e-6)
    odds = p / (1 - p)  # x_i y_j: of rank one
    np.testing.assert_allclose(odds * odds[0, 0], np.outer(odds[:, 0], odds[0]), rtol=1e-5)
    sdsm, fixed = shared_occasions(b), shared_occasions(b, model="fixed-row")
    assert int((sdsm.p_upper < 0.05).sum()) == 0
    assert int((fixed.p_upper < 0.05).sum()) == 17
    assert null_backbone(sdsm).model == "sdsm"
    assert not null_backbone(sdsm).kept.any()


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(0, 9))
def test_the_tail_is_that_of_all_outcomes(chances, at_least) -> None:
    exact = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= at_least:
            exact += float(np.prod([q if hit else 1 - q for q, hit in zip(chances, outcome, strict=True)]))
    found = poisson_binomial_tail(np.array([chances]), np.array([at_least]))[0]
    assert found == pytest.approx(exact, abs=1e-12)


def test_small_tails_are_not_lost() -> None:
    found = poisson_binomial_tail(np.full((1, 30), 0.01), np.array([20]))[0]
    assert 0 < found < 1e-30


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_sums_are_kept_with_eligibility(seed) -> None:
    rng = np.random.default_rng(seed)
    b = (rng.random((rng.integers(2, 7), rng.integers(1, 9))) < rng.random()).astype(float)
    eligible = np.maximum(b, rng.random(b.shape) < 0.6)
    p = bicm(b, eligible)
    np.testing.assert_allclose(p.sum(axis=1), b.sum(axis=1), atol=1e-5)
    np.testing.assert_allclose(p.sum(axis=0), b.sum(axis=0), atol=1e-5)
    assert (p[eligible == 0] == 0).all()


def test_trades_reach_every_matrix_with_the_same_sums_equally_often() -> None:
    """Rows 2, 2, 1 and columns 2, 2, 1: five matrices (found by trying all)."""
    b = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    every = [
        m
        for cells in product((0, 1), repeat=9)
        if (m := np.reshape(cells, (3, 3))).sum(0).tolist() == [2, 2, 1] and m.sum(1).tolist() == [2, 2, 1]
    ]
    made = traded(b, 4000, np.random.default_rng(0))
    shares = [float((made == m).all(axis=(1, 2)).mean()) for m in every]
    assert sum(shares) == pytest.approx(1)
    np.testing.assert_allclose(shares, 1 / len(every), atol=0.03)


def test_fdsm_on_the_southern_women_keeps_five_ties() -> None:
    fdsm = shared_occasions(davis(), model="fdsm", draws=2000, rng=np.random.default_rng(0))
    assert int((fdsm.p_upper < 0.05).sum()) == 5  # as backbone, on other draws


def test_nested_presence_is_certain_in_the_limit() -> None:
    """Where the sums allow one matrix only, p is that matrix."""
    stairs = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0.0]])
    np.testing.assert_allclose(bicm(stairs), stairs, atol=1e-5)


def test_an_actor_that_was_not_invited_cannot_be_expected() -> None:
    """Two actors at all three meetings they could attend, of nine: nothing is left to be surprised at."""
    b = np.zeros((4, 9))
    b[:2, :3] = 1
    b[2, [0, 3, 5, 7]] = 1
    b[3, [1, 4, 6, 8]] = 1
    eligible = np.ones_like(b)
    eligible[:2, 3:] = 0
    without, given_ = shared_occasions(b), shared_occasions(b, eligible=eligible)
    assert without.p_upper[0] < 0.15
    assert given_.p_upper[0] == pytest.approx(1)
    with pytest.raises(InputError) as caught:
        shared_occasions(b, eligible=1 - b)
    assert caught.value.slug == "present-but-not-eligible"
