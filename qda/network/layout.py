"""Where the actors stand in a figure: the same places for every community, so that small multiples compare.

Stress majorisation (SMACOF) on shortest-path distances: actors with strong ties stand near each other, an actor that
nobody reaches stands aside. Give the ties of *all* communities: positions are those of the union network.

Sources: Kamada & Kawai (1989), Information Processing Letters 31; Gansner, Koren & North (2004), Graph Drawing by
Stress Majorization. Doubt: distances in a drawing are an aid to the eye, never a result.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qda.model import ActorId, Tie

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 300
_NEAREST = 0.22
"""Least distance between two actors, where the drawing reaches from -1 to 1."""
_STRETCH = 1.3
"""How much the shorter side of a drawing may be stretched to fill the page; more would belie the distances."""


def positions(
    ties: Iterable[Tie], seed: int, nodes: Iterable[ActorId] = (), *, nearest: float = _NEAREST
) -> dict[ActorId, tuple[float, float]]:
    """(x, y) of every actor, each within [-1, 1], rounded to 4 decimals, by actor id.

    ties: of all networks that will be compared. seed: decides the starting circle, so another seed gives another
    drawing. nodes: actors to be placed even without a tie. nearest: least distance of two, as far as there is
    room. The order of the input does not matter.
    """
    import numpy as np

    lengths = _lengths(ties)
    actors = sorted({actor for pair in lengths for actor in pair} | set(nodes))
    if not actors:
        return {}
    if len(actors) == 1:
        return {actors[0]: (0.0, 0.0)}
    distance = np.array(_distances(actors, lengths))
    order = list(range(len(actors)))
    random.Random(seed).shuffle(order)
    angle = 2 * math.pi * np.array(order) / len(actors)
    place = _majorise(distance, np.column_stack([np.cos(angle), np.sin(angle)]))
    place = _spread(_upright(place), nearest)
    return {a: (_rounded(x), _rounded(y)) for a, (x, y) in zip(actors, place.tolist(), strict=True)}


def _lengths(ties: Iterable[Tie]) -> dict[tuple[ActorId, ActorId], float]:
    """How long each tie should be drawn: 1 for the strongest, up to 2 for the weakest, on a log scale."""
    weights: dict[tuple[ActorId, ActorId], float] = {}
    for tie in ties:
        pair = (min(tie.source_id, tie.target_id), max(tie.source_id, tie.target_id))
        weights[pair] = weights.get(pair, 0.0) + tie.weight
    strongest = max(weights.values(), default=1.0)
    return {pair: 2.0 - math.log1p(weight) / math.log1p(strongest) for pair, weight in weights.items() if weight > 0}


def _distances(actors: list[ActorId], lengths: dict[tuple[ActorId, ActorId], float]) -> list[list[float]]:
    """Shortest paths between all actors; pairs that no path joins are one further than the mean path."""
    number = {actor: i for i, actor in enumerate(actors)}
    near: list[list[tuple[int, float]]] = [[] for _ in actors]
    for (a, b), length in sorted(lengths.items()):
        near[number[a]].append((number[b], length))
        near[number[b]].append((number[a], length))
    rows = []
    for i in range(len(actors)):
        reached = {i: 0.0}
        queue = [(0.0, i)]
        while queue:
            so_far, j = heapq.heappop(queue)
            if so_far > reached[j]:
                continue
            for k, length in near[j]:
                if so_far + length < reached.get(k, math.inf):
                    reached[k] = so_far + length
                    heapq.heappush(queue, (so_far + length, k))
        rows.append([reached.get(j, math.inf) for j in range(len(actors))])
    finite = [d for row in rows for d in row if 0 < d < math.inf]
    apart = 1.0 + (sum(finite) / len(finite) if finite else 0.0)
    return [[d if d < math.inf else apart for d in row] for row in rows]


def _majorise(distance: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minimise sum (|x_i - x_j| - d_ij)^2 / d_ij^2 by the Guttman transform, a fixed number of rounds."""
    import numpy as np

    n = len(distance)
    weight = np.zeros_like(distance)
    off = ~np.eye(n, dtype=bool)
    weight[off] = distance[off] ** -2
    laplacian = np.diag(weight.sum(1)) - weight
    inverse = np.linalg.inv(laplacian + 1.0 / n) - 1.0 / n
    for _ in range(_ROUNDS):
        gap = np.sqrt(((place[:, None, :] - place[None, :, :]) ** 2).sum(2))
        ratio = np.where(gap > 1e-9, weight * distance / np.maximum(gap, 1e-9), 0.0)
        place = inverse @ ((np.diag(ratio.sum(1)) - ratio) @ place)
    return place


def _upright(place: NDArray[np.float64]) -> NDArray[np.float64]:
    """The drawing centred, its longest axis laid flat, within [-1, 1]; signs fixed so that reruns look alike."""
    import numpy as np

    place = place - place.mean(0)
    _, axes = np.linalg.eigh(place.T @ place)
    turned: NDArray[np.float64] = place @ axes[:, ::-1]
    for k in range(2):
        furthest = int(np.argmax(np.abs(turned[:, k]).round(6)))
        if turned[furthest, k] < 0:
            turned[:, k] *= -1
    size = np.maximum(np.abs(turned).max(0), 1e-9)
    turned *= np.minimum(1 / size, _STRETCH / size.max())
    return turned


def _spread(place: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Actors that stand too near are pushed apart, then everything is brought back into [-1, 1]."""
    import numpy as np

    n = len(place)
    nearest = min(least, 1.6 / math.sqrt(n))
    for _ in range(60):
        moved = False
        for i in range(n):
            for j in range(i):
                step = place[i] - place[j]
                gap = float(np.hypot(*step))
                if gap < nearest - 1e-6:
                    unit = step / gap if gap > 1e-9 else np.array([math.cos(i), math.sin(i)])
                    push = unit * (nearest - gap) / 2
                    place[i] += push
                    place[j] -= push
                    moved = True
        if not moved:
            break
    return place / max(1.0, float(np.abs(place).max()))


def _rounded(value: float) -> float:
    """Four decimals, without a negative zero."""
    return round(value, 4) + 0.0
