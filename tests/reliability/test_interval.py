"""Intervals over documents: what they equal on simple statistics, what they refuse, and that they are quick."""

import time

import numpy as np
import pytest

from qda.errors import InputError, UnknownName
from qda.reliability.binary import krippendorff_alpha
from qda.reliability.interval import agreement_with_interval, document_bootstrap


def share(t):
    return np.divide(t[..., 0], t[..., 1], out=np.full(t.shape[:-1], np.nan), where=t[..., 1] > 0)


def coders(documents, units, error, seed=0):
    """Two coders and the document of each unit; error: a chance of error for each document."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(documents), units)
    truth = rng.random(documents * units) < 0.4
    a = truth ^ (rng.random(len(truth)) < error[place])
    b = truth ^ (rng.random(len(truth)) < error[place])
    return a.astype(int), b.astype(int), [f"会议{d:02d}" for d in place]


def test_few_documents_take_the_jackknife_which_is_students_t_for_a_mean() -> None:
    from scipy import stats

    values = np.array([0.1, 0.4, 0.35, 0.8, 0.55])
    counts = np.column_stack([values, np.ones(5)])
    found = document_bootstrap(share, counts, rng=np.random.default_rng(0), bounds=(0, 1))
    low, high = stats.t.interval(0.95, 4, values.mean(), values.std(ddof=1) / np.sqrt(5))
    assert found.method == "jackknife"
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(("method", "theirs"), [("bca", "BCa"), ("percentile", "percentile")])
def test_many_documents_against_scipy(method, theirs) -> None:
    from scipy import stats

    values = np.random.default_rng(1).gamma(2.0, 1.0, 60)
    counts = np.column_stack([values, np.ones(60)])
    found = document_bootstrap(
        share, counts, draws=20_000, rng=np.random.default_rng(2), method=method, bounds=(0.0, 99.0)
    )
    other = stats.bootstrap((values,), np.mean, n_resamples=20_000, method=theirs, rng=np.random.default_rng(3))
    assert found.low == pytest.approx(other.confidence_interval.low, abs=0.02)
    assert found.high == pytest.approx(other.confidence_interval.high, abs=0.02)


def test_hard_and_easy_documents_widen_the_interval() -> None:
    alike = coders(30, 20, np.full(30, 0.15))
    unlike = coders(30, 20, np.where(np.arange(30) % 3 == 0, 0.40, 0.025))
    widths = []
    for a, b, documents in (alike, unlike):
        value, low, high = agreement_with_interval(a, b, documents, rng=np.random.default_rng(0))
        assert low < value < high
        widths.append(high - low)
    assert widths[1] > 1.3 * widths[0]


def test_one_document_gives_a_value_without_limits() -> None:
    value, low, high = agreement_with_interval([1, 0, 1, 0], [1, 0, 0, 0], ["a"] * 4, rng=np.random.default_rng(0))
    assert value is not None and low is None and high is None


def test_nothing_at_all_and_no_variation_give_none() -> None:
    rng = np.random.default_rng(0)
    assert agreement_with_interval([], [], [], rng=rng) == (None, None, None)
    assert agreement_with_interval([0] * 30, [0] * 30, [str(i) for i in range(30)], rng=rng) == (None, None, None)


def test_a_code_in_one_document_only_has_no_limits() -> None:
    a = [1, 1, 0] + [0] * 57
    b = [1, 0, 0] + [0] * 57
    counts = np.array([[1, 1, 0, 1]] + [[0, 0, 0, 3]] * 19, dtype=float)
    found = document_bootstrap(krippendorff_alpha, counts, rng=np.random.default_rng(0), method="bca")
    assert found.value is not None and found.low is None and "too few documents" in found.reason
    documents = [str(i // 3) for i in range(60)]
    assert agreement_with_interval(a, b, documents, rng=np.random.default_rng(0))[1:] == (None, None)


def test_perfect_agreement_has_no_limits_of_certainty() -> None:
    a = [1, 0, 1, 0] * 12
    assert agreement_with_interval(a, a, [str(i // 2) for i in range(48)], rng=np.random.default_rng(0)) == (
        1,
        None,
        None,
    )


def test_same_generator_same_limits_and_unit_order_is_irrelevant() -> None:
    a, b, documents = coders(25, 12, np.full(25, 0.1))
    first = agreement_with_interval(a, b, documents, rng=np.random.default_rng(5))
    order = np.random.default_rng(9).permutation(len(a))
    again = agreement_with_interval(a[order], b[order], [documents[i] for i in order], rng=np.random.default_rng(5))
    assert first == again


def test_forty_codes_in_one_call_are_quick() -> None:
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 9, (60, 40, 4)).astype(float)
    start = time.perf_counter()
    found = document_bootstrap(krippendorff_alpha, counts, draws=2000, rng=rng)
    assert time.perf_counter() - start < 3
    assert len(found) == 40 and all(i.low < i.value < i.high for i in found)


@pytest.mark.slow
def test_coverage_with_hard_and_easy_documents() -> None:
    """400 runs, 20 documents of 15 units, error on the logit scale with sd .8: at least .90 of a nominal .95."""
    rng = np.random.default_rng(3)

    def tables(runs):
        chance = 1 / (1 + np.exp(-(-2 + 0.8 * rng.standard_normal((runs, 20, 1)))))
        truth = rng.random((runs, 20, 15)) < 0.4
        a, b = (truth ^ (rng.random(truth.shape) < chance) for _ in range(2))
        return np.stack([(a & b).sum(2), (a & ~b).sum(2), (~a & b).sum(2), (~a & ~b).sum(2)], -1).astype(float)

    target = krippendorff_alpha(tables(4000).sum((0, 1)))
    covered = 0
    for counts in tables(400):
        found = document_bootstrap(krippendorff_alpha, counts, draws=800, rng=rng)
        covered += found.low <= target <= found.high
    assert covered / 400 > 0.90


def test_faults_in_use() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(UnknownName):
        agreement_with_interval([1], [1], ["a"], statistic="holsti", rng=rng)
    with pytest.raises(InputError):
        agreement_with_interval([1, 0], [1, 0], ["a"], rng=rng)
    with pytest.raises(UnknownName):
        document_bootstrap(share, np.ones((3, 2)), rng=rng, method="studentised")  # type: ignore[arg-type]
