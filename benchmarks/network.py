"""Networks against what one would otherwise write: one run, CPU time (median of repeats), ratios with the bar of each.

    python benchmarks/network.py [--write]     # --write renews the section of docs/performance.md

Mentions are drawn at random: 100,000 segments, 1,000,000 mentions, actors with weights 1/(rank+5). Peers: a loop that
adds to a networkx graph; networkx's weighted projection of the two-mode graph; rebuilding the co-presence of each
bootstrap resample; networkx's betweenness (200 of 5,000 sources, scaled up) against igraph where it is installed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np

from qda.compare.qap import qap
from qda.network import engines
from qda.network.incidence import Edges, co_presence
from qda.network.resample import resampled_weights

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- networks: begin -->", "<!-- networks: end -->"
SEGMENTS, MENTIONS = 100_000, 1_000_000


def cpu(call: Callable[[], object], repeats: int = 3) -> float:
    """Median CPU seconds."""
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def mentions(actors: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """units and actors of every mention, in the order of the text."""
    weight = 1 / (np.arange(actors) + 5)
    actor = rng.choice(actors, size=MENTIONS, p=weight / weight.sum())
    return np.sort(rng.integers(0, SEGMENTS, MENTIONS)), actor


def naive(units: list[int], actors: list[int]) -> nx.Graph:
    """What one writes first: sets of actors a segment, every pair added to a graph."""
    inside: dict[int, set[int]] = {}
    for unit, actor in zip(units, actors, strict=True):
        inside.setdefault(unit, set()).add(actor)
    graph = nx.Graph()
    for members in inside.values():
        for a, b in combinations(sorted(members), 2):
            if graph.has_edge(a, b):
                graph[a][b]["weight"] += 1
            else:
                graph.add_edge(a, b, weight=1)
    return graph


def projection(units: list[int], actors: list[int]) -> nx.Graph:
    """networkx's own way from two modes to one."""
    graph = nx.Graph()
    names = [f"a{actor}" for actor in actors]
    graph.add_edges_from(zip(units, names, strict=True))
    return nx.bipartite.weighted_projected_graph(graph, sorted(set(names)))


def building(rng: np.random.Generator) -> list[tuple[str, float, str, float, float]]:
    """Rows: task, ours, peer's name, peer, bar."""
    made = []
    for actors, bars in ((60, (10.0, 40.0)), (2_000, (20.0, None))):
        unit, actor = mentions(actors, rng)
        ours = cpu(lambda u=unit, a=actor, n=actors: co_presence(u, a, size=n), 5)
        units, names = unit.tolist(), actor.tolist()
        loop = cpu(lambda u=units, a=names: naive(u, a), 1)
        task = f"100 万次提及、10 万段、{actors} 个行动者到边表"
        made.append((task, ours, "逐段循环加入 networkx", loop, bars[0]))
        if bars[1]:
            made.append((task, ours, "networkx 投影", cpu(lambda u=units, a=names: projection(u, a), 1), bars[1]))
    return made


