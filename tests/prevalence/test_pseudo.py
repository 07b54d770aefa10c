"""DSL and PPI++: where they must equal post-stratification, and how often their intervals hold."""

import numpy as np
import pytest

from qda.errors import UnknownName
from qda.prevalence.correct import Estimate, corrected_share
from qda.prevalence.pseudo import difference, share_by


def corpus(seed, n=500, share=0.2, sensitivity=0.7, specificity=0.92, labels=200, rich=False):
    """Machine and human labels, chances, truth and documents; rich: half of the labels from machine hits."""
    rng = np.random.default_rng(seed)
    truth = rng.random(n) < share
    machine = np.where(truth, rng.random(n) < sensitivity, rng.random(n) >= specificity)
    chance = np.full(n, labels / n)
    if rich:
        hits = int(machine.sum())
        k = min(hits, labels // 2)
        chance = np.where(machine, k / hits, (labels - k) / (n - hits))
    drawn = np.concatenate([
        rng.choice(np.flatnonzero(machine == m), round(chance[machine == m].sum()), replace=False) for m in (True, False)
    ]) if rich else rng.choice(n, labels, replace=False)  # fmt: skip
    human = [None] * n
    for i in drawn:
        human[i] = int(truth[i])
    return machine.astype(int).tolist(), human, chance.tolist(), truth, [f"会议{i % 20}" for i in range(n)]


def test_equals_post_stratification_for_equal_chances() -> None:
    machine, human, chance, _, _ = corpus(1)
    assert share_by("ppi", machine, human, chance).corrected.value == pytest.approx(
        corrected_share(machine, human, chance).corrected.value, abs=1e-12
    )
    assert share_by("post-stratified", machine, human, chance) == corrected_share(machine, human, chance)


def test_dsl_by_hand() -> None:
    machine, human, chance = [1] * 10 + [0] * 30, [1, 1, 0, *[None] * 7, 1, *[0] * 11, *[None] * 18], [0.375] * 40
    found = share_by("dsl", machine, human, chance)
    assert found.corrected.value == pytest.approx(0.25 + (3 - 3) / 15)
    residual = [0, 0, -1, 1, *[0] * 11]
    half = 1.959964 * np.sqrt((1 - 0.375) * np.var(residual, ddof=1) / 15)
    assert found.corrected.high - found.corrected.value == pytest.approx(half, abs=1e-6)


@pytest.mark.parametrize(("method", "rich"), [("ppi", False), ("dsl", False), ("ppi", True), ("post-stratified", True)])
def test_intervals_hold(method, rich) -> None:
    held, errors = [], []
    for seed in range(400):
        machine, human, chance, truth, documents = corpus(seed, rich=rich)
        found = share_by(method, machine, human, chance, documents=documents)
        held.append(found.corrected.low <= truth.mean() <= found.corrected.high)
        errors.append(found.corrected.value - truth.mean())
    assert 0.92 <= np.mean(held) <= 0.99
    assert abs(np.mean(errors)) < 0.004


def test_refusals_are_the_same_and_methods_are_known() -> None:
    assert share_by("ppi", [1, 0], [None, None], [None, None]).reason
    with pytest.raises(UnknownName):
        share_by("magic", [1], [1], [1.0])


def test_difference() -> None:
    d = difference(Estimate(0.3, 0.2, 0.45), Estimate(0.1, 0.05, 0.2))
    assert d.value == pytest.approx(0.2)
    assert d.low == pytest.approx(0.2 - np.hypot(0.1, 0.1)) and d.high == pytest.approx(0.2 + np.hypot(0.15, 0.05))
    assert difference(Estimate(None, None, None), Estimate(0.1, 0, 1)).value is None
    assert difference(Estimate(0.2, None, None), Estimate(0.1, 0, 1)) == Estimate(pytest.approx(0.1), None, None)
