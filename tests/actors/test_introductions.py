"""Whom speakers say they are. Invented speakers."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.actors.introductions import Evidence, Said, evidence, in_roster
from qda.actors.load import Gazetteer, load_actors
from qda.actors.mentions import MentionFinder
from qda.actors.proposals import proposals
from qda.model import Span


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_actors(Path(__file__).parents[2] / "codebooks" / "actors-taiwan.yaml")[0]


@pytest.fixture(scope="module")
def finder(gazetteer: Gazetteer) -> MentionFinder:
    return MentionFinder(gazetteer)


def pieces(finder: MentionFinder, *turns: tuple[str, str]) -> list[Evidence]:
    """The evidence of a conversation, for everybody in it."""
    text, said = "", []
    for speaker, words in turns:
        said.append(Said(speaker, Span(len(text), len(text) + len(words))))
        text += words + "\n"
    mentions = [(m.actor_id, m.span) for m in finder.find(text)]
    return list(evidence(text, said, mentions, {speaker for speaker, _ in turns}, finder.gazetteer))


def said(found: list[Evidence]) -> list[str]:
    return [f"{one.label}:{one.actor_id}:{one.ground}" for one in found if one.actor_id]


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("大家好，我是彰化晨光關懷協會的理事長，謝謝。", "nonprofit"),
        ("政委好，我是勞動部勞動力發展署專門委員林大同。", "labour"),
        ("我在春風基金會服務，今天第一次來。", "nonprofit"),
        ("本人服務於工研院產業中心。", "intermediaries"),
        ("我來自屏東的小河生產合作社。", "cooperative"),
        ("我所服務的單位是農業處。", "local"),
        ("我的公司是「青田有限公司」，做果乾。", "firm"),
        ("我的企業叫做「自然時光」。", "firm"),
        ("大家午安，農委會企劃處林大同，謝謝。", "agriculture"),
        ("我是苗栗縣政府勞工及青年發展處的科長。", "local"),
        ("我是新竹社會創業協會的總幹事。", "nonprofit"),
        ("我们是晨光社会企业。", "enterprise"),
        ("我是彰化大樹社區，第一次來。", "community"),
        ("我是大樹社區的總幹事。", "community"),
    ],
)
def test_introductions(finder: MentionFinder, words: str, actor: str) -> None:
    assert said(pieces(finder, ("林大同", words))) == [f"林大同:{actor}:introduction"]


@pytest.mark.parametrize(
    "words",
    [
        "我是覺得合作社很好。",
        "我是不是可以請教勞動部？",
        "我們是拿到勞動部補助的團隊。",
        "我是經濟部委託的執行單位。",
        "我們是相信政府的檔案。",
        "如果我是消費者，我不會買。",
        "大家說我們是社會企業，我們才知道。",
        "我在勞動部服務過，後來回鄉。",
        "我們在總醫院投標服務案。",
        "請讓我是農會的朋友。",
    ],
)
def test_no_introductions(finder: MentionFinder, words: str) -> None:
    assert said(pieces(finder, ("林大同", words))) == []


def test_an_organisation_that_the_list_does_not_know_comes_with_its_words(finder: MentionFinder) -> None:
    [one] = pieces(finder, ("林大同", "大家好，我是透光書屋的店長，謝謝。"))
    assert (one.actor_id, one.words) == (None, "透光書屋的店長")


def test_a_word_that_several_actors_call_their_own_proposes_none(finder: MentionFinder) -> None:
    [one] = pieces(finder, ("林大同", "我是青田農場，種可可。"))
    assert (one.actor_id, one.words) == (None, "青田農場")


def test_others_introduce(finder: MentionFinder) -> None:
    found = pieces(
        finder,
        ("主席", "接下來請勞動部的林大同科長，還有中小企業處謝主任。"),
        ("林大同", "好的。"),
        ("謝平安", "我補充。"),
        ("主席", "唐政委要不要回應？"),
        ("唐三", "可以。"),
    )
    assert said(found) == ["林大同:labour:introduced", "謝平安:economy:introduced", "唐三:cabinet:addressed"]


def test_two_of_one_surname_are_not_told_apart(finder: MentionFinder) -> None:
    found = pieces(
        finder, ("主席", "請中小企業處謝主任說明。"), ("謝一", "好。"), ("主席", "好。"), ("謝二二", "我也說。")
    )
    assert "introduced" not in {one.ground for one in found}


def test_who_speaks_after_one_actor_was_called(finder: MentionFinder) -> None:
    turns = (("主席", "開會。"), ("甲先生", "好。"), ("主席", "這題請農委會回應。"), ("林大同", "我們會研議。"))
    assert said(pieces(finder, *turns)) == ["林大同:agriculture:called"]
    both = (*turns[:2], ("主席", "這題請農委會和勞動部回應。"), turns[3])
    assert said(pieces(finder, *both)) == []
    back = (
        ("林大同", "請農委會回應。"),
        ("主席", "這題帶回。"),
        ("林大同", "謝謝。"),
        ("林大同", "好。"),
        ("主席", "好。"),
    )
    assert said(pieces(finder, *back)) == ["主席:agriculture:called"], "whoever speaks more often is the chair"


def test_rosters(finder: MentionFinder) -> None:
    text = "出席：勞動部 林大同、農委會 陳小美\n主席：王一"
    mentions = [(m.actor_id, m.span) for m in finder.find(text)]
    found = in_roster(text, Span(0, text.index("\n")), mentions, ["林大同", "陳小美", "王一"])
    assert [(one.label, one.actor_id) for one in found] == [("林大同", "labour"), ("陳小美", "agriculture")]


def test_proposals_weigh_the_evidence(finder: MentionFinder, gazetteer: Gazetteer) -> None:
    found = pieces(finder, ("林大同", "我是晨光社會企業的林大同，我們公司做果乾，我們公司很小。"))
    [one] = proposals(found, gazetteer)
    assert (one.actor_id, one.agreeing, one.against) == ("enterprise", 3, 0), "our company speaks for an enterprise too"
    found = pieces(finder, ("林大同", "我們公司做果乾，我們公司很小。"))
    assert [(p.actor_id, p.grounds) for p in proposals(found, gazetteer)] == [("firm", {"own": 2})]
    once = pieces(finder, ("林大同", "我們公司做果乾。"))
    assert [p.actor_id for p in proposals(once, gazetteer)] == [None], "once is not steady"


def test_contradictions_are_all_proposed_but_rare_ones(finder: MentionFinder, gazetteer: Gazetteer) -> None:
    two = "我是晨光協會的理事長。我是小河合作社的經理。"
    assert {p.actor_id for p in proposals(pieces(finder, ("林大同", two)), gazetteer)} == {"nonprofit", "cooperative"}
    many = "我是晨光協會的理事長。" * 6 + "我是小河合作社的經理。"
    [one] = proposals(pieces(finder, ("林大同", many)), gazetteer)
    assert (one.actor_id, one.agreeing, one.against) == ("nonprofit", 6, 1)
