"""Agreement on spans: against counting every pair of characters, and on cases whose answer is plain."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.errors import InputError
from qda.reliability.spans import (
    Continuum,
    character_kappa,
    character_percent,
    count_spans,
    cu_alpha,
    ku_alpha,
    marked_alpha,
    matches,
    merged_units,
    overlap_f1,
    u_alpha,
    unmarked,
)

LENGTH = 14


def cut(draw_ends):
    """Units from ((length of gap, length of unit, value), …)."""
    made, at = [], 0
    for gap, size, value in draw_ends:
        if at + gap + size > LENGTH:
            break
        made.append((at + gap, at + gap + size, value))
        at += gap + size
    return tuple(made)


units = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5), st.integers(1, 2)), max_size=4).map(cut)
continua = st.integers(2, 3).flatmap(lambda m: st.tuples(*[units] * m)).map(lambda c: Continuum(LENGTH, c))


def by_characters(continuum):
    """Every character of every coder as (position, value, unit); gap characters are units of their own."""
    made = []
    for g, coder in enumerate(continuum.coders):
        for p in range(continuum.length):
            unit = next(((i, v) for i, (a, b, v) in enumerate(coder) if a <= p < b), None)
            made.append((g, p, unit[1] if unit else 0, (g, "unit", unit[0]) if unit else (g, "gap", p)))
    return made


def brute(continuum, kind):
    """1 - D_o/D_e over pairs of characters: observed pairs stand at one place, expected ones are all but those within one
    unit. kind: u (values differ) or marked (one marked, the other not)."""
    characters = by_characters(continuum)
    m = len(continuum.coders)

    def differ(a, b):
        return a != b if kind == "u" else (a == 0) != (b == 0)

    observed = expected = pairs = 0
    for (g, p, v, u), (h, r, w, x) in product(characters, repeat=2):
        if g != h and p == r:
            observed += differ(v, w)
        if u != x:
            pairs += 1
            expected += differ(v, w)
    if not expected:
        return None
    return 1 - (observed / (m - 1) / (m * continuum.length)) / (expected / pairs)


@given(continua)
def test_u_alpha_and_marked_alpha_count_all_pairs_of_characters(continuum) -> None:
    x = count_spans(continuum, 3)
    for function, kind in ((u_alpha, "u"), (marked_alpha, "marked")):
        value, expected = function(x, 3), brute(continuum, kind)
        assert np.isnan(value) == (expected is None), (function, value, expected)
        if expected is not None:
            assert value == pytest.approx(expected, abs=1e-9)


def test_the_same_units_are_perfect_agreement() -> None:
    coder = ((2, 5, 1), (7, 11, 2))
    x = count_spans(Continuum(LENGTH, (coder, coder)), 3)
    assert [f(x, 3) for f in (u_alpha, marked_alpha, cu_alpha, character_percent, character_kappa)] == [1.0] * 5
    assert ku_alpha(x, 3, 1) == 1 and ku_alpha(x, 3, 2) == 1


def test_other_values_on_the_same_places() -> None:
    x = count_spans(Continuum(10, (((0, 3, 1), (5, 8, 2)), ((0, 3, 2), (5, 8, 1)))), 3)
    assert marked_alpha(x, 3) == 1
    assert cu_alpha(x, 3) < 0
    assert character_percent(x, 3) == pytest.approx(0.4) and unmarked(x, 3) == pytest.approx(0.4)


def test_nothing_marked_is_undefined_and_not_1() -> None:
    x = count_spans(Continuum(50, ((), ())), 2)
    assert character_percent(x, 2) == 1
    assert all(np.isnan(f(x, 2)) for f in (u_alpha, marked_alpha, cu_alpha, character_kappa))
    assert overlap_f1([Continuum(50, ((), ()))]) is None


def test_uncoded_text_raises_percent_but_not_what_was_found() -> None:
    short = Continuum(20, (((0, 5, 1),), ((10, 15, 1),)))
    long = Continuum(2000, short.coders)
    assert character_percent(count_spans(short, 2), 2) == pytest.approx(0.5)
    assert character_percent(count_spans(long, 2), 2) == pytest.approx(0.995)
    assert u_alpha(count_spans(long, 2), 2) < 0.01
    assert overlap_f1([long]) == 0


def test_kappa_of_characters_against_scikit_learn() -> None:
    from sklearn.metrics import cohen_kappa_score

    a, b = ((0, 4, 1), (8, 10, 1)), ((1, 6, 1),)
    lines = [np.zeros(LENGTH, dtype=int) for _ in range(2)]
    for line, coder in zip(lines, (a, b), strict=True):
        for start, end, _ in coder:
            line[start:end] = 1
    x = count_spans(Continuum(LENGTH, (a, b)), 2)
    assert character_kappa(x, 2) == pytest.approx(cohen_kappa_score(*lines), abs=1e-12)


def test_counts_of_documents_add_up() -> None:
    parts = [Continuum(10, (((1, 4, 1),), ((2, 4, 1),))), Continuum(8, (((0, 8, 1),), ((0, 2, 1),)))]
    whole = Continuum(18, (((1, 4, 1), (10, 18, 1)), ((2, 4, 1), (10, 12, 1))))
    assert count_spans(whole, 2) == pytest.approx(sum(count_spans(p, 2) for p in parts))


def test_overlapping_units_of_one_code_are_joined_and_adjacent_ones_are_not() -> None:
    assert merged_units([(5, 9, 1), (0, 6, 1), (9, 12, 1)]) == ((0, 9, 1), (9, 12, 1))
    with pytest.raises(InputError) as fault:
        merged_units([(0, 6, 1), (5, 9, 2)])
    assert fault.value.slug == "spans-overlap"
    with pytest.raises(InputError) as fault:
        count_spans(Continuum(5, (((0, 6, 1),), ())), 2)
    assert fault.value.slug == "span-outside"


def test_matching_spans() -> None:
    a = [(0, 10, 1), (20, 30, 1), (40, 50, 2)]
    b = [(2, 10, 1), (26, 40, 1), (40, 50, 1)]
    assert matches(a, b) == 1
    assert overlap_f1([Continuum(60, (tuple(a), tuple(b)))]) == pytest.approx(2 / 6)
