"""Tables about codes: the codebook, what was coded, how it differs between communities, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.model import Codebook
from qda.steps.code import load_study_codebook
from qda.steps.coded import Coded, counts, quotations, read_coded, roll_up, units
from qda.steps.settings import Settings
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

if TYPE_CHECKING:
    from qda.compare.permute import PermutationResult

FACETS = {"dimension": "维度", "mechanism": "机制", "effect": "效果", "linkage": "联动"}
"""Words for facets that fit any codebook: what they are about is said by the codes' own names."""
BASES = {"abstract": "论文摘要", "literature": "相关文献", "operationalisation": "本工具操作化"}
USELESS = 0.05
"""A test whose smallest attainable p is above this is not made."""
NO_TEXT = "该社区没有已读的编码段。"


def codebook(study: Study, settings: Settings) -> Table:
    """One row a code of the study's codebook file."""
    return codebook_table(load_study_codebook(study.root, settings)[0])


def codebook_table(book: Codebook) -> Table:
    """One row a code."""
    return table(
        "codebook",
        {
            "zh": f"编码表（{book.title.get('zh', book.id)}，{book.version}版）",
            "en": f"Codebook {book.id} {book.version}",
        },
        (
            Column("code", role="label"),
            Column("code_name", role="label"),
            "parent",
            "facet",
            "basis",
            "definition",
            "include",
            "exclude",
            "examples",
            "counterexamples",
            "rules",
        ),
        [
            (
                c.id,
                c.called(),
                c.parent_id,
                FACETS[c.facet],
                BASES[c.basis],
                c.definition.get("zh", ""),
                "；".join(c.include),
                "；".join(c.exclude),
                "；".join(c.examples),
                "；".join(c.counterexamples),
                "\n".join(r.find for r in c.rules),
            )
            for c in book.codes
        ],
        (f"SHA-256：{book.sha256}。", " ".join(book.source.split())),
    )


def _tops(coded: Coded, facets: tuple[str, ...] = ("dimension", "mechanism", "effect")) -> list[str]:
    return [c.id for c in coded.codebook.codes if c.parent_id is None and c.facet in facets]


def coded(study: Study, settings: Settings, coder: str | None = None) -> Table:
    """Rows are the top-level codes, column groups the communities: the table of a paper. Of the first of [code] coders, or
    of the one named."""
    ours = read_coded(study, settings, coder)
    found = {(c.case_id, c.code_id): c for c in counts(ours, _tops(ours))}
    columns = [Column("facet", role="label"), Column("code_name", role="label")]
    base: list[Cell] = ["", "已读（n）"]
    for case in ours.cases:
        first = next(c for c in found.values() if c.case_id == case.id) if found else None
        columns += [
            Column(f"{case.name}.segments", title="段", group=case.name),
            Column(f"{case.name}.share", title="%", group=case.name, percent=True, digits=1),
            Column(f"{case.name}.documents", title="份", group=case.name),
        ]
        base += [first.seen_segments if first else 0, None, first.seen_documents if first else 0]
    made: list[list[Cell]] = [base]
    for code_id in _tops(ours):
        row: list[Cell] = [FACETS[ours.code(code_id).facet], ours.name(code_id)]
        for case in ours.cases:
            c = found[(case.id, code_id)]
            share: Cell = c.coded_segments / c.seen_segments if c.seen_segments else Missing(NO_TEXT)
            row += [c.coded_segments, share, c.coded_documents]
        made.append(row)
    return table(
        "coded",
        {"zh": "各社区的编码分布", "en": "Codes by community"},
        columns,
        made,
        (
            ours.warning(),
            "段：带有该编码的段数；%：占已读段数的百分比；份：至少有一段带有该编码的文档数。一段可带多个编码，故各行不可相加。",
            "上级编码按其下任一编码出现计一次。",
        ),
    )


