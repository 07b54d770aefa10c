"""Read the corpus into the study: files to documents, turns and problems.

A document's id is made from its content, so a file that is moved or renamed keeps its id, its segments and the codings
people made; a changed file is a new document and the old one is kept as superseded. Metadata come from, in order of
strength: the command line, study.toml, a manifest, folder names, the file name, the head of the text; every field stores
which of them it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qda.errors import InputError, Problem, UsageError
from qda.model import Document, Proceeding
from qda.steps.collecting import collecting_seldom
from qda.steps.discover import Found, discover
from qda.steps.masking import mask_inputs, masked
from qda.steps.parallel import in_order
from qda.steps.progress import Progress, silent
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256
from qda.steps.read import Read, read_file
from qda.steps.settings import Settings
from qda.steps.told import unused
from qda.steps.writing import begin, put_problems
from qda.store import rows
from qda.store.study import RunWriter, Study

if TYPE_CHECKING:
    from qda.text.turns import TurnDraft

WORTH_WORKERS = 30_000_000
"""Bytes of files above which worker processes are started."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What there is to read, hashed: files with their SHA-256, manifest rows by path, notes on what is left out."""

    files: tuple[tuple[Found, str], ...]
    manifest: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]


def survey(root: Path, settings: Settings, extra: list[rows.Source]) -> Corpus:
    """Find and hash the files. Raises InputError (missing-path, empty-corpus)."""
    from qda.readers.metadata import read_manifest
    from qda.steps.discover import shown_path

    found, manifests, problems = discover(root, settings.corpus, extra)
    if not found:
        where = ", ".join((*settings.corpus.paths, *(one.path for one in extra)))
        raise InputError(
            "there is no file to read", "put minutes and interviews into this folder", "empty-corpus", path=where
        )
    entries: dict[str, Mapping[str, str]] = {}
    files = []
    for one in found:
        try:
            files.append((one, file_sha256(one.path)))
        except OSError as fault:
            problems.append(
                Problem("error", "unreadable", f"cannot be opened ({fault.strerror}); check its rights", one.shown)
            )
    shown_files = {one.shown for one in found}
    for path in manifests:
        table, faults = read_manifest(path)
        folder = shown_path(path.parent, root)
        problems.extend(faults)
        for relative, entry in table.items():
            key = relative if folder == "." else f"{folder}/{relative}"
            if key in shown_files:
                entries[key] = entry
            else:
                problems.append(
                    Problem(
                        "warning",
                        "manifest-path",
                        f"the manifest names {relative}, which is not among the files read",
                        shown_path(path, root),
                    )
                )
    problems.extend(unused(settings, sorted(shown_files)))
    return Corpus(tuple(files), entries, tuple(problems))


def plan_ingest(corpus: Corpus, settings: Settings, root: Path) -> Plan:
    """What reading this corpus depends on."""
    said = {
        one.shown: [sha, one.case, one.kind, one.encoding, one.relative, one.base.name] for one, sha in corpus.files
    }
    manifest = {key: dict(value) for key, value in sorted(corpus.manifest.items())}
    parameters: dict[str, object] = {
        "corpus": asdict(settings.corpus),
        "files": [asdict(one) for one in settings.files],
    }
    if settings.mask.enabled:
        parameters["mask"] = mask_inputs(root, settings)
    return Plan(
        "ingest",
        cast("Mapping[str, object]", json.loads(json.dumps(parameters))),
        digest([said, manifest, [p.message for p in corpus.problems]]),
        inputs={one.shown: sha for one, sha in corpus.files},
    )


