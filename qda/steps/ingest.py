"""Read the corpus into the study: files to documents, turns and problems.

A document's id is made from its content, so a file that is moved or renamed keeps its id, its segments and the codings
people made; a changed file is a new document and the old one is kept as superseded. Metadata come from, in order of
strength: the command line, study.toml, a manifest, folder names, the file name, the head of the text; every field stores
which of them it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from qda.errors import InputError, Problem
from qda.model import Document, DocumentKind, Turn
from qda.steps.discover import Found, discover
from qda.steps.progress import Progress, silent, watched
from qda.steps.provenance import Outcome, Plan, current, digest, file_sha256, software
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.study import Study

if TYPE_CHECKING:
    from qda.text.layout import Layout

NO_CASE = "未指明社区"
_NOT_VARIABLES = {"path", "case", "kind", "date", "title"}


@dataclass(frozen=True, slots=True)
class Corpus:
    """What there is to read, hashed: files with their SHA-256, manifest rows by path, notes on what is left out."""

    files: tuple[tuple[Found, str], ...]
    manifest: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One file read: its document, community and turns, or None and the reason among the problems."""

    document: Document | None
    problems: tuple[Problem, ...]
    case_name: str = ""
    turns: tuple[Turn, ...] = ()
    attendees: Mapping[str, str] = field(default_factory=dict)


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
    return Corpus(tuple(files), entries, tuple(problems))


def plan_ingest(corpus: Corpus, settings: Settings) -> Plan:
    """What reading this corpus depends on."""
    said = {
        one.shown: [sha, one.case, one.kind, one.encoding, one.relative, one.base.name] for one, sha in corpus.files
    }
    manifest = {key: dict(value) for key, value in sorted(corpus.manifest.items())}
    parameters = {"corpus": asdict(settings.corpus)}
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
    """Read what has changed and store it as one run. named: paths given on the command line, to be remembered."""
    plan = plan_ingest(corpus, settings)
    if (stored := current(study, plan)) and not named:
        return Outcome("ingest", False, stored.record.id, f"{len(corpus.files)} files, nothing changed")
    started = datetime.now().astimezone()
    read = read_corpus(corpus, settings, progress)
    documents = sorted(((r, r.document) for r in read if r.document), key=lambda pair: pair[1].id)
    problems = sorted([*corpus.problems, *(p for r in read for p in r.problems)], key=_problem_order)
    with study.run(
        "ingest",
        fingerprint=plan.fingerprint,
        parameters=plan.parameters,
        inputs_sha256=plan.inputs_sha256,
        software=software(),
        started=started,
    ) as run:
        for source in named or []:
            run.replace_source(source.path, source.case_name, source.kind, source.encoding)
        names = {document.case_id: r.case_name for r, document in documents}
        run.put("cases", ("id", "name", "kind", "variables"), [(i, n, "community", "{}") for i, n in names.items()])
        run.keep(
            "documents",
            _DOCUMENT_COLUMNS,
            [_document_row(document, r.attendees, run.id) for r, document in documents],
            rows.live(study, "documents"),
        )
        turns = [turn for r, _ in documents for turn in r.turns]
        run.keep(
            "turns",
            ("id", "document_id", "ord", "speaker", "role", "start", "end"),
            [(t.id, t.document_id, t.order, t.speaker, t.role, t.span.start, t.span.end) for t in turns],
            rows.live(study, "turns"),
        )
        run.add(
            "problems",
            ("run_id", "severity", "slug", "message", "path", "line", "start", "end"),
            [(run.id, p.severity, p.slug, p.message, p.path, p.line, p.start, p.end) for p in problems],
        )
        for _, d in documents:
            run.digest([d.id, names[d.case_id], d.kind, d.title, d.date, d.source_path, dict(d.variables)])
        for t in turns:
            run.digest([t.id, t.order])
        run_id = run.id
    unread = len(corpus.files) - len(documents)
    message = f"{len(documents)} documents of {len(names)} communities read"
    if unread:
        message += f"; {unread} files NOT read, see  qda documents --problems"
    return Outcome("ingest", True, run_id, message)


