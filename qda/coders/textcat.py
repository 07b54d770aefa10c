"""spaCy's textcat_multilabel behind the same protocol: a bag of words and a small network, trained from nothing on the labels.

Everything around it (folds of whole documents, cuts, calibration, refusals, judgements out of fold) is as for `linear`; only
what is fitted differs. Needs no spaCy model. Doubt: slower than the linear coder by a factor of hundreds and, on a few
hundred labels, seldom better; here for those who want to compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qda.coders.features import Part
from qda.coders.folds import Flags, Floats
from qda.coders.linear import LearningSettings, LinearCoder
from qda.coders.planes import Planes
from qda.model import Codebook, CodingUnit
from qda.text.fold import fold

if TYPE_CHECKING:
    from qda.actors.mentions import MentionFinder

EPOCHS = 12
BATCH = 64


def _texts(units: Sequence[CodingUnit]) -> Any:
    made = np.empty(len(units), dtype=object)
    made[:] = [fold(unit.text) for unit in units]
    return made


@dataclass(slots=True)
class TextcatPlanes(Planes):
    """A fitted pipeline in place of planes: its margin is the log odds of its probability."""

    pipeline: Any = None

    def margins(self, found: list[Any], parts: tuple[Part, ...]) -> Floats:
        made = np.repeat(self.intercepts[None, :], len(found[0]), axis=0)
        if self.pipeline is None:
            return made
        names = list(self.pipeline.get_pipe("textcat_multilabel").labels)
        for i, doc in enumerate(self.pipeline.pipe(list(found[0]), batch_size=256)):
            for name in names:
                p = min(max(float(doc.cats[name]), 1e-6), 1 - 1e-6)
                made[i, int(name)] = np.log(p / (1 - p))
        return made


class TextcatCoder(LinearCoder):
    """See the top of the module."""

    def __init__(
        self,
        codebook: Codebook,
        *,
        name: str = "spacy",
        settings: LearningSettings | None = None,
        mentions: MentionFinder | None = None,
    ) -> None:
        super().__init__(codebook, name=name, settings=settings or LearningSettings(features=()), mentions=mentions)
        self.parts = (Part("texts", _texts),)

    def _fitted(self, found: list[Any], y: Flags) -> Planes:
        codes = y.shape[1]
        tuned = np.array([[0.0], [np.nan], [np.nan]]).repeat(codes, axis=1)
        made = TextcatPlanes([], [], np.zeros((0, codes), dtype=np.float32), np.full(codes, -1.0), tuned)
        usable = [int(j) for j in np.flatnonzero(y.any(axis=0) & ~y.all(axis=0))]
        if usable:
            made.pipeline = _trained(list(found[0]), y, usable, self.settings.seed)
        return made


def _trained(texts: list[str], y: Flags, codes: Sequence[int], seed: int) -> Any:
    import random

    from spacy.training import Example
    from thinc.util import fix_random_seed

    state, numbers = random.getstate(), np.random.get_state()
    try:
        fix_random_seed(seed)
        pipeline = _blank([str(j) for j in codes])
        examples = [
            Example.from_dict(pipeline.make_doc(text), {"cats": {str(j): float(y[i, j]) for j in codes}})
            for i, text in enumerate(texts)
        ]
        optimizer = pipeline.initialize(lambda: examples)
        rng = np.random.default_rng(seed)
        for _ in range(EPOCHS):
            order = rng.permutation(len(examples))
            for first in range(0, len(order), BATCH):
                pipeline.update([examples[i] for i in order[first : first + BATCH]], sgd=optimizer, losses={})
    finally:
        random.setstate(state)
        np.random.set_state(numbers)
    return pipeline


def _blank(labels: Sequence[str]) -> Any:
    import spacy

    pipeline = spacy.blank("zh")  # cuts into characters; the bag has n-grams of up to three
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 3,
        "no_output_layer": False,
    }
    pipe: Any = pipeline.add_pipe("textcat_multilabel", config={"model": model})
    for label in labels:
        pipe.add_label(label)
    return pipeline


def as_bytes(pipeline: Any) -> bytes:
    """The fitted pipeline, in spaCy's own format (msgpack and arrays, no pickle)."""
    import json

    labels = list(pipeline.get_pipe("textcat_multilabel").labels)
    head = json.dumps(labels).encode("ascii")
    return len(head).to_bytes(4, "big") + head + bytes(pipeline.to_bytes())


def from_bytes(data: bytes) -> Any:
    """Back. Raises ValueError for other bytes."""
    import json

    size = int.from_bytes(data[:4], "big")
    return _blank(json.loads(data[4 : 4 + size])).from_bytes(data[4 + size :])
