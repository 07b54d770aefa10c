"""A coding run: one coder over all segments that are data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from qda.errors import Problem, UnknownName, UsageError
from qda.model import Codebook, Coder, CodingDraft, CodingUnit, Role
from qda.steps.actors import actor_files, load_gazetteer
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256
from qda.steps.read import case_id
from qda.steps.settings import Settings
from qda.steps.settings_coding import ModelSettings
from qda.steps.surroundings import (
    blind_rules,
    exclusive_conflicts,
    same_version,
    study_context,
    unknown_cases,
    whole_documents,
)
from qda.steps.writing import begin, named_file, put_problems
from qda.store import rows
from qda.store.batches import stored_codebooks
from qda.store.study import RunWriter, Study

if TYPE_CHECKING:
    from pathlib import Path

    from qda.actors.mentions import MentionFinder
    from qda.coders.context import Context
    from qda.coders.protocol import CoderProtocol

BLOCK = 2000


def load_study_codebook(root: Path, settings: Settings) -> tuple[Codebook, list[Problem], str]:
    """The study's codebook, its problems and its text. Raises InputError (missing-path) or CodebookError."""
    from qda.codebook.load import load_codebook

    path = named_file(root, settings.codebook.path, "the codebook", "path under [codebook]")
    codebook, problems = load_codebook(path, shown_as=settings.codebook.path)
    return codebook, problems, path.read_bytes().decode("utf-8")


def left_out_roles(settings: Settings) -> tuple[Role, ...]:
    """Roles whose words are not coded."""
    return ("apparatus",) if settings.code.interviewer else ("apparatus", "interviewer")


def make_coder(
    name: str, root: Path, settings: Settings, codebook: Codebook, context: Context | None = None
) -> CoderProtocol:
    """A coder by name, with the study's actor list. context: for rules that look beyond a segment. Raises UnknownName."""
    from qda.coders import coder, known_coders
    from qda.coders.combine import CombinedCoder
    from qda.steps.train import load_model, model_named, trained_models

    model = model_named(settings, name)
    if model is None and name == "linear" and not trained_models(settings):
        model = ModelSettings(name="linear")
    if model is None:
        if name not in known_coders():
            raise UnknownName("coder", name, (*known_coders(), *(one.name for one in settings.models)))
        return coder(name, codebook, study_mentions(root, settings), context)
    if model.kind != "combine":
        return load_model(root, settings, model, codebook)
    if name in model.of:
        raise UsageError(f"the model {name} combines itself", "name other coders under of", "combine-itself")
    parts = [make_coder(part, root, settings, codebook, context) for part in model.of]
    return CombinedCoder(name, parts, model.how)


def study_mentions(root: Path, settings: Settings) -> MentionFinder:
    """The study's actor list as a finder of actors; a coding unit knows its case's id only, so cases go by it too."""
    from qda.actors.mentions import MentionFinder

    gazetteer, _ = load_gazetteer(root, settings)
    by_id = {case_id(case): people for case, people in gazetteer.cases.items()}
    return MentionFinder(replace(gazetteer, cases={**gazetteer.cases, **by_id}))


def plan_code(study: Study | None, root: Path, settings: Settings, name: str) -> Plan:
    """What a coding run depends on: texts with their turns, agenda items, cases and dates (all in the output of ingest),
    segments, speakers' actors, codebook, actor list, coder."""
    parents = [study.current_run(step) for step in ("ingest", "segment", "actors")] if study else []
    path = root / settings.codebook.path
    model, waiting = _plan_of_model(study, root, settings, name)
    return Plan(
        "code",
        {
            "coder": name,
            **model,
            "codebook": settings.codebook.path,
            "codebook_sha256": file_sha256(path) if path.is_file() else "",
            "interviewer": settings.code.interviewer,
            **actor_files(root, settings),
        },
        digest([p.outputs_sha256 if p else "" for p in parents]),
        key=name,
        parents=tuple(p.record.id for p in parents if p),
        waiting=waiting if parents and all(parents) else "actors have not been found yet",
    )


def _plan_of_model(study: Study | None, root: Path, settings: Settings, name: str) -> tuple[dict[str, object], str]:
    """What a model adds to a plan: its settings and the hash of its file, or of its parts'; and what it waits for."""
    from qda.steps.train import model_named, model_path

    model = model_named(settings, name)
    if model is None and name != "linear":
        return {}, ""
    if model is not None and model.kind == "combine":
        parts = {part: _plan_of_model(study, root, settings, part) for part in model.of if part != name}
        waiting = next((why for _, why in parts.values() if why), "")
        return {"how": model.how, "of": [[part, made] for part, (made, _) in parts.items()]}, waiting
    path = model_path(root, name)
    if not path.is_file():
        return {}, f"the model {name} has not been trained"
    return {"model_sha256": file_sha256(path)}, ""


