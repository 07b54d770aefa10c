"""The parts of study.toml about people's codings, samples for them, and models; `settings` reads and checks them with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """[[codings]] path: a coding sheet. coder: whose. kind: human or gold. round: 1-based. purpose: all, train, evaluate
    or reliability. sample: the sample that the sheet was drawn by, "" for the one it names itself. probabilities: a table
    with the columns segment and inclusion_probability, for samples drawn elsewhere. columns: for other tools' tables, what
    a column is (segment, codes, no_code, memo, text, document, quote, start, end, coder, round) to its title. seen: rows,
    or documents where the table lists only what was coded in documents that were read whole."""

    path: str = ""
    coder: str = ""
    kind: str = "human"
    round: int = 1
    purpose: str = "reliability"
    sample: str = ""
    probabilities: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    seen: str = "rows"


@dataclass(frozen=True, slots=True)
class SampleSettings:
    """[[samples]] name: of the sample and its sheets. size: segments to draw. purpose: train, evaluate or reliability.
    coders: for whom sheets are written. double: share of the segments that every coder gets. allocation: equal or
    proportional over communities. hits: share of the sample to take from segments that the machine coded, 0 for their
    share in the corpus. machine: the coder whose labels are a stratum, "" for the first of [code] coders. codes: codes that
    count as hits, none for all. seed: of the drawing. folder: where the sheets go."""

    name: str = ""
    size: int = 200
    purpose: str = "evaluate"
    coders: tuple[str, ...] = ("编码者",)
    double: float = 0.2
    allocation: str = "equal"
    hits: float = 0.0
    machine: str = ""
    codes: tuple[str, ...] = ()
    seed: int = 20210603
    folder: str = "sheets"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """[[models]] name: of the coder. kind: learned, spacy (textcat_multilabel), or combine. labels: coders to learn from,
    the first that saw a segment decides; none for the gold, then the people. features: characters, words, actor, rules,
    sentences. estimator: a classifier of scikit-learn by its import path, "" for balanced LinearSVC. parameters: its
    arguments. parents: also learn upper codes. unsure: chance of being wrong above which a decision is marked unsure. of,
    how: for combine, the coders and any, vote or veto. seed, folds: of the folds over documents."""

    name: str = ""
    kind: str = "learned"
    labels: tuple[str, ...] = ()
    features: tuple[str, ...] = ("characters",)
    estimator: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    parents: bool = True
    unsure: float = 0.35
    of: tuple[str, ...] = ()
    how: str = "any"
    seed: int = 20210603
    folds: int = 5
