"""Print the reference pages from the code: commands, tables, schema, glossary, the JSON Schema of codebooks. `make docs`
writes them; a test fails when they are not what the code says. docs/messages.md is written by hand,
and a test checks that it is complete."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

MADE = "<!-- Made from the code by docs/generate.py; edit the code, then run: make docs -->\n\n"


def commands() -> str:
    """Every command with its arguments and options, as the parser itself knows them."""
    import typer

    from qda.cli.app import app

    lines = [
        MADE + "# Commands\n",
        "Exit codes: 0 ok, 1 error, 2 usage, 3 a declared threshold was not met, 130 interrupted.\n",
    ]
    lines.append(
        "`--study DIR` may stand before or after the command's name; without it the study is looked for from the"
    )
    lines.append("current folder upwards.\n")
    group = typer.main.get_command(app)
    for path, command in walk(group, "qda"):
        lines.append(f"## {path}\n")
        usage = [path] + [p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument"]
        lines.append(f"`{' '.join(usage)} [OPTIONS]`\n")
        lines.append((command.help or "").strip() + "\n")
        rows = []
        for parameter in command.params:
            option = parameter.param_type_name == "option"
            name = ", ".join(f"`{o}`" for o in parameter.opts) if option else f"`{parameter.metavar or parameter.name}`"
            name = name.replace("|", "\\|")
            text = getattr(parameter, "help", None) or ""
            rows.append(f"| {name} | {text} |")
        if rows:
            lines += ["| option or argument | meaning |", "| --- | --- |", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def walk(command: object, path: str):
    """(path, command) of every command that does something, in the order of the help."""
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    if path != "qda" and getattr(command, "invoke_without_command", False):
        yield path, command  # a group that does something by itself
    for name, child in children.items():
        yield from walk(child, f"{path} {name}")


def tables() -> str:
    """Every table with its meaning, and every column that tables can have."""
    from qda.steps.tables import TABLES

    lines = [
        MADE + "# Tables\n",
        "`qda table NAME` shows one; `--format` or `--out` exports it. Formulas and sources of the statistics",
    ]
    lines.append(
        "stand in the docstrings of the modules named in `ARCHITECTURE.md`; every column is in [glossary.md](glossary.md).\n"
    )
    lines += ["| table | content | in the report |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {kind.meaning} | {'yes' if kind.in_report else ''} |" for name, kind in TABLES.items()]
    return "\n".join(lines) + "\n"


def glossary() -> str:
    """Every word of the vocabulary."""
    from qda.terms import TERMS

    lines = [MADE + "# Glossary\n", "The words of table headers and the schema, in both languages.\n"]
    lines += [
        "| id | 中文 | English | meaning | type | unit | REFI-QDA |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{t.id}` | {t.zh} | {t.en} | {t.definition} | {t.type} | {t.unit} | {t.refi} |"
        for t in sorted(TERMS.values(), key=lambda t: t.id)
    ]
    return "\n".join(lines) + "\n"


def schema() -> str:
    """The study file, table by table, from the comments of its SQL."""
    from qda.store.frames import FRAMES
    from qda.store.schema import SCHEMA, SCHEMA_VERSION

    lines = [
        MADE + "# The study file\n",
        f"`study.sqlite`, format {SCHEMA_VERSION}. Open it with any SQLite program, read only.\n",
    ]
    inside = False
    for line in SCHEMA.splitlines():
        text, _, comment = line.partition("-- ")
        if line.startswith("CREATE TABLE"):
            name = text.split()[2]
            lines += [f"## {name}\n", comment + "\n", "| column | type | meaning |", "| --- | --- | --- |"]
            inside = True
        elif line.startswith(")"):
            lines.append("")
            inside = False
        elif inside and comment:
            words = text.strip().rstrip(",").split()
            lines.append(f"| `{words[0].strip(chr(34))}` | {words[1]} | {comment.replace('|', chr(92) + '|')} |")
    lines += [
        "## Data frames\n",
        "`study.frame(NAME)` in a notebook:\n",
        "| frame | rows | columns |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{name}` | {meaning} | {', '.join(types)} |" for name, (_, types, meaning) in FRAMES.items()]
    return "\n".join(lines).rstrip() + "\n"


def codebook_schema() -> str:
    """The JSON Schema of codebook files, for editors."""
    from qda.steps.codebook import schema_text

    return schema_text()


PAGES = {
    "commands.md": commands,
    "tables.md": tables,
    "glossary.md": glossary,
    "schema.md": schema,
    "codebook.schema.json": codebook_schema,
}


def main() -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        with redirect_stdout(io.StringIO()):
            text = make()
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