def ingest(
    study: Study,
    settings: Settings,
    corpus: Corpus,
    *,
    named: list[rows.Source] | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Read the corpus and store it as one run, file by file, so that memory does not grow with the number of files.

    named: paths given on the command line, to be remembered.
    """
    plan = plan_ingest(corpus, settings, study.root)
    if (stored := current(study, plan)) and not named:
        return Outcome("ingest", False, stored.record.id, f"{len(corpus.files)} files, nothing changed")
    _refuse_unmasking(study, settings)
    started = datetime.now().astimezone()
    reads: Iterable[Read] = read_corpus(corpus, settings, progress)
    if settings.mask.enabled:
        reads = masked(reads, study.root, settings)
        plan = plan_ingest(corpus, settings, study.root)  # the table of names has grown, and is part of the plan
    documents, unread = 0, sum(p.severity == "error" for p in corpus.problems)
    names: dict[str, str] = {}
    with collecting_seldom(), begin(study, plan, started, ("turns",)) as run:
        for source in named or []:
            run.replace_source(source.path, source.case_name, source.kind, source.encoding)
        run.retire("documents")
        run.retire("turns")
        put_problems(run, corpus.problems)
        for read in reads:
            put_problems(run, read.problems)
            if read.document is None:
                unread += 1
                continue
            documents += 1
            names[read.document.case_id] = read.case_name
            _store(run, read, read.document)
        run_id = run.id
    message = f"{documents} documents of {len(names)} communities read"
    if unread:
        message += f"; {unread} files NOT read, see  qda documents --problems"
    return Outcome("ingest", True, run_id, message)


def _refuse_unmasking(study: Study, settings: Settings) -> None:
    """A study that was read with masking is not read without it by mistake. Raises UsageError (mask-off)."""
    before = study.current_run("ingest")
    if before and "mask" in before.record.parameters and not settings.mask.enabled:
        raise UsageError(
            "this study was read with names masked, and now masking is off: original names would come into it",
            "set  enabled = true  under [mask] in study.toml; to unmask on purpose, delete study.sqlite first",
            "mask-off",
        )


def _store(run: RunWriter, read: Read, d: Document) -> None:
    run.put("cases", ("id", "name", "kind", "variables"), [(d.case_id, read.case_name, "community", "{}")])
    run.renew("documents", _DOCUMENT_COLUMNS, [_document_row(d, read.attendees, run.id)])
    turns = [_turn_row(d.id, order, t) for order, t in enumerate(read.turns)]
    run.renew("turns", ("id", "document_id", "ord", "speaker", "role", "start", "end"), turns)
    run.add(
        "proceedings",
        ("run_id", "document_id", "ord", "kind", "start", "end", "item_start", "item_end", "details"),
        [_proceeding_row(run.id, d.id, order, p) for order, p in enumerate(read.proceedings)],
    )
    run.add(
        "remarks",
        ("run_id", "document_id", "ord", "kind", "start", "end", "author", "text"),
        [
            (
                run.id,
                d.id,
                order,
                r.kind,
                None if r.span is None else r.span.start,
                None if r.span is None else r.span.end,
                r.author,
                r.text,
            )
            for order, r in enumerate(read.remarks)
        ],
    )
    run.digest([d.id, read.case_name, d.kind, d.title, d.date, d.source_path, dict(d.variables)])
    run.digest_lines([row[0] for row in turns])
    run.digest_lines(f"{p.kind} {p.span.start} {p.span.end}" for p in read.proceedings)


def _turn_row(document_id: str, order: int, t: TurnDraft) -> tuple[str, str, int, str | None, str, int, int]:
    """A turn with its id, which is made from everything that makes it this turn."""
    speaker, role, start, end = t.speaker, t.role, t.span.start, t.span.end
    key = f"{document_id}|{order}|{speaker}|{role}|{start}|{end}"
    return "t" + sha256(key.encode("utf-8")).hexdigest()[:12], document_id, order, speaker, role, start, end


def _proceeding_row(run_id: str, document_id: str, order: int, p: Proceeding) -> tuple[str | int | None, ...]:
    details = {
        "numbers": dict(p.numbers),
        "words": dict(p.words),
        "parts": {name: [span.start, span.end] for name, span in p.parts.items()},
    }
    return (
        run_id,
        document_id,
        order,
        p.kind,
        p.span.start,
        p.span.end,
        p.item.start if p.item else None,
        p.item.end if p.item else None,
        json.dumps(details, ensure_ascii=False, sort_keys=True),
    )


def read_corpus(corpus: Corpus, settings: Settings, progress: Progress = silent) -> Iterator[Read]:
    """Every file read, in path order; the second of two documents with the same bytes is a problem, not a document.

    Archives come last. Many files are read in worker processes; what comes out does not depend on how many there are.
    """
    from qda.readers import is_archive

    jobs = [(found, sha, _entries(corpus, found)) for found, sha in corpus.files]
    jobs.sort(key=lambda job: is_archive(job[0].path.name))  # a file beside the archive it was packed in comes first
    first: dict[str, str] = {}
    total = len(jobs)
    progress("reading files", 0, total)
    for done, one in enumerate(in_order(read_file, jobs, settings, workers_for(corpus, settings)), 1):
        for read in one:
            d = read.document
            if d is None:
                yield read
            elif d.id in first:
                message = f"has the same content as {first[d.id]}; not read a second time"
                yield Read(None, (Problem("warning", "duplicate-file", message, d.source_path),))
            else:
                first[d.id] = d.source_path
                yield read
        progress("reading files", done, total)


def _entries(corpus: Corpus, found: Found) -> Mapping[str, Mapping[str, str]]:
    """The manifest's rows for a file, or for what lies inside it."""
    inside = found.shown + "/"
    return {path: row for path, row in corpus.manifest.items() if path == found.shown or path.startswith(inside)}


def workers_for(corpus: Corpus, settings: Settings) -> int:
    """How many worker processes are worth their start: [corpus] workers, or as many as there are processors for a
    corpus that takes long; 0 reads in this process."""
    if settings.corpus.workers >= 0:
        return settings.corpus.workers
    size = sum(found.path.stat().st_size for found, _ in corpus.files if found.path.exists())
    processors = os.cpu_count() or 1
    return min(processors, 8) if processors > 1 and size > WORTH_WORKERS else 0


_DOCUMENT_COLUMNS = (
    "id",
    "case_id",
    "kind",
    "title",
    "date",
    "text",
    "source_path",
    "source_sha256",
    "encoding",
    "format",
    "variables",
    "origins",
    "attendees",
    "run_id",
)


def _document_row(d: Document, attendees: Mapping[str, str], run_id: str) -> tuple[str | None, ...]:
    def packed(mapping: Mapping[str, str]) -> str:
        return json.dumps(dict(mapping), ensure_ascii=False, sort_keys=True)

    return (
        d.id,
        d.case_id,
        d.kind,
        d.title,
        d.date,
        d.text,
        d.source_path,
        d.source_sha256,
        d.encoding,
        d.format,
        packed(d.variables),
        packed(d.origins),
        packed(attendees),
        run_id,
    )
