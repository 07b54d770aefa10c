"""The other networks as matrices and files: what is exported is what the tables count, cut and captioned alike."""

from __future__ import annotations

import csv
import io

import networkx
import numpy as np
import pytest

from qda.cli.app import run_command
from qda.errors import UsageError
from qda.steps.network_captions import caption
from qda.steps.network_matrices import ONE_MODE_AGGREGATIONS, Choice, document_vectors, matrices
from qda.steps.periods import Asked
from qda.steps.settings import load_settings
from qda.steps.study_networks import MAKERS, Stored
from qda.steps.tables_discourse import discourse_pairs
from qda.steps.tables_study_networks import network_of
from qda.store import open_study

MEETING = """第{k}次会议
时间：2022年{k}月18日
主持人：张主任
参会人员：张丽（居委会主任）、李强（物业经理）

张主任：停车的事公示，让居民自己定。
{words}
张主任：结果公示，请居委会和物业公司到场。
王阿姨：没有公示。
"""


@pytest.fixture(scope="module")
def root(make_shared_study):
    files = {}
    for case in ("甲社区", "乙社区"):
        for k in range(1, 4):
            words = "王阿姨：让居民自己定，业主说了算。" if k < 3 or case == "乙社区" else "李经理：物业公司检查过。"
            path = f"corpus/{case}/会议记录/2022-0{k}-18_第{k}次.txt"
            files[path] = MEETING.format(k=k, words=words).replace("停车", f"{case}停车")
    made = make_shared_study(files)
    assert run_command(["run", "--study", str(made)]) == 0
    return made


def names(stored, m, end):
    from qda.steps.network_files import node_name

    return [node_name(stored, m, name, end) for name in (m.rows, m.columns)[end]]


def test_cells_are_the_weights_of_the_table(root) -> None:
    with open_study(root) as study:
        stored = Stored(study, load_settings(root))
        for kind in MAKERS:
            for asked in (Asked(), Asked(window="month"), Asked(window="50d", step=20), Asked(window="2e")):
                summed: dict[tuple, float] = {}
                for r in network_of(stored, kind, asked).records():
                    key = (r["case"], r.get("period", ""), r["source_node"], r["target_node"])
                    summed[key] = summed.get(key, 0) + r["weight"]
                found = {}
                for m in matrices(stored, kind, asked=asked)[0]:
                    one, other = names(stored, m, 0), names(stored, m, 1)
                    for i, j, weight in m.cells():
                        ends = (one[i], other[j])
                        where = (stored.cases[m.case_id], m.period)
                        if (*where, *ends) not in summed:
                            ends = (other[j], one[i])
                        found[*where, *ends] = weight
                assert found == summed, (kind, asked)
                assert found


def test_stretches_of_a_community_stack_and_add_up(root) -> None:
    with open_study(root) as study:
        stored = Stored(study, load_settings(root))
        for kind in MAKERS:
            whole = {m.case_id: m for m in matrices(stored, kind)[0]}
            cut, undated = matrices(stored, kind, asked=Asked(window="month"))
            assert not undated
            for case_id, m in whole.items():
                ours = [s for s in cut if s.case_id == case_id]
                assert len(ours) == 3 and all((s.rows, s.columns) == (m.rows, m.columns) for s in ours)
                assert np.array_equal(sum(s.values for s in ours), m.values), "every document is in one month"
                assert sum(s.documents for s in ours) == m.documents


def test_normalisations_by_hand(root) -> None:
    with open_study(root) as study:
        stored = Stored(study, load_settings(root))

        def made(kind, *choice):
            found = matrices(stored, kind, Choice(*choice))[0]
            return next(m for m in found if stored.cases[m.case_id] == "甲社区")

        met = made("attendance", "", "jaccard")
        at = {name: i for i, name in enumerate(names(stored, met, 0))}
        assert met.values[at["居委会"], at["物业"]] == 1.0, "three meetings, both at all of them"
        raw = made("attendance")
        assert np.allclose(made("attendance", "", "per-document").values, raw.values / 3)
        shares = made("answers", "", "activity").values.sum(axis=1)
        assert np.allclose(shares[shares > 0], 1)
        columns = made("actor-codes", "", "prominence").values.sum(axis=0)
        assert np.allclose(columns, 1)
        mean = made("epistemic", "", "sphere")
        units, _, cube = document_vectors(stored)
        ours = [i for i, u in enumerate(units) if stored.documents[u].case_id == mean.case_id and cube[i].any()]
        assert mean.documents == len(ours) and np.allclose(mean.values, cube[ours].mean(axis=0))
        lengths = np.sqrt((cube[ours] ** 2).sum(axis=(1, 2)) / 2)
        assert np.allclose(lengths, 1)


def test_discourse_pairs_are_those_of_their_table(root) -> None:
    with open_study(root) as study:
        settings = load_settings(root)
        stored = Stored(study, settings)

        class Shared:
            pass

        shared = Shared()
        shared.stored = stored
        listed = {
            (r["case"], r["actor_a"], r["actor_b"]): r for r in discourse_pairs(study, settings, shared).records()
        }
        for how, norm in (("congruence", "no"), ("conflict", "no"), ("subtract", "no"), ("congruence", "cosine")):
            assert how in ONE_MODE_AGGREGATIONS
            found = {}
            for m in matrices(stored, "discourse", Choice(how, norm))[0]:
                who = names(stored, m, 0)
                for i, j, weight in m.cells():
                    found[stored.cases[m.case_id], who[i], who[j]] = weight
            assert found == pytest.approx({k: r[f"{how}.{norm}"] for k, r in listed.items() if r[f"{how}.{norm}"]})
            assert found or how == "conflict"


