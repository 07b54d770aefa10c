"""Tables about how far coders agree: per code with interval and verdict, every coefficient side by side, who saw what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qda.steps.agree import Gathered, gather
from qda.steps.agree_file import REASONS
from qda.steps.judge import FEWEST_POSITIVES, Judged, judge
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.judgements import readings
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.reliability.interval import Interval

APART = Missing("没有两位编码者都读过的编码段，不可估计（不是完全一致，也不是不一致）。")
UNDEFINED = Missing("没有变异（各编码者都没有用过该编码，或每段都用），系数无定义。")
TWO_ONLY = Missing("只适用于两位编码者。")
NO_LIMITS = "区间不可估计。"
POOLED = {"leaf": "（末级编码合并）", "top": "（一级编码合并）"}
COEFFICIENT_NAMES = {
    "krippendorff_alpha": "Krippendorff α",
    "conger_kappa": "Conger κ",
    "fleiss_kappa": "Fleiss κ",
    "gwet_ac1": "Gwet AC1",
    "brennan_prediger": "Brennan-Prediger 系数",
    "percent": "一致率",
}
PURPOSES = {"all": "全部", "train": "训练", "evaluate": "评价", "reliability": "信度"}
UNIT_NAMES = {"turn": "发言", "paragraph": "自然段", "sentence": "句", "window": "句窗"}


def agreement(study: Study, settings: Settings) -> Table:
    """One row a group of coders and a code: how often they agree beyond chance, on segments they share."""
    gathered = gather(study, settings)
    return agreement_table(gathered, list(judge(gathered, settings)), settings)


def agreement_table(gathered: Gathered, judged: Sequence[Judged], settings: Settings) -> Table:
    """The main table, from what `judge` found."""
    several = any(len(j.group.raters) > 2 for j in judged)
    declared = any(j.threshold is not None for j in judged)
    made: list[tuple[Cell, ...]] = []
    for j in judged:
        limits: list[Cell] = [APART] * 3
        if j.found:
            alpha = j.found.intervals["krippendorff_alpha"]
            none = UNDEFINED if alpha.value is None else Missing(REASONS.get(alpha.reason, NO_LIMITS))
            limits = [none if v is None else v for v in (alpha.low, alpha.high, (alpha.below or (None,))[0])]
        row: list[Cell] = [*_labels(j), *_counts(j, several), value(j, "percent"), value(j, "cohen_kappa")]
        row += [value(j, "krippendorff_alpha"), *limits]
        row += [value(j, name) for name in ("gwet_ac1", "positive_agreement", "negative_agreement")]
        made.append((*row, *(_verdict(j) if declared else ())))
    return table(
        "agreement",
        {"zh": "编码者间一致性", "en": "Agreement between coders"},
        (
            Column("coder", role="label"),
            Column("code_name", role="label"),
            Column("code", role="label"),
            *_count_columns(several),
            Column("percent", percent=True, digits=1),
            "cohen_kappa",
            "krippendorff_alpha",
            "low",
            "high",
            "below_667",
            "gwet_ac1",
            Column("positive_agreement", percent=True, digits=1),
            Column("negative_agreement", percent=True, digits=1),
            *((Column("threshold"), Column("verdict")) if declared else ()),
        ),
        made,
        (
            *unit_notes(gathered, settings),
            *_interval_notes(settings),
            *_pooled_note(judged),
            *_threshold_note(settings),
        ),
    )


def coefficients(study: Study, settings: Settings) -> Table:
    """Every coefficient of every group and code side by side."""
    from qda.reliability.codes import NAMES

    gathered = gather(study, settings)
    judged = list(judge(gathered, settings))
    several = any(len(j.group.raters) > 2 for j in judged)
    shares = {"percent", "positive_agreement", "negative_agreement"}
    return table(
        "coefficients",
        {"zh": "各一致性系数对照", "en": "Every coefficient of agreement"},
        (
            Column("coder", role="label"),
            Column("code_name", role="label"),
            Column("code", role="label"),
            *_count_columns(several),
            *(Column(name, percent=True, digits=1) if name in shares else Column(name) for name in NAMES),
            "below_667",
            "below_800",
        ),
        [(*_labels(j), *_counts(j, several), *(value(j, name) for name in NAMES), *_below(j)) for j in judged],
        (
            *unit_notes(gathered, settings),
            "各系数对“偶然一致”的估计不同，没有一个在一切情形下都正确；编码很少出现时 α、κ 偏低而 AC1 偏高，"
            "须与正一致率、负一致率和编码数一并报告，不得择其大者。",
            "P(α<.667)、P(α<.800)：换一批文档时 α 低于该值的概率，得自对文档的重抽样。",
            "流行指数 |a-d|/n 与偏倚指数 |b-c|/n（Byrt 等 1993）说明 α 与 AC1 为何不同。",
            "正、负一致率见 Cicchetti 与 Feinstein（1990）。",
            *_pooled_note(judged),
        ),
    )


def coders(study: Study, settings: Settings) -> Table:
    """Who saw what: the three states of a segment, coder by coder."""
    total = len(rows.segments(study))
    made: list[tuple[Cell, ...]] = [
        (
            r.coder,
            r.kind,
            r.round,
            "、".join(PURPOSES.get(purpose, purpose) for purpose in r.purposes),
            r.documents,
            r.seen,
            r.coded,
            r.seen - r.coded,
            total - r.seen,
            r.shared,
            r.codings,
        )
        for r in readings(study)
    ]
    return table(
        "coders",
        {"zh": "编码者读过的编码段", "en": "What each coder saw"},
        (
            Column("coder", role="label"),
            Column("coder_kind"),
            "round",
            Column("purpose"),
            Column("documents"),
            "seen_segments",
            "coded_segments",
            "without_code",
            "not_seen",
            "shared_segments",
            "codings",
        ),
        made,
        (
            f"全部编码段{total}段。“读过而无编码”是判断，“未读”不是；一致性只用两位以上编码者都读过的段。",
            "共读段：至少另有一位编码者（含机器）读过的段。",
        ),
    )


def limits_of(one: Interval) -> tuple[Cell, Cell, Cell]:
    """Value and limits of an interval as cells, with the reason where they are not there."""
    if one.value is None:
        return (UNDEFINED, UNDEFINED, UNDEFINED)
    none = Missing(REASONS.get(one.reason, NO_LIMITS))
    return (one.value, none if one.low is None else one.low, none if one.high is None else one.high)


def number_or_undefined(value: float | None) -> Cell:
    """A number as a cell; None and NaN are undefined."""
    return UNDEFINED if value is None or value != value else float(value)


def value(j: Judged, name: str) -> Cell:
    """A coefficient as a cell."""
    if j.found is None:
        return APART
    found = j.found.values[name]
    if found is not None:
        return found
    return TWO_ONLY if name in {"cohen_kappa", "scott_pi", "bias_index"} and len(j.group.raters) != 2 else UNDEFINED


def unit_notes(gathered: Gathered, settings: Settings) -> tuple[str, ...]:
    """What the unit is, whether text that nobody coded is among it, and what was left out."""
    made = [
        f"单位：编码段（{UNIT_NAMES[settings.segments.unit]}，至多{settings.segments.max_characters}字），取至少两位编码者都读过者；"
        "未读与“读过而无编码”分别处理。每个编码单独判断用或不用，上级编码按其下任一编码出现计。"
    ]
    for group in gathered.groups:
        if group.kind == "people" and group.units:
            nothing = sum(1 for u in group.units if not any(r.said.get(u.segment_id) for r in group.raters))
            made.append(
                f"第{gathered.round}轮人工编码共读{len(group.units)}段，其中{nothing}段各人都未给任何编码："
                "这些段计入一致率与负一致率，不计入正一致率。"
            )
    return (*made, *gathered.notes)


def _labels(j: Judged) -> tuple[Cell, ...]:
    if j.code is not None:
        return (j.group.label(), j.code.called(), j.code.id)
    return (j.group.label(), POOLED.get(j.pooled, "（全部编码）"), "")


def _counts(j: Judged, several: bool) -> tuple[Cell, ...]:
    """Units, and the positives of each coder: two numbers, or one text where the group has more coders."""
    many = len(j.group.raters) > 2
    if j.found is None:
        return (0, None, None, *((None,) if several else ()))
    given = j.found.positives
    text = "、".join(f"{r.coder} {n}" for r, n in zip(j.group.raters, given, strict=True)) if many else None
    pair: tuple[Cell, ...] = (None, None) if many else given
    return (j.found.units, *pair, *((text,) if several else ()))


def _count_columns(several: bool) -> tuple[Column, ...]:
    names = ("units", "positives_a", "positives_b", *(("positives",) if several else ()))
    return tuple(Column(name) for name in names)


def _below(j: Judged) -> tuple[Cell, ...]:
    if j.found is None:
        return (APART, APART)
    alpha = j.found.intervals["krippendorff_alpha"]
    none = UNDEFINED if alpha.value is None else Missing(REASONS.get(alpha.reason, NO_LIMITS))
    return alpha.below or (none, none)


def _verdict(j: Judged) -> tuple[Cell, ...]:
    return (j.threshold, j.verdict or None)


def _interval_notes(settings: Settings) -> tuple[str, ...]:
    return (
        f"上下限：Krippendorff α 的95%区间。共读文档20份以上时对文档作BCa自助重抽样{settings.report.draws}次"
        f"（种子{settings.report.seed}），不足20份时用文档刀切法与t分布；P(α<.667)得自同一抽样。",
        "人与人的一致性以裁定之前的编码计算；机器与裁定编码对照。",
    )


def _pooled_note(judged: Sequence[Judged]) -> tuple[str, ...]:
    if not any(j.pooled for j in judged):
        return ()
    return (
        "合并各行把每段的每个编码各算一次判断；常用编码与从不出现的编码会掩盖编得不好的编码，只供对照，不能代替逐个编码的数字。",
    )


def _threshold_note(settings: Settings) -> tuple[str, ...]:
    a = settings.agree
    if not a.threshold and not a.thresholds:
        return ("study.toml 的 [agree] 没有事先声明阈值，因此不作判定。",)
    basis = "95%区间下限" if a.rests_on == "low" else "数值"
    return (
        f"判定：人与人之间，以{COEFFICIENT_NAMES[a.coefficient]}的{basis}对照 study.toml 中声明的阈值；"
        f"任一人的编码数不足{FEWEST_POSITIVES}者另记“少”，其一致说明不了多少。",
    )
