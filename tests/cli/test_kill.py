"""kill -9 at any moment leaves a study that `qda status` and a second `qda run` can finish."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest


@pytest.mark.slow
def test_killed_runs_can_be_finished(make_study):
    root = make_study()
    command = [sys.executable, "-m", "qda", "run", "--study", str(root)]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - begun
    finished = {p.name: p.read_bytes() for p in (root / "reports" / "tables").iterdir()}
    moments = random.Random(20210603)
    for number in range(10):
        (root / "study.sqlite").unlink(missing_ok=True)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.0, whole))
        process.kill()
        process.wait()
        status = subprocess.run(
            [sys.executable, "-m", "qda", "status", "--json", "--study", str(root)], capture_output=True, check=False
        )
        assert status.returncode == 0, (number, status.stderr.decode("utf-8"))
        assert len(json.loads(status.stdout)) >= 6
    again = subprocess.run(command, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr.decode("utf-8")
    assert {p.name: p.read_bytes() for p in (root / "reports" / "tables").iterdir()} == finished


def test_a_kill_in_the_middle_of_writing_leaves_the_last_run(make_study):
    root = make_study()
    subprocess.run([sys.executable, "-m", "qda", "run", "--study", str(root)], check=True, capture_output=True)
    code = (
        "import os, signal\n"
        "from datetime import datetime\n"
        "from qda.store import open_study\n"
        f"with open_study({str(root)!r}) as study:\n"
        "    with study.run('segment', fingerprint='x', parameters={}, inputs_sha256='', software={},\n"
        "                   started=datetime.now().astimezone()) as run:\n"
        "        run.add('problems', ('run_id', 'severity', 'slug', 'message', 'path'),\n"
        "                [(run.id, 'note', 's', 'm' * 9000, str(i)) for i in range(5000)])\n"
        "        os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    status = subprocess.run(
        [sys.executable, "-m", "qda", "status", "--json", "--study", str(root)], capture_output=True, check=True
    )
    assert {row["state"] for row in json.loads(status.stdout)} == {"done"}
