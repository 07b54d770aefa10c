"""Hayes, A. F. & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
Communication Methods and Measures 1:77. Data: table 1, p. 84 (40 newspaper stories, 5 observers, 0-3, with holes).

Printed as output of their macro: ordinal alpha = .7598 from 40 units, 5 observers and 239 pairs.
"""

import pytest

from qda.reliability.nominal import krippendorff_alpha

# One word a unit, one sign an observer; "." is a hole.
TABLE_1 = """
112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. 000.0
0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1
""".split()
VALUES = [[None if sign == "." else int(sign) for sign in unit] for unit in TABLE_1]


def test_table_1_is_the_printed_one() -> None:
    values = [[v for v in unit if v is not None] for unit in VALUES]
    assert len(values) == 40
    assert sum(len(v) * (len(v) - 1) // 2 for v in values) == 239


def test_ordinal_alpha() -> None:
    assert krippendorff_alpha(VALUES, "ordinal") == pytest.approx(0.7598, abs=5e-5)


def test_the_order_of_words_gives_the_same_as_numbers() -> None:
    words = ["无", "低", "中", "高"]
    named = [[None if v is None else words[v] for v in unit] for unit in VALUES]
    assert krippendorff_alpha(named, "ordinal", order=words) == pytest.approx(0.7598, abs=5e-5)
