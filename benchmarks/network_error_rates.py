"""What every offered test and interval does where nothing differs and documents do: rejections at 5%, coverage at 95%.

    python benchmarks/network_error_rates.py [--runs 400] [--write]    # --write renews the section of docs/networks.md

Design: 12 actors, documents of 20 segments. Each actor's chance of being in a segment has a logit of its own (from -3.2
to -1) and, in every document anew, a normal deviation of .8; actors are independent given both. Two communities of 12
documents each come from the same law, so every rejection is false. Coverage: the target of an interval is the expected
value of the index in as many documents (mean of 3,000 samples). Bars: at most 7% and at least 90%. Two ways that are
not offered stand below for contrast: segments taken for independent. An interval holds its target if it does so to half
of the last decimal that tables print.

The network of several communities taken together: every community adds a deviation of .5 of its own to each actor's
logit, drawn once; the target is the expected value in as many documents of these communities.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.stats import chi2_contingency

from qda.compare.pairs import index_differences, pair_rates, permanova, tie_differences
from qda.compare.qap import mrqap, qap
from qda.compare.shuffles import shuffles
from qda.errors import NotEstimable
from qda.network.bipartite import shared_occasions
from qda.network.brokerage import label_null
from qda.network.epistemic import Connections, pair_order
from qda.network.epistemic_space import means_test
from qda.network.external import external_internal
from qda.network.indices import ACTORS, WHOLE
from qda.network.null import activity_null
from qda.network.resample import LEAST_IN_STRATUM, actor_intervals, ranked, whole_intervals

PAGE = Path(__file__).resolve().parent.parent / "docs" / "networks.md"
BEGIN, END = "<!-- error rates: begin -->", "<!-- error rates: end -->"
N, SEGMENTS, SPREAD = 12, 20, 0.8
APART = 0.5
"""Standard deviation of communities' logits, where several are taken together."""
TOGETHER = ((8, 1), (4, 6), (4, 8))
"""Communities, and documents of each, in one network."""
SHOWN = 0.0005
"""Half of the last decimal in tables."""
INDICES = tuple(name for name in WHOLE if name != "reciprocity")
FIRST, SECOND = np.triu_indices(N, 1)


def present(rng: np.random.Generator, documents: int, base: np.ndarray | None = None) -> np.ndarray:
    """documents × segments × actors, 0 or 1."""
    lean = np.linspace(-3.2, -1.0, N) if base is None else base
    own = rng.normal(0, SPREAD, (documents, 1, N)) + lean
    return (rng.random((documents, SEGMENTS, N)) < 1 / (1 + np.exp(-own))).astype(np.float64)


def pairs_of(there: np.ndarray) -> np.ndarray:
    """documents × actors × actors: segments shared, the diagonal empty."""
    counts = there.transpose(0, 2, 1) @ there
    i = np.arange(N)
    counts[:, i, i] = 0
    return counts


def rejections(runs: int, draws: int, seed: int = 1) -> dict[str, tuple[float, int]]:
    """Share of false rejections at 5% by test, and over how many tests."""
    rng = np.random.default_rng(seed)
    hits: dict[str, list[float]] = defaultdict(list)
    whole: dict[str, Callable] = {name: (lambda s, f=WHOLE[name]: f(s, False)) for name in INDICES}
    cases = ["a"] * 12 + ["b"] * 12
    for _ in range(runs):
        there = present(rng, 24)
        counts = pairs_of(there)
        once = (counts > 0).astype(np.float64)
        design = shuffles(cases, draws=draws, rng=rng)
        for name, vectors in (
            ("PERMANOVA：共现率", pair_rates(counts[:, FIRST, SECOND], [SEGMENTS] * 24)),
            ("PERMANOVA：球面归一", pair_rates(counts[:, FIRST, SECOND], [SEGMENTS] * 24, sphere=True)),
        ):
            found = permanova(vectors, design)
            hits[name].append(found.p <= 0.05)
            hits[f"离散度检验（{name.split('：')[1]}）"].append(found.dispersion_p <= 0.05)
            hits[f"最大差异的边（{name.split('：')[1]}）"].append(tie_differences(vectors, design)[0].p_max <= 0.05)
        for one in index_differences(once, design, whole):
            if one.p is not None:
                hits[f"整体指标：{one.name}"].append(one.p <= 0.05)
        connections = Connections(
            tuple(map(str, range(24))), tuple(map(str, range(N))), pair_order(N), counts[:, SECOND, FIRST]
        )
        hits["ENA 均值旋转（文档为单位）"].append(
            means_test(connections, cases, ("a", "b"), draws=draws, rng=rng)[1] <= 0.05
        )
        # relations between actors' labels and ties that have none
        network = once[:12].sum(axis=0)
        labels = rng.permutation(list("xxxxyyyyzzzz")).tolist()
        hits["E-I 指数：标签置换"].append((external_internal(network, labels, draws=draws, rng=rng).p or 1) <= 0.05)
        null = label_null(network > 1, labels, unordered=True, draws=draws, rng=rng)
        hits["经纪角色：标签置换（每人每角色）"].append(float((null.p_upper[:, [0, 1, 2, 4]] <= 0.05).mean()))
        other = pairs_of(present(rng, 12, rng.permutation(np.linspace(-3.2, -1.0, N))))
        hits["QAP（两个无关的网络）"].append(qap(network, other.sum(axis=0), draws=draws, rng=rng).p <= 0.05)
        third = rng.random((N, N))
        fit = mrqap(network, [("other", other.sum(axis=0)), ("third", third + third.T)], draws=draws, rng=rng)
        hits["MRQAP（两个无关的自变量）"].append(float(np.mean([p.p <= 0.05 for p in fit])))
        # actors that seek nobody: documents as occasions
        occasions = there.any(axis=1).T.astype(np.float64)
        hits["SDSM 骨干（文档为场合，每对，未校正）"].append(
            float((shared_occasions(occasions).p_upper <= 0.05).mean())
        )
        hits["SDSM 骨干（BH 校正，任一条）"].append(_any_kept(occasions))
        activity = activity_null(occasions, ("strength",), draws=draws, rng=rng)["strength"]
        hits["活跃度零模型：强度（每人，单侧）"].append(float((activity.p_upper <= 0.05).mean()))
        # not offered
        first, second = (counts[part][:, FIRST, SECOND].sum(axis=0) for part in (slice(0, 12), slice(12, 24)))
        hits["~段为独立单位的卡方，Bonferroni，任一条边"].append(_any_chi_square(first, second))
    return {name: (float(np.mean(values)), len(values)) for name, values in hits.items()}


