"""Dates as they stand in file names and heads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.text.dates import find_date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2022-04-18", "2022-04-18"),
        ("会议时间：2022年4月18日（星期一）14:30", "2022-04-18"),
        ("二〇二二年四月十八日", "2022-04-18"),
        ("二零二二年十二月三十一日", "2022-12-31"),
        ("2022.4.18", "2022-04-18"),
        ("2022/4/18", "2022-04-18"),
        ("20220418", "2022-04-18"),
        ("J-20200516-W", "2020-05-16"),
        ("2022年4月", "2022-04"),
        ("2022-04_会议", "2022-04"),
        ("民國107年", "2018"),
        ("民國107年7月30日", "2018-07-30"),
        ("中華民國一百零七年七月三十日", "2018-07-30"),
        ("２０２２年４月１８日", "2022-04-18"),
        ("2022 年 4 月 18 日", "2022-04-18"),
        ("2022年第3次会议 2022-04-18", "2022-04-18"),
        ("二〇二〇年十一月廿三日", "2020-11-23"),
        ("2022-02-30", None),
        ("电话 13920220418", None),
        ("4月18日", None),
        ("共2022人", None),
        ("", None),
    ],
)
def test_find_date(text: str, found: str | None) -> None:
    assert find_date(text) == found


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_in_every_form(day: date) -> None:
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"民國{day.year - 1911}年{day.month}月{day.day}日" if day.year > 1911 else f"{day:%Y/%m/%d}",
    ):
        assert find_date(f"纪要（{form}）") == day.isoformat()


@given(st.text(alphabet="0123456789年月日-./民國〇一二十百"))
def test_never_fails(text: str) -> None:
    find_date(text)
