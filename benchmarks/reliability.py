"""Intervals over documents: 2,000 resamples of 40 codes, 3 coders and 2,000 units, against computing each resample anew.

    python benchmarks/reliability.py [--write]     prints Markdown; --write puts it into docs/performance.md

The peer is the same coefficient computed from the values of every resample, as one does with a function that takes a matrix
of values: our own, and the package `krippendorff` where it happens to be installed (it is no dependency). The peer is timed
on a few resamples of a few codes and multiplied. Processor time, best of three.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from qda.reliability.codes import NAMES, agreement_of_codes, count_codes
from qda.reliability.nominal import krippendorff_alpha

CODES, UNITS, CODERS, DOCUMENTS, DRAWS = 40, 2000, 3, 100, 2000
PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- reliability: made by benchmarks/reliability.py --write -->", "<!-- /reliability -->"


def data() -> tuple[np.ndarray, np.ndarray]:
    """codes × units × coders with a tenth of the values not seen, and the document of each unit."""
    rng = np.random.default_rng(1)
    truth = rng.random((CODES, UNITS, 1)) < rng.uniform(0.02, 0.4, (CODES, 1, 1))
    said = (truth ^ (rng.random((CODES, UNITS, CODERS)) < 0.08)).astype(np.int64)
    said[:, rng.random((UNITS, CODERS)) < 0.1] = -1
    return said, np.repeat(np.arange(DOCUMENTS), UNITS // DOCUMENTS)


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Processor time, the best of several."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def anew(alpha: Callable[[np.ndarray], object], said: np.ndarray, documents: np.ndarray, times: int) -> float:
    """Processor time of one resample of one code: pick the documents' units, compute from the values."""
    rng = np.random.default_rng(2)
    rows = [np.flatnonzero(documents == d) for d in range(DOCUMENTS)]
    picks = [np.concatenate([rows[d] for d in rng.integers(0, DOCUMENTS, DOCUMENTS)]) for _ in range(times)]
    values = said[0].astype(float)
    values[values < 0] = np.nan
    return seconds(lambda: [alpha(values[pick]) for pick in picks]) / times


def measure() -> str:
    said, documents = data()
    rng = np.random.default_rng(3)

    def ours(wanted: tuple[str, ...]) -> object:
        rows, layout = count_codes(said, documents)
        return agreement_of_codes(rows, layout, wanted=wanted, draws=DRAWS, rng=rng)

    alpha_only, everything = seconds(lambda: ours(("krippendorff_alpha",))), seconds(lambda: ours(NAMES), 1)
    slow = anew(krippendorff_alpha, said, documents, 5) * DRAWS * CODES
    lines = [
        f"{DRAWS:,} resamples of {DOCUMENTS} documents, {CODES} codes, {CODERS} coders, {UNITS:,} units, a tenth not seen;",
        "processor time on one core.",
        "",
        "| what | seconds | times ours |",
        "| --- | ---: | ---: |",
        f"| counts of documents, alpha with intervals | {alpha_only:.2f} | 1 |",
        f"| the same, {len(NAMES)} coefficients with intervals | {everything:.2f} | {everything / alpha_only:.1f} |",
        f"| alpha from the values of each resample (own function; from 5 resamples) | {slow:,.0f} | {slow / alpha_only:,.0f} |",
    ]
    if importlib.util.find_spec("krippendorff"):
        import krippendorff

        def theirs(values: np.ndarray) -> object:
            return krippendorff.alpha(reliability_data=values.T, level_of_measurement="nominal")

        other = anew(theirs, said, documents, 20) * DRAWS * CODES
        lines.append(
            f"| alpha from the values of each resample (krippendorff, from 20 resamples) | {other:,.0f} | "
            f"{other / alpha_only:,.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    section = measure()
    print(section)
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# 速度\n"
        made = f"{BEGIN}\n\n{section}\n\n{END}"
        if BEGIN in text:
            text = text[: text.index(BEGIN)] + made + text[text.index(END) + len(END) :]
        else:
            text = text.rstrip("\n") + f"\n\n## 一致性的区间\n\n{made}\n"
        PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