def test_codes_counted_for_the_highest_above(root) -> None:
    with open_study(root) as study:
        stored = Stored(study, load_settings(root))
        every = {c for m in matrices(stored, "actor-codes")[0] for c in m.columns}
        top = {c for m in matrices(stored, "actor-codes", Choice(level="top"))[0] for c in m.columns}
        assert "power.decide" in every and "power" in top and "power.decide" not in top


@pytest.mark.parametrize(
    ("kind", "choice"),
    [
        ("attendance", Choice("congruence")),
        ("attendance", Choice("", "sphere")),
        ("discourse", Choice("congruence", "activity")),
        ("discourse", Choice("combine", "activity")),
        ("epistemic", Choice("", "jaccard")),
        ("actor-codes", Choice("", "no", "leaves")),
    ],
)
def test_choices_that_do_not_go_together(root, kind, choice) -> None:
    with open_study(root) as study, pytest.raises(UsageError, match="choose one of"):
        matrices(Stored(study, load_settings(root)), kind, choice)


def test_captions_say_the_settings_in_both_languages(root) -> None:
    with open_study(root) as study:
        stored = Stored(study, load_settings(root))
        found = matrices(stored, "discourse", Choice("subtract", "average"), Asked(window="quarter"))[0]
        zh, en = caption(stored, found), caption(stored, found, "en")
        for word in (
            "甲社区（n=3份文档）",
            "一致减对立",
            "average",
            "同一文档内同一陈述计一次",
            "2022-01-01—2022-03-31",
            "未覆盖",
        ):
            assert word in zh, word
        for word in (
            "甲社区 (n=3 documents)",
            "congruence minus conflict",
            "average",
            "2022-01-01 to 2022-03-31",
            "rules",
        ):
            assert word in en, word
        met = caption(stored, matrices(stored, "attendance")[0])
        assert "3次会议" in met and "会议数" in met and "编码者" not in met


def test_files_of_the_command(root, tmp_path, capsys) -> None:
    def run(*words: str) -> str:
        assert run_command(["network", "of", *words, "--study", str(root)]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    told = run("actor-codes", "--case", "甲社区", "--out", str(tmp_path / "网.graphml"))
    graph = networkx.read_graphml(tmp_path / "网.graphml")
    assert "行动者与编码" in told and "Actors and codes" in told
    assert networkx.is_bipartite(graph) and graph.graph["community"] == "甲社区"
    run("answers", "--out", str(tmp_path / "答.net"), "--window", "month")
    assert len(list(tmp_path.glob("答-甲社区-2022-0*.net"))) == 3
    run("attendance", "--out", str(tmp_path / "表"), "--normalisation", "jaccard")
    edges = list(csv.DictReader(io.StringIO((tmp_path / "表" / "edges.csv").read_text(encoding="utf-8-sig"))))
    assert {e["Community"] for e in edges} == {"甲社区", "乙社区"} and {e["Normalisation"] for e in edges} == {
        "jaccard"
    }
    assert "Jaccard" in (tmp_path / "表" / "captions.txt").read_text(encoding="utf-8")
    run("epistemic", "--normalisation", "sphere", "--out", str(tmp_path / "长.csv"))
    assert "乙社区,赋权,监督,1" in (tmp_path / "长.csv").read_text(encoding="utf-8-sig"), "one pair, of length 1"
    assert (
        run_command(["network", "export", "--case", "甲社区", "--out", str(tmp_path / "共.dl"), "--study", str(root)])
        == 0
    )
    told = capsys.readouterr().out
    assert "n=3份文档" in told and "n=3 documents" in told and "同一句" in told
    assert (
        run_command(["network", "export", "--case", "甲社区", "--out", str(tmp_path / "系.csv"), "--study", str(root)])
        == 0
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "系.csv").read_text(encoding="utf-8-sig"))))
    assert {row["社区"] for row in rows} == {"甲社区"}, "only the community asked for"
    assert run_command(["network", "of", "answers", "--out", "x.doc", "--study", str(root)]) == 2
    assert "unknown-ending" in capsys.readouterr().err


def test_json_has_rows_columns_and_matrix_for_each_stretch(root, capsys) -> None:
    import json

    words = ["network", "of", "answers", "--matrix", "--window", "60d", "--step", "30", "--json", "--study", str(root)]
    assert run_command(words) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["settings"]["normalisation"] == "no" and made["settings"]["directed"]
    assert [n["period"] for n in made["networks"] if n["case"] == "甲社区"] == [
        "2022-01-18—2022-03-18",
    ]
    for n in made["networks"]:
        assert np.array(n["matrix"]).shape == (len(n["rows"]), len(n["columns"]))
        assert len(n["row_names"]) == len(n["rows"])
    assert run_command(["network", "of", "answers", "--step", "3", "--study", str(root)]) == 2


def test_communities_of_like_names_get_files_of_their_own(root, tmp_path) -> None:
    from qda.steps.network_files import write_networks

    with open_study(root) as study:
        stored = Stored(study, load_settings(root))
        stored.cases = {case: f"甲{'/' * i}区" for i, case in enumerate(stored.cases)}
        made, undated = matrices(stored, "answers")
        paths = write_networks(stored, made, undated, tmp_path / "网.net")
    assert len(set(paths)) == len(made) == 2 and all(path.is_file() for path in paths)