def _any_kept(occasions: np.ndarray) -> bool:
    from qda.network.backbone import null_backbone

    return bool(null_backbone(shared_occasions(occasions)).kept.any())


def _any_chi_square(first: np.ndarray, second: np.ndarray) -> bool:
    size = 12 * SEGMENTS
    p = [
        chi2_contingency([[a, size - a], [b, size - b]], correction=False).pvalue
        for a, b in zip(first, second, strict=True)
        if 0 < a + b < 2 * size
    ]
    return bool(p) and min(p) <= 0.05 / len(p)


def coverage(documents: int, runs: int, draws: int, seed: int = 2) -> tuple[dict[str, float], dict[str, float]]:
    """(whole, actors): share of 95% intervals that hold the expected value; actors' as means over the 12, ranks among
    them, and the segment bootstrap of mean_weight for contrast."""
    rng = np.random.default_rng(seed)
    names = ("degree", "strength", "betweenness", "closeness", "harmonic", "eigenvector",
             "pagerank", "core", "constraint", "effective_size")  # fmt: skip
    whole, actors = _covered(np.tile(np.linspace(-3.2, -1.0, N), (documents, 1, 1)), None, names, runs, draws, rng)
    held = []
    for _ in range(runs):
        flat = present(rng, documents).reshape(-1, N)
        shares = (flat[:, FIRST] * flat[:, SECOND]).mean(axis=1)
        drawn = rng.multinomial(len(shares), np.full(len(shares), 1 / len(shares)), size=draws) @ shares / len(shares)
        low, high = np.quantile(drawn, [0.025, 0.975])
        held.append(low <= _rate() <= high)
    return whole | {"~段重抽样：平均共现率": float(np.mean(held))}, actors


def coverage_together(
    communities: int, each: int, runs: int, draws: int, seed: int = 3
) -> tuple[dict[str, float], dict[str, float]]:
    """As `coverage`, of the network of several communities and of the indices that tables give limits of."""
    rng = np.random.default_rng(seed)
    lean = np.linspace(-3.2, -1.0, N) + rng.normal(0, APART, (communities, 1, N))
    strata = np.repeat(np.arange(communities), each).tolist()
    names = ("strength", "betweenness", "closeness", "constraint")
    return _covered(np.repeat(lean, each, axis=0), strata, names, runs, draws, rng)


