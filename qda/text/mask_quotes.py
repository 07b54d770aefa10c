"""Whether a quote gives its speaker away: by what is said about the speaker, or by the words themselves.

k of a quote: how many persons of the project share the attributes printed with it (community, role, sex, age band,
nationality). k < 5 asks for care, k = 1 names the speaker to anybody who knows the place. A long stretch of words that
comes nowhere else can be searched for where the source is on the web, and is recognised by those who were there.

Source: Sweeney 2002 (k-anonymity); GB/T 42460-2023 for grading. Doubts: k counts the persons that the study knows, not
those who live there, so it is on the careful side; readers may know more than the attributes printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qda.text.fold import fold

Verdict = Literal["free", "care", "block"]
WARN_BELOW = 5
SMALLEST_CELL = 3


@dataclass(frozen=True, slots=True)
class QuoteRisk:
    """k: persons who share the attributes shown, at least 1. verdict: free (k >= 5), care (1 < k < 5), block (k = 1 and
    no reason given to print it all the same). rare: stretches of the quote that a reader could search for. drop: which
    single attribute, left out, would raise k most; "" if none would."""

    k: int
    verdict: Verdict
    rare: tuple[str, ...] = ()
    drop: str = ""


def shared_by(person: Mapping[str, str], people: Iterable[Mapping[str, str]], shown: Sequence[str]) -> int:
    """k: how many of `people` have the attributes of `person`, of those that are shown. Somebody of whom an attribute is
    not known ("" or missing) does not count as the same; the person always does."""
    wanted = [(name, person[name]) for name in shown if person.get(name)]
    return max(1, sum(all(one.get(name) == value for name, value in wanted) for one in people))


def age_band(age: int, width: int = 10) -> str:
    """An age as a band: 67 → "60—69". Raises ValueError for a width below 1 or an age below 0."""
    if width < 1 or age < 0:
        raise ValueError(f"no age band: age {age}, width {width}")
    start = age // width * width
    return f"{start}—{start + width - 1}"


def quote_risk(
    quote: str,
    person: Mapping[str, str],
    people: Sequence[Mapping[str, str]],
    shown: Sequence[str],
    *,
    others: Iterable[str] = (),
    reason: str = "",
    warn_below: int = WARN_BELOW,
) -> QuoteRisk:
    """The risk of printing a quote with these attributes of its speaker.

    others: the other texts of the study, for rare stretches. reason: why it may be printed although k = 1 (consent in
    writing, an office that is public); a reason turns block into care.
    """
    k = shared_by(person, people, shown)
    verdict: Verdict = "free" if k >= warn_below else "care" if k > 1 or reason.strip() else "block"
    drop, best = "", k
    if k < warn_below:
        for name in shown:
            without = shared_by(person, people, [each for each in shown if each != name])
            if without > best:
                drop, best = name, without
    return QuoteRisk(k, verdict, rare_strings(quote, others), drop)


def rare_strings(quote: str, others: Iterable[str], *, length: int = 12) -> tuple[str, ...]:
    """Stretches of at least `length` characters between punctuation that stand in no other text: what somebody could
    search for. Compared in the folded text without blanks. With no other texts, every such stretch is rare."""
    if length < 1:
        raise ValueError(f"length must be at least 1, not {length}")
    parts = [part for part in re.split(r"[，。！？；：、,.!?;:\s“”\"「」『』（）()…—]+", quote) if len(part) >= length]
    known = [re.sub(r"\s", "", fold(text)) for text in others]
    return tuple(part for part in parts if not any(re.sub(r"\s", "", fold(part)) in text for text in known))


def small_cells(values: Iterable[str], smallest: int = SMALLEST_CELL) -> frozenset[str]:
    """Values that fewer than `smallest` persons have: cells to leave out of a table that is given away."""
    return frozenset(value for value, n in Counter(values).items() if n < smallest)
