"""Old office files (.doc, .wps, .xls, .et, .ods) through LibreOffice, where it is installed.

LibreOffice runs without a window, with an own profile in a temporary folder (macros and links off), under a time limit;
what it writes goes to the reader of .docx or .xlsx. Many files called .doc are rich text, web pages or .docx in truth:
they are told by their first bytes and need no LibreOffice.

Doubts: LibreOffice's reading of a file with unusual fields may differ from Word's; a note says that it was used.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from qda.errors import InputError, Problem
from qda.model import Draft

TIMEOUT = 120.0
"""Seconds for one file."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/var/lib/flatpak/exports/bin/org.libreoffice.LibreOffice",
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""


def find_office() -> str | None:
    """The LibreOffice program, on the PATH or where its installers put it."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def read_doc(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """A Word or WPS file of the time before 2007, or what else is called so.

    Raises InputError: "legacy-doc" without LibreOffice, "conversion-failed" if it cannot read the file.
    """
    other = _other_format(data)
    if other:
        draft, problems = _read_as(other, data, shown_as, encoding)
        message = f"the file is called .doc but is {other}; it was read as that"
        return draft, [Problem("note", "other-format", message, shown_as), *problems]
    if not data.startswith(_OLE):
        raise InputError(
            "the file is called .doc but is none",
            "open it in Word or WPS and save it as .docx",
            "damaged",
            path=shown_as,
        )
    office = find_office()
    if office is None:
        raise InputError(
            "this is an old .doc file, and LibreOffice, which can convert it, is not installed",
            "open it in Word or WPS and save it as .docx (另存为 .docx), or install LibreOffice",
            "legacy-doc",
            path=shown_as,
        )
    from qda.readers.docx import read_docx

    converted = convert(office, data, "doc", "docx:MS Word 2007 XML", "MS Word 97", shown_as)
    draft, problems = read_docx(converted, shown_as)
    return (replace(draft, format="doc") if draft else None), [_note(shown_as), *problems]


def read_xls(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """A workbook of the time before 2007 or an OpenDocument one.

    Raises InputError: "legacy-xls" without LibreOffice, "conversion-failed" if it cannot read the file.
    """
    from qda.readers.sheet import read_sheet

    suffix = "ods" if data.startswith(b"PK") else "xls"
    return read_sheet(f"a.{suffix}", data, shown_as=shown_as, encoding=encoding)


def to_xlsx(data: bytes, shown_as: str, suffix: str) -> tuple[bytes, list[Problem]]:
    """The workbook as .xlsx. suffix: xls, et or ods."""
    if data.startswith(b"PK") and b"xl/workbook.xml" in data:
        message = f"the file is called .{suffix} but is .xlsx; it was read as that"
        return data, [Problem("note", "other-format", message, shown_as)]
    if not data.startswith((_OLE, b"PK\x03\x04")):
        raise InputError(
            f"the file is called .{suffix} but is none",
            "open it in Excel and save it as .xlsx",
            "damaged",
            path=shown_as,
        )
    office = find_office()
    if office is None:
        raise InputError(
            f"this is an .{suffix} file, and LibreOffice, which can convert it, is not installed",
            "open it in Excel or WPS and save it as .xlsx (另存为 .xlsx), or install LibreOffice",
            "legacy-xls",
            path=shown_as,
        )
    source = "calc8" if suffix == "ods" or data.startswith(b"PK") else "MS Excel 97"
    return convert(office, data, suffix, "xlsx:Calc MS Excel 2007 XML", source, shown_as), [_note(shown_as)]


def convert(office: str, data: bytes, suffix: str, target: str, source: str, shown_as: str) -> bytes:
    """The file in another format. target: suffix and filter of the result; source: LibreOffice's name of the input.

    Raises InputError: "conversion-failed", also when the time is up.
    """
    with tempfile.TemporaryDirectory(prefix="qda-office-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        settings = root / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8", newline="\n")
        given = root / f"input.{suffix}"
        given.write_bytes(data)
        command = [
            *(office, f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless", "--norestore"),
            *("--nologo", "--nolockcheck", "--nodefault", f"--infilter={source}", "--convert-to", target),
            *("--outdir", str(root / "out"), str(given)),
        ]
        reason = _run(command, root)
        made = root / "out" / f"input.{target.partition(':')[0]}"
        if made.is_file():
            return made.read_bytes()
    raise InputError(
        f"LibreOffice could not convert the file ({reason})",
        "open it in Word, WPS or Excel and save it in today's format (另存为 .docx / .xlsx)",
        "conversion-failed",
        path=shown_as,
    )


def _run(command: Sequence[str], folder: Path) -> str:
    """Run LibreOffice to its end or to the time limit; what it said."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
    except OSError as fault:
        return fault.strerror or type(fault).__name__
    try:
        said, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        _stop(process)
        return f"it took longer than {TIMEOUT:.0f} seconds"
    lines = [line for line in said.decode("utf-8", "replace").split("\n") if line.strip() and "javaldx" not in line]
    return lines[-1].strip()[:200] if lines else "it said nothing"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process that was started here and those that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


def _other_format(data: bytes) -> str:
    """What a file called .doc is in truth: rtf, docx, odt, html; "" for an old Word file or anything else."""
    if data.startswith(b"PK\x03\x04"):
        return "docx" if b"word/document.xml" in data else "odt" if b"opendocument.text" in data[:200] else "docx"
    front = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if front.startswith(b"{\\rtf"):
        return "rtf"
    if front.startswith((b"<html", b"<!doctype html")) or (front.startswith(b"<?xml") and b"<html" in front):
        return "html"
    return ""


def _read_as(name: str, data: bytes, shown_as: str, encoding: str | None) -> tuple[Draft | None, list[Problem]]:
    from qda.readers.registry import READERS

    return READERS[name](data, shown_as, encoding)


def _note(shown_as: str) -> Problem:
    message = "the file was converted by LibreOffice before it was read; compare it with the original"
    return Problem("note", "converted-file", message, shown_as)
