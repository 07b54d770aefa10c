"""Which reader reads which file, and the checks that every file passes first.

A file that cannot be used gives (None, problems) with at least one error; it never raises and never stops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from qda.errors import InputError, MissingExtra, Problem
from qda.model import Draft

Reader = Callable[[bytes, str, str | None], tuple[Draft | None, list[Problem]]]
"""data: the file's bytes. shown_as: the path for messages. encoding: as declared, None to find it."""

LARGEST = 200 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def _plain(data: bytes, shown_as: str, encoding: str | None) -> tuple[Draft | None, list[Problem]]:
    from qda.readers.plain import read_plain

    return read_plain(data, shown_as, encoding)


def _markdown(data: bytes, shown_as: str, encoding: str | None) -> tuple[Draft | None, list[Problem]]:
    from qda.readers.markdown import read_markdown

    return read_markdown(data, shown_as, encoding)


def _docx(data: bytes, shown_as: str, encoding: str | None) -> tuple[Draft | None, list[Problem]]:
    from qda.readers.docx import read_docx

    return read_docx(data, shown_as, encoding)


def _xlsx(data: bytes, shown_as: str, encoding: str | None) -> tuple[Draft | None, list[Problem]]:
    from qda.readers.sheet import read_xlsx

    return read_xlsx(data, shown_as, encoding)


def _csv(data: bytes, shown_as: str, encoding: str | None) -> tuple[Draft | None, list[Problem]]:
    from qda.readers.sheet import read_csv

    return read_csv(data, shown_as, encoding)


READERS: Mapping[str, Reader] = MappingProxyType(
    {"plain": _plain, "markdown": _markdown, "docx": _docx, "xlsx": _xlsx, "csv": _csv}
)
"""Reader by format name."""

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "plain",
        ".text": "plain",
        ".md": "markdown",
        ".markdown": "markdown",
        ".docx": "docx",
        ".docm": "docx",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".csv": "csv",
        ".tsv": "csv",
    }
)
"""Format name by suffix, lower case, with its dot."""


def supported() -> tuple[str, ...]:
    """The suffixes that can be read, plugins included."""
    return (*SUFFIXES, *(f".{name}" for name in _plugins() if f".{name}" not in SUFFIXES))


def read(path: Path, *, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """Read one file. shown_as: its path in messages. encoding: declared for text formats, None to find it.

    Returns the draft, or None with an error among the problems. Never raises for a bad file.
    """
    suffix = path.suffix.lower()
    if suffix == ".doc" or (suffix == ".xls"):
        return None, [_legacy(suffix, shown_as)]
    reader = _reader_of(suffix)
    if reader is None:
        message = f"files of type {suffix or '(no suffix)'} cannot be read; supported are {', '.join(supported())}"
        return None, [Problem("error", "unsupported-format", message, shown_as)]
    try:
        size = path.stat().st_size
        if size > LARGEST:
            message = f"the file has {size // 1024**2} MB, more than {LARGEST // 1024**2} MB can be read; split it"
            return None, [Problem("error", "too-large", message, shown_as)]
        data = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        message = f"the file cannot be opened ({reason}); close it in other programs and look at its permissions"
        return None, [Problem("error", "unreadable", message, shown_as)]
    problem = _first_look(data, suffix, shown_as)
    if problem:
        return None, [problem]
    try:
        return reader(data, shown_as, encoding)
    except InputError as fault:
        return None, [Problem("error", fault.slug, _in_one(fault), shown_as, fault.line)]
    except MissingExtra as fault:
        return None, [Problem("error", fault.slug, f"{fault.message}; {fault.hint}", shown_as)]
    except (MemoryError, RecursionError, ValueError, KeyError, IndexError, AttributeError, TypeError, OSError) as fault:
        # A reader met something that nobody thought of: one file must not stop the others, and must not vanish.
        message = (
            f"the file is damaged or unusual and could not be read ({type(fault).__name__}: {fault}); save it anew"
        )
        return None, [Problem("error", "damaged", message, shown_as)]


def _first_look(data: bytes, suffix: str, shown_as: str) -> Problem | None:
    """What the first bytes say: empty, encrypted, an old format under a new name, a new one under an old name."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Problem("error", "empty-file", "the file is empty; nothing was read", shown_as)
    office = suffix in (".docx", ".docm", ".xlsx", ".xlsm")
    if data.startswith(_OLE):
        if office and "EncryptedPackage".encode("utf-16-le") in data:
            message = "the file is protected by a password; open it in Word or Excel, take the password off and save it"
            return Problem("error", "encrypted", message, shown_as)
        if office or suffix in (".txt", ".md"):
            return _legacy(".doc" if suffix in (".docx", ".docm", ".txt", ".md") else ".xls", shown_as)
    if office and not data.startswith(_ZIP):
        message = f"the file is called {suffix} but is none; open it in Word or Excel and save it as {suffix}"
        return Problem("error", "damaged", message, shown_as)
    return None


def _legacy(suffix: str, shown_as: str) -> Problem:
    """The advice for files of the time before 2007."""
    newer = ".docx" if suffix == ".doc" else ".xlsx"
    message = f"this is an old {suffix} file; open it in Word, WPS or Excel and save it as {newer} (另存为 {newer})"
    if suffix == ".doc":
        return Problem("error", "legacy-doc", message, shown_as)
    return Problem("error", "legacy-xls", message, shown_as)


def _in_one(fault: InputError) -> str:
    return f"{fault.message}; {fault.hint}" if fault.hint else fault.message


def _reader_of(suffix: str) -> Reader | None:
    if suffix in SUFFIXES:
        return READERS[SUFFIXES[suffix]]
    return _load(suffix)


def _plugins() -> tuple[str, ...]:
    from importlib.metadata import entry_points

    return tuple(sorted({entry.name.lower().lstrip(".") for entry in entry_points(group="qda.readers")}))


def _load(suffix: str) -> Reader | None:
    """The reader that an installed package offers for a suffix."""
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group="qda.readers"), key=lambda found: found.value):
        if f".{entry.name.lower().lstrip('.')}" == suffix:
            loaded: Reader = entry.load()
            return loaded
    return None
