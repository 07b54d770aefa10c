"""What a rule is worth: its precision on people's codings, and the cells that fall without it, against coding anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qda.cli.app import run_command
from qda.coders.rules import RuleCoder
from qda.prevalence.interval import clustered_share, wilson
from qda.steps.coded import read_coded, roll_up
from qda.steps.people import peoples_codings
from qda.steps.settings import load_settings
from qda.steps.tables import make_table
from qda.store import open_study, rows

BOOK = """\
id: r
version: "1"
codes:
  - id: a
    name: {zh: 甲}
    facet: mechanism
    rules: [公示 | 检查]
    children:
      - {id: a.x, name: 甲一, minimum: 2, rules: [居民, 居委会, {id: a.strong, find: 自己定, weight: 2}]}
      - {id: a.y, name: 甲二, rules: ['居委会 | 居民', 交给]}
"""


@pytest.fixture
def root(make_study):
    folder = make_study()
    (folder / "codebooks" / "small.yaml").write_text(BOOK, encoding="utf-8")
    assert run_command(["ingest", "--study", str(folder)]) == 0
    assert run_command(["code", "--study", str(folder)]) == 0
    return folder


def table_rows(study, root, name):
    return make_table(study, load_settings(root), name).records()


def test_the_cells_without_a_rule_are_those_of_coding_without_it(root):
    with open_study(root) as study:
        told = {(r["rule"], r["code"], r["case"]): r for r in table_rows(study, root, "rule-cells")}
        book = read_coded(study, load_settings(root)).codebook
        units = rows.coding_units(study, leave_out=("apparatus", "interviewer"))
        names = {case.id: case.name for case in rows.cases(study)}

    def counts(codebook):
        found: dict[tuple[str, str], set[str]] = {}
        case_of = {unit.segment_id: names[unit.case_id] for unit in units}
        for draft in RuleCoder(codebook).code(units, codebook):
            for code, below in roll_up(codebook).items():
                if draft.code_id in below:
                    found.setdefault((code, case_of[draft.segment_id]), set()).add(draft.segment_id)
        return {key: len(segments) for key, segments in found.items()}

    full = counts(book)
    assert {key[0] for key in told} == {"a.r1", "a.x.r1", "a.x.r2", "a.strong", "a.y.r1", "a.y.r2"}
    for rule_id in {key[0] for key in told}:
        without = counts(
            replace(
                book,
                codes=tuple(replace(c, rules=tuple(r for r in c.rules if r.id != rule_id)) for c in book.codes),
            )
        )
        for (rule, code, case), row in told.items():
            if rule == rule_id:
                assert row["segments_now"] == full.get((code, case), 0)
                assert row["segments_without"] == without.get((code, case), 0), (rule, code, case)
                assert row["segments_change"] == row["segments_without"] - row["segments_now"]
    assert any(row["segments_change"] < 0 for row in told.values())
    assert any(row["segments_change"] == 0 for row in told.values())


def test_precision_is_that_of_the_segments_people_have_coded(root):
    with open_study(root) as study:
        hit = sorted({c.segment_id for c in rows.codings(study) if c.code_id == "a"})
        everything = sorted(rows.places(study))
    sheet = "segment,codes\n" + "".join(f"{s},{'a' if s == hit[0] else ''}\n" for s in everything if s != hit[-1])
    (root / "people.csv").write_text(sheet, encoding="utf-8")
    with (root / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[codings]]\npath = "people.csv"\ncoder = "甲"\n')
    assert run_command(["run", "--study", str(root)]) == 0
    with open_study(root) as study:
        found = {r["rule"]: r for r in table_rows(study, root, "rules")}
        assert peoples_codings(study).coders == ("甲",)
    one = found["a.r1"]
    assert (one["hits"], one["judged"], one["right"]) == (len(hit), len(hit) - 1, 1)
    assert (one["low"], one["high"]) == wilson(1, len(hit) - 1)
    assert one["interval"] == "Wilson"
    assert found["a.y.r2"]["precision"] == 0.0


def test_many_documents_are_the_sample(make_study):
    words = ["公示。", "检查。", "公示一下。"]
    files = {
        f"corpus/甲社区/会议记录/2022-04-{d:02}_会.txt": f"第{d}次会议记录\n时间：2022年4月{d}日\n\n"
        + "".join(f"王阿姨：{word}\n李经理：好{d}。\n" for word in words)
        for d in range(1, 13)
    }
    root = make_study(files)
    (root / "codebooks" / "small.yaml").write_text(BOOK, encoding="utf-8")
    run_command(["ingest", "--study", str(root)])
    run_command(["code", "--study", str(root)])
    with open_study(root) as study:
        hit = [c for c in rows.codings(study) if c.code_id == "a"]
    right = {c.segment_id for i, c in enumerate(hit) if i % 5 == 0 or c.document_id < hit[18].document_id}
    (root / "people.csv").write_text(
        "segment,codes\n" + "".join(f"{c.segment_id},{'a' if c.segment_id in right else ''}\n" for c in hit),
        encoding="utf-8",
    )
    with (root / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[codings]]\npath = "people.csv"\ncoder = "甲"\n')
    run_command(["run", "--study", str(root)])
    with open_study(root) as study:
        one = next(r for r in table_rows(study, root, "rules") if r["rule"] == "a.r1")
    documents = sorted({c.document_id for c in hit})
    pairs = [(sum(c.segment_id in right for c in hit if c.document_id == d), 3) for d in documents]
    share = clustered_share([a for a, _ in pairs], [n for _, n in pairs])
    assert one["interval"] == "文档"
    assert (one["low"], one["high"]) == (share.low, share.high)


def test_two_coders_count_by_halves_and_gold_alone(root):
    with open_study(root) as study:
        first, second, *_ = sorted(rows.places(study))
    (root / "one.csv").write_text(f"segment,codes\n{first},a\n{second},\n", encoding="utf-8")
    (root / "two.csv").write_text(f"segment,codes\n{first},a.y\n", encoding="utf-8")
    with (root / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[codings]]\npath = "one.csv"\ncoder = "甲"\n[[codings]]\npath = "two.csv"\ncoder = "乙"\n')
    run_command(["run", "--study", str(root)])
    with open_study(root) as study:
        assert peoples_codings(study).given == {first: {"a", "a.y"}, second: frozenset()}
    with (root / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[codings]]\npath = "two.csv"\ncoder = "裁定"\nkind = "gold"\n')
    run_command(["run", "--study", str(root)])
    with open_study(root) as study:
        people = peoples_codings(study)
        assert people.gold and people.given == {first: {"a.y"}}


def test_a_table_can_be_narrowed_to_one_rule(root, capsys):
    capsys.readouterr()
    assert run_command(["table", "rule-cells", "--where", "rule=a.r1", "--json", "--study", str(root)]) == 0
    import json

    found = json.loads(capsys.readouterr().out)
    assert found and {r["rule"] for r in found} == {"a.r1"}
    assert run_command(["table", "rule-cells", "--where", "rulex=a.r1", "--study", str(root)]) == 2
    assert "known: rule, code" in capsys.readouterr().err
    assert run_command(["table", "rule-cells", "--where", "rule", "--study", str(root)]) == 2
