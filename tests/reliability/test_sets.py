"""Agreement on sets of codes."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.reliability.sets import jaccard_distance, masi_distance, set_agreement

CODERS = [
    "a ab bc c abc b ac a".split(),
    "a a bd c ab c ac ab".split(),
    "ab ab b c abc b a d".split(),
]
UNITS = [[frozenset(word) for word in unit] for unit in zip(*CODERS, strict=True)]
codes = st.frozensets(st.sampled_from("abcd"))


def found(units, documents=None):
    return set_agreement(
        units, np.array(documents or range(len(units)), dtype=int), draws=200, rng=np.random.default_rng(0)
    )


def test_distances_of_the_paper() -> None:
    """Passonneau 2006: M is 1, 2/3, 1/3 or 0."""
    a, b = frozenset("ab"), frozenset("abc")
    assert jaccard_distance(a, b) == pytest.approx(1 / 3)
    assert masi_distance(a, b) == pytest.approx(1 - 2 / 3 * 2 / 3)
    assert masi_distance(frozenset("ab"), frozenset("bc")) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(frozenset("a"), frozenset("b")) == 1
    nothing: frozenset[str] = frozenset()
    assert jaccard_distance(nothing, nothing) == masi_distance(nothing, nothing) == 0
    assert jaccard_distance(nothing, a) == masi_distance(nothing, a) == 1


def test_alpha_against_nltk() -> None:
    """Recorded from nltk 3.10.4, AnnotationTask(…).alpha() on the same data; benchmarks/reliability_oracles.py reruns it."""
    result = found(UNITS)
    assert result.jaccard.value == pytest.approx(0.3843012704174228, abs=1e-12)
    assert result.masi.value == pytest.approx(0.33279613215149073, abs=1e-12)


@given(st.lists(st.lists(st.none() | codes, min_size=3, max_size=3), min_size=1, max_size=8))
def test_alpha_against_a_loop_over_pairs(units) -> None:
    pairable = [[s for s in unit if s is not None] for unit in units]
    pairable = [unit for unit in pairable if len(unit) > 1]
    every = [s for unit in pairable for s in unit]
    n = len(every)
    expected = sum(masi_distance(a, b) for a, b in permutations(every, 2)) / (n * (n - 1)) if n else 0
    value = found(units).masi.value
    if expected < 1e-12:
        assert value is None
        return
    observed = sum(masi_distance(a, b) / (len(u) - 1) for u in pairable for a, b in permutations(u, 2)) / n
    assert value == pytest.approx(1 - observed / expected, abs=1e-9)


def test_empty_sets_do_not_raise_similarity() -> None:
    nothing: frozenset[str] = frozenset()
    one, two = frozenset("a"), frozenset("b")
    result = found([[one, two], *[[nothing, nothing]] * 9])
    assert (result.units, result.any_code, result.exact, result.similarity) == (10, 1, 0.9, 0.0)


def test_nothing_shared_and_nothing_coded() -> None:
    nothing: frozenset[str] = frozenset()
    apart = found([[nothing, None], [None, frozenset("a")]])
    assert (apart.units, apart.exact, apart.jaccard.value, apart.masi.value) == (0, None, None, None)
    empty = found([[nothing, nothing]] * 5)
    assert (empty.exact, empty.similarity, empty.jaccard.value) == (1.0, None, None)
