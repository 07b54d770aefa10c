"""Drawing: every segment has the chance that is stored, every document is reached, double coding as asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError, UsageError
from qda.prevalence.plan import correlation, segments_needed
from qda.prevalence.sample import Candidate, draw, shared_out


def corpus(sizes=((30, 12, 3, 40), (60, 25)), hit=0.25, seed=0) -> list[Candidate]:
    """Two communities (甲, 乙) with documents of so many segments; a quarter of the segments is machine-coded."""
    rng = np.random.default_rng(seed)
    return [
        Candidate(f"{case}{d}-{i:02d}", f"{case}会议{d}", case, i, bool(rng.random() < hit))
        for case, documents in zip("甲乙", sizes, strict=True)
        for d, n in enumerate(documents)
        for i in range(n)
    ]


@pytest.mark.parametrize(("allocation", "hits"), [("equal", None), ("proportional", 0.6)])
def test_the_stored_chance_is_the_chance(allocation, hits) -> None:
    candidates, times = corpus(), {}
    for seed in range(4000):
        for one in draw(candidates, 40, rng=np.random.default_rng(seed), allocation=allocation, hits=hits):
            n, _ = times.get(one.candidate.segment_id, (0, 0.0))
            times[one.candidate.segment_id] = (n + 1, one.probability)
    assert len(times) == len(candidates)
    off = [(n / 4000 - p) / np.sqrt(p * (1 - p) / 4000) for n, p in times.values() if p < 1]
    assert np.mean(np.square(off)) < 1.3 and np.abs(off).max() < 4.5
    assert sum(p for _, p in times.values()) == pytest.approx(40)


def test_every_document_is_reached_and_numbers_are_as_asked() -> None:
    for seed in range(50):
        drawn = draw(corpus(), 40, rng=np.random.default_rng(seed))
        assert len(drawn) == 40 and len({d.candidate.segment_id for d in drawn}) == 40
        assert [sum(d.candidate.case_id == case for d in drawn) for case in "甲乙"] == [20, 20]
        assert len({d.candidate.document_id for d in drawn}) == 6
    rich = draw(corpus(), 40, rng=np.random.default_rng(1), hits=0.5)
    assert 15 <= sum(d.candidate.hit for d in rich) <= 24


def test_everything_where_there_is_no_more() -> None:
    drawn = draw(corpus(), 1000, rng=np.random.default_rng(0))
    assert len(drawn) == len(corpus()) and {d.probability for d in drawn} == {1.0}
    with pytest.raises(UsageError):
        draw(corpus(), 1, rng=np.random.default_rng(0))


def test_the_order_of_the_candidates_is_irrelevant() -> None:
    candidates = corpus()
    shuffled = [candidates[i] for i in np.random.default_rng(5).permutation(len(candidates))]
    assert draw(candidates, 30, rng=np.random.default_rng(2)) == draw(shuffled, 30, rng=np.random.default_rng(2))


@given(
    st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4), min_size=1, max_size=2),
    st.integers(2, 60),
    st.integers(0, 9),
)
def test_any_corpus_gives_the_size_and_chances_that_sum_to_it(sizes, size, seed) -> None:
    candidates = corpus(sizes=[*sizes, [3]][:2], seed=seed)
    drawn = draw(candidates, size, rng=np.random.default_rng(seed), hits=0.5 if seed % 2 else None)
    assert len(drawn) == min(size, len(candidates))
    assert all(0 < d.probability <= 1 for d in drawn)


def test_double_coding() -> None:
    drawn = draw(corpus(), 40, rng=np.random.default_rng(0))
    first, second = map(set, shared_out(drawn, ("张", "李"), 0.25, np.random.default_rng(0)))
    assert len(first & second) == 10 and first | second == set(range(40)) and len(first) == len(second) == 25
    assert shared_out(drawn, ("张",), 0.25, np.random.default_rng(0)) == [list(range(40))]


def test_segments_needed() -> None:
    # Cochran 1977, chapter 4: p .5, w .05, 95% gives 385 from a large population; 278 from 1,000.
    assert segments_needed(0.5, 0.05, 10_000_000) == 385
    assert segments_needed(0.5, 0.05, 1000) == 278
    assert segments_needed(0.5, 0.05, 10_000_000, correlation=0.6) == 246
    assert segments_needed(0.0, 0.05, 500) == 20 and segments_needed(0.1, 0.05, 12) == 12
    with pytest.raises(InputError):
        segments_needed(0.1, 5, 500)
    assert correlation([1, 0, 1, 0], [1, 0, 1, 0]) == pytest.approx(1.0)
    assert correlation([1, 0], [1, 1]) is None and correlation([], []) is None
