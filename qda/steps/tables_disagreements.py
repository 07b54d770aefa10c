"""What people disagree on, with the words: the list for the meeting in which codings are adjudicated."""

from __future__ import annotations

from qda.steps.agree import gather
from qda.steps.coded import source_line
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Table, table


def disagreements(study: Study, settings: Settings) -> Table:
    """One row a code and a segment that people of one round judged differently, in the codebook's order."""
    gathered = gather(study, settings)
    group = next((g for g in gathered.groups if g.kind == "people"), None)
    documents = {d.id: d for d in rows.documents(study)}
    cases = {c.id: c.name for c in rows.cases(study)}
    gold = [r for r in gathered.raters if r.kind == "gold"]
    made: list[tuple[Cell, ...]] = []
    for code in gathered.codes:
        for unit in group.units if group else ():
            segment = unit.segment_id
            saw = [r for r in group.raters if segment in r.said] if group else []
            given = [r.coder for r in saw if code.id in r.said[segment]]
            if not given or len(given) == len(saw):
                continue
            document = documents[unit.document_id]
            decided = next((r for r in gold if segment in r.said), None)
            said_otherwise = {r.coder: [gathered.name(c) for c in r.said[segment] if c != code.id] for r in saw}
            made.append(
                (
                    code.called(),
                    code.id,
                    segment,
                    unit.span.of(document.text),
                    source_line(document, unit, cases.get(unit.case_id, "")),
                    "、".join(given),
                    "、".join(r.coder for r in saw if r.coder not in given),
                    "；".join(f"{name}：{'、'.join(codes)}" for name, codes in said_otherwise.items() if codes),
                    "；".join(f"{r.coder}：{r.memos[segment]}" for r in saw if segment in r.memos),
                    None if decided is None else code.id in decided.said[segment],
                    "",
                )
            )
    return table(
        "disagreements",
        {"zh": "编码分歧清单", "en": "What people disagree on"},
        (
            Column("code_name", role="label"),
            Column("code", role="label"),
            Column("segment", role="label"),
            "text",
            "source",
            "coded_by",
            "not_coded_by",
            "other_codes",
            "memos",
            "gold",
            "decision",
        ),
        made,
        (
            f"第{gathered.round}轮人工编码中，读过同一段的人对同一编码判断不同者，按编码表次序。最后一列供裁定会议填写。",
            "“裁定”列是已有的裁定编码；空白表示该段尚未裁定。",
        ),
    )
