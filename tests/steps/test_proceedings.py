"""Votes, resolutions and tasks of minutes reach a table, with spans that lead back to the words."""

from __future__ import annotations

from qda.cli.app import run_command
from qda.steps.settings import load_settings
from qda.steps.tables import make_table
from qda.store import open_study, rows

TEXT = """\
第3次议事会会议记录
时间：2022年4月18日
主持人：张主任

一、停车收费
张主任：大家表决。
表决结果：同意12票，反对2票，弃权1票，通过。
二、垃圾点位
王阿姨：别放我家窗下。
会议决定：
1. 点位移到东墙。
责任人：李经理，完成时限：5月1日。
"""


def test_votes_and_tasks_in_a_table(make_study):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT})
    assert run_command(["ingest", "--study", str(root)]) == 0
    with open_study(root) as study:
        made = make_table(study, load_settings(root), "proceedings").records()
        (document,) = rows.documents(study)
    (vote,) = [r for r in made if r["proceeding"] == "vote"]
    assert (vote["votes_for"], vote["votes_against"], vote["votes_abstain"], vote["outcome"]) == (12, 2, 1, "passed")
    assert vote["agenda_item"] == "停车收费"
    assert "同意12票" in document.text[vote["start"] : vote["end"]]
    tasks = [r for r in made if r["proceeding"] == "task"]
    assert [(r["responsible"], r["due_date"]) for r in tasks] == [("李经理", "2022-05-01")]
    assert {"停车收费", "垃圾点位"} <= {r["text"] for r in made if r["proceeding"] == "agenda"}


def test_what_is_not_said_is_empty(make_study):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": "张主任：大家同意吗？\n王阿姨：一致通过。\n"})
    assert run_command(["ingest", "--study", str(root)]) == 0
    with open_study(root) as study:
        made = make_table(study, load_settings(root), "proceedings").records()
    for row in made:
        assert row["votes_for"] is None and row["responsible"] is None
