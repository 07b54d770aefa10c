"""`qda agree --ratings`: the published tables through the command line, and what it says of tables that cannot be used."""

from __future__ import annotations

import json

import pytest

from qda.cli.app import run_command

_ = None
FOUR = {
    "甲": [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    "乙": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    "丙": [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    "丁": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
}
"""Krippendorff (2011), example C. Gwet's (2014) raw table of four raters is the same but for the coder of the last value."""
GWET = {**FOUR, "乙": [*FOUR["乙"][:11], _], "丙": [*FOUR["丙"][:11], 3]}
BINARY = {"甲": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "乙": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]}
NOMINAL = {"甲": list("aabbdcccedda"), "乙": list("babbbccceddd")}


def long_table(table, extra=""):
    """The coders' values as a long table; a hole is a row that is not there."""
    rows = [f"u{i},{coder},{v}" for coder, values in table.items() for i, v in enumerate(values) if v is not None]
    return "unit,coder,value\n" + "\n".join(rows) + "\n" + extra


@pytest.fixture
def agree(tmp_path, capsys):
    """agree(text or bytes, *options) -> (exit code, parsed JSON, stderr)."""

    def call(content, *options, name="评分.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        columns = [] if "--unit" in options else ["--unit", "unit", "--coder", "coder", "--value", "value"]
        code = run_command(["agree", "--ratings", str(path), *columns, "--json", *options])
        found = capsys.readouterr()
        return code, json.loads(found.out), found.err

    return call


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            BINARY,
            {
                "percent": 0.6,
                "cohen_kappa": 0.090909,
                "conger_kappa": 0.090909,
                "krippendorff_alpha": 0.095238,
                "gwet_ac1": 0.310345,
                "brennan_prediger": 0.2,
            },
        ),
        (
            NOMINAL,
            {
                "percent": 0.75,
                "cohen_kappa": 0.684211,
                "conger_kappa": 0.684211,
                "fleiss_kappa": 0.678571,
                "scott_pi": 0.678571,
                "krippendorff_alpha": 0.691964,
                "gwet_ac1": 0.689655,
                "brennan_prediger": 0.6875,
            },
        ),
        (FOUR, {"krippendorff_alpha": 0.743421, "cohen_kappa": None, "scott_pi": None}),
        (
            GWET,
            {
                "percent": 0.818182,
                "cohen_kappa": None,
                "conger_kappa": 0.76282,
                "fleiss_kappa": 0.761169,
                "scott_pi": None,
                "krippendorff_alpha": 0.743421,
                "gwet_ac1": 0.775444,
                "brennan_prediger": 0.772727,
            },
        ),
    ],
)
def test_published_tables(agree, table, expected) -> None:
    code, found, _ = agree(long_table(table))
    assert code == 0
    for name, value in expected.items():
        assert found["coefficients"][name] == (None if value is None else pytest.approx(value, abs=4e-6)), name
    assert found["units"] == len(next(iter(table.values())))
    assert (found["coders"], found["documents"]) == (len(table), None)
    assert set(found["coefficients"]) == set(found["intervals"])


@pytest.mark.parametrize(
    ("metric", "value"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)]
)
def test_alpha_of_every_metric(agree, metric, value) -> None:
    assert agree(long_table(FOUR), "--metric", metric)[1]["coefficients"]["krippendorff_alpha"] == pytest.approx(
        value, abs=1e-6
    )


def test_values_in_words_have_an_order_if_it_is_given(agree) -> None:
    words = dict(enumerate(["一", "二", "三", "四", "五"], 1))
    table = {coder: [words.get(v) for v in values] for coder, values in FOUR.items()}
    code, found, _ = agree(long_table(table), "--metric", "ordinal", "--categories", "一，二，三，四，五")
    assert code == 0 and found["coefficients"]["krippendorff_alpha"] == pytest.approx(0.815388, abs=1e-6)
    code, found, said = agree(long_table(table), "--metric", "ordinal")
    assert code == 1 and found["error"]["slug"] == "values-not-numbers" and "--categories" in said


