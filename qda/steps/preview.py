"""Paths named on the command line, and what reading them would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from qda.errors import InputError, UsageError
from qda.model import DocumentKind
from qda.steps.discover import shown_path
from qda.steps.ingest import Corpus, read_corpus, survey
from qda.steps.settings import Settings
from qda.store import rows
from qda.store.rows import Source
from qda.store.study import DATABASE, Study, open_study
from qda.table import Column, Table, table


def named_sources(root: Path, paths: Sequence[Path], case: str, kind: str, encoding: str) -> list[Source]:
    """What was said on the command line. Raises UsageError (unknown-kind, options-without-path), InputError."""
    if kind and kind not in get_args(DocumentKind):
        raise UsageError(f"unknown kind {kind!r}", f"known: {', '.join(get_args(DocumentKind))}", "unknown-kind")
    if not paths and (case or kind or encoding):
        raise UsageError(
            "--case, --kind and --encoding say something about a PATH, and none was given",
            "name the file or folder, or set it in study.toml",
            "options-without-path",
        )
    if encoding:
        try:
            "".encode(encoding)
        except LookupError as fault:
            raise UsageError(
                f"unknown encoding {encoding!r}",
                "known are utf-8, gb18030, big5, utf-16 and others",
                "unknown-encoding",
            ) from fault
    made = []
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder", "check the path", "missing-path", path=path.as_posix())
        made.append(Source(shown_path(path, root), case or None, kind or None, encoding or None))
    return made


def survey_with(study: Study, settings: Settings, named: Sequence[Source]) -> Corpus:
    """All files of the study, those named now among them."""
    return survey(study.root, settings, _joined(rows.sources(study), named))


def _joined(before: Sequence[Source], named: Sequence[Source]) -> list[Source]:
    joined = {source.path: source for source in before} | {source.path: source for source in named}
    return [joined[key] for key in sorted(joined)]


def preview(root: Path, settings: Settings, named: Sequence[Source]) -> Table:
    """What an ingest would do to each file: new, changed, unchanged, not read, gone. Writes nothing."""
    known: dict[str, str] = {}
    before: list[Source] = []
    if (root / DATABASE).exists():
        with open_study(root) as study:
            known = {d.source_path: d.source_sha256 for d in rows.documents(study)}
            before = rows.sources(study)
    corpus = survey(root, settings, _joined(before, named))
    made = []
    for read in read_corpus(corpus, settings):
        d = read.document
        path = d.source_path if d else read.problems[0].path
        was = known.pop(path, None)
        state = (
            "not read" if d is None else "new" if was is None else "unchanged" if was == d.source_sha256 else "changed"
        )
        faults = "; ".join(p.message for p in read.problems if p.severity != "note")
        made.append(
            (
                path,
                state,
                read.case_name or None,
                d.kind if d else None,
                d.date if d else None,
                (d.encoding or d.format) if d else None,
                len(d.text) if d else None,
                sum(1 for t in read.turns if t.speaker is not None) if d else None,
                faults,
            )
        )
    made += [(path, "gone", None, None, None, None, None, None, "") for path in sorted(known)]
    return table(
        "ingest-preview",
        {"zh": "读取预览（未作任何改动）", "en": "What would be read"},
        (Column("path", role="label"), "state", "case", "kind", "date", "encoding", "characters", "turns", "message"),
        made,
    )
