"""A machine beside people."""

import numpy as np
import pytest

from qda.reliability.machine import beside_people, copies
from qda.reliability.nominal import krippendorff_alpha


def coders(error, documents=12, units=30, seed=0):
    """One code; people and the machine, each with its chance of error; codes × units × coders, and the documents."""
    rng = np.random.default_rng(seed)
    truth = rng.random(documents * units) < 0.35
    said = np.stack([truth ^ (rng.random(len(truth)) < e) for e in error], axis=1).astype(int)
    return said[None], np.repeat(np.arange(documents), units)


def test_means_of_pairwise_alphas() -> None:
    said, documents = coders([0.05, 0.1, 0.15, 0.1])
    found = beside_people(said[:, :, :3], said[:, :, 3], documents, rng=np.random.default_rng(0))[0]

    def pair(g, h):
        return krippendorff_alpha(said[0][:, [g, h]])

    assert found.people == pytest.approx((pair(0, 1) + pair(0, 2) + pair(1, 2)) / 3)
    assert found.machine == pytest.approx((pair(0, 3) + pair(1, 3) + pair(2, 3)) / 3)
    assert found.difference.value == pytest.approx(found.machine - found.people)
    assert (found.units, found.difference.method) == (360, "jackknife")


def test_a_machine_like_a_person_and_a_machine_worse_than_people() -> None:
    for machine, inside in ((0.08, True), (0.4, False)):
        said, documents = coders([0.08, 0.08, machine], documents=25)
        found = beside_people(said[:, :, :2], said[:, :, 2], documents, draws=500, rng=np.random.default_rng(0))[0]
        assert found.difference.method == "bca"
        assert (found.difference.low < 0 < found.difference.high) == inside


def test_a_code_that_nobody_used_is_undefined() -> None:
    nothing = np.zeros((1, 40, 2), dtype=int)
    found = beside_people(nothing, nothing[:, :, 0], np.arange(40) // 10, rng=np.random.default_rng(0))[0]
    assert (found.people, found.machine, found.difference.value, found.difference.low) == (None, None, None, None)


def test_a_machine_that_copies_a_person() -> None:
    said, _ = coders([0.1, 0.1])
    first, second = said[:, :, 0], said[:, :, 1]
    assert copies(first, first, [second])
    assert not copies(second, first, [second])
    assert not copies(first, first, [first])
    assert not copies(first * 0, first * 0, [second])