def read_corpus(corpus: Corpus, settings: Settings, progress: Progress = silent) -> list[Read]:
    """Every file read, in path order; the second of two files with the same bytes is a problem, not a document."""
    made: list[Read] = []
    first: dict[str, str] = {}
    for found, sha in watched(corpus.files, "reading files", len(corpus.files), progress):
        if sha in first:
            fault = Problem(
                "warning",
                "duplicate-file",
                f"has the same content as {first[sha]}; not read a second time",
                found.shown,
            )
            made.append(Read(None, (fault,)))
            continue
        one = read_one(found, sha, settings, corpus.manifest.get(found.shown, {}))
        if one.document is not None:
            first[sha] = found.shown
        made.append(one)
    return made


def read_one(found: Found, sha: str, settings: Settings, manifest: Mapping[str, str]) -> Read:
    """One file: read, laid out, described. Never raises for a bad file."""
    from qda.readers import read
    from qda.readers.metadata import path_metadata
    from qda.text.layout import read_layout

    draft, problems = read(found.path, shown_as=found.shown, encoding=found.encoding or None)
    if draft is None:
        return Read(None, tuple(problems))
    told: dict[str, tuple[str, str]] = {}

    def tell(name: str, value: str | None, origin: str) -> None:
        if value and name not in told:
            told[name] = (value, origin)

    tell("case", found.case, found.origin)
    tell("kind", found.kind, found.origin)
    for name in ("case", "kind", "date", "title"):
        tell(name, manifest.get(name), "manifest")
    for name, (value, origin) in path_metadata(found.relative, settings.corpus.kinds).items():
        tell(name, value, origin)
    tell("kind", path_metadata(f"{found.base.name}/x", settings.corpus.kinds).get("kind", ("", ""))[0], "folder")
    if "kind" in told and told["kind"][0] not in get_args(DocumentKind):
        problems.append(
            Problem(
                "warning",
                "unknown-kind",
                f"kind {told['kind'][0]!r} (from {told['kind'][1]}) is none of {', '.join(get_args(DocumentKind))}; "
                "guessed from the text instead",
                found.shown,
            )
        )
        del told["kind"]
    kind = cast("DocumentKind", told["kind"][0]) if "kind" in told else None
    layout = read_layout(draft, kind)
    problems = [*problems, *(replace(p, path=found.shown) for p in layout.problems)]
    tell("kind", layout.kind, "layout of the text")
    _tell_from_head(layout, tell)
    tell("title", layout.title or draft.title, "head of the text")
    tell("title", found.path.stem, "file name")
    if "case" not in told:
        tell("case", NO_CASE, "none found")
        problems.append(
            Problem(
                "warning",
                "no-case",
                "no community found in manifest, folder or file name; give one with --case, a folder, or a manifest",
                found.shown,
            )
        )
    case = settings.corpus.cases.get(told["case"][0], told["case"][0])
    document_id = f"d{sha[:10]}"
    document = Document(
        id=document_id,
        case_id=case_id(case),
        kind=cast("DocumentKind", told["kind"][0]),
        title=told["title"][0],
        date=told["date"][0] if "date" in told else None,
        text=draft.text,
        source_path=found.shown,
        source_sha256=sha,
        encoding=draft.encoding,
        format=draft.format,
        variables={
            **{k: v for k, v in manifest.items() if k not in _NOT_VARIABLES and v},
            **{k: v for k, v in draft.metadata.items() if v},
            **{k: v for k, v in layout.head.items() if v},
        },
        origins={name: origin for name, (_, origin) in told.items()},
    )
    if document.date is None:
        problems.append(
            Problem("note", "no-date", "no date found; name the file 2022-04-18_… or use a manifest", found.shown)
        )
    turns = tuple(
        Turn(
            id="t" + digest([document_id, order, t.speaker, t.role, t.span.start, t.span.end])[:12],
            document_id=document_id,
            order=order,
            speaker=t.speaker,
            actor_id=None,
            role=t.role,
            span=t.span,
        )
        for order, t in enumerate(layout.turns)
    )
    if not any(t.role != "apparatus" for t in turns):
        problems.append(Problem("warning", "nothing-to-code", "no text that could be coded was found", found.shown))
    roster = {a.name: a.note for a in layout.attendees}
    return Read(document, tuple(problems), case, turns, roster)


def case_id(name: str) -> str:
    """The id of a community, from its name."""
    return "case_" + sha256(name.encode("utf-8")).hexdigest()[:10]


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


def _tell_from_head(layout: Layout, tell: Callable[[str, str | None, str], None]) -> None:
    from qda.text.dates import find_date

    for name in ("时间", "访谈时间"):
        if value := layout.head.get(name):
            tell("date", find_date(value), "head of the text")


def _problem_order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line or 0, problem.slug, problem.message)
