"""The same file read otherwise: earlier turns and segments are superseded, none is counted twice, none is lost."""

from __future__ import annotations

from qda.cli.app import run_command
from qda.store import open_study, rows

TEXT = "问：停车的事谁说了算？\n答：现在大家商量。\n"


def test_turns_of_an_earlier_reading_are_not_counted_again(make_study):
    root = make_study({"corpus/甲/杂/2022-05-01.txt": TEXT})
    study_toml = root / "study.toml"
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        before = rows.turns(study)
    study_toml.write_text(
        study_toml.read_text(encoding="utf-8") + '[corpus.kinds]\n"杂" = "interview"\n', encoding="utf-8"
    )
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        after = rows.turns(study)
        stored = study.rows("SELECT count(*) FROM turns")[0][0]
        frame = study.frame("turns")
    (was,), (now,) = before.values(), after.values()
    assert {t.role for t in was} != {t.role for t in now}
    assert len([t for t in now if t.speaker]) == 2
    assert len(frame) == len(now)
    assert stored >= len(was)
    assert not {t.id for t in was if t.speaker} & {t.id for t in now if t.speaker}


def test_a_moved_file_keeps_its_ids(make_study):
    root = make_study()
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        before = {s.id for s in rows.segments(study)}
    old = root / "corpus/甲社区/会议记录/2022-04-18_第1次.txt"
    old.rename(old.with_name("2022-04-18_议事会.txt"))
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        assert {s.id for s in rows.segments(study)} == before


def test_a_changed_file_supersedes_its_segments_and_they_come_back(make_study):
    root = make_study()
    path = root / "corpus/甲社区/会议记录/2022-04-18_第1次.txt"
    original = path.read_text(encoding="utf-8")
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        before = {s.id for s in rows.segments(study)}
    path.write_text(original + "\n王阿姨：再说一遍，要公示。\n", encoding="utf-8")
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        assert {s.id for s in rows.segments(study)} != before
    path.write_text(original, encoding="utf-8")
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        assert {s.id for s in rows.segments(study)} == before
