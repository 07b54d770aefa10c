"""What decides a result: hashes of inputs, settings and program, and whether a stored run is still current.

A step says what it depends on as a `Plan`. Its fingerprint covers the step's own settings, a hash of its inputs (files,
or the outputs of earlier steps), and a hash of the program's source, so that neither an edited file nor an upgraded
program leaves an old number standing. Times and machine names never enter.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import qda
from qda.store.study import StoredRun, Study

LIBRARIES = (
    "pandas",
    "numpy",
    "scipy",
    "jieba",
    "scikit-learn",
    "networkx",
    "spacy",
    "matplotlib",
    "daachorse",
    "lark",
    "OpenCC",
    "python-docx",
    "openpyxl",
    "PyYAML",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do. key: what for ("" unless it can be done for several things). parameters: settings that
    decide the output. inputs_sha256: of everything it reads. parents: runs whose output it reads. waiting: why the step
    cannot be done or judged yet ("" if it can). seed: None if nothing random happens."""

    step: str
    parameters: Mapping[str, object]
    inputs_sha256: str
    key: str = ""
    parents: tuple[str, ...] = ()
    waiting: str = ""
    seed: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The hash that a stored run must have to be current."""
        return digest(
            [self.step, self.key, dict(self.parameters), self.inputs_sha256, self.seed, program_sha256()],
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did. done: False if nothing had changed. run_id: of the current run. message: one line for people."""

    step: str
    done: bool
    run_id: str
    message: str
    key: str = ""


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON."""
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    made = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            made.update(block)
    return made.hexdigest()


@lru_cache(maxsize=1)
def program_sha256() -> str:
    """SHA-256 over the program's own source files."""
    root = Path(qda.__file__).parent
    made = sha256(qda.__version__.encode())
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".html", ".lark", ".css"}:
            made.update(path.relative_to(root).as_posix().encode())
            made.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()


@lru_cache(maxsize=1)
def software() -> Mapping[str, str]:
    """Versions of the program, Python and the libraries that results depend on."""
    versions = {"qda": qda.__version__, "Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def current(study: Study | None, plan: Plan) -> StoredRun | None:
    """The stored run that already has what the plan asks for, None if the step is missing or stale."""
    if study is None or plan.waiting:
        return None
    stored = study.current_run(plan.step, plan.key)
    return stored if stored and stored.fingerprint == plan.fingerprint else None
