"""Mentions in running text, with the project's own actor list."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.actors.load import load_actors, read_actors
from qda.actors.mentions import MentionFinder


@pytest.fixture(scope="module")
def finder() -> MentionFinder:
    gazetteer, _ = load_actors(Path(__file__).parents[2] / "codebooks" / "actors.yaml")
    return MentionFinder(gazetteer)


def found(finder: MentionFinder, text: str, **options: str) -> list[str]:
    return [f"{mention.actor_id}:{mention.surface}" for mention in finder.find(text, **options)]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("张书记请物业公司谈物业费。", ["party:张书记", "property:物业公司"]),
        ("居民委员会和居民一起商量。", ["committee:居民委员会", "residents:居民"]),
        ("居民公约、居民楼、居民代表大会都不是居民。", ["residents:居民"]),
        ("业委会李主任来了，张主任没来。", ["owners:业委会李主任"]),
        ("居委会的张主任说了算。", ["committee:居委会的张主任"]),
        ("老张、王阿姨和李大爷都举了手。", ["residents:老张", "residents:王阿姨", "residents:李大爷"]),
        ("老方法不行，老房子要修，老师也说老旧。", []),
        ("社区环境好了。", []),
        ("这事由社区牵头。", ["committee:社区"]),
        ("365协商议事厅第12次会议", ["hall:365协商议事厅"]),
        ("街道办刘科长和派出所张警官到场。", ["government:街道办刘科长", "police:派出所张警官"]),
        ("社区党委张书记", ["party:社区党委张书记"]),
        ("他代表大家组织了一次活动。", []),
        ("人大代表王某某接待群众。", ["deputies:人大代表", "residents:群众"]),
        ("里長和區公所、經濟部都來了。", ["committee:里長", "government:區公所", "government:經濟部"]),
        ("合作社、協會、基金會與社會企業", ["social:合作社", "social:協會", "social:基金會", "social:社會企業"]),
        ("𠀀😀業主委員會", ["owners:業主委員會"]),
        ("关于保安、对于校长、为何法官、地方议员", ["property:保安", "deputies:议员"]),
        ("请于校长和方经理", ["units:于校长", "property:方经理"]),
        ("周边渔民非常多，地区政府、两委员会、公司法所谓", []),
        ("金管会长官", []),
        ("", []),
    ],
)
def test_finds(finder: MentionFinder, text: str, mentions: list[str]) -> None:
    assert found(finder, text) == mentions


def test_our_community_depends_on_who_speaks(finder: MentionFinder) -> None:
    assert found(finder, "我们社区准备张榜。", speaker_actor="committee") == ["committee:社区"]
    assert found(finder, "我们社区很大。", speaker_actor="residents") == []
    assert found(finder, "咱们居委会、我们物业", speaker_actor="residents") == ["committee:居委会", "property:物业"]


def test_a_community_resolves_its_own_people() -> None:
    gazetteer, _ = read_actors(
        "types:\n"
        "  - {id: committee, name: 居委会, titles: [主任]}\n"
        "  - {id: owners, name: 业委会, titles: [主任]}\n"
        "cases:\n  J社区: {张主任: committee, 李主任: owners, 王建国: owners}\n"
    )
    finder = MentionFinder(gazetteer)
    text = "張主任、李主任和王建國"
    assert found(finder, text, case="J社区") == ["committee:張主任", "owners:李主任", "owners:王建國"]
    assert found(finder, text) == []


def test_many_at_once_is_one_by_one(finder: MentionFinder) -> None:
    texts = ["张书记", "", "居民\n业主委员会", "物业费", "王阿姨" * 4000, "居委会"]
    many = finder.find_many(texts)
    assert many == [finder.find(text) for text in texts]
    assert len(many[4]) == 4000


def test_survives_pickling(finder: MentionFinder) -> None:
    other = pickle.loads(pickle.dumps(finder))
    assert other.find("张书记和居委会") == finder.find("张书记和居委会")


PIECES = ["居民", "委员会", "业主", "张", "主任", "的", "物业", "费", "老", "社区", "\n", "😀"]


@given(st.lists(st.sampled_from(PIECES)))
@settings(max_examples=150, deadline=None)
def test_mentions_are_ordered_apart_and_cut_from_the_text(finder: MentionFinder, pieces: list[str]) -> None:
    text = "".join(pieces)
    mentions = finder.find(text)
    last = 0
    for mention in mentions:
        assert mention.span.start >= last
        assert mention.span.of(text) == mention.surface
        assert mention.actor_id in finder.gazetteer.actor_ids
        last = mention.span.end


@pytest.mark.real
def test_town_halls(finder: MentionFinder) -> None:
    folder = Path(__file__).parents[2] / "../shared/data/tw-transcripts/minutes"
    if not folder.exists():
        pytest.skip("the public transcripts are not beside the project")
    texts = [
        line for path in sorted(folder.glob("*.md")) for line in path.read_text(encoding="utf-8").split("\n") if line
    ]
    mentions = [mention for found_in in finder.find_many(texts) for mention in found_in]
    types = {mention.actor_id for mention in mentions}
    assert {"government", "social", "market", "committee"} <= types
    assert len(mentions) > 3000


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("谢谢老师，感谢老师，多谢教授。", []),
        ("谢谢谢老师，感谢谢教授，请谢老师说。", ["experts:谢老师", "experts:谢教授", "experts:谢老师"]),
        (
            "馮燕老師先說，之前在冯燕老师那边，请王秀卓教授补充。",
            ["experts:馮燕老師", "experts:冯燕老师", "experts:王秀卓教授"],
        ),
        ("社区倪经理", ["property:倪经理"]),
        ("金融監理沙盒是一种试验。", []),
        ("我們要讓社區更好，让社区有活力。", []),
        ("林董事長先说。", ["market:林董事長"]),
    ],
)
def test_false_friends_of_persons(finder: MentionFinder, text: str, mentions: list[str]) -> None:
    assert found(finder, text) == mentions


def test_the_longer_title_is_the_title() -> None:
    gazetteer, _ = read_actors(
        "types:\n  - {id: a, name: 甲, titles: [董事, 董事长]}\n  - {id: b, name: 乙, titles: [董事长]}\n"
    )
    assert found(MentionFinder(gazetteer), "林董事长和陈董事") == ["a:陈董事"]


def test_own_words_win_in_their_owners_mouth_and_heed_false_friends() -> None:
    gazetteer, _ = read_actors(
        "types:\n  - {id: firm, name: 企业, aliases: [公司]}\n"
        "  - {id: enterprise, name: 社会企业, own: [公司, 社], not: [社会]}\n"
    )
    finder = MentionFinder(gazetteer)
    text = "我们公司和别的公司不同，本社做的事，我们社会、资本社、日本公司都有。"
    assert found(finder, text) == ["firm:公司", "firm:公司", "firm:公司"]
    own = found(finder, text, speaker_actor="enterprise")
    assert own == ["enterprise:公司", "firm:公司", "enterprise:社", "firm:公司"]


@pytest.mark.parametrize(
    ("speaker", "text", "mentions"),
    [
        ("property", "我们公司派人来修，施工公司也在。", ["property:公司", "market:施工公司"]),
        ("social", "本社办过课，我们社区、我们社会都需要，我们机构出人。", ["social:社", "social:机构"]),
        ("government", "我们科管这件事，我们科学地安排。", ["government:科"]),
        ("residents", "我们公司下班晚。", ["market:公司"]),
    ],
)
def test_own_words_of_the_projects_list(finder: MentionFinder, speaker: str, text: str, mentions: list[str]) -> None:
    assert found(finder, text, speaker_actor=speaker) == mentions
