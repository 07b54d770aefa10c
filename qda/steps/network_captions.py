"""What a paper says under an exported or drawn network: one caption in Chinese or English with the exact settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from qda.steps.network_matrices import ONE_MODE_AGGREGATIONS, TWO_MODE, Choice, StudyMatrix
from qda.steps.settings import Settings
from qda.steps.study_networks import WINDOW, Stored
from qda.steps.tables_network import relation_names
from qda.steps.tables_study_networks import TITLES
from qda.store import rows
from qda.store.study import Study
from qda.terms import Language

UNITS: Mapping[str, tuple[str, str]] = {"attendance": ("次会议", "meetings")}
"""What n counts, beside documents."""
TIES: Mapping[str, tuple[str, str]] = {
    "attendance": (
        "节点为行动者类型；两类行动者同在一次会议上（参会名单或发言）即有联系",
        "Nodes are kinds of actors; a tie joins two that were at the same meeting (attendance list or speaking)",
    ),
    "answers": (
        "节点为行动者类型；一方的发言紧接在另一方之后即有联系，方向为后发言者→前一发言者",
        "Nodes are kinds of actors; a directed tie goes from a speaker to the one who spoke right before",
    ),
    "actor-codes": (
        "行动者在带有某编码的段中被提及即有联系",
        "A tie joins an actor to a code of a segment in which the actor is named",
    ),
    "discourse": (
        "发言人属于某行动者、所说的段带有某编码即有联系",
        "A two-mode tie joins an actor to a code of a segment that the actor speaks",
    ),
    "epistemic": (
        f"节点为顶层编码；一段与同一文档中前{WINDOW - 1}段里同现的两个编码即有联系（移动窗口{WINDOW}段）",
        f"Nodes are top-level codes; a tie joins two codes that occur within a moving window of {WINDOW} segments of a "
        "document",
    ),
}
STATEMENTS = (
    "节点为行动者类型；陈述为其发言段所带的编码与情态",
    "Nodes are kinds of actors; a statement is a code of a segment they speak, with its modality",
)
ALIKE = ("话语网络：谁与谁说法一致或对立", "Discourse network: who says alike, who otherwise")
PAIRS: Mapping[str, tuple[str, str]] = {
    "congruence": (
        "两方以同一情态说到同一编码，陈述数相乘后相加（一致）",
        "products of statements on the same code in the same modality, summed (congruence)",
    ),
    "conflict": (
        "两方以不同情态说到同一编码，陈述数相乘后相加（对立；情态不同不等于立场相反）",
        "products of statements on the same code in different modalities, summed (conflict; a different modality is not an "
        "opposite stance)",
    ),
    "subtract": ("一致减对立", "congruence minus conflict"),
}
NORMALISED: Mapping[str, tuple[str, str]] = {
    "no": ("未作归一", "not normalised"),
    "per-document": ("除以该社区的n", "divided by the community's n"),
    "jaccard": ("Jaccard归一", "normalised by Jaccard"),
    "activity": ("除以行动者（行）的总和", "divided by the row total (activity)"),
    "prominence": ("除以编码（列）的总和", "divided by the column total (prominence)"),
    "average": ("除以两方陈述数的平均（average）", "divided by the pair's mean number of statements (average)"),
    "dna-cosine": ("除以两方陈述数之积（dna-cosine）", "divided by the product of the pair's statements (dna-cosine)"),
    "cosine": ("余弦归一", "normalised by the cosine"),
    "sphere": (
        "以文档为单位作球面归一，再对有连接的文档取平均",
        "sphere-normalised per document, then averaged over documents with connections",
    ),
}


def caption(stored: Stored, networks: Sequence[StudyMatrix], language: Language = "zh", more: str = "") -> str:
    """The caption of networks of one kind and choice: what nodes and ties are, weights, normalisation, n, coder, program.

    networks: at least one. more: whole sentences on a figure, which stand before the program's name.
    """
    chinese = language == "zh"
    first = networks[0]
    at = 0 if chinese else 1
    parts = [
        f"{network_title(first, language)}{'：' if chinese else ': '}{_named(stored, networks, language)}",
        _nodes(first.kind, first.choice, at),
        _weights(first.kind, first.choice, at, once=stored.settings.network.collapse == "document"),
    ]
    if first.kind != "attendance" and first.kind != "answers":
        parts.append(_coded(stored, at))
    if chinese:
        return f"{'。'.join(parts)}。{more}{_program(0)}。"
    return f"{'. '.join(parts)}. {more}{' ' if more else ''}{_program(1)}."


def network_title(m: StudyMatrix, language: Language = "zh") -> str:
    """What a network is called."""
    at = 0 if language == "zh" else 1
    return ALIKE[at] if m.choice.aggregation in ONE_MODE_AGGREGATIONS else TITLES[m.kind][at]


def methods_sentence(kind: str, choice: Choice, settings: Settings, language: Language = "zh") -> str:
    """What a methods section says of a kind of network: nodes and ties, weights, normalisation. No numbers of a study."""
    at = 0 if language == "zh" else 1
    once = settings.network.collapse == "document"
    return f"{_nodes(kind, choice, at)}{('；', '; ')[at]}{_weights(kind, choice, at, once=once)}{('。', '.')[at]}"


def tie_caption(
    study: Study, settings: Settings, relation: str, cases: Collection[str], language: Language = "zh"
) -> str:
    """The caption of networks of stored ties. relation: co-mention or a relation of linkage, "" for all. cases: ids."""
    n = sum(1 for d in rows.documents(study) if d.case_id in cases)
    named = "、".join(c.name for c in rows.cases(study) if c.id in cases)
    known = {r: f"联动（{name}）" for r, name in relation_names(study).items()} | {"co-mention": "共同提及"}
    name = f"{known.get(relation, '共同提及与联动')}：{named}"
    if language == "en":
        name = f"{'Co-mention' if relation == 'co-mention' else relation or 'Co-mention and linkage'}: {named}"
    unit = {"sentence": ("句", "sentence"), "segment": ("编码段", "segment")}[settings.network.unit]
    once = settings.network.collapse == "document"
    shown = "、".join(settings.network.modalities)
    if language == "zh":
        co = (
            f"同一{unit[0]}中被提及的两类行动者有联系{'，发言人所属行动者视为在场' if settings.network.speaker else ''}"
        )
        typed = f"句中有联动谓词与两类行动者即有带类型与方向的联系（情态：{shown}）"
        ties = co if relation == "co-mention" else typed if relation else f"共同提及：{co}；联动：{typed}"
        weight = "有此联系的文档数" if once else "有此联系的处数"
        return f"{name}。节点为行动者类型；{ties}。权重为{weight}，未作归一。n={n}份文档。{_program(0)}。"
    co = f"a tie joins two kinds of actors named in the same {unit[1]}" + (
        ", the speaker's own counted as named" if settings.network.speaker else ""
    )
    typed = f"a typed tie rests on a linkage predicate and two actors in a sentence (modalities: {shown})"
    ties = co if relation == "co-mention" else typed if relation else f"co-mention: {co}; linkage: {typed}"
    weight = "documents with the tie" if once else "places with the tie"
    return (
        f"{name}. Nodes are kinds of actors; {ties}. Weights are numbers of {weight}, not normalised. n={n} documents. "
        f"{_program(1)}."
    )


def _named(stored: Stored, networks: Sequence[StudyMatrix], language: Language) -> str:
    """Communities, stretches of time and n."""
    chinese = language == "zh"
    unit = UNITS.get(networks[0].kind, ("份文档", "documents"))[0 if chinese else 1]
    if networks[0].choice.normalisation == "sphere":
        unit = "份有连接的文档" if chinese else "documents with connections"
    said: dict[str, list[str]] = {}
    for m in networks:
        name = stored.cases[m.case_id]
        counted = (
            f"{name}（n={m.documents}{unit}）"
            if chinese
            else f"{name} (n={m.documents} {_singular(unit, m.documents)})"
        )
        said.setdefault(_when(m, chinese), []).append(counted)
    join = "、" if chinese else ", "
    told = [f"{when}{'：' if chinese else ': '}{join.join(n)}" if when else join.join(n) for when, n in said.items()]
    return ("；" if chinese else "; ").join(told)


def _singular(unit: str, n: int) -> str:
    return unit.replace("documents", "document").replace("meetings", "meeting") if n == 1 else unit


def _when(m: StudyMatrix, chinese: bool) -> str:
    if not m.period:
        return ""
    cut = "" if m.whole else "（资料未覆盖整个时段）" if chinese else " (partly covered)"
    return (m.period if chinese else m.period.replace("—", " to ")) + cut


def _nodes(kind: str, choice: Choice, at: int) -> str:
    if choice.aggregation in ONE_MODE_AGGREGATIONS:
        return STATEMENTS[at]
    told = TIES[kind][at]
    if kind in TWO_MODE and choice.level == "top":
        told += ("，下级编码归入顶层编码", ", codes counted for the top-level code above them")[at]
    return told


def _weights(kind: str, choice: Choice, at: int, *, once: bool) -> str:
    if choice.normalisation == "sphere":
        raw = ("权重为同现的强度", "Weights are strengths of co-occurrence")[at]
    elif choice.aggregation in ONE_MODE_AGGREGATIONS:
        raw = f"{('权重为', 'Weights are ')[at]}{PAIRS[choice.aggregation][at]}"
        raw += (("，同一文档内同一陈述计一次", ", a statement counted once a document")[at]) if once else ""
    elif choice.aggregation == "combine":
        raw = ("值为出现过的情态之编码（二进制位）", "Values code the modalities used (binary digits)")[at]
    elif once and kind == "discourse":
        raw = (
            "权重为陈述数（同一文档内同一编码同一情态计一次）",
            "Weights are statements, one a document, code and modality",
        )[at]
    elif once:
        unit = UNITS.get(kind, ("文档", "documents"))
        raw = (f"权重为有此联系的{unit[0].removeprefix('次')}数", f"Weights are numbers of {unit[1]} with the tie")[at]
    else:
        raw = ("权重为有此联系的处数", "Weights are numbers of places with the tie")[at]
    return f"{raw}{('，', ', ')[at]}{NORMALISED[choice.normalisation][at]}"


def _coded(stored: Stored, at: int) -> str:
    ours = stored.coded
    kind = {"rule": ("规则", "rules"), "model": ("模型", "a model")}.get(ours.kind, ("人工", "people"))[at]
    if at == 0:
        checked = "，未经人工校正" if ours.kind in {"rule", "model"} else ""
        return f"编码者：{ours.coder}（{kind}{checked}），编码表{ours.codebook.id} {ours.codebook.version}版"
    checked = ", not corrected by people" if ours.kind in {"rule", "model"} else ""
    return f"Coder: {ours.coder} ({kind}{checked}); codebook {ours.codebook.id} {ours.codebook.version}"


def _program(at: int) -> str:
    from qda.steps.provenance import software

    return (f"由 qda {software()['qda']} 生成", f"Made with qda {software()['qda']}")[at]