def test_the_code_list_decides_what_chance_is(agree) -> None:
    narrow = agree(long_table(BINARY))[1]["coefficients"]
    wide = agree(long_table(BINARY), "--categories", "0,1,2,3")[1]["coefficients"]
    assert wide["brennan_prediger"] == pytest.approx((0.6 - 0.25) / 0.75)
    assert wide["krippendorff_alpha"] == narrow["krippendorff_alpha"]
    code, found, _ = agree(long_table(NOMINAL), "--categories", "a,b,c,d")
    assert code == 1 and found["error"]["slug"] == "value-outside-categories"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_and_separator(agree, encoding) -> None:
    table = {coder: ["有关" if v else "无关" for v in values] for coder, values in BINARY.items()}
    text = long_table(table).replace("unit,coder,value", "单位,编码者,判断").replace(",", "\t")
    code, found, _ = agree(text.encode(encoding), "--unit", "单位", "--coder", "编码者", "--value", "判断")
    assert code == 0 and found["categories"] == ["无关", "有关"]
    assert found["coefficients"]["krippendorff_alpha"] == pytest.approx(0.095238, abs=1e-6)


def test_a_workbook(agree, tmp_path) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("数据")
    for line in long_table(FOUR).splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    content = io.BytesIO()
    book.save(content)
    code, found, _ = agree(content.getvalue(), "--metric", "interval", name="评分.xlsx")
    assert code == 0 and found["coefficients"]["krippendorff_alpha"] == pytest.approx(0.849107, abs=1e-6)


def test_documents_are_resampled_and_tell_units_of_the_same_name_apart(agree) -> None:
    rows = [
        f"会议{d},{u},{coder},{int((u + d) % 3 == 0) ^ (u == 4 and coder == '乙' and d % 2)}"
        for d in range(6)
        for u in range(5)
        for coder in "甲乙"
    ]
    code, found, _ = agree("document,unit,coder,value\n" + "\n".join(rows), "--document", "document")
    assert code == 0 and (found["units"], found["documents"]) == (30, 6)
    alpha = found["intervals"]["krippendorff_alpha"]
    assert (alpha["over"], alpha["method"], alpha["n"]) == ("documents", "jackknife", 6)
    assert alpha["low"] < found["coefficients"]["krippendorff_alpha"] < alpha["high"]
    assert 0 <= alpha["below_667"] <= alpha["below_800"] <= 1


def test_coders_who_share_no_document_are_not_estimable(agree) -> None:
    text = "document,unit,coder,value\n" + "\n".join(
        f"{document},{unit},{coder},{unit % 2}"
        for document, coder in (("会议一", "甲"), ("会议二", "乙"))
        for unit in range(6)
    )
    code, found, _ = agree(text, "--document", "document")
    assert code == 0
    assert set(found["coefficients"].values()) == {None}
    assert found["units_paired"] == 0 and any("not estimable" in note for note in found["notes"])


def test_no_variation_is_undefined_and_neither_0_nor_1(agree) -> None:
    code, found, _ = agree(long_table({"甲": [0] * 9, "乙": [0] * 9}), "--categories", "0,1")
    assert code == 0 and found["coefficients"].pop("percent") == 1.0
    assert set(found["coefficients"].values()) == {None}


def test_one_coder_is_not_estimable(agree) -> None:
    code, found, _ = agree(long_table({"甲": [0, 1, 0]}))
    assert code == 0 and set(found["coefficients"].values()) == {None}


def test_a_threshold_that_is_not_met_is_exit_code_3(agree) -> None:
    assert agree(long_table(FOUR), "--threshold", "0.7")[0] == 0
    code, _, said = agree(long_table(FOUR), "--threshold", "0.8")
    assert code == 3 and "0.743" in said
    code, _, said = agree(long_table({"甲": [0, 0], "乙": [0, 0]}), "--threshold", "0.8")
    assert code == 3 and "not estimable" in said


def test_blank_values_are_holes_and_told(agree) -> None:
    code, found, said = agree(long_table(BINARY, "u10,甲,\nu10,乙,1\n"))
    assert code == 0 and found["units"] == 11 and found["units_paired"] == 10
    assert found["problems"][0]["slug"] == "rating-without-value" and "line" not in said.split("\n")[1:]
    assert found["coefficients"]["krippendorff_alpha"] == pytest.approx(0.095238, abs=1e-6)


def test_a_word_that_may_mean_nothing_is_pointed_out(agree) -> None:
    text = long_table(BINARY, "u10,甲,NA\nu10,乙,1\n")
    code, found, _ = agree(text)
    assert code == 0 and [p["slug"] for p in found["problems"]] == ["rating-looks-missing"]
    assert "NA" in found["categories"]
    _, found, _ = agree(text, "--missing", "NA")
    assert found["categories"] == ["0", "1"] and found["units_paired"] == 10


