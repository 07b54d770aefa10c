"""Tables about what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from qda.errors import Problem, QdaError
from qda.model import Document, Proceeding
from qda.steps.actors import load_gazetteer
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study
from qda.table import Cell, Column, Table, table


def documents(study: Study, settings: Settings) -> Table:
    """One row a document."""
    names = {c.id: c.name for c in rows.cases(study)}
    turns = rows.turns(study)
    faults = Counter(p.path for _, p in rows.problems(study) if p.severity != "note")
    made = []
    for d in rows.documents(study):
        spoken = [t for t in turns.get(d.id, []) if t.speaker is not None]
        made.append(
            (
                d.source_path,
                names[d.case_id],
                d.kind,
                d.date,
                d.title,
                d.encoding or d.format,
                len(d.text),
                len(spoken),
                len({t.speaker for t in spoken}),
                faults[d.source_path],
            )
        )
    return table(
        "documents",
        {"zh": "文档一览", "en": "Documents"},
        (
            Column("path", role="label"),
            Column("case", role="label"),
            "kind",
            "date",
            "title",
            "encoding",
            "characters",
            "turns",
            "speakers",
            "problems",
        ),
        made,
        ("问题数为读取该文件时的错误与警告之和，详见 problems 表。",),
    )


def files(study: Study, settings: Settings) -> Table:
    """One row a file: those that were read, then those that were not, with the gravest thing there is to say."""
    names = {c.id: c.name for c in rows.cases(study)}
    spoken = {key: [t for t in turns if t.speaker is not None] for key, turns in rows.turns(study).items()}
    told: dict[str, list[Problem]] = {}
    for step, p in rows.problems(study):
        if step == "ingest" and p.severity != "note":
            told.setdefault(p.path, []).append(p)

    def said(path: str) -> tuple[str, str]:
        ranked = sorted(told.get(path, ()), key=lambda p: p.severity)
        return ", ".join(dict.fromkeys(p.slug for p in ranked)), "; ".join(p.message for p in ranked)

    made: list[tuple[Cell, ...]] = []
    read = {d.source_path: d for d in rows.documents(study)}
    for path, d in sorted(read.items()):
        ours = spoken.get(d.id, [])
        particulars = (
            names[d.case_id],
            d.kind,
            d.date,
            d.encoding or d.format,
            len(ours),
            len({t.speaker for t in ours}),
        )
        made.append((path, "read", *particulars, *said(path)))
    for path in sorted(told.keys() - read.keys()):
        if any(p.severity == "error" for p in told[path]):
            made.append((path, "not read", None, None, None, None, None, None, *said(path)))
    return table(
        "files",
        {"zh": "读了哪些文件", "en": "Files"},
        (
            Column("path", role="label"),
            "state",
            "case",
            "kind",
            "date",
            "encoding",
            "turns",
            "speakers",
            "slug",
            "message",
        ),
        made,
        ("未读的文件排在最后，照说明处理后再运行 qda ingest；备注见 problems 表。",),
    )


def shortened(long: Table, limit: int) -> Table:
    """A table of files for the screen: of more than `limit` rows only those with something to look at."""
    if len(long.rows) <= limit:
        return long
    place = long.index("message")
    kept = tuple(row for row in long.rows if row[place])[:limit]
    note = f"共{len(long.rows)}个文件，此处只列{len(kept)}个需要看一眼的；全部见 qda table files。"
    return replace(long, rows=kept, notes=(*long.notes, note))


def cases(study: Study, settings: Settings) -> Table:
    """One row a community, and a total."""
    turns = rows.turns(study)
    per_case: dict[str, list[Document]] = {}
    for d in rows.documents(study):
        per_case.setdefault(d.case_id, []).append(d)
    segments = Counter(p.case_id for p in rows.places(study).values())
    made: list[tuple[str | int, ...]] = []
    for case in rows.cases(study):
        ours = per_case.get(case.id, [])
        kinds = Counter(d.kind for d in ours)
        spoken = [(d.id, t) for d in ours for t in turns.get(d.id, []) if t.speaker is not None]
        made.append(
            (
                case.name,
                len(ours),
                kinds["minutes"],
                kinds["interview"],
                len(ours) - kinds["minutes"] - kinds["interview"],
                sum(len(d.text) for d in ours),
                len(spoken),
                len({(d, t.speaker) for d, t in spoken}),
                segments[case.id],
            )
        )
    if len(made) > 1:
        made.append(("合计", *(sum(int(row[i]) for row in made) for i in range(1, 9))))
    return table(
        "cases",
        {"zh": "语料概况", "en": "What was read"},
        (
            Column("case", role="label"),
            "documents",
            Column("minutes"),
            Column("interviews"),
            Column("others"),
            "characters",
            "turns",
            "speakers",
            "segments",
        ),
        made,
        (
            "发言人数按每份文档内不同的发言人称谓计，同一人出现在两份文档中计两次。",
            "段为编码单位。",
        ),
    )


def problems(study: Study, settings: Settings) -> Table:
    """One row a fault."""
    made = [(p.path, p.severity, p.slug, p.line, p.message) for _, p in rows.problems(study)]
    return table(
        "problems",
        {"zh": "读取时发现的问题", "en": "Problems found"},
        (Column("path", role="label"), "severity", "slug", "line", "message"),
        made,
        (
            "错误：该文件或条目未被使用；警告：已使用，但请核对；备注：备查。",
            "说明为程序的原文消息（英文）；各代号的含义与处理办法见 docs/messages.md。",
        ),
    )


def speakers(study: Study, settings: Settings) -> Table:
    """One row a speaker label of a community."""
    names = {c.id: c.name for c in rows.cases(study)}
    actors = rows.actors(study)
    case_of = {d.id: d.case_id for d in rows.documents(study)}
    seen: dict[tuple[str, str, str | None], list[str]] = {}
    for document_id, turns in rows.turns(study).items():
        for t in turns:
            if t.speaker is not None:
                seen.setdefault((names[case_of[document_id]], t.speaker, t.actor_id), []).append(document_id)
    persons = _persons(study, settings)
    made = [
        (
            case,
            label,
            persons.get(case, {}).get(label),
            actors[actor][0] if actor in actors else None,
            len(where),
            len(set(where)),
        )
        for (case, label, actor), where in sorted(
            seen.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1])
        )
    ]
    return table(
        "speakers",
        {"zh": "发言人称谓", "en": "Speaker labels"},
        (Column("case", role="label"), Column("speaker", role="label"), "person", "actor_name", "turns", "documents"),
        made,
        ("行动者名称空缺者：行动者表中没有与该称谓对应的条目；本人照人物表所写。",),
    )


def _persons(study: Study, settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """Whom labels mean, as the table of people says now; nothing in a masked study, whose tables hold no names."""
    if not settings.actors.people or settings.mask.enabled:
        return {}
    try:
        return load_gazetteer(study.root, settings)[0].persons
    except QdaError:
        return {}  # the actors step says what is wrong with the table


def segments(study: Study, settings: Settings) -> Table:
    """One row a coding unit."""
    texts = {d.id: d for d in rows.documents(study)}
    names = {c.id: c.name for c in rows.cases(study)}
    made = []
    for p in sorted(rows.places(study).values(), key=lambda p: (texts[p.document_id].source_path, p.order)):
        d = texts[p.document_id]
        made.append(
            (
                p.segment_id,
                names[p.case_id],
                d.source_path,
                p.order + 1,
                p.speaker,
                p.role,
                p.span.start,
                p.span.end,
                p.span.of(d.text),
            )
        )
    return table(
        "segments",
        {"zh": "编码单位", "en": "Coding units"},
        (
            Column("segment", role="label"),
            Column("case", role="label"),
            "path",
            "order",
            "speaker",
            "role",
            "start",
            "end",
            "text",
        ),
        made,
        ("起止为该段在文档中的字符位置（从0起，含起不含止）。",),
    )


def proceedings(study: Study, settings: Settings) -> Table:
    """One row an agenda item, vote, resolution or task of the minutes."""
    names = {c.id: c.name for c in rows.cases(study)}
    documents = {d.id: d for d in rows.documents(study)}
    made: list[tuple[Cell, ...]] = []
    found = [(documents[document_id], p) for document_id, p in rows.proceedings(study)]
    for d, p in sorted(found, key=lambda x: (names[x[0].case_id], x[0].date or "", x[0].source_path, x[1].span.start)):

        def words(name: str, p: Proceeding = p, d: Document = d) -> str | None:
            return _one_line(p.parts[name].of(d.text)) if name in p.parts else None

        said = _one_line(p.span.of(d.text))
        made.append(
            (
                names[d.case_id],
                d.source_path,
                d.date,
                p.kind,
                _one_line(p.item.of(d.text)) if p.item else words("title") if p.kind == "agenda" else None,
                words("title") if p.kind == "agenda" else said,
                p.numbers.get("for"),
                p.numbers.get("against"),
                p.numbers.get("abstain"),
                p.words.get("outcome"),
                words("who"),
                words("due"),
                p.words.get("due_date"),
                p.span.start,
                p.span.end,
            )
        )
    return table(
        "proceedings",
        {"zh": "会议记录中的议题、表决、决议与任务", "en": "Agenda, votes, resolutions and tasks"},
        (
            Column("case", role="label"),
            Column("path", role="label"),
            "date",
            "proceeding",
            "agenda_item",
            "text",
            "votes_for",
            "votes_against",
            "votes_abstain",
            "outcome",
            "responsible",
            "due",
            "due_date",
            "start",
            "end",
        ),
        made,
        ("由版面与语句规则读出，未与人工核对；记录没有写明的一律空缺，不作推算。",),
    )


def _one_line(words: str) -> str:
    return " ".join(words.split())
