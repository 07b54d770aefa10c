"""Which words (or codes) set two groups apart: log-odds with an informative Dirichlet prior.

Raw ratios put words first that occur once; chi-square and log-likelihood put the commonest ones first. The prior pulls
rare words to their share in the whole, so that both extremes fall away. z ranks words; it is not a test, because words
of one speech hang together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from qda.errors import InputError


@dataclass(frozen=True, slots=True)
class Keyness:
    """One word. count_a, count_b: in the two groups. log_odds: δ, positive where typical of A. z: δ/√v, for ranking."""

    word: str
    count_a: int
    count_b: int
    log_odds: float
    z: float


def log_odds(
    counts_a: Mapping[str, int],
    counts_b: Mapping[str, int],
    *,
    background: Mapping[str, float] | None = None,
    prior_size: float = 500.0,
) -> tuple[Keyness, ...]:
    """Every word of either group, from most typical of A to most typical of B (z falling, ties by word).

    counts_a, counts_b: word to count. background: word to count in a larger corpus that shapes the prior; None takes
    both groups together. prior_size: a0, how many words the prior is worth.
    Formula: y_x count and n_x total in group x; a_w = a0 · background count of w over that of all words met here (a word
    that the background lacks counts half); δ = log((y_a+a_w)/(n_a+a0-y_a-a_w)) - log((y_b+a_w)/(n_b+a0-y_b-a_w));
    v = 1/(y_a+a_w) + 1/(y_b+a_w); z = δ/√v.
    Missing rule: a word that one group lacks has count 0 there. Range: finite; () where both are empty or where there
    is one word only (its odds have no other side). Raises InputError for negative counts or a0 not above 0.
    Source: Monroe, Colaresi & Quinn 2008, Political Analysis 16:372. Checked by hand on two words.
    """
    if prior_size <= 0 or any(count < 0 for counts in (counts_a, counts_b) for count in counts.values()):
        raise InputError(
            f"word counts must be 0 or more and the prior size above 0 (it is {prior_size:g})",
            "check the counts",
            "counts-do-not-fit",
        )
    words = sorted(word for word in counts_a.keys() | counts_b.keys() if counts_a.get(word, 0) + counts_b.get(word, 0))
    if len(words) < 2:
        return ()
    shape = {word: counts_a.get(word, 0) + counts_b.get(word, 0) for word in words}
    weights: dict[str, float] = {word: float(count) for word, count in shape.items()}
    if background is not None:
        weights = {word: float(background.get(word, 0)) or 0.5 for word in words}
    whole = sum(weights.values())
    total_a, total_b = sum(counts_a.values()), sum(counts_b.values())
    made = []
    for word in words:
        a, b, prior = counts_a.get(word, 0), counts_b.get(word, 0), prior_size * weights[word] / whole
        delta = log((a + prior) / (total_a + prior_size - a - prior))
        delta -= log((b + prior) / (total_b + prior_size - b - prior))
        made.append(Keyness(word, a, b, delta, delta / sqrt(1 / (a + prior) + 1 / (b + prior))))
    return tuple(sorted(made, key=lambda k: (-k.z, k.word)))
