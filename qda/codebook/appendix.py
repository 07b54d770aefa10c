"""The codebook as the appendix table of a paper: what a reader needs to judge, and to repeat, the coding."""

from __future__ import annotations

from qda.codebook import tree
from qda.model import Code, Codebook
from qda.table import Cell, Column, Table, table
from qda.terms import Language

_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "code": "编码",
        "definition": "定义",
        "bounds": "包括／不包括",
        "examples": "例证",
        "include": "包括：",
        "exclude": "不包括：",
        "indent": "　",
        "and": "；",
    },
    "en": {
        "code": "Code",
        "definition": "Definition",
        "bounds": "Include / exclude",
        "examples": "Examples",
        "include": "Include: ",
        "exclude": "Exclude: ",
        "indent": "  ",
        "and": "; ",
    },
}


def appendix_table(codebook: Codebook, *, examples: int = 2, language: Language = "zh") -> Table:
    """One row a code: 编码 (indented by level), 定义, 包括／不包括, 例证. examples: how many of each code are shown.

    Include, exclude and examples are in the language of the codebook file; names and definitions in `language`, where
    the codebook has them, else in another.
    """
    words = _WORDS[language]
    rows: list[tuple[Cell, ...]] = []
    for code in codebook.codes:
        bounds = [words["include"] + _run(code.include, words["and"])] if code.include else []
        bounds += [words["exclude"] + _run(code.exclude, words["and"])] if code.exclude else []
        rows.append(
            (
                words["indent"] * tree.depth(codebook, code.id) + code.called(language),
                _definition(code, language),
                "\n".join(bounds),
                "\n".join(_quoted(text) for text in code.examples[:examples]),
            )
        )
    title = codebook.title.get(language) or next(iter(codebook.title.values()), "") or codebook.id
    version = f"（{codebook.version}版）" if language == "zh" else f" ({codebook.version})"
    return table(
        "appendix",
        {"zh": f"{title}{version}", "en": f"{title}{version}"},
        (
            Column("code_name", title=words["code"], role="label"),
            Column("definition", title=words["definition"]),
            Column("bounds", title=words["bounds"]),
            Column("examples", title=words["examples"]),
        ),
        rows,
        (f"SHA-256：{codebook.sha256}。" if language == "zh" else f"SHA-256: {codebook.sha256}.",),
    )


def _run(texts: tuple[str, ...], joined_by: str) -> str:
    """Entries as one sentence, their full stops taken off; the last one keeps a stop."""
    return joined_by.join(text.rstrip("。.；;") for text in texts) + ("。" if joined_by == "；" else ".")


def _definition(code: Code, language: Language) -> str:
    return code.definition.get(language) or next(iter(code.definition.values()), "")


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return flat if flat.startswith(("“", "「", '"')) else f"“{flat}”"
