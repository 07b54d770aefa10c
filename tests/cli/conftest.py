"""Running the command line inside the test process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from qda.cli.app import run_command


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def qda(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """qda("documents", "--json", study=root) -> exit code, stdout, stderr."""

    def run(*arguments: object, study: object = None) -> Ran:
        words = [str(a) for a in arguments]
        if study is not None:
            words += ["--study", str(study)]
        capsys.readouterr()
        code = run_command(words)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
