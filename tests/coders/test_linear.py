"""The linear coder: learns, refuses by name, never peeks into a document, is the same in any order, saves safely."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from qda.coders import features, linear, tuning
from qda.coders.linear import LinearCoder
from qda.errors import CodebookError, InputError, NotEstimable, QdaError, UnknownName
from qda.model import Code, Codebook, CodingUnit

TALK = {
    "议事协商": ["居民代表坐下来协商停车方案", "议事会讨论了三个方案再表决", "大家商量之后投票决定"],
    "资源下沉": ["街道把经费下拨到社区", "区里的项目资金落到小区", "执法力量下沉到网格"],
    "党员带头": ["党员率先拆了自家的棚", "支部党员包户做工作", "党员报到认领任务"],
}
FILLER = [
    "今天天气不错先说到这里",
    "下一个问题是什么时候开会",
    "我住在三号楼已经十年",
    "电梯坏了两天没人来修",
    "谢谢各位到场",
]


def book(*, sha256="a" * 64, codes=(*TALK, "无人用过")) -> Codebook:
    made = tuple(Code(c, None, {"zh": c}, "mechanism", "operationalisation", {"zh": c}) for c in codes)
    return Codebook("365", "1.0", {"zh": "试验"}, "", made, sha256)


def unit(i, document, text, start=0) -> CodingUnit:
    return CodingUnit(f"s{i:04d}", document, "甲社区", "minutes", "speaker", "张三", None, start, text)


def material(documents=12, each=20, seed=0):
    """Units and labels: one to three sentences; a unit has a code if one of the code's sentences is in it."""
    rng = np.random.default_rng(seed)
    units, labels = [], {}
    for i in range(documents * each):
        sentences = list(rng.choice(FILLER, rng.integers(1, 3), replace=False))
        carried = [code for code in TALK if rng.random() < 0.2]
        sentences += [str(rng.choice(TALK[code])) for code in carried]
        rng.shuffle(sentences)
        units.append(unit(i, f"会议{i // each:02d}", "，".join(sentences) + "。", start=100 * i))
        labels[units[-1].segment_id] = frozenset(carried)
    return units, labels


@pytest.fixture(scope="module")
def trained():
    units, labels = material()
    return LinearCoder(book(), seed=3).fit(units, labels), units, labels


def drafts(coder, units, codebook=None):
    return list(coder.code(units, codebook or coder.codebook))


def given(found):
    return {(d.segment_id, d.code_id) for d in found}


def test_learns_what_the_codes_sound_like(trained) -> None:
    coder, _, _ = trained
    fresh, labels = material(documents=4, seed=9)
    found = given(drafts(coder, fresh))
    true = {(s, c) for s, codes in labels.items() for c in codes}
    assert len(found & true) / len(found | true) > 0.95
    assert set(coder.code_ids) == set(TALK)


def test_traditional_and_full_width_text_is_the_same_text(trained) -> None:
    coder, _, _ = trained
    simplified = unit(1, "d", "议事会讨论了三个方案再表决")
    traditional = unit(1, "d", "議事會討論了三個方案再表決")
    assert drafts(coder, [simplified]) == drafts(coder, [traditional]) != []


def test_drafts_cover_the_unit_and_carry_a_probability(trained) -> None:
    coder, units, _ = trained
    by_id = {u.segment_id: u for u in units}
    found = drafts(coder, units)
    for draft in found:
        u = by_id[draft.segment_id]
        assert (draft.span.start, draft.span.end) == (u.start, u.start + len(u.text))
        assert 0 <= draft.score <= 1 and draft.polarity is None
    assert len(given(found)) == len(found)
    assert [d.segment_id for d in found] == sorted(d.segment_id for d in found)


def test_score_is_the_calibrated_probability(trained) -> None:
    coder, units, labels = trained
    found = coder.out_of_fold(units, labels)
    y = np.array([[c in labels[s] for c in found.code_ids] for s in found.segment_ids])
    assert np.abs(found.scores.mean(axis=0) - y.mean(axis=0)).max() < 0.03
    assert ((found.scores - y) ** 2).mean() < 0.05


