"""Leifeld, P. (2017). Discourse Network Analysis. In: Oxford Handbook of Political Networks. The formulas of one-mode and
two-mode networks, against loops written from their definitions, and a small example worked by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.network.discourse import AGGREGATIONS, NORMALISATIONS, discourse_network
from qda.network.statements import Statement, counted, without_repetitions

HAND = [
    Statement("居委会", "收费", True, "d1"),
    Statement("居委会", "收费", True, "d1"),
    Statement("居委会", "分类", False, "d2"),
    Statement("物业", "收费", True, "d1"),
    Statement("物业", "分类", True, "d2"),
    Statement("业委会", "收费", False, "d3"),
]


def matrix(statements, *arguments, **options):
    made = discourse_network(counted(statements), *arguments, **options)
    return {
        (r, c): float(v)
        for r, row in zip(made.rows, made.values, strict=True)
        for c, v in zip(made.columns, row, strict=True)
    }


def test_by_hand() -> None:
    """居委会: 收费 +2, 分类 -1; 物业: +1, +1; 业委会: 收费 -1."""
    pair = ("居委会", "物业")
    assert matrix(HAND, "onemode", "ignore")[pair] == 2 * 1 + 1 * 1
    assert matrix(HAND, "onemode", "congruence")[pair] == 2
    assert matrix(HAND, "onemode", "conflict")[pair] == 1
    assert matrix(HAND, "onemode", "subtract")[pair] == 1
    assert matrix(HAND, "onemode", "congruence", "average")[pair] == 2 / 2.5
    assert matrix(HAND, "onemode", "congruence", "dna-cosine")[pair] == pytest.approx(2 / (3 * 2))
    # F = (收费-, 收费+, 分类-, 分类+): (0,2,1,0) and (0,1,0,1): alone 1 and 1, together 2
    assert matrix(HAND, "onemode", "congruence", "jaccard")[pair] == 2 / (1 + 1 + 2)
    assert matrix(HAND, "onemode", "congruence", "cosine")[pair] == pytest.approx(2 / np.sqrt(5 * 2))
    assert matrix(HAND, "onemode", "ignore", "cosine")[pair] == pytest.approx(3 / np.sqrt(5 * 2))
    assert matrix(HAND, "twomode", "subtract")["居委会", "收费"] == 2
    assert matrix(HAND, "twomode", "subtract")["居委会", "分类"] == -1
    both = [*HAND, Statement("物业", "收费", False, "d9")]
    combined = matrix(both, "twomode", "combine")
    assert [combined[a, "收费"] for a in ("居委会", "业委会", "物业")] == [1, 2, 3]
    assert matrix(HAND, "twomode", "ignore", "activity")["居委会", "收费"] == 2 / 3
    assert matrix(HAND, "twomode", "ignore", "prominence")["居委会", "收费"] == 2 / 4
    assert matrix(HAND, "onemode", "congruence", over="concepts")["收费", "分类"] == 1  # 物业 is for both


def brute(x: np.ndarray, levels: list, aggregation: str, normalisation: str) -> np.ndarray:
    """One-mode, from the definitions, cell by cell."""
    n, concepts, depth = x.shape
    numbers = all(isinstance(v, int) and not isinstance(v, bool) for v in levels)
    span = max(levels) - min(levels) if numbers else 1
    made = np.zeros((n, n))
    for i, k in product(range(n), repeat=2):
        if i == k:
            continue
        congruence = conflict = ignore = 0.0
        for j in range(concepts):
            ignore += x[i, j].sum() * x[k, j].sum()
            for a, b in product(range(depth), repeat=2):
                far = (abs(levels[a] - levels[b]) / (span or 1)) if numbers else float(a != b)
                congruence += x[i, j, a] * x[k, j, b] * (1 - far)
                conflict += x[i, j, a] * x[k, j, b] * far
        value = {"ignore": ignore, "congruence": congruence, "conflict": conflict, "subtract": congruence - conflict}
        f, g = x[i].ravel(), x[k].ravel()
        t, u = (x[i].sum(1), x[k].sum(1)) if aggregation == "ignore" else (f, g)
        base = {
            "no": 1.0,
            "average": (f.sum() + g.sum()) / 2,
            "jaccard": f[g == 0].sum() + g[f == 0].sum() + (f * g).sum(),
            "dna-cosine": f.sum() * g.sum(),
            "cosine": np.sqrt((t**2).sum() * (u**2).sum()),
        }[normalisation]
        made[i, k] = value[aggregation] / base if base else 0.0
    return made


@st.composite
def some_statements(draw):
    levels = draw(st.sampled_from([[True, False], [1, 2, 3], [-1, 1], ["赞", "弹", "观望"]]))
    return [
        Statement(draw(st.sampled_from("甲乙丙丁")), draw(st.sampled_from("abc")), draw(st.sampled_from(levels)), "d")
        for _ in range(draw(st.integers(1, 25)))
    ]


@settings(max_examples=60)
@given(some_statements(), st.sampled_from(AGGREGATIONS["onemode"]), st.sampled_from(NORMALISATIONS["onemode"]))
def test_one_mode_is_its_definition(statements, aggregation, normalisation) -> None:
    counts = counted(statements)
    made = discourse_network(counts, "onemode", aggregation, normalisation)
    expected = brute(counts.array, list(counts.levels), aggregation, normalisation)
    np.testing.assert_allclose(made.values, expected, atol=1e-12)
    np.testing.assert_allclose(made.values, made.values.T)
    if normalisation == "cosine" and aggregation in {"ignore", "congruence"} and counts.scale != "number":
        assert made.values.max() <= 1 + 1e-12


def test_weeks_and_months_know_their_year() -> None:
    from datetime import date

    same = {"actor": "a", "concept": "c", "qualifier": True}
    said = [
        Statement(**same, document="1", date=date(2021, 1, 4)),
        Statement(**same, document="2", date=date(2021, 1, 10)),
        Statement(**same, document="2", date=date(2021, 1, 11)),
        Statement(**same, document="3", date=date(2022, 1, 5)),
        Statement(**{**same, "qualifier": False}, document="3", date=date(2022, 1, 5)),
    ]
    kept = {
        how: without_repetitions(said, how)[0]
        for how in ("include", "document", "week", "month", "year", "acrossrange")
    }
    assert kept == {
        "include": [0, 1, 2, 3, 4],
        "document": [0, 1, 3, 4],
        "week": [0, 2, 3, 4],
        "month": [0, 3, 4],
        "year": [0, 3, 4],
        "acrossrange": [0, 4],
    }
    assert without_repetitions(said, "acrossrange", by_qualifier=False) == ([0], [1, 2, 3, 4])
    december = [Statement(**same, date=date(2020, 12, 31)), Statement(**same, date=date(2021, 1, 1))]
    assert without_repetitions(december, "week")[0] == [0]  # one ISO week, 53 of 2020
