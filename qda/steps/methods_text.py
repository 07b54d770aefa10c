"""The methods paragraph: what was done, with which settings, in sentences a paper can take over after checking."""

from __future__ import annotations

from qda.steps.coded import Coded, read_coded
from qda.steps.prevalence import METHOD_WORDS
from qda.steps.settings import Settings
from qda.steps.tables_agreement import COEFFICIENT_NAMES
from qda.store import drawn, rows
from qda.store.study import Study

UNITS = {
    "turn": "发言轮次",
    "paragraph": "发言内的自然段",
    "sentence": "句",
    "window": "发言内的句窗",
}


def methods_paragraphs(study: Study, settings: Settings, *, corrected: bool = False) -> tuple[str, ...]:
    """Paragraphs on material, coding, agreement, trained coders, networks and comparison. corrected: whether the report
    has corrected shares."""
    ours = read_coded(study, settings)
    return tuple(
        p
        for p in (
            _material(study, settings),
            _coding(study, settings, ours),
            _people(study, settings),
            _trained(study, settings, corrected),
            _network(settings),
            _tests(settings),
        )
        if p
    )


def _material(study: Study, settings: Settings) -> str:
    documents = rows.documents(study)
    kinds = {"minutes": "会议记录", "interview": "访谈记录", "requests": "诉求台账", "other": "其他文本"}
    counted = [f"{label}{n}份" for kind, label in kinds.items() if (n := sum(1 for d in documents if d.kind == kind))]
    dates = sorted(d.date for d in documents if d.date)
    when = f"，时间为{dates[0]}至{dates[-1]}" if dates else ""
    cases = rows.cases(study)
    roles = "" if settings.code.interviewer else "访谈者的话不作为资料编码；"
    return (
        f"材料为{len(cases)}个社区（{'、'.join(c.name for c in cases)}）的{'、'.join(counted)}，共{len(documents)}份、"
        f"{sum(len(d.text) for d in documents)}字{when}。编码单位为{UNITS[settings.segments.unit]}，"
        f"超过{settings.segments.max_characters}字者在句末切分，共{len(rows.places(study))}段；{roles}"
        "题头、签到表、小标题与现场说明不编码。简体与繁体文本按同一规则处理。"
    )


def _coding(study: Study, settings: Settings, ours: Coded) -> str:
    book = ours.codebook
    bases = {b: sum(1 for c in book.codes if c.basis == b) for b in ("abstract", "literature", "operationalisation")}
    rules = sum(len(c.rules) for c in book.codes)
    return (
        f"编码依据《{book.title.get('zh', book.id)}》{book.version}版（SHA-256 前八位 {book.sha256[:8]}），"
        f"含{len(book.codes)}个编码、{rules}条规则；其中{bases['abstract']}个编码的名称出自论文摘要，"
        f"{bases['literature']}个依据相关文献，{bases['operationalisation']}个为操作化设计，定义均为操作化。"
        f"编码者“{ours.coder}”读过{len(ours.seen)}段，给出{len(ours.codings)}个编码。"
        "规则按字符匹配，不依赖分词；每个编码都保存触发它的词句与规则编号。机器编码计数未经人工校正，不是发生率的估计值。"
    )


def _people(study: Study, settings: Settings) -> str:
    people = [(name, kind) for name, kind in rows.coders(study) if kind in {"human", "gold"}]
    if not people:
        return "本研究尚无人工编码，故不报告编码者间一致性。"
    shown = "、".join(
        f"{name}（{'裁定' if kind == 'gold' else '独立编码'}，{len(rows.seen(study, name))}段）"
        for name, kind in people
    )
    return (
        f"人工编码：{shown}。一致性以裁定之前的独立编码计算，单位为至少两人读过的编码段；逐个编码报告各人编码数、一致率、"
        "Krippendorff α（名义；Krippendorff 2019）、Gwet AC1（Gwet 2008）与正、负一致率（Cicchetti 和 Feinstein 1990），区间对文档"
        f"重抽样，合并系数只供对照。{_threshold(settings)}"
    )


def _trained(study: Study, settings: Settings, corrected: bool) -> str:
    """What coders were learnt and how shares were corrected; "" where neither was done."""
    trained = list(dict.fromkeys(model for model, _ in drawn.scores(study, "code")))
    folds = "、".join(f"“{model.name}”（{model.folds}折）" for model in settings.models if model.name in trained)
    learnt = (
        f"机器学习编码器{folds}从人工编码学得；它给每一段的编码来自没有见过该段所在文档的模型（按整份文档分折）。"
        if folds
        else ""
    )
    if not corrected:
        return learnt
    return (
        f"{learnt}各社区的占比由入样概率已知的人工编码校正：{METHOD_WORDS['post-stratified']}，所推断的是这些文档；"
        "另给把文档看作同类社区文档之样本的区间（t分布）。"
    )


def _threshold(settings: Settings) -> str:
    a = settings.agree
    if not a.threshold and not a.thresholds:
        return "没有事先声明一致性的阈值。"
    basis = "95%区间下限" if a.rests_on == "low" else "数值"
    own = f"，{len(a.thresholds)}个编码另有阈值" if a.thresholds else ""
    return f"study.toml 声明的阈值为{COEFFICIENT_NAMES[a.coefficient]}的{basis}达到 {a.threshold:g}{own}。"


def _network(settings: Settings) -> str:
    unit = {"sentence": "句", "segment": "编码段", "turn": "轮发言", "item": "项议题"}[settings.network.unit]
    whole = "没有议题的文字以一轮发言为单位，" if settings.network.unit == "item" else ""
    weight = "同一文档内重复出现只计一次" if settings.network.collapse == "document" else "每次出现都计"
    speaker = "发言人所属行动者视为在场" if settings.network.speaker else "发言人不自动计入"
    return (
        f"行动者按行动者表识别，节点为行动者类型。同一{unit}中被提及的两个行动者之间记共同提及联系，{whole}{weight}，{speaker}；"
        "句中出现联动谓词且有两个行动者时，另记带类型与方向的联动关系。两种联系都可追溯到原句。"
    )


def _tests(settings: Settings) -> str:
    return (
        f"社区间差异以文档为单位作置换检验（{settings.report.draws}次，种子{settings.report.seed}），Holm 校正；"
        "不以编码段为独立观测作卡方检验。"
    )
