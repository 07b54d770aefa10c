"""The report's section on actors' networks: what a paper prints stands open, long tables are folded away.

Tables are those of `qda table`; the one made here picks rows and columns of `actor-ranks`, so that no number is made twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from qda.errors import NotEstimable
from qda.model import Tie
from qda.steps.explorer import explorer
from qda.steps.figures_network import Kind
from qda.steps.figures_study_networks import Drawn, drawn_contrasts, drawn_networks
from qda.steps.network_captions import methods_sentence
from qda.steps.network_matrices import Choice
from qda.steps.periods import Asked
from qda.steps.settings import Settings
from qda.steps.study_networks import Stored
from qda.steps.tables_network import CO_MENTION, relation_names
from qda.steps.tables_study_networks import TITLES
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Table, table

if TYPE_CHECKING:
    from qda.export.blocks import Block, Figure, Section

LEADING = 5
"""Actors a community in the table that stands open."""
LEADING_COLUMNS = ("case", "actor_name", "strength", "low", "high", "rank", "rank_low", "rank_high", "p_upper")
FOLDED = (
    ("tie-differences", "社区间差异最大的联系"),
    ("actor-ranks", "全部行动者的强度、名次区间与活跃度零模型"),
    ("network-units", "共现单位与称谓归并对名次的影响"),
    ("actor-indices", "行动者的中介、接近与约束及其区间"),
    ("actor-centralities", "行动者的其他中心性"),
    ("brokerage", "部门之间的中介角色（共同提及）"),
    ("linkage-brokerage", "有向联动网络中的中介角色"),
    ("backbone", "超出偶然的共同出现（SDSM 骨干）"),
    ("cohesion", "凝聚子群、CONCOR 块与核心—边缘"),
    ("network-similarity", "社区网络的相似程度（描述，不是检验）"),
    ("network-relatedness", "社区网络的相似（QAP）"),
    ("attendance", "共同参会网络"),
    ("answers", "谁接着谁说（轮次衔接）"),
    ("discourse-pairs", "话语网络：谁与谁说法一致或对立"),
    ("epistemic", "编码之间的认知网络（ENA）"),
    ("actors", "行动者、提及次数与常见称谓"),
    ("ties", "全部联系及首个例句"),
    ("events", "联动事件：谁对谁做了什么"),
)

OTHER = {
    "attendance": "各社区的共同参会网络",
    "actor-codes": "各社区的行动者与编码（二模网络）",
    "epistemic": "编码之间的认知网络：各社区与其余社区之差",
}
OTHER_CHOICES = {
    "attendance": Choice(),
    "actor-codes": Choice(level="top"),
    "epistemic": Choice(normalisation="sphere"),
}
"""How they are made, for the paragraph on methods: what `drawn_networks` and `drawn_contrasts` draw by default."""
OTHER_NOTE = (
    "与上面的共同提及和联动是不同的联系：在场、被提及与同现都不等于互动。逐处见 qda network of attendance --places 等，"
    "表与引文见本节末的折叠部分。"
)


def network_section(
    study: Study, settings: Settings, tables: Mapping[str, Table], figures: Mapping[str, Figure]
) -> Section:
    """The section, from pictures to tests."""
    from qda.export.blocks import Details, Paragraph, Section, Subheading, TableBlock

    pictures = [figure for name, figure in figures.items() if name.startswith("network-")]
    others = [figures[name] for name in OTHER if name in figures]
    lead: list[Block] = [Subheading("其他网络", "network-other"), Paragraph(OTHER_NOTE)] if others else []
    blocks: list[Block] = [
        *pictures,
        *([figures["linkage"]] if "linkage" in figures else []),
        explorer(study, settings),
        Subheading("网络的规模与整体指标", "network-whole"),
        TableBlock(tables["networks"]),
        TableBlock(tables["network-indices"]),
        Subheading("社区之间的网络是否不同", "network-differences"),
        TableBlock(tables["network-compare"]),
        Subheading("行动者与部门", "network-actors"),
        Paragraph(
            f"各社区与全部社区合计强度最高的各至多{LEADING}个行动者。名次是区间：区间重叠的行动者谁在前不能断言；P上大，说明强度高只是被提及得多。"
        ),
        TableBlock(leading(tables["actor-ranks"])),
        TableBlock(tables["sector-ties"]),
        Subheading("类型化联动", "network-typed"),
        TableBlock(typed_table(study)),
        *lead,
        *others,
        *(Details(summary, (TableBlock(tables[name]),)) for name, summary in FOLDED),
    ]
    return Section("network", "行动者联动网络", tuple(blocks))


def other_figures(stored: Stored) -> dict[str, Figure]:
    """Who meets, which actors are named with which codes, and how communities' epistemic networks differ; those that the
    material has."""
    from qda.export.blocks import Figure

    def made(form: Kind) -> Iterator[tuple[str, Callable[[], Drawn]]]:
        for kind in ("attendance", "actor-codes"):
            yield kind, partial(drawn_networks, stored, kind, OTHER_CHOICES[kind], Asked(), (), form)
        yield "epistemic", partial(drawn_contrasts, stored, form)

    found: dict[str, Figure] = {}
    for (name, vector), (_, pixels) in zip(made("svg"), made("png"), strict=True):
        try:
            picture = vector()
        except NotEstimable:
            continue
        found[name] = Figure(OTHER[name], picture.content, picture.zh, pixels().content)
    return found


def other_methods(settings: Settings, shown: Collection[str]) -> str:
    """The methods of the other networks that the report shows, "" for none."""
    told = [
        f"{TITLES[kind][0]}：{methods_sentence(kind, OTHER_CHOICES[kind], settings)}" for kind in OTHER if kind in shown
    ]
    if not told:
        return ""
    return f"其他网络：{''.join(told)}图的布局由各社区的全部联系算出（种子{settings.report.seed}），只便于比较，距离不是结果。"


def leading(ranks: Table) -> Table:
    """The first actors of each community in `actor-ranks`, with the columns that a paper prints."""
    at = [ranks.index(key) for key in LEADING_COLUMNS]
    taken: Counter[Cell] = Counter()
    kept = []
    for row in ranks.rows:
        taken[row[at[0]]] += 1
        if taken[row[at[0]]] <= LEADING:
            kept.append(tuple(row[i] for i in at))
    return replace(
        ranks,
        name="leading-actors",
        title={"zh": "各社区强度最高的行动者", "en": "Actors of the highest strength"},
        columns=tuple(ranks.columns[i] for i in at),
        rows=tuple(kept),
    )


def typed_table(study: Study) -> Table:
    """Typed linkage by relation and community: number of pairs of actors."""
    cases = rows.cases(study)
    ties: list[Tie] = [t for t in rows.ties(study) if t.relation != CO_MENTION]
    made: list[tuple[Cell, ...]] = []
    for relation, name in relation_names(study).items():
        if relation in {CO_MENTION, "linkage"}:
            continue
        ours = [t for t in ties if t.relation == relation]
        made.append((name, *(sum(1 for t in ours if t.case_id == case.id) for case in cases), len(ours)))
    return table(
        "typed-ties",
        {"zh": "类型化联动关系：各社区有该关系的行动者对数", "en": "Typed linkage: pairs of actors by community"},
        (
            Column("relation", role="label"),
            *(Column(f"{case.name}.pairs", title=f"{case.name}（对）") for case in cases),
            Column("ties", title="合计（对）"),
        ),
        made,
        (
            "由谓词规则在单句内判定，尚未与人工编码核对，只作线索；每一对的例句见上面的交互图与“联动事件”。",
            "有方向的关系按方向分别计对。",
        ),
    )
