"""Comments and footnotes of the current documents."""

from __future__ import annotations

from typing import Literal, cast

from qda.model import Remark, Span
from qda.store.study import Study


def remarks(study: Study) -> list[tuple[str, Remark]]:
    """(document id, comment or footnote), by document and place."""
    return [
        (
            str(a),
            Remark(
                cast("Literal['comment', 'footnote']", b),
                None if c is None else Span(cast("int", c), cast("int", d)),
                str(e),
                str(f),
            ),
        )
        for a, b, c, d, e, f in study.rows(
            'SELECT m.document_id, m.kind, m.start, m."end", m.author, m.text FROM remarks AS m '
            "JOIN current_runs AS q ON q.id = m.run_id JOIN current_documents AS d ON d.id = m.document_id "
            "ORDER BY m.document_id, m.ord"
        )
    ]
