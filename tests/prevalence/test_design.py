"""Counting codes: parents once a segment, polarity by precedence, zeros said, three states kept apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError
from qda.prevalence.design import UnitCodes, count_codes

ROLL_UP = {"嵌入": ("嵌入", "组织嵌入", "关系嵌入"), "组织嵌入": ("组织嵌入",), "关系嵌入": ("关系嵌入",)}
CODES = ["嵌入", "组织嵌入", "关系嵌入"]

# Segment, document, community, text, codes with polarity.
SEGMENTS = [
    ("s1", "会议一", "甲社区", "支部书记进了业委会，邻里也熟了。", {"组织嵌入": "realised", "关系嵌入": "planned"}),
    ("s2", "会议一", "甲社区", "大家要多走动。", {"关系嵌入": "demanded"}),
    ("s3", "会议二", "甲社区", "今天先散会。", {}),
    ("s4", "会议三", "乙社区", "业委会没有党员。", {"组织嵌入": "denied"}),
    ("s5", "会议三", "乙社区", "说不准。", {"嵌入": None}),
]


def units(rows=SEGMENTS):
    return [UnitCodes(s, d, c, len(text), codes) for s, d, c, text, codes in rows]


def counted(case, code):
    return next(c for c in count_codes(units(), CODES, ROLL_UP) if (c.case_id, c.code_id) == (case, code))


def test_a_parent_counts_a_segment_once() -> None:
    found = counted("甲社区", "嵌入")
    assert (found.coded_segments, found.seen_segments) == (2, 3)
    assert (found.coded_documents, found.seen_documents) == (1, 2)
    assert found.characters == len("支部书记进了业委会，邻里也熟了。") + len("大家要多走动。") + len("今天先散会。")


def test_polarity_of_a_parent_is_the_first_in_precedence() -> None:
    assert counted("甲社区", "嵌入").by_polarity == {"realised": 1, "planned": 0, "demanded": 1, "denied": 0}
    assert counted("甲社区", "关系嵌入").by_polarity == {"realised": 0, "planned": 1, "demanded": 1, "denied": 0}


def test_a_polarity_not_judged_is_in_none_of_the_four() -> None:
    found = counted("乙社区", "嵌入")
    assert found.coded_segments == 2
    assert found.by_polarity == {"realised": 0, "planned": 0, "demanded": 0, "denied": 1}


def test_zeros_are_rows_too() -> None:
    found = counted("乙社区", "关系嵌入")
    assert (found.coded_segments, found.coded_documents, found.seen_segments) == (0, 0, 2)
    assert len(count_codes(units(), CODES, ROLL_UP)) == 2 * 3


def test_a_code_without_roll_up_counts_for_itself() -> None:
    found = count_codes(units(), ["组织嵌入"], {})
    assert [c.coded_segments for c in found] == [1, 1]


def test_nothing_seen_gives_no_rows() -> None:
    assert count_codes([], CODES, ROLL_UP) == ()


def test_a_segment_given_twice_is_refused() -> None:
    with pytest.raises(InputError) as fault:
        count_codes(units([*SEGMENTS, SEGMENTS[0]]), CODES, ROLL_UP)
    assert fault.value.slug == "segment-twice"


@given(st.permutations(SEGMENTS))
def test_the_order_of_segments_changes_no_count(rows) -> None:
    def key(c):
        return (c.case_id, c.code_id)

    assert sorted(count_codes(units(rows), CODES, ROLL_UP), key=key) == sorted(
        count_codes(units(), CODES, ROLL_UP), key=key
    )


@given(st.lists(st.tuples(st.sampled_from(["甲", "乙"]), st.sets(st.sampled_from(CODES))), max_size=30))
def test_bounds(rows) -> None:
    given_units = [UnitCodes(f"s{i}", f"{c}{i % 3}", c, 5, dict.fromkeys(codes)) for i, (c, codes) in enumerate(rows)]
    found = {(c.case_id, c.code_id): c for c in count_codes(given_units, CODES, ROLL_UP)}
    for (case, _), c in found.items():
        assert 0 <= c.coded_segments <= c.seen_segments
        assert c.coded_documents <= min(c.seen_documents, c.coded_segments)
        assert c.coded_segments <= found[case, "嵌入"].coded_segments
        assert sum(c.by_polarity.values()) <= c.coded_segments
