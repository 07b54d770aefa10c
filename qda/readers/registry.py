"""Which reader reads which file, and the checks that every file passes first and every draft passes last.

A file that cannot be used gives (None, problems) with at least one error; it never raises and never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from qda.errors import InputError, MissingExtra, Problem
from qda.model import Draft

Reader = Callable[[bytes, str, str | None], tuple[Draft | None, list[Problem]]]
"""data: the file's bytes. shown_as: the path for messages. encoding: as declared, None to find it."""

LARGEST = 200 * 1024 * 1024
LONGEST = 20_000_000
"""Characters of one document; a shelf of twenty novels."""
LONGEST_LINE = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")


def _from(
    module: str, function: str, data: bytes, shown_as: str, encoding: str | None
) -> tuple[Draft | None, list[Problem]]:
    """Call a reader of this room; its module, and what that imports, is loaded when the first file needs it."""
    reader: Reader = getattr(import_module(f"qda.readers.{module}"), function)
    return reader(data, shown_as, encoding)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "plain": partial(_from, "plain", "read_plain"),
        "markdown": partial(_from, "markdown", "read_markdown"),
        "docx": partial(_from, "docx", "read_docx"),
        "xlsx": partial(_from, "sheet", "read_xlsx"),
        "csv": partial(_from, "sheet", "read_csv"),
        "pdf": partial(_from, "pdf", "read_pdf"),
        "html": partial(_from, "html", "read_html"),
        "doc": partial(_from, "converted", "read_doc"),
        "xls": partial(_from, "converted", "read_xls"),
        "rtf": partial(_from, "rtf", "read_rtf"),
        "odt": partial(_from, "odt", "read_odt"),
        "subtitles": partial(_from, "subtitles", "read_subtitles"),
        "akoma": partial(_from, "akoma", "read_akoma"),
    }
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
        ".pdf": "pdf",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".doc": "doc",
        ".wps": "doc",
        ".xls": "xls",
        ".et": "xls",
        ".ods": "xls",
        ".rtf": "rtf",
        ".odt": "odt",
        ".srt": "subtitles",
        ".vtt": "subtitles",
        ".xml": "akoma",
        ".akn": "akoma",
    }
)
"""Format name by suffix, lower case, with its dot."""

_TEXTS = frozenset(("plain", "markdown", "csv", "html", "rtf", "subtitles", "akoma"))
_TRANSCRIPTS = frozenset(("plain", "markdown", "docx", "doc", "rtf", "odt", "pdf", "html"))


def supported() -> tuple[str, ...]:
    """The suffixes that can be read, plugins included."""
    return (*SUFFIXES, *(f".{name}" for name in _plugins() if f".{name}" not in SUFFIXES))


def read(
    path: Path, *, shown_as: str, encoding: str | None = None, columns: Mapping[str, str] | None = None
) -> tuple[Draft | None, list[Problem]]:
    """Read one file. shown_as: its path in messages. encoding: declared for text formats, None to find it. columns: for
    tables, canonical column name (see `qda.readers.sheet`) to the column's title in the file.

    Returns the draft, or None with an error among the problems. Never raises for a bad file.
    """
    reader = _reader_of(path.suffix.lower())
    if reader is None:
        return None, [_unsupported(path.suffix.lower(), shown_as)]
    try:
        size, limit = path.stat().st_size, largest(path.name)
        if size > limit:
            return None, [_too_large(size, shown_as, limit)]
        data = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        message = f"the file cannot be opened ({reason}); close it in other programs and look at its permissions"
        return None, [Problem("error", "unreadable", message, shown_as)]
    return read_bytes(path.name, data, shown_as=shown_as, encoding=encoding, columns=columns)


def read_bytes(
    name: str,
    data: bytes,
    *,
    shown_as: str,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Draft | None, list[Problem]]:
    """The same for a file whose bytes are at hand: a member of an archive. name: its file name, for the suffix."""
    suffix = PurePosixPath(name).suffix.lower()
    reader = _reader_of(suffix)
    if reader is None:
        return None, [_unsupported(suffix, shown_as)]
    if len(data) > (limit := largest(name)):
        return None, [_too_large(len(data), shown_as, limit)]
    problem = _first_look(data, suffix, shown_as)
    if problem:
        return None, [problem]
    try:
        if SUFFIXES.get(suffix) in ("xlsx", "csv", "xls") and columns:
            from qda.readers.sheet import read_sheet

            draft, problems = read_sheet(name, data, shown_as=shown_as, encoding=encoding, columns=columns)
        else:
            draft, problems = reader(data, shown_as, encoding)
        if draft is None:
            return None, problems
        if SUFFIXES.get(suffix) in _TRANSCRIPTS:
            from qda.readers.transcripts import with_turns

            draft = with_turns(draft)
        return _last_look(draft, problems, shown_as)
    except InputError as fault:
        return None, [Problem("error", fault.slug, _in_one(fault), shown_as, fault.line)]
    except MissingExtra as fault:
        return None, [Problem("error", fault.slug, f"{fault.message}; {fault.hint}", shown_as)]
    except Exception as fault:
        # A reader met something that nobody thought of: one file must not stop the others, and must not vanish.
        reason = f"{type(fault).__name__}: {fault}"[:300]
        message = f"the file is damaged or unusual and could not be read ({reason}); save it anew"
        return None, [Problem("error", "damaged", message, shown_as)]