def test_the_same_row_twice_counts_once_and_two_values_are_refused(agree) -> None:
    code, found, _ = agree(long_table(BINARY, "u0,甲,0\n"))
    assert code == 0 and [p["slug"] for p in found["problems"]] == ["rating-repeated"]
    code, found, said = agree(long_table(BINARY, "u0,甲,1\n"))
    assert code == 1 and found["error"]["slug"] == "rating-twice" and ":22:" in said and "line 2" in said


def test_numbers_written_in_two_ways_are_pointed_out(agree) -> None:
    code, found, _ = agree(long_table({"甲": ["1", "2"], "乙": ["1.0", "2"]}))
    assert code == 0 and [p["slug"] for p in found["problems"]] == ["rating-same-number"]


@pytest.mark.parametrize(
    ("text", "options", "slug"),
    [
        ("", (), "table-empty"),
        ("unit,coder,value\n", (), "table-empty"),
        ("单元,coder,value\n1,甲,1\n", (), "table-without-column"),
        ("unit,coder,value\n,甲,1\n", (), "ratings-blank"),
        ("unit,coder,value\n1,,1\n", (), "ratings-blank"),
        ("unit,coder,value\n1,甲,\n", (), "ratings-blank"),
        ("unit,coder,value\n1,甲,高\n", ("--metric", "interval"), "values-not-numbers"),
        ("unit,coder,value\n1,甲,inf\n", ("--metric", "interval"), "values-not-numbers"),
        ("unit,coder,value\n1,甲,-1\n", ("--metric", "ratio"), "ratio-negative"),
        ("unit,coder,value\n1,甲,1\n", ("--metric", "circular"), "unknown-name"),
        ("unit,coder,value\n1,甲,1\n", ("--metric", "ratio", "--categories", "低,高"), "values-not-numbers"),
        ("unit,coder,value\n1,甲,1\n", ("--unit", "unit", "--coder", "unit", "--value", "value"), "column-asked-twice"),
        ("unit,coder,value\n1,甲,1\n", ("--unit", "unit", "--coder", "coder"), "usage"),
    ],
)
def test_tables_that_cannot_be_used(agree, text, options, slug) -> None:
    code, found, said = agree(text, *options)
    assert code in (1, 2) and found["error"]["slug"] == slug
    assert found["error"]["hint"] and "Traceback" not in said


def test_a_file_that_is_not_there(tmp_path, capsys) -> None:
    words = ["agree", "--ratings", str(tmp_path / "没有.csv"), "--unit", "u", "--coder", "c", "--value", "v"]
    assert run_command(words) == 1
    assert "table-unreadable" in capsys.readouterr().err


def test_on_screen(tmp_path, capsys) -> None:
    path = tmp_path / "评分.csv"
    path.write_text(long_table(FOUR), encoding="utf-8")
    assert run_command(["agree", "--ratings", str(path), "--unit", "unit", "--coder", "coder", "--value", "value"]) == 0
    shown = capsys.readouterr().out
    assert "0.743" in shown and "只适用于两位编码者" in shown and "对单位重抽样" in shown


def test_options_that_would_do_nothing_are_refused(agree, capsys) -> None:
    """A threshold nobody can reach, coders of a study with a table, a metric without one."""
    text = long_table(BINARY)
    for options in (("--threshold", "2"), ("--between", "甲", "--between", "乙")):
        assert agree(text, *options)[0] == 2
    for options in (("--threshold", "0.5"), ("--metric", "ordinal"), ("--coder", "甲")):
        assert run_command(["agree", *options]) == 2
        assert f"{options[0]} is for a table given with --ratings" in capsys.readouterr().err


def test_a_value_outside_the_code_list_is_found_by_its_line(tmp_path, capsys) -> None:
    path = tmp_path / "评分.csv"
    path.write_text("段,人,判断\n1,甲,低\n1,乙,高\n", encoding="utf-8")
    columns = ["--unit", "段", "--coder", "人", "--value", "判断"]
    assert run_command(["agree", "--ratings", str(path), *columns, "--categories", "低,中"]) == 1
    assert "评分.csv:3: '高' is not among the categories 低、中" in capsys.readouterr().err
