"""Speaker labels to actors: known ones, and those that must stay unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.actors.load import Gazetteer, load_actors, read_actors
from qda.actors.resolve import resolve_speaker


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_actors(Path(__file__).parents[2] / "codebooks" / "actors.yaml")[0]


@pytest.mark.parametrize(
    ("label", "actor"),
    [
        ("张书记", "party"),
        ("書記老張", "party"),
        ("社区党委张书记", "party"),
        ("业委会李主任", "owners"),
        ("居委会张主任", "committee"),
        ("居民代表2", "residents"),
        ("居民代表（女，62岁）", "residents"),
        ("居民甲", "residents"),
        ("业主A", "residents"),
        ("一楼业主王大爷", "residents"),
        ("王阿姨", "residents"),
        ("老张", "residents"),
        ("王经理（物业）", "property"),
        ("物业王经理", "property"),
        ("主持人", "hall"),
        ("楼门长", "buildings"),
        ("片警", "police"),
        ("街道办 刘科长：", "government"),
        ("张主任", None),
        ("唐鳳", None),
        ("王某", None),
        ("W", None),
        ("", None),
    ],
)
def test_labels(gazetteer: Gazetteer, label: str, actor: str | None) -> None:
    assert resolve_speaker(label, gazetteer) == actor


def test_the_attendance_list_knows_people(gazetteer: Gazetteer) -> None:
    attendees = {"李明": "物业项目经理", "张建国": "社区居委会主任", "刘芳": "街道办事处科长"}
    assert resolve_speaker("李明", gazetteer, attendees=attendees) == "property"
    assert resolve_speaker("张主任", gazetteer, attendees=attendees) == "committee"
    assert resolve_speaker("赵强", gazetteer, attendees=attendees) is None


def test_two_people_of_one_surname_and_title_stay_unknown(gazetteer: Gazetteer) -> None:
    attendees = {"张建国": "居委会主任", "张小红": "业委会主任"}
    assert resolve_speaker("张主任", gazetteer, attendees=attendees) is None


def test_the_community_decides_first() -> None:
    gazetteer, _ = read_actors(
        "types:\n  - {id: a, name: 甲, labels: [主任]}\n  - {id: b, name: 乙}\ncases:\n  J社区: {张主任: b, 主任: b}\n"
    )
    assert resolve_speaker("张主任", gazetteer, case="J社区") == "b"
    assert resolve_speaker("主任", gazetteer, case="J社区") == "b"
    assert resolve_speaker("主任", gazetteer, case="K社区") == "a"
