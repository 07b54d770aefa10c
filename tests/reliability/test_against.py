"""A coder against a reference."""

import numpy as np
import pytest

from qda.reliability.against import against_reference


def judged(coder, reference, documents=None):
    documents = documents or [f"d{i % 4}" for i in range(len(coder))]
    return against_reference(coder, reference, documents, draws=500, rng=np.random.default_rng(1))


def test_against_scikit_learn() -> None:
    from sklearn.metrics import precision_recall_fscore_support

    rng = np.random.default_rng(2)
    reference = (rng.random(300) < 0.3).astype(int)
    coder = np.where(rng.random(300) < 0.8, reference, 1 - reference)
    found = judged(coder, reference, [f"会议{i // 10}" for i in range(300)])
    precision, recall, f1, _ = precision_recall_fscore_support(reference, coder, average="binary")
    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1))
    assert found.low < found.f1 < found.high
    assert (found.n, found.documents, found.hits) == (300, 30, int((reference * coder).sum()))


def test_a_coder_that_finds_nothing_has_no_precision_but_recall_zero() -> None:
    found = judged([0, 0, 0, 0], [1, 0, 1, 0])
    assert (found.precision, found.recall, found.f1) == (None, 0.0, 0.0)


def test_nothing_to_find_leaves_recall_and_f1_undefined() -> None:
    found = judged([1, 0, 0, 0], [0, 0, 0, 0])
    assert (found.precision, found.recall, found.f1, found.low) == (0.0, None, None, None)


def test_no_units() -> None:
    found = judged([], [])
    assert (found.n, found.precision, found.recall, found.f1) == (0, None, None, None)
    assert found.reason
