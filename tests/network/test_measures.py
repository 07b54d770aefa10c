"""Measures against published values of networks that everybody has."""

import networkx as nx
import pytest

from qda.model import Tie
from qda.network.measures import network_measures, node_measures, to_graph


def ties_of(graph: nx.Graph, weight: float = 1.0) -> list[Tie]:
    return [Tie(*sorted((str(a), str(b))), "co-mention", False, weight, "c", ()) for a, b in graph.edges]


def by_actor(graph: nx.Graph, nodes: tuple[str, ...] = ()) -> dict:
    return {m.actor_id: m for m in node_measures(ties_of(graph), "c", nodes)}


def test_florentine_families_padgett_ansell_1993() -> None:
    """With the isolate Pucci, as in the R package sna (dataset flo): betweenness centralisation .3835."""
    graph = nx.florentine_families_graph()
    whole = network_measures(ties_of(graph), "c", ["Pucci"])
    assert (whole.nodes, whole.ties) == (16, 20)
    assert whole.density == pytest.approx(0.1667, abs=5e-5)
    assert whole.betweenness_centralisation == pytest.approx(0.3835, abs=5e-5)
    assert whole.centralisation == pytest.approx(0.2667, abs=5e-5)
    medici = by_actor(graph)["Medici"]
    assert medici.degree == 6
    assert medici.betweenness == pytest.approx(0.5220, abs=5e-5)
    assert medici.closeness == pytest.approx(0.5600, abs=5e-5)


def test_kite_krackhardt_1990() -> None:
    """Degree, closeness and betweenness each have another winner: nodes 3, 5 and 6, and 7."""
    kite = by_actor(nx.krackhardt_kite_graph())
    assert kite["3"].degree == 6
    assert kite["5"].closeness == kite["6"].closeness == pytest.approx(0.643, abs=5e-4)
    assert kite["7"].betweenness == pytest.approx(0.389, abs=5e-4)
    assert kite["9"].constraint == pytest.approx(1.0)


def test_karate_club_zachary_1977() -> None:
    club = by_actor(nx.karate_club_graph())
    assert club["33"].degree == 17
    assert club["0"].betweenness == pytest.approx(0.4376, abs=5e-5)
    assert club["0"].closeness == pytest.approx(0.5690, abs=5e-5)


def test_burt_constraint_of_a_broker_and_of_a_clique() -> None:
    """A star of four: the centre's constraint is 1/3, a leaf's is 1. In a triangle it is 1.125 for all."""
    star = by_actor(nx.star_graph(3))
    assert star["0"].constraint == pytest.approx(1 / 3)
    assert star["1"].constraint == pytest.approx(1.0)
    assert by_actor(nx.complete_graph(3))["0"].constraint == pytest.approx(1.125)


def test_star_is_fully_centralised_and_ring_not_at_all() -> None:
    star, ring = network_measures(ties_of(nx.star_graph(5)), "c"), network_measures(ties_of(nx.cycle_graph(6)), "c")
    assert star.centralisation == star.betweenness_centralisation == pytest.approx(1.0)
    assert ring.centralisation == ring.betweenness_centralisation == pytest.approx(0.0)


def test_what_is_not_defined_is_none() -> None:
    two = network_measures(ties_of(nx.path_graph(2)), "c")
    assert (two.density, two.centralisation, two.betweenness_centralisation) == (1.0, None, None)
    assert [m.betweenness for m in node_measures(ties_of(nx.path_graph(2)), "c")] == [None, None]
    none = network_measures([], "c")
    assert (none.nodes, none.ties, none.density, none.centralisation) == (0, 0, None, None)
    (alone,) = node_measures([], "c", ["居委会"])
    assert (alone.degree, alone.strength, alone.betweenness, alone.closeness, alone.constraint) == (
        0,
        0.0,
        None,
        None,
        None,
    )


def test_relations_and_directions_are_joined_and_cases_kept_apart() -> None:
    ties = [
        Tie("a", "b", "leads", True, 2.0, "c", ()),
        Tie("b", "a", "appeals", True, 1.0, "c", ()),
        Tie("a", "c", "cooperates", False, 4.0, "c", ()),
        Tie("a", "z", "leads", True, 9.0, "other", ()),
    ]
    measured = {m.actor_id: m for m in node_measures(ties, "c")}
    assert set(measured) == {"a", "b", "c"}
    assert (measured["a"].degree, measured["a"].strength, measured["b"].strength) == (2, 7.0, 3.0)
    edge = to_graph(ties[:2]).edges["a", "b"]
    assert (edge["weight"], edge["length"]) == (3.0, 1 / 3)


def test_weights_do_not_change_betweenness() -> None:
    """A weight must never be read as a length."""
    kite = nx.krackhardt_kite_graph()
    light, heavy = node_measures(ties_of(kite), "c"), node_measures(ties_of(kite, 50.0), "c")
    assert [(m.actor_id, m.betweenness, m.closeness) for m in light] == [
        (m.actor_id, m.betweenness, m.closeness) for m in heavy
    ]
