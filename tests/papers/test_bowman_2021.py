"""Bowman, D. et al. (2021). The mathematical foundations of epistemic network analysis. In: Advances in Quantitative
Ethnography. The accumulation against a loop over lines, the projection against its defining properties."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.network.epistemic import Lines, lines_of, moving_window, pair_order, whole_conversations
from qda.network.epistemic_space import epistemic_space, means_test, sphere


def brute(lines: Lines, window: int | None, forward: int, weighting: str) -> dict:
    """Line by line from the definition."""
    codes = range(lines.coded.shape[1])
    found: dict = {}
    for r in range(len(lines.units)):
        talk = [i for i in range(len(lines.units)) if lines.conversations[i] == lines.conversations[r]]
        at = talk.index(r)
        before = talk[:at] if window is None else talk[max(0, at - window + 1) : at]
        after = talk[at + 1 : at + 1 + forward]
        x = lines.coded[r]
        p, q = lines.coded[before].sum(axis=0), lines.coded[after].sum(axis=0)
        for a, b in combinations(codes, 2):
            value = x[a] * x[b] + x[a] * (p[b] + q[b]) + (p[a] + q[a]) * x[b]
            value += p[a] * q[b] + q[a] * p[b] if forward else 0
            key = (lines.units[r], (a, b))
            found[key] = found.get(key, 0) + (float(value > 0) if weighting == "binary" else value)
    return found


@st.composite
def talk(draw):
    n = draw(st.integers(1, 14))
    k = draw(st.integers(2, 4))
    coded = np.array(draw(st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=n, max_size=n)), float)
    pick = lambda words: tuple(draw(st.sampled_from(words)) for _ in range(n))  # noqa: E731
    return Lines(pick("甲乙丙"), pick(["会一", "会二"]), tuple("ABCD"[:k]), coded)


@settings(max_examples=80)
@given(talk(), st.sampled_from([None, 1, 2, 4]), st.integers(0, 2), st.sampled_from(["binary", "sum"]))
def test_moving_window(lines, window, forward, weighting) -> None:
    made = moving_window(lines, window, forward=forward, weighting=weighting)
    expected = brute(lines, window, forward, weighting)
    for u, unit in enumerate(made.units):
        for column, pair in enumerate(made.pairs):
            assert made.values[u, column] == expected[unit, pair]


def test_pairs_stand_in_lower_triangle_order_and_lines_hold_several_codes() -> None:
    assert pair_order(4) == ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
    rows = [("甲", "会", "s1", "赋权"), ("甲", "会", "s1", "监督"), ("乙", "会", "s2", ""), ("乙", "会", "s3", "监督")]
    lines = lines_of(rows)
    assert (lines.units, lines.codes, lines.coded.tolist()) == (
        ("甲", "乙", "乙"),
        ("监督", "赋权"),
        [[1, 1], [0, 0], [1, 0]],
    )
    assert moving_window(lines, 1).values.tolist() == [[0], [1]]  # units sorted: 乙, 甲
    assert moving_window(lines, 2).values.tolist() == [[0], [1]]  # the line without a code takes a place
    assert moving_window(lines, 3).values.tolist() == [[1], [1]]
    assert whole_conversations(lines).values.tolist() == [[0], [1]]
    assert moving_window(lines, 3).pair_names == ("监督 & 赋权",)


def some_units(seed: int = 0, units: int = 30):
    rng = np.random.default_rng(seed)
    rows = []
    for u in range(units):
        lean = np.array([4, 3, 1, 1]) if u % 2 else np.array([1, 1, 3, 4])
        for line in range(12):
            for code in set(rng.choice(list("ABCD"), size=rng.integers(1, 3), p=lean / lean.sum())):
                rows.append((f"u{u:02d}", f"u{u:02d}", line, code))
    rows += [("空", "空", 0, "A")]
    return moving_window(lines_of(rows), 3)


def test_projection_has_its_defining_properties() -> None:
    connections = some_units()
    space = epistemic_space(connections, axes=3)
    normed = sphere(connections.values)
    assert not space.connected[connections.units.index("空")]
    assert np.allclose(space.points[~space.connected], 0)
    assert np.allclose(np.linalg.norm(normed[space.connected], axis=1), 1)
    assert np.allclose(space.points[space.connected].mean(axis=0), 0, atol=1e-12)
    assert np.allclose(space.axes.T @ space.axes, np.eye(3), atol=1e-12)
    covariance = space.points.T @ space.points
    assert np.allclose(covariance - np.diag(np.diag(covariance)), 0, atol=1e-10)
    assert list(space.variance) == sorted(space.variance, reverse=True)
    # all axes together hold all variance
    assert sum(epistemic_space(connections, axes=6).variance) == pytest.approx(1)
    # nodes: the normal equations of the least squares problem
    weights = np.zeros((len(connections.units), 4))
    for column, (a, b) in enumerate(connections.pairs):
        weights[:, a] += normed[:, column] / 2
        weights[:, b] += normed[:, column] / 2
    weights = np.divide(
        weights, weights.sum(1, keepdims=True), out=np.zeros_like(weights), where=weights.any(1)[:, None]
    )
    assert np.allclose(weights.T @ weights @ space.nodes, weights.T @ space.points, atol=1e-10)
    assert np.allclose(space.centroids, weights @ space.nodes)
    i, j = np.triu_indices(int(space.connected.sum()), 1)
    p, c = space.points[space.connected, 0], space.centroids[space.connected, 0]
    assert space.pearson[0] == pytest.approx(np.corrcoef(p[i] - p[j], c[i] - c[j])[0, 1])


def test_means_rotation_puts_the_whole_difference_on_its_first_axis() -> None:
    connections = some_units()
    groups = ["奇" if u[1:].isdigit() and int(u[1:]) % 2 else "偶" for u in connections.units]
    space = epistemic_space(connections, axes=3, groups=groups, between=("奇", "偶"))
    odd = np.array([g == "奇" for g in groups]) & space.connected
    even = np.array([g == "偶" for g in groups]) & space.connected
    difference = space.points[odd].mean(axis=0) - space.points[even].mean(axis=0)
    assert difference[0] > 0
    assert np.allclose(difference[1:], 0, atol=1e-12)
    assert np.allclose(space.axes.T @ space.axes, np.eye(3), atol=1e-12)
    length, p = means_test(connections, groups, ("奇", "偶"), draws=499, rng=np.random.default_rng(1))
    assert length == pytest.approx(difference[0])
    assert p == 1 / 500
    _, none = means_test(connections, sorted(groups), ("奇", "偶"), draws=499, rng=np.random.default_rng(1))
    assert none > 0.05
