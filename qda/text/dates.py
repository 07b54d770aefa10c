"""Dates and times as people write them in file names, heads and time limits, as ISO 8601.

The most precise date wins, among equally precise ones the first; of a range, its first day. Two-digit years, dates
without a year, and 今年 or 去年 are not dates: guessing a year would be worse than saying that there is none. Days of the
lunar calendar (农历, 三月初八) are not converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from qda.text.numerals import value

_FARTHEST = 10
_HAN_DIGIT = "〇○零一二三四五六七八九"
_HAN_NUMBER = "〇○零一二三四五六七八九十廿卅"
_BLANK = r"[ \t\u3000]*"
_MONTH_DAY = (
    rf"(?P<month>\d{{1,2}}|[{_HAN_NUMBER}]{{1,3}}){_BLANK}月(?:份|初(?![一二三四五六七八九十])|底|末|[上中下]旬)?"
    rf"(?:{_BLANK}(?P<day>\d{{1,2}}|(?<!初)[{_HAN_NUMBER}]{{1,4}}){_BLANK}(?:[日号號]|(?![\d天个年月周]))|(?P<lunar>初[一二三四五六七八九十]))?"
)

_NUMERIC = re.compile(r"(?<![0-9])(1[89]\d\d|20\d\d)\s?([-./_])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![0-9])")
_COMPACT = re.compile(r"(?<![0-9])(19\d\d|20\d\d)(\d\d)(\d\d)(?![0-9])")
_HAN = re.compile(rf"(?<![0-9])(?P<year>(?:19|20)\d\d|[{_HAN_DIGIT}]{{4}}){_BLANK}年(?:{_BLANK}{_MONTH_DAY})?")
_REPUBLIC = re.compile(
    rf"(?:民[國国]|中[華华]民[國国]){_BLANK}(?P<year>\d{{1,3}}|[{_HAN_NUMBER}百]{{1,5}}){_BLANK}年(?:{_BLANK}{_MONTH_DAY})?"
)
_MONTH = re.compile(r"(?<![0-9])(19\d\d|20\d\d)[-/](\d{1,2})(?![-/.0-9])")
_NO_YEAR = re.compile(rf"(?<![0-9年{_HAN_NUMBER}]){_MONTH_DAY}")
_LUNAR = re.compile(r"(?:农|農|阴|陰|旧|舊)[历曆]\s*$")
_UP_TO = re.compile(r"(?:[（(][^（）()]{0,6}[)）])?\s*(?:至|到|—+|–|-{1,2}|~|～|－)\s*$")

_TIME = re.compile(
    rf"(?P<part>上午|下午|中午|晚上|晚间|晚|凌晨|早上|早晨|傍晚|夜里)?\s*(?:"
    rf"(?<![\d:.])(?P<hour>\d{{1,2}})\s*[:：︰∶]\s*(?P<minute>\d{{2}})(?!\d)|"
    rf"(?P<hour2>\d{{1,2}}|[{_HAN_NUMBER}两兩]{{1,3}})\s*[点點时時](?!\s*[长間间候段])\s*"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute2>\d{{1,2}}|[{_HAN_NUMBER}]{{1,3}})\s*分?|整|钟|鐘)?)"
)
_LATE = frozenset(("下午", "晚上", "晚间", "晚", "傍晚", "夜里"))


def find_date(text: str) -> str | None:
    """The date in a text: "2022-04-18", "2022-04" or "2022"; None if there is none.

    Understands 2022-04-18, 2022/4/18, 2022.4.18, 20220418, 2022年4月18日, 二〇二二年四月十八日, 2022年4月, 2022年3月初,
    2022年, 民國107年7月30日, in full-width digits too; of 2022年4月18日至20日 the first day. Impossible dates (2022-02-30)
    are passed over.
    """
    text = _halfwidth(text)
    found = sorted(_candidates(text), key=lambda candidate: (-len(candidate[2]), candidate[0]))
    if not found:
        return None
    start, _, best = found[0]
    for earlier_start, earlier_end, earlier in found[1:]:
        # "2022年4月至2022年5月3日" begins in April, though May is given to the day.
        if earlier_start < start and earlier_end <= start and _UP_TO.match(text, earlier_end, start):
            return earlier
    return best


def find_day(text: str, since: str) -> str | None:
    """A date without a year as the first such day, or month, from `since` (ISO 8601, at least a month) on: "5月底" in
    minutes of 2022-04-18 is "2022-05". A date with its year is taken as it is; None if there is neither, or if the next
    such day is more than ten months away, because then a day just gone by is as likely to be meant."""
    whole = find_date(text)
    if whole is not None:
        return whole
    text = _halfwidth(text)
    match = next((found for found in _NO_YEAR.finditer(text) if not _is_lunar(text, found)), None)
    month = value(match["month"]) if match else None
    if match is None or month is None or len(since) < 7:
        return None
    day = value(match["day"]) if match["day"] else None
    form = since[: 10 if day else 7]
    for year in (int(since[:4]), int(since[:4]) + 1):
        for _, _, made in _iso(0, 0, year, month, day):
            if made >= form[: len(made)] and _months_between(form, made) <= _FARTHEST:
                return made
    return None


def find_time(text: str) -> str | None:
    """The first time of day in a text as "HH:MM": 14:30, 下午2点半, 十四时三十分, 晚上七点; None if there is none. A time
    without 上午 or 下午 is taken as it stands."""
    for match in _TIME.finditer(_halfwidth(text)):
        written = match["hour"] or match["hour2"]
        hour = value(written)
        minutes = match["minute"] or match["minute2"]
        minute = value(minutes) if minutes else 30 if match["half"] else 15 * (value(match["quarter"] or "零") or 0)
        if hour is None or minute is None:
            continue
        if match["part"] in _LATE and hour < 12:
            hour += 12
        if match["part"] == "中午" and hour < 3:
            hour += 12
        if hour <= 24 and minute < 60:
            return f"{hour % 24:02d}:{minute:02d}"
    return None


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """Every date in the text: its place and its ISO form."""
    for match in _NUMERIC.finditer(text):
        yield from _iso(match.start(), match.end(), int(match[1]), int(match[3]), int(match[4]))
    for match in _COMPACT.finditer(text):
        yield from _iso(match.start(), match.end(), int(match[1]), int(match[2]), int(match[3]))
    for match in _MONTH.finditer(text):
        yield from _iso(match.start(), match.end(), int(match[1]), int(match[2]), None)
    for pattern, since in ((_REPUBLIC, 1911), (_HAN, 0)):
        for match in pattern.finditer(text):
            year = value(match["year"])
            if year is None or _LUNAR.search(text, 0, match.start()):
                continue
            month = value(match["month"]) if match["month"] and not match["lunar"] else None
            day = value(match["day"]) if match["day"] and month is not None else None
            yield from _iso(match.start(), match.end(), year + since, month, day)


def _months_between(first: str, second: str) -> int:
    return 12 * (int(second[:4]) - int(first[:4])) + int(second[5:7]) - int(first[5:7])


def _is_lunar(text: str, match: re.Match[str]) -> bool:
    return bool(match["lunar"] or _LUNAR.search(text, 0, match.start()))


def _iso(start: int, end: int, year: int, month: int | None, day: int | None) -> Iterator[tuple[int, int, str]]:
    """The date if it exists, less precise if only a part of it does."""
    if not 1800 <= year <= 2199:
        return
    if month is None:
        yield start, end, f"{year:04d}"
    elif 1 <= month <= 12:
        if day is None:
            yield start, end, f"{year:04d}-{month:02d}"
            return
        try:
            yield start, end, date(year, month, day).isoformat()
        except ValueError:
            return


def _halfwidth(text: str) -> str:
    """Full-width digits and signs of dates as half-width ones."""
    return text.translate(str.maketrans("０１２３４５６７８９－．／", "0123456789-./"))
