"""Draw segments for people to code, by a recorded design, and write the coding sheets. A sample that was drawn stays as it
is: other settings need another name, because sheets that are out cannot be called back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import StudyError, UnknownName, UsageError
from qda.model import Code, Codebook, CodingUnit
from qda.steps.code import left_out_roles, load_study_codebook
from qda.steps.files import file_stem, write_file
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, digest
from qda.steps.settings import Settings
from qda.steps.settings_coding import SampleSettings
from qda.steps.writing import begin
from qda.store import drawn, rows
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.export.coding_sheet import SheetCode, SheetLine
    from qda.prevalence.sample import Candidate, Drawn

CONTEXT = 160
"""Characters of the neighbouring segments that a coder sees."""

Picked = Sequence[tuple[str, str, str, float | None]]
"""coder, segment, stratum, chance: the rows of a sample in the order of the sheets."""


def plan_sample(study: Study | None, settings: Settings, sample: SampleSettings) -> Plan:
    """What a drawing depends on: the segments and the machine's codings."""
    machine = machine_of(settings, sample)
    parents = [study.current_run("segment"), study.current_run("code", machine)] if study else []
    return Plan(
        "sample",
        asdict(sample),
        digest([p.outputs_sha256 if p else "" for p in parents]),
        key=sample.name,
        parents=tuple(p.record.id for p in parents if p),
        waiting="" if parents and all(parents) else f"{machine} has coded nothing yet",
        seed=sample.seed,
    )


def machine_of(settings: Settings, sample: SampleSettings) -> str:
    """The coder whose labels are a stratum."""
    return sample.machine or (settings.code.coders[0] if settings.code.coders else "rules")


def draw_sample(study: Study, settings: Settings, sample: SampleSettings, *, progress: Progress = silent) -> Outcome:
    """Draw once, store the chances and write a sheet for each coder; a name that was drawn before is left as it is, and
    only sheets that are gone are written again. Raises UsageError, UnknownName, StudyError."""
    import numpy

    from qda.prevalence.sample import draw, shared_out

    done = study.current_run("sample", sample.name)
    if done:
        made = write_sheets(study, settings, sample.name, Path(sample.folder))
        more = f"; wrote {len(made)} sheets again" if made else ""
        return Outcome(
            "sample", False, done.record.id, f"was drawn on {done.record.finished[:10]} and stays{more}", sample.name
        )
    plan = plan_sample(study, settings, sample)
    if plan.waiting:
        raise StudyError(f"nothing can be drawn yet: {plan.waiting}", "run  qda run", "steps-missing")
    started = datetime.now().astimezone()
    rng = numpy.random.default_rng(sample.seed)
    taken = draw(
        candidates(study, settings, sample),
        sample.size,
        rng=rng,
        allocation="proportional" if sample.allocation == "proportional" else "equal",
        hits=sample.hits or None,
    )
    parts = shared_out(taken, sample.coders, sample.double, rng)
    picked = [
        (coder, one.candidate.segment_id, _stratum(study, one), one.probability)
        for coder, part in zip(sample.coders, parts, strict=True)
        for one in (taken[i] for i in part)
    ]
    return store_sample(study, settings, plan, picked, sample.purpose, Path(sample.folder), started)


def store_sample(
    study: Study, settings: Settings, plan: Plan, picked: Picked, purpose: str, folder: Path, started: datetime
) -> Outcome:
    """Store the rows of a sample and write its sheets."""
    count: dict[str, int] = {}
    with begin(study, plan, started) as run:
        made = []
        for coder, segment, stratum, chance in picked:
            made.append((run.id, coder, segment, count.get(coder, 0), stratum, purpose, chance))
            count[coder] = count.get(coder, 0) + 1
        columns = ("run_id", "coder", "segment_id", "ord", "stratum", "purpose", "inclusion_probability")
        run.add("samples", columns, made)
        run.digest([row[1:] for row in made])
        run_id = run.id
    written = write_sheets(study, settings, plan.key, folder)
    segments = len({segment for _, segment, _, _ in picked})
    where = ", ".join(path.as_posix() for path in written) or f"the sheets in {folder.as_posix()} were there already"
    return Outcome("sample", True, run_id, f"{segments} segments for {len(count)} coders: {where}", plan.key)


