"""The other networks of a study: every weight is the number of places listed for it, and time is cut without gaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from qda.cli.app import run_command
from qda.errors import UsageError
from qda.steps.periods import Asked, periods
from qda.steps.settings import NetworkSettings, load_settings
from qda.steps.study_networks import MAKERS, Stored
from qda.steps.tables import make_table
from qda.steps.tables_study_networks import network_of, places_table
from qda.store import open_study, rows

MEETING = """第{k}次会议
时间：2022年{k}月18日
主持人：张主任
{present}
张主任：停车的事公示。
王阿姨：让居民自己定。
张主任：结果公示。
王阿姨：没有公示。
"""


def ends(table, kind):
    keys = (
        ("case", "source_node", "target_node", "polarity")
        if kind == "discourse"
        else ("case", "source_node", "target_node")
    )
    return [tuple(record[k] for k in keys) for record in table.records()]


@pytest.fixture
def root(make_study):
    files = {}
    for k in range(1, 5):
        present = "参会人员：张丽（居委会主任）、李强（物业经理）\n缺席：陈晓（楼门长）" if k < 4 else ""
        files[f"corpus/甲社区/会议记录/2022-0{k}-18_第{k}次.txt"] = MEETING.format(k=k, present=present)
    made = make_study(files)
    assert run_command(["run", "--study", str(made)]) == 0
    return made


def test_weights_are_the_places_listed(root) -> None:
    with open_study(root) as study:
        for collapse in ("document", "none"):
            settings = replace(load_settings(root), network=NetworkSettings(collapse=collapse))
            for kind in MAKERS:
                for asked in (Asked(), Asked(window="quarter"), Asked(first="2022-02-18", last="2022-03-18")):
                    whole, listed = (
                        network_of(Stored(study, settings), kind, asked),
                        places_table(Stored(study, settings), kind, asked),
                    )
                    weights = Counter()
                    for key, weight in zip(ends(whole, kind), whole.column("weight"), strict=True):
                        weights[key] += weight
                    assert weights == Counter(ends(listed, kind)), (kind, collapse)
                    assert kind == "attendance" or weights or asked.first, kind


def test_who_answers_whom_and_how_often(root) -> None:
    with open_study(root) as study:
        settings = load_settings(root)
        found = {
            (r["source_node"], r["target_node"]): r["weight"] for r in make_table(study, settings, "answers").records()
        }
        assert found == {("居委会", "居民"): 4, ("居民", "居委会"): 4}, "once a document"
        said = {
            (r["source_node"], r["target_node"], r["polarity"]): r["weight"]
            for r in make_table(study, settings, "discourse").records()
        }
        assert said["居民", "监督", "未实现或否定"] == 4
        (pair,) = make_table(study, settings, "discourse-pairs").records()
        assert pair["conflict.no"] == 4 * 4, "said done by one and not done by the other, four statements each"


def test_lists_of_attendance_say_who_met_and_who_could_speak(root) -> None:
    with open_study(root) as study:
        made = make_table(study, load_settings(root), "attendance")
        together = {frozenset((r["source_node"], r["target_node"])): r for r in made.records()}
        assert together[frozenset(("居委会", "物业"))]["weight"] == 3
        assert "李强" in together[frozenset(("居委会", "物业"))]["quote"]
        assert any("1次没有参会名单" in note for note in made.notes)
        assert all(r["p_spoke"] is None for r in together.values()), "one meeting has no list"


def test_periods_leave_no_dated_document_out(root) -> None:
    with open_study(root) as study:
        documents = {d.id: d for d in rows.documents(study)}
    for window in ("week", "month", "quarter", "year", "40d"):
        cut, undated = periods(documents, Asked(window=window))
        assert sorted(i for p in cut for i in p.documents) == sorted(documents) and not undated
    (only,), _ = periods(documents, Asked(first="2022-02-18", last="2022-03-18"))
    assert {documents[i].date for i in only.documents} == {"2022-02-18", "2022-03-18"}, "both ends are inside"
    for wrong in (Asked(first="18.2.2022"), Asked(first="2022-03-01", last="2022-02-01"), Asked(window="0d")):
        with pytest.raises(UsageError):
            periods(documents, wrong)