def largest(name: str) -> int:
    """The most bytes that a file of this name may have. Text of more bytes than its limit has too many characters in any
    encoding, so that it need not be read to know."""
    suffix = PurePosixPath(name).suffix.lower()
    return min(LARGEST, 4 * LONGEST) if SUFFIXES.get(suffix) in _TEXTS else LARGEST


def _first_look(data: bytes, suffix: str, shown_as: str) -> Problem | None:
    """What the first bytes say: empty, encrypted, an old format under a new name, a new one under an old name."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Problem("error", "empty-file", "the file is empty; nothing was read", shown_as)
    office = suffix in (".docx", ".docm", ".xlsx", ".xlsm")
    if data.startswith(_OLE):
        if (office or SUFFIXES.get(suffix) in ("doc", "xls")) and "EncryptedPackage".encode("utf-16-le") in data:
            message = "the file is protected by a password; open it in Word or Excel, take the password off and save it"
            return Problem("error", "encrypted", message, shown_as)
        if office or suffix in (".txt", ".md"):
            return _legacy(".doc" if suffix in (".docx", ".docm", ".txt", ".md") else ".xls", shown_as)
    if office and not data.startswith(_ZIP):
        message = f"the file is called {suffix} but is none; open it in Word or Excel and save it as {suffix}"
        return Problem("error", "damaged", message, shown_as)
    return None


def _last_look(draft: Draft, problems: list[Problem], shown_as: str) -> tuple[Draft | None, list[Problem]]:
    """What no document may have: no text, more text than can be worked on, characters that cannot be stored."""
    text = draft.text
    if not text.strip():
        if not any(problem.severity == "error" for problem in problems):
            problems.append(Problem("error", "empty-file", "the file has no text; nothing was read", shown_as))
        return None, problems
    if len(text) > LONGEST:
        message = (
            f"the text has {len(text) / 1e6:.0f} million characters, more than {LONGEST // 10**6} million can be read "
            "as one document; split it"
        )
        return None, [*problems, Problem("error", "too-large", message, shown_as)]
    longest = max(map(len, text.split("\n"))) if len(text) > LONGEST_LINE else 0
    if longest > LONGEST_LINE:
        message = (
            f"a line has {longest / 1e6:.1f} million characters, more than {LONGEST_LINE // 10**6} million; this is no "
            "text of a meeting, or its line ends were lost: save it anew"
        )
        return None, [*problems, Problem("error", "endless-line", message, shown_as)]
    if "\x00" in text:
        text = text.replace("\x00", " ")
    if _is_broken(text):
        text, count = _BROKEN.subn("\ufffd", text)
        message = f"{count} characters are broken and were read as \ufffd; look at the file in its own program"
        problems.append(Problem("warning", "broken-characters", message, shown_as))
    return draft if text is draft.text else replace(draft, text=text), problems


def _is_broken(text: str) -> bool:
    """Whether there are halves of pairs or no-characters; encoding finds the halves many times faster than a search."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return "\ufffe" in text or "\uffff" in text


def _legacy(suffix: str, shown_as: str) -> Problem:
    """The advice for files of the time before 2007 under a new name."""
    newer = ".docx" if suffix == ".doc" else ".xlsx"
    message = f"this is an old {suffix} file; open it in Word, WPS or Excel and save it as {newer} (另存为 {newer})"
    if suffix == ".doc":
        return Problem("error", "legacy-doc", message, shown_as)
    return Problem("error", "legacy-xls", message, shown_as)


def _unsupported(suffix: str, shown_as: str) -> Problem:
    shown = ", ".join(supported())
    message = f"files of type {suffix or '(no suffix)'} cannot be read; supported are {shown}"
    return Problem("error", "unsupported-format", message, shown_as)


def _too_large(size: int, shown_as: str, limit: int) -> Problem:
    message = f"the file has {size // 1024**2} MB, more than the {limit // 1024**2} MB that can be read; split it"
    return Problem("error", "too-large", message, shown_as)


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
