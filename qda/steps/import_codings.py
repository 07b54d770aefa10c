"""Read people's coding sheets into the study, as the equals of any other coder."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from qda.errors import Problem
from qda.model import Coder, CodingDraft
from qda.steps.carry import carry
from qda.steps.code import load_study_codebook, put_codebook, put_coder, write_assignments, write_codings
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256
from qda.steps.settings import Settings, SheetSettings
from qda.steps.writing import begin, named_file, put_problems
from qda.store import rows, versions
from qda.store.study import Study


def plan_import(study: Study | None, settings: Settings, sheet: SheetSettings) -> Plan:
    """What reading one sheet depends on: the sheet, the codebook and the segments."""
    parent = study.current_run("segment") if study else None
    folder = study.root if study else None
    codebook = folder / settings.codebook.path if folder else None
    path = folder / sheet.path if folder else None
    return Plan(
        "import-codings",
        {"path": sheet.path, "coder": sheet.coder, "kind": sheet.kind, "round": sheet.round, "purpose": sheet.purpose},
        digest(
            [
                file_sha256(path) if path and path.is_file() else "",
                file_sha256(codebook) if codebook and codebook.is_file() else "",
                parent.outputs_sha256 if parent else "",
            ]
        ),
        key=f"{sheet.coder}/{sheet.round}",
        parents=(parent.record.id,) if parent else (),
        waiting="" if parent else "the texts have not been cut into segments",
    )


def import_sheet(study: Study, settings: Settings, sheet: SheetSettings, *, progress: Progress = silent) -> Outcome:
    """Store one sheet. Rows that cannot be placed are Problems, never guesses. Raises InputError, CodebookError."""
    from qda.coders.imported import read_sheet

    plan = plan_import(study, settings, sheet)
    if stored := current(study, plan):
        return Outcome("import-codings", False, stored.record.id, "nothing changed", key=plan.key)
    path = named_file(study.root, sheet.path, "the coding sheet", "[[codings]]")
    started = datetime.now().astimezone()
    codebook, _, source = load_study_codebook(study.root, settings)
    places = rows.places(study)
    known = set(places) | versions.every_segment(study)
    entries, problems = read_sheet(path, codebook, known, shown_as=sheet.path)
    carried = carry(study, {segment for segment, _, _ in entries})
    direct = {segment for segment, _, _ in entries if segment in places}
    entries = [
        (carried.moved.get(segment, segment), codes, memo)
        for segment, codes, memo in entries
        if segment in places or carried.moved.get(segment) not in direct  # a row for the new text is stronger
    ]
    for segment, words in carried.lost.items():
        problems.append(
            Problem(
                "error",
                "segment-changed",
                f"segment {segment} was coded, and its words have changed since: {_short(words)}; code the new text",
                sheet.path,
            )
        )
    entries = [entry for entry in entries if entry[0] in places]
    coder = Coder(f"{sheet.kind}:{sheet.coder}", sheet.coder, "gold" if sheet.kind == "gold" else "human")
    drafts = [
        CodingDraft(segment, code_id, places[segment].span, memo=memo)
        for segment, codes, memo in entries
        for code_id in codes
    ]
    drafts.sort(key=lambda d: (d.segment_id, d.code_id))
    seen = sorted({segment for segment, _, _ in entries})
    with begin(study, plan, started) as run:
        codebook_id = put_codebook(run, codebook, source)
        put_coder(run, coder)
        write_assignments(run, coder, codebook_id, [(s, sheet.round, sheet.purpose) for s in seen])
        write_codings(run, coder, codebook_id, drafts)
        put_problems(run, problems)
        run.digest(sha256("\n".join(seen).encode()).hexdigest())
        run_id = run.id
    message = f"{len(drafts)} codings on {len(seen)} segments by {sheet.coder}"
    if carried.moved:
        message += f"; {len(carried.moved)} carried over to changed texts"
    lost = sum(1 for p in problems if p.severity == "error")
    if lost:
        message += f"; {lost} rows could not be placed, see  qda documents --problems"
    return Outcome("import-codings", True, run_id, message, key=plan.key)


def _short(words: str) -> str:
    return f"“{words[:40]}……”" if len(words) > 40 else f"“{words}”"
