"""The report: HTML and Word, every table as CSV, every figure as SVG, below reports/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from qda.model import Code
from qda.steps.coded import quotations, read_coded, roll_up
from qda.steps.document_networks import Shared
from qda.steps.figures import SHARES_CAPTION, shares_figure
from qda.steps.figures_network import LINKAGE_CAPTION, left_out_note, linkage_figure, network_figures
from qda.steps.files import write_file
from qda.steps.methods_text import methods_paragraphs
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current, digest, software
from qda.steps.report_models import models_section, prevalence_section
from qda.steps.report_network import network_section, other_figures, other_methods
from qda.steps.report_reliability import reliability_blocks, threshold_words
from qda.steps.settings import Settings
from qda.steps.tables import TABLES, make_table
from qda.steps.tables_codes import FACETS
from qda.steps.tables_network import CO_MENTION, weight_note
from qda.steps.writing import begin
from qda.store import rows
from qda.store.study import Study
from qda.table import Column, Missing, Table, table
from qda.terms import VALUES, Language

if TYPE_CHECKING:
    from qda.export.report import Block, Figure, Report, Section

INVENTED = "本报告所用语料为虚构的示范材料：社区、人物、事件与编码均属虚构，任何数字都不得作为经验证据引用。"
_WORTH_SAYING = {"planned", "demanded", "denied"}
PARENTS = ("ingest", "segment", "actors", "network")


def plan_report(study: Study | None, settings: Settings) -> Plan:
    """What the report depends on: every current run, [study], [network] minimum and [report]."""
    runs = [r for r in study.current_runs() if r.record.step != "report"] if study else []
    have = {r.record.step for r in runs}
    lacking = [step for step in (*PARENTS, "code") if step not in have]
    return Plan(
        "report",
        {
            "title": settings.study.title,
            "subtitle": settings.study.subtitle,
            "notice": settings.study.notice,
            "invented": settings.study.invented,
            "language": settings.study.language,
            "folder": settings.report.folder,
            "draws": settings.report.draws,
            "quotes": settings.report.quotes,
            "eligible": settings.network.eligible,
            "minimum": settings.network.minimum,
            "agree": asdict(settings.agree),
        },
        digest([sorted([r.record.step, r.key, r.fingerprint, r.outputs_sha256] for r in runs), dict(software())]),
        parents=tuple(r.record.id for r in runs),
        waiting=f"not done yet: {', '.join(lacking)}" if lacking else "",
        seed=settings.report.seed,
    )


def altered(study: Study) -> list[str]:
    """Files of the last report that are gone or are no longer what the program wrote."""
    made = []
    for path, sha in rows.artefacts(study):
        file = study.root / path
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != sha:
            made.append(path)
    return made


def write_report(study: Study, settings: Settings, *, progress: Progress = silent) -> Outcome:
    """Make every table and figure and write them. Raises StudyError (disk-full, file-locked, …)."""
    from qda.export import export
    from qda.export.report import render_docx, render_html

    plan = plan_report(study, settings)
    stored = current(study, plan)
    if stored and not altered(study):
        return Outcome("report", False, stored.record.id, "nothing changed")
    started = datetime.now().astimezone()
    folder = settings.report.folder
    contents: dict[str, bytes] = {}
    tables: dict[str, Table] = {}
    wanted = [name for name, kind in TABLES.items() if kind.in_report]
    shared = Shared(study, settings)
    for name in watched(wanted, "making tables", len(wanted), progress):
        tables[name] = make_table(study, settings, name, shared)
        contents[f"{folder}/tables/{name}.csv"] = export(tables[name], "csv", language="zh")
    progress("drawing figures", 0, 1)
    figures = make_figures(study, settings, tables) | other_figures(shared.stored)
    progress("drawing figures", 1, 1)
    contents |= {f"{folder}/figures/{name}.svg": figure.svg for name, figure in figures.items()}
    report = compose(study, settings, tables, figures)
    language: Language = "zh" if settings.study.language == "zh" else "en"
    contents[f"{folder}/report.html"] = render_html(report, language).encode("utf-8")
    contents[f"{folder}/report.docx"] = render_docx(shortened(report), language)
    before = dict(rows.artefacts(study))
    kept = []
    for path, content in watched(sorted(contents.items()), "writing", len(contents), progress):
        aside = write_file(study.root / path, content, before.get(path))
        if aside:
            kept.append(aside.name)
    for path in sorted(set(before) - set(contents)):
        old = study.root / path
        if old.is_file() and sha256(old.read_bytes()).hexdigest() == before[path]:
            old.unlink()
    with begin(study, plan, started) as run:
        made = [(run.id, path, sha256(content).hexdigest()) for path, content in sorted(contents.items())]
        run.add("artefacts", ("run_id", "path", "sha256"), made)
        for _, path, sha in made:
            run.digest([path, sha])
        run_id = run.id
    message = f"{folder}/report.html, report.docx, {len(tables)} tables, {len(figures)} figures"
    if judged := threshold_words(tables["agreement"]):
        message += f"; {judged}"
    if kept:
        message += f"; you had edited {', '.join(kept)}: your version was kept under that name"
    return Outcome("report", True, run_id, message)


def make_figures(study: Study, settings: Settings, tables: dict[str, Table]) -> dict[str, Figure]:
    """One bar figure of shares, one co-mention network a community; each as SVG for the page and PNG for Word."""
    from qda.export.report import Figure

    made = {
        "shares": Figure(
            SHARES_CAPTION,
            shares_figure(study, settings, tables["codes"], "svg"),
            "机器编码计数，未经人工校正。细线为以文档为抽样单位的95%区间，不含编码误差；n为已读编码段数。",
            shares_figure(study, settings, tables["codes"], "png"),
        )
    }
    pictures = {name: content for name, _, _, content in network_figures(study, settings, "png")}
    for name, case_id, title, content in network_figures(study, settings, "svg"):
        note = (
            f"{weight_note(settings)}各图中同一行动者位置相同；线越粗权重越大，点越大联系强度之和越大。"
            + left_out_note(study, settings, case_id)
        )
        made[name] = Figure(title, content, note, pictures[name])
    if any(t.relation != CO_MENTION for t in rows.ties(study)):
        made["linkage"] = Figure(
            LINKAGE_CAPTION,
            linkage_figure(study, settings, "svg"),
            f"{weight_note(settings)}有方向者带箭头；事件由规则按词序判定，未经人工校正。",
            linkage_figure(study, settings, "png"),
        )
    return made


def compose(study: Study, settings: Settings, tables: dict[str, Table], figures: dict[str, Figure]) -> Report:
    """The report as blocks, before it is HTML or Word."""
    from qda.export.report import Details, Paragraph, Report, Section, TableBlock

    corrected = prevalence_section(tables)
    sections: list[Section] = [
        Section(
            "material",
            "语料",
            (
                TableBlock(tables["cases"]),
                Details("文档一览", (TableBlock(tables["documents"]),)),
                Details("发言人称谓与所属行动者", (TableBlock(tables["speakers"]),)),
                Details("议题、表决、决议与任务", (TableBlock(tables["proceedings"]),)),
                Details("读取时发现的问题", (TableBlock(tables["problems"]),)),
            ),
        ),
        Section(
            "coded",
            "编码分布",
            (
                TableBlock(tables["coded"], _links(study, settings, tables)),
                figures["shares"],
                TableBlock(tables["compare"]),
                Details("极性：已实现、拟进行、要求、未实现或否定", (TableBlock(tables["polarity"]),)),
                Details("全部编码（含下级编码与联动关系）及区间", (TableBlock(tables["codes"]),)),
            ),
        ),
        Section("quotes", "例证引文", _quotes(study, settings)),
        network_section(study, settings, tables, figures),
        *models_section(tables),
        *corrected,
        Section("reliability", "一致性与准确性", reliability_blocks(tables)),
        Section(
            "methods",
            "方法与来源",
            (
                *(Paragraph(text) for text in methods_paragraphs(study, settings, corrected=bool(corrected))),
                *([Paragraph(others)] if (others := other_methods(settings, figures)) else []),
                Details("设置", (TableBlock(settings_table(study, settings)),)),
                Details("软件版本", (TableBlock(versions_table()),)),
                Details("输入文件的 SHA-256", (TableBlock(inputs_table(study, settings)),)),
                Details("编码表", (TableBlock(tables["codebook"]),)),
                Details("规则命中", (TableBlock(tables["rules"]),)),
            ),
        ),
    ]
    notice = " ".join(part for part in (INVENTED if settings.study.invented else "", settings.study.notice) if part)
    return Report(
        title=settings.study.title or "比较案例研究报告",
        subtitle=settings.study.subtitle,
        notice=notice,
        sections=tuple(sections),
        generated_by=f"qda {software()['qda']}",
    )


def shortened(report: Report) -> Report:
    """The report without what is folded away in HTML: what a paper's appendix would take. Each section says what more
    there is and where."""
    from qda.export.report import Details, Paragraph

    sections = []
    for section in report.sections:
        folded = [block.summary for block in section.blocks if isinstance(block, Details)]
        blocks = [block for block in section.blocks if not isinstance(block, Details)]
        if folded:
            blocks.append(Paragraph(f"另见 report.html 与 tables 文件夹：{'；'.join(folded)}。"))
        sections.append(replace(section, blocks=tuple(blocks)))
    return replace(report, sections=tuple(sections))


def _quotes(study: Study, settings: Settings) -> tuple[Block, ...]:
    from qda.export.report import Details, Paragraph, Quote, Quotes, Subheading

    ours = read_coded(study, settings)
    grouped: dict[str, list[Quote]] = {}
    for q in quotations(ours, settings.report.quotes):
        link = f"{q.code.id}-{q.coding.segment_id}".replace(".", "-")
        label = VALUES["polarity"][q.coding.polarity] if q.coding.polarity in _WORTH_SAYING else ""
        grouped.setdefault(q.code.id, []).append(Quote(q.text, q.highlights, q.source, link, label))
    codes = ours.codebook.codes
    made: list[Block] = [
        Paragraph(
            "每个编码按社区轮流列出依据词句较多、篇幅适中的例段；加底色者为触发规则的词句。例段供阅读，不作计数依据。"
        )
    ]
    for facet in ("dimension", "mechanism", "effect", "linkage"):
        blocks: list[Block] = []
        for code in codes:
            if code.facet == facet and code.id in grouped:
                blocks.append(Quotes(_full_name(codes, code), tuple(grouped[code.id]), f"quotes-{code.id}"))
        if blocks:
            made.append(Subheading(FACETS[facet], f"quotes-{facet}"))
            if facet in {"dimension", "mechanism"}:
                made.extend(blocks)
            else:
                made.append(Details(f"{FACETS[facet]}：{len(blocks)}个编码的例段", tuple(blocks)))
    return tuple(made)


def _links(study: Study, settings: Settings, tables: dict[str, Table]) -> dict[tuple[int, str], str]:
    """From each count of the table `coded` to the first quotes of its code: (row, column key) to an anchor."""
    ours = read_coded(study, settings)
    quoted = dict.fromkeys(str(code) for code in tables["quotes"].column("code"))
    below = roll_up(ours.codebook)
    by_name = {c.called(): c.id for c in ours.codebook.codes if c.parent_id is None}
    made = {}
    for number, name in enumerate(tables["coded"].column("code_name")):
        code_id = by_name.get(str(name))
        first = next((c for c in below.get(code_id or "", ()) if c in quoted), None)
        if first:
            for column in tables["coded"].columns:
                if column.key.endswith(".segments") and tables["coded"].rows[number][tables["coded"].index(column.key)]:
                    made[number, column.key] = f"quotes-{first}"
    return made


def _full_name(codes: Sequence[Code], code: Code) -> str:
    """A code's name with its parent's in front."""
    above = next((c for c in codes if c.id == code.parent_id), None)
    return f"{above.called()}：{code.called()}" if above else code.called()


def settings_table(study: Study, settings: Settings) -> Table:
    """Every setting that decides a result, as the current runs stored it."""
    made: list[tuple[str, str, str]] = []
    for stored in study.current_runs():
        if stored.record.step == "report":
            continue
        label = f"{stored.record.step} {stored.key}".strip()
        for key, value in sorted(_flat(dict(stored.record.parameters)).items()):
            made.append((label, key, value))
    made += [
        ("report", key, value) for key, value in sorted(_flat(dict(plan_report(study, settings).parameters)).items())
    ]
    made.append(("report", "seed", str(settings.report.seed)))
    return table(
        "settings",
        {"zh": "设置", "en": "Settings"},
        (Column("step", role="label"), Column("name", role="label"), "value"),
        sorted(made),
    )


def _flat(data: dict[str, object], prefix: str = "") -> dict[str, str]:
    made: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            made |= _flat(value, f"{prefix}{key}.")
        elif isinstance(value, (list, tuple)):
            made[f"{prefix}{key}"] = "、".join(map(str, value))
        else:
            made[f"{prefix}{key}"] = str(value)
    return made


def versions_table() -> Table:
    """Program and library versions."""
    return table(
        "versions",
        {"zh": "软件版本", "en": "Software"},
        (Column("name", role="label"), "value"),
        sorted(software().items()),
    )


def inputs_table(study: Study, settings: Settings) -> Table:
    """Path and hash of every file that was read."""
    from qda.steps.provenance import file_sha256

    made: list[tuple[str, str | Missing]] = [(d.source_path, d.source_sha256) for d in rows.documents(study)]
    for path in (settings.codebook.path, settings.actors.path, *(s.path for s in settings.codings)):
        file = study.root / path
        made.append((path, file_sha256(file) if file.is_file() else Missing("文件不在。")))
    return table(
        "inputs",
        {"zh": "输入文件", "en": "Input files"},
        (Column("path", role="label"), "sha256"),
        made,
    )