def codes(study: Study, settings: Settings) -> Table:
    """One row a code and community, with an interval that treats documents as the sample."""
    from qda.prevalence.interval import clustered_share

    ours = read_coded(study, settings)
    per_document = _per_document(ours)
    made: list[tuple[Cell, ...]] = []
    for c in counts(ours):
        case = next(x for x in ours.cases if x.id == c.case_id)
        pairs = [pair for d, pair in per_document[c.code_id].items() if ours.documents[d].case_id == case.id]
        interval = clustered_share([a for a, _ in pairs], [b for _, b in pairs])
        short: Cell = Missing("少于2份文档或无编码段，不估计区间。")
        made.append(
            (
                ours.name(c.code_id),
                c.code_id,
                FACETS[ours.code(c.code_id).facet],
                case.name,
                c.coded_segments,
                c.seen_segments,
                c.coded_segments / c.seen_segments if c.seen_segments else Missing(NO_TEXT),
                interval.low if interval.low is not None else short,
                interval.high if interval.high is not None else short,
                c.coded_documents,
                c.seen_documents,
                c.coded_segments * 1000 / c.characters if c.characters else Missing(NO_TEXT),
            )
        )
    return table(
        "codes",
        {"zh": "各编码在各社区的分布", "en": "Every code by community"},
        (
            Column("code_name", role="label"),
            Column("code", role="label"),
            "facet",
            Column("case", role="label"),
            "coded_segments",
            "seen_segments",
            Column("segment_share", percent=True, digits=1),
            Column("low", percent=True, digits=1),
            Column("high", percent=True, digits=1),
            "coded_documents",
            "documents",
            Column("per_1000", digits=2),
        ),
        made,
        (
            ours.warning(),
            "区间：以文档为抽样单位的比率估计，线性化方差，t(G-1)，95%；推断对象为与这些文档同类的文档，不含编码误差。",
            "上级编码按其下任一编码出现计一次。",
        ),
    )


def _per_document(ours: Coded) -> dict[str, dict[str, tuple[int, int]]]:
    """Code id to document id to (segments that carry the code, segments seen)."""
    below = roll_up(ours.codebook)
    seen: dict[str, int] = {}
    carried: dict[str, dict[str, set[str]]] = {}
    for u in units(ours):
        seen[u.document_id] = seen.get(u.document_id, 0) + 1
    for c in ours.codings:
        carried.setdefault(c.code_id, {}).setdefault(c.document_id, set()).add(c.segment_id)
    made: dict[str, dict[str, tuple[int, int]]] = {}
    for code_id, ids in below.items():
        made[code_id] = {
            d: (len(set().union(*(carried.get(i, {}).get(d, set()) for i in ids))), n) for d, n in sorted(seen.items())
        }
    return made


def polarity(study: Study, settings: Settings) -> Table:
    """One row a top-level code and community."""
    ours = read_coded(study, settings)
    names = {case.id: case.name for case in ours.cases}
    made: list[tuple[Cell, ...]] = [
        (
            FACETS[ours.code(c.code_id).facet],
            ours.name(c.code_id),
            names[c.case_id],
            c.coded_segments,
            *(c.by_polarity.get(p, 0) for p in ("realised", "planned", "demanded", "denied")),
        )
        for c in counts(ours, _tops(ours))
    ]
    return table(
        "polarity",
        {"zh": "编码内容的极性", "en": "Polarity of what was coded"},
        (
            Column("facet", role="label"),
            Column("code_name", role="label"),
            Column("case", role="label"),
            "coded_segments",
            "realised",
            "planned",
            "demanded",
            "denied",
        ),
        made,
        (
            ours.warning(),
            "极性由规则依据否定、计划、要求等词语判定；未作判定者不计入后四列，故其和可小于编码段数。",
        ),
    )


def codings(study: Study, settings: Settings) -> Table:
    """One row a coding."""
    ours = read_coded(study, settings)
    names = {case.id: case.name for case in ours.cases}
    made = []
    for c in ours.codings:
        d, p = ours.documents[c.document_id], ours.places[c.segment_id]
        made.append(
            (
                c.segment_id,
                names[c.case_id],
                d.source_path,
                p.order + 1,
                p.speaker,
                c.code_id,
                ours.name(c.code_id),
                c.polarity,
                "；".join(dict.fromkeys(e.span.of(d.text) for e in c.evidence)),
                "；".join(dict.fromkeys(e.rule_id for e in c.evidence if e.rule_id)),
                c.segment_span.start,
                c.segment_span.end,
                c.segment_span.of(d.text),
            )
        )
    return table(
        "codings",
        {"zh": "全部编码", "en": "Every coding"},
        (
            Column("segment", role="label"),
            Column("case", role="label"),
            "path",
            "order",
            "speaker",
            "code",
            "code_name",
            "polarity",
            "evidence",
            "rule",
            "start",
            "end",
            "text",
        ),
        made,
        (ours.warning(),),
    )


