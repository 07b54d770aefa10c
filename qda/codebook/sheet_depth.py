"""How deep a code stands in a sheet that shows its hierarchy by looks: names set in, dotted numbers, or outline numbers.

Three habits, tried in this order, the first that tells levels apart counts: the name is indented (blanks, or Excel's own
indent); the id is a number with dots (1, 1.1) whose beginning is another id; the names begin with outline numbers (一、
（一） 1. （1） or 1.1), whose kinds are levels in the order in which they first appear.
Doubt: a sheet that mixes habits is read by the first one only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qda.codebook.sheet_grid import Sheet

_OUTLINE = (
    re.compile(r"第?[一二三四五六七八九十]{1,3}\s*[、.．:：]\s*"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]\s*、?"),
    re.compile(r"\d{1,2}\s*[、.．](?!\d)\s*"),
    re.compile(r"[（(]\d{1,2}[)）]\s*、?"),
    re.compile(r"[①-⑳]\s*"),
)
_DOTTED = re.compile(r"(\d{1,2}(?:[.．]\d{1,2}){0,4})[.．、]?\s+(?=\D)|(\d{1,2}(?:[.．]\d{1,2}){1,4})[.．、]?(?=\D)")
_NUMBERED_ID = re.compile(r"[a-z]{0,2}\d+(?:[.-]\d+)*", re.IGNORECASE)
MOST_OTHERWISE = 0.2
"""Share of names that may stand without a number in a sheet that is read by its numbers."""


def depths(sheet: Sheet, header: int, columns: Mapping[str, int]) -> tuple[dict[int, int], dict[int, str]]:
    """(row number to depth, 0 the top; row number to the name without its number). Both empty where the looks of the
    sheet say nothing."""
    name_at = columns.get("name_zh", columns.get("name_en", columns.get("id", -1)))
    rows = [(line, cells) for line, cells in sheet.rows[header + 1 :] if 0 <= name_at < len(cells) and cells[name_at]]
    for at in dict.fromkeys((name_at, columns.get("id", name_at))):
        found = _by_step([(line, sheet.indents.get((line, at), 0)) for line, _ in rows])
        if _tells(found):
            return found, {}
    if "id" in columns:
        found = _by_id([(line, cells[columns["id"]] if columns["id"] < len(cells) else "") for line, cells in rows])
        if _tells(found):
            return found, {}
    return _by_outline([(line, cells[name_at]) for line, cells in rows])


def _tells(found: Mapping[int, int]) -> bool:
    return len(set(found.values())) > 1


def _by_step(rows: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Depth by indentation: farther in is one level below the row before, farther out goes back to the level of the same
    indentation."""
    open_steps: list[int] = []
    found: dict[int, int] = {}
    for line, step in rows:
        while open_steps and open_steps[-1] >= step:
            open_steps.pop()
        found[line] = len(open_steps)
        open_steps.append(step)
    return found


def _by_id(rows: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Depth by dotted ids: below the longest other id that is its beginning up to a dot, and stands above it."""
    open_ids: list[str] = []
    found: dict[int, int] = {}
    for line, written in rows:
        if not _NUMBERED_ID.fullmatch(written):
            return {}
        while open_ids and not written.startswith((open_ids[-1] + ".", open_ids[-1] + "-")):
            open_ids.pop()
        found[line] = len(open_ids)
        open_ids.append(written)
    return found


def _by_outline(rows: Sequence[tuple[int, str]]) -> tuple[dict[int, int], dict[int, str]]:
    order: list[int] = []
    found: dict[int, int] = {}
    bare: dict[int, str] = {}
    dotted = [_DOTTED.match(name) for _, name in rows]
    if rows and sum(1 for match in dotted if match) >= (1 - MOST_OTHERWISE) * len(rows):
        for (line, name), match in zip(rows, dotted, strict=True):
            number = (match.group(1) or match.group(2)) if match else ""
            found[line] = len(re.findall(r"[.．]", number))
            bare[line] = name[match.end() :] if match else name
        return (found, bare) if _tells(found) else ({}, {})
    for line, name in rows:
        kind, match = next(((i, m) for i, style in enumerate(_OUTLINE) if (m := style.match(name))), (-1, None))
        if match is None:
            continue
        if kind not in order:
            order.append(kind)
        found[line] = order.index(kind)
        bare[line] = name[match.end() :]
    if len(order) < 2 or len(found) < (1 - MOST_OTHERWISE) * len(rows) or not all(bare.values()):
        return {}, {}
    return found, bare
