"""The page on the rules' accuracy says what its script computes from the codebook and the corpus as they are now."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accuracy_benchmark", ROOT / "benchmarks" / "accuracy.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def without_limits(page: str) -> str:
    """Limits come from random draws, whose last digit may differ between machines."""
    return re.sub(r" \[[^\]]*\]", "", page)


def test_the_tables_are_those_of_the_script(accuracy: ModuleType) -> None:
    page = (ROOT / accuracy.PAGE).read_text(encoding="utf-8")
    made = accuracy.tables(ROOT)
    assert without_limits(accuracy.between(page)) == without_limits(made), "run: python benchmarks/accuracy.py --write"
    assert "| 各编码合计 |" in made and made.index("检验半") < made.index("开发半")


def test_half_of_every_folder_is_the_test_half(accuracy: ModuleType) -> None:
    paths = [f"甲/会议/{i}" for i in range(6)] + [f"乙/访谈/{i}" for i in range(3)] + ["甲/台账"]
    half = accuracy.halves([*paths, *paths])
    assert half == accuracy.halves(list(reversed(paths)))
    assert [sum(half[p] == "test" for p in paths if p.startswith(f)) for f in ("甲/会议", "乙/访谈")] == [3, 1]
    assert half["甲/台账"] == "development"


def test_rare_segments_weigh_more(accuracy: ModuleType) -> None:
    codes = {"rules": {"s1": {"a"}, "s2": {"a"}, "s3": set()}, "gold": {"s1": {"a"}, "s2": set(), "s3": {"a"}}}
    sample = accuracy.Sample("test", ["s1", "s2", "s3"], ["d1", "d1", "d2"], np.array([0.5, 1.5, 1.0]), codes)
    table = accuracy.counts(sample, "rules", "gold", "a")
    assert table.tolist() == [[0.5, 1.5, 0, 0], [0, 0, 1.0, 0]]
    found = accuracy.measured(table, ["precision", "recall", "f1"])
    assert found["precision"].value == pytest.approx(0.25)
    assert found["recall"].value == pytest.approx(1 / 3)
    assert found["f1"].value == pytest.approx(1 / 3.5)


def test_nothing_found_has_no_precision(accuracy: ModuleType) -> None:
    found = accuracy.measured(np.array([[0.0, 0, 2, 3], [0, 0, 1, 4]]), ["precision", "recall"])
    assert accuracy.shown(found["precision"]) == "—"
    assert accuracy.shown(found["recall"]) == "0.00"
