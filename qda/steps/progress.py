"""How a step tells how far it is. The command line draws a bar on stderr when that is a terminal; elsewhere nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Progress = Callable[[str, int, int], None]
"""(what, done, total): called as work goes on; done == total ends it."""


def silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


def watched(items: Iterable[Item], what: str, total: int, progress: Progress) -> Iterator[Item]:
    """The items, telling `progress` after each."""
    progress(what, 0, total)
    for done, item in enumerate(items, 1):
        yield item
        progress(what, done, total)
