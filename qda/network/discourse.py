"""Discourse networks: actors tied to concepts (two-mode), and to each other by what they agree or disagree on (one-mode).

X[i, j, k] are counts of statements (`qda.network.statements`), T = X summed over the qualifier k, n_i = statements of i.

    two-mode   ignore     T_ij
               subtract   X_ij1 - X_ij0; with a number q as qualifier Σ_k q_k X_ijk
               combine    a code for the set of levels used: 1 for, 2 against, 3 both, 0 none
    one-mode   ignore     Σ_j T_ij T_i'j: a product of counts
    (i ≠ i')   congruence Σ_j Σ_k X_ijk X_i'jk; with numbers Σ_j Σ_kl X_ijk X_i'jl (1 - |q_k - q_l|/range)
               conflict   Σ_j Σ_{k≠l} X_ijk X_i'jl; with numbers Σ_j Σ_kl X_ijk X_i'jl |q_k - q_l|/range
               subtract   congruence - conflict
    normalised two-mode: activity / n_i; prominence / statements on j
               one-mode: average / ((n_i + n_i')/2); jaccard / (Σ F_i[F_i' = 0] + Σ F_i'[F_i = 0] + Σ F_i F_i'), F = X flat
               over concept and level; dna-cosine / (n_i n_i'); cosine / (|F_i| |F_i'|)

"dna-cosine" is what the Discourse Network Analyzer calls cosine and is none; "cosine" divides by the lengths of the
vectors, of T where the qualifier is ignored and of F otherwise, so that ignore and congruence lie in [0, 1].
A quotient 0/0 (two actors without a statement) is 0: there is no tie.

Source: Leifeld 2017; the formulas of the program's exporter, read. Checked by brute force in tests/papers. Doubt: the
product of counts lets the busiest actors dominate; count once a document, or normalise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from qda.errors import UnknownName, UsageError
from qda.network.statements import Counts

Kind = Literal["twomode", "onemode"]
Aggregation = Literal["ignore", "congruence", "conflict", "subtract", "combine"]
Normalisation = Literal["no", "activity", "prominence", "average", "jaccard", "dna-cosine", "cosine"]
AGGREGATIONS: dict[str, tuple[Aggregation, ...]] = {
    "twomode": ("ignore", "subtract", "combine"),
    "onemode": ("ignore", "congruence", "conflict", "subtract"),
}
NORMALISATIONS: dict[str, tuple[Normalisation, ...]] = {
    "twomode": ("no", "activity", "prominence"),
    "onemode": ("no", "average", "jaccard", "dna-cosine", "cosine"),
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """A network as a matrix with the names of its rows and columns. one_mode: rows and columns are the same actors; the
    diagonal is then 0 and no tie."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    one_mode: bool


def discourse_network(
    counts: Counts,
    kind: Kind = "twomode",
    aggregation: Aggregation = "ignore",
    normalisation: Normalisation = "no",
    *,
    over: Literal["actors", "concepts"] = "actors",
) -> Matrix:
    """The network of formula and symbols on top of this module.

    over: whose one-mode network; "concepts" ties concepts that the same actors speak of. Missing rule: none. Range: any
    number for subtract, else >= 0. Raises UsageError (network-choice) where kind and choice do not go together, or the
    aggregation needs a qualifier that the statements lack; UnknownName for words that are no choice.
    """
    _check(counts, kind, aggregation, normalisation)
    if kind == "twomode":
        return Matrix(counts.actors, counts.concepts, _two_mode(counts, aggregation, normalisation), False)
    array = counts.array if over == "actors" else counts.array.transpose(1, 0, 2)
    names = counts.actors if over == "actors" else counts.concepts
    return Matrix(names, names, _one_mode(array, counts, aggregation, normalisation), True)


