"""Opening .docx and .xlsx, which are zip archives of XML, without trusting them.

Refused: archives that unpack to far more than they weigh, and XML that declares entities or a document type (office
programs never write them).
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from qda.errors import InputError

LARGEST_UNPACKED = 500 * 1024 * 1024
_RATIO = 200
_RATIO_FROM = 20 * 1024 * 1024
_LARGEST_COUNT = 20_000


def open_archive(data: bytes, shown_as: str) -> zipfile.ZipFile:
    """The archive, checked.

    Raises InputError: "damaged" if it is no whole archive, "zip-bomb" if it unpacks to too much, "encrypted" if its
    parts have a password, "xml-entities" if a part declares a document type.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise _damaged(shown_as, str(fault)) from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if (
        unpacked > LARGEST_UNPACKED
        or len(parts) > _LARGEST_COUNT
        or (unpacked > _RATIO_FROM and unpacked / packed > _RATIO)
    ):
        raise InputError(
            f"the file would unpack to {unpacked // 1024**2} MB in {len(parts)} parts and was not opened",
            "save it anew in Word or Excel if you trust it",
            "zip-bomb",
            path=shown_as,
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise InputError(
            "the file is protected by a password", "take the password off and save it", "encrypted", path=shown_as
        )
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _refuse_entities(archive, part, shown_as)
    return archive


def part(archive: zipfile.ZipFile, name: str, shown_as: str) -> bytes | None:
    """The bytes of one part, None if there is none of that name."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as fault:
        raise _damaged(shown_as, str(fault)) from None


def tree(data: bytes, shown_as: str) -> Any:
    """The XML tree of a part, no entities, no network."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise _damaged(shown_as, str(fault)) from None


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown_as: str) -> None:
    """A document type can only stand before the root element; the first bytes are enough."""
    try:
        with archive.open(part) as source:
            first = source.read(4096)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as fault:
        raise _damaged(shown_as, str(fault)) from None
    if (
        b"<!DOCTYPE" in first
        or b"<!ENTITY" in first
        or "<!DOCTYPE".encode("utf-16-le") in first
        or "<!DOCTYPE".encode("utf-16-be") in first
    ):
        raise InputError(
            f"the part {part.filename} declares XML entities, which office programs never do; it was not read",
            "save the file anew in Word or Excel if you trust it",
            "xml-entities",
            path=shown_as,
        )


def _damaged(shown_as: str, reason: str) -> InputError:
    return InputError(
        f"the file is damaged and could not be opened ({reason})",
        "open it in Word or Excel and save it anew",
        "damaged",
        path=shown_as,
    )
