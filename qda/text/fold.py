"""Folding: the view of a text that is used for matching, one code point in, one code point out.

A hit at i in `fold(text)` is a hit at i in `text`, so no offset map is needed. Folded away: traditional against
simplified characters, character variants (裏 裡 里, 臺 台, 衆 眾 众), compatibility ideographs and Kangxi radicals
(they come out of PDFs), full-width ASCII, ASCII case. Both sides of a match must be folded.

Source: the character tables of OpenCC (Apache 2.0), asked one character at a time. Doubts: a character with several
simplified readings (乾 → 乾/干) takes one of them everywhere; that can join words that differ, never part equal ones.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONG = 4096
"""Characters above which an array is faster than a dictionary, loading numpy included: twenty times on a book."""

_RANGES = ((0x2E80, 0x2FE0), (0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0), (0x2F800, 0x2FA20))

# Pairs that OpenCC leaves apart or that occur in simplified texts too.
_VARIANTS = (
    "裏里 裡里 臺台 檯台 颱台 衆众 眾众 羣群 峯峰 綫线 線线 啓启 啟启 説说 說说 爲为 為为 麽么 "
    "麼么 眞真 産产 產产 戶户 値值 囯国 囻国 妳你 祂他 牠它 甚什 著着 於于 嘅的 噹当 乾干 藉借 "
    "祇只 祗只 瞭了 喫吃 週周 彙汇 佔占 傢家 僱雇 脇胁 滙汇 鬥斗 鬪斗 柺拐 牀床 粧妆 汚污 搾榨 "
    "恊协 寃冤 効效 勅敕 喩喻 歩步 鉄铁 県县 広广 実实 応应 対对 気气 図图 読读 覚觉 "
)


def fold(text: str) -> str:
    """The text folded for matching: same length, same offsets. `fold(fold(text)) == fold(text)`."""
    return _long(text, _array()) if len(text) > _LONG else text.translate(_table())


def simplify(text: str) -> str:
    """Traditional and variant characters as simplified ones, everything else as it is; same length."""
    return _simplified(text) if len(text) > _LONG else text.translate(_han_table())


@lru_cache(maxsize=1)
def _simplified(text: str) -> str:
    """Kept for the last long text: layout, votes, resolutions and tasks ask for it one after another."""
    return _long(text, _han_array())


def _long(text: str, array: NDArray[np.uint32]) -> str:
    """A whole text through a table, all characters at once."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return array.take(codes).tobytes().decode("utf-32-le", "surrogatepass")


def _as_array(table: dict[int, int]) -> NDArray[np.uint32]:
    """Every code point's image; what the table does not name stays itself."""
    import numpy as np

    array = np.arange(0x110000, dtype=np.uint32)
    array[list(table)] = list(table.values())
    return array


@lru_cache(maxsize=1)
def _han_array() -> NDArray[np.uint32]:
    return _as_array(_han_table())


@lru_cache(maxsize=1)
def _array() -> NDArray[np.uint32]:
    return _as_array(_table())


@lru_cache(maxsize=1)
def _han_table() -> dict[int, int]:
    """Code point to code point, Han characters only, closed (no value is itself a key)."""
    from opencc import OpenCC

    characters = [chr(code) for low, high in _RANGES for code in range(low, high)]
    # One call with a line end between characters: no phrase rule can reach across, and it is a thousand times faster.
    folded = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    first: dict[str, str] = {}
    for old, new in zip(characters, folded, strict=True):
        if len(new) != 1 or new == old:
            new = unicodedata.normalize("NFKC", old)
        if len(new) == 1 and new != old:
            first[old] = new
    first.update((pair[0], pair[1]) for pair in _VARIANTS.split())
    table: dict[int, int] = {}
    for old in first:
        new, seen = first[old], {old}
        while new in first and new not in seen:
            seen.add(new)
            new = first[new]
        if new != old:
            table[ord(old)] = ord(new)
    return table


@lru_cache(maxsize=1)
def _table() -> dict[int, int]:
    """The whole table: Han, full-width ASCII, the ideographic blank, ASCII capitals."""
    table = dict(_han_table())
    for code in range(0xFF01, 0xFF5F):
        table[code] = ord(chr(code - 0xFEE0).lower())
    table[0x3000] = 0x20
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = code + 32
    return table