def _check(counts: Counts, kind: str, aggregation: str, normalisation: str) -> None:
    if kind not in AGGREGATIONS:
        raise UnknownName("kind of network", kind, tuple(AGGREGATIONS))
    for what, chosen, known, choices in (
        ("aggregation", aggregation, get_args(Aggregation), AGGREGATIONS),
        ("normalisation", normalisation, get_args(Normalisation), NORMALISATIONS),
    ):
        if chosen not in known:
            raise UnknownName(what, chosen, known)
        if chosen not in choices[kind]:
            raise UsageError(
                f"the {what} {chosen} does not exist in a {kind} network",
                f"for {kind} choose one of: {', '.join(choices[kind])}",
                "network-choice",
            )
    if aggregation != "ignore" and counts.scale == "none":
        raise UsageError(
            f"the aggregation {aggregation} compares qualifiers, and the statements have none",
            "name the column of the stance with --qualifier, or choose the aggregation ignore",
            "network-choice",
        )
    if kind == "twomode" and aggregation == "subtract" and counts.scale == "word":
        raise UsageError(
            f"words ({', '.join(map(str, counts.levels[:4]))}) cannot be subtracted",
            "give a stance (yes/no) or a whole number, or choose combine",
            "network-choice",
        )


def _two_mode(counts: Counts, aggregation: str, normalisation: str) -> NDArray[np.float64]:
    x = counts.array
    made: NDArray[np.float64] = x.sum(axis=2).astype(np.float64)
    if aggregation == "subtract":
        signs = [-1.0, 1.0] if counts.scale == "stance" else [float(q) for q in counts.levels if isinstance(q, int)]
        made = (x @ np.array(signs)).astype(np.float64)
    elif aggregation == "combine":
        # a stance: 1 for, 2 against, 3 both; else one binary digit a level, the lowest level first
        digits = np.array([2.0, 1.0]) if counts.scale == "stance" else 2.0 ** np.arange(x.shape[2])
        made = ((x > 0) @ digits).astype(np.float64)
    if normalisation == "no":
        return made
    axes = (1, 2) if normalisation == "activity" else (0, 2)
    base = (x > 0).any(axis=2).sum(axis=axes[0]) if aggregation == "combine" else x.sum(axis=axes)
    return _ratio(made, base[:, None] if normalisation == "activity" else base[None, :])


def _one_mode(x: NDArray[np.float64], counts: Counts, aggregation: str, normalisation: str) -> NDArray[np.float64]:
    n = len(x)
    total = x.sum(axis=2)
    flat = x.reshape(n, -1)
    product = total @ total.T
    if counts.scale == "number":
        levels = np.array(counts.levels, dtype=np.float64)
        apart = np.abs(levels[:, None] - levels[None, :]) / max(float(np.ptp(levels)), 1.0)
        conflict = (x @ apart).reshape(n, -1) @ flat.T
        congruence = product - conflict
    else:
        congruence = flat @ flat.T
        conflict = product - congruence
    made = {
        "ignore": product,
        "congruence": congruence,
        "conflict": conflict,
        "subtract": congruence - conflict,
    }[aggregation]
    active = total.sum(axis=1)
    if normalisation == "average":
        made = _ratio(made, (active[:, None] + active[None, :]) / 2)
    elif normalisation == "jaccard":
        none = (flat == 0).astype(np.float64)
        alone = flat @ none.T
        made = _ratio(made, alone + alone.T + flat @ flat.T)
    elif normalisation == "dna-cosine":
        made = _ratio(made, np.outer(active, active))
    elif normalisation == "cosine":
        length = np.sqrt(((total if aggregation == "ignore" else flat) ** 2).sum(axis=1))
        made = _ratio(made, np.outer(length, length))
    final: NDArray[np.float64] = made.copy()
    np.fill_diagonal(final, 0.0)
    return final


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    wide = np.broadcast_to(below, above.shape)
    return np.divide(above, wide, out=np.zeros_like(above, dtype=np.float64), where=wide != 0)
