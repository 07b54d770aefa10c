"""Corrected prevalence: what a machine counted in every segment, put right by what people found in a random sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qda.errors import StudyError, UnknownName
from qda.steps.code import load_study_codebook
from qda.steps.coded import roll_up
from qda.steps.labels import Labelled, chosen_labels
from qda.steps.settings import Settings
from qda.store import drawn, rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.model import Code
    from qda.prevalence.correct import CorrectedShare, Estimate

NO_LABELS = "没有抽样得来的人工编码。"
NO_LIMITS = "文档不足两份或各文档没有差异，区间不可估计。"
_NOTES = (
    "机器占比为未经校正的机器编码计数，不是发生率。校正占比由概率样本中的人工编码校正；只用入样概率已知的人工编码。",
    "“这些文档”：区间只含抽样误差，全部编完即为零；“同类社区”：把文档看作同类社区文档的样本，文档少时很宽。",
    "“仅人工”为只用样本的加权占比，并列以资比较；机器与人工相关低时，校正并不比它精确。",
    "模型的机器编码为折外判定：判定每一段的模型没有见过该段所在的文档。",
)


@dataclass(frozen=True, slots=True)
class CodeShare:
    """One code in one community."""

    code: Code
    case: str
    share: CorrectedShare


def machines(study: Study) -> list[str]:
    """The machine coders of the study, by name."""
    return [name for name, kind in rows.coders(study) if kind in {"rule", "model"}]


def shares(
    study: Study, settings: Settings, coder: str = "", method: str = "post-stratified", people: Sequence[str] = ()
) -> tuple[str, Labelled | None, list[CodeShare]]:
    """The machine coder (the first of [code] coders, unless named), the labels, and every code in every community.

    Raises UnknownName for what is no machine coder or no method, StudyError where it has coded nothing."""
    from qda.prevalence.pseudo import share_by

    name = coder or (settings.code.coders[0] if settings.code.coders else "rules")
    known = machines(study)
    if not known:
        raise StudyError("no machine has coded anything yet", "run  qda code  or  qda run  first", "nothing-coded")
    if name not in known:
        raise UnknownName("machine coder", name, tuple(known))
    try:
        labelled = chosen_labels(study, people)
    except StudyError:
        labelled = None
    codebook = load_study_codebook(study.root, settings)[0]
    below = {code_id: set(ids) for code_id, ids in roll_up(codebook).items()}
    decisions = {one.segment_id: one.codes for one in drawn.labels(study) if one.coder == name}
    places = rows.places(study)
    of_case: dict[str, list[str]] = {}
    for segment in sorted(decisions):
        of_case.setdefault(places[segment].case_id, []).append(segment)
    labels = labelled.labels if labelled else {}
    made = []
    for code in (c for c in codebook.codes if c.facet != "linkage"):
        for case in rows.cases(study):
            ours = of_case.get(case.id, [])
            machine = [int(bool(decisions[s] & below[code.id])) for s in ours]
            human = [int(bool(labels[s].codes & below[code.id])) if s in labels else None for s in ours]
            chance = [labels[s].probability if s in labels else None for s in ours]
            documents = [places[s].document_id for s in ours]
            made.append(CodeShare(code, case.name, share_by(method, machine, human, chance, documents=documents)))
    return name, labelled, made


def prevalence_table(
    study: Study, settings: Settings, coder: str = "", method: str = "post-stratified", people: Sequence[str] = ()
) -> Table:
    """One row a code and community: machine, people alone, corrected, both targets."""
    name, labelled, found = shares(study, settings, coder, method, people)
    made: list[tuple[Cell, ...]] = []
    for one in found:
        made.append((name, one.code.called(), one.code.id, one.case, *share_cells(one.share)))
    notes = [*_NOTES, f"方法：{METHOD_WORDS[method]}。"]
    if labelled and labelled.lacking:
        notes.append(f"样本中还有{labelled.lacking}段没有人编码：若漏编的段与其余的不同，校正占比会有偏差。")
    return table(
        "prevalence",
        {"zh": "各编码在各社区的占比：机器、人工样本与校正", "en": "Prevalence, corrected by the human sample"},
        (Column("coder", role="label"), Column("code_name", role="label"), Column("code", role="label"),
         Column("case", role="label"), *share_columns()),
        made,
        notes if labelled else (*_NOTES[:1], NO_LABELS),
    )  # fmt: skip


METHOD_WORDS = {
    "post-stratified": "按机器标签事后分层，Wilson 区间以 MOVER 合成",
    "ppi": "PPI++ 伪结果，λ 为人工对机器的加权斜率，Wald 区间",
    "dsl": "DSL 伪结果（λ=1），Wald 区间",
}


def share_columns() -> tuple[Column | str, ...]:
    """The columns of `share_cells`."""
    percent = ("machine_share", "labels_only", "labels_only_low", "labels_only_high", "corrected", "corrected_low",
               "corrected_high", "alike_low", "alike_high")  # fmt: skip
    return ("segments", "labelled", *(Column(key, percent=True, digits=1) for key in percent), "message")


def share_cells(share: CorrectedShare) -> tuple[Cell, ...]:
    """The numbers of one share; what cannot be estimated is marked, with the reason."""
    why = Missing("人工编码太少，不作校正；所缺见完整表的“说明”列。") if share.labelled else Missing(NO_LABELS)

    def three(one: Estimate, first: bool = True) -> tuple[Cell, ...]:
        if one.value is None:
            return (why, why, why) if first else (why, why)
        limits: tuple[Cell, ...] = tuple(Missing(NO_LIMITS) if x is None else x for x in (one.low, one.high))
        return (one.value, *limits) if first else limits

    words = share.reason if share.labelled else ""
    words = "；".join(part for part in (words, share.warning) if part)
    if share.unusable:
        words += f"{'；' if words else ''}{share.unusable}段人工编码没有入样概率，未用"
    machine: Cell = share.machine if share.machine is not None else Missing("没有编码段。")
    return (
        share.segments, share.labelled, machine, *three(share.labels_only), *three(share.corrected),
        *three(share.communities, first=False), words,
    )  # fmt: skip


def differences_table(
    study: Study, settings: Settings, coder: str = "", method: str = "post-stratified", people: Sequence[str] = ()
) -> Table:
    """One row a code and pair of communities: the difference of the corrected shares, for these documents."""
    from qda.prevalence.pseudo import difference

    name, _, found = shares(study, settings, coder, method, people)
    by_code: dict[str, list[CodeShare]] = {}
    for one in found:
        by_code.setdefault(one.code.id, []).append(one)
    made: list[tuple[Cell, ...]] = []
    for ours in by_code.values():
        for a, b in combinations(ours, 2):
            d = difference(a.share.corrected, b.share.corrected)
            machine = (a.share.machine or 0.0) - (b.share.machine or 0.0)
            why = Missing("其中一个社区没有校正占比。")
            limits: tuple[Cell, ...] = tuple(why if x is None else x for x in (d.value, d.low, d.high))
            made.append((name, a.code.called(), a.code.id, f"{a.case} − {b.case}", machine, *limits))
    return table(
        "prevalence-differences",
        {"zh": "社区之间校正占比之差", "en": "Differences of corrected shares between communities"},
        (
            Column("coder", role="label"), Column("code_name", role="label"), Column("code", role="label"),
            Column("case", role="label"), Column("machine_share", title="机器占比之差(%)", percent=True, digits=1),
            Column("corrected", title="校正占比之差(%)", percent=True, digits=1),
            Column("low", percent=True, digits=1), Column("high", percent=True, digits=1),
        ),
        made,
        (
            "区间为95%，对象为这些文档（MOVER）。机器占比之差会因各社区误判率不同而有偏差，仅供对照。",
            "每个编码都比较所有社区对，未作多重比较校正。",
        ),
    )  # fmt: skip


def prevalence(study: Study, settings: Settings) -> Table:
    """The table of the report: the first coder of [code]."""
    return prevalence_table(study, settings)


def differences(study: Study, settings: Settings) -> Table:
    """The same for pairs of communities."""
    return differences_table(study, settings)


def model_prevalence(study: Study, settings: Settings) -> Table:
    """The same by every model of study.toml that has coded."""
    known = set(machines(study))
    tables = [prevalence_table(study, settings, one.name) for one in settings.models if one.name in known]
    columns = prevalence_columns()
    body = tuple(row for made in tables for row in made.rows)
    title = {"zh": "以模型编码校正的占比", "en": "Prevalence, corrected, by every model"}
    return table("model-prevalence", title, columns, body, tables[0].notes if tables else _NOTES[:1])  # type: ignore[arg-type]


def prevalence_columns() -> tuple[Column | str, ...]:
    """The columns of `prevalence_table`."""
    labels = ("coder", "code_name", "code", "case")
    return (*(Column(key, role="label") for key in labels), *share_columns())
