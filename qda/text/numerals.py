"""Numbers as people write them in minutes: 26, ２６, 二十六, 廿六, 两百, 一〇七."""

from __future__ import annotations

import re

HAN = "〇○零一二两兩三四五六七八九十廿卅百千"
NUMBER = rf"(?:\d{{1,5}}|[{HAN}]{{1,8}})"
"""A number in a regular expression; look up the value with `value`."""

_DIGITS = {character: place for place, characters in enumerate(("〇○零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
           for character in characters}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}


def value(written: str) -> int | None:
    """The number, None if it is none: "二十六" 26, "１２" 12, "一百零七" 107, "一〇七" 107, "十" 10."""
    if re.fullmatch(r"\d+", written):
        return int(written)
    written = written.replace("廿", "二十").replace("卅", "三十")
    if not written or not all(character in _DIGITS or character in _UNITS for character in written):
        return None
    if not any(character in _UNITS for character in written):
        return int("".join(str(_DIGITS[character]) for character in written))
    total, digit = 0, None
    for character in written:
        if character in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        else:
            digit = _DIGITS[character] or None
    return total + (digit or 0)
