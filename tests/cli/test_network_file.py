"""`qda network --statements FILE`: anybody's table, without a study."""

import json

import networkx as nx
import pytest

TABLE = """\
actor,concept,agreement,document,date
居委会,停车收费,yes,d1,2021-01-05
居委会,停车收费,yes,d1,2021-01-05
物业,停车收费,no,d1,2021-01-05
物业,垃圾分类,yes,d2,2022-01-06
居委会,垃圾分类,yes,d2,2022-01-06
业委会,停车收费,no,d3,2022-01-07
业委会,垃圾分类,yes,d3,2022-01-07
"""


@pytest.fixture
def statements(tmp_path):
    path = tmp_path / "陈述 表.csv"
    path.write_bytes(TABLE.encode("gb18030"))
    return path


def cells(data):
    return {
        (r, c): v
        for r, row in zip(data["rows"], data["matrix"], strict=True)
        for c, v in zip(data["columns"], row, strict=True)
    }


def test_two_mode_with_every_default_named(qda, statements):
    ran = qda("network", "--statements", statements, "--json")
    assert ran.code == 0, ran.err
    assert ran.data["rows"] == ["业委会", "居委会", "物业"]
    assert ran.data["columns"] == ["停车收费", "垃圾分类"]
    assert ran.data["matrix"] == [[1, 1], [2, 1], [1, 1]]
    assert ran.data["settings"] == {
        "kind": "twomode",
        "aggregation": "ignore",
        "normalisation": "no",
        "duplicates": "include",
    }
    once = qda("network", "--statements", statements, "--document", "document", "--json").data
    assert cells(once)["居委会", "停车收费"] == 1
    assert (once["settings"]["duplicates"], once["statements"], once["repetitions"]) == ("document", 6, 1)
    shown = qda("network", "--statements", statements)
    assert "duplicates=include" in shown.out and "停车收费" in shown.out


def test_one_mode(qda, statements):
    words = ["network", "--statements", statements, "--kind", "onemode", "--qualifier", "agreement", "--json"]
    congruence = cells(qda(*words, "--aggregation", "congruence").data)
    assert congruence["居委会", "物业"] == 1 and congruence["业委会", "物业"] == 2
    conflict = cells(qda(*words, "--aggregation", "conflict").data)
    assert conflict["居委会", "物业"] == 2
    subtract = cells(qda(*words, "--aggregation", "subtract", "--duplicates", "year", "--date", "date").data)
    assert subtract["居委会", "物业"] == 0
    average = cells(qda(*words, "--normalisation", "average").data)
    assert average["居委会", "物业"] == pytest.approx((2 * 1 + 1 * 1) / 2.5)
    concepts = qda(*words, "--over", "concepts").data
    assert concepts["rows"] == ["停车收费", "垃圾分类"]


def test_epistemic(qda, statements):
    ran = qda(
        "network", "--statements", statements, "--kind", "ena", "--document", "document", "--window", "2", "--json"
    )
    assert ran.data["columns"] == ["停车收费 & 垃圾分类"]
    assert cells(ran.data)["业委会", "停车收费 & 垃圾分类"] == 1
    assert ran.data["lines"] == 7


def test_xlsx_and_titles_of_ones_own(qda, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["单位", "主张", "立场"])
    for row in (["街道", "加装电梯", "支持"], ["居民", "加装电梯", "反对"], ["居民", "", "支持"]):
        book.active.append(row)
    path = tmp_path / "s.xlsx"
    book.save(path)
    words = ["network", "--statements", path, "--actor", "单位", "--concept", "主张", "--qualifier", "立场"]
    ran = qda(*words, "--aggregation", "subtract", "--json")
    assert cells(ran.data) == {("居民", "加装电梯"): -1, ("街道", "加装电梯"): 1}
    assert [p["slug"] for p in ran.data["problems"]] == ["statement-incomplete"]
    assert "statement-incomplete" in ran.err


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_graph_files_read_back(qda, statements, tmp_path, ending):
    out = tmp_path / f"网.{ending}"
    ran = qda("network", "--statements", statements, "--out", out)
    assert ran.code == 0, ran.err
    graph = (nx.read_graphml if ending == "graphml" else nx.read_gexf)(out)
    assert graph.edges["居委会", "停车收费"]["weight"] == 2
    assert graph.nodes["停车收费"]["type"] == "concept"
    assert graph.number_of_edges() == 6
    table = tmp_path / "m.csv"
    assert qda("network", "--statements", statements, "--out", table).code == 0
    assert "停车收费" in table.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        (["--actor", "speaker"], "table-without-column"),
        (["--kind", "threemode"], "unknown-name"),
        (["--normalisation", "jaccard"], "network-choice"),
        (["--aggregation", "combine"], "network-choice"),
        (["--aggregation", "congruence", "--qualifier", "agreement"], "network-choice"),
        (["--duplicates", "document"], "usage"),
        (["--duplicates", "week"], "usage"),
        (["--duplicates", "week", "--date", "agreement"], "statement-without-date"),
        (["--duplicates", "daily"], "unknown-name"),
        (["--kind", "ena", "--window", "0"], "window-size"),
        (["--kind", "ena", "--duplicates", "document", "--document", "document"], "network-choice"),
        (["--kind", "ena", "--out", "x.graphml"], "unknown-ending"),
        (["--out", "x.pajek"], "unknown-ending"),
        (["--document", "actor"], "column-asked-twice"),
    ],
)
def test_what_cannot_be_is_said(qda, statements, words, slug):
    ran = qda("network", "--statements", statements, *words, "--json")
    assert ran.code in (1, 2)
    assert ran.data["error"]["slug"] == slug, ran.err
    assert "→" in ran.err and "Traceback" not in ran.err


def test_no_table_and_no_command(qda):
    assert json.loads(qda("network", "--kind", "onemode", "--json").out)["error"]["slug"] == "usage"
    assert qda("network", "measures", "--help").code == 0
