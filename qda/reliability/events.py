"""Agreement of two coders on linkage events: on the pair, on pair and direction, on pair, direction and type.

An event has no list of cases it could have been, so chance cannot be counted out: the coefficient is F1, the share of the
events of both that the other has too. Events are compared within a segment; the words they rest on may differ.

Source: our own choice of levels; F1 as the limit of kappa where nothing to code has no number (Hripcsak & Rothschild
2005, JAMIA 12:296). Doubt: agreement by chance is not taken away, so few actors make the pair look good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qda.model import ActorId, DocumentId, SegmentId
from qda.reliability.interval import Interval, document_bootstrap


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """One linkage that a coder sees in a segment. directed: False where neither side is the source."""

    document_id: DocumentId
    segment_id: SegmentId
    source_id: ActorId
    target_id: ActorId
    relation: str
    directed: bool = True


def _pair(event: CodedEvent) -> object:
    return event.document_id, event.segment_id, frozenset((event.source_id, event.target_id))


def _direction(event: CodedEvent) -> object:
    return _pair(event), (event.source_id, event.target_id) if event.directed else None


def _type(event: CodedEvent) -> object:
    return _direction(event), event.relation


LEVELS: Mapping[str, Callable[[CodedEvent], object]] = {"pair": _pair, "direction": _direction, "type": _type}
"""What two events must share to be the same, from least to most."""


def event_counts(a: Iterable[CodedEvent], b: Iterable[CodedEvent]) -> NDArray[np.int64]:
    """Documents × levels × 3: events of both, of the first coder only, of the second only, in the order of the document
    ids and of LEVELS. Events that a coder gives several times are matched one by one. Raises nothing."""
    first, second = list(a), list(b)
    documents = sorted({event.document_id for event in (*first, *second)})
    counts = np.zeros((len(documents), len(LEVELS), 3), dtype=np.int64)
    for i, document in enumerate(documents):
        for j, key in enumerate(LEVELS.values()):
            ours = Counter(key(event) for event in first if event.document_id == document)
            theirs = Counter(key(event) for event in second if event.document_id == document)
            both = (ours & theirs).total()
            counts[i, j] = both, ours.total() - both, theirs.total() - both
    return counts


def events_f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """2a/(2a+b+c) of counts (…, 3): a both, b the first coder only, c the second only. NaN where nobody gave an event.
    Range [0, 1]. Source: van Rijsbergen 1979. Checked by hand."""
    a, b, c = counts[..., 0], counts[..., 1], counts[..., 2]
    whole = 2 * a + b + c
    value: NDArray[np.float64] = np.divide(2 * a, whole, out=np.full(a.shape, np.nan), where=whole > 0)
    return value


def event_agreement(
    a: Iterable[CodedEvent], b: Iterable[CodedEvent], *, rng: np.random.Generator, draws: int = 2000
) -> dict[str, Interval]:
    """F1 of two coders' events at each of LEVELS, with limits over documents.

    a, b: the events of the coders, of segments that both read; others must be left out before. Missing rule: a document
    where neither gave an event says nothing and is not resampled. Range [0, 1]; F1 falls, or stays, from pair to direction
    to type. No event at all gives no level. Raises nothing.
    Source: see the module. Checked by hand and by the order of the levels on random events.
    """
    counts = event_counts(a, b).astype(np.float64)
    if not len(counts):
        return {}
    made = document_bootstrap(events_f1, counts, draws=draws, rng=rng, bounds=(0.0, 1.0))
    return dict(zip(LEVELS, made if isinstance(made, tuple) else (made,), strict=True))
