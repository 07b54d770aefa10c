"""The figure of the epistemic space: documents as points, communities' means with intervals, codes at their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qda.errors import NotEstimable
from qda.steps.figures_network import Kind
from qda.steps.figures_study_networks import Drawn
from qda.steps.study_networks import WINDOW, Stored, epistemic_lines

if TYPE_CHECKING:
    from qda.network.epistemic_space import Space


def drawn_space(stored: Stored, form: Kind, between: tuple[str, str] | None = None) -> Drawn:
    """Documents as points of the epistemic space, means of communities with 95% intervals, codes. between: two communities
    for means rotation. Intervals (t, over documents, the axes taken as given) need 8 documents; none on the rotated axis,
    which was turned so that the means lie far apart. Raises NotEstimable."""
    from qda.export.figures import space_figure
    from qda.export.space import Group
    from qda.network.epistemic import moving_window
    from qda.network.epistemic_space import epistemic_space, half_interval
    from qda.network.resample import FEWEST

    found = moving_window(epistemic_lines(stored, by="document"), WINDOW)
    of: Sequence[str] = [stored.documents[unit].case_id for unit in found.units]
    keep = [i for i in range(len(of)) if between is None or of[i] in between]
    found = replace(found, units=tuple(found.units[i] for i in keep), values=found.values[keep])
    of = [of[i] for i in keep]
    linked = [bool(row.any()) for row in found.values]
    for case in between or ():
        n = sum(1 for i, c in enumerate(of) if c == case and linked[i])
        if n < 2:
            raise NotEstimable(f"the mean of {stored.cases[case]}", n, "2 documents with connections")
    space = epistemic_space(found, groups=of, between=between)
    if len(space.names) < 2:
        raise NotEstimable("a plane of epistemic networks", len(space.names), "2 axes")
    groups, few = [], []
    for case, name in stored.cases.items():
        points = space.points[[i for i, c in enumerate(of) if c == case and space.connected[i]]]
        if not len(points):
            continue
        half = half_interval(points) if len(points) >= FEWEST and between is None else None
        few += [name] if len(points) < FEWEST else []
        mean = (float(points[:, 0].mean()), float(points[:, 1].mean())) if len(points) > 1 else None
        groups.append(Group(f"{name}（n={len(points)}）", tuple((float(x), float(y)) for x, y in points), mean, half))
    codes = [
        (stored.coded.name(c), (float(x), float(y)))
        for c, (x, y) in zip(found.codes, space.nodes.tolist(), strict=True)
    ]
    shares = [f"{name}（方差的{100 * share:.1f}%）" for name, share in zip(space.names, space.variance, strict=True)]
    title = "编码之间的认知网络：文档在认知空间中的位置"
    mean_words = "社区均值与95%区间" if any(g.half for g in groups) else "社区均值"
    content = space_figure(title, groups, codes, (shares[0], shares[1]), ("文档", mean_words, "编码"), format=form)
    return Drawn(content, *_space_captions(stored, space, [g.name for g in groups], few, between, FEWEST))


def _space_captions(
    stored: Stored,
    space: Space,
    named: Sequence[str],
    few: Sequence[str],
    between: tuple[str, str] | None,
    fewest: int,
) -> tuple[str, str]:
    fit = "；".join(
        f"{name} Pearson {_shown(p)}、Spearman {_shown(s)}"
        for name, p, s in zip(space.names, space.pearson, space.spearman, strict=True)
    )
    turned = "以均值旋转为横轴，其余为SVD" if between else "轴为SVD"
    boxes = (
        "横轴是为使两个均值分开而转出来的，故不给区间，差异的检验见表 epistemic 的表注"
        if between
        else f"方框为均值的95%区间（文档为单位，t分布，轴视为给定；少于{fewest}份文档者不给{'：' + '、'.join(few) if few else ''}）"
    )
    zh = (
        f"认知空间（ENA）：{'、'.join(named)}。单位为文档（有连接者），移动窗口{WINDOW}段，球面归一、居中，{turned}。"
        f"{boxes}。叉为编码的位置；点与质心之差的相关：{fit}（.90以上图才可按编码位置来读）。{stored.coded.warning()}"
    )
    fit_en = fit.replace("、", ", ").replace("；", "; ")
    boxes_en = (
        "The first axis was rotated so that the two means lie apart, so no interval is given"
        if between
        else f"Boxes are 95% intervals of means (t, documents as units, axes taken as given; none below {fewest} documents)"
    )
    en = (
        f"Epistemic space (ENA): {'; '.join(named).replace('（', ' (').replace('）', ')')}. Units are documents with "
        f"connections; moving window of {WINDOW} segments, sphere-normalised, centred, "
        f"{'means rotation, then SVD' if between else 'SVD'}. {boxes_en}. Crosses are codes; goodness of fit: {fit_en}."
    )
    return zh, en


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
