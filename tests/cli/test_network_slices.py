"""`qda network --statements FILE --time`: each slice is the network of its own rows, with rows and columns in common."""

from __future__ import annotations

import csv
import io

import networkx as nx
import numpy as np
import pytest

ROWS = [
    ("居委会", "停车收费", 2, "d1", "2021-01-05"),
    ("居委会", "停车收费", 2, "d1", "2021-01-05"),
    ("物业", "停车收费", 0, "d1", "2021-01-05"),
    ("物业", "垃圾分类", 1, "d2", "2021-02-06"),
    ("居委会", "垃圾分类", 2, "d2", "2021-02-06"),
    ("业委会", "停车收费", 1, "d3", "2021年4月7日"),
    ("物业", "停车收费", 2, "d3", "2021年4月7日"),
    ("业委会", "垃圾分类", 1, "d4", "2021-05-31"),
    ("居委会", "垃圾分类", 1, "d4", "2021-05-31"),
    ("居民", "停车收费", 1, "d5", "去年"),
]
HEAD = ("actor", "concept", "agreement", "document", "date")
BASE = ["--qualifier", "agreement", "--document", "document", "--date", "date", "--json"]
CHOICES = [
    ["--kind", "twomode"],
    ["--kind", "twomode", "--aggregation", "subtract", "--normalisation", "activity"],
    ["--kind", "onemode", "--aggregation", "congruence"],
    ["--kind", "onemode", "--aggregation", "conflict", "--normalisation", "average"],
    ["--kind", "ena", "--window", "2"],
]


def write(path, rows):
    path.write_text("\n".join(",".join(map(str, row)) for row in [HEAD, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def statements(tmp_path):
    return write(tmp_path / "陈述.csv", ROWS)


def cells(one):
    return {
        (r, c): v
        for r, row in zip(one["rows"], one["matrix"], strict=True)
        for c, v in zip(one["columns"], row, strict=True)
        if v
    }


@pytest.mark.parametrize("words", CHOICES)
@pytest.mark.parametrize("time", [["quarter"], ["60d", "--step", "20"], ["3e"], ["2m", "--step", "1"]])
def test_a_slice_is_the_network_of_its_rows(qda, statements, tmp_path, words, time) -> None:
    made = qda("network", "--statements", statements, *BASE, *words, "--time", *time)
    assert made.code == 0, made.err
    slices = made.data["slices"]
    assert len(slices) >= 2 and len({(tuple(s["rows"]), tuple(s["columns"])) for s in slices}) == 1
    assert made.data["undated"] == 1 and "statement-without-date" in made.err
    for s in slices:
        days = {"2021年4月7日": "2021-04-07"}
        ours = [r for r in ROWS if s["first"] <= days.get(r[4], r[4]) <= s["last"] and r[4] != "去年"]
        assert np.array(s["matrix"]).shape == (len(s["rows"]), len(s["columns"]))
        if (words[1] == "ena" and len({r[1] for r in ours}) < 2) or words[-1] == "congruence" or "conflict" in words:
            continue  # the scale of the whole table counts, see below
        alone = qda("network", "--statements", write(tmp_path / "部分.csv", ours), *BASE, *words)
        assert cells(s) == cells(alone.data), (s["first"], s["last"])
        assert s["statements"] == alone.data["statements"] and s["repetitions"] == alone.data["repetitions"]


def test_numbers_keep_the_scale_of_the_whole_time(qda, statements) -> None:
    words = ["--kind", "onemode", "--aggregation", "congruence", "--time", "quarter"]
    first, second = qda("network", "--statements", statements, *BASE, *words).data["slices"]
    # 2021Q1, garbage sorting: 1 against 2 on a scale from 0 to 2
    assert cells(first)["居委会", "物业"] == pytest.approx(0.5 + 0.0)
    # 2021Q2: levels 1 and 2 only, yet the scale is 0 to 2
    assert cells(second)["业委会", "物业"] == pytest.approx(0.5)


def test_slices_without_overlap_add_up(qda, statements) -> None:
    whole = qda("network", "--statements", statements, *BASE, "--to", "2021-12-31").data["slices"][0]
    for time in ("week", "month", "45d", "2e"):
        slices = qda("network", "--statements", statements, *BASE, "--time", time).data["slices"]
        assert np.array_equal(sum(np.array(s["matrix"]) for s in slices), np.array(whole["matrix"])), time


def test_long_table_and_graphs(qda, statements, tmp_path) -> None:
    words = ["network", "--statements", statements, "--date", "date"]
    ran = qda(*words, "--time", "quarter")
    assert "2021-01-01—2021-03-31" in ran.out and "没有确切日期" in ran.out
    table = tmp_path / "长.csv"
    assert qda(*words, "--time", "quarter", "--out", table).code == 0
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["时段（首日—末日）", "行", "列", "值"]
    assert ["2021-01-01—2021-03-31", "居委会", "停车收费", "2"] in rows
    ran = qda(*words, "--time", "quarter", "--out", tmp_path / "网.graphml")
    assert "网-2021-01-01_2021-03-31.graphml, " in ran.err
    graph = nx.read_graphml(tmp_path / "网-2021-01-01_2021-03-31.graphml")
    assert graph.edges["居委会", "停车收费"]["weight"] == 2 and nx.is_bipartite(graph)
    assert graph.nodes["停车收费"]["bipartite"] == 1 and "time=quarter" in graph.graph["caption_en"]
    assert "业委会" in graph, "an actor of another slice is there without a tie"
    assert qda(*words, "--out", tmp_path / "网.net").code == 0
    assert "*Vertices 6 4" in (tmp_path / "网.net").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        (["--time", "month"], "usage"),
        (["--time", "decade", "--date", "date"], "bad-period"),
        (["--time", "10d", "--step", "11", "--date", "date"], "window-size"),
        (["--step", "2", "--date", "date"], "bad-period"),
        (["--from", "2030-01-01", "--date", "date"], "statement-without-date"),
        (["--from", "2021-05-01", "--to", "2021-04-01", "--date", "date"], "bad-period"),
    ],
)
def test_what_cannot_be_is_said(qda, statements, words, slug) -> None:
    ran = qda("network", "--statements", statements, *words, "--json")
    assert ran.data["error"]["slug"] == slug, ran.err
    assert "→" in ran.err


def test_overlapping_slices_are_not_added_up(qda, statements) -> None:
    words = ["--date", "date", "--time", "2m", "--step", "1", "--kind", "onemode"]
    ran = qda("network", "--statements", statements, *words, "--qualifier", "agreement", "--aggregation", "conflict")
    assert "计入5、2、2、4条陈述" in ran.out, "January and February, February and March, …"
    assert "有陈述而没有联系的时段" not in ran.out
    alone = ["--kind", "onemode", "--over", "concepts", "--date", "date", "--time", "month"]
    assert "有陈述而没有联系的时段：2021-01-01—2021-01-31" in qda("network", "--statements", statements, *alone).out