def test_is_a_coder(trained) -> None:
    from qda.coders.protocol import CoderProtocol

    coder, _, _ = trained
    assert isinstance(coder, CoderProtocol)
    described = coder.describe()
    assert described.kind == "model" and len(described.settings_sha256) == 64
    assert described == coder.describe()


def test_input_order_is_irrelevant_and_the_seed_is_said(trained) -> None:
    coder, units, labels = trained
    order = np.random.default_rng(1).permutation(len(units))
    again = LinearCoder(book(), seed=3).fit([units[i] for i in order], dict(reversed(labels.items())))
    assert again.describe() == coder.describe()
    assert sorted(drafts(again, units), key=str) == sorted(drafts(coder, [units[i] for i in order]), key=str)
    assert LinearCoder(book(), seed=4).fit(units, labels).describe() != coder.describe()


def test_blocks_do_not_change_results(trained, monkeypatch) -> None:
    coder, units, _ = trained
    whole = drafts(coder, units)
    monkeypatch.setattr(linear, "BLOCK", 7)
    monkeypatch.setattr(features, "BLOCK", 7)
    assert given(drafts(coder, units)) == given(whole)


def test_units_not_seen_are_not_learnt_from() -> None:
    units, labels = material()
    some = {s: c for s, c in labels.items() if int(s[1:]) % 4}
    only = [u for u in units if u.segment_id in some]
    assert LinearCoder(book()).fit(units, some).describe() == LinearCoder(book()).fit(only, some).describe()


def test_codes_with_too_little_are_refused_by_name() -> None:
    units, labels = material()
    once = {s: c | ({"无人用过"} if int(s[1:]) < 9 else set()) for s, c in labels.items()}
    (refused,) = LinearCoder(book()).fit(units, once).refused
    assert (refused.code_id, refused.positives, refused.documents) == ("无人用过", 9, 1)
    assert "10 needed" in refused.reason
    one_document = {s: c | ({"无人用过"} if int(s[1:]) < 15 else set()) for s, c in labels.items()}
    (refused,) = LinearCoder(book()).fit(units, one_document).refused
    assert "one document" in refused.reason
    everywhere = {s: c | {"无人用过"} for s, c in labels.items()}
    (refused,) = LinearCoder(book()).fit(units, everywhere).refused
    assert "no unit without it" in refused.reason


def test_nothing_to_learn_is_not_estimable() -> None:
    units, labels = material(documents=1, each=8)
    with pytest.raises(NotEstimable, match="10 positives"):
        LinearCoder(book()).fit(units, labels)
    with pytest.raises(NotEstimable):
        LinearCoder(book()).out_of_fold(units, {})


def test_faults_in_use() -> None:
    units, labels = material()
    with pytest.raises(UnknownName):
        LinearCoder(book(codes=("议事协商",))).fit(units, labels)
    with pytest.raises(InputError) as fault:
        LinearCoder(book()).fit(units[1:], labels)
    assert fault.value.slug == "labels-without-unit"
    with pytest.raises(InputError) as fault:
        LinearCoder(book()).fit(units, labels, ["d"])
    assert fault.value.slug == "groups-differ-in-length"
    with pytest.raises(QdaError) as fault:
        drafts(LinearCoder(book()), units)
    assert fault.value.slug == "model-not-trained"


def leaky(seed):
    """Labels that belong to whole documents by a throw of dice, documents that sound each like themselves: there is
    nothing to learn across documents, and everything to learn from a segment's neighbours."""
    rng = np.random.default_rng(seed)
    signs = [chr(c) for c in range(0x4E00, 0x4E00 + 3000)]
    units, labels = [], {}
    coded = rng.permutation([True, False] * 10)
    for d in range(20):
        own = rng.choice(signs, 40, replace=False)
        for _ in range(15):
            u = unit(len(units), f"会议{d:02d}", "".join(rng.choice(own, 30)))
            units.append(u)
            labels[u.segment_id] = frozenset({"议事协商"} if coded[d] else ())
    return units, labels


