"""Turns and speakers of real public transcripts, exactly as their manifest counts them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from qda.readers import read
from qda.text.layout import read_layout
from qda.text.segment import cut

FOLDER = Path(__file__).parents[2] / "../shared/data/tw-transcripts"


@pytest.mark.real
def test_counts_of_the_manifest() -> None:
    manifest = FOLDER / "manifest.csv"
    if not manifest.exists():
        pytest.skip("the public transcripts are not beside the project (../shared/data/tw-transcripts)")
    with manifest.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == 12
    for row in rows:
        draft, problems = read(FOLDER / row["path"], shown_as=row["path"])
        assert draft is not None and problems == []
        layout = read_layout(draft, row["kind"])  # type: ignore[arg-type]
        spoken = [turn.speaker for turn in layout.turns if turn.speaker]
        assert (len(spoken), len(set(spoken))) == (int(row["turns"]), int(row["speakers"])), row["path"]
        assert cut(draft.text, layout.turns, "paragraph")
