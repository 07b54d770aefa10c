"""The operations of a program in layers: those of one kind, level and depth are evaluated together.

A codebook of a thousand codes has thousands of operations and a few dozen layers, so that what a block costs grows with
what is found in it, not with the number of rules. Operations are numbered twice: in the program, and by their place in
their layer. A layer takes its operands from layers before it; a `Source` says which, as arrays.

An operation is open if it is true of most segments (conditions, and what is made of them alone): its answer is a test,
not a list. A layer holds either open operations or others, as that can be told from the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from qda.coders.order import Integers
from qda.coders.program import ITEM, NEIGHBOURS, TURN, CompiledRule, Layer, Op, Plan, Source


def plan_of(ops: Sequence[Op], rules: Sequence[Sequence[CompiledRule]]) -> Plan:
    """Lay operations out in layers. ops: each behind its parts. rules: of each code."""
    roots = [one.op for own in rules for one in own]
    opens, widths, spanless = _opens(ops), _widths(ops), _spanless(ops)
    depths: list[int] = []
    groups: dict[tuple[int, str, str, bool, object], list[int]] = {}
    for i, op in enumerate(ops):
        depths.append(0 if op.kind == "words" else 1 + max((depths[part] for part in op.parts), default=0))
        groups.setdefault((depths[i], op.kind, op.level, opens[i], _variant(op)), []).append(i)
    layer_of = np.zeros(len(ops), dtype=np.int64)
    place_of = np.zeros(len(ops), dtype=np.int64)
    layers: list[Layer] = []
    for key in sorted(groups, key=lambda key: (key[0], *map(str, key[1:]))):
        numbers, (_, kind, level, is_open, variant) = groups[key], key
        if kind == "words":
            numbers.sort(key=lambda i: int(str(ops[i].data)))
        layer_of[numbers], place_of[numbers] = len(layers), np.arange(len(numbers))
        parts = [ops[i].parts for i in numbers]
        layers.append(
            Layer(
                kind, level, is_open, variant, np.array(numbers, dtype=np.int64), tuple(ops[i].data for i in numbers),
                *_sources(parts, opens, widths, layer_of, place_of),
            )
        )  # fmt: skip
    top = Layer(
        "rules", "segment", False, None, np.arange(len(roots)), (),
        *_sources([(root,) for root in roots], opens, widths, layer_of, place_of),
    )  # fmt: skip
    return Plan(
        tuple(layers), top, layer_of, place_of, np.array([spanless[root] for root in roots], dtype=bool),
        np.array(roots, dtype=np.int64), np.array([one.code for own in rules for one in own], dtype=np.int64),
        *_ranks(rules),
    )  # fmt: skip


def _ranks(rules: Sequence[Sequence[CompiledRule]]) -> tuple[Integers, Integers]:
    """The place of each rule among those of its code by id, and the rule at each place of each code."""
    rank = np.zeros(sum(map(len, rules)), dtype=np.int64)
    by_rank = np.zeros((len(rules), max(map(len, rules), default=0)), dtype=np.int64)
    for code, own in enumerate(rules):
        numbers = [one.number for one in sorted(own, key=lambda one: one.rule.id)]
        rank[numbers], by_rank[code, : len(numbers)] = np.arange(len(numbers)), numbers
    return rank, by_rank


def _variant(op: Op) -> object:
    """What else the operations of a layer share."""
    match op.kind:
        case "near":
            return bool(op.data[2])  # type: ignore[index]
        case "wild":
            return len(op.parts)
        case "either":
            return len(op.parts) == 1  # whose spans pass as they are
        case "lower" | "gather" | "spread":
            return op.data
        case _:
            return None


def _sources(
    parts: Sequence[Sequence[int]],
    opens: Sequence[bool],
    widths: Sequence[int],
    layer_of: Integers,
    place_of: Integers,
) -> tuple[tuple[Source, ...], tuple[tuple[Source, ...], ...]]:
    """All operands by layer, and the same operand by operand."""
    rows: list[tuple[int, int, int, int, int]] = []
    for user, own in enumerate(parts):
        shift = 0
        for position, part in enumerate(own):
            rows.append((int(layer_of[part]), user, position, int(place_of[part]), shift))
            shift += widths[part]
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    open_of = {int(layer_of[part]): opens[part] for own in parts for part in own}
    positions = range(max(map(len, parts), default=0))
    whole = tuple(_by_layer(table, open_of))
    each = tuple(tuple(_by_layer(table[table[:, 2] == position], open_of)) for position in positions)
    return whole, each


def _by_layer(table: Integers, open_of: Mapping[int, bool]) -> Iterator[Source]:
    for layer in np.unique(table[:, 0]).tolist():
        _, users, _, ops, shift = table[table[:, 0] == layer].T.copy()
        yield Source(layer, open_of[layer], ops, users, shift)


def _opens(ops: Sequence[Op]) -> list[bool]:
    opens: list[bool] = []
    for op in ops:
        parts = [opens[part] for part in op.parts]
        match op.kind:
            case "where":
                made = True
            case "spread":
                made = op.data in (TURN, ITEM)
            case "all":
                made = all(parts)
            case "either":
                made = any(parts)
            case "without" | "lower":
                made = parts[0]
            case _:
                made = False
        opens.append(made)
    return opens


def _widths(ops: Sequence[Op]) -> list[int]:
    """How many operands of ANDs the spans of an operation can come from."""
    widths: list[int] = []
    for op in ops:
        own = [widths[part] for part in op.parts]
        match op.kind:
            case "all":
                widths.append(sum(own))
            case "without" | "gather" | "spread" | "lift" | "scored":
                widths.append(own[0])
            case "either" if len(own) == 1:
                widths.append(own[0])
            case _:
                widths.append(1)
    return widths


def _spanless(ops: Sequence[Op]) -> list[bool]:
    """Whether an operation can be true where it has no spans."""
    spanless: list[bool] = []
    for op in ops:
        parts = [spanless[part] for part in op.parts]
        match op.kind:
            case "where" | "lower" | "spread" | "mentions":
                made = True
            case "lift":
                made = parts[0] or op.level.startswith(NEIGHBOURS)
            case "all":
                made = all(parts)
            case "either":
                made = any(parts)
            case "without" | "gather" | "scored":
                made = parts[0]
            case _:
                made = False
        spanless.append(made)
    return spanless


def counts_of(sources: Sequence[Source], n: int) -> npt.NDArray[np.int64]:
    """How many operands each of n operations takes from some sources."""
    users = [source.users for source in sources]
    return np.bincount(np.concatenate([np.empty(0, dtype=np.int64), *users]), minlength=n)
