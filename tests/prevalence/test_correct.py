"""The corrected share: post-stratification, its pseudo-outcome form, what is refused, and coverage."""

import numpy as np
import pytest

from qda.errors import InputError
from qda.prevalence.correct import corrected_share
from qda.prevalence.interval import wilson


def corpus(seed, n=600, share=0.15, sensitivity=0.6, specificity=0.9, labels=150, documents=10, over=None):
    """Machine and human labels, probabilities, truth and documents; over: share of labels among machine hits."""
    rng = np.random.default_rng(seed)
    place = np.arange(n) % documents
    odds = np.log(share / (1 - share)) + 0.5 * rng.standard_normal(documents)
    truth = rng.random(n) < (1 / (1 + np.exp(-odds)))[place]
    machine = np.where(truth, rng.random(n) < sensitivity, rng.random(n) >= specificity)
    chance = np.full(n, labels / n)
    drawn = rng.choice(n, labels, replace=False)
    if over is not None:
        hits, rest = np.flatnonzero(machine), np.flatnonzero(~machine)
        k = min(len(hits), int(labels * over))
        chance[hits], chance[rest] = k / len(hits), (labels - k) / len(rest)
        drawn = np.concatenate([rng.choice(hits, k, replace=False), rng.choice(rest, labels - k, replace=False)])
    human = [None] * n
    for i in drawn:
        human[i] = int(truth[i])
    return machine.astype(int).tolist(), human, chance.tolist(), truth, [f"会议{d}" for d in place]


def test_post_stratification_by_hand() -> None:
    machine = [1] * 40 + [0] * 160
    human = [1] * 8 + [0] * 2 + [None] * 30 + [1] * 2 + [0] * 38 + [None] * 120
    found = corrected_share(machine, human, [0.25] * 200)
    assert found.machine == 0.2
    assert found.corrected.value == pytest.approx(0.2 * 0.8 + 0.8 * 0.05)
    l1, u1 = wilson(0.8 * 10 / 0.75, 10 / 0.75)
    l0, u0 = wilson(0.05 * 40 / 0.75, 40 / 0.75)
    assert found.corrected.low == pytest.approx(0.2 - np.hypot(0.2 * (0.8 - l1), 0.8 * (0.05 - l0)))
    assert found.corrected.high == pytest.approx(0.2 + np.hypot(0.2 * (u1 - 0.8), 0.8 * (u0 - 0.05)))
    assert found.labels_only.value == pytest.approx(10 / 50)
    assert (found.segments, found.labelled, found.machine_positives, found.human_positives) == (200, 50, 40, 10)
    assert found.warning == ""


def test_equals_the_pseudo_outcome_form_with_the_best_lambda() -> None:
    machine, human, chance, _, _ = corpus(1)
    f = np.array(machine, dtype=float)
    r = np.array([h is not None for h in human], dtype=float)
    y = np.array([h or 0 for h in human], dtype=float)
    w = r / np.array(chance)
    slope = np.cov(y[r == 1], f[r == 1])[0, 1] / f[r == 1].var(ddof=1)
    theta = slope * f.mean() + (w * (y - slope * f)).sum() / w.sum()
    assert corrected_share(machine, human, chance).corrected.value == pytest.approx(theta, abs=1e-12)


def test_everything_labelled_is_the_truth_without_error() -> None:
    machine, _, _, truth, documents = corpus(2, n=80, labels=40)
    found = corrected_share(machine, truth.astype(int).tolist(), [1.0] * 80, documents=documents)
    assert found.corrected.value == found.corrected.low == found.corrected.high == pytest.approx(truth.mean())
    assert found.communities.low < found.communities.value < found.communities.high


def test_a_sample_richer_in_hits_is_weighted_back() -> None:
    found = []
    for seed in range(30):
        machine, human, chance, truth, _ = corpus(seed, over=0.7)
        found.append(corrected_share(machine, human, chance).corrected.value - truth.mean())
        labelled = [h for h in human if h is not None]
        assert np.mean(labelled) > truth.mean() + 0.1
    assert abs(np.mean(found)) < 0.02


def test_labels_without_a_probability_are_counted_and_not_used() -> None:
    machine, human, chance, _, _ = corpus(3)
    before = corrected_share(machine, human, chance)
    free = [i for i, h in enumerate(human) if h is None][:50]
    for i in free:
        human[i], chance[i] = 1, None
    after = corrected_share(machine, human, chance)
    assert after.unusable == 50
    assert after.corrected == before.corrected


def test_refused_below_the_minima_with_a_reason() -> None:
    machine = [1] * 50 + [0] * 150
    human = [1] * 20 + [None] * 30 + [0] * 9 + [None] * 141
    found = corrected_share(machine, human, [0.1] * 200)
    assert found.corrected.value is None and found.communities.value is None
    assert "机器没给编码的150段中人工编码9段，至少要10段" in found.reason
    assert found.labels_only.value is not None
    assert corrected_share([1, 0], [None, None], [None, None]).labels_only.value is None
    assert corrected_share([], [], []).reason == "没有编码段"


def test_few_labels_among_machine_negatives_are_warned_about() -> None:
    machine = [1] * 50 + [0] * 150
    human = [1] * 20 + [None] * 30 + [0] * 12 + [None] * 138
    assert "只有12段" in corrected_share(machine, human, [0.1] * 200).warning


def test_a_machine_that_never_codes() -> None:
    found = corrected_share([0] * 100, [1] * 5 + [0] * 35 + [None] * 60, [0.4] * 100)
    assert found.machine == 0.0
    assert found.corrected.value == pytest.approx(0.125)
    assert found.corrected == found.labels_only


def test_the_order_of_segments_is_irrelevant() -> None:
    machine, human, chance, _, documents = corpus(4)
    order = np.random.default_rng(0).permutation(len(machine))
    turned = corrected_share(
        [machine[i] for i in order],
        [human[i] for i in order],
        [chance[i] for i in order],
        documents=[documents[i] for i in order],
    )
    straight = corrected_share(machine, human, chance, documents=documents)
    assert turned.corrected.low == pytest.approx(straight.corrected.low, abs=1e-12)
    assert turned.communities.high == pytest.approx(straight.communities.high, abs=1e-12)


@pytest.mark.parametrize(
    ("design", "least"), [({}, 0.92), ({"over": 0.7}, 0.92), ({"share": 0.25, "sensitivity": 0.75}, 0.92)]
)
def test_coverage_of_these_documents(design, least) -> None:
    """250 runs: a nominal .95, within what 250 runs can tell; the machine's own count covers far less."""
    covered = off = 0
    for seed in range(250):
        machine, human, chance, truth, _ = corpus(seed, labels=133, **design)
        found = corrected_share(machine, human, chance)
        covered += found.corrected.low <= truth.mean() <= found.corrected.high
        off += abs(found.machine - truth.mean()) > abs(found.corrected.value - truth.mean())
    assert covered / 250 > least


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (([1, 0], [1], [0.5, 0.5]), "labels-differ-in-length"),
        (([1, 0.3], [1, 0], [0.5, 0.5]), "label-not-binary"),
        (([1, 0], [1, 2], [0.5, 0.5]), "label-not-binary"),
        (([1, 0], [1, 0], [0.5, 0.0]), "probability-out-of-range"),
        (([1, 0], [1, 0], [0.5, 1.5]), "probability-out-of-range"),
    ],
)
def test_faults_in_use(arguments, slug) -> None:
    with pytest.raises(InputError) as fault:
        corrected_share(*arguments)
    assert fault.value.slug == slug
