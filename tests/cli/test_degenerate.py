"""Studies with next to nothing in them end with a report all the same: no number that is not there, no traceback."""

from __future__ import annotations

import pytest

NOTHING = "张主任：今天下雨。\n"
HEAD = "第1次议事会会议记录\n时间：2022年4月18日\n"
ONE_TIE = HEAD + "\n张主任：居委会督促物业把坑填上，结果要公示。\n"


@pytest.mark.parametrize(
    "files",
    [
        {"corpus/甲社区/2022-04-18.txt": NOTHING},
        {"corpus/甲社区/2022-04-18.txt": ONE_TIE},
        {"corpus/甲社区/2022-04-18.txt": ONE_TIE, "corpus/乙社区/2022-04-18.txt": HEAD + "王阿姨：没有。\n"},
        {
            f"corpus/{case}社区/2022-04-1{i}.txt": ONE_TIE.replace("坑", f"坑{case}{i}")
            for case in "甲乙"
            for i in range(5)
        },
    ],
    ids=["nobody", "one tie", "a community without ties", "all documents alike"],
)
def test_a_report_comes_out(qda, make_study, files):
    root = make_study(files)
    ran = qda("run", study=root)
    assert ran.code == 0, ran.err
    assert (root / "reports" / "report.html").is_file()
    for name in ("nan", "inf"):
        for path in (root / "reports" / "tables").glob("*.csv"):
            cells = path.read_text(encoding="utf-8-sig").replace("\n", ",").lower().split(",")
            assert name not in cells, path.name


def test_a_study_with_nothing_to_code_says_so(qda, make_study):
    root = make_study({"corpus/甲社区/2022-04-18.txt": HEAD})
    ran = qda("run", study=root)
    assert ran.code == 1
    assert "no document has a coding unit" in ran.err