def quotes(study: Study, settings: Settings) -> Table:
    """Example quotes."""
    ours = read_coded(study, settings)
    made = [
        (
            q.code.called(),
            q.code.id,
            q.case.name,
            q.text,
            "；".join(dict.fromkeys(h.of(q.text) for h in q.highlights)),
            q.coding.polarity,
            q.source,
            q.coding.segment_id,
        )
        for q in quotations(ours, settings.report.quotes)
    ]
    return table(
        "quotes",
        {"zh": "各编码的例证引文", "en": "Example quotes"},
        (
            Column("code_name", role="label"),
            Column("code", role="label"),
            Column("case", role="label"),
            "quote",
            "evidence",
            "polarity",
            "source",
            "segment",
        ),
        made,
        (ours.warning(), "引文按各社区轮流选取依据词句较多、篇幅适中者，供阅读，不作计数依据。"),
    )


def compare(study: Study, settings: Settings) -> Table:
    """The table of `compare_codes` for communities."""
    return compare_codes(read_coded(study, settings), settings)


def compare_codes(ours: Coded, settings: Settings) -> Table:
    """One row a top-level code: do communities differ more than documents within them would by chance?"""
    import numpy

    from qda.compare.permute import holm, permute_documents

    per_document = _per_document(ours)
    tops = _tops(ours)
    results: list[PermutationResult | None] = []
    for code_id in tops:
        counted = sorted(per_document[code_id].items())
        labels = [ours.documents[d].case_id for d, _ in counted]
        rng = numpy.random.default_rng(settings.report.seed)
        if len(set(labels)) < 2:
            results.append(None)
            continue
        results.append(
            permute_documents(
                [a for _, (a, _) in counted], [b for _, (_, b) in counted], labels, draws=settings.report.draws, rng=rng
            )
        )
    adjusted = holm([r.p if r else None for r in results])
    found = {(c.case_id, c.code_id): c for c in counts(ours, tops)}
    why = Missing("只有一个社区、文档过少或该编码没有变异，不作检验。")
    made: list[tuple[Cell, ...]] = []
    for code_id, result, p_adjusted in zip(tops, results, adjusted, strict=True):
        shares: list[Cell] = []
        for case in ours.cases:
            c = found[(case.id, code_id)]
            shares.append(c.coded_segments / c.seen_segments if c.seen_segments else Missing(NO_TEXT))
        no_test = why
        if result and result.smallest_p is not None and result.smallest_p > USELESS:
            no_test = Missing(f"各社区文档过少：本设计可达到的最小P值为{result.smallest_p:.2f}，不作检验。")
            result = None
        p: Cell = result.p if result and result.p is not None else no_test
        made.append((ours.name(code_id), *shares, p, p_adjusted if result and p_adjusted is not None else no_test))
    smallest = next((r.smallest_p for r in results if r and r.smallest_p is not None), None)
    documents = len({u.document_id for u in units(ours)})
    notes = [
        ours.warning(),
        "检验：以文档为单位在社区间随机重排，统计量为 Σ N_c(p_c-p)²，"
        f"重排{settings.report.draws}次（种子{settings.report.seed}），P=(1+b)/(1+B)；n={documents}份文档。",
        "校正P：对本表各编码作 Holm 校正。检验对象为编码者的计数，编码误差若随社区而异会影响结论。",
    ]
    if smallest is not None:
        notes.append(f"本设计可达到的最小P值约为{smallest:.4f}。")
    return table(
        "compare",
        {"zh": "社区间差异的文档置换检验", "en": "Do communities differ? Permutation of documents"},
        (
            Column("code_name", role="label"),
            *(Column(f"{case.name}.share", title=f"{case.name}（%）", percent=True, digits=1) for case in ours.cases),
            Column("p", digits=4),
            Column("p_adjusted", digits=4),
        ),
        made,
        notes,
    )
