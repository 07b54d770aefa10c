"""qda: comparative qualitative case studies, from minutes and interviews to tables, networks and comparisons.

The names in `__all__` are what a notebook works with (docs/notebook.md). Each is fetched from its room when it is first
asked for, so that `import qda` costs nothing. None may be called as a room is (`export`): the room would take its place.
Doubt: an editor that does not run the code sees them as Any.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "open_study": "qda.store.study",
    "Study": "qda.store.study",
    "load_settings": "qda.steps.settings",
    "run_all": "qda.steps.run",
    "make_table": "qda.steps.tables",
    "Table": "qda.table",
    "Missing": "qda.table",
    "load_codebook": "qda.codebook.load",
    "read_codebook": "qda.codebook.load",
    "Codebook": "qda.model",
    "RuleCoder": "qda.coders.rules",
    "CodingUnit": "qda.model",
    "Span": "qda.model",
    "load_actors": "qda.actors.load",
    "MentionFinder": "qda.actors.mentions",
    "agreement": "qda.reliability.nominal",
    "agreement_with_interval": "qda.reliability.interval",
    "clustered_share": "qda.prevalence.interval",
    "corrected_share": "qda.prevalence.correct",
    "permute_documents": "qda.compare.permute",
    "holm": "qda.compare.permute",
    "co_mentions": "qda.network.build",
    "typed_ties": "qda.network.build",
    "discourse_network": "qda.network.discourse",
    "Problem": "qda.errors",
    "QdaError": "qda.errors",
    "NotEstimable": "qda.errors",
}
"""Public name -> the module that has it."""

__all__ = ["__version__", *_ROOMS]


def __getattr__(name: str) -> Any:
    """A public name, from its room. Raises AttributeError for any other."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'qda' has no attribute {name!r}; public names: {', '.join(_ROOMS)}")
    from importlib import import_module

    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
