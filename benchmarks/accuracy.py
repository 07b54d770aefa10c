"""The rules of the reference codebook against the adjudicated demonstration codings; the tables of docs/accuracy.md.

    python benchmarks/accuracy.py [STUDY]            # Markdown for docs/accuracy.md
    python benchmarks/accuracy.py [STUDY] --write    # put it there
    python benchmarks/accuracy.py [STUDY] --split    # which document is in which half
    python benchmarks/accuracy.py [STUDY] --csv      # every figure of both halves

STUDY is the folder of the reference study, this project's by default; nothing is written into it. Documents are split
into a development half, whose codings may be read while rules are written, and a test half, whose text may not: half
of every folder, drawn with SEED; a folder of one document goes to development.

Counts are weighted by the inverse of the inclusion probabilities of the sample, scaled to sum to the number of segments
read, so the figures speak of all segments of the documents. Limits resample documents (`qda.reliability.interval`).
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qda.reliability import binary
from qda.reliability.against import f1
from qda.reliability.interval import Interval, document_bootstrap

if TYPE_CHECKING:
    from qda.model import Code

SEED = 20261126
DRAWS = 1999
FEW = 10
"""Codes that the adjudication gave fewer segments of the half are marked."""
SHEETS = Path("corpus/demonstration-codings")
PAGE = Path("docs/accuracy.md")
BEGIN, END = "<!-- made by benchmarks/accuracy.py: begin -->", "<!-- end -->"
HALVES = {"development": "开发半", "test": "检验半"}
Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def precision(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """a/(a+b), the rules first and the adjudication second; NaN where the rules found nothing."""
    return _over(t[..., 0], t[..., 0] + t[..., 1])


def recall(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """a/(a+c); NaN where the adjudication holds nothing."""
    return _over(t[..., 0], t[..., 0] + t[..., 2])


def _over(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


STATISTICS: Mapping[str, tuple[Statistic, float]] = {
    "precision": (precision, 0.0),
    "recall": (recall, 0.0),
    "f1": (f1, 0.0),
    "kappa": (binary.cohen_kappa, -1.0),
    "alpha": (binary.krippendorff_alpha, -1.0),
}
"""Name to formula and lowest value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One code in one half. found, true: segments that the rules, and the adjudication, gave it, unweighted. values: the
    weighted statistics with their limits. readers: the same for the two readers before adjudication."""

    code: Code | None
    found: int
    true: int
    values: Mapping[str, Interval]
    readers: Mapping[str, Interval]

    @property
    def name(self) -> str:
        """As the table shows it."""
        return self.code.called() if self.code else "各编码合计"


@dataclass(frozen=True, slots=True)
class Sample:
    """The segments of one half. codes: what rules, gold, a and b gave each, codes above filled in."""

    half: str
    segments: list[str]
    documents: list[str]
    weights: NDArray[np.float64]
    codes: Mapping[str, Mapping[str, frozenset[str]]]


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a head."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def halves(paths: Sequence[str]) -> dict[str, str]:
    """Document path to "development" or "test"."""
    folders: dict[str, list[str]] = {}
    for path in sorted(set(paths)):
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    made = {}
    for folder, inside in folders.items():
        test = set(random.Random(f"{SEED} {folder}").sample(inside, len(inside) // 2))
        made.update({path: "test" if path in test else "development" for path in inside})
    return made


def coded_by_rules(root: Path) -> tuple[dict[str, frozenset[str]], tuple[Code, ...], Mapping[str, tuple[str, ...]]]:
    """Segment to the codes that the rules give it now, the codes, and each code's codes below; in a copy of the study."""
    from qda.steps.actors import find_actors
    from qda.steps.code import code
    from qda.steps.coded import read_coded, roll_up
    from qda.steps.ingest import ingest, survey
    from qda.steps.segment import segment
    from qda.steps.settings import load_settings
    from qda.store import open_study

    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for part in ("corpus", "codebooks"):
            shutil.copytree(root / part, copy / part)
        shutil.copy(root / "study.toml", copy)
        settings = load_settings(copy)
        with open_study(copy, create=True) as study:
            ingest(study, settings, survey(copy, settings, []))
            segment(study, settings)
            find_actors(study, settings)
            code(study, settings, "rules")
            coded = read_coded(study, settings, "rules")
    found: dict[str, set[str]] = {s: set() for s in coded.seen}
    for c in coded.codings:
        found[c.segment_id].add(c.code_id)
    return {s: frozenset(ids) for s, ids in found.items()}, coded.codebook.codes, roll_up(coded.codebook)


def samples(root: Path, by_rules: Mapping[str, frozenset[str]], below: Mapping[str, tuple[str, ...]]) -> list[Sample]:
    """Both halves. Stops the program if a segment of the sample is not one of the study's."""
    drawn = read_sheet(root / SHEETS / "sample.csv")
    half_of = halves([row["path"] for row in drawn])
    sheets: dict[str, Mapping[str, frozenset[str]]] = {"rules": by_rules}
    for name, file in (("gold", "adjudicated.csv"), ("a", "reader-a.csv"), ("b", "reader-b.csv")):
        rows = read_sheet(root / SHEETS / file)
        sheets[name] = {row["segment"]: frozenset(filter(None, row["codes"].split(";"))) for row in rows}
    lost = [row["segment"] for row in drawn if any(row["segment"] not in given for given in sheets.values())]
    if lost:
        sys.exit(f"{len(lost)} segments of the sample are not in the study or in a sheet, {lost[0]} first")
    full = {name: {s: filled(ids, below) for s, ids in given.items()} for name, given in sheets.items()}
    made = []
    for half in HALVES:
        rows = [row for row in drawn if half_of[row["path"]] == half]
        weights = np.array([1 / float(row["inclusion_probability"]) for row in rows])
        made.append(
            Sample(
                half, [r["segment"] for r in rows], [r["path"] for r in rows], weights * len(rows) / weights.sum(), full
            )
        )
    return made


