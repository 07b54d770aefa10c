"""Networks from long tables: the same by sparse product, dense product and a plain loop."""

from collections import Counter
from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError, UsageError
from qda.network import incidence
from qda.network.incidence import answers, co_presence, numbered, two_mode
from qda.network.slices import calendar_slices, slices_of, sliding_slices

mentions = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=40)


@given(mentions, st.booleans())
def test_co_presence_is_a_loop_over_units(rows, dense) -> None:
    inside: dict[int, set[int]] = {}
    for unit, actor in rows:
        inside.setdefault(unit, set()).add(actor)
    expected = Counter(pair for members in inside.values() for pair in combinations(sorted(members), 2))
    size = 6 if dense else incidence.DENSE_UP_TO + 1
    made = co_presence([u for u, _ in rows], [a for _, a in rows], size=size)
    found = {
        (a, b): w for a, b, w in zip(made.source.tolist(), made.target.tolist(), made.weight.tolist(), strict=True)
    }
    assert found == expected
    assert list(found) == sorted(found)


def test_names_and_two_modes() -> None:
    names, places = numbered(["物业", "居委会", "物业"])
    assert names == ("居委会", "物业")
    assert places.tolist() == [1, 0, 1]
    assert two_mode([0, 0, 1], [1, 1, 0]).toarray().tolist() == [[0, 2], [1, 0]]
    with pytest.raises(InputError) as caught:
        co_presence([1, 2], [1])
    assert caught.value.slug == "columns-differ-in-length"


def test_units_with_wide_gaps_and_wrong_positions() -> None:
    made = co_presence([10**12, 5, 10**12, 5, 7], [0, 1, 1, 2, 0])
    assert made.square(3).tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    with pytest.raises(InputError) as caught:
        co_presence([0, 0], [-1, 2])
    assert caught.value.slug == "position-out-of-range"


def test_who_answers_whom() -> None:
    """张 说，李 答，李 又说，张 答；另一个会不相连；不知是谁的发言隔断。"""
    said = ["张", "李", "李", "张", "王", "张", None, "李"]
    where = ["一", "一", "一", "一", "二", "二", "二", "二"]
    assert answers(said, where) == {("张", "李"): 1, ("张", "王"): 1, ("李", "张"): 1}


def test_calendar_slices_leave_no_day_out_and_share_none() -> None:
    days = [date(2020, 12, 31), date(2021, 1, 1), None, date(2021, 3, 31), date(2021, 4, 1)]
    for unit in ("week", "month", "quarter", "year"):
        made = calendar_slices(days, unit)
        assert sorted(i for s in made for i in s.members) == [0, 1, 3, 4]
        for one, other in pairwise(made):
            assert (other.first - one.last).days == 1
    assert [s.members for s in calendar_slices(days, "quarter")] == [(0,), (1, 3), (4,)]
    assert [s.whole for s in calendar_slices(days, "quarter")] == [False, True, False]


def test_a_window_of_seven_days_has_seven_dates() -> None:
    days = [date(2022, 4, d) for d in range(1, 11)]
    made = sliding_slices(days, 7, 3)
    assert [(s.first.day, s.last.day, len(s.members)) for s in made] == [(1, 7, 7), (4, 10, 7)]
    assert len(sliding_slices(days, 7, 3, whole=False)) == 4
    with pytest.raises(UsageError):
        sliding_slices(days, 0)


DAYS = st.lists(st.one_of(st.none(), st.dates(date(2020, 12, 20), date(2022, 2, 10))), min_size=1, max_size=25)


@given(DAYS, st.sampled_from(["week", "month", "quarter", "year", "30d", "2w", "5m", "1y", "4e"]))
def test_windows_without_a_step_hold_every_day_once(days, window) -> None:
    made = slices_of(days, window)
    assert sorted(m for s in made for m in s.members) == [i for i, d in enumerate(days) if d]
    for s in made:
        assert all(s.first <= days[m] <= s.last for m in s.members)
    assert all(a.last < b.first for a, b in pairwise(made))


@given(DAYS, st.sampled_from([("30d", 10), ("2w", 1), ("6m", 1), ("4e", 2), ("9e", 3)]))
def test_windows_that_overlap_leave_no_day_out(days, asked) -> None:
    made = slices_of(days, *asked)
    assert {m for s in made for m in s.members} == {i for i, d in enumerate(days) if d}
    assert all(a.first < b.first for a, b in pairwise(made))
    known = [d for d in days if d]
    assert not known or (made[-1].last >= max(known) and all(s.last < max(known) for s in made[:-1]))


@given(DAYS, st.randoms())
def test_event_windows_do_not_depend_on_the_order(days, random) -> None:
    order = list(range(len(days)))
    random.shuffle(order)
    shuffled = [days[i] for i in order]
    made, other = slices_of(days, "3e", 1), slices_of(shuffled, "3e", 1)
    assert [(s.first, s.last, len(s.members), s.whole) for s in made] == [
        (s.first, s.last, len(s.members), s.whole) for s in other
    ]
    assert all(len(s.members) >= 3 for s in made if s.whole) and all(s.whole for s in made[:-1])
    for s in made:
        last = sum(1 for d in days if d == s.last)
        assert len(s.members) - last < 3, "no day more than needed"


@pytest.mark.parametrize("asked", [("fortnight", 0), ("0d", 0), ("30d", 31), ("month", 1), ("3e", -1)])
def test_windows_that_make_no_sense(asked) -> None:
    with pytest.raises(UsageError):
        slices_of([date(2022, 1, 1)], *asked)


def test_windows_of_calendar_months_say_their_ends() -> None:
    days = [date(2021, 11, 30), date(2022, 2, 1), date(2022, 4, 30)]
    assert [(str(s.first), str(s.last), s.members) for s in slices_of(days, "3m", 1)] == [
        ("2021-11-01", "2022-01-31", (0,)),
        ("2021-12-01", "2022-02-28", (1,)),
        ("2022-01-01", "2022-03-31", (1,)),
        ("2022-02-01", "2022-04-30", (1, 2)),
    ]
