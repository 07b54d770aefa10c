"""Numbers on a network: of each actor, and of the whole. The only importer of networkx.

All measures see one undirected network per case: ties of several relations and both directions between the same two
actors are joined and their weights added. A number that is not defined is None, never NaN, 0 or 1.

Weights are strengths, not lengths: betweenness and closeness are unweighted here, because passing a weight as a length
turns the strongest tie into the longest way (a frequent error).

Sources: Freeman (1978/79) Centrality in social networks, Social Networks 1; Wasserman & Faust (1994) ch. 5; Burt (1992)
Structural Holes. Checked against the published values of the Florentine families, Krackhardt's kite and Zachary's club.
Doubt: co-mention networks are projections of units; a large unit makes a clique, which raises density by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qda.model import ActorId, CaseId, Tie

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class NodeMeasures:
    """One actor in one case.

    degree: number of actors it is tied to. strength: sum of its ties' weights. betweenness: Freeman, unweighted, in
    [0, 1]; None with fewer than 3 actors. closeness: Wasserman-Faust, unweighted, in [0, 1] (works on networks in
    pieces); 0 for an actor without ties, None if it is alone. constraint: Burt, weighted, above 0 (may pass 1 in small
    networks); None for an actor without ties.
    """

    actor_id: ActorId
    case_id: CaseId
    degree: int
    strength: float
    betweenness: float | None
    closeness: float | None
    constraint: float | None


@dataclass(frozen=True, slots=True)
class NetworkMeasures:
    """One case as a whole.

    nodes: actors in the network. ties: pairs that are tied. density: ties over possible ties; None with fewer than 2
    actors. centralisation, betweenness_centralisation: Freeman, in [0, 1], 1 for a star; None with fewer than 3 actors.
    """

    case_id: CaseId
    nodes: int
    ties: int
    density: float | None
    centralisation: float | None
    betweenness_centralisation: float | None


def node_measures(ties: Iterable[Tie], case_id: CaseId, nodes: Iterable[ActorId] = ()) -> list[NodeMeasures]:
    """The measures of every actor of a case, strongest first, then by id.

    nodes: actors that belong to the network even without a tie; by default an actor without ties is not in it.

    degree      d_i = number of neighbours
    strength    s_i = sum_j w_ij
    betweenness b_i = sum_{j<k} g_jk(i) / g_jk / ((n-1)(n-2)/2), g counting shortest paths
    closeness   c_i = (r_i / (n-1)) * (r_i / sum of distances to the r_i actors that i reaches)
    constraint  sum_j (p_ij + sum_q p_iq p_qj)^2, p_ij = w_ij / s_i, over neighbours j
    """
    import networkx as nx

    graph = to_graph((tie for tie in ties if tie.case_id == case_id), nodes)
    n = graph.number_of_nodes()
    betweenness = nx.betweenness_centrality(graph) if n >= 3 else {}
    closeness = nx.closeness_centrality(graph, wf_improved=True) if n >= 2 else {}
    tied = [actor for actor in graph if graph.degree(actor) > 0]
    constraint = nx.constraint(graph, nodes=tied, weight="weight") if tied else {}
    measured = [
        NodeMeasures(
            actor,
            case_id,
            int(graph.degree(actor)),
            float(graph.degree(actor, weight="weight")),
            float(betweenness[actor]) if actor in betweenness else None,
            float(closeness[actor]) if actor in closeness else None,
            float(constraint[actor]) if actor in constraint else None,
        )
        for actor in graph
    ]
    return sorted(measured, key=lambda m: (-m.strength, -m.degree, m.actor_id))


def network_measures(ties: Iterable[Tie], case_id: CaseId, nodes: Iterable[ActorId] = ()) -> NetworkMeasures:
    """The measures of a case's whole network. nodes: as for `node_measures`.

    density                    m / (n(n-1)/2)
    centralisation             sum_i (max d - d_i) / ((n-1)(n-2))
    betweenness_centralisation sum_i (max b - b_i) / (n-1), b normalised
    """
    import networkx as nx

    graph = to_graph((tie for tie in ties if tie.case_id == case_id), nodes)
    n, m = graph.number_of_nodes(), graph.number_of_edges()
    degree_part = betweenness_part = None
    if n >= 3:
        degrees = [d for _, d in graph.degree()]
        degree_part = sum(max(degrees) - d for d in degrees) / ((n - 1) * (n - 2))
        between = list(nx.betweenness_centrality(graph).values())
        betweenness_part = float(sum(max(between) - b for b in between) / (n - 1))
    density = m / (n * (n - 1) / 2) if n >= 2 else None
    return NetworkMeasures(case_id, n, m, density, degree_part, betweenness_part)


def to_graph(ties: Iterable[Tie], nodes: Iterable[ActorId] = ()) -> nx.Graph:
    """The ties as one undirected networkx graph, actors in the order of their ids.

    An edge's "weight" is the sum over relations, directions and cases, "length" its inverse, for measures that read a
    weight as a distance. nodes: actors to be in it even without a tie.
    """
    import networkx as nx

    weights: dict[tuple[ActorId, ActorId], float] = {}
    for tie in ties:
        pair = (min(tie.source_id, tie.target_id), max(tie.source_id, tie.target_id))
        weights[pair] = weights.get(pair, 0.0) + tie.weight
    graph = nx.Graph()
    graph.add_nodes_from(sorted({actor for pair in weights for actor in pair} | set(nodes)))
    for (a, b), weight in sorted(weights.items()):
        if weight > 0:
            graph.add_edge(a, b, weight=weight, length=1 / weight)
    return graph
