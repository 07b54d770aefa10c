"""Archives of files (.zip, .tar and its packed forms): what lies in them, without trusting them.

Nothing is written to disk. Refused and named, one by one: paths that lead out of the folder, links, members with a
password, members that unpack to far more than they weigh, archives in archives below the first level. Names written by
Chinese Windows programs carry no sign of their encoding; they are decoded like short texts (UTF-8, GB18030, Big5).

Doubts: a name of one or two characters in Big5 may be taken for GB18030; the file's content is not touched by that.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from qda.errors import InputError, Problem

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
"""Suffixes of archives that are opened."""

_OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".xz", ".bz2", ".iso", ".cab", ".z")
LARGEST_MEMBER = 200 * 1024 * 1024
LARGEST_SUM = 500 * 1024 * 1024
LARGEST_COUNT = 20_000
_RATIO = 200
_RATIO_FROM = 20 * 1024 * 1024
_LONGEST_NAME = 1000
_CHUNK = 1024 * 1024
_FAULTS = (
    *(zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError),
    *(zlib.error, lzma.LZMAError, IndexError, OverflowError, KeyError),
)


def is_archive(name: str) -> bool:
    """Whether a file of this name is an archive of files (.docx and .xlsx are not)."""
    return name.lower().endswith(ARCHIVES)


def members(path: Path, shown_as: str) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """The files in an archive that have a reader: inner path ("/" as separator, NFC) and bytes, sorted by path.

    Everything else is named in the problems, whose path is `shown_as/inner path`; only folders and what operating
    systems leave behind (__MACOSX, .DS_Store, Thumbs.db, ~$lock files) go without a word. Archives in the archive are
    opened one level deep. Never raises for a bad file.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_SUM:
            message = f"the archive has {size // 1024**2} MB, more than {LARGEST_SUM // 1024**2} MB; split it"
            return [], [Problem("error", "too-large", message, shown_as)]
        data = path.read_bytes()
    except OSError as fault:
        message = f"the file cannot be opened ({fault.strerror or type(fault).__name__}); look at its permissions"
        return [], [Problem("error", "unreadable", message, shown_as)]
    return members_of(path.name, data, shown_as)


def members_of(name: str, data: bytes, shown_as: str) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """The same for an archive whose bytes are at hand. name: its file name, for the suffix."""
    opening = _Opening()
    opening.open(name, data, "", shown_as, 0)
    if not opening.found and not any(problem.severity == "error" for problem in opening.problems):
        opening.say("error", "empty-file", "the archive holds no file that can be read", shown_as)
    return sorted(opening.found), opening.problems


class _Readable(Protocol):
    """What a packed stream must offer."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes."""
        ...


