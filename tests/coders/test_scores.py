"""The score sheet: its numbers are scikit-learn's, its intervals those of whole documents, and it cannot be fooled by
neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from qda.coders.linear import LearningSettings, LinearCoder
from qda.coders.score_sheet import score_sheet
from qda.coders.scores import outcome_counts, overall, score_codes
from qda.model import Code, Codebook, CodingUnit


def some(seed=0, n=300, codes=4):
    rng = np.random.default_rng(seed)
    truth = rng.random((n, codes)) < 0.3
    return truth, truth ^ (rng.random((n, codes)) < 0.2), [f"会议{i % 15}" for i in range(n)]


def test_the_numbers_are_those_of_scikit_learn() -> None:
    from sklearn import metrics

    truth, given, documents = some()
    for j, one in enumerate(score_codes(truth, given, documents, draws=0)):
        y, p = truth[:, j], given[:, j]
        assert one.precision.value == pytest.approx(metrics.precision_score(y, p))
        assert one.recall.value == pytest.approx(metrics.recall_score(y, p))
        assert one.f1.value == pytest.approx(metrics.f1_score(y, p))
        assert one.kappa.value == pytest.approx(metrics.cohen_kappa_score(y, p))
        assert one.f1.low is None
    macro, micro = overall(truth, given)
    assert macro == pytest.approx(metrics.f1_score(truth, given, average="macro"))
    assert micro == pytest.approx(metrics.f1_score(truth, given, average="micro"))


def test_what_is_not_defined_is_none() -> None:
    truth, given = np.zeros((20, 3), dtype=bool), np.zeros((20, 3), dtype=bool)
    truth[:4, 1] = given[4:6, 2] = True
    never, missed, wrong = score_codes(truth, given, [f"d{i % 6}" for i in range(20)], draws=99)
    assert (never.f1.value, never.precision.value, never.kappa.value) == (None, None, None)
    assert (missed.recall.value, missed.precision.value, missed.f1.value) == (0.0, None, 0.0)
    assert (wrong.recall.value, wrong.precision.value) == (None, 0.0)
    assert overall(np.zeros((3, 1), dtype=bool), np.zeros((3, 1), dtype=bool)) == (None, None)


def test_intervals_resample_documents() -> None:
    truth, given, documents = some()
    each = score_codes(truth, given, documents, draws=999, seed=1)[0].f1
    assert each.low < each.value < each.high
    assert score_codes(truth, given, documents, draws=999, seed=1)[0].f1 == each
    order = np.random.default_rng(0).permutation(len(truth))
    assert score_codes(truth[order], given[order], [documents[i] for i in order], draws=999, seed=1)[0].f1 == each
    # Documents that are wholly right or wholly wrong make wide intervals: the segments are not independent.
    good = np.array([int(d[2:]) % 2 == 0 for d in documents])
    lumpy = score_codes(truth, np.where(good[:, None], truth, ~truth), documents, draws=999, seed=1)[0].f1
    assert lumpy.high - lumpy.low > 2 * (each.high - each.low)
    few = [f"d{i % 4}" for i in range(len(truth))]
    assert score_codes(truth, given, few, draws=99)[0].f1.low is None


def test_counts_by_group_sum_to_all() -> None:
    truth, given, documents = some()
    assert (outcome_counts(truth, given, documents).sum(axis=(0, 1)) == len(truth)).all()


CODES = ("甲", "甲.一", "乙")
BOOK = Codebook(
    "b", "1", {}, "",
    tuple(Code(c, "甲" if "." in c else None, {"zh": c}, "mechanism", "operationalisation", {}) for c in CODES),
    "a" * 64,
)  # fmt: skip
WORDS = {"甲.一": "大家商量投票决定", "乙": "结果上墙公示接受检查"}


def corpus(documents=24, each=8, seed=0, shuffled=False):
    """Meetings of two communities; a segment with a code's words has the code; every meeting has its own turns of phrase.
    shuffled: labels are dealt out to whole meetings by chance, whatever was said."""
    rng = np.random.default_rng(seed)
    signs = [chr(c) for c in range(0x4E00, 0x4E00 + 2000)]
    units, labels = [], {}
    for d in range(documents):
        own = rng.choice(signs, 30, replace=False)
        fate = frozenset({"乙"}) if d % 2 else frozenset()
        for i in range(each):
            carried = frozenset(c for c in WORDS if rng.random() < 0.3)
            text = "".join(rng.choice(own, 20)) + "".join(WORDS[c] for c in sorted(carried))
            segment = f"s{d:02d}{i:02d}"
            units.append(
                CodingUnit(
                    segment,
                    f"会议{d:02d}",
                    "甲社区" if d % 4 < 2 else "乙社区",
                    "minutes",
                    "speaker",
                    None,
                    None,
                    0,
                    text,
                )
            )
            labels[segment] = fate if shuffled else carried
    return units, labels


def kappa_of(coder: LinearCoder, units, labels) -> float:
    judged = coder.learn(units, labels)
    truth = np.array([["乙" in labels[segment]] for segment in judged.segment_ids])
    decisions = judged.decisions[:, [judged.code_ids.index("乙")]]
    return score_codes(truth, decisions, [u.document_id for u in units], draws=0)[0].kappa.value or 0.0


def test_shuffled_labels_score_as_chance_and_only_grouping_makes_it_so(monkeypatch) -> None:
    """Labels that belong to meetings by chance cannot be learnt across meetings: κ about 0. With segments as their own
    groups, neighbours give the answer away and the same sheet praises the coder: the check below would fail."""
    from qda.coders import linear

    units, labels = corpus(shuffled=True)

    def as_chance(value: float) -> bool:
        return value < 0.2

    assert as_chance(kappa_of(LinearCoder(BOOK, seed=1, folds=3), units, labels))
    assert kappa_of(LinearCoder(BOOK, seed=1, folds=3), *corpus()) > 0.8
    monkeypatch.setattr(linear, "groups_of", lambda units, groups: [unit.segment_id for unit in units])
    assert not as_chance(kappa_of(LinearCoder(BOOK, seed=1, folds=3), units, labels))


def test_the_whole_sheet() -> None:
    units, labels = corpus()
    coder = LinearCoder(BOOK, name="m", settings=LearningSettings(seed=1, folds=3, features=("characters", "actor")))
    found = score_sheet(coder, units, labels, coder.learn(units, labels), draws=99)
    by_code = {row["code"]: row for row in found["code"]}
    assert set(by_code) == set(CODES)  # the upper code is learnt from its lower one
    assert by_code["乙"]["f1"] > 0.9 and by_code["乙"]["f1_low"] <= by_code["乙"]["f1"] <= by_code["乙"]["f1_high"]
    assert by_code["乙"]["wrong_where_sure"] <= 0.1
    assert [row["documents"] for row in found["curve"]] == [6, 12, 18, 24]
    assert {row["case"] for row in found["transfer"]} == {"甲社区", "乙社区"}
    assert all(row["tp"] + row["fp"] + row["fn"] + row["tn"] == 96 for row in found["community"])
    telling = "".join(row["feature"] for row in found["feature"] if row["code"] == "乙")
    assert set(telling) & set(WORDS["乙"]) and "?" not in telling
    assert all(
        row["labelled"] in (True, False) and abs(row["labelled"] - row["score"]) > 0.5 for row in found["doubtful"]
    )


def test_a_code_and_the_one_above_are_not_given_together() -> None:
    units, labels = corpus()
    coder = LinearCoder(BOOK, seed=1)
    coder.learn(units, labels)
    given: dict[str, set[str]] = {}
    for draft in coder.code(units, BOOK):
        given.setdefault(draft.segment_id, set()).add(draft.code_id)
    assert any("甲.一" in codes for codes in given.values())
    assert not any({"甲", "甲.一"} <= codes for codes in given.values())
