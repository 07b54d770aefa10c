"""A codebook made ready to run: one list of operations for all its rules, and the words to look for. `qda.coders.compile`
makes it.

Equal parts of rules are one operation, wherever they stand. An operation comes behind those it needs. `qda.coders.plan`
lays the operations out in layers that are evaluated together.

Every operation belongs to a level: what it is true of. At "segment" that is segments, at "sentence" sentences, at "turn",
"item" and "neighbours:n" turns, agenda items and segments with their surroundings. AND, OR and NOT exist at every
level; words, NEAR, ~ and ^ at segment and sentence, from where `lift`, `lower`, `gather` and `spread` carry them over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from qda.codebook import query
from qda.coders.order import Integers
from qda.coders.scan import Scanner
from qda.model import ActorId, Codebook, CodeId, Rule

Level = str
SEGMENT, SENTENCE, TURN, ITEM, DOCUMENT, NEIGHBOURS = "segment", "sentence", "turn", "item", "document", "neighbours:"


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. kind: what to do. parts: the operations whose answers it needs. level: what its answer is about.
    data: what else it needs, by kind: numbers of words, a pattern, a distance, a condition."""

    kind: str
    parts: tuple[int, ...] = ()
    level: Level = SEGMENT
    data: object = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a rule, without what stands right of NOT: what the polarity of a hit is judged by. terms: numbers of
    literal words. ops: regular expressions and actors."""

    terms: frozenset[int]
    ops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule. code, number: of its code and of itself among all rules of the program. op: its root."""

    rule: Rule
    root: query.Node
    code: int
    number: int
    op: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """What one layer takes from another: operation `users[i]` of the one has operation `ops[i]` of the other, `layer`, for
    an operand. users: sorted. open: whether that layer's answers are tests. shift: how many operands of ANDs stand before
    this one."""

    layer: int
    open: bool
    ops: Integers
    users: Integers
    shift: Integers


@dataclass(frozen=True, slots=True)
class Layer:
    """Operations of one kind, level and depth. open: whether their answers are tests. variant: what else they share, by
    kind. ops: their numbers in the program. data: of each. sources: where their operands come from, all and one by one."""

    kind: str
    level: Level
    open: bool
    variant: object
    ops: Integers
    data: tuple[object, ...]
    sources: tuple[Source, ...]
    operands: tuple[tuple[Source, ...], ...]

    def __len__(self) -> int:
        return len(self.ops)


@dataclass(frozen=True, slots=True)
class Plan:
    """All layers, each behind those it needs. top: a layer of the rules, each with its root for an operand. layer_of,
    place_of: where each operation stands. By number of rule, spanless: whether it can be true where it has no spans; root:
    its operation; code: its code; rank: its place among the rules of its code by id. by_rank: the rule at each place of
    each code."""

    layers: tuple[Layer, ...]
    top: Layer
    layer_of: Integers
    place_of: Integers
    spanless: npt.NDArray[np.bool_]
    root: Integers
    code: Integers
    rank: Integers
    by_rank: Integers


@dataclass(frozen=True, slots=True)
class Program:
    """A codebook ready to run. codes: with rules, in the codebook's order; rules: of each. minima: by number of code,
    absent where one rule is enough. ops: see `Op`; plan: the same in layers; words: of those that polarity is judged
    for. terms: folded words to look for, and their number. sets: numbers of words by number of set. needs_actors:
    actor types that rules name. asks: parts of the context that rules ask for ("turns", "items", "cases", "dates",
    "documents" for whole documents). literal: of each operation, whether it is a root, or what ~ stands behind, whose
    spans are all occurrences of literal words. bounded: whether spans are only where words are. owners: the sets of
    each word, word after word, and where those of a word begin. nodes: the operation of every part of a rule, if
    compiled in detail."""

    codebook: Codebook
    codes: tuple[CodeId, ...]
    rules: tuple[tuple[CompiledRule, ...], ...]
    minima: Mapping[int, float]
    ops: tuple[Op, ...]
    plan: Plan = field(compare=False)
    words: Mapping[int, Words]
    terms: Mapping[str, int]
    sets: tuple[tuple[int, ...], ...]
    patterns: Mapping[str, re.Pattern[str]]
    needs_actors: tuple[ActorId, ...]
    asks: frozenset[str]
    scanner: Scanner
    literal: npt.NDArray[np.bool_] = field(compare=False)
    owners: tuple[Integers, Integers] = field(compare=False)
    bounded: bool
    nodes: Mapping[query.Node, int] = field(default_factory=dict)

    @property
    def at_words(self) -> bool:
        """Whether a rule looks at the borders of words."""
        return any(op.kind == "at_words" for op in self.ops)