def accuracy(units, labels, groups=None):
    found = LinearCoder(book(), seed=1).out_of_fold(units, labels, groups)
    y = np.array(["议事协商" in labels[s] for s in found.segment_ids])
    order = np.argsort(np.argsort(found.margins[:, 0]))
    return (order[y].mean() - order[~y].mean()) / len(y) + 0.5


def test_no_leak_from_document_to_itself() -> None:
    """Area under the curve: chance with whole-document folds, near 1 where every segment is its own group."""
    grouped = [accuracy(*leaky(seed)) for seed in range(4)]
    assert 0.3 < np.mean(grouped) < 0.62
    units, labels = leaky(0)
    assert accuracy(units, labels, [u.segment_id for u in units]) > 0.95


def test_out_of_fold_scores_every_unit_by_a_stranger() -> None:
    units, labels = material()
    some = {s: c for s, c in labels.items() if int(s[1:]) < 160}
    found = LinearCoder(book()).out_of_fold(units, some)
    assert found.segment_ids == tuple(u.segment_id for u in units)
    assert found.margins.shape == found.decisions.shape == (len(units), len(found.code_ids))
    folds_of = {}
    for u, fold in zip(units, found.folds, strict=True):
        folds_of.setdefault(u.document_id, set()).add(int(fold))
    assert all(len(folds) == 1 for folds in folds_of.values())
    y = np.array([[c in labels[s] for c in found.code_ids] for s in found.segment_ids])
    assert (found.decisions == y).mean() > 0.95


def test_out_of_fold_does_not_depend_on_the_labels_of_the_document() -> None:
    units, labels = material()
    found = LinearCoder(book()).out_of_fold(units, labels)
    judged = np.flatnonzero([u.document_id == "会议03" for u in units])
    fold = found.folds[judged[0]]
    inside = np.flatnonzero(found.folds == fold)
    model_of_others = LinearCoder(book()).fit(
        [u for i, u in enumerate(units) if i not in set(inside)],
        {u.segment_id: labels[u.segment_id] for i, u in enumerate(units) if i not in set(inside)},
    )
    expected = given(drafts(model_of_others, [units[i] for i in judged]))
    ours = {(found.segment_ids[i], found.code_ids[j]) for i in judged for j in np.flatnonzero(found.decisions[i])}
    assert ours == expected


def test_weights_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    units, _ = material(documents=3)
    texts = [u.text for u in units]
    theirs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2).fit_transform(texts)
    (part,) = features.parts_of(("characters",), book())
    found = part.make(units)
    ours = features.weighted(found, *features.kept_columns(found, part), part.weight)
    assert ours.shape == theirs.shape
    assert np.abs((ours @ ours.T - theirs @ theirs.T).toarray()).max() < 1e-5


def test_empty_and_odd_texts(trained) -> None:
    coder, _, _ = trained
    odd = [unit(1, "d", ""), unit(2, "d", "x"), unit(3, "d", "𠮷野家"), unit(4, "d", "\ud800"), unit(5, "d", "　 \n")]
    assert drafts(coder, odd) == [d for d in drafts(coder, odd) if d.segment_id in {"s0001", "s0002", "s0003"}]
    assert drafts(coder, []) == []


def test_saved_and_loaded_is_the_same_coder(trained, tmp_path: Path) -> None:
    coder, units, _ = trained
    path = tmp_path / "模型 一.npz"
    coder.save(path)
    again = LinearCoder.load(path, book())
    assert again.describe() == coder.describe()
    assert drafts(again, units) == drafts(coder, units)
    assert (again.refused, again.training_sha256, again.software) == (
        coder.refused,
        coder.training_sha256,
        coder.software,
    )
    other = tmp_path / "again.npz"
    again.save(other)
    assert other.read_bytes() == path.read_bytes()


def test_a_saved_model_holds_no_text_and_nothing_pickled(trained, tmp_path: Path) -> None:
    coder, _, _ = trained
    path = tmp_path / "m.npz"
    coder.save(path)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            np.load(io.BytesIO(parts.read(name)), allow_pickle=False)
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert "停车方案".encode() not in everything and "停车方案".encode("utf-32-le") not in everything


