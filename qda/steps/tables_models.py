"""Tables of what trained models are worth: the score sheet, by code, community and amount of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qda.steps.code import load_study_codebook
from qda.steps.coded import source_line
from qda.steps.settings import Settings
from qda.store import drawn, rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

UNDEFINED = "没有正例或没有给出该编码，指标无定义。"
FEW = "文档少于5份或多数重抽样中无定义，区间不可估计。"
ALIKE = "各重抽样结果相同（如从不给出该编码），区间不可估计。"
REFUSED = "该编码未训练，原因见“说明”。"
_MEASURES = (("precision", "精确率", True), ("recall", "召回率", True), ("f1", "F1", False), ("kappa", "κ", False))
_HONEST = "全部指标为折外指标：按整份文档分折，判定每一段的模型没有见过该段所在文档的任何一段，阈值与校准也只在其余文档内调整。"


def _names(study: Study, settings: Settings) -> Mapping[str, str]:
    return {code.id: code.called() for code in load_study_codebook(study.root, settings)[0].codes}


def _cell(row: Mapping[str, object], key: str, reason: str = UNDEFINED) -> Cell:
    value = row.get(key)
    return value if isinstance(value, (int, float, str, bool)) else Missing(reason)


def _why_refused(row: Mapping[str, object]) -> str:
    """Why a code was not trained, and what to do, in the words of the table."""
    from qda.coders.folds import FEWEST_POSITIVES

    positives, documents = int(str(row["positives"])), int(str(row["documents"]))
    if positives < FEWEST_POSITIVES:
        return f"正例{positives}段，至少要{FEWEST_POSITIVES}段：请继续人工编码，或使用规则"
    if documents < 2:
        return "正例都在一份文档里：请编其他文档"
    return "没有一段不带该编码，无从区分"


def _limits(row: Mapping[str, object], name: str) -> tuple[Cell, Cell]:
    """The interval of a measure. Draws that are all alike (a code never given has F1 0 in each) would claim certainty."""
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is not None and low == high:
        return Missing(ALIKE), Missing(ALIKE)
    reason = UNDEFINED if row.get(name) is None else FEW
    return _cell(row, f"{name}_low", reason), _cell(row, f"{name}_high", reason)


def _by_community(
    found: Sequence[tuple[str, Mapping[str, object]]], cases: Mapping[str, str]
) -> list[tuple[str, Mapping[str, object]]]:
    """Rows of one model and code in the order of the study's communities; ids, by which they are stored, say nothing."""
    place = {case: i for i, case in enumerate(cases)}
    groups: dict[tuple[str, object], int] = {}
    for model, row in found:
        groups.setdefault((model, row.get("code")), len(groups))
    return sorted(found, key=lambda f: (groups[f[0], f[1].get("code")], place.get(str(f[1]["case"]), len(place))))


def scores(study: Study, settings: Settings) -> Table:
    """One row a model and a code: positives, and out-of-fold precision, recall, F1 and κ with intervals."""
    names = _names(study, settings)
    made: list[tuple[Cell, ...]] = []
    for model, row in drawn.scores(study, "code"):
        refused = row.get("refused")
        code = str(row["code"])
        head: tuple[Cell, ...] = (model, names.get(code, code), code, _cell(row, "units"), _cell(row, "positives"))
        if refused:
            made.append((*head, _cell(row, "documents"), *(Missing(REFUSED) for _ in range(14)), _why_refused(row)))
            continue
        numbers: list[Cell] = []
        for name in ("precision", "recall", "f1", "kappa"):
            numbers += [_cell(row, name), *_limits(row, name)]
        share = int(str(row["unsure"])) / max(int(str(row["units"])), 1)
        made.append((*head, _cell(row, "documents"), *numbers, share, _cell(row, "wrong_where_sure"), ""))
    limits = [
        Column(f"{name}{end}", title=title, percent=percent, digits=1 if percent else 2)
        for name, label, percent in _MEASURES
        for end, title in (("", f"{label}(%)" if percent else label), ("_low", f"{label}下限"), ("_high", f"{label}上限"))
    ]  # fmt: skip
    return table(
        "scores",
        {"zh": "机器学习编码器的成绩单", "en": "Score sheet of the trained coders"},
        (
            Column("coder", role="label"), Column("code_name", role="label"), Column("code", role="label"),
            Column("seen_segments", title="标注段数（段）"), "positives", "coded_documents", *limits,
            Column("unsure_share", percent=True, digits=1), Column("wrong_where_sure", percent=True, digits=1), "message",
        ),
        made,
        (
            _HONEST,
            f"上下限为95%区间，对文档作自助重抽样{settings.report.draws}次。上级编码以其下任一编码出现计。",
            "正例少于10段、只在一份文档中出现、或没有反例的编码不训练，请继续人工编码或使用规则。",
            "“不确定占比”为编码器宁愿交给人判断的决定所占比例；“确定者误判率”为其余决定中与人工编码不符的比例。",
        ),
    )  # fmt: skip