def candidates(study: Study, settings: Settings, sample: SampleSettings) -> list[Candidate]:
    """Every segment that is data, with whether the machine gave it one of the codes that count. Raises UnknownName."""
    from qda.prevalence.sample import Candidate

    codebook = load_study_codebook(study.root, settings)[0]
    known = {code.id: code for code in codebook.codes}
    for code_id in sample.codes:
        if code_id not in known:
            raise UnknownName("code", code_id, tuple(known))
    wanted = (
        {i for i, c in known.items() if c.facet != "linkage"} if not sample.codes else _below(codebook, sample.codes)
    )
    machine = machine_of(settings, sample)
    hit = {c.segment_id for c in rows.codings(study, machine) if c.code_id in wanted}
    places = rows.places(study)
    return [
        Candidate(u.segment_id, u.document_id, u.case_id, places[u.segment_id].order, u.segment_id in hit)
        for u in rows.coding_units(study, leave_out=left_out_roles(settings))
    ]


def _below(codebook: Codebook, codes: Sequence[str]) -> set[str]:
    wanted = set(codes)
    for code in codebook.codes:  # a parent stands before its children
        if code.parent_id in wanted:
            wanted.add(code.id)
    return wanted


def _stratum(study: Study, one: Drawn) -> str:
    return one.stratum


def sheet_path(folder: Path, sample: str, coder: str) -> Path:
    """Where a sheet lies; signs that file systems do not allow are left out."""
    return folder / f"{file_stem(f'{sample}-{coder}')}.xlsx"


def write_sheets(study: Study, settings: Settings, sample: str, folder: Path) -> list[Path]:
    """Write the sheets of a sample that are not there yet, relative to the study; return those written. A sheet that is
    there may have been filled in and is never touched. Raises StudyError (disk-full, …)."""
    from qda.export.coding_sheet import coding_sheet

    by_coder: dict[str, list[str]] = {}
    for one in drawn.samples(study, sample):
        by_coder.setdefault(one.coder, []).append(one.segment_id)
    written = []
    lines: dict[str, SheetLine] = {}
    for coder, segments in by_coder.items():
        path = sheet_path(folder, sample, coder)
        if (study.root / path).exists():
            continue
        if not lines:
            lines = sheet_lines(study)
            codes = sheet_codes(load_study_codebook(study.root, settings)[0])
        ours = [lines[segment] for segment in segments if segment in lines]
        content = coding_sheet(ours, codes, sample=sample, coder=coder, title=settings.study.title)
        write_file(study.root / path, content)
        written.append(path)
    return written


def sheet_lines(study: Study) -> dict[str, SheetLine]:
    """Every current segment with its surroundings. Nothing of what machines coded is in it."""
    from qda.export.coding_sheet import SheetLine

    documents = {d.id: d for d in rows.documents(study)}
    by_document: dict[str, list[CodingUnit]] = {}
    for unit in rows.coding_units(study):
        by_document.setdefault(unit.document_id, []).append(unit)
    made = {}
    for document_id, units in by_document.items():
        for i, unit in enumerate(units):
            before = _said(units[i - 1])[-CONTEXT:] if i else ""
            after = _said(units[i + 1])[:CONTEXT] if i + 1 < len(units) else ""
            made[unit.segment_id] = SheetLine(
                unit.segment_id, documents[document_id].title, unit.speaker or "", before, unit.text, after
            )
    return made


def _said(unit: CodingUnit) -> str:
    return f"{unit.speaker}：{unit.text}" if unit.speaker else unit.text


def sheet_codes(codebook: Codebook) -> list[SheetCode]:
    """The codes people choose from: all but linkage, which is about pairs of actors."""
    from qda.export.coding_sheet import SheetCode

    by_id: Mapping[str, Code] = {code.id: code for code in codebook.codes}

    def level(code: Code) -> int:
        return 1 + level(by_id[code.parent_id]) if code.parent_id else 0

    return [
        SheetCode(
            c.id, c.called(), level(c), c.definition.get("zh", ""), "；".join(c.include), "；".join(c.exclude),
            "\n".join(c.examples[:3]),
        )
        for c in codebook.codes
        if c.facet != "linkage"
    ]  # fmt: skip


def chosen_sample(settings: Settings, name: str) -> SampleSettings:
    """A sample that study.toml describes. Raises UsageError where it describes none of that name."""
    for sample in settings.samples:
        if sample.name == name:
            return sample
    known = ", ".join(s.name for s in settings.samples) or "none"
    raise UsageError(f"study.toml describes no sample {name!r}", f"known: {known}; or give --size", "unknown-sample")
