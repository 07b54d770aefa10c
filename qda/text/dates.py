"""Dates as people write them in file names and heads of minutes, as ISO 8601.

The most precise date wins, among equally precise ones the first. Two-digit years and dates without a year are not
dates: guessing a year would be worse than saying that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")
_HAN_DIGIT = "〇○零一二三四五六七八九"
_HAN_NUMBER = "〇○零一二三四五六七八九十廿卅"
_BLANK = r"[ \t\u3000]*"

_NUMERIC = re.compile(r"(?<![0-9])(1[89]\d\d|20\d\d)\s?([-./_])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![0-9])")
_COMPACT = re.compile(r"(?<![0-9])(19\d\d|20\d\d)(\d\d)(\d\d)(?![0-9])")
_HAN = re.compile(
    rf"(?<![0-9])(?P<year>(?:19|20)\d\d|[{_HAN_DIGIT}]{{4}}){_BLANK}年"
    rf"(?:{_BLANK}(?P<month>\d{{1,2}}|[{_HAN_NUMBER}]{{1,3}}){_BLANK}月"
    rf"(?:{_BLANK}(?P<day>\d{{1,2}}|[{_HAN_NUMBER}]{{1,4}}){_BLANK}[日号號]?)?)?"
)
_REPUBLIC = re.compile(
    rf"(?:民[國国]|中[華华]民[國国]){_BLANK}(?P<year>\d{{1,3}}|[{_HAN_NUMBER}百]{{1,5}}){_BLANK}年"
    rf"(?:{_BLANK}(?P<month>\d{{1,2}}|[{_HAN_NUMBER}]{{1,3}}){_BLANK}月"
    rf"(?:{_BLANK}(?P<day>\d{{1,2}}|[{_HAN_NUMBER}]{{1,4}}){_BLANK}[日号號]?)?)?"
)
_MONTH = re.compile(r"(?<![0-9])(19\d\d|20\d\d)[-/](\d{1,2})(?![-/.0-9])")


def find_date(text: str) -> str | None:
    """The date in a text: "2022-04-18", "2022-04" or "2022"; None if there is none.

    Understands 2022-04-18, 2022/4/18, 2022.4.18, 20220418, 2022年4月18日, 二〇二二年四月十八日, 2022年4月, 2022年,
    民國107年7月30日, in full-width digits too. Impossible dates (2022-02-30) are passed over.
    """
    found = sorted(_candidates(_halfwidth(text)), key=lambda pair: (-len(pair[1]), pair[0]))
    return found[0][1] if found else None


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    """Every date in the text: its place and its ISO form."""
    for match in _NUMERIC.finditer(text):
        yield from _iso(match.start(), int(match[1]), int(match[3]), int(match[4]))
    for match in _COMPACT.finditer(text):
        yield from _iso(match.start(), int(match[1]), int(match[2]), int(match[3]))
    for match in _MONTH.finditer(text):
        yield from _iso(match.start(), int(match[1]), int(match[2]), None)
    for pattern, since in ((_REPUBLIC, 1911), (_HAN, 0)):
        for match in pattern.finditer(text):
            year = _number(match["year"]) if since else int(match["year"].translate(_DIGITS))
            month, day = match["month"], match["day"]
            yield from _iso(
                match.start(), year + since, _number(month) if month else None, _number(day) if day else None
            )


def _iso(place: int, year: int, month: int | None, day: int | None) -> Iterator[tuple[int, str]]:
    """The date if it exists, less precise if only a part of it does."""
    if not 1800 <= year <= 2199:
        return
    if month is None:
        yield place, f"{year:04d}"
    elif 1 <= month <= 12:
        if day is None:
            yield place, f"{year:04d}-{month:02d}"
            return
        try:
            yield place, date(year, month, day).isoformat()
        except ValueError:
            return


def _halfwidth(text: str) -> str:
    """Full-width digits and signs of dates as half-width ones."""
    return text.translate(str.maketrans("０１２３４５６７８９－．／", "0123456789-./"))


def _number(written: str) -> int:
    """A number up to 199 in Arabic or Chinese digits: 18, 十八, 二十, 廿三, 一百零七, 一〇七."""
    if written.isdigit() and written.isascii():
        return int(written)
    written = written.replace("廿", "二十").replace("卅", "三十")
    hundreds, _, rest = written.rpartition("百")
    total = 100 * (int(hundreds.translate(_DIGITS)) if hundreds else 1) if "百" in written else 0
    rest = rest.lstrip("零〇○")
    if "十" in rest:
        tens, _, ones = rest.partition("十")
        parts = (tens or "1").translate(_DIGITS), (ones or "0").translate(_DIGITS)
        return total + 10 * _digits(parts[0]) + _digits(parts[1])
    return total + _digits(rest.translate(_DIGITS))


def _digits(written: str) -> int:
    """Digits as a number, 0 where there are none or where something else stands between them."""
    return int(written) if written.isdigit() and written.isascii() else 0
