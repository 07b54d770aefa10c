"""Which script a text is written in: simplified, traditional, or both.

A character counts as traditional if folding changes it and GB2312 has no place for it, as simplified if OpenCC has a
traditional form for it and Big5 has no place for it; characters that both use (后, 里, 台, 于) say nothing.
Doubts: Hong Kong characters outside Big5 are few and are not counted.
"""

from __future__ import annotations

from functools import lru_cache

from qda.text.fold import simplify

_MIXED_FROM = 0.1


def script_of(text: str) -> str:
    """ "Hans", "Hant", "mixed" (each at least a tenth of the telling characters), or "" if nothing tells."""
    simplified_only, traditional_only = _telling()
    simplified = sum(1 for character in text if character in simplified_only)
    traditional = sum(1 for character in text if character in traditional_only)
    telling = simplified + traditional
    if not telling:
        return ""
    share = traditional / telling
    if share < _MIXED_FROM:
        return "Hans"
    return "Hant" if share > 1 - _MIXED_FROM else "mixed"


@lru_cache(maxsize=1)
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of the basic block that only simplified, and that only traditional texts use."""
    from opencc import OpenCC

    characters = [chr(code) for code in range(0x4E00, 0x9FA6)]
    traditional = OpenCC("s2t").convert("\n".join(characters)).split("\n")
    simplified_only = frozenset(
        old for old, new in zip(characters, traditional, strict=True) if old != new and not _writes("big5", old)
    )
    traditional_only = frozenset(
        character for character in characters if simplify(character) != character and not _writes("gb2312", character)
    )
    return simplified_only, traditional_only


def _writes(encoding: str, character: str) -> bool:
    """Whether an encoding has a place for a character."""
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