def filled(ids: frozenset[str], below: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The codes with those above them."""
    return frozenset(code for code, inside in below.items() if not ids.isdisjoint(inside))


def counts(sample: Sample, first: str, second: str, code: str) -> NDArray[np.float64]:
    """documents × (both, first only, second only, neither), weighted."""
    order = {path: i for i, path in enumerate(dict.fromkeys(sample.documents))}
    table = np.zeros((len(order), 4))
    for segment, path, weight in zip(sample.segments, sample.documents, sample.weights, strict=True):
        one, other = code in sample.codes[first][segment], code in sample.codes[second][segment]
        table[order[path], 0 if one and other else 1 if one else 2 if other else 3] += weight
    return table


def measured(table: NDArray[np.float64], names: Sequence[str]) -> dict[str, Interval]:
    """Statistics of weighted counts per document."""
    made = {}
    for name in names:
        formula, least = STATISTICS[name]
        rng = np.random.default_rng(SEED)
        found = document_bootstrap(formula, table, draws=DRAWS, rng=rng, bounds=(least, 1.0))
        made[name] = found[0] if isinstance(found, tuple) else found
    return made


def measure(sample: Sample, codes: Sequence[Code], below: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Every code but linkage, which the sheets do not have; last all leaf codes together."""
    made = []
    leaves: list[str] = []
    for code in codes:
        if code.facet == "linkage":
            continue
        leaves += [code.id] if below[code.id] == (code.id,) else []
        found, true = (sum(code.id in sample.codes[who][s] for s in sample.segments) for who in ("rules", "gold"))
        values = measured(counts(sample, "rules", "gold", code.id), list(STATISTICS))
        made.append(Row(code, found, true, values, measured(counts(sample, "a", "b", code.id), ["f1", "alpha"])))
    together = {
        pair: np.sum([counts(sample, *pair, c) for c in leaves], axis=0) for pair in (("rules", "gold"), ("a", "b"))
    }
    found, true = (sum(len(sample.codes[w][s] & set(leaves)) for s in sample.segments) for w in ("rules", "gold"))
    values = measured(together["rules", "gold"], ["precision", "recall", "f1"])
    return [*made, Row(None, found, true, values, measured(together["a", "b"], ["f1"]))]


def shown(interval: Interval | None, digits: int = 2) -> str:
    """A value with its limits, as Markdown."""
    if interval is None or interval.value is None:
        return "—"
    value, *limits = (
        f"{round(one, digits) + 0.0:.{digits}f}"
        for one in (interval.value, interval.low, interval.high)
        if one is not None
    )
    return f"{value} [{', '.join(limits)}]" if limits else value


def markdown(sample: Sample, rows: Sequence[Row]) -> str:
    """The table of one half."""
    lines = [
        f"### {HALVES[sample.half]}：{len(set(sample.documents))} 份文档，{len(sample.segments)} 段",
        "",
        "| 编码 | 裁定 | 规则 | 精确率 | 召回率 | F1 | κ | α | 两次阅读的 α |",
        "| --- | ---: | ---: | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        mark = "＊" if row.code and row.true < FEW else ""
        deep = "　" if row.code and row.code.parent_id else ""
        cells = [shown(row.values.get(name)) for name in STATISTICS]
        lines.append(
            f"| {deep}{row.name}{mark} | {row.true} | {row.found} | {' | '.join(cells)} | {shown(row.readers.get('alpha'))} |"
        )
    return "\n".join(lines)


def tables(root: Path) -> str:
    """The tables of both halves, the test half first."""
    by_rules, codes, below = coded_by_rules(root)
    both = [markdown(sample, measure(sample, codes, below)) for sample in samples(root, by_rules, below)]
    return "\n\n".join(reversed(both))


def figures(root: Path) -> None:
    """Print every figure of both halves as CSV."""
    by_rules, codes, below = coded_by_rules(root)
    writer = csv.writer(sys.stdout)
    writer.writerow(["half", "code", "gold", "rules", "statistic", "value", "low", "high"])
    for sample in samples(root, by_rules, below):
        for row in measure(sample, codes, below):
            for name, one in row.values.items():
                code = row.code.id if row.code else "all"
                writer.writerow([sample.half, code, row.true, row.found, name, one.value, one.low, one.high])


def between(page: str) -> str:
    """The part of the page that the script makes."""
    return page.partition(BEGIN)[2].partition(END)[0].strip()


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path, nargs="?", default=Path(__file__).parents[1])
    parser.add_argument("--split", action="store_true")
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if given.split:
        for path, half in halves([row["path"] for row in read_sheet(given.study / SHEETS / "sample.csv")]).items():
            print(f"{half}\t{path}")
        return
    if given.csv:
        figures(given.study)
        return
    made = tables(given.study)
    if given.write:
        page = Path(__file__).parents[1] / PAGE
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    else:
        print(made)


if __name__ == "__main__":
    main()
