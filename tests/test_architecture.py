"""The house stands: layers, sizes, no work at import, one importer of each heavy library. Each check is also run on a
planted fault, so that it cannot fall asleep."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "qda"
HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "jieba",
    "sklearn",
    "spacy",
    "networkx",
    "matplotlib",
    "docx",
    "openpyxl",
    "sqlite3",
    "lark",
)

# A library and the only files that may import it, below qda/.
HOMES = {
    "jieba": {"text/tokenize.py"},
    "spacy": {"actors/mentions.py", "coders/textcat.py"},
    "sklearn": {"coders/linear.py"},
    "sqlite3": {"store/study.py", "store/migrations.py", "store/filling.py"},
    "matplotlib": {
        *("export/figures.py", "export/bars.py", "export/fonts.py", "export/labels.py", "export/looks.py"),
        "export/space.py",
    },
    # measures: of ties; engines, groups: one large network, cohesive groups; the stacks of resamples need neither
    "networkx": {"network/measures.py", "network/engines.py", "network/groups.py", "export/graphs.py"},
    "igraph": {"network/engines.py"},
    "typer": {"cli/"},
    "rich": {"cli/"},
    "pandas": {"store/frames.py", "store/study.py"},
}
BANNED_NAMES = {"utils", "helpers", "misc", "common", "manager"}


def sources(package: Path) -> Iterator[tuple[str, ast.Module, str]]:
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(package).as_posix(), ast.parse(text), text


def imported(tree: ast.Module, top_only: bool) -> Iterator[str]:
    """Names of the packages a module imports; imports for type checkers do not run and do not count."""
    nodes = list(tree.body) if top_only else list(ast.walk(tree))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in nodes:
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def faults(package: Path) -> list[str]:
    """Everything that breaks a house rule."""
    found = []
    for name, tree, text in sources(package):
        lines = text.count("\n")
        if lines > 400 and name != "terms.py":
            found.append(f"{name}: {lines} lines, 400 at most")
        if not ast.get_docstring(tree) and text.strip():
            found.append(f"{name}: no docstring")
        if set(Path(name).with_suffix("").parts) & BANNED_NAMES:
            found.append(f"{name}: a name that says nothing")
        for library, homes in HOMES.items():
            at_home = any(name == home or (home.endswith("/") and name.startswith(home)) for home in homes)
            if library in set(imported(tree, top_only=False)) and not at_home:
                found.append(f"{name}: imports {library}, whose home is {', '.join(sorted(homes))}")
        for library in set(imported(tree, top_only=True)) & {
            "pandas",
            "jieba",
            "sklearn",
            "spacy",
            "networkx",
            "matplotlib",
        }:
            found.append(f"{name}: imports {library} at the top, so that `import qda` would be slow")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in {"print", "sys.exit", "exit"} and not name.startswith("cli/"):
                    found.append(f"{name}:{node.lineno}: {called} below cli/")
                if called in {"pickle.load", "pickle.loads", "random.seed", "numpy.random.seed", "np.random.seed"}:
                    found.append(f"{name}:{node.lineno}: {called}")
            if isinstance(node, ast.Assert):
                found.append(f"{name}:{node.lineno}: assert")
            if isinstance(node, ast.Global):
                found.append(f"{name}:{node.lineno}: global")
    return found


def test_house_rules():
    assert faults(PACKAGE) == []


@pytest.mark.parametrize(
    ("path", "content", "complaint"),
    [
        ("text/utils.py", '"""x"""\n', "says nothing"),
        ("text/loud.py", '"""x"""\nprint("hello")\n', "print below cli/"),
        ("text/long.py", '"""x"""\n' + "A = 1\n" * 401, "400 at most"),
        ("text/mute.py", "A = 1\n", "no docstring"),
        ("readers/cut.py", '"""x"""\ndef f():\n    import jieba\n    return jieba\n', "whose home"),
        ("network/slow.py", '"""x"""\nimport pandas\n', "at the top"),
        ("coders/sure.py", '"""x"""\ndef f(x):\n    assert x\n', "assert"),
    ],
)
def test_house_rules_notice_a_planted_fault(tmp_path, path, content, complaint):
    package = tmp_path / "qda"
    (package / path).parent.mkdir(parents=True)
    (package / path).write_text(content, encoding="utf-8")
    assert any(complaint in fault for fault in faults(package)), faults(package)


def lint_layers(folder: Path) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [str(lint), "--no-cache"], cwd=folder, capture_output=True, text=True, env=environment, check=False
    )


def test_layers_hold_and_a_planted_import_is_noticed(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "qda")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    good = lint_layers(tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
    (tmp_path / "qda" / "text" / "upward.py").write_text('"""x"""\nfrom qda.store import Study\n', encoding="utf-8")
    assert lint_layers(tmp_path).returncode != 0
    (tmp_path / "qda" / "text" / "upward.py").unlink()
    (tmp_path / "qda" / "newroom").mkdir()
    (tmp_path / "qda" / "newroom" / "__init__.py").write_text('"""x"""\n', encoding="utf-8")
    assert lint_layers(tmp_path).returncode != 0, "a room that is not in the contract goes unnoticed"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["ingest", "--help"]])
def test_help_loads_nothing_heavy(words):
    code = (
        "import sys\n"
        "from qda.cli.app import run_command\n"
        f"run_command({words!r})\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert ran.stderr.strip().splitlines()[-1] == "[]"


def test_help_is_quick():
    """Under 0.3 s on an idle machine; here processor time, the best of five, with room for a slow and busy machine."""

    def seconds(arguments: list[str]) -> float:
        best = 9.0
        for _ in range(5):
            before = os.times()
            subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
            after = os.times()
            used = after.children_user + after.children_system - before.children_user - before.children_system
            best = min(best, used)
        return best

    bare, helped = seconds(["-c", "pass"]), seconds(["-m", "qda", "--help"])
    assert helped - bare < 0.6, (bare, helped)


def test_commands_are_short():
    for name, tree, _ in sources(PACKAGE / "cli"):
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno
                assert lines < 45, f"{name}: {node.name} has {lines} lines; a command parses, calls one step and prints"


def test_no_address_and_no_path_of_a_machine_stands_in_the_project():
    private = re.compile(r"(/root/|/home/\w+/|C:\\\\Users|index-url|pypi\.org|registry\.npmjs)")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ""}
            and path.is_file()
            and path != Path(__file__)
        ):
            assert not private.search(path.read_text(encoding="utf-8", errors="replace")), name
