"""HTML: a table as one page of its own, and as the fragment that reports put on their pages.

Everything from the table is escaped: a quote may contain markup. The page asks for nothing from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from qda.export.three_line import HeadCell, caption, header, note_lines, numeric, title_of, widths
from qda.table import Table
from qda.terms import Language

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""The content security policy of every page: nothing is fetched, no script runs."""

_MANY = 7
"""With more columns than this, cells stand closer together and units of headings in a line of their own."""
_LONG = 30
_STYLE = """
body{margin:2rem auto;max-width:64rem;padding:0 1rem;color:#222;background:#fff;
 font:16px/1.6 "Times New Roman","Source Han Serif SC","Noto Serif CJK SC","Songti SC",SimSun,serif}
.three-line{margin:0 0 1rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:0 auto;border-top:1.5pt solid;border-bottom:1.5pt solid;font-size:.92em}
caption,.caption{text-align:center;font-weight:bold;padding:.4em 0}
thead{border-bottom:.75pt solid}th{font-weight:normal;vertical-align:bottom}
th,td{padding:.25em .7em;text-align:left}td{vertical-align:top}th.span{text-align:center;border-bottom:.5pt solid}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.note{font-size:.85em;margin:.3em 0 0}
"""


def write(table: Table, language: Language = "zh") -> bytes:
    """The table as a page."""
    tag = "zh-CN" if language == "zh" else "en"
    page = f"""<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title_of(table, language))}</title>
<style>{_STYLE}</style>
</head>
<body>
{fragment(table, language)}
</body>
</html>
"""
    return page.encode("utf-8")


def fragment(
    table: Table,
    language: Language = "zh",
    *,
    number: int = 1,
    anchor: str = "",
    links: Mapping[tuple[int, str], str] | None = None,
) -> str:
    """The table as a <figure>: caption above, the cells in a box that scrolls by itself, notes below.

    anchor: the figure's id. links: (row from 0, column key) to the id on the same page that the cell points to.
    """
    named = f' id="{escape(anchor)}"' if anchor else ""
    many = len(table.columns) > _MANY
    lines = [f'<figure class="three-line{" many" if many else ""}"{named}>']
    lines.append(f'<figcaption class="caption">{escape(caption(table, language, number))}</figcaption>')
    lines.append('<div class="scroll" tabindex="0"><table>')
    lines.append("<thead>")
    right = numeric(table)
    for depth, level in enumerate(header(table, language)):
        lines.append("<tr>" + "".join(_head_cells(table, level, right, depth, many)) + "</tr>")
    lines.append("</thead>\n<tbody>")
    wordy = tuple(size > _LONG and not r for size, r in zip(widths(table, language), right, strict=True))
    for i, row in enumerate(table.formatted(language)):
        cells = []
        for column, text, is_number, is_wordy in zip(table.columns, row, right, wordy, strict=True):
            target = (links or {}).get((i, column.key))
            inner = escape(text).replace("\n", "<br>")
            if target:
                inner = f'<a href="#{escape(target)}">{inner}</a>'
            name = ' class="n"' if is_number else (' class="w"' if is_wordy else "")
            cells.append(f"<td{name}>{inner}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    lines.append("</tbody></table></div>")
    lines += [f'<p class="note">{escape(note)}</p>' for note in note_lines(table, language)]
    lines.append("</figure>")
    return "\n".join(lines)


def _head_cells(
    table: Table, level: tuple[HeadCell, ...], right: tuple[bool, ...], depth: int, many: bool
) -> list[str]:
    """The cells of a header row. In the second row stand the columns that have a group, in order. many: units below."""
    at = [i for i, column in enumerate(table.columns) if column.group] if depth else list(range(len(right)))
    made, position = [], 0
    for cell in level:
        attributes = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        attributes += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        if cell.ruled:
            attributes += ' class="span" scope="colgroup"'
        else:
            attributes += (' class="n"' if right[at[position]] else "") + ' scope="col"'
        text = escape(cell.text)
        made.append(f"<th{attributes}>{text.replace(' (', '<br>(') if many else text}</th>")
        position += cell.columns
    return made
