"""Figures: the same bytes each time, Chinese drawn and not boxes, nothing left behind in matplotlib."""

import re
import warnings

import pytest

from qda.export.figures import BarRow, NetworkPanel, Series, bar_figure, network_figure, network_panels
from qda.export.fonts import cjk_font_path, missing_characters
from qda.model import Tie

NAMES = {"jwh": "居委会", "wy": "物业公司", "ywh": "业委会", "jm": "居民"}
KINDS = {"jwh": "居委会", "wy": "物业", "ywh": "业委会", "jm": "居民"}
PLACES = {"jwh": (0.0, 0.1), "wy": (0.9, -0.4), "ywh": (-0.8, -0.5), "jm": (0.1, 0.9)}
TIES = (
    Tie("jwh", "wy", "co-mention", False, 5.0, "c", ()),
    Tie("jwh", "jm", "co-mention", False, 2.0, "c", ()),
    Tie("wy", "ywh", "co-mention", False, 1.0, "c", ()),
)


def draw(format: str = "svg") -> bytes:  # noqa: A002
    return network_figure(
        "槐安社区", TIES, NAMES, KINDS, PLACES, counts={"documents": 3, "segments": 40, "ties": 3}, format=format
    )


@pytest.mark.parametrize("format", ["svg", "png"])
def test_same_input_same_bytes(format: str) -> None:  # noqa: A002
    assert draw(format) == draw(format)


def test_svg_has_no_date_and_text_as_paths() -> None:
    made = draw().decode()
    assert "<text" not in made
    assert not re.search(r"<dc:date>", made)


def test_no_glyph_is_missing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw()


def test_our_font_has_the_characters_of_the_field() -> None:
    assert missing_characters("党建引领赋权嵌入议事厅居委会堃喆玥昇珺瑄業委會 0123", cjk_font_path()) == ""


def test_a_character_that_no_font_has_is_named_once() -> None:
    with pytest.warns(UserWarning, match="lack 1 characters") as caught:
        network_figure("\U000e0101 \ue123", TIES, NAMES, KINDS, PLACES)
    assert len(caught) == 1


def test_nothing_is_left_behind() -> None:
    import matplotlib
    from matplotlib import font_manager

    before = (dict(matplotlib.rcParams), list(font_manager.fontManager.ttflist))
    draw()
    assert (dict(matplotlib.rcParams), list(font_manager.fontManager.ttflist)) == before


def test_panels_directed_ties_and_an_empty_network() -> None:
    directed = (Tie("jwh", "wy", "leads", True, 2.0, "c", ()), Tie("wy", "jwh", "reports", True, 1.0, "c", ()))
    panels = [
        NetworkPanel("槐安社区", TIES, {}),
        NetworkPanel("柳荫社区", directed, {"ties": 2}),
        NetworkPanel("松涛社区", (), {}),
    ]
    made = network_panels("比较", panels, NAMES, KINDS, PLACES, relations={"leads": "领导", "reports": "汇报"})
    assert made.startswith(b"<?xml")


def test_bars_mark_a_missing_share_instead_of_drawing_zero() -> None:
    series = [Series("槐安社区", 340), Series("柳荫社区", 12)]
    missing = bar_figure("占比", [BarRow("协商议事机制", (0.2, None))], series)
    nought = bar_figure("占比", [BarRow("协商议事机制", (0.2, 0.0))], series)
    assert missing != nought
    assert bar_figure("占比", [BarRow("协商议事机制", (0.2, None))], series) == missing
    assert bar_figure("", [], [])
