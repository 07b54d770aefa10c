"""Comparison of networks by documents: designs and their smallest p, PERMANOVA by hand, largest differences, equal size."""

from itertools import combinations

import numpy as np
import pytest

from qda.compare.pairs import index_differences, pair_rates, permanova, tie_differences
from qda.compare.rarefy import rarefied
from qda.compare.shuffles import require, shuffles
from qda.errors import InputError, NotEstimable


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_smallest_p_of_small_designs() -> None:
    three = shuffles(list("aaabbb"), rng=rng())
    assert (three.ways, three.exact, three.smallest_p) == (20, True, 0.1)
    four = shuffles(list("aaaabbbb"), rng=rng())
    assert (four.ways, four.smallest_p) == (70, 2 / 70)
    unequal = shuffles(list("aabbb"), rng=rng())
    assert (unequal.ways, unequal.smallest_p) == (10, 0.1)
    with pytest.raises(NotEstimable) as caught:
        require(three, "a test")
    assert "20 ways" in str(caught.value) and "0.100" in str(caught.value)
    require(four, "a test")
    with pytest.raises(NotEstimable):
        require(shuffles(list("aaaa"), rng=rng()), "a test")
    large = shuffles(["a"] * 12 + ["b"] * 12, draws=499, rng=rng())
    assert (large.exact, large.smallest_p) == (False, 1 / 500)


def test_strata_are_respected() -> None:
    cases, kinds = list("aabbab"), list("mmmmii")
    design = shuffles(cases, strata=kinds, rng=rng())
    assert design.ways == 6 * 2 and len(design.shuffled) == 12
    for row in design.shuffled:
        assert sorted(row[:4]) == [0, 0, 1, 1] and sorted(row[4:]) == [0, 1]
    assert len({tuple(row) for row in design.shuffled.tolist()}) == 12
    alone = shuffles(list("aaabbb"), strata=list("aaabbb"), rng=rng())  # kind and community are the same
    assert alone.ways == 1 and alone.smallest_p == 1
    with pytest.raises(InputError):
        shuffles(list("ab"), strata=["x"], rng=rng())


def test_permanova_is_an_analysis_of_variance_on_distances() -> None:
    """With one variable F is the F of analysis of variance (scipy), and p that of all permutations."""
    from scipy.stats import f_oneway

    values = np.array([1.0, 2.0, 3.0, 2.5, 4.0, 6.0, 5.0, 7.0])
    cases = list("aaaabbbb")
    found = permanova(values[:, None], shuffles(cases, rng=rng()))
    assert found.f == pytest.approx(f_oneway(values[:4], values[4:]).statistic)
    total = ((values - values.mean()) ** 2).sum()
    within = sum(((part - part.mean()) ** 2).sum() for part in (values[:4], values[4:]))
    assert found.r_squared == pytest.approx(1 - within / total)
    every = [
        f_oneway(values[list(o)], values[[i for i in range(8) if i not in o]]).statistic
        for o in combinations(range(8), 4)
    ]
    assert found.p == pytest.approx(np.mean(np.array(every) >= found.f - 1e-9))


def test_permanova_of_several_variables_and_three_communities() -> None:
    from scipy.spatial.distance import pdist, squareform

    vectors = rng().random((12, 5))
    cases = list("aaaabbbbcccc")
    square = squareform(pdist(vectors)) ** 2
    total = square.sum() / 2 / 12
    within = sum(square[i : i + 4, i : i + 4].sum() / 2 / 4 for i in (0, 4, 8))
    found = permanova(vectors, shuffles(cases, draws=199, rng=rng()))
    assert found.f == pytest.approx(((total - within) / 2) / (within / 9))
    assert len(found.dispersions) == 3


def test_a_difference_of_spread_is_told_from_a_difference_of_place() -> None:
    draw = rng()
    narrow, wide = draw.normal(0, 0.2, (14, 6)), draw.normal(0, 2.0, (14, 6))
    found = permanova(np.vstack([narrow, wide]), shuffles(["a"] * 14 + ["b"] * 14, draws=999, rng=rng()))
    assert found.dispersion_p < 0.01
    assert found.dispersions[0] < found.dispersions[1]


def test_the_largest_difference_holds_the_family() -> None:
    draw = rng()
    vectors = draw.random((16, 10))
    vectors[:8, 3] += 2
    found = tie_differences(vectors, shuffles(["a"] * 8 + ["b"] * 8, rng=rng()))
    assert found[0].pair == 3 and found[0].p_max == pytest.approx(2 / 12870)
    assert found[0].difference == pytest.approx(vectors[:8, 3].mean() - vectors[8:, 3].mean())
    assert all(d.p_max > 0.05 for d in found[1:])
    assert [d.p_max for d in found] == sorted(d.p_max for d in found)
    assert len(tie_differences(draw.random((12, 4)), shuffles(list("aaaabbbbcccc"), draws=99, rng=rng()))) == 4 * 3


def test_indices_are_recomputed_on_shuffled_documents() -> None:
    draw = rng()
    counts = np.triu(draw.integers(0, 3, (10, 5, 5)), 1).astype(float)
    counts = counts + counts.transpose(0, 2, 1)
    cases = list("aaaaabbbbb")
    index = {"ties": lambda stack: (stack > 0).sum(axis=(1, 2)) / 2, "never": lambda stack: np.full(len(stack), np.nan)}
    found = {d.name: d for d in index_differences(counts, shuffles(cases, rng=rng()), index)}
    ties = [(counts[:5].sum(0) > 0).sum() / 2, (counts[5:].sum(0) > 0).sum() / 2]
    assert list(found["ties"].values) == ties
    every = []
    for o in combinations(range(10), 5):
        one, other = list(o), [i for i in range(10) if i not in o]
        every.append(abs((counts[one].sum(0) > 0).sum() - (counts[other].sum(0) > 0).sum()) / 2)
    assert found["ties"].p == pytest.approx(np.mean(np.array(every) >= abs(ties[0] - ties[1]) - 1e-12))
    assert found["never"].p is None and found["never"].values == (None, None)


def test_rates_and_spheres() -> None:
    counts = np.array([[2.0, 0.0], [3.0, 4.0], [1.0, 1.0]])
    assert pair_rates(counts, [4, 10, 0]).tolist() == [[0.5, 0], [0.3, 0.4], [0, 0]]
    np.testing.assert_allclose(pair_rates(counts, [4, 10, 0], sphere=True), [[1, 0], [0.6, 0.8], [0, 0]])


def test_equal_size() -> None:
    draw = rng()
    present = [(draw.random((draw.integers(5, 30), 6)) < 0.4).astype(float) for _ in range(9)]
    cases = list("aaaaaabbb")
    index = {"ties": lambda stack: (stack > 0).sum(axis=(1, 2)) / 2}
    found = {r.case: r for r in rarefied(present, cases, index, draws=50, rng=rng())}
    assert found["a"].documents == found["b"].documents == 3
    assert found["a"].low <= found["a"].median <= found["a"].high
    whole = rarefied(present[6:], cases[6:], index, segments=99, draws=5, rng=rng())[0]
    union = sum(p.T @ p for p in present[6:]) > 0
    assert whole.low == whole.high == (union.sum() - np.trace(union)) / 2
    with pytest.raises(NotEstimable):
        rarefied(present, cases, index, documents=4, rng=rng())
