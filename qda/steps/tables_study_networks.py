"""Tables of the other networks of a study: attendance, answers, actors and codes, discourse, codes and codes (ENA).

Every weight is the number of places that `qda network of KIND --places` lists for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from qda.errors import NotEstimable
from qda.steps.document_networks import Shared
from qda.steps.periods import Asked, Period, period_notes, periods
from qda.steps.settings import Settings
from qda.steps.study_networks import WINDOW, Place, Stored, counted_places, epistemic_lines, places_of
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table
from qda.terms import VALUES

if TYPE_CHECKING:
    from numpy.typing import NDArray

TITLES = {
    "attendance": ("共同参会网络", "Co-attendance at meetings"),
    "answers": ("谁接着谁说（轮次衔接）", "Who speaks right after whom"),
    "actor-codes": ("行动者与编码的二模网络", "Actors and codes: two-mode network"),
    "discourse": ("话语网络：谁以何种情态说什么", "Discourse network: who says what, and how"),
    "epistemic": ("编码之间的认知网络（ENA）", "Codes near each other (ENA)"),
}
HEADS = {
    "attendance": ("行动者甲", "行动者乙"),
    "answers": ("后发言者", "前一发言者"),
    "actor-codes": ("行动者", "编码"),
    "discourse": ("发言者", "编码"),
    "epistemic": ("编码甲", "编码乙"),
}
MEANINGS = {
    "attendance": "同一次会议上都在场（参会名单或发言）。"
    "名单上认不出属于哪个行动者的人不计，见 qda actors --unlisted；在场不等于互动。",
    "answers": "一方的发言紧接在另一方之后（中间隔着叙述的，以及主持人叫名字的，也计）；紧接不等于回应。"
    "同一类行动者的人互相接话不计，发言人不明处断开。",
    "actor-codes": "行动者在带有该编码的段中被提及。提及者不一定做了编码所说的事。",
    "discourse": "发言人属于该行动者，其发言段带有该编码；情态为编码的极性。没有发言人的段（叙述、纪要体）不计。",
    "epistemic": "移动窗口：一段与同一文档中前{before}段里出现两个顶层编码（维度、机制）。"
    "只计同现，不说明关系；引文为窗口的末段。",
}


def attendance(study: Study, settings: Settings, shared: Shared) -> Table:
    """Who is at the same meetings."""
    return network_of(shared.stored, "attendance")


def answers(study: Study, settings: Settings, shared: Shared) -> Table:
    """Who speaks right after whom."""
    return network_of(shared.stored, "answers")


def actor_codes(study: Study, settings: Settings, shared: Shared) -> Table:
    """Which actors are named where a code is."""
    return network_of(shared.stored, "actor-codes")


def discourse(study: Study, settings: Settings, shared: Shared) -> Table:
    """Who says what, and how."""
    return network_of(shared.stored, "discourse")


def epistemic(study: Study, settings: Settings, shared: Shared) -> Table:
    """Which codes stand near each other."""
    return network_of(shared.stored, "epistemic")


def network_of(stored: Stored, kind: str, asked: Asked | None = None) -> Table:
    """One row a tie (of a stretch of time, where asked for). Raises UnknownName, UsageError (bad-period)."""
    settings = stored.settings
    counted, _ = counted_places(places_of(stored, kind), settings.network.collapse)
    cut, undated = periods(stored.documents, asked or Asked())
    extra = [Column("polarity", title="情态")] if kind == "discourse" else []
    once = settings.network.collapse == "document"
    chance = _CHANCE if kind == "attendance" else ()
    made: list[tuple[Cell, ...]] = []
    for period in cut:
        for case_id, case in stored.cases.items():
            grouped: dict[tuple[str, str, str], list[Place]] = {}
            for p in counted:
                if p.case_id == case_id and p.document_id in period.documents:
                    grouped.setdefault((p.source, p.target, p.qualifier), []).append(p)
            beside = _chances(stored, case_id, period) if kind == "attendance" else {}
            for key in sorted(grouped, key=lambda k: (-len(grouped[k]), k)):
                found = grouped[key]
                made.append(
                    (
                        *((period.name,) if period.name else ()),
                        case,
                        _called(stored, kind, key[0], 0),
                        _called(stored, kind, key[1], 1),
                        *((VALUES["polarity"].get(key[2]),) if extra else ()),
                        len(found),
                        *(() if once else (len({p.document_id for p in found}),)),
                        *beside.get((key[0], key[1]), ()),
                        *stored.shown(found[0]),
                    )
                )
    dated = [Column("period", title="时段（首日—末日）", role="label")] if cut and cut[0].name else []
    weight = "权重（份文档）" if once else "权重（处）"
    return table(
        kind,
        {"zh": TITLES[kind][0], "en": TITLES[kind][1]},
        (
            *dated,
            Column("case", role="label"),
            Column("source_node", title=HEADS[kind][0], role="label"),
            Column("target_node", title=HEADS[kind][1], role="label"),
            *extra,
            Column("weight", title=weight, digits=0),
            *(() if once else ("documents",)),
            *chance,
            "quote",
            "source",
        ),
        made,
        [*_notes(stored, kind), *_period_notes(cut, undated)],
    )


def places_table(stored: Stored, kind: str, asked: Asked | None = None) -> Table:
    """One row a place that counts: as many rows as the weights of `network_of` add up to."""
    settings = stored.settings
    counted, repeated = counted_places(places_of(stored, kind), settings.network.collapse)
    cut, undated = periods(stored.documents, asked or Asked())
    made: list[tuple[Cell, ...]] = []
    for period in cut:
        for p in counted:
            if p.document_id in period.documents:
                ends = (_called(stored, kind, p.source, 0), _called(stored, kind, p.target, 1))
                how = VALUES["polarity"].get(p.qualifier)
                case = stored.cases[p.case_id]
                made.append((*((period.name,) if period.name else ()), case, *ends, how, *stored.shown(p)))
    dated = [Column("period", title="时段（首日—末日）", role="label")] if cut and cut[0].name else []
    return table(
        f"{kind}.places",
        {"zh": f"{TITLES[kind][0]}：逐处", "en": f"{TITLES[kind][1]}, place by place"},
        (
            *dated,
            Column("case", role="label"),
            Column("source_node", title=HEADS[kind][0], role="label"),
            Column("target_node", title=HEADS[kind][1], role="label"),
            Column("polarity", title="情态"),
            "quote",
            "source",
        ),
        made,
        (
            f"共{len(made)}处，即表中权重之和；全研究另有{len(repeated)}处与同一文档内已计的重复，未列。",
            *_period_notes(cut, undated),
        ),
    )


def _called(stored: Stored, kind: str, name: str, end: int) -> str:
    is_code = kind == "epistemic" or (end == 1 and kind in {"actor-codes", "discourse"})
    return stored.coded.name(name) if is_code else stored.names.get(name, name)


def _period_notes(cut: Sequence[Period], undated: int) -> list[str]:
    return period_notes([(p.name, p.whole) for p in cut], undated)


def _notes(stored: Stored, kind: str) -> list[str]:
    once = stored.settings.network.collapse == "document"
    told = [
        "权重：有此联系的文档数，同一文档内重复只计一次。" if once else "权重：有此联系的处数。",
        MEANINGS[kind].format(before=WINDOW - 1),
        f"逐处列出：qda network of {kind} --places，行数等于权重之和。",
    ]
    if kind == "attendance":
        told += _list_notes(stored)
    else:
        told.append(f"n={len(stored.documents)}份文档。")
    if kind in {"answers", "discourse"}:
        known, all_turns = stored.spoken
        told.append(
            f"{all_turns}轮发言中{known}轮的发言人属于行动者表中的行动者，其余不计；补入人员表后再看（qda actors --unlisted）。"
        )
    if kind in {"actor-codes", "discourse", "epistemic"}:
        told.append(stored.coded.warning())
    if kind == "epistemic":
        told += _differences(stored)
    return told


_CHANCE = (
    Column("expected_documents", digits=2),
    Column("p_upper", digits=4),
    Column("both_spoke", title="都发言（次）"),
    Column("expected_spoke", title="期望都发言", digits=2),
    Column("p_spoke", title="都发言P上", digits=4),
)


def _list_notes(stored: Stored) -> list[str]:
    lacking = [m.document.case_id for m in stored.meetings if not m.has_list]
    told = [f"n={len(stored.meetings)}次会议，其中{len(lacking)}次没有参会名单，只知道谁发言。"]
    told.append(
        "期望文档、P上：SDSM，保持各行动者参会次数与各次会议行动者数之期望。"
        "都发言：只有在场的人可以发言（按参会名单限定资格的 SDSM），"
        "社区内任一次会议没有名单即不作。P未作多重校正。"
    )
    return told


def _chances(stored: Stored, case_id: str, period: Period) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """Pair to expected meetings, p, meetings where both spoke, expected under eligibility, p."""
    meetings = [m for m in stored.meetings if m.document.case_id == case_id and m.document.id in period.documents]
    actors = sorted({actor for m in meetings for actor in m.present})
    if len(actors) < 2:
        return {}
    present = np.array([[actor in m.present for m in meetings] for actor in actors], dtype=float)
    spoke = np.array([[actor in m.spoke for m in meetings] for actor in actors], dtype=float)
    there = _model(present, None, "会议过少，模型不可估计。")
    why = "" if all(m.has_list for m in meetings) else "该社区有会议没有参会名单，不知道谁可以发言。"
    together = (spoke @ spoke.T).astype(int)
    said = _model(spoke, present, why or "会议过少，模型不可估计。", refused=bool(why))
    made: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for k, (i, j) in enumerate(combinations(range(len(actors)), 2)):
        made[actors[i], actors[j]] = (*there(k), int(together[i, j]), *said(k))
    return made


def _model(
    present: NDArray[np.float64], eligible: NDArray[np.float64] | None, why: str, *, refused: bool = False
) -> Callable[[int], tuple[Cell, Cell]]:
    from qda.network.bipartite import shared_occasions

    none = (Missing(why), Missing(why))
    if refused or present.shape[1] < 2:
        return lambda k: none
    try:
        found = shared_occasions(present, eligible=eligible)
    except NotEstimable:
        return lambda k: none
    return lambda k: (float(found.expected[k]), float(found.p_upper[k]))


def _differences(stored: Stored) -> list[str]:
    """Means rotation between every two communities, documents as units; refused where it could find nothing."""
    from qda.compare.shuffles import require, shuffles
    from qda.network.epistemic import moving_window
    from qda.network.epistemic_space import means_test

    found = moving_window(epistemic_lines(stored, by="document"), WINDOW)
    groups = [stored.documents[unit].case_id for unit in found.units]
    linked = [bool(row.any()) for row in found.values]
    told = []
    for a, b in combinations(stored.cases, 2):
        name = f"{stored.cases[a]}—{stored.cases[b]}"
        labels = [g for g, has in zip(groups, linked, strict=True) if has and g in {a, b}]
        rng = np.random.default_rng(stored.settings.report.seed)
        design = shuffles(labels, draws=stored.settings.report.draws, rng=rng) if labels else None
        try:
            if design is None:
                raise NotEstimable("a difference", 0, 2)
            require(design, "a difference of epistemic networks")
            distance, p = means_test(found, groups, (a, b), draws=stored.settings.report.draws, rng=rng)
        except NotEstimable:
            low = f"，可达到的最小P值为{design.smallest_p:.2f}" if design and len(design.names) == 2 else ""
            told.append(f"{name}未作检验（有连接的文档过少{low}）")
            continue
        told.append(f"{name}距离{distance:.3f}，P={p:.4f}（最小可达{design.smallest_p:.2g}）")
    if not told:
        return []
    how = "社区间差异（球面归一后均值旋转的距离，以文档为单位置换；各对未相互校正）："
    return [how + "；".join(told) + "。"]
