"""Dense drawings stay legible: labels of 15 to 40 nodes do not cover each other, modes and opposites survive a grey copy."""

from __future__ import annotations

import random

import pytest

from qda.export import figures
from qda.export.figures import NetworkPanel, network_panels, space_figure
from qda.export.looks import OPPOSED, two_mode_looks
from qda.export.space import Group
from qda.model import Tie
from qda.network.layout import positions

ACTORS = [
    "居委会",
    "物业公司",
    "业委会",
    "街道和政府部门",
    "企业和市场主体",
    "社会组织",
    "议事厅",
    "楼门组织",
    "党组织",
    "驻区单位",
]
CODES = [
    "协商议事机制",
    "需求反馈机制",
    "监督评估机制",
    "利益协调机制",
    "赋权嵌入",
    "实质嵌入",
    "组织嵌入",
    "合作嵌入",
    "价值融合",
    "主体激活",
]


@pytest.fixture
def drawn(monkeypatch):
    """The matplotlib figures behind the pictures."""
    kept = []
    plain = figures._bytes
    monkeypatch.setattr(figures, "_bytes", lambda figure, form: (kept.append(figure), plain(figure, form))[1])
    return kept


def network(nodes: int, seed: int) -> tuple[list[Tie], dict[str, str], dict[str, str]]:
    """Actors and codes, half of each, a third of the pairs tied."""
    rng = random.Random(seed)
    actors = [f"a{i}" for i in range(nodes // 2)]
    codes = [f"c{i}" for i in range(nodes - nodes // 2)]
    ties = [
        Tie(a, c, "more", False, float(rng.randint(1, 9)), "x", ())
        for a in actors
        for c in codes
        if rng.random() < 0.33
    ]
    names = {a: f"{ACTORS[i % 10]}{'二' * (i // 10)}" for i, a in enumerate(actors)}
    names |= {c: f"{CODES[i % 10]}{'二' * (i // 10)}" for i, c in enumerate(codes)}
    return ties, names, dict.fromkeys(actors, "自治") | dict.fromkeys(codes, "机制")


def covered(figure) -> float:
    """The largest share of a label that another label of its panel covers."""
    worst = 0.0
    for axes in figure.axes:
        boxes = [t.get_window_extent(figure.canvas.get_renderer()) for t in axes.texts if t.get_text()]
        for i, one in enumerate(boxes):
            for other in boxes[:i]:
                wide = min(one.x1, other.x1) - max(one.x0, other.x0)
                high = min(one.y1, other.y1) - max(one.y0, other.y0)
                if wide > 0 and high > 0:
                    worst = max(worst, wide * high / min(one.width * one.height, other.width * other.height))
    return worst


@pytest.mark.parametrize("nodes", [15, 27, 40])
@pytest.mark.parametrize("panels", [1, 4])
def test_labels_do_not_cover_each_other(drawn, nodes, panels) -> None:
    ties, names, kinds = network(nodes, nodes)
    looks = two_mode_looks(["自治"], ["机制"])
    shown = [NetworkPanel(f"第{i}社区", tuple(ties), {"documents": 12}) for i in range(panels)]
    network_panels("", shown, names, kinds, positions(ties, seed=1, nearest=0.32), looks=looks)
    (figure,) = drawn
    assert covered(figure) < 0.1, "a touch of two boxes is seen as two labels"


def test_modes_have_shapes_of_their_own_and_opposites_dashes() -> None:
    looks = two_mode_looks(["自治", "市场"], ["维度", "机制", "效果"])
    assert {looks[k][1] for k in ("自治", "市场")} == {"o"}
    assert len({looks[k][1] for k in ("维度", "机制", "效果")} | {"o"}) == 4
    assert OPPOSED[0][1] == "solid" and OPPOSED[1][1] != "solid"


def test_space_shows_points_means_boxes_and_codes(drawn) -> None:
    groups = [
        Group("甲（n=3）", ((0.1, 0.2), (-0.3, 0.1), (0.2, -0.2)), (0.0, 0.03), (0.2, 0.1)),
        Group("乙（n=1）", ((0.5, 0.5),), None, None),
    ]
    codes = [("赋权嵌入", (0.9, 0.1)), ("协商议事机制", (0.0, 0.0)), ("监督评估机制", (0.02, 0.01))]
    made = space_figure("位置", groups, codes, ("SVD1", "SVD2"), ("文档", "均值", "编码"))
    assert made == space_figure("位置", groups, codes, ("SVD1", "SVD2"), ("文档", "均值", "编码"))
    assert b"<text" not in made, "drawn as paths"
    figure = drawn[0]
    assert covered(figure) == 0 and len(figure.axes[0].patches) == 1, "one group has an interval"
