"""Read people's codings into the study, as the equals of any other coder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from qda.errors import InputError, Problem
from qda.model import Codebook, Coder, CodingDraft, Evidence, Span
from qda.steps.carry import carry
from qda.steps.code import load_study_codebook, put_codebook, put_coder, write_assignments, write_codings
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256
from qda.steps.settings import Settings
from qda.steps.settings_coding import SheetSettings
from qda.steps.writing import begin, named_file, put_problems
from qda.store import drawn, rows, versions
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.coders.imported import Sheet, SheetRow


def plan_import(study: Study | None, settings: Settings, sheet: SheetSettings) -> Plan:
    """What reading one sheet depends on: the sheet, the codebook, the segments, and the sample's chances."""
    parent = study.current_run("segment") if study else None
    folder = study.root if study else None
    files = [sheet.path, settings.codebook.path, *([sheet.probabilities] if sheet.probabilities else [])]
    paths = [folder / name if folder else None for name in files]
    return Plan(
        "import-codings",
        asdict(sheet),
        digest(
            [
                *(file_sha256(path) if path and path.is_file() else "" for path in paths),
                parent.outputs_sha256 if parent else "",
                [[r.key, r.outputs_sha256] for r in study.current_runs() if r.record.step == "sample"] if study else [],
            ]
        ),
        key=f"{sheet.coder}/{sheet.round}/{sheet.path}",
        parents=(parent.record.id,) if parent else (),
        waiting="" if parent else "the texts have not been cut into segments",
    )


def import_sheet(study: Study, settings: Settings, sheet: SheetSettings, *, progress: Progress = silent) -> Outcome:
    """Store one sheet. Rows that cannot be placed are Problems, never guesses. Raises InputError, CodebookError."""
    plan = plan_import(study, settings, sheet)
    if stored := current(study, plan):
        return Outcome("import-codings", False, stored.record.id, "nothing changed", key=plan.key)
    path = named_file(study.root, sheet.path, "the coding sheet", "[[codings]]")
    started = datetime.now().astimezone()
    codebook, _, source = load_study_codebook(study.root, settings)
    places = rows.places(study)
    found = _read(study, path, codebook, sheet)
    problems = list(found.problems)
    entries, moved, changed = _current_rows(study, found.rows, set(places), sheet.path)
    problems += changed
    chances, more = _chances(study, sheet, found.sample, {segment for segment, _, _ in entries})
    problems += more
    coder = Coder(f"{sheet.kind}:{sheet.coder}", sheet.coder, "gold" if sheet.kind == "gold" else "human")
    drafts = [
        _draft(segment, code_id, found.spans.get((segment, code_id), ()), places[segment].span, memo)
        for segment, codes, memo in entries
        for code_id in codes
    ]
    drafts.sort(key=lambda d: (d.segment_id, d.code_id))
    seen = sorted({segment for segment, _, _ in entries})
    with begin(study, plan, started) as run:
        codebook_id = put_codebook(run, codebook, source)
        put_coder(run, coder)
        write_assignments(run, coder, codebook_id, [(s, sheet.round, sheet.purpose) for s in seen], chances)
        write_codings(run, coder, codebook_id, drafts)
        put_problems(run, problems)
        run.digest(sha256("\n".join(seen).encode()).hexdigest())
        run.digest(sorted(chances.items()))
        run_id = run.id
    message = f"{len(drafts)} codings on {len(seen)} segments by {sheet.coder}"
    if moved:
        message += f"; {moved} carried over to changed texts"
    lost = sum(1 for p in problems if p.severity == "error")
    if lost:
        message += f"; {lost} rows could not be placed, see  qda documents --problems"
    return Outcome("import-codings", True, run_id, message, key=plan.key)


def coders_named(study: Study, settings: Settings, sheet: SheetSettings) -> tuple[str, ...]:
    """The coders that a table names in a column of its own, none where it has no such column. Raises InputError."""
    codebook, _, _ = load_study_codebook(study.root, settings)
    return _read(study, named_file(study.root, sheet.path, "the coding sheet", "the path"), codebook, sheet).coders


