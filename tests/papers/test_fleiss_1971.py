"""Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76:378.

Table 1: 30 patients, six psychiatrists each, five diagnoses. Printed: P̄ = .555 (5/9), P̄_e = .220, kappa = .430.
"""

import pytest

from qda.reliability.nominal import fleiss_kappa, percent

# One word a patient: how many of the six chose each diagnosis.
TABLE_1 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
""".split()
VALUES = [[k for k, count in enumerate(patient) for _ in range(int(count))] for patient in TABLE_1]


def test_table_1() -> None:
    assert [sum(int(p[k]) for p in TABLE_1) / 180 for k in range(5)] == pytest.approx(
        [0.144, 0.144, 0.167, 0.306, 0.239], abs=6e-4
    )
    assert percent(VALUES) == pytest.approx(0.5556, abs=5e-5)
    assert fleiss_kappa(VALUES) == pytest.approx(0.430, abs=5e-4)