def test_another_codebook_is_refused(trained, tmp_path: Path) -> None:
    coder, units, _ = trained
    path = tmp_path / "m.npz"
    coder.save(path)
    with pytest.raises(CodebookError) as fault:
        LinearCoder.load(path, book(sha256="b" * 64))
    assert fault.value.slug == "model-other-codebook"
    with pytest.raises(CodebookError):
        drafts(coder, units, book(sha256="b" * 64))


def test_a_file_that_is_no_model_is_refused(trained, tmp_path: Path) -> None:
    coder, _, _ = trained
    path = tmp_path / "m.npz"
    coder.save(path)
    whole = path.read_bytes()
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    np.savez(tmp_path / "pickled.npz", header=np.array([{"a": 1}], dtype=object))
    for name, content in (("text.npz", "不是模型".encode()), ("empty.npz", b""), ("cut.npz", whole[: len(whole) // 2])):
        (tmp_path / name).write_bytes(content)
    for name in ("other.npz", "pickled.npz", "text.npz", "empty.npz", "cut.npz", "missing.npz"):
        with pytest.raises(InputError) as fault:
            LinearCoder.load(tmp_path / name, book())
        assert fault.value.slug == "model-unreadable", name


@pytest.mark.real
def test_real_transcripts_with_words_as_codes() -> None:
    folder = Path(__file__).parents[2] / "../shared/data/tw-transcripts/minutes"
    if not folder.is_dir():
        pytest.skip("the public transcripts are not beside the project")
    words = ("青年", "長照", "教育", "補助", "平台")
    units = [
        unit(i, path.name, paragraph)
        for path in sorted(folder.glob("*.md"))
        for i, paragraph in enumerate(path.read_text(encoding="utf-8").split("\n"))
        if len(paragraph) > 15
    ]
    units = [unit(i, u.document_id, u.text) for i, u in enumerate(units)]
    labels = {u.segment_id: frozenset(w for w in words if w in u.text) for u in units}
    found = LinearCoder(book(codes=words)).out_of_fold(units, labels)
    y = np.array([[c in labels[s] for c in found.code_ids] for s in found.segment_ids])
    f1 = 2 * (y & found.decisions).sum(axis=0) / (y.sum(axis=0) + found.decisions.sum(axis=0))
    assert f1.mean() > 0.7


@pytest.mark.parametrize("seed", range(6))
def test_the_sigmoid_is_that_of_scikit_learn(seed) -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(seed)
    y = rng.random(200) < 0.2
    margins = rng.normal(size=200) * 10.0 ** (seed - 3) + np.where(y, 1.0, -1.0) * (seed % 3) * 10.0 ** (seed - 3)
    n, positives = len(y), int(y.sum())
    target = np.where(y, (positives + 1) / (positives + 2), 1 / (n - positives + 2))
    theirs = LogisticRegression(C=1e12, tol=1e-10, max_iter=10_000)
    scale = 10.0 ** (seed - 3)
    theirs.fit(np.tile(margins / scale, 2)[:, None], np.repeat([1, 0], n), np.concatenate([target, 1 - target]))
    slope, offset = tuning.sigmoid(margins, target)
    assert slope * scale == pytest.approx(float(theirs.coef_[0, 0]), rel=1e-3, abs=1e-4)
    assert offset == pytest.approx(float(theirs.intercept_[0]), rel=1e-3, abs=1e-3)


def test_clues_add_up_to_the_margin(trained, monkeypatch) -> None:
    from qda.coders import clues

    coder, units, labels = trained
    monkeypatch.setattr(clues, "SHOWN", 10_000)
    one = next(u for u in units if labels[u.segment_id])
    for j, told in enumerate(clues.clues(coder, one, [one])):
        added = sum(clue.contribution for clue in (*told.speaking, *told.against))
        assert added + coder.planes.intercepts[j] == pytest.approx(told.margin, abs=1e-4)
        assert told.given == (told.margin > told.threshold) and not told.out_of_fold
