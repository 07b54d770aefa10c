"""One file, or what lies inside it: read, laid out, described.

Metadata come from, in order of strength: the command line, study.toml, a manifest, the table the text stood in, folder
names, the file name, the head of the text; every field keeps which of them it was. Works in worker processes: no study,
no output, no state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast, get_args

from qda.errors import Problem
from qda.model import Document, DocumentKind, Draft, Proceeding, Remark, Span
from qda.steps.discover import Found
from qda.steps.settings import Settings
from qda.steps.told import told_about

if TYPE_CHECKING:
    from qda.text.layout import Layout
    from qda.text.turns import TurnDraft

NO_CASE = "未指明社区"
_NOT_VARIABLES = {"path", "case", "kind", "date", "title"}
Manifest = Mapping[str, Mapping[str, str]]
Job = tuple[Found, str, Manifest]
"""A file, its SHA-256, and the manifest's rows for it and for what lies inside it, by shown path."""


@dataclass(frozen=True, slots=True)
class Read:
    """One file read: its document, community and turns, or None and the reason among the problems."""

    document: Document | None
    problems: tuple[Problem, ...]
    case_name: str = ""
    turns: tuple[TurnDraft, ...] = ()
    attendees: Mapping[str, str] = field(default_factory=dict)
    proceedings: tuple[Proceeding, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read_file(job: Job, settings: Settings) -> list[Read]:
    """The documents of one file, in order: one, or those of an archive or a table; and its problems. Never raises for a
    bad file."""
    from qda.readers import is_archive, largest, members

    found, sha, manifest = job
    if not is_archive(found.path.name):
        data = b""
        if _is_table(found.path.name):
            try:
                data = found.path.read_bytes() if found.path.stat().st_size <= largest(found.path.name) else b""
            except OSError:
                data = b""  # `read` below says what is wrong with the file
        return _read_inside(found, sha, data, settings, manifest) or [_read_plain(found, sha, settings, manifest)]
    inner, problems = members(found.path, found.shown)
    made = [Read(None, (p,)) for p in problems]
    for path, data in inner:
        member = replace(found, shown=f"{found.shown}/{path}", relative=f"{_stem(found.relative)}/{path}")
        made += _read_member(member, path, data, settings, manifest)
    return made


def _read_member(found: Found, name: str, data: bytes, settings: Settings, manifest: Manifest) -> list[Read]:
    from qda.readers import read_bytes

    sha = sha256(data).hexdigest()
    if inside := _read_inside(found, sha, data, settings, manifest):
        return inside
    encoding, columns = _declared(found, settings)
    draft, problems = read_bytes(name, data, shown_as=found.shown, encoding=encoding, columns=columns)
    return [_described(found, sha, sha, settings, manifest, draft, problems)]


def _read_inside(found: Found, sha: str, data: bytes, settings: Settings, manifest: Manifest) -> list[Read]:
    """The documents of a table that holds several; [] for any other file."""
    from qda.readers import sheet_documents

    if not data or not _is_table(found.shown):
        return []
    encoding, columns = _declared(found, settings)
    documents, problems = sheet_documents(found.shown, data, shown_as=found.shown, encoding=encoding, columns=columns)
    if not documents:
        return []
    made = [Read(None, (p,)) for p in problems]
    for one in documents:
        row = replace(found, shown=one.path, relative=f"{_stem(found.relative)}/{one.path.rpartition('/')[2]}")
        draft = replace(one.draft, metadata={**one.draft.metadata, **one.fields})
        identity = sha256(f"{one.path.removeprefix(found.shown)}\n{draft.text}".encode()).hexdigest()
        made.append(_described(row, sha, identity, settings, manifest, draft, []))
    return made


def _is_table(name: str) -> bool:
    from qda.readers import SUFFIXES

    return SUFFIXES.get(PurePosixPath(name).suffix.lower()) in {"xlsx", "csv", "xls", "ods"}


def _read_plain(found: Found, sha: str, settings: Settings, manifest: Manifest) -> Read:
    from qda.readers import read

    encoding, columns = _declared(found, settings)
    draft, problems = read(found.path, shown_as=found.shown, encoding=encoding, columns=columns)
    return _described(found, sha, sha, settings, manifest, draft, problems)


def _declared(found: Found, settings: Settings) -> tuple[str | None, dict[str, str] | None]:
    """The encoding and the columns that somebody has declared for a file, None where nobody has."""
    told = told_about(found.shown, settings)
    from_command = found.encoding if found.origin == "command line" else ""
    return from_command or told.encoding or found.encoding or None, dict(told.columns) or None


def _described(
    found: Found,
    sha: str,
    identity: str,
    settings: Settings,
    manifest: Manifest,
    draft: Draft | None,
    problems: list[Problem],
) -> Read:
    if draft is None:
        return Read(None, tuple(problems))
    return describe(found, sha, identity, settings, manifest.get(found.shown, {}), draft, problems)


def _stem(relative: str) -> str:
    """The relative path of an archive without its suffixes, so that `J社区.zip` names a community as a folder does."""
    parts = relative.split("/")
    parts[-1] = parts[-1].partition(".")[0] or parts[-1]
    return "/".join(parts)


def describe(
    found: Found,
    sha: str,
    identity: str,
    settings: Settings,
    manifest: Mapping[str, str],
    draft: Draft,
    problems: list[Problem],
) -> Read:
    """A draft as a document: laid out, with its metadata and where each came from.

    sha: of the file. identity: a hash from which the document's id is made; the same as sha, unless a file holds several
    documents.
    """
    from qda.readers.metadata import path_metadata
    from qda.text.dates import find_date
    from qda.text.layout import read_layout

    told: dict[str, tuple[str, str]] = {}

    def tell(name: str, value: str | None, origin: str) -> None:
        if value and name not in told:
            told[name] = (value, origin)

    problems = list(problems)
    said = told_about(found.shown, settings)
    if found.origin == "command line":
        tell("case", found.case, found.origin)
        tell("kind", found.kind, found.origin)
    for name, value in (
        ("case", said.case),
        ("kind", said.kind),
        ("date", find_date(said.date)),
        ("title", said.title),
    ):
        tell(name, value, "study.toml")
    tell("case", found.case, found.origin)
    tell("kind", found.kind, found.origin)
    for name in ("case", "kind", "date", "title"):
        tell(name, manifest.get(name), "manifest")
        tell(name, draft.metadata.get(name), "table")
    for name, (value, origin) in path_metadata(found.relative, settings.corpus.kinds).items():
        tell(name, value, origin)
    tell("kind", path_metadata(f"{found.base.name}/x", settings.corpus.kinds).get("kind", ("", ""))[0], "folder")
    if "kind" in told and told["kind"][0] not in get_args(DocumentKind):
        problems.append(_unknown_kind(told.pop("kind"), found.shown))
    kind = cast("DocumentKind", told["kind"][0]) if "kind" in told else None
    layout = read_layout(draft, kind)
    problems += [replace(p, path=found.shown) for p in layout.problems]
    tell("kind", layout.kind, "layout of the text")
    tell("date", _date_of_head(layout), "head of the text")
    tell("title", layout.title or draft.title, "head of the text")
    tell("title", PurePosixPath(found.shown).stem, "file name")
    if "case" not in told:
        tell("case", NO_CASE, "none found")
        message = "no community found in manifest, folder or file name; give one with --case, a folder, or a manifest"
        problems.append(Problem("warning", "no-case", message, found.shown))
    case = settings.corpus.cases.get(told["case"][0], told["case"][0])
    document_id = f"d{identity[:10]}"
    variables, sources = _variables(layout.head, draft.metadata, manifest, said.variables)
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
        variables=variables,
        origins={**sources, **{name: origin for name, (_, origin) in told.items()}},
    )
    if document.date is None:
        message = "no date found; name the file 2022-04-18_… or use a manifest"
        problems.append(Problem("note", "no-date", message, found.shown))
    if not any(t.role != "apparatus" for t in layout.turns):
        problems.append(Problem("warning", "nothing-to-code", "no text that could be coded was found", found.shown))
    return Read(
        document,
        tuple(problems),
        case,
        layout.turns,
        _roster(layout, draft.text),
        _proceedings(layout, draft.text) if document.kind == "minutes" else (),
        draft.remarks,
    )


