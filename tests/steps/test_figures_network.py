"""Figures of networks: what they show comes from the stored ties, and what cannot be drawn is said."""

from __future__ import annotations

import pytest

from qda.cli.app import run_command
from qda.errors import StudyError, UsageError
from qda.steps.draw import draw_networks
from qda.steps.figures_network import difference_figure, linkage_figure
from qda.steps.settings import load_settings
from qda.store import open_study, rows


@pytest.fixture(scope="module")
def root(make_shared_study):
    made = make_shared_study(settings='[network]\nmodalities = ["realised", "planned", "demanded"]\n')
    assert run_command(["run", "--study", str(made)]) == 0
    return made


def test_difference_of_two_communities_is_drawn_the_same_each_time(root, tmp_path):
    with open_study(root) as study:
        settings = load_settings(root)
        a, b = (c.id for c in rows.cases(study))
        made = difference_figure(study, settings, "svg", a, b)
        assert made == difference_figure(study, settings, "svg", a, b)
        assert made.startswith(b"<?xml")
        with pytest.raises(UsageError):
            difference_figure(study, settings, "svg", a, a)
        (path,) = draw_networks(study, settings, tmp_path / "差.png", "甲社区", against="乙社区")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_linkage_is_drawn_where_there_is_some(root, make_study):
    with open_study(root) as study:
        assert linkage_figure(study, load_settings(root), "svg").startswith(b"<?xml")
    bare = make_study({"corpus/甲社区/2022-04-18.txt": "张主任：今天下雨。\n"}, name="空")
    assert run_command(["run", "--study", str(bare)]) == 0
    with open_study(bare) as study, pytest.raises(StudyError, match="no typed linkage"):
        linkage_figure(study, load_settings(bare), "svg")


def test_a_difference_needs_two_names(root, capsys):
    assert run_command(["network", "draw", "--out", "x.svg", "--against", "乙社区", "--study", str(root)]) == 2
    assert "--case" in capsys.readouterr().err