def _draft(segment: str, code_id: str, said: Sequence[Span], whole: Span, memo: str) -> CodingDraft:
    """A coding of what a sheet names: the whole segment, or from the first to the last of the words. Of several places each
    is kept as evidence, because each may be a linkage of its own."""
    span = Span(min(s.start for s in said), max(s.end for s in said)) if said else whole
    return CodingDraft(segment, code_id, span, memo=memo, evidence=tuple(map(Evidence, said)) if len(said) > 1 else ())


def _read(study: Study, path: Path, codebook: Codebook, sheet: SheetSettings) -> Sheet:
    from qda.coders.imported import read_sheet
    from qda.coders.located import Locator

    spans = {s.id: (s.document_id, s.span) for s in rows.segments(study)}
    return read_sheet(
        path,
        codebook,
        versions.every_text(study),
        shown_as=sheet.path,
        columns=sheet.columns,
        locator=Locator(rows.documents(study), spans),
        coder=sheet.coder,
        number=sheet.round,
        whole_documents=sheet.seen == "documents",
    )


def _current_rows(
    study: Study, found: Sequence[SheetRow], places: set[str], shown: str
) -> tuple[list[SheetRow], int, list[Problem]]:
    """Rows about current segments, those of changed texts carried over; how many were; and what is lost."""
    carried = carry(study, {segment for segment, _, _ in found})
    direct = {segment for segment, _, _ in found if segment in places}
    entries = [
        (carried.moved.get(segment, segment), codes, memo)
        for segment, codes, memo in found
        if segment in places or carried.moved.get(segment) not in direct  # a row for the new text is stronger
    ]
    problems = [
        Problem(
            "error",
            "segment-changed",
            f"segment {segment} was coded, and its words have changed since: {_short(words)}; code the new text",
            shown,
        )
        for segment, words in carried.lost.items()
    ]
    return [entry for entry in entries if entry[0] in places], len(carried.moved), problems


def _chances(study: Study, sheet: SheetSettings, named: str, seen: set[str]) -> tuple[dict[str, float], list[Problem]]:
    """By which chance each coded segment was drawn: from the sample the sheet belongs to, or from a table beside it."""
    if sheet.probabilities:
        made = _table_of_chances(named_file(study.root, sheet.probabilities, "the table", "probabilities"), sheet)
        return {segment: p for segment, p in made.items() if segment in seen}, []
    name = sheet.sample or named
    if not name:
        return {}, []
    drawn_rows = {d.segment_id: d for d in drawn.samples(study, name)}
    if not drawn_rows:
        message = f"the sheet belongs to the sample {name!r}, which this study has not drawn: its chances are not known"
        return {}, [Problem("warning", "sheet-unknown-sample", message, sheet.path)]
    problems = []
    outside = sorted(seen - drawn_rows.keys())
    if outside:
        message = f"{len(outside)} coded segments are not in the sample {name!r}, {outside[0]} for one"
        problems.append(Problem("note", "sheet-outside-sample", message, sheet.path))
    chances = {s: d.probability for s, d in drawn_rows.items() if s in seen and d.probability is not None}
    return {s: p for s, p in chances.items() if p is not None}, problems


def _table_of_chances(path: Path, sheet: SheetSettings) -> Mapping[str, float]:
    from qda.coders.sheet_files import read_cells

    cells = read_cells(path, sheet.probabilities, ("segment",)).rows
    head = [cell.strip() for cell in cells[0][1]] if cells else []
    if "segment" not in head or "inclusion_probability" not in head:
        raise InputError(
            "the table of chances needs the columns segment and inclusion_probability",
            "check probabilities under [[codings]]",
            "sheet-without-header",
            path=sheet.probabilities,
        )
    a, b = head.index("segment"), head.index("inclusion_probability")
    made = {}
    for line, row in cells[1:]:
        try:
            chance = float(row[b])
        except (ValueError, IndexError):
            chance = -1.0
        if not 0 < chance <= 1:
            raise InputError(
                "a chance must be above 0 and at most 1",
                "give the probability by which the segment was drawn",
                "probability-out-of-range",
                path=sheet.probabilities,
                line=line,
            )
        made[row[a].strip()] = chance
    return made


def _short(words: str) -> str:
    return f"“{words[:40]}……”" if len(words) > 40 else f"“{words}”"
