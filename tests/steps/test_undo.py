"""A coding batch can be taken back: the former one stands again, nothing upstream moves, what comes after is stale."""

from __future__ import annotations

import re

import pytest

from qda.cli.app import run_command
from qda.steps.run import states
from qda.steps.settings import load_settings
from qda.store import open_study, rows
from qda.store.batches import batches


def counts(root) -> list[tuple[str, str]]:
    with open_study(root) as study:
        return sorted((c.segment_id, c.code_id) for c in rows.codings(study, "rules"))


def upstream(root) -> list[object]:
    with open_study(root) as study:
        runs = [study.current_run(step).outputs_sha256 for step in ("ingest", "segment", "actors")]
        return [*runs, sorted(rows.places(study))]


@pytest.fixture
def recoded(make_study):
    """A study coded twice, the second time with a codebook that finds less; (root, codings of the first batch)."""
    root = make_study()
    assert run_command(["run", "--study", str(root)]) == 0
    first = counts(root)
    book = root / "codebooks" / "small.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("'公示 | 检查'", "检查"), encoding="utf-8")
    assert run_command(["run", "--study", str(root)]) == 0
    assert len(counts(root)) < len(first)
    return root, first


def test_the_former_batch_stands_again(recoded, capsys):
    root, first = recoded
    before = upstream(root)
    with open_study(root) as study:
        latest, earlier = batches(study)
        assert (latest.state, earlier.state) == ("current", "superseded")
    capsys.readouterr()
    assert run_command(["undo", latest.run_id[:10], "--study", str(root)]) == 0
    told = capsys.readouterr().err
    assert "stands again" in told and "qda codebook export OLD.yaml --codebook" in told
    assert counts(root) == first
    assert upstream(root) == before
    with open_study(root) as study:
        assert [b.state for b in batches(study)] == ["undone", "current"]
        undoing = study.rows("SELECT id, parameters FROM runs WHERE step = 'undo'")
    assert len(undoing) == 1 and latest.run_id in str(undoing[0][1])
    found = {s.step: s.state for s in states(root, load_settings(root))}
    assert (found["ingest"], found["segment"], found["actors"]) == ("done", "done", "done")
    assert (found["network"], found["report"]) == ("stale", "stale")
    assert run_command(["run", "--study", str(root)]) == 0  # codes again with the file as it is
    assert len(counts(root)) < len(first)


def test_with_the_former_codebook_put_back_everything_is_as_it_was(recoded, tmp_path):
    root, first = recoded
    with open_study(root) as study:
        latest, earlier = batches(study)
    run_command(["undo", latest.run_id, "--study", str(root)])
    (root / "codebooks" / "small.yaml").unlink()
    key = earlier.codebook.rsplit("@", 1)[-1]
    out = str(root / "codebooks" / "small.yaml")
    assert run_command(["codebook", "export", out, "--codebook", key, "--study", str(root)]) == 0
    found = {s.step: s.state for s in states(root, load_settings(root))}
    assert found["code"] == "done"
    assert run_command(["run", "--study", str(root)]) == 0
    assert counts(root) == first


def test_the_first_batch_undone_leaves_nothing_coded(make_study, capsys):
    root = make_study()
    run_command(["run", "--study", str(root)])
    with open_study(root) as study:
        (only,) = batches(study)
    assert run_command(["undo", only.run_id, "--study", str(root)]) == 0
    assert counts(root) == []
    capsys.readouterr()
    assert run_command(["table", "codes", "--study", str(root)]) == 1
    assert "nothing-coded" in capsys.readouterr().err
    assert run_command(["run", "--study", str(root)]) == 0
    assert counts(root)


def test_what_cannot_be_undone_says_why(recoded, capsys):
    root, _ = recoded
    with open_study(root) as study:
        latest, earlier = batches(study)
    for word, slug in ((earlier.run_id, "undo-superseded"), ("code.", "undo-ambiguous"), ("zzz", "unknown-name")):
        capsys.readouterr()
        assert run_command(["undo", word, "--study", str(root)]) != 0
        assert slug in capsys.readouterr().err
    run_command(["undo", latest.run_id, "--study", str(root)])
    capsys.readouterr()
    assert run_command(["undo", latest.run_id, "--study", str(root)]) == 2
    assert "undo-done" in capsys.readouterr().err


def test_the_list_names_every_batch(recoded, capsys):
    root, _ = recoded
    capsys.readouterr()
    assert run_command(["undo", "--study", str(root)]) == 0
    shown = capsys.readouterr().out
    assert len(re.findall(r"code\.[0-9a-f]{12}", shown)) == 2
    assert "现行" in shown and "已被取代" in shown
