"""Monroe, Colaresi & Quinn 2008: which words set two communities apart."""

from collections import Counter
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.compare.keyness import log_odds
from qda.errors import InputError

counts = st.dictionaries(st.sampled_from(list("停车电梯绿化党员协商物业")), st.integers(0, 60), max_size=12)


def test_two_words_by_hand() -> None:
    parking, talking = log_odds({"停车": 30, "协商": 10}, {"停车": 10, "协商": 30}, prior_size=20)
    delta = log(40 / 20) - log(20 / 40)
    assert parking.word == "停车" and parking.log_odds == pytest.approx(delta)
    assert parking.z == pytest.approx(delta / sqrt(1 / 40 + 1 / 20))
    assert talking.z == pytest.approx(-parking.z)


def test_rare_and_everywhere_words_do_not_lead() -> None:
    a = Counter({"的": 900, "加装电梯": 60, "独有一次": 1, "会议": 100})
    b = Counter({"的": 880, "加装电梯": 5, "会议": 95, "停车位": 55})
    ranked = [k.word for k in log_odds(a, b)]
    assert ranked[0] == "加装电梯" and ranked[-1] == "停车位"


def test_a_background_corpus_shapes_the_prior() -> None:
    a, b = {"协商": 8, "电梯": 2}, {"协商": 4, "电梯": 6}
    plain = {k.word: k.log_odds for k in log_odds(a, b, prior_size=10)}
    pulled = {k.word: k.log_odds for k in log_odds(a, b, background={"协商": 1, "电梯": 99}, prior_size=10)}
    assert pulled["协商"] != pytest.approx(plain["协商"])
    assert log_odds(a, b, background={"协商": 1})


@given(counts, counts)
def test_swapping_the_groups_turns_the_ranking_over(a, b) -> None:
    forward = {k.word: k.z for k in log_odds(a, b)}
    backward = {k.word: k.z for k in log_odds(b, a)}
    assert forward.keys() == backward.keys()
    assert all(forward[word] == pytest.approx(-backward[word], abs=1e-9) for word in forward)


def test_nothing_to_compare() -> None:
    assert log_odds({}, {}) == ()
    assert log_odds({"协商": 5}, {"协商": 2}) == ()
    assert log_odds({"协商": 5, "电梯": 1}, {})


def test_faults_in_use() -> None:
    with pytest.raises(InputError):
        log_odds({"协商": -1}, {"协商": 2})
    with pytest.raises(InputError):
        log_odds({"协商": 1}, {"协商": 2}, prior_size=0)
