"""Tables cut to a page of the report, and communities in one order everywhere."""

from __future__ import annotations

from qda.steps.report_columns import coders_of, narrowed, of_one_coder, with_interval
from qda.steps.tables_models import ALIKE, _by_community, _limits
from qda.table import Column, Missing, Table, table

FEW = Missing("文档过少，区间不可估计。")


def shares() -> Table:
    return table(
        "made",
        {"zh": "占比", "en": "shares"},
        (
            Column("coder"), Column("code_name"), Column("value", title="占比 (%)", percent=True, digits=1),
            Column("low", percent=True, digits=1), Column("high", percent=True, digits=1),
            Column("unsure", title="不确定占比 (%)"),
        ),
        [("rules", "赋权", 0.1, 0.05, 0.2, 3), ("linear", "赋权", 0.2, FEW, FEW, 4), ("rules", "监督", 0.3, 0.2, 0.4, 5)],
        ("“不确定占比”为交给人判断的决定。", "“占比”为段数之比。"),
    )  # fmt: skip


def test_notes_on_columns_that_are_left_out_are_left_out_with_them() -> None:
    made = narrowed(shares(), ("coder", "code_name", "value"), rows=[0, 2])

    assert made.column("code_name") == ["赋权", "监督"]
    assert made.notes == ("“占比”为段数之比。",)


def test_two_limits_become_one_interval_rounded_as_the_limits_are() -> None:
    made = with_interval(shares(), "low", "high", Column("interval", title="95%区间"))

    assert made.column("interval") == ["5.0 至 20.0", FEW, "20.0 至 40.0"]
    assert [column.key for column in made.columns] == ["coder", "code_name", "value", "interval", "unsure"]


def test_the_rows_of_one_coder_name_it_in_the_title() -> None:
    assert coders_of(shares()) == ["rules", "linear"]
    made = of_one_coder(shares(), "rules")

    assert made.title["zh"] == "占比（rules）"
    assert made.column("code_name") == ["赋权", "监督"]
    assert all(column.key != "coder" for column in made.columns)


def test_draws_that_are_all_alike_give_no_interval() -> None:
    assert _limits({"f1": 0.0, "f1_low": 0.0, "f1_high": 0.0}, "f1") == (Missing(ALIKE), Missing(ALIKE))
    assert _limits({"f1": 0.5, "f1_low": 0.4, "f1_high": 0.6}, "f1") == (0.4, 0.6)


def test_rows_of_a_code_stand_in_the_order_of_the_communities_names() -> None:
    found = [("m", {"code": "b", "case": "c1"}), ("m", {"code": "b", "case": "c2"}), ("m", {"code": "a", "case": "c1"})]

    made = _by_community(found, {"c2": "北桥", "c1": "澜庭"})

    assert [(row["code"], row["case"]) for _, row in made] == [("b", "c2"), ("b", "c1"), ("a", "c1")]
