"""Where actors stand: the same every time, apart from each other, strong ties near."""

import math
import random
from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.model import Tie
from qda.network.layout import positions


def ties_of(graph: nx.Graph) -> list[Tie]:
    return [Tie(f"a{a}", f"a{b}", "x", False, float(d.get("weight", 1)), "c", ()) for a, b, d in graph.edges(data=True)]


def test_same_input_same_places_in_any_order() -> None:
    ties = ties_of(nx.karate_club_graph())
    shuffled = random.Random(1).sample(ties, len(ties))
    assert positions(ties, 7) == positions(shuffled, 7)
    assert list(positions(ties, 7)) == sorted(positions(ties, 7))


def test_small_networks() -> None:
    assert positions([], 1) == {}
    assert positions([], 1, ["居委会"]) == {"居委会": (0.0, 0.0)}
    assert len(positions([], 1, ["居委会", "物业", "业委会"])) == 3


def test_nobody_stands_on_another() -> None:
    places = positions(ties_of(nx.complete_graph(20)), 3, ["alone"])
    gaps = [math.dist(places[a], places[b]) for a, b in combinations(places, 2)]
    assert min(gaps) > 0.15


def test_strong_ties_stand_nearer() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 40), (1, 2, 1), (0, 2, 1)])
    places = positions(ties_of(graph), 1)
    assert math.dist(places["a0"], places["a1"]) < math.dist(places["a1"], places["a2"])


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 15), st.integers(0, 30), st.integers(0, 5))
def test_within_bounds_and_rounded(n: int, m: int, seed: int) -> None:
    places = positions(ties_of(nx.gnm_random_graph(n, m, seed=seed)), seed, [f"a{i}" for i in range(n)])
    assert len(places) == n
    for x, y in places.values():
        assert -1 <= x <= 1
        assert -1 <= y <= 1
        assert (x, y) == (round(x, 4), round(y, 4))
