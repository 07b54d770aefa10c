"""Labels beside nodes: none on another label, none on a node, as long as there is room."""

import random
from itertools import combinations

from qda.export.labels import Box, Disc, place_labels


def test_labels_cover_neither_labels_nor_nodes() -> None:
    rng = random.Random(4)
    discs = [Disc(rng.uniform(100, 900), rng.uniform(100, 700), rng.uniform(6, 16)) for _ in range(25)]
    sizes = [(rng.choice([30, 50, 80]), 14) for _ in discs]
    places = place_labels(discs, sizes, Box(0, 0, 1000, 800))
    boxes = [Box(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for (x, y), (w, h) in zip(places, sizes, strict=True)]
    assert all(a.overlap(b) == 0 for a, b in combinations(boxes, 2))
    assert all(label.overlap(disc.box()) == 0 for label in boxes for disc in discs)
    assert all(Box(0, 0, 1000, 800).overlap(b) == (b.right - b.left) * (b.top - b.bottom) for b in boxes)


def test_same_input_same_places() -> None:
    discs = [Disc(10.0 * i, 20.0, 5.0) for i in range(5)]
    sizes = [(40.0, 12.0)] * 5
    assert place_labels(discs, sizes, Box(0, 0, 300, 100)) == place_labels(discs, sizes, Box(0, 0, 300, 100))


def test_a_label_avoids_a_tie_if_it_can() -> None:
    (free,) = place_labels([Disc(50, 50, 5)], [(20, 10)], Box(0, 0, 100, 100))
    (moved,) = place_labels([Disc(50, 50, 5)], [(20, 10)], Box(0, 0, 100, 100), [(50, 50, 100, 50)])
    assert free[0] > 50
    assert moved != free
