"""How thick ties are drawn."""

from __future__ import annotations

from qda.export.looks import Stroke
from qda.model import Tie


def stroke(*weights: float) -> Stroke:
    return Stroke.of([[Tie(f"a{i}", f"b{i}", "co-mention", False, w, "甲", ()) for i, w in enumerate(weights)]])


def test_ties_that_weigh_the_same_are_thin_whatever_they_weigh() -> None:
    assert stroke(1, 1).width(1) == stroke(7, 7).width(7) < 2


def test_width_grows_with_weight_to_one_scale() -> None:
    few = stroke(1, 2, 8)
    assert few.width(1) < few.width(2) < few.width(8) == 5
    assert few.alpha(1) < few.alpha(8)


def test_many_ties_are_thinner_than_few() -> None:
    assert stroke(*[1] * 200, 8).width(8) < stroke(*[1] * 20, 8).width(8)


def test_no_tie_at_all() -> None:
    assert stroke().width(0) > 0
