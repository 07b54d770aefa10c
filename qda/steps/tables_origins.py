"""Tables about what surrounds the texts: where each field came from, and what stood in the margins of files."""

from __future__ import annotations

from qda.steps.settings import Settings
from qda.store import rows
from qda.store.remarks import remarks as stored_remarks
from qda.store.study import Study
from qda.table import Column, Table, table


def metadata(study: Study, settings: Settings) -> Table:
    """One row a field of a document."""
    names = {c.id: c.name for c in rows.cases(study)}
    made = []
    for d in sorted(rows.documents(study), key=lambda d: d.source_path):
        own = {"case": names[d.case_id], "kind": d.kind, "date": d.date, "title": d.title}
        for name, value in (*own.items(), *sorted(d.variables.items())):
            made.append((d.source_path, name, value, d.origins.get(name)))
    return table(
        "metadata",
        {"zh": "各字段的来源", "en": "Where fields came from"},
        (Column("path", role="label"), Column("field", role="label"), "value", "origin"),
        made,
        ("来源由强到弱：命令行、study.toml、说明表、表格内的列、文件夹名、文件名、正文题头。",),
    )


def remarks(study: Study, settings: Settings) -> Table:
    """One row a comment or footnote."""
    names = {c.id: c.name for c in rows.cases(study)}
    documents = {d.id: d for d in rows.documents(study)}
    made = []
    for document_id, r in sorted(stored_remarks(study), key=lambda one: documents[one[0]].source_path):
        d = documents[document_id]
        made.append(
            (
                names[d.case_id],
                d.source_path,
                r.kind,
                r.author or None,
                r.text,
                (r.span.of(d.text) or None) if r.span is not None else None,
                None if r.span is None else r.span.start,
                None if r.span is None else r.span.end,
            )
        )
    return table(
        "remarks",
        {"zh": "批注与脚注", "en": "Comments and footnotes"},
        (
            Column("case", role="label"),
            Column("path", role="label"),
            "remark",
            "author",
            "text",
            "quote",
            "start",
            "end",
        ),
        made,
        ("不属于正文，不参与切分与编码；起止为其所指文字在正文中的位置，脚注只有一个位置。",),
    )
