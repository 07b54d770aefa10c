"""Joining lines that were broken for their look only: between Han with nothing, between words with a blank.

Source: the rule for line breaks of East Asian text in CSS Text 3, section 4.1.3: a break with a wide character on both
sides goes away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WIDE = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe10-\ufe6f"
    "\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff“”‘’…—]"
)


def is_wide(character: str) -> bool:
    """Whether a character is written without blanks around it: Han, kana, full-width marks."""
    return bool(_WIDE.match(character))


def joined(lines: Iterable[str]) -> str:
    """Lines as one; blanks at their ends are taken off."""
    made = ""
    for line in lines:
        made = glue(made, line.strip(" \t\r\n\f\v\u3000"))
    return made


def glue(before: str, after: str) -> str:
    """Two pieces as one line. A wide character on either side needs no blank: "2022年" was never "2022 年"."""
    if not before or not after:
        return before or after
    if is_wide(before[-1]) or is_wide(after[0]):
        return before + after
    if before[-1] == "-" and before[-2:-1].isalpha() and after[0].islower():
        return before[:-1] + after
    return f"{before} {after}"
