"""Our coefficients beside those of other packages, on the same data. Needs none of them: what is not installed is left out.

    python -m venv other && other/bin/pip install numpy scipy krippendorff nltk statsmodels scikit-learn
    PYTHONPATH=. other/bin/python benchmarks/reliability_oracles.py

The numbers of `krippendorff` (GPL, so never a dependency), `nltk`, `statsmodels` and `irrCAC` (which pins an old scipy, so it
needs an environment of its own) stand as constants in tests/reliability/test_oracles.py; this script says where they came from.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import version

import numpy as np

from qda.reliability import nominal
from qda.reliability.sets import set_agreement

HOLES = [
    "1123",
    "2.22",
    "3334",
    "44.4",
    "1111",
    "2321",
    ".333",
    "1.1.",
    "5555",
    "4345",
    "22.2",
    "1213",
    "3.33",
    "44..",
    "5554",
    "1111",
    "2232",
    "...3",
    "3343",
    ".22.",
]
"""20 units, four coders, values 1 to 5; "." is a hole."""
COMPLETE = [word for word in HOLES if "." not in word]
SETS = ("a ab bc c abc b ac a", "a a bd c ab c ac ab", "ab ab b c abc b a d")


def matrix(words: list[str]) -> list[list[int | None]]:
    return [[None if sign == "." else int(sign) for sign in word] for word in words]


def triples(words: list[str], coders: slice = slice(None)) -> list[tuple[str, str, str]]:
    """(coder, unit, value), as nltk wants it."""
    return [(str(j), str(i), v) for i, w in enumerate(words) for j, v in enumerate(w[coders]) if v != "."]


def rows() -> list[tuple[str, str, float, float]]:
    """(package, what, theirs, ours)."""
    found: list[tuple[str, str, float, float]] = []
    holes, complete = matrix(HOLES), matrix(COMPLETE)
    two = [unit[:2] for unit in complete]
    categories = [1, 2, 3, 4, 5]

    def add(package: str, what: str, theirs: float, ours: float | None) -> None:
        found.append((f"{package} {version(package)}", what, float(theirs), float("nan") if ours is None else ours))

    if importlib.util.find_spec("krippendorff"):
        import krippendorff

        data = np.array([[np.nan if v is None else v for v in unit] for unit in holes], dtype=float).T
        for metric in ("nominal", "ordinal", "interval", "ratio"):
            theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=metric)
            add("krippendorff", f"alpha {metric}", theirs, nominal.krippendorff_alpha(holes, metric))
    if importlib.util.find_spec("nltk"):
        from nltk.metrics import jaccard_distance, masi_distance
        from nltk.metrics.agreement import AnnotationTask

        task = AnnotationTask(triples(COMPLETE, slice(2)))
        add("nltk", "Cohen kappa", task.kappa(), nominal.cohen_kappa(two))
        add("nltk", "Scott pi", task.pi(), nominal.scott_pi(two))
        add("nltk", "alpha nominal, holes", AnnotationTask(triples(HOLES)).alpha(), nominal.krippendorff_alpha(holes))
        many = AnnotationTask(triples(COMPLETE))
        add("nltk", "Fleiss kappa (its pi)", many.pi(), nominal.fleiss_kappa(complete))
        add("nltk", "Conger kappa (its multi_kappa)", many.multi_kappa(), nominal.conger_kappa(complete))
        sets = [(str(j), str(i), frozenset(w)) for j, line in enumerate(SETS) for i, w in enumerate(line.split())]
        units = [[frozenset(w) for w in unit] for unit in zip(*(line.split() for line in SETS), strict=True)]
        ours = set_agreement(units, np.arange(len(units)), draws=200, rng=np.random.default_rng(0))
        add("nltk", "alpha Jaccard", AnnotationTask(sets, distance=jaccard_distance).alpha(), ours.jaccard.value)
        add("nltk", "alpha MASI", AnnotationTask(sets, distance=masi_distance).alpha(), ours.masi.value)
    if importlib.util.find_spec("statsmodels"):
        from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

        counts = np.array([[unit.count(c) for c in categories] for unit in complete])
        add("statsmodels", "Fleiss kappa", fleiss_kappa(counts), nominal.fleiss_kappa(complete))
        square = np.array([[sum(u == [a, b] for u in two) for b in categories] for a in categories])
        add("statsmodels", "Cohen kappa", cohens_kappa(square).kappa, nominal.cohen_kappa(two))
    if importlib.util.find_spec("sklearn"):
        from sklearn.metrics import cohen_kappa_score

        theirs = cohen_kappa_score([a for a, _ in two], [b for _, b in two])
        add("scikit-learn", "Cohen kappa", theirs, nominal.cohen_kappa(two))
    if importlib.util.find_spec("irrCAC"):
        import pandas
        from irrCAC.raw import CAC

        table = CAC(pandas.DataFrame(holes, dtype=float), categories=[float(c) for c in categories])
        for what, theirs, ours_value in (
            ("AC1, holes", table.gwet(), nominal.gwet_ac1(holes, categories)),
            ("Fleiss kappa, holes", table.fleiss(), nominal.fleiss_kappa(holes)),
            ("Conger kappa, holes", table.conger(), nominal.conger_kappa(holes)),
            ("Brennan-Prediger, holes", table.bp(), nominal.brennan_prediger(holes, categories)),
            ("alpha, holes", table.krippendorff(), nominal.krippendorff_alpha(holes)),
        ):
            add("irrCAC", what, theirs["est"]["coefficient_value"], ours_value)
    return found


def main() -> None:
    print("| package | coefficient | theirs | ours | difference |")
    print("| --- | --- | ---: | ---: | ---: |")
    for package, what, theirs, ours in rows():
        print(f"| {package} | {what} | {theirs:.10f} | {ours:.10f} | {ours - theirs:.1e} |")


if __name__ == "__main__":
    main()