def _variables(
    head: Mapping[str, str], table: Mapping[str, str], manifest: Mapping[str, str], toml: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Head fields and further attributes, and where each came from; the stronger source comes later."""
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    for origin, fields in (
        ("head of the text", head),
        ("table", {k: v for k, v in table.items() if k not in _NOT_VARIABLES}),
        ("manifest", {k: v for k, v in manifest.items() if k not in _NOT_VARIABLES}),
        ("study.toml", toml),
    ):
        for name, value in fields.items():
            if value:
                values[name] = value
                sources[name] = origin
    return values, sources


def _roster(layout: Layout, text: str) -> dict[str, str]:
    """Name, and every other form of it that is plain within the document, to organisation, post and note."""
    from qda.text.people import people

    made: dict[str, str] = {}
    for person in people(layout, text):
        said = " ".join(dict.fromkeys(part for part in (person.organisation, person.post, person.note) if part))
        for name in (person.name, *person.aliases):
            made.setdefault(name, said)
    return made


def _proceedings(layout: Layout, text: str) -> tuple[Proceeding, ...]:
    """Agenda items, votes, resolutions and tasks, in the order of the text."""
    from qda.text.minutes import read_minutes

    record = read_minutes(text, layout)

    def item(index: int | None) -> Span | None:
        return None if index is None else record.agenda[index].title

    made = [
        Proceeding("agenda", a.span or a.title, words=_told(number=a.number), parts={"title": a.title})
        for a in record.agenda
    ]
    for vote in record.votes:
        counts = {"for": vote.for_, "against": vote.against, "abstain": vote.abstain, "total": vote.total}
        made.append(
            Proceeding(
                "vote",
                vote.span,
                item(vote.item),
                {name: n for name, n in counts.items() if n is not None},
                _told(outcome=vote.outcome, method=vote.method, unanimous="yes" if vote.unanimous else ""),
                _parts(motion=vote.motion),
            )
        )
    for r in record.resolutions:
        made.append(
            Proceeding("resolution", r.span, item(r.item), words=_told(number=r.number), parts=_parts(lead=r.lead))
        )
    for t in record.tasks:
        parts = _parts(what=t.what, who=t.who, due=t.due)
        made.append(Proceeding("task", t.span, item(t.item), words=_told(due_date=t.due_date), parts=parts))
    return tuple(sorted(made, key=lambda p: (p.span.start, p.kind, p.span.end)))


def _told(**words: str | None) -> dict[str, str]:
    return {name: word for name, word in words.items() if word}


def _parts(**spans: Span | None) -> dict[str, Span]:
    return {name: span for name, span in spans.items() if span is not None}


def case_id(name: str) -> str:
    """The id of a community, from its name."""
    return "case_" + sha256(name.encode("utf-8")).hexdigest()[:10]


def _date_of_head(layout: Layout) -> str | None:
    from qda.text.dates import find_date

    for name in ("时间", "访谈时间"):
        if date := find_date(layout.head.get(name, "")):
            return date
    return None


def _unknown_kind(told: tuple[str, str], shown: str) -> Problem:
    kinds = ", ".join(get_args(DocumentKind))
    message = f"kind {told[0]!r} (from {told[1]}) is none of {kinds}; guessed from the text instead"
    return Problem("warning", "unknown-kind", message, shown)
