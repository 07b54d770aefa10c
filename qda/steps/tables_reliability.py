"""Tables about how far coders agree: people with people, machines with the adjudicated codings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from qda.model import Code
from qda.steps.coded import Coded, read_coded, roll_up
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Missing, Table, table

UNDEFINED = "没有变异或没有共同编码段，系数无定义。"
FEW = "文档过少，或各文档之间没有差异（如完全一致），区间不可估计。"


def _coders(study: Study) -> dict[str, str]:
    return dict(rows.coders(study))


def _pairs(kinds: dict[str, str]) -> list[tuple[str, str]]:
    """People with people; each machine with the gold, or with every person where there is no gold."""
    people = sorted(name for name, kind in kinds.items() if kind == "human")
    gold = sorted(name for name, kind in kinds.items() if kind == "gold")
    machines = sorted(name for name, kind in kinds.items() if kind in {"rule", "model"})
    return [*combinations(people, 2), *((m, r) for m in machines for r in (gold or people))]


def _positives(coded: Coded) -> dict[str, set[str]]:
    """Code id to the segments that carry it or a code below it."""
    carried: dict[str, set[str]] = {}
    for c in coded.codings:
        carried.setdefault(c.code_id, set()).add(c.segment_id)
    return {
        code_id: set().union(*(carried.get(i, set()) for i in ids)) for code_id, ids in roll_up(coded.codebook).items()
    }


def _shared(a: Coded, b: Coded) -> list[str]:
    return sorted(a.seen & b.seen, key=lambda s: (a.places[s].document_id, a.places[s].order))


@dataclass(frozen=True, slots=True)
class _Compared:
    """One code and two coders: 0 or 1 for every segment that both saw, and the segments' documents."""

    pair: str
    code: Code
    a: list[int]
    b: list[int]
    documents: list[str]


def _compared(study: Study, settings: Settings, pairs: list[tuple[str, str]]) -> Iterator[_Compared]:
    """Every code but linkage for every pair of coders that saw common segments."""
    coded = {name: read_coded(study, settings, name) for name in dict.fromkeys(n for pair in pairs for n in pair)}
    for first, second in pairs:
        a, b = coded[first], coded[second]
        shared = _shared(a, b)
        if not shared:
            continue
        documents = [a.places[s].document_id for s in shared]
        in_a, in_b = _positives(a), _positives(b)
        for code in a.codebook.codes:
            if code.facet != "linkage":
                va = [int(s in in_a[code.id]) for s in shared]
                vb = [int(s in in_b.get(code.id, ())) for s in shared]
                yield _Compared(f"{first} × {second}", code, va, vb, documents)


def accuracy(study: Study, settings: Settings) -> Table:
    """One row a machine and code, against the gold; machines in the order of [code] coders."""
    import numpy

    from qda.reliability.against import against_reference

    kinds = _coders(study)
    gold = sorted(name for name, kind in kinds.items() if kind == "gold")
    order = {name: i for i, name in enumerate(settings.code.coders)}
    machines = [name for name, kind in kinds.items() if kind in {"rule", "model"}]
    machines.sort(key=lambda name: (order.get(name, len(order)), name))
    made: list[tuple[Cell, ...]] = []
    missing = Missing("参照编码或机器编码中没有该编码，指标无定义。")
    for one in _compared(study, settings, [(m, g) for m in machines for g in gold]):
        rng = numpy.random.default_rng(settings.report.seed)
        r = against_reference(one.a, one.b, one.documents, draws=settings.report.draws, rng=rng)
        low: Cell = r.low if r.low is not None else (missing if r.f1 is None else Missing(FEW))
        high: Cell = r.high if r.high is not None else (missing if r.f1 is None else Missing(FEW))
        made.append(
            (
                one.pair,
                one.code.called(),
                one.code.id,
                len(one.a),
                sum(one.a),
                sum(one.b),
                r.precision if r.precision is not None else missing,
                r.recall if r.recall is not None else missing,
                r.f1 if r.f1 is not None else missing,
                low,
                high,
            )
        )
    return table(
        "accuracy",
        {"zh": "机器编码对照裁定编码", "en": "Machines against the adjudicated codings"},
        (
            Column("coder", role="label"),
            Column("code_name", role="label"),
            Column("code", role="label"),
            "units",
            Column("positives_a", title="机器编码数（段）"),
            Column("positives_b", title="裁定编码数（段）"),
            Column("precision", percent=True, digits=1),
            Column("recall", percent=True, digits=1),
            Column("f1", digits=3),
            Column("low", digits=3),
            Column("high", digits=3),
        ),
        made,
        (
            "精确率、召回率、F1 以裁定编码为参照；上下限为 F1 的95%区间，对文档重抽样。",
            "若规则是对照这些裁定编码修改的，指标偏高；须用未参与修改的文档另算。",
            "裁定编码数少于10的编码，其指标极不稳定，仅供查看。",
        ),
    )
