"""Masking through the whole pipeline: no original name in the study or its reports, same pseudonyms again, no way back
by mistake."""

from __future__ import annotations

import sqlite3

from qda.cli.app import run_command
from qda.store import open_study, rows

TEXT = (
    "第1次议事会会议记录\n时间：2022年4月18日\n主持人：周敏（居委会主任）\n参会人员：居民代表王建国、物业经理陈志强\n\n"
    "周敏：今天说停车的事，王建国先说。\n王建国：我的电话是13911112222，身份证11010519491231002X。居委会要督促物业公示。\n"
    "陈志强：王建国说得对，我跟周主任汇报过。\n"
)
ORIGINALS = ("王建国", "陈志强", "周敏", "13911112222", "11010519491231002X")
SETTINGS = '[mask]\nenabled = true\nmap = "../化名表.csv"\n'


def everything(root) -> str:
    db = sqlite3.connect(root / "study.sqlite")
    dump = "\n".join(db.iterdump())
    db.close()
    files = [p.read_bytes().decode("utf-8", errors="ignore") for p in (root / "reports").rglob("*") if p.is_file()]
    return dump + "\n".join(files)


def test_nothing_original_is_left_and_a_rerun_does_nothing(make_study, capsys):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT}, settings=SETTINGS)
    assert run_command(["run", "--study", str(root)]) == 0
    found = everything(root)
    for original in ORIGINALS:
        assert original not in found, original
    table = (root.parent / "化名表.csv").read_text(encoding="utf-8-sig")
    assert "王建国" in table
    capsys.readouterr()
    assert run_command(["run", "--study", str(root)]) == 0
    assert "Everything is up to date" in capsys.readouterr().err


def test_spans_lie_in_the_masked_text_and_rules_still_work(make_study):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT}, settings=SETTINGS)
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        (document,) = rows.documents(study)
        (turns,) = rows.turns(study).values()
        codes = {c.code_id for c in rows.codings(study)}
    spoken = [t for t in turns if t.speaker]
    assert len(spoken) == 3
    assert spoken[0].span.of(document.text).startswith("今天说停车的事")
    assert spoken[2].span.of(document.text).endswith("汇报过。")
    assert {"watch", "linkage.supervises"} <= codes


def test_the_same_person_keeps_the_pseudonym_in_a_new_study(make_study):
    first = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT}, settings=SETTINGS, name="一")
    assert run_command(["ingest", "--study", str(first)]) == 0
    second = make_study({"corpus/甲社区/会议记录/2022-05-18.txt": TEXT}, settings=SETTINGS, name="二")
    assert run_command(["ingest", "--study", str(second)]) == 0
    speakers = []
    for root in (first, second):
        with open_study(root) as study:
            (turns,) = rows.turns(study).values()
            speakers.append([t.speaker for t in turns if t.speaker])
    assert speakers[0] == speakers[1]


def test_the_table_of_names_must_lie_outside(make_study, capsys):
    root = make_study(
        {"corpus/甲社区/会议记录/2022-04-18.txt": TEXT}, settings='[mask]\nenabled = true\nmap = "map.csv"\n'
    )
    assert run_command(["ingest", "--study", str(root)]) == 2
    assert "[map-inside-study]" in capsys.readouterr().err


def test_unmasking_by_mistake_is_refused(make_study, capsys):
    root = make_study({"corpus/甲社区/会议记录/2022-04-18.txt": TEXT}, settings=SETTINGS)
    assert run_command(["ingest", "--study", str(root)]) == 0
    path = root / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("enabled = true", "enabled = false"), encoding="utf-8")
    assert run_command(["run", "--study", str(root)]) == 2
    assert "[mask-off]" in capsys.readouterr().err
    assert "王建国" not in everything(root)