def code(study: Study, settings: Settings, name: str, *, progress: Progress = silent) -> Outcome:
    """Run one coder and store its codings. Raises UnknownName, CodebookError, InputError."""
    plan = plan_code(study, study.root, settings, name)
    if stored := current(study, plan):
        return Outcome("code", False, stored.record.id, "nothing changed", key=name)
    started = datetime.now().astimezone()
    codebook, problems, source = load_study_codebook(study.root, settings)
    context = study_context(study, codebook)
    coder = make_coder(name, study.root, settings, codebook, context)
    units = rows.coding_units(study, leave_out=left_out_roles(settings))
    drafts: list[CodingDraft] = []
    blocks = whole_documents(units, BLOCK)
    for block in watched(blocks, f"coding ({name})", len(blocks), progress):
        drafts.extend(coder.code(block, codebook))
    drafts.sort(key=lambda d: (d.segment_id, d.code_id))
    problems += same_version(codebook, stored_codebooks(study), settings.codebook.path)
    if name == "rules":
        problems += unknown_cases(codebook, context.cases or {}, settings.codebook.path)
        problems += blind_rules(codebook, context, settings.codebook.path)
    problems += exclusive_conflicts(codebook, drafts, settings.codebook.path)
    with begin(study, plan, started) as run:
        codebook_id = put_codebook(run, codebook, source)
        described = coder.describe()
        put_coder(run, described)
        write_assignments(run, described, codebook_id, [(u.segment_id, 1, "all") for u in units])
        write_codings(run, described, codebook_id, drafts)
        if hasattr(coder, "unsure"):
            columns = ("run_id", "coder_id", "segment_id", "code_id", "score")
            run.add("unsure", columns, [(run.id, described.id, *found) for found in coder.unsure(units)])
        put_problems(run, problems)
        run.digest([u.segment_id for u in units])
        run_id = run.id
    hit = len({d.segment_id for d in drafts})
    message = f"{len(drafts)} codings on {hit} of {len(units)} segments with {len(codebook.codes)} codes"
    return Outcome("code", True, run_id, message, key=name)


def codebook_key(codebook: Codebook) -> str:
    """The id under which a codebook is stored."""
    return f"{codebook.id}@{codebook.version}@{codebook.sha256[:8]}"


def put_codebook(run: RunWriter, codebook: Codebook, source: str) -> str:
    """Store the codebook once; return its id."""
    key = codebook_key(codebook)
    run.put(
        "codebooks",
        ("id", "name", "version", "sha256", "source"),
        [(key, codebook.id, codebook.version, codebook.sha256, source)],
    )
    run.put(
        "codes",
        ("codebook_id", "id", "parent_id", "ord", "facet", "basis", "name_zh", "name_en"),
        [
            (key, c.id, c.parent_id, order, c.facet, c.basis, c.called(), c.called("en"))
            for order, c in enumerate(codebook.codes)
        ],
        key='codebook_id", "id',
    )
    return key


def put_coder(run: RunWriter, coder: Coder) -> None:
    """Store the coder once."""
    run.put(
        "coders",
        ("id", "name", "kind", "version", "settings_sha256"),
        [(coder.id, coder.name, coder.kind, coder.version, coder.settings_sha256)],
    )


def write_assignments(
    run: RunWriter,
    coder: Coder,
    codebook_id: str,
    seen: Iterable[tuple[str, int, str]],
    chances: Mapping[str, float] | None = None,
) -> None:
    """Store what the coder saw: (segment id, round, purpose). chances: of being drawn, by segment id, where known."""
    known = chances or {}
    run.add(
        "assignments",
        ("run_id", "coder_id", "segment_id", "codebook_id", "round", "purpose", "inclusion_probability"),
        [(run.id, coder.id, s, codebook_id, number, purpose, known.get(s)) for s, number, purpose in seen],
    )


def write_codings(run: RunWriter, coder: Coder, codebook_id: str, drafts: Sequence[CodingDraft]) -> None:
    """Store the coder's decisions with their evidence."""

    def key(d: CodingDraft) -> str:
        text = f"{run.id}|{coder.id}|{d.segment_id}|{d.code_id}"
        return "c" + sha256(text.encode("utf-8")).hexdigest()[:16]

    run.add(
        "codings",
        (
            "id",
            "run_id",
            "coder_id",
            "segment_id",
            "codebook_id",
            "code_id",
            "start",
            "end",
            "score",
            "polarity",
            "memo",
        ),
        [
            (
                key(d),
                run.id,
                coder.id,
                d.segment_id,
                codebook_id,
                d.code_id,
                d.span.start,
                d.span.end,
                d.score,
                d.polarity,
                d.memo,
            )
            for d in drafts
        ],
    )

    def evidence() -> Iterator[tuple[str, int, int, int, str, str]]:
        for d in drafts:
            for order, e in enumerate(d.evidence):
                yield key(d), order, e.span.start, e.span.end, e.rule_id, e.note

    run.add("evidence", ("coding_id", "ord", "start", "end", "rule_id", "note"), evidence())
    for d in drafts:
        run.digest(
            [d.segment_id, d.code_id, d.span.start, d.span.end, d.score, d.polarity]
            + [[e.span.start, e.span.end, e.rule_id] for e in d.evidence]
        )


def units_by_id(study: Study) -> dict[str, CodingUnit]:
    """Every current segment as a coding unit, interviewers' among them."""
    return {u.segment_id: u for u in rows.coding_units(study)}