class _Opening:
    """One archive being opened: what was found, and how much has been unpacked so far."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bytes]] = []
        self.problems: list[Problem] = []
        self._names: set[str] = set()
        self._left = LARGEST_SUM
        self._count = 0

    def say(self, severity: str, slug: str, message: str, shown: str) -> None:
        """One more problem."""
        self.problems.append(Problem("error" if severity == "error" else "warning", slug, message, shown))

    def open(self, name: str, data: bytes, prefix: str, shown: str, depth: int) -> None:
        """All members of one archive. prefix: the inner path of an archive in the archive, with "/"."""
        try:
            if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
                self._zip(data, prefix, shown, depth)
            elif name.lower().endswith(".zip"):
                raise zipfile.BadZipFile("it does not begin like a zip file")
            else:
                self._tar(data, prefix, shown, depth)
        except InputError as fault:
            self.say("error", fault.slug, f"{fault.message}; {fault.hint}", shown)
        except _FAULTS as fault:
            reason = f"{type(fault).__name__}: {fault}"
            self.say("error", "damaged", f"the archive is damaged ({reason}); pack it anew as .zip", shown)

    def _zip(self, data: bytes, prefix: str, shown: str, depth: int) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                name = _zip_name(part)
                if part.is_dir() or name.endswith("/"):
                    continue
                inner = self._accepted(name, shown)
                if inner is None:
                    continue
                where = f"{shown}/{inner}"
                if stat.S_ISLNK(part.external_attr >> 16):
                    self.say("error", "archive-link", "is a link, not a file, and was not followed", where)
                elif part.flag_bits & 0x1:
                    message = "is protected by a password; take the password off and pack it anew"
                    self.say("error", "encrypted", message, where)
                elif part.file_size > _RATIO_FROM and part.file_size > _RATIO * max(1, part.compress_size):
                    self._bomb(where, part.file_size)
                elif self._room(part.file_size, where):
                    try:
                        with archive.open(part) as source:
                            self._take(inner, source, prefix, where, depth)
                    except _FAULTS as fault:
                        reason = f"{type(fault).__name__}: {fault}"
                        self.say("error", "damaged", f"is damaged in the archive ({reason}); pack it anew", where)

    def _tar(self, data: bytes, prefix: str, shown: str, depth: int) -> None:
        raw = _Counted(_unpacked(data), shown)
        with tarfile.open(fileobj=raw, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
            for part in archive:
                if part.isdir():
                    continue
                inner = self._accepted(_decoded(part.name.encode("utf-8", "surrogateescape")), shown)
                if inner is None:
                    continue
                where = f"{shown}/{inner}"
                source = archive.extractfile(part) if part.isreg() else None
                if source is None:
                    self.say("error", "archive-link", "is a link or device, not a file, and was not followed", where)
                elif self._room(part.size, where):
                    self._take(inner, source, prefix, where, depth)

    def _accepted(self, name: str, shown: str) -> str | None:
        """The inner path if the member is to be read; otherwise a problem, or nothing for rubbish."""
        self._count += 1
        if self._count > LARGEST_COUNT:
            raise InputError(
                f"the archive holds more than {LARGEST_COUNT} files; the rest was not read", "split it", "zip-bomb"
            )
        inner = unicodedata.normalize("NFC", name).replace("\\", "/")
        parts = [part for part in inner.split("/") if part not in ("", ".")]
        if not parts or _is_rubbish(parts):
            return None
        if ".." in parts or inner.startswith("/") or re.match(r"[A-Za-z]:", inner) or len(inner) > _LONGEST_NAME:
            message = f"the member {inner[:200]!r} leads out of the archive and was not read; pack it anew"
            self.say("error", "archive-path", message, shown)
            return None
        return _printable("/".join(parts))

    def _room(self, size: int, where: str) -> bool:
        if size > LARGEST_MEMBER:
            message = f"has {size // 1024**2} MB, more than {LARGEST_MEMBER // 1024**2} MB can be read; split it"
            self.say("error", "too-large", message, where)
            return False
        return True

    def _take(self, inner: str, source: IO[bytes], prefix: str, where: str, depth: int) -> None:
        """Unpack one member if there is a reader for it."""
        from qda.readers.registry import supported

        if not is_archive(inner) and not inner.lower().endswith(supported()):
            if inner.lower().endswith(_OTHER_ARCHIVES):
                message = "archives of this kind cannot be opened; unpack it, or pack it as .zip"
            else:
                message = "files of this type cannot be read; save it as .docx, .pdf or .txt if it holds text"
            self.say("error", "unsupported-format", message, where)
            return
        if is_archive(inner) and depth >= 1:
            message = "is an archive in an archive in an archive; unpack it first"
            self.say("error", "archive-too-deep", message, where)
            return
        limit = min(LARGEST_MEMBER, self._left)
        data = source.read(limit + 1)
        if len(data) > limit:
            self._bomb(where, len(data))
            return
        self._left -= len(data)
        if is_archive(inner):
            self.open(inner, data, f"{prefix}{inner}/", where, depth + 1)
            return
        path, number = f"{prefix}{inner}", 1
        while path.casefold() in self._names:
            number += 1
            path = f"{prefix}{_numbered(inner, number)}"
        if number > 1:
            message = f"stands in the archive more than once; this one is called {path}"
            self.say("warning", "archive-name-twice", message, where)
        self._names.add(path.casefold())
        self.found.append((path, data))

    def _bomb(self, where: str, size: int) -> None:
        message = f"would unpack to {size // 1024**2} MB or more and was not read; unpack it yourself if you trust it"
        self.say("error", "zip-bomb", message, where)


def _zip_name(part: zipfile.ZipInfo) -> str:
    """A member's name as its maker wrote it: without the UTF-8 flag the bytes are in an encoding that nobody names."""
    name = part.orig_filename.split("\x00")[0]
    if part.flag_bits & 0x800 or name.isascii():
        return name
    try:
        return _decoded(name.encode("cp437"))
    except UnicodeEncodeError:
        # Already decoded from the Unicode field that some programs add.
        return name


def _decoded(raw: bytes) -> str:
    """A name from bytes; what is in no known encoding keeps its readable characters."""
    from qda.text.encoding import decode

    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return decode(raw, "")[0]
    except InputError:
        return raw.decode("gb18030", "replace")


def _printable(name: str) -> str:
    """A name without control characters and halves of characters, so that it can be shown and stored."""
    return "".join("\ufffd" if unicodedata.category(character) in ("Cc", "Cs") else character for character in name)


def _numbered(name: str, number: int) -> str:
    """The name of the second, third … member of that name."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({number}).{suffix}" if dot else f"{name} ({number})"


def _is_rubbish(parts: list[str]) -> bool:
    """What operating systems and office programs leave in folders."""
    last = parts[-1]
    return (
        "__MACOSX" in parts or last.startswith(("._", "~$", ".~")) or last in (".DS_Store", "Thumbs.db", "desktop.ini")
    )


def _unpacked(data: bytes) -> _Readable:
    """The tar stream inside its packing."""
    source = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=source)
    if data.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile(source)
    if data.startswith(b"BZh"):
        return bz2.BZ2File(source)
    return source


class _Counted(io.RawIOBase):
    """A stream that stops when more was unpacked than an archive may hold."""

    def __init__(self, source: _Readable, shown: str) -> None:
        super().__init__()
        self._source, self._shown, self._count = source, shown, 0

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, and never more than one chunk."""
        made = self._source.read(min(size, _CHUNK) if size >= 0 else _CHUNK)
        self._count += len(made)
        if self._count > LARGEST_SUM:
            raise InputError(
                f"the archive would unpack to more than {LARGEST_SUM // 1024**2} MB; the rest was not read",
                "split it",
                "zip-bomb",
                path=self._shown,
            )
        return made


def walk(found: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The members one by one, each let go of before the next is handed out, so that memory falls while they are read."""
    found.reverse()
    while found:
        yield found.pop()
