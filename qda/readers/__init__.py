"""Readers: from a file to a Draft, one module a format.

A reader is `(data, shown_as, encoding) -> (Draft or None, problems)`: it gets the bytes, never a path, and raises
nothing for a bad file except `InputError`, which `read` turns into a Problem. A further reader is one line in
`READERS` and `SUFFIXES`, or an entry point of the group `qda.readers` whose name is the suffix without its dot.

`read` and `read_bytes` give one document. `members` opens an archive, whose members go to `read_bytes`;
`sheet_documents` gives the documents of a table with one row a document.
"""

from __future__ import annotations

from qda.readers.packed import ARCHIVES, is_archive, members, members_of
from qda.readers.registry import READERS, SUFFIXES, Reader, largest, read, read_bytes, supported
from qda.readers.sheet_split import SheetDocument, sheet_documents

__all__ = [
    "ARCHIVES",
    "READERS",
    "SUFFIXES",
    "Reader",
    "SheetDocument",
    "is_archive",
    "largest",
    "members",
    "members_of",
    "read",
    "read_bytes",
    "sheet_documents",
    "supported",
]
