"""Intervals of mean positions in the epistemic space cover the position that all documents of the kind would have."""

from __future__ import annotations

import numpy as np
import pytest

from qda.errors import NotEstimable
from qda.network.epistemic import Connections, pair_order
from qda.network.epistemic_space import epistemic_space, half_interval, sphere

CODES = tuple("abcdefgh")
PAIRS = pair_order(len(CODES))


def documents(rng: np.random.Generator, n: int, shift: np.ndarray) -> np.ndarray:
    """Connections of documents that differ among each other (log sd 0.8)."""
    rate = np.random.default_rng(5).normal(-0.5, 0.8, len(PAIRS)) + shift + rng.normal(0, 0.8, (n, len(PAIRS)))
    return rng.poisson(np.exp(rate)).astype(float)


@pytest.mark.parametrize("apart", [0.0, 0.8])
def test_coverage_with_few_documents(apart) -> None:
    rng = np.random.default_rng(11)
    n, rounds = 8, 150
    shifts = [np.zeros(len(PAIRS)), np.where(np.arange(len(PAIRS)) < 8, apart, 0.0)]
    truth = [sphere(documents(rng, 20000, shift)).mean(axis=0) for shift in shifts]
    held = np.zeros(2)
    for _ in range(rounds):
        values = np.vstack([documents(rng, n, shift) for shift in shifts])
        units = tuple(f"d{i:02d}" for i in range(2 * n))
        space = epistemic_space(Connections(units, CODES, PAIRS, values))
        centre = sphere(values)[space.connected].mean(axis=0)
        for group, mean in enumerate(truth):
            points = space.points[group * n : (group + 1) * n]
            held += np.abs(points.mean(axis=0) - (mean - centre) @ space.axes) <= half_interval(points)
    assert (held / (2 * rounds) >= 0.90).all(), held / (2 * rounds)


def test_one_unit_has_no_interval() -> None:
    with pytest.raises(NotEstimable):
        half_interval(np.zeros((1, 2)))
