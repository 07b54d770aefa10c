"""Writing files that people will open: whole or not at all, and never over something a person has edited."""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from pathlib import Path

from qda.errors import StudyError


def write_file(path: Path, content: bytes, made_before: str | None = None) -> Path | None:
    """Write a file through a temporary one beside it.

    made_before: SHA-256 of what the program wrote there last time. If the file is now something else, a person has edited
    it: it is moved aside (name.edited.ext) first, and its new path returned.

    Raises StudyError: disk-full, file-locked (open in Word or Excel), folder-unwritable.
    """
    kept: Path | None = None
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        if made_before and path.exists():
            found = path.read_bytes()
            if found != content and sha256(found).hexdigest() != made_before:
                kept = _free_name(path)
                path.replace(kept)
        os.replace(temporary, path)
    except OSError as fault:
        temporary.unlink(missing_ok=True)
        raise explain_os(fault, path) from fault
    return kept


def file_stem(name: str) -> str:
    """A name as part of a file's name on every system: without separators and signs that one of them forbids."""
    kept = "".join(sign for sign in name if sign not in '\\/:*?"<>|' and sign.isprintable())
    return kept.strip(". ") or "unnamed"


def _free_name(path: Path) -> Path:
    for number in range(1, 1000):
        suffix = "" if number == 1 else str(number)
        candidate = path.with_name(f"{path.stem}.edited{suffix}{path.suffix}")
        if not candidate.exists():
            return candidate
    raise StudyError(f"too many edited copies of {path.name}", f"tidy up {path.parent}", "too-many-copies")


def explain_os(fault: OSError, path: Path) -> StudyError:
    """A fault of the file system as a message a researcher can act on."""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StudyError(
            f"the disk is full: {path} could not be written",
            "free some space and run the same command again; the last finished state is intact",
            "disk-full",
        )
    if isinstance(fault, PermissionError) and path.exists() and path.is_file():
        return StudyError(
            f"{path} cannot be replaced",
            "it may be open in Word or Excel: close it and run the same command again",
            "file-locked",
        )
    return StudyError(
        f"{path} cannot be written ({fault.strerror})",
        "check that the folder exists and that you may write to it",
        "folder-unwritable",
    )