def score_communities(study: Study, settings: Settings) -> Table:
    """One row a model, code and community: what was found, missed and wrongly given."""
    names = _names(study, settings)
    cases = {case.id: case.name for case in rows.cases(study)}
    made: list[tuple[Cell, ...]] = []
    for model, row in _by_community(drawn.scores(study, "community"), cases):
        tp, fp, fn, tn = (int(str(row[key])) for key in ("tp", "fp", "fn", "tn"))
        code = str(row["code"])
        sensitivity: Cell = tp / (tp + fn) if tp + fn else Missing(UNDEFINED)
        specificity: Cell = tn / (tn + fp) if tn + fp else Missing(UNDEFINED)
        case = cases.get(str(row["case"]), str(row["case"]))
        made.append((model, names.get(code, code), code, case, tp, fp, fn, tn, sensitivity, specificity))
    return table(
        "score-communities",
        {"zh": "各社区的混淆：编码器在哪里对、在哪里错", "en": "Confusion by community"},
        (
            Column("coder", role="label"), Column("code_name", role="label"), Column("code", role="label"),
            Column("case", role="label"), "true_positives", "false_positives", "false_negatives", "true_negatives",
            Column("recall", percent=True, digits=1), Column("specificity", percent=True, digits=1),
        ),
        made,
        (_HONEST, "各社区的召回率或特异度不同，机器计数之差就不是发生率之差：比较社区请用校正后的占比（表 prevalence）。"),
    )  # fmt: skip


def transfer(study: Study, settings: Settings) -> Table:
    """One row a model and community: F1 there, and F1 of a model that learnt in the other communities only."""
    cases = {case.id: case.name for case in rows.cases(study)}
    made: list[tuple[Cell, ...]] = [
        (model, cases.get(str(row["case"]), str(row["case"])), _cell(row, "units"), _cell(row, "macro_f1"),
         _cell(row, "micro_f1"), _cell(row, "macro_f1_transfer"), _cell(row, "micro_f1_transfer"))
        for model, row in _by_community(drawn.scores(study, "transfer"), cases)
    ]  # fmt: skip
    return table(
        "transfer",
        {"zh": "留一社区检验：从其他社区学到的能否用于本社区", "en": "Leave one community out"},
        (
            Column("coder", role="label"), Column("case", role="label"), Column("seen_segments", title="标注段数（段）"),
            Column("macro_f1", digits=2), Column("micro_f1", digits=2),
            Column("macro_f1_transfer", digits=2), Column("micro_f1_transfer", digits=2),
        ),
        made,
        (_HONEST, "宏平均为各编码F1的平均，微平均合并全部决定。后两列的模型只见过其他社区的文档。"),
    )  # fmt: skip


def learning_curve(study: Study, settings: Settings) -> Table:
    """One row a model and amount of training documents: out-of-fold F1."""
    made: list[tuple[Cell, ...]] = [
        (model, _cell(row, "documents"), _cell(row, "units"), _cell(row, "macro_f1"), _cell(row, "micro_f1"))
        for model, row in drawn.scores(study, "curve")
    ]
    return table(
        "learning-curve",
        {"zh": "学习曲线：再多编码一些还有没有用", "en": "Learning curve"},
        (
            Column("coder", role="label"), Column("documents", title="训练文档数（份）"),
            Column("seen_segments", title="训练段数（段）"), Column("macro_f1", digits=2), Column("micro_f1", digits=2),
        ),
        made,
        ("各行在同样的段上检验，只是训练所用的文档数不同；某编码在这些文档中不够学习的，按从不给出计。",),
    )  # fmt: skip


def features(study: Study, settings: Settings) -> Table:
    """One row a model, code and feature: what speaks most for the code."""
    names = _names(study, settings)
    made: list[tuple[Cell, ...]] = [
        (model, names.get(str(row["code"]), str(row["code"])), str(row["code"]), str(row["feature"]),
         _cell(row, "weight"), _cell(row, "contribution"))
        for model, row in drawn.scores(study, "feature")
    ]  # fmt: skip
    return table(
        "features",
        {"zh": "最能说明编码的特征", "en": "Most telling features"},
        (
            Column("coder", role="label"), Column("code_name", role="label"), Column("code", role="label"), "feature",
            Column("feature_weight", digits=2), Column("contribution", digits=3),
        ),
        made,
        ("贡献 = 权重 × 该特征在正例中的平均值。特征为字串、词、发言者类型或规则；它们是模型的线索，不是编码的定义。",),
    )  # fmt: skip


def doubtful(study: Study, settings: Settings) -> Table:
    """One row a segment and code where the model is most surely at odds with the label."""
    names = _names(study, settings)
    places, documents = rows.places(study), {d.id: d for d in rows.documents(study)}
    cases = {case.id: case.name for case in rows.cases(study)}
    made: list[tuple[Cell, ...]] = []
    for model, row in drawn.scores(study, "doubtful"):
        code, place = str(row["code"]), places.get(str(row["segment"]))
        if place is None:
            continue
        document = documents[place.document_id]
        words = document.text[place.span.start : place.span.end].replace("\n", " ")
        where = source_line(document, place, cases.get(place.case_id, ""))
        made.append(
            (
                model,
                names.get(code, code),
                code,
                bool(row["labelled"]),
                _cell(row, "score"),
                words,
                where,
                place.segment_id,
            )
        )
    return table(
        "doubtful",
        {"zh": "模型与人工编码分歧最大的段", "en": "Where the model is most surely at odds with the label"},
        (
            Column("coder", role="label"), Column("code_name", role="label"), Column("code", role="label"),
            Column("labelled", title="人工给出"), Column("score", title="模型概率", digits=2), "quote", "source", "segment",
        ),
        made,
        ("供重读之用：可能是模型错，也可能是人工编码有误。改动人工编码须另记一轮，程序从不自行改动。",),
    )  # fmt: skip
