"""LaTeX: a booktabs table to be \\input into a paper set with ctex (XeLaTeX or LuaLaTeX).

The file begins with a comment that names the packages it needs. Long tables become a longtable that repeats
its head with 续表. Every character that LaTeX reads as a command is escaped, in headings too (an unescaped % in
a heading eats the line).
"""

from __future__ import annotations

import re

from qda.export.three_line import header, note_lines, numeric, title_of, widths
from qda.table import Table
from qda.terms import Language

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
}
_LONG = 40
_WIDE = 36


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as LaTeX, numbered by LaTeX itself."""
    body = _longtable(table, language) if len(table.rows) > _LONG else _tabular(table, language)
    packages = "ctex, booktabs, array, longtable" if len(table.rows) > _LONG else "ctex, booktabs, array"
    return "\n".join([f"% packages: {packages}", *body, ""]).encode("utf-8")


def escaped(text: str) -> str:
    """The text so that LaTeX prints it as it is. Line breaks become blanks; control characters are dropped."""
    text = re.sub(r"\s*[\r\n]+\s*", " ", text)
    made = "".join(_SPECIAL.get(c, c) for c in text if c.isprintable() or c in "\t\u3000")
    return made.replace("--", "-{}-").replace("--", "-{}-")


def _tabular(table: Table, language: Language) -> list[str]:
    return [
        r"\begin{table}[htbp]",
        r"  \centering",
        rf"  \caption{{{escaped(title_of(table, language))}}}",
        rf"  \label{{tab:{_label(table.name)}}}",
        rf"  \begin{{tabular}}{{{_alignment(table, language)}}}",
        r"    \toprule",
        *(f"    {line}" for line in _head(table, language)),
        r"    \midrule",
        *(f"    {line}" for line in _rows(table, language)),
        r"    \bottomrule",
        r"  \end{tabular}",
        *(rf"  \par\smallskip{{\footnotesize {escaped(note)}}}" for note in note_lines(table, language)),
        r"\end{table}",
    ]


def _longtable(table: Table, language: Language) -> list[str]:
    head = _head(table, language)
    continued = r"续表 \thetable" if language == "zh" else r"Table \thetable{} (continued)"
    n = len(table.columns)
    return [
        rf"\begin{{longtable}}{{{_alignment(table, language)}}}",
        rf"  \caption{{{escaped(title_of(table, language))}}}\label{{tab:{_label(table.name)}}}\\",
        r"  \toprule",
        *(f"  {line}" for line in head),
        r"  \midrule",
        r"  \endfirsthead",
        rf"  \multicolumn{{{n}}}{{c}}{{{continued}}}\\",
        r"  \toprule",
        *(f"  {line}" for line in head),
        r"  \midrule",
        r"  \endhead",
        r"  \bottomrule",
        r"  \endfoot",
        *(f"  {line}" for line in _rows(table, language)),
        r"\end{longtable}",
        *(rf"\noindent{{\footnotesize {escaped(note)}}}\par" for note in note_lines(table, language)),
    ]


def _alignment(table: Table, language: Language) -> str:
    """One column letter a column: r for numbers, l for words, a paragraph box for wide text."""
    sizes = widths(table, language)
    wide = sum(1 for size, right in zip(sizes, numeric(table), strict=True) if size > _WIDE and not right)
    box = f"p{{{0.7 / wide:.2f}\\linewidth}}" if wide else ""
    letters = [
        "r" if right else (box if size > _WIDE else "l") for size, right in zip(sizes, numeric(table), strict=True)
    ]
    return "@{}" + "".join(letters) + "@{}"


def _head(table: Table, language: Language) -> list[str]:
    levels = header(table, language)
    if len(levels) == 1:
        return [" & ".join(_cell(cell.text) for cell in levels[0]) + r" \\"]
    upper: list[str] = []
    rules: list[str] = []
    lower: list[str] = []
    below = iter(levels[1])
    at = 1
    for cell in levels[0]:
        if not cell.ruled:
            upper.append("")
            lower.append(_cell(cell.text))
        else:
            upper.append(rf"\multicolumn{{{cell.columns}}}{{c}}{{{escaped(cell.text)}}}")
            rules.append(rf"\cmidrule(lr){{{at}-{at + cell.columns - 1}}}")
            lower += [_cell(next(below).text) for _ in range(cell.columns)]
        at += cell.columns
    return [" & ".join(upper) + r" \\", "".join(rules), " & ".join(lower) + r" \\"]


def _rows(table: Table, language: Language) -> list[str]:
    return [" & ".join(_cell(cell) for cell in row) + r" \\" for row in table.formatted(language)]


def _cell(text: str) -> str:
    """A cell; one that begins with [ or * is shielded, because after \\\\ LaTeX would take it for an option."""
    made = escaped(text)
    return "{}" + made if made[:1] in ("[", "*") else made


def _label(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z:.-]+", "-", name) or "table"
