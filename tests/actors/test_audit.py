"""Why a word counts as an actor, and what the list misses."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.actors.audit import candidates, reason, shared_titles
from qda.actors.load import Gazetteer, load_actors
from qda.actors.mentions import MentionFinder
from qda.text.tokenize import make_tokenizer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_actors(Path(__file__).parents[2] / "codebooks" / "actors.yaml")[0]


@pytest.mark.parametrize(
    ("text", "speaker", "reasons"),
    [
        ("居委会和物业公司", None, ["alias", "alias"]),
        ("张书记说", None, ["title"]),
        ("业委会李主任说", None, ["organisation title"]),
        ("老张和王阿姨", None, ["prefix", "title"]),
        ("我们社区", "committee", ["own"]),
        ("这事由社区牵头", None, ["own"]),
    ],
)
def test_reason(gazetteer: Gazetteer, text: str, speaker: str | None, reasons: list[str]) -> None:
    found = MentionFinder(gazetteer).find(text, speaker_actor=speaker)
    assert [reason(m.surface, m.actor_id, gazetteer, "甲") for m in found] == reasons


def test_titles_of_several_types_name_nobody_alone(gazetteer: Gazetteer) -> None:
    assert "主任" in shared_titles(gazetteer)
    assert "书记" not in shared_titles(gazetteer)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("张主任没来，李主任来了。", ["张主任", "李主任"]),
        ("绿源餐厅派了人。", ["绿源餐厅"]),
        ("业委会李主任和物业公司来了。", []),
        ("今天下雨，没有人来。", []),
    ],
)
def test_what_looks_like_an_actor_is_proposed(gazetteer: Gazetteer, text: str, words: list[str]) -> None:
    mentioned = [m.span for m in MentionFinder(gazetteer).find(text)]
    found = list(candidates(text, mentioned, make_tokenizer(), sorted(shared_titles(gazetteer))))
    assert [word for word, _ in found] == words
    assert all(span.of(text) == word for word, span in found)