def resampling(rng: np.random.Generator) -> tuple[str, float, str, float, float]:
    """1,000 resamples of the same mentions, 200 segments a document: counting each document once is in our time. The peer
    counts the pairs of the drawn documents anew, in a dictionary, without a graph."""
    actors, draws, a_document = 60, 1_000, 200
    unit, actor = mentions(actors, rng)
    documents = SEGMENTS // a_document
    i, j = np.triu_indices(actors, 1)

    def ours() -> np.ndarray:
        cuts = np.searchsorted(unit, np.arange(0, SEGMENTS + 1, a_document))
        pairs = np.zeros((documents, len(i)))
        for d in range(documents):
            part = slice(cuts[d], cuts[d + 1])
            pairs[d] = co_presence(unit[part] - d * a_document, actor[part], size=actors).square(actors)[i, j]
        return resampled_weights(pairs, draws, rng)

    rows: list[list[list[int]]] = [[] for _ in range(documents)]
    inside: dict[int, set[int]] = {}
    for u, a in zip(unit.tolist(), actor.tolist(), strict=True):
        inside.setdefault(u, set()).add(a)
    for u, members in inside.items():
        rows[u // a_document].append(sorted(members))

    def rebuild() -> dict[tuple[int, int], int]:
        found: dict[tuple[int, int], int] = {}
        for d in rng.integers(0, documents, documents).tolist():
            for members in rows[d]:
                for pair in combinations(members, 2):
                    found[pair] = found.get(pair, 0) + 1
        return found

    task = "同上数据分为 500 份文档，1000 次文档自助抽样的全部边权（含逐份计数）"
    return (task, cpu(ours, 3), "每次重新计数（字典，不建图）", cpu(rebuild, 3) * draws, 1000.0)


def relatedness(rng: np.random.Generator) -> tuple[float, float]:
    """(ours, a loop) for QAP with 1,000 permutations at n = 60."""
    a, b = (np.triu(rng.random((60, 60)), 1) for _ in range(2))
    a, b = a + a.T, b + b.T
    off = np.triu_indices(60, 1)

    def loop() -> list[float]:
        made = []
        for _ in range(1000):
            order = rng.permutation(60)
            made.append(np.corrcoef(a[np.ix_(order, order)][off], b[off])[0, 1])
        return made

    return cpu(lambda: qap(a, b, draws=1000, rng=rng), 7), cpu(loop, 3)


def shortest_ways(rng: np.random.Generator) -> tuple[float, float] | None:
    """(igraph, networkx) betweenness at 5,000 actors and 100,000 ties; None without igraph."""
    if engines.igraph_module(required=False) is None:
        return None
    graph = nx.gnm_random_graph(5_000, 100_000, seed=int(rng.integers(2**31)))
    ends = np.array(sorted(tuple(sorted(e)) for e in graph.edges))
    edges = Edges(ends[:, 0], ends[:, 1], np.ones(len(ends)))
    ours = cpu(lambda: engines.betweenness(edges, 5_000, engine="igraph"), 1)
    part = cpu(lambda: nx.betweenness_centrality(graph, k=200, seed=1), 1)
    return ours, part * 5_000 / 200


def page() -> str:
    """The section."""
    rng = np.random.default_rng(20_261_126)
    rows = [*building(rng), resampling(rng)]
    lines = [
        "由 `python benchmarks/network.py --write` 写成：同一次运行中的 CPU 秒与比值；绝对值取决于机器，比值才有意义。",
        "",
        "| 任务 | qda（秒） | 对照 | 对照（秒） | 比值 | 要求 | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for task, ours, peer, theirs, bar in rows:
        ratio = theirs / ours
        lines.append(
            f"| {task} | {ours:.4f} | {peer} | {theirs:.2f} | {ratio:.0f} | ≥{bar:.0f} | {_held(ratio >= bar)} |"
        )
    ours, loop = relatedness(rng)
    lines.append(
        f"| QAP 1000 次置换、60 个行动者 | {ours:.4f} | 逐次循环 | {loop:.3f} | {loop / ours:.0f} | 0.05 秒以内 | "
        f"{_held(ours <= 0.05)} |"
    )
    ways = shortest_ways(rng)
    if ways:
        ratio = ways[1] / ways[0]
        lines.append(
            f"| 精确中介中心性、5000 个行动者、10 万条边（igraph） | {ways[0]:.1f} | networkx（200 个源点推算） | {ways[1]:.0f} | "
            f"{ratio:.0f} | ≥20 | {_held(ratio >= 20)} |"
        )
    else:
        lines.append("| 精确中介中心性（igraph） | 未安装 | networkx | | | ≥20 | 未测 |")
    return "\n".join(lines)


def _held(held: bool) -> str:
    return "达到" if held else "未达到"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="renew the section of docs/performance.md")
    text = page()
    print(text)
    if parser.parse_args().write:
        whole = PAGE.read_text(encoding="utf-8")
        front, rest = whole.split(BEGIN)
        PAGE.write_text(f"{front}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
