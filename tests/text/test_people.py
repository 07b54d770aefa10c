"""People of the head and of attendance tables, and the labels that mean them."""

from __future__ import annotations

from textwrap import dedent

from qda.model import DocumentKind, Draft
from qda.text.layout import Layout, read_layout
from qda.text.people import Person, people, who_is


def people_of(text: str, kind: DocumentKind = "minutes") -> tuple[dict[str, Person], Layout]:
    text = dedent(text).strip("\n")
    layout = read_layout(Draft(text, "plain"), kind)
    found = people(layout, text)
    assert all(person.span.of(text) == person.name for person in found)
    return {person.name: person for person in found}, layout


def meant(layout: Layout, found: dict[str, Person]) -> list[tuple[str, str | None]]:
    known = tuple(found.values())
    named = [(turn.speaker, who_is(turn.speaker, known)) for turn in layout.turns if turn.speaker]
    return [(label, person.name if person else None) for label, person in named]


MINUTES = """
    会议记录
    主持人：张书记
    参会人员：居民代表 王桂芝、李大爷；物业：陈经理（项目经理）、小刘；社区党委书记张建国，居委会主任张某，副主任李红，街道办刘科长
    列席：派出所民警赵强（女，30岁）
    记录人：小陈

    张书记：好。
    张主任：好。
    李主任：好。
    陈经理：好。
    居民代表王桂芝：好。
    老王：好。
"""


def test_names_posts_and_organisations() -> None:
    found, _ = people_of(MINUTES)
    assert {name: (person.post, person.organisation, person.status) for name, person in found.items()} == {
        "王桂芝": ("居民代表", "", "present"),
        "李大爷": ("居民代表", "", "present"),
        "陈经理": ("项目经理", "物业", "present"),
        "小刘": ("", "物业", "present"),
        "张建国": ("党委书记", "社区", "chair"),
        "张某": ("主任", "居委会", "present"),
        "李红": ("副主任", "", "present"),
        "刘科长": ("科长", "街道办", "present"),
        "赵强": ("民警", "派出所", "observer"),
        "小陈": ("", "", "recorder"),
    }
    assert found["赵强"].note == "女，30岁"


def test_labels_by_surname_and_post() -> None:
    found, layout = people_of(MINUTES)
    assert meant(layout, found) == [
        ("张书记", "张建国"),
        ("张主任", "张某"),
        ("李主任", "李红"),
        ("陈经理", "陈经理"),
        ("居民代表王桂芝", "王桂芝"),
        ("老王", None),
    ]
    assert "张主任" in found["张某"].aliases and "居民代表王桂芝" in found["王桂芝"].aliases


def test_two_of_one_surname_and_post_share_no_alias() -> None:
    found, layout = people_of(
        "会议记录\n参会人员：张伟（居委会主任）、张明（业委会主任）、欧阳倩（党委副书记）\n\n张主任：好。\n欧阳书记：好。"
    )
    assert meant(layout, found) == [("张主任", None), ("欧阳书记", "欧阳倩")]
    assert not set(found["张伟"].aliases) & set(found["张明"].aliases)


def test_the_chief_and_the_deputy() -> None:
    found, layout = people_of(
        "会议记录\n参会人员：李强（居委会主任）、李红（居委会副主任）\n\n李主任：好。\n李副主任：好。"
    )
    assert meant(layout, found) == [("李主任", "李强"), ("李副主任", "李红")]


def test_somebody_who_is_called_so_is_nobody_elses_alias() -> None:
    found, layout = people_of("会议记录\n参会人员：张伟（业委会主任）、居委会张主任\n\n张主任：好。")
    assert meant(layout, found) == [("张主任", "张主任")]
    assert "张主任" not in found["张伟"].aliases


def test_attendance_table() -> None:
    found, layout = people_of(
        "签到表\n姓名\t单位\t职务\t签到\n周敏\t青梧社区\t党委书记\t周敏\n何建\t青梧社区\t居委会主任\t\n段宏\t物业\t经理\t请假\n\n一、开场\n周书记：好。\n何主任：好。"
    )
    assert {name: (person.post, person.organisation, person.status) for name, person in found.items()} == {
        "周敏": ("党委书记", "青梧社区", "present"),
        "何建": ("居委会主任", "青梧社区", "listed"),
        "段宏": ("经理", "物业", "absent"),
    }
    assert meant(layout, found) == [("周书记", "周敏"), ("何主任", "何建")]


def test_once_in_the_head_and_once_in_the_table_is_one_person() -> None:
    found, _ = people_of("会议记录\n主持人：周敏\n参会人员：周敏（社区党委书记）、何建\n\n周敏：好。")
    assert [(name, person.post, person.status) for name, person in found.items()] == [
        ("周敏", "党委书记", "chair"),
        ("何建", "", "present"),
    ]


def test_initials_of_an_interview() -> None:
    found, layout = people_of(
        "访谈记录\n访谈者：王（W）\n被访者：李阿姨，女，62岁\nA代表被访者\n\nW：好吗？\nA：好。", "interview"
    )
    assert meant(layout, found) == [("W", "王"), ("A", "李阿姨")]


def test_initials_of_people() -> None:
    found, layout = people_of("会议记录\n参会人员：张书记、李主任\nA：张书记\nB：李主任\n\nA：大家好。\nB：你好。")
    assert meant(layout, found) == [("A", "张书记"), ("B", "李主任")]


def test_nobody_is_made_up() -> None:
    found, layout = people_of("会议记录\n参会人员：物业公司1人、居民代表若干\n\n王经理：好。")
    assert "王经理" not in found
    assert meant(layout, found) == [("王经理", None)]
