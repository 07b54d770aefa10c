"""From proposals to the table of people: write, check, read back."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

LIST = Path(__file__).parents[2] / "codebooks" / "actors-taiwan.yaml"
SETTINGS = '[actors]\npath = "codebooks/actors-taiwan.yaml"\n'
MEETING = """\
主席：接下來請農委會回應。
林大同：大家好，我是農委會企劃處林大同，我們會研議。
主席：謝謝。
陳小美：我是晨光協會的理事長。
陳小美：我是小河合作社的經理，我們合作社很小，我們合作社今年才成立。
陳小美：我們公司也在做。
主席：請說。
王一：今天天氣很好，我想請教停車的事。
"""


@pytest.fixture
def root(make_study, qda) -> Path:
    made = make_study({"corpus/某鎮/会议记录/2018-01-02_座談.txt": MEETING}, SETTINGS)
    shutil.copy(LIST, made / "codebooks" / LIST.name)
    assert qda("run", study=made).code == 0
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def actors_of(qda, root: Path) -> dict[str, str | None]:
    return {row["speaker"]: row["actor_name"] for row in qda("table", "speakers", "--json", study=root).data}


def use(root: Path, name: str) -> None:
    settings = root / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[actors]\n", f'[actors]\npeople = "{name}"\n'), "utf-8"
    )


def test_proposals_are_written_checked_and_read(qda, root):
    out = root / "people.csv"
    ran = qda("actors", "--people", out, study=root)
    assert ran.code == 0 and "3 speakers, 2 with a proposal" in ran.err, ran.err
    assert out.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    rows = rows_of(out)
    assert list(rows[0])[:4] == ["社区", "称谓", "行动者", "说明"]
    assert [(row["称谓"], row["行动者"]) for row in rows] == [
        ("陳小美", "合作社与储互社"),
        ("陳小美", "协会、基金会与非营利组织"),
        ("林大同", "农委会"),
        ("王一", ""),
    ]
    assert "自我介绍" in rows[2]["依据"] and "林大同" in rows[2]["引文"] and "座談" in rows[2]["出处"]
    assert rows[3]["引文"].startswith("今天天氣很好")
    assert actors_of(qda, root)["林大同"] is None, "nothing is applied by itself"

    use(root, "people.csv")
    assert qda("run", study=root).code == 0
    assert actors_of(qda, root) == {
        "主席": actors_of(qda, root)["主席"],
        "林大同": "农委会",
        "陳小美": None,
        "王一": None,
    }
    problems = qda("documents", "--problems", "--json", study=root).data
    found = {row["slug"]: row["message"] for row in problems if row["slug"].startswith("people-")}
    assert found.keys() == {"people-open", "people-twice"}, "two actors for one label: neither counts"
    assert "王一" in found["people-open"] and "'陳小美'" in found["people-twice"]


def test_a_file_that_exists_is_never_written_over(qda, root):
    out = root / "people.csv"
    out.write_text("社区,称谓,行动者\n", encoding="utf-8")
    ran = qda("actors", "--people", out, study=root)
    assert ran.code == 1 and "people-exists" in ran.err
    assert out.read_text(encoding="utf-8") == "社区,称谓,行动者\n"
    assert qda("actors", "--people", root / "people.txt", study=root).code == 2
    assert qda("actors", "--people", root / "b.csv", "--names", study=root).code == 2


def test_a_workbook_is_read_as_well(qda, root):
    out = root / "people.xlsx"
    assert qda("actors", "--people", out, study=root).code == 0
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["社区", "称谓", "行动者"]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == "王一":
            row[2].value = "residents"
    book.save(out)
    use(root, "people.xlsx")
    assert qda("run", study=root).code == 0
    assert actors_of(qda, root)["王一"] == "民众与居民"


@pytest.mark.parametrize("encode", [lambda t: t.encode("gb18030"), lambda t: t.replace(",", "\t").encode("utf-16")])
def test_as_excel_saves_it(qda, root, encode):
    (root / "p.csv").write_bytes(encode("社区,称谓,行动者,说明\n某鎮,王一,民众与居民,\n"))
    use(root, "p.csv")
    assert qda("run", study=root).code == 0
    assert actors_of(qda, root)["王一"] == "民众与居民"


def test_words_of_ones_own_are_resolved_for_people_on_the_table(qda, root):
    (root / "p.csv").write_text("社区,称谓,行动者\n某鎮,陳小美,enterprise\n", encoding="utf-8")
    use(root, "p.csv")
    before = {(row["actor_name"], row["surface"], row["recognised"]) for row in names_of(qda, root)}
    assert qda("run", study=root).code == 0
    after = {(row["actor_name"], row["surface"], row["recognised"]) for row in names_of(qda, root)}
    assert ("社会企业", "公司", "own") not in before and ("企业与公司", "公司", "alias") in before
    assert ("社会企业", "公司", "own") in after and ("企业与公司", "公司", "alias") not in after


def names_of(qda, root: Path) -> list[dict[str, str]]:
    return qda("actors", "--names", "--json", study=root).data


def test_people_of_communities_that_the_study_has_not_are_told(qda, root):
    """A study whose communities were renamed would otherwise lose all its people without a word."""
    (case,) = {row["case"] for row in qda("documents", "--json", study=root).data}
    use(root, "people.csv")

    def told(*cases: str) -> list[tuple[str, str]]:
        lines = ["社区,称谓,行动者", *(f"{name},林大同,农委会" for name in cases)]
        (root / "people.csv").write_text("\n".join(lines), encoding="utf-8")
        assert qda("run", study=root).code == 0
        problems = qda("documents", "--problems", "--json", study=root).data
        return [(row["severity"], row["message"]) for row in problems if row["slug"] == "people-case"]

    assert told(case) == []
    ((level, message),) = told("旧名")
    assert level == "warning" and "旧名" in message and case in message
    ((level, _),) = told(case, "旧名")
    assert level == "note", "a study of some of the communities may keep one table for all"
