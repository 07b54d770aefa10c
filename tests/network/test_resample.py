"""Intervals, ranks, stability and nulls: their form, and that they hold what they say in small designs. Error rates and
coverage are measured by benchmarks/network_error_rates.py."""

import numpy as np
import pytest

from qda.errors import InputError, NotEstimable
from qda.network.null import activity_null
from qda.network.resample import (
    FEWEST,
    actor_intervals,
    drawn_within,
    ranked,
    resampled_weights,
    stability,
    whole_intervals,
)


def documents(rng: np.random.Generator, number: int, actors: int = 6, segments: int = 15) -> np.ndarray:
    """Documents that differ: counts of shared segments, documents × actors × actors."""
    lean = rng.normal(0, 0.8, (number, 1, actors)) + np.linspace(-2.5, 0, actors)
    there = (rng.random((number, segments, actors)) < 1 / (1 + np.exp(-lean))).astype(float)
    counts = there.transpose(0, 2, 1) @ there
    i = np.arange(actors)
    counts[:, i, i] = 0
    return counts


def test_a_resample_is_a_sum_over_drawn_documents() -> None:
    counts = documents(np.random.default_rng(0), 9)
    drawn = resampled_weights(counts, 50, np.random.default_rng(1))
    weights = np.random.default_rng(1).multinomial(9, np.full(9, 1 / 9), size=50)
    for row, network in zip(weights, drawn, strict=True):
        rebuilt = sum(times * document for times, document in zip(row, counts, strict=True))
        np.testing.assert_allclose(network, rebuilt)


def test_intervals_hold_their_value_and_stay_in_range() -> None:
    counts = documents(np.random.default_rng(0), 12)
    found = whole_intervals(counts, draws=300, rng=np.random.default_rng(1))
    assert found["reciprocity"].value is None  # undirected: not defined, never 0
    for name, one in found.items():
        if one.value is not None:
            assert one.low is not None and one.high is not None
            assert 0 <= one.low <= one.value <= one.high, name
    assert found["density"].high <= 1
    same = whole_intervals(counts, draws=300, rng=np.random.default_rng(1))
    assert same == found


def test_identical_documents_leave_nothing_open() -> None:
    counts = np.repeat(documents(np.random.default_rng(2), 1), 10, axis=0)
    found = whole_intervals(counts, names=("mean_weight", "density"), draws=100, rng=np.random.default_rng(0))
    for one in found.values():
        assert one.low == pytest.approx(one.value) == pytest.approx(one.high)
    assert stability(counts, rng=np.random.default_rng(0)) == pytest.approx(0.8)


def test_few_documents_are_refused() -> None:
    counts = documents(np.random.default_rng(0), FEWEST - 1)
    for ask in (whole_intervals, actor_intervals, stability):
        with pytest.raises(NotEstimable):
            ask(counts, rng=np.random.default_rng(0))


def test_ranks_are_intervals() -> None:
    assert ranked(np.array([[3.0, 1.0, 3.0, np.nan]])).tolist() == [[1.5, 3, 1.5, 4]]
    counts = documents(np.random.default_rng(0), 20)
    found = actor_intervals(counts, names=("strength", "constraint"), draws=300, top=2, rng=np.random.default_rng(1))
    strongest = min(found["strength"], key=lambda pair: pair[1].rank)
    assert strongest[1].rank == 1 and strongest[1].low <= 1 <= strongest[1].high
    assert sum(rank.top for _, rank in found["strength"]) == pytest.approx(2, abs=0.2)
    # little constraint ranks high
    values = [interval.value for interval, _ in found["constraint"]]
    assert found["constraint"][int(np.argmin(values))][1].rank == 1


def test_noise_is_not_stable_and_structure_is() -> None:
    rng = np.random.default_rng(0)
    noise = (rng.random((16, 8, 8)) < 0.15).astype(float)
    noise = np.triu(noise, 1) + np.triu(noise, 1).transpose(0, 2, 1)
    assert stability(noise, draws=200, rng=rng) < stability(documents(rng, 16), draws=200, rng=rng)


def test_activity_null_holds_its_level_and_sees_a_pair_that_seeks_each_other() -> None:
    rng = np.random.default_rng(3)
    chance = 1 / (1 + np.exp(-(rng.normal(0, 1, (6, 1)) + rng.normal(0, 0.5, (1, 40)))))
    uppers = []
    for _ in range(40):
        there = (rng.random((6, 40)) < chance).astype(float)
        uppers.append(activity_null(there, ("strength",), draws=99, rng=rng)["strength"].p_upper)
    assert 0.3 < float(np.mean(uppers)) < 0.7
    there = np.zeros((4, 24))
    there[0, :8] = there[1, :8] = 1  # always together
    there[2, 8:16] = there[3, 16:] = 1
    found = activity_null(there, ("strength", "density"), draws=199, rng=rng)
    assert found["strength"].value[0] == 8
    assert (found["strength"].low <= found["strength"].mean).all()
    assert (found["strength"].mean <= found["strength"].high).all()
    assert found["density"].value.shape == (1,)


def test_documents_are_drawn_within_large_strata_only() -> None:
    counts = documents(np.random.default_rng(0), 2 * FEWEST)
    even = ["a"] * FEWEST + ["b"] * FEWEST
    parts = drawn_within(even, len(counts))
    assert [part.tolist() for part in parts] == [list(range(FEWEST)), list(range(FEWEST, 2 * FEWEST))]
    sizes = np.zeros((2 * FEWEST, 2))
    sizes[:FEWEST, 0] = sizes[FEWEST:, 1] = 1
    drawn = resampled_weights(sizes, 40, np.random.default_rng(1), parts)
    assert (drawn == FEWEST).all(), "every resample has as many documents of each stratum"
    (whole,) = drawn_within(["a"] * (FEWEST + 1) + ["b"] * (FEWEST - 1), len(counts))
    assert len(whole) == 2 * FEWEST, "a stratum too small: all documents alike"
    with pytest.raises(InputError) as caught:
        whole_intervals(counts, draws=10, strata=["a"], rng=np.random.default_rng(0))
    assert caught.value.slug == "documents-differ-in-length"


def test_strata_that_differ_are_chance_only_where_they_are_not_drawn_within() -> None:
    """Documents alike within two communities: nothing is open within them, much is between."""
    rng = np.random.default_rng(0)
    one, other = (np.repeat(documents(rng, 1), FEWEST, axis=0) for _ in range(2))
    counts = np.concatenate([one, other])
    even = ["a"] * FEWEST + ["b"] * FEWEST
    ask = {"names": ("mean_weight",), "draws": 200}
    within = whole_intervals(counts, strata=even, rng=np.random.default_rng(0), **ask)["mean_weight"]
    assert within.low == pytest.approx(within.value) == pytest.approx(within.high)
    across = whole_intervals(counts, rng=np.random.default_rng(0), **ask)["mean_weight"]
    assert across.low < across.value < across.high
