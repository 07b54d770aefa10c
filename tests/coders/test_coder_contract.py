"""What every coder must keep to, run over every entry of CODERS."""

from __future__ import annotations

import pickle
import random

import numpy as np
import pytest

from qda.actors.load import read_actors
from qda.actors.mentions import MentionFinder
from qda.codebook.load import read_codebook
from qda.coders import CODERS, coder, known_coders
from qda.coders.combine import CombinedCoder
from qda.coders.linear import LearningSettings, LinearCoder
from qda.coders.protocol import CoderProtocol
from qda.errors import UnknownName
from qda.model import Codebook, CodingUnit

BOOK = """\
id: contract
version: "1"
terms: {vote: [表决, 举手, 投票]}
codes:
  - id: power
    facet: dimension
    children:
      - {id: power.given, rules: ["授权 | 放权", "(交给 | 让) NEAR/8 @residents"]}
  - {id: vote, facet: mechanism, rules: [$vote~, "/同意[0-9]+票/"]}
  - {id: both, facet: effect, rules: ["#vote & #power"]}
"""
ACTORS = "types:\n  - {id: residents, name: 居民, aliases: [居民, 业主]}\n  - {id: party, name: 党, titles: [书记]}\n"
TEXTS = [
    "街道把这件事交给居民定，居民表决。",
    "授權給業主，同意１２票。",
    "没有表决。",
    "张书记讲话。",
    "",
    "😀放权𠀀",
    "开会了。",
]


def trained(codebook: Codebook, mentions: MentionFinder) -> LinearCoder:
    """A coder that has learnt from forty segments in four documents what the rules say."""
    rules = coder("rules", codebook, mentions)
    units = [
        CodingUnit(f"t{i}", f"d{i % 4}", "J", "minutes", "speaker", None, "party" if i % 2 else None, 0, TEXTS[i % 7])
        for i in range(70)
    ]
    labels: dict[str, frozenset[str]] = {unit.segment_id: frozenset() for unit in units}
    for draft in rules.code(units, codebook):
        labels[draft.segment_id] |= {draft.code_id}
    settings = LearningSettings(seed=1, folds=2, features=("characters", "rules", "actor"))
    made = LinearCoder(codebook, settings=settings, mentions=mentions)
    made.learn(units, labels)
    return made


@pytest.fixture(params=[*sorted(CODERS), "trained", "combined"])
def made(request: pytest.FixtureRequest) -> tuple[CoderProtocol, Codebook, list[CodingUnit]]:
    codebook = read_codebook(BOOK)[0]
    units = [
        CodingUnit(f"s{i}", "d", "J", "minutes", "speaker", None, "party" if i % 2 else None, 50 * i, text)
        for i, text in enumerate(TEXTS * 3)
    ]
    mentions = MentionFinder(read_actors(ACTORS)[0])
    if request.param in CODERS:
        return coder(request.param, codebook, mentions), codebook, units
    learnt = trained(codebook, mentions)
    if request.param == "trained":
        return learnt, codebook, units
    return CombinedCoder("combined", [coder("rules", codebook, mentions), learnt]), codebook, units


Made = tuple[CoderProtocol, Codebook, list[CodingUnit]]


def test_it_is_a_coder(made: Made) -> None:
    one, _, _ = made
    assert isinstance(one, CoderProtocol)
    assert one.describe() == one.describe()
    assert one.describe().kind in {"human", "rule", "model", "gold"}


def test_same_input_same_output(made: Made) -> None:
    one, codebook, units = made
    first = list(one.code(units, codebook))
    assert first
    assert list(one.code(units, codebook)) == first


def test_order_and_company_of_units_are_irrelevant(made: Made) -> None:
    one, codebook, units = made
    together = {(d.segment_id, d.code_id): d for d in one.code(units, codebook)}
    shuffled = list(units)
    random.Random(3).shuffle(shuffled)
    assert {(d.segment_id, d.code_id): d for d in one.code(shuffled, codebook)} == together
    alone = {(d.segment_id, d.code_id): d for unit in units for d in one.code([unit], codebook)}
    assert alone == together


def test_codes_and_spans_are_possible(made: Made) -> None:
    one, codebook, units = made
    by_id = {unit.segment_id: unit for unit in units}
    known = {code.id for code in codebook.codes}
    seen = set()
    for draft in one.code(units, codebook):
        unit = by_id[draft.segment_id]
        assert draft.code_id in known
        assert (draft.segment_id, draft.code_id) not in seen
        seen.add((draft.segment_id, draft.code_id))
        for span in (draft.span, *(evidence.span for evidence in draft.evidence)):
            assert unit.start <= span.start <= span.end <= unit.start + len(unit.text)
        assert draft.score is None or 0 <= draft.score <= 1


def test_nothing_to_code(made: Made) -> None:
    one, codebook, _ = made
    assert list(one.code([], codebook)) == []


def test_no_global_state(made: Made) -> None:
    one, codebook, units = made
    random.seed(1)
    np.random.seed(1)
    before = (random.getstate(), np.random.get_state()[1].tolist())  # type: ignore[index, union-attr]
    list(one.code(units, codebook))
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # type: ignore[index, union-attr]


def test_it_can_be_sent_to_another_process(made: Made) -> None:
    one, codebook, units = made
    expected = list(one.code(units, codebook))
    assert list(pickle.loads(pickle.dumps(one)).code(units, codebook)) == expected


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        coder("gpt", read_codebook(BOOK)[0])
    assert "rules" in caught.value.known
    assert set(CODERS) <= set(known_coders())
