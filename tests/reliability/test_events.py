"""Two coders read the same segments for who does what to whom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.reliability.events import CodedEvent, event_agreement, event_counts

ACTORS = ("居委会", "物业", "居民")


def seen(*lines: str) -> list[CodedEvent]:
    """Events written as "document source>target relation", or source-target where there is no direction."""
    made = []
    for line in lines:
        document, pair, relation = line.split()
        mark = ">" if ">" in pair else "-"
        source, target = pair.split(mark)
        made.append(CodedEvent(document, f"{document}/1", source, target, relation, mark == ">"))
    return made


def test_three_levels_by_hand() -> None:
    a = seen("甲 居委会>物业 督促", "甲 居民>居委会 反映", "乙 物业-居民 冲突")
    b = seen("甲 居委会>物业 协调", "甲 居委会>居民 反映", "乙 物业-居民 冲突", "丙 居民>物业 反映")
    found = event_agreement(a, b, rng=np.random.default_rng(1), draws=200)
    assert {level: round(interval.value, 3) for level, interval in found.items()} == {
        "pair": round(6 / 7, 3),
        "direction": round(4 / 7, 3),
        "type": round(2 / 7, 3),
    }
    assert all(0 <= one.low <= one.value <= one.high <= 1 for one in found.values() if one.low == one.low)


def test_an_event_given_twice_is_matched_once() -> None:
    twice, once = seen("甲 居委会>物业 督促", "甲 居委会>物业 督促"), seen("甲 居委会>物业 督促")
    assert event_counts(twice, once)[0].tolist() == [[1, 1, 0]] * 3


def test_a_direction_is_no_agreement_with_none() -> None:
    assert event_counts(seen("甲 居委会>物业 督促"), seen("甲 居委会-物业 督促"))[0].tolist() == [
        [1, 0, 0],
        [0, 1, 1],
        [0, 1, 1],
    ]


def test_nothing_seen_says_nothing() -> None:
    assert event_agreement([], [], rng=np.random.default_rng(1)) == {}


events = st.lists(
    st.builds(
        lambda document, pair, relation: CodedEvent(document, document, pair[0], pair[1], relation),
        st.sampled_from("甲乙"),
        st.permutations(ACTORS),
        st.sampled_from(["督促", "反映"]),
    ),
    max_size=12,
)


@given(events, events)
def test_more_to_agree_on_is_never_easier(a: list[CodedEvent], b: list[CodedEvent]) -> None:
    counts = event_counts(a, b)
    assert (np.diff(counts[..., 0], axis=1) <= 0).all()
    assert (event_counts(b, a) == counts[..., [0, 2, 1]]).all()
    same = event_counts(a, a)
    assert (same[..., 1:] == 0).all()


@pytest.mark.parametrize("draws", [50])
def test_limits_are_over_documents(draws: int) -> None:
    a = seen(*(f"{n} 居委会>物业 督促" for n in range(12)))
    b = seen(*(f"{n} 居委会>物业 {'督促' if n % 3 else '协调'}" for n in range(12)))
    found = event_agreement(a, b, rng=np.random.default_rng(2), draws=draws)
    assert found["pair"].value == 1.0
    assert found["type"].low < found["type"].value < found["type"].high
