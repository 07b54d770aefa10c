"""How likely a text is as Chinese (or English) prose, in nats: what tells encodings apart.

The same bytes make a different text under every encoding. Each of these texts is given the logarithm of its probability
under one simple model, characters drawn one by one; because all of them spell out the same bytes, the sums compare as
they are, and a text of two bytes a character is not favoured over one of three.

Model: a tenth of the mass for ASCII (letters and blanks likely, other signs less, control characters hardly), a tenth
for Chinese punctuation, nearly all else for Han characters after Zipf's law over their rank in `qda.text.han`, crumbs
for the rest. Source: Zipf–Mandelbrot, 1 / (rank + 20), which is within a factor of two of the counts of the
dictionary that the ranks come from. Doubts: Japanese and Korean texts get crumbs, whatever their encoding.
"""

from __future__ import annotations

import math
from functools import lru_cache

from qda.text.han import FREQUENT

_SHIFT = 20
_PUNCTUATION = "，。：；？！、“”‘’「」『』（）《》〈〉【】—…·　％～－"
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩●○■□◆★※→×÷〇℃㎡［］＋＝＠＃＆＊／｜"
_UNUSED = "\ufffe\uffff\ufffd"


def likelihood(text: str, longest: int = 20_000) -> float:
    """The logarithm of the text's probability; at most `longest` characters from its beginning are looked at. 0 for
    an empty text, otherwise negative. Compare only texts that spell out the same bytes."""
    table = _table()
    sample = text[:longest]
    return sum(table.get(character) or _other(character) for character in sample)


def _other(character: str) -> float:
    """Characters outside the table."""
    if "\u4e00" <= character <= "\u9fff":
        return -14.0
    if character in _UNUSED or "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000":
        return -22.0
    if "\u3040" <= character <= "\u30ff" or "\u00c0" <= character <= "\u024f":
        return -14.0
    return -17.0 if character >= " " else -20.0


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    """Character to logarithm of its probability."""
    ranked = list(dict.fromkeys(FREQUENT))
    total = sum(1 / (rank + _SHIFT) for rank in range(1, len(ranked) + 1))
    made = {character: math.log(0.75 / (rank + _SHIFT) / total) for rank, character in enumerate(ranked, start=1)}
    # The comma and the full stop alone are a tenth of running text.
    made |= dict.fromkeys(_PUNCTUATION, -7.5)
    made |= {"，": -2.9, "。": -3.6, "、": -4.5, "：": -4.5, "；": -6.5, "？": -5.0, "！": -6.0, "\u3000": -5.0}
    made |= {"「": -5.5, "」": -5.5, "（": -6.0, "）": -6.0, "“": -5.5, "”": -5.5}
    made |= dict.fromkeys(_SIGNS, -11.0)
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)):
        made[chr(code)] = -10.0
    for code in range(0x20, 0x7F):
        character = chr(code)
        made[character] = -7.0 if character.islower() else -7.0 if character.isdigit() else -8.5
    made |= dict.fromkeys("eaionstr ", -6.2)
    made |= dict.fromkeys("`^~\\|{}$", -9.5)
    made |= {"\n": -4.5, "\t": -7.0, "\r": -7.0, "#": -7.0, "-": -7.0, ":": -6.5, ".": -7.0, "*": -7.5, ">": -7.5}
    return made
