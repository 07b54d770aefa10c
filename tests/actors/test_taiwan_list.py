"""The actor list for Taiwan: what it names, and what only looks like an actor. Invented sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.actors.load import Gazetteer, load_actors
from qda.actors.mentions import MentionFinder
from qda.actors.resolve import resolve_speaker

LIST = Path(__file__).parents[2] / "codebooks" / "actors-taiwan.yaml"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_actors(LIST)[0]


@pytest.fixture(scope="module")
def finder(gazetteer: Gazetteer) -> MentionFinder:
    return MentionFinder(gazetteer)


def found(finder: MentionFinder, text: str, speaker: str | None = None) -> list[str]:
    return [f"{mention.actor_id}:{mention.surface}" for mention in finder.find(text, speaker_actor=speaker)]


def test_the_list_is_clean_and_of_few_words() -> None:
    gazetteer, problems = load_actors(LIST)
    assert problems == []
    assert len(gazetteer.actor_ids) == 41
    assert all(kind.name["zh"] and kind.name["en"] and kind.sector["zh"] for kind in gazetteer.types)
    assert max(len(word) for kind in gazetteer.types for word in kind.aliases) <= 14, "words, not sentences"


COUNTIES = (
    "台北市 新北市 桃园市 台中市 台南市 高雄市 基隆市 新竹市 新竹县 苗栗县 彰化县 南投县 云林县 嘉义市 嘉义县"
    " 屏东县 宜兰县 花莲县 台东县 澎湖县 金门县 连江县"
)


@pytest.mark.parametrize("county", COUNTIES.split())
def test_every_county_is_local_government(finder: MentionFinder, county: str) -> None:
    assert found(finder, f"{county}政府来了。") == [f"local:{county}政府"]
    assert found(finder, f"{county}府来了。") == [f"local:{county}府"]
    assert found(finder, f"我住{county}。") == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("政委好，行政院请經濟部中小企業處說明。", ["cabinet:政委", "cabinet:行政院", "economy:經濟部中小企業處"]),
        ("中小企業處謝主任、勞發署的科長", ["economy:中小企業處謝主任", "labour:勞發署"]),
        ("水保局、農糧署跟林務局都在。", ["agriculture:水保局", "agriculture:農糧署", "agriculture:林務局"]),
        ("合作及人民團體司籌備處會來。", ["interior:合作及人民團體司籌備處"]),
        ("青年發展署不是勞動部的發展署。", ["education:青年發展署", "labour:勞動部", "labour:發展署"]),
        ("儲互社的社員選理事主席。", ["cooperative:儲互社", "cooperative:社員", "cooperative:理事主席"]),
        ("社區發展協會的里長、區公所課長", ["community:社區發展協會", "community:里長", "local:區公所課長"]),
        ("食物銀行、時間銀行不是銀行。", ["investors:銀行"]),
        ("社會企業行動方案、公司法、合作社法、政府採購法", []),
        ("内政部分两次谈，全部会后再说。", ["interior:内政部"]),
        ("巡迴會議會再辦，手工會賣光，小農會來。", ["farmers:小農"]),
        ("專案經理林小姐、單親媽媽王太太", ["vulnerable:單親媽媽"]),
        ("縣府文化觀光局補助部落的年輕人。", ["local:縣府", "local:文化觀光局", "indigenous:部落", "youth:年輕人"]),
    ],
)
def test_names(finder: MentionFinder, text: str, mentions: list[str]) -> None:
    assert found(finder, text) == mentions


@pytest.mark.parametrize(
    ("speaker", "text", "mentions"),
    [
        ("enterprise", "我们公司跟一般公司不同。", ["enterprise:公司", "firm:一般公司"]),
        ("cooperative", "本社請過部會，我们社会不懂合作。", ["cooperative:社", "central:部會"]),
        ("labour", "本部会补助，我们处理完再说，我们署补助了。", ["labour:部", "labour:署"]),
        ("community", "我们社区和我们里面的人", ["community:社区"]),
        ("residents", "我們公司做了三年。", ["firm:公司"]),
    ],
)
def test_own_words(finder: MentionFinder, speaker: str, text: str, mentions: list[str]) -> None:
    assert found(finder, text, speaker) == mentions


@pytest.mark.parametrize(
    ("label", "actor"),
    [
        ("主持人", "hosts"),
        ("勞動部林科長", "labour"),
        ("桃園市政府代表", "local"),
        ("與會民眾", "residents"),
        ("合作社理事主席", "cooperative"),
        ("林科長", None),
        ("王小明", None),
    ],
)
def test_labels(gazetteer: Gazetteer, label: str, actor: str | None) -> None:
    assert resolve_speaker(label, gazetteer) == actor
