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
