"""The actor list from YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.actors.load import load_actors, read_actors
from qda.errors import CodebookError, UnknownName

LIST = """\
id: actors
version: "1"
types:
  - id: committee
    name: {zh: 居委会, en: residents' committee}
    aliases: [居委会, 居民委员会]
    titles: [主任]
  - id: owners
    name: {zh: 业委会}
    aliases: [业委会]
    titles: [主任]
    not: [业委会议]
cases:
  J社区: {张主任: committee, 李主任: owners}
"""


def test_reads_a_list() -> None:
    gazetteer, problems = read_actors(LIST)
    assert problems == []
    assert gazetteer.actor_ids == ("committee", "owners")
    assert gazetteer.of("owners").false_friends == ("业委会议",)
    assert gazetteer.cases["J社区"]["李主任"] == "owners"
    assert [actor.name for actor in gazetteer.actors()] == ["居委会", "业委会"]
    with pytest.raises(UnknownName):
        gazetteer.of("nobody")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("李主任: owners", "李主任: owner", "no actor type; known: committee, owners"),
        ("id: owners", "id: committee", "stands twice"),
        ("    not:", "    nicht:", "unknown key 'nicht'"),
        ("types:", "typs:", "unknown key 'typs'"),
        ("aliases: [业委会]", "aliases: 业委会", "expected a list"),
        ("types:", "types: [", "not YAML"),
    ],
)
def test_faults_have_lines(old: str, new: str, words: str) -> None:
    with pytest.raises(CodebookError) as caught:
        read_actors(LIST.replace(old, new), shown="actors.yaml")
    assert words in str(caught.value)
    assert caught.value.line


def test_an_alias_of_two_types_is_reported() -> None:
    _, problems = read_actors(LIST.replace("[业委会]", "[业委会, 居委會]"))
    assert [(problem.slug, problem.severity) for problem in problems] == [("alias-twice", "warning")]


def test_the_list_of_the_project_is_clean() -> None:
    gazetteer, problems = load_actors(Path(__file__).parents[2] / "codebooks" / "actors.yaml")
    assert problems == []
    assert len(gazetteer.actor_ids) == 16
    assert all(actor_type.name["zh"] and actor_type.name["en"] for actor_type in gazetteer.types)