def _covered(
    base: np.ndarray,
    strata: list[int] | None,
    names: tuple[str, ...],
    runs: int,
    draws: int,
    rng: np.random.Generator,
) -> tuple[dict[str, float], dict[str, float]]:
    """base: documents × 1 × actors, logits."""
    documents = len(base)

    def networks(times: int) -> np.ndarray:
        once = pairs_of(present(rng, documents * times, np.tile(base, (times, 1, 1)))) > 0
        return once.astype(np.float64).reshape(times, documents, N, N)

    stack = np.concatenate([networks(100).sum(axis=1) for _ in range(30)])
    truth = {name: float(np.nanmean(WHOLE[name](stack, False))) for name in INDICES}
    truths = {name: np.nanmean(ACTORS[name](stack, False), axis=0) for name in names}
    rank = ranked(truths["strength"][None])[0]
    hits: dict[str, list[float]] = defaultdict(list)
    per_actor: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        (once,) = networks(1)
        for name, one in whole_intervals(once, names=INDICES, draws=draws, strata=strata, rng=rng).items():
            if one.low is not None and one.high is not None:
                hits[name].append(one.low - SHOWN <= truth[name] <= one.high + SHOWN)
        for name, rows in actor_intervals(once, names=names, draws=draws, strata=strata, rng=rng).items():
            for i, (interval, position) in enumerate(rows):
                if interval.low is not None and interval.high is not None:
                    per_actor[name].append(interval.low - SHOWN <= truths[name][i] <= interval.high + SHOWN)
                if name == "strength":
                    per_actor["名次（强度）"].append(position.low <= rank[i] <= position.high)
    return _averages(hits), _averages(per_actor)


def _averages(found: dict[str, list[bool]]) -> dict[str, float]:
    return {name: float(np.mean(values)) for name, values in found.items()}


def _rate() -> float:
    """Expected share of pairs in a segment."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    base = np.linspace(-3.2, -1.0, N)
    p = (1 / (1 + np.exp(-(base[:, None] + SPREAD * nodes)))) @ weights / weights.sum()
    return float((p[FIRST] * p[SECOND]).mean())


def page(runs: int, draws: int) -> tuple[str, bool]:
    """The section, and whether every bar is held."""
    false = rejections(runs, draws)
    covered = {size: coverage(size, runs, draws) for size in (8, 12, 24)}
    lines = [
        f"{runs} 次模拟，每次置换或重抽样 {draws} 次：12 个行动者，每份文档 20 段，各文档的出现倾向不同"
        f"（logit 标准差 {SPREAD}）。两个社区各 12 份文档，出自同一分布，所以每次“显著”都是错的。",
        "",
        "| 检验（名义 5%） | 错误拒绝率 |",
        "| --- | --- |",
    ]
    lines += [f"| {name} | {share:.3f} |" for name, (share, _) in false.items() if not name.startswith("~")]
    lines += [
        f"| {name[1:]}（不提供，仅作对照） | {share:.3f} |" for name, (share, _) in false.items() if name[0] == "~"
    ]
    lines += ["", "| 95%区间覆盖率 | 8 份文档 | 12 份 | 24 份 |", "| --- | --- | --- | --- |"]
    whole, actors = covered[8]
    for part, names in ((0, whole), (1, actors)):
        for name in names:
            cells = " | ".join(f"{covered[size][part][name]:.3f}" for size in covered)
            label = f"{name[1:]}（不提供，仅作对照）" if name.startswith("~") else f"`{name}`" if part == 0 else name
            lines.append(f"| {label} | {cells} |")
    together = {design: coverage_together(*design, runs, draws) for design in TOGETHER}
    lines += [
        "",
        f"全部社区合为一个网络（各社区的出现倾向另差 logit 标准差 {APART}；目标是这些社区同样多的文档）：",
        "",
        "| 95%区间覆盖率 | " + " | ".join(_design(*design) for design in TOGETHER) + " |",
        "| --- |" + " --- |" * len(TOGETHER),
    ]
    first, second = together[TOGETHER[0]]
    for part, names in ((0, first), (1, second)):
        for name in names:
            cells = " | ".join(f"{together[design][part][name]:.3f}" for design in TOGETHER)
            lines.append(f"| {f'`{name}`' if part == 0 else name} | {cells} |")
    bad = [f"{name} {share:.3f}" for name, (share, _) in false.items() if name[0] != "~" and share > 0.07]
    shown = [(f"{size} 份文档", parts) for size, parts in covered.items()]
    shown += [(_design(*design), parts) for design, parts in together.items()]
    for where, parts in shown:
        bad += [
            f"{name} {share:.3f}（{where}）"
            for part in parts
            for name, share in part.items()
            if name[0] != "~" and share < 0.90
        ]
    lines += ["", "未达标（错误拒绝率高于 .07 或覆盖率低于 .90）：" + ("；".join(bad) if bad else "无。")]
    return "\n".join(lines), not bad


def _design(communities: int, each: int) -> str:
    how = "社区内" if each >= LEAST_IN_STRATUM else "不分社区"
    return f"{communities} 个社区各 {each} 份（{how}重抽样）"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--draws", type=int, default=499)
    parser.add_argument("--write", action="store_true", help="renew the section of docs/networks.md")
    chosen = parser.parse_args()
    text, held = page(chosen.runs, chosen.draws)
    print(text)
    if chosen.write:
        whole = PAGE.read_text(encoding="utf-8")
        front, rest = whole.split(BEGIN)
        PAGE.write_text(f"{front}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8", newline="\n")
    sys.exit(0 if held else 3)


if __name__ == "__main__":
    try:
        main()
    except NotEstimable as fault:
        sys.exit(str(fault))
