"""The learning coder against its peer, TfidfVectorizer(char 1-3) + one LinearSVC a code: training with tuning, scoring, F1.
One run, CPU time of one core, ratios; a Markdown table with the targets.

    python benchmarks/ml.py FOLDER            # a folder of Markdown or text transcripts, 10-50 MB
    python benchmarks/ml.py FOLDER --docs     # and write the section of docs/performance.md

A segment is a paragraph, a document a file. The 40 codes are made: each is true of paragraphs with one of four words drawn
at random, together in 3 to 12 of 100 paragraphs, and a fifth of the labels is turned off, so that no model can be perfect.
F1 is on documents that nobody learnt from. Absolute times say more about the machine; the ratios are the result.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy: one core

CODES = 40
SCORED = 1_000_000
PEER = 20_000
HELD_OUT = 20_000
PEER_WORDS = "同行为 TfidfVectorizer(char 1-3) + OneVsRest(LinearSVC)"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
MARKS = ("<!-- ml: made by benchmarks/ml.py -->", "<!-- /ml -->")


def cpu(call: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of a call, and what it gave."""
    begun = time.process_time()
    made = call()
    return time.process_time() - begun, made


def allocated(call: Callable[[], Any]) -> float:
    """MB that a call holds at its peak beyond what was there before, arrays among them; the process's own peak would be
    that of training and hide it."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def blocks_of(rows: Sequence[int], size: int = 2000) -> list[Sequence[int]]:
    """Rows by blocks, as the program codes."""
    return [rows[i : i + size] for i in range(0, len(rows), size)]


def paragraphs(folder: Path) -> list[tuple[str, str]]:
    """(document, paragraph) of at least ten characters."""
    made = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".md", ".txt"}):
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            text = line.strip("#>*- \t")
            if len(text) >= 10:
                made.append((path.name, text))
    return made


def codes_of(texts: Sequence[str], rng: random.Random) -> list[tuple[str, ...]]:
    """Forty sets of four words of two characters that stand in 3 to 12 of 100 paragraphs together."""
    sample = rng.sample(list(texts), min(len(texts), 20_000))
    found: Counter[str] = Counter()
    for text in sample:
        found.update(
            {text[i : i + 2] for i in range(len(text) - 1) if re.fullmatch(r"[\u4e00-\u9fff]{2}", text[i : i + 2])}
        )
    words = sorted(w for w, n in found.items() if 0.008 <= n / len(sample) <= 0.04)
    made: list[tuple[str, ...]] = []
    while len(made) < CODES:
        four = tuple(rng.sample(words, 4))
        share = sum(any(w in t for w in four) for t in sample[:4000]) / 4000
        if 0.03 <= share <= 0.12:
            made.append(four)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", action="store_true")
    chosen = parser.parse_args()
    lines = measured(chosen.folder)
    sys.stdout.write("\n".join(lines) + "\n")
    if chosen.docs:
        write_section(lines)
    return 0


def measured(folder: Path) -> list[str]:
    """The table, a line each."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    from qda.coders.linear import LinearCoder
    from qda.coders.scores import overall
    from qda.model import Code, Codebook, CodingUnit

    rng = random.Random(20210603)
    found = paragraphs(folder)
    names = sorted({document for document, _ in found})
    away = set(rng.sample(names, len(names) // 3))
    codes = codes_of([text for _, text in found], rng)
    ids = [f"c{j}" for j in range(CODES)]
    book = Codebook(
        "benchmark", "1", {}, "", tuple(Code(i, None, {}, "mechanism", "operationalisation", {}) for i in ids), "0" * 64
    )

    def unit(i: int) -> CodingUnit:
        document, text = found[i]
        return CodingUnit(f"s{i}", document, "c", "minutes", "speaker", None, None, 0, text)

    def truth(i: int) -> list[bool]:
        dice = random.Random(i)
        return [any(w in found[i][1] for w in four) and dice.random() > 0.2 for four in codes]

    inside = [i for i, (document, _) in enumerate(found) if document not in away]
    outside = [i for i, (document, _) in enumerate(found) if document in away]
    rng.shuffle(inside)
    rng.shuffle(outside)
    held = outside[:HELD_OUT]
    truths = {i: truth(i) for i in {*inside[:5000], *held}}
    y_held = np.array([truths[i] for i in held])
    characters = sum(len(found[i][1]) for i in held) / len(held)
    rows: list[tuple[str, str, str, str, str]] = []
    coder = peer = vectors = None
    for n, bar in ((500, 2.0), (5000, 15.0)):
        chosen = inside[:n]
        units = [unit(i) for i in chosen]
        labels = {f"s{i}": frozenset(c for c, given in zip(ids, truths[i], strict=True) if given) for i in chosen}
        coder = LinearCoder(book, seed=1)
        ours, _ = cpu(lambda c=coder, u=units, x=labels: c.fit(u, x))  # type: ignore[misc]
        vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2)
        peer = OneVsRestClassifier(LinearSVC(class_weight="balanced"))
        y = np.array([truths[i] for i in chosen])
        theirs, _ = cpu(lambda v=vectors, p=peer, c=chosen, y=y: p.fit(v.fit_transform([found[i][1] for i in c]), y))  # type: ignore[misc]
        rows.append(
            (
                f"训练（含阈值与校准）{n}段×{len(coder.code_ids)}码，秒",
                f"{ours:.2f}",
                f"{theirs:.2f}（不调阈值）",
                "",
                f"≤ {bar:g}",
            )
        )
        judged = coder.judge([unit(i) for i in held])
        columns = [ids.index(c) for c in coder.code_ids]
        their = np.asarray(peer.predict(vectors.transform([found[i][1] for i in held])), dtype=bool)[:, columns]
        a, b = overall(y_held[:, columns], judged.decisions), overall(y_held[:, columns], their)
        rows.append(
            (f"宏平均F1，{n}段训练", f"{a[0]:.3f}", f"{b[0]:.3f}", f"{(a[0] or 0) - (b[0] or 0):+.3f}", "≥ −0.010")
        )
        rows.append((f"微平均F1，{n}段训练", f"{a[1]:.3f}", f"{b[1]:.3f}", f"{(a[1] or 0) - (b[1] or 0):+.3f}", ""))
    if coder is None or peer is None or vectors is None:
        raise RuntimeError("nothing was trained")
    slice_ = [found[i][1] for i in held[:PEER]]
    theirs, _ = cpu(lambda: peer.predict(vectors.transform(slice_)))
    per_segment = theirs / len(slice_)
    spent, drafts, done, at = 0.0, 0, 0, 0
    while done < SCORED:
        block = [unit((at + k) % len(found)) for k in range(min(2000, SCORED - done))]
        seconds, given = cpu(lambda b=block: sum(1 for _ in coder.code(b, book)))  # type: ignore[misc]
        spent, drafts, done, at = spent + seconds, drafts + given, done + len(block), at + len(block)
    grown = allocated(lambda: [sum(1 for _ in coder.code([unit(i) for i in part], book)) for part in blocks_of(held)])
    rows.append(
        (
            f"判定100万段×{len(coder.code_ids)}码，秒",
            f"{spent:.1f}",
            f"{per_segment * SCORED:.0f}（由2万段推算）",
            "",
            "≤ 30",
        )
    )
    rows.append(
        (
            "判定速度，段/秒",
            f"{SCORED / spent:,.0f}",
            f"{1 / per_segment:,.0f}",
            f"{per_segment * SCORED / spent:.1f}×",
            "≥ 5×",
        )
    )
    rows.append(("判定时另占的内存，峰值，MB", f"{grown:.0f}", "", "", "≤ 300"))
    head = f"{len(found):,}段，平均{characters:.0f}字；{PEER_WORDS}；一次运行，单核CPU时间。"
    return [
        head, "", "| | qda | 同行 | 比 | 目标 |", "| --- | --- | --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows),
        "",
        f"判定给出{drafts:,}个编码。标签由词表产生并随机去掉五分之一，F1 只用于两者比较，不说明在真实编码上的水平。",
    ]  # fmt: skip


def write_section(lines: Sequence[str]) -> None:
    """Put the section into docs/performance.md, between its marks; other sections are left alone."""
    text = (
        PAGE.read_text(encoding="utf-8")
        if PAGE.exists()
        else "# 性能\n\n各节由 benchmarks/ 中的脚本写成；绝对时间因机器而异，比值才是结果。\n"
    )
    section = "\n".join([MARKS[0], "", "## 机器学习编码器", "", *lines, "", MARKS[1]])
    if MARKS[0] in text:
        before, _, rest = text.partition(MARKS[0])
        text = before + section + rest.partition(MARKS[1])[2]
    else:
        text = text.rstrip("\n") + "\n\n" + section + "\n"
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    raise SystemExit(main())
