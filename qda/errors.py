"""What can go wrong, and how it is said.

Faults in *use* (a wrong command, a missing study) are raised as a `QdaError`; one place, `qda.cli.output`, catches them.
Faults in *people's files* are `Problem` values: they are collected, stored beside the data and reported all at once, so
that one broken file never stops the other 499 and never disappears.

A message says what was found, where, what was expected; the hint says what to do. The slug is stable: documentation,
tests and scripts refer to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


class QdaError(Exception):
    """Base of every error that qda raises on purpose.

    message: what was found, where, what was expected. hint: what to do next. slug: a stable name for the fault, listed
    in docs/messages.md. exit_code: what the command line returns (1 error, 2 usage, 3 a declared threshold not met).
    """

    exit_code = 1
    default_slug = "error"

    def __init__(self, message: str, hint: str = "", slug: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.slug = slug or self.default_slug

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message


class InputError(QdaError):
    """A file that cannot be used at all. path: the file; line: 1-based line where known, else None."""

    default_slug = "input"

    def __init__(
        self, message: str, hint: str = "", slug: str = "", *, path: str = "", line: int | None = None
    ) -> None:
        super().__init__(message, hint, slug)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: " if self.line else (f"{self.path}: " if self.path else "")
        return where + super().__str__()


class CodebookError(InputError):
    """A codebook or actor list that cannot be used. code_id: the code at fault, where known."""

    default_slug = "codebook"

    def __init__(
        self,
        message: str,
        hint: str = "",
        slug: str = "",
        *,
        path: str = "",
        line: int | None = None,
        code_id: str | None = None,
    ) -> None:
        super().__init__(message, hint, slug, path=path, line=line)
        self.code_id = code_id


class StudyError(QdaError):
    """The study folder or its study.sqlite is missing, damaged, locked or of another version."""

    default_slug = "study"


class NotEstimable(QdaError):
    """A quantity the data cannot give. what: the quantity; n: what there is; needed: what it would take."""

    default_slug = "not-estimable"

    def __init__(self, what: str, n: int, needed: int | str, hint: str = "") -> None:
        super().__init__(f"{what}: not estimable from n = {n} (needs {needed})", hint)
        self.what = what
        self.n = n
        self.needed = needed


class UnknownName(QdaError):
    """A name that is not in a list. kind: of what; name: as given; known: what there is."""

    exit_code = 2
    default_slug = "unknown-name"

    def __init__(self, kind: str, name: str, known: tuple[str, ...] | list[str], hint: str = "") -> None:
        listed = ", ".join(known) if known else "none"
        super().__init__(f"unknown {kind}: {name!r}", hint or f"known: {listed}")
        self.kind = kind
        self.name = name
        self.known = tuple(known)


class MissingExtra(QdaError):
    """An optional package is needed and not installed. package: its name; extra: the extra of qda that brings it."""

    default_slug = "missing-extra"

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"this needs the package {package}", f"install it with: pip install 'qda[{extra}]'")
        self.package = package
        self.extra = extra


class UsageError(QdaError):
    """The command was called in a way that cannot work."""

    exit_code = 2
    default_slug = "usage"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a person's file.

    severity: error (the file or entry was not used), warning (used, but look), note (for the record).
    slug: stable name, listed in docs/messages.md. message: what was found, what was expected, what to do.
    path: the file, relative to the study where it lies inside it. line: 1-based, None where it has no meaning.
    start, end: code-point span in the document's text, None where it has no meaning.
    """

    severity: Severity
    slug: str
    message: str
    path: str
    line: int | None = None
    start: int | None = None
    end: int | None = None
