"""Dates as they stand in file names and heads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.text.dates import find_date, find_day, find_time


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
        ("二〇二一年三月", "2021-03"),
        ("2022年3月初", "2022-03"),
        ("2022年3月底前", "2022-03"),
        ("2022年3月5日至8日", "2022-03-05"),
        ("2022年3月5日-2022年4月6日", "2022-03-05"),
        ("2022年4月至2022年5月3日", "2022-04"),
        ("2022.4.18-20", "2022-04-18"),
        ("农历二〇二二年三月初八", None),
        ("2022年三月初八", "2022"),
        ("今年3月", None),
        ("去年", None),
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5月底", "2022-05"),
        ("五月三十日之前", "2022-05-30"),
        ("1月15日前", "2023-01-15"),
        ("2022年6月1日", "2022-06-01"),
        ("4月17日", None),
        ("每月5日前", None),
        ("本周五", None),
        ("三月初八", None),
    ],
)
def test_days_without_a_year(text: str, found: str | None) -> None:
    assert find_day(text, "2022-04-18") == found
    if found != "2022-06-01":
        assert find_day(text, "") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2022年4月18日 14:30", "14:30"),
        ("２０２２年４月１８日１４：３０", "14:30"),
        ("下午2点半", "14:30"),
        ("十四时三十分", "14:30"),
        ("晚上七点", "19:00"),
        ("上午九点一刻—十一点", "09:15"),
        ("中午12点", "12:00"),
        ("时长25分钟", None),
        ("2小时", None),
        ("比分3:2", None),
        ("", None),
    ],
)
def test_find_time(text: str, found: str | None) -> None:
    assert find_time(text) == found


@given(st.text(alphabet="0123456789年月日-./民國〇一二十百"))
def test_never_fails(text: str) -> None:
    find_date(text)
    find_day(text, "2022-04-18")
    find_time(text)
