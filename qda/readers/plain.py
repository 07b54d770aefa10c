"""Plain text (.txt): decoded, line ends made one, nothing else touched."""

from __future__ import annotations

from qda.errors import Problem
from qda.model import Draft
from qda.text.encoding import decode


def read_plain(data: bytes, shown_as: str, encoding: str | None = None) -> tuple[Draft | None, list[Problem]]:
    """The text as it stands."""
    text, found, problems = decode(data, shown_as, encoding)
    if not text.strip():
        problems.append(Problem("error", "empty-file", "the file has no text; nothing was read", shown_as))
        return None, problems
    return Draft(text, "plain", found), problems
