"""How often 95% intervals of alpha hold the true value: resampling pairs, units or documents.

    python benchmarks/reliability_coverage.py [RUNS] [--write]     prints Markdown; --write puts it into docs/agreement.md

Two coders, one binary code. Each document has its own chance that a coder errs (logit scale, mean -2, standard deviation as
in the table); the true alpha is that of 4,000 simulated studies pooled. Per run a study is drawn and five intervals are made:

    pairs      disagreements redrawn with the expected disagreement held fixed (as the KALPHA macro does)
    units      units redrawn, percentile interval
    documents  documents redrawn, percentile interval; BCa; jackknife with t(D-1); auto is what the program takes
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from qda.reliability.binary import krippendorff_alpha
from qda.reliability.interval import document_bootstrap

DESIGNS = (
    ("20份×15段，各文档难度相同", 20, 15, 0.40, 0.0),
    ("20份×15段，难度不同（sd .8）", 20, 15, 0.40, 0.8),
    ("20份×15段，少见编码8%，sd .8", 20, 15, 0.08, 0.8),
    ("8份×25段，sd .8", 8, 25, 0.40, 0.8),
    ("49份×10段，sd .8", 49, 10, 0.40, 0.8),
)
METHODS = ("pairs", "units", "percentile", "bca", "jackknife", "auto")
HEADS = ("成对（KALPHA式）", "编码段", "文档，百分位", "文档，BCa", "文档，刀切法", "本程序所用")
DRAWS = 1000
PAGE = Path(__file__).resolve().parent.parent / "docs" / "agreement.md"
BEGIN, END = "<!-- coverage: made by benchmarks/reliability_coverage.py --write -->", "<!-- /coverage -->"


def studies(rng: np.random.Generator, runs: int, documents: int, units: int, share: float, spread: float) -> np.ndarray:
    """runs × documents × (a, b, c, d)."""
    error = 1 / (1 + np.exp(2 - spread * rng.standard_normal((runs, documents, 1))))
    truth = rng.random((runs, documents, units)) < share
    a, b = (truth ^ (rng.random(truth.shape) < error) for _ in range(2))
    return np.stack([(a & b).sum(2), (a & ~b).sum(2), (~a & b).sum(2), (~a & ~b).sum(2)], axis=-1).astype(float)


def limits(method: str, counts: np.ndarray, rng: np.random.Generator) -> tuple[float, float] | None:
    """Lower and upper limit; None where there are none."""
    total = counts.sum(axis=0)
    n = int(total.sum())
    if method == "pairs":
        ones, zeros = 2 * total[0] + total[1] + total[2], 2 * total[3] + total[1] + total[2]
        if not ones * zeros:
            return None
        disagreements = rng.binomial(n, (total[1] + total[2]) / n, DRAWS)
        drawn = 1 - (2 * n - 1) * disagreements / (ones * zeros)
    elif method == "units":
        drawn = krippendorff_alpha(rng.multinomial(n, total / n, DRAWS).astype(float))
    else:
        found = document_bootstrap(krippendorff_alpha, counts, draws=DRAWS, rng=rng, method=method)
        return None if found.low is None else (found.low, found.high)
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def measure(runs: int) -> str:
    lines = [
        f"每种设计模拟{runs}次；数字为95%区间包含真值的比例（括号内为区间平均宽度），无法给出区间的次数不计。",
        "",
        "| 设计 | " + " | ".join(HEADS) + " |",
        "| --- |" + " ---: |" * len(HEADS),
    ]
    for name, documents, units, share, spread in DESIGNS:
        rng = np.random.default_rng(20210603)
        target = float(krippendorff_alpha(studies(rng, 4000, documents, units, share, spread).sum(axis=(0, 1))))
        drawn = studies(rng, runs, documents, units, share, spread)
        cells = []
        for method in METHODS:
            found = [one for one in (limits(method, counts, rng) for counts in drawn) if one]
            covered = np.mean([low <= target <= high for low, high in found])
            width = np.mean([high - low for low, high in found])
            cells.append(f"{covered:.3f} ({width:.2f})")
        lines.append(f"| {name}，α={target:.2f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    runs = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1000)
    section = measure(runs)
    print(section)
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8")
        text = text[: text.index(BEGIN)] + f"{BEGIN}\n\n{section}\n\n{END}" + text[text.index(END) + len(END) :]
        PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
