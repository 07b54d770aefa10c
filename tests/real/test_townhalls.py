"""The public town-hall transcripts: read exactly, coded by the Simplified codebook, reported to the end."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from qda.cli.app import run_command

pytestmark = pytest.mark.real


def table(capsys, *words: object) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run_command([str(w) for w in words] + ["--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    root = tmp_path / "town halls"
    assert run_command(["init", str(root)]) == 0
    return root


def test_turns_and_speakers_are_those_of_the_manifest(real_data, study, capsys):
    assert run_command(["ingest", str(real_data), "--study", str(study)]) == 0
    rows = {str(r["path"]).partition("tw-transcripts/")[2]: r for r in table(capsys, "documents", "--study", study)}
    with (real_data / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        manifest = {row["path"]: row for row in csv.DictReader(stream)}
    assert manifest.keys() <= rows.keys()
    for path, true in manifest.items():
        row = rows[path]
        found = (row["turns"], row["speakers"], row["kind"], row["date"], row["encoding"])
        assert found == (int(true["turns"]), int(true["speakers"]), true["kind"], true["date"], true["encoding"]), path
        assert not true["place"] or row["case"] == true["place"]


def test_eight_town_halls_end_with_a_report(real_data, study, capsys):
    shutil.copytree(real_data / "minutes", study / "corpus" / "minutes")
    assert run_command(["run", "--study", str(study)]) == 0
    assert "台東" in (study / "reports" / "report.html").read_text(encoding="utf-8")
    assert {row["case"] for row in table(capsys, "table", "cases", "--study", study)} >= {"台東", "桃園", "中區"}
    codings = table(capsys, "table", "codings", "--study", study)
    assert len(codings) > 100, "Traditional text is coded by rules that are written in Simplified"
    assert {row["state"] for row in table(capsys, "status", "--study", study)} == {"done"}
    compared = table(capsys, "table", "network-compare", "--study", study)
    assert compared == [], "one meeting a place cannot be tested"


GROUPS = {"前四场": ("2017*", "2018-07*"), "后四场": ("2018-08*", "2018-09*", "2018-1*")}


def test_networks_of_four_and_four_town_halls(real_data, study, capsys):
    shutil.copytree(real_data / "minutes", study / "corpus" / "minutes")
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8").replace("draws = 1999", "draws = 199")
    for name, patterns in GROUPS.items():
        for pattern in patterns:
            text += f'\n[[files]]\npath = "corpus/minutes/{pattern}"\ncase = "{name}"\n'
    settings.write_text(text, encoding="utf-8")
    at = ("--study", study)
    for step in (["ingest"], ["segments"], ["actors"], ["code"], ["network", "build"]):
        assert run_command([*step, *map(str, at)]) == 0
    capsys.readouterr()
    assert run_command(["network", "compare", *map(str, at)]) == 0
    assert "最小P值为0.029" in capsys.readouterr().out, "8 documents in 4 and 4: 2 of 70 ways"
    tests = table(capsys, "network", "compare", *at)
    assert len(tests) == 11 and all(row["p"] is None or row["p"] >= 2 / 70 - 1e-9 for row in tests)
    whole = [row for row in table(capsys, "network", "indices", *at) if row["case"] in GROUPS]
    assert {row["low"] for row in whole} == {None}, "4 documents carry no interval"
    density = {row["case"]: row["value"] for row in whole if row["index"] == "密度"}
    tested = next(row for row in tests if row["statistic"] == "密度")
    assert set(density.values()) <= set(tested.values()), "one definition in both tables"
    for kind in ("answers", "actor-codes", "discourse", "epistemic"):
        weights = table(capsys, "network", "of", kind, *at)
        places = table(capsys, "network", "of", kind, "--places", *at)
        assert sum(row["weight"] for row in weights) == len(places), kind
        assert places or kind in {"answers", "discourse"}, "few speakers are known without a table of people"
    assert table(capsys, "compare", "words", *at)


@pytest.mark.parametrize("collapse", ["document", "none"])
def test_a_tie_of_town_halls_prints_its_weight_in_passages_for_every_unit(real_data, study, capsys, collapse):
    shutil.copytree(real_data / "minutes", study / "corpus" / "minutes")
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8").replace('collapse = "document"', f'collapse = "{collapse}"')
    settings.write_text(text, encoding="utf-8")
    for step in ("ingest", "segments", "actors", "code"):
        assert run_command([step, "--study", str(study)]) == 0
    weights: dict[str, int] = {}
    for unit in ("sentence", "segment", "turn", "item"):
        settings.write_text(text.replace('unit = "sentence"', f'unit = "{unit}"'), encoding="utf-8")
        assert run_command(["network", "build", "--study", str(study)]) == 0
        ties = table(capsys, "network", "export", "--relation", "co-mention", "--study", study)
        weights[unit] = sum(int(tie["weight"]) for tie in ties)
        for tie in sorted(ties, key=lambda one: -one["weight"])[:3]:
            pair = (tie["source"], tie["target"], "--relation", "co-mention", "--case", tie["case"])
            printed = table(capsys, "network", "edge", *pair, "--study", study)
            assert len(printed) == tie["weight"]
            if unit in {"sentence", "segment"}:
                assert not any("last_segment" in row for row in printed)
        assert {row["case"] for row in table(capsys, "network", "units", "--study", study)}
    if collapse == "document":
        assert list(weights.values()) == sorted(weights.values()) and weights["sentence"] < weights["turn"]
