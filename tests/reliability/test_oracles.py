"""Every coefficient beside at least two other packages, on one table with holes.

The numbers of krippendorff 0.9.0 (GPL: not even a dependency of the tests), nltk 3.10.4, statsmodels 0.15.0 and irrCAC 0.4.4
(rounds to five digits) are recorded here; `benchmarks/reliability_oracles.py` computes them anew where these are installed.
AC1 and Brennan-Prediger with holes: irrCAC here, and R's irrCAC in tests/papers/test_gwet_2014.py.
"""

import pytest

from qda.reliability import nominal

HOLES = """
1123 2.22 3334 44.4 1111 2321 .333 1.1. 5555 4345 22.2 1213 3.33 44.. 5554 1111 2232 ...3 3343 .22.
""".split()
TABLE = [[None if sign == "." else int(sign) for sign in word] for word in HOLES]
COMPLETE = [unit for unit in TABLE if None not in unit]
TWO = [unit[:2] for unit in COMPLETE]
CATEGORIES = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("metric", "krippendorff"),
    [
        ("nominal", 0.5890026089),
        ("ordinal", 0.8445968489),
        ("interval", 0.8527517026),
        ("ratio", 0.7945498695),
    ],
)
def test_alpha_with_holes(metric, krippendorff) -> None:
    assert nominal.krippendorff_alpha(TABLE, metric) == pytest.approx(krippendorff, abs=1e-9)


def test_nominal_alpha_in_nltk_and_irrcac() -> None:
    assert nominal.krippendorff_alpha(TABLE) == pytest.approx(0.5890026089, abs=1e-9)  # nltk
    assert nominal.krippendorff_alpha(TABLE) == pytest.approx(0.58900, abs=6e-6)  # irrCAC


def test_two_coders() -> None:
    from sklearn.metrics import cohen_kappa_score

    kappa = nominal.cohen_kappa(TWO)
    assert kappa == pytest.approx(0.6451612903, abs=1e-9)  # nltk, statsmodels
    assert kappa == pytest.approx(cohen_kappa_score([a for a, _ in TWO], [b for _, b in TWO]), abs=1e-12)
    assert nominal.scott_pi(TWO) == pytest.approx(0.6393442623, abs=1e-9)  # nltk


def test_many_coders_on_complete_data() -> None:
    assert nominal.fleiss_kappa(COMPLETE) == pytest.approx(0.3775419982, abs=1e-9)  # nltk (its pi), statsmodels
    assert nominal.conger_kappa(COMPLETE) == pytest.approx(0.3813708260, abs=1e-9)  # nltk (its multi_kappa)


@pytest.mark.parametrize(
    ("found", "irrcac"),
    [
        (nominal.gwet_ac1(TABLE, CATEGORIES), 0.65137),
        (nominal.fleiss_kappa(TABLE), 0.63984),
        (nominal.conger_kappa(TABLE), 0.64347),
        (nominal.brennan_prediger(TABLE, CATEGORIES), 0.64912),
    ],
)
def test_holes_in_irrcac(found, irrcac) -> None:
    assert found == pytest.approx(irrcac, abs=6e-6)
