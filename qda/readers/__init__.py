"""Readers: from a file to a Draft, one module a format.

A reader is `(data, shown_as, encoding) -> (Draft or None, problems)`: it gets the bytes, never a path, and raises
nothing for a bad file except `InputError`, which `read` turns into a Problem. A further reader is one line in
`READERS` and `SUFFIXES`, or an entry point of the group `qda.readers` whose name is the suffix without its dot.
"""

from __future__ import annotations

from qda.readers.registry import READERS, SUFFIXES, Reader, read, supported

__all__ = ["READERS", "SUFFIXES", "Reader", "read", "supported"]
